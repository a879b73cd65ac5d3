"""The adapter for ONNX engines: whose answer is whose, refusals, and the ports of the engines."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from dynshape_conformance.adapter import Array, Dims, Unavailable, Unsupported
from dynshape_conformance.backends import find
from dynshape_fixtures import Program
from dynshape_fixtures.networks import FOO_PROFILE_0, foo_network

pytest.importorskip("onnx", reason="the adapter needs onnx: pip install 'dynshape[onnx-reference]'")

from dynshape_conformance.adapters import onnx_reference, onnxruntime, openvino
from dynshape_conformance.adapters.onnx_engines import OnnxAdapter
from dynshape_conformance.adapters.onnx_engines.calls import Calls
from dynshape_conformance.adapters.onnx_engines.port import EngineRefused, Export, Facts, Range, Ready
from dynshape_conformance.adapters.onnx_export import Model

BACKENDS = {
    "onnx_reference": (onnx_reference.create, "onnx"),
    "onnxruntime": (onnxruntime.create, "onnxruntime"),
    "openvino": (openvino.create, "openvino"),
    "openvino_1thread": (openvino.create_1thread, "openvino"),
}


class FakePort:
    """An engine whose outputs are all of dims (7,): it says so by inference, and returns sevens."""

    name, version, device = "fake", "1", "cpu"

    def __init__(self, keeps_dims: bool = False, most: int = 100) -> None:
        self.keeps_dims = keeps_dims
        self.most = most
        self.ranges: list[Mapping[str, Range]] = []
        self.fed: list[dict[str, Array]] = []
        self.calls = Calls()

    def check(self, model: Model) -> dict[str, Facts]:
        return {name: Facts(model.dtypes[name], (7,)) for name in (*model.inputs, *model.outputs)}

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        if max((extent for extents in dims.values() for extent in extents), default=0) > self.most:
            raise EngineRefused(ArithmeticError("too much"))
        return self.check(export(dims))

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        self.ranges.append(ranges)
        return Ready(self.check(model), lambda: self)  # type: ignore[arg-type,return-value]

    def set_dims(self, input: str, dims: Dims) -> None:
        self.kept = dims

    def dims(self, input: str) -> Dims:
        return self.kept

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        self.fed.append(dict(feeds))
        return {"y": np.full(7, 7, np.float32)}


def doubled() -> Program:
    program = Program()
    x = program.input("x", "float32", (-1,))
    program.mark_output(program.elementwise(x, x, "SUM"), "y")
    return program


def context_on(port: FakePort, low: int = 1, high: int = 9) -> Any:
    definition = OnnxAdapter(port, None).define(doubled())
    profile = definition.create_profile()
    assert profile.set_dims("x", (low,), (low,), (high,)).emulated
    assert definition.add_profile(profile).emulated
    return definition.build().get().create_context().get()


def test_what_the_adapter_keeps_is_emulated_and_what_the_engine_finds_is_not() -> None:
    context = context_on(FakePort())
    answer = context.set_dims("x", (3,))
    assert (answer.value, answer.emulated) == (True, True)
    assert context.dims("x").emulated
    assert (context.dims("y").value, context.dims("y").emulated) == ((7,), False)
    result = context.infer({"x": np.ones(3, np.float32)})
    assert result.value["y"].tolist() == [7] * 7
    assert not result.emulated


def test_an_engine_that_keeps_dims_answers_for_itself() -> None:
    port = FakePort(keeps_dims=True)
    context = context_on(port)
    assert port.ranges == [{"x": ((1,), (1,), (9,))}]
    assert not context.set_dims("x", (3,)).emulated
    port.kept = (5,)
    assert (context.dims("x").value, context.dims("x").emulated) == ((5,), False)


def test_dims_out_of_range_are_unsupported_where_no_engine_would_refuse_them() -> None:
    context = context_on(FakePort())
    for dims in ((10,), (0,), (3, 3), (-1,)):
        with pytest.raises(Unsupported, match="looks at dims when it executes"):
            context.set_dims("x", dims)


def test_the_engine_executes_at_the_ends_and_the_optimum_of_a_profile() -> None:
    port = FakePort()
    context_on(port)
    assert [feeds["x"].shape for feeds in port.fed] == [(1,), (9,)]


def test_an_optimum_that_the_engine_refuses_does_not_build() -> None:
    definition = OnnxAdapter(FakePort(most=5), None).define(doubled())
    profile = definition.create_profile()
    profile.set_dims("x", (1,), (6,), (6,))
    definition.add_profile(profile)
    answer = definition.build()
    assert answer.refusal is not None
    assert (answer.refusal.channel, answer.refusal.text) == ("None", "too much")
    assert [record.text for record in answer.records] == ["too much"]


def test_an_end_that_the_engine_refuses_is_an_emulated_warning() -> None:
    definition = OnnxAdapter(FakePort(most=5), None).define(doubled())
    profile = definition.create_profile()
    profile.set_dims("x", (1,), (5,), (6,))
    definition.add_profile(profile)
    answer = definition.build()
    assert answer.emulated
    assert [(record.severity, record.text) for record in answer.records] == [("WARNING", "kMAX of profile 0: too much")]


def test_operations_taken_down_are_no_answers_of_the_engine() -> None:
    definition = OnnxAdapter(FakePort(), None).define(doubled())
    assert [answer.emulated for answer in definition.answers] == [True] * len(doubled().operations)


def test_profiles_that_must_be_refused_are_unsupported() -> None:
    profile = OnnxAdapter(FakePort(), None).define(doubled()).create_profile()
    for bounds in (((2,), (1,), (3,)), ((1,), (1, 1), (1,)), ((-1,), (1,), (1,))):
        with pytest.raises(Unsupported):
            profile.set_dims("x", *bounds)


def test_another_profile_is_another_session_of_an_engine_that_knows_ranges() -> None:
    port = FakePort(keeps_dims=True)
    definition = OnnxAdapter(port, None).define(doubled())
    for low in (1, 5):
        profile = definition.create_profile()
        profile.set_dims("x", (low,), (low,), (low + 2,))
        definition.add_profile(profile)
    context: Any = definition.build().get().create_context().get()
    assert port.ranges == [{"x": ((1,), (1,), (3,))}, {"x": ((5,), (5,), (7,))}]
    assert context.set_dims("x", (2,)).value
    assert (context.select_profile(1).value, context.select_profile(1).emulated) == (True, True)
    assert context.profile().value == 1
    assert context.dims("x").value == (-1,)
    with pytest.raises(Unsupported):
        context.select_profile(2)


def test_calls_without_a_counterpart_say_why() -> None:
    context = context_on(FakePort())
    for call in (context.profile, context.missing_inputs, lambda: context.set_binding_dims(0, (1,))):
        with pytest.raises(Unsupported, match="ONNX"):
            call()


def test_shape_values_are_fed_and_become_constants_for_inference() -> None:
    program = Program()
    x, d = program.input("x", "float32", (6,)), program.input("d", "int64", (2,))
    program.mark_output(program.shuffle(x, d), "y")
    port = FakePort()
    definition = OnnxAdapter(port, None).define(program)
    profile = definition.create_profile()
    profile.set_values("d", (1, 1), (2, 3), (6, 6))
    definition.add_profile(profile)
    context: Any = definition.build().get().create_context().get()
    context.set_values("d", (3, 2))
    context.infer({"x": np.ones(6, np.float32)})
    assert port.fed[-1]["d"].tolist() == [3, 2]
    assert context.feeds({"x": np.ones(6, np.float32)}).keys() == {"d", "x"}


def test_a_build_without_values_for_a_shape_input_is_unsupported() -> None:
    program = Program()
    x, d = program.input("x", "float32", (6,)), program.input("d", "int64", (2,))
    program.mark_output(program.shuffle(x, d), "y")
    with pytest.raises(Unsupported, match="values of shape inputs"):
        OnnxAdapter(FakePort(), None).define(program).build()


def test_backends_are_found_under_their_names() -> None:
    assert set(BACKENDS) <= set(find())


@pytest.mark.parametrize("name", BACKENDS)
def test_an_engine_that_is_missing_is_unavailable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    create, package = BACKENDS[name]

    def missing(module: str) -> Any:
        if module.partition(".")[0] == package:
            raise ModuleNotFoundError(f"No module named {module!r}", name=package)
        return SimpleNamespace()

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(Unavailable, match=r"pip install 'dynshape\["):
        create(None)


@pytest.mark.parametrize("name", BACKENDS)
def test_a_real_engine_answers_the_chapters_example(name: str) -> None:
    create, package = BACKENDS[name]
    pytest.importorskip(package, reason=f"{name} needs {package}: pip install 'dynshape[{name.split('_1')[0]}]'")
    definition = create("8.6").define(foo_network())
    profile = definition.create_profile()
    profile.set_dims("foo", *FOO_PROFILE_0)
    definition.add_profile(profile)
    context: Any = definition.build().get().create_context().get()
    output = definition.outputs().get()[0]
    context.set_dims("foo", (3, 150, 250)).get()
    assert context.dims(output).get() == (3, 150, 250)


@pytest.mark.parametrize("name", BACKENDS)
def test_a_real_engine_hands_through_what_an_input_is_copied_to(name: str) -> None:
    pytest.importorskip(BACKENDS[name][1], reason=f"{name} is not installed")
    program = Program()
    x = program.input("x", "float32", (-1,))
    program.mark_output(program.layer("identity", [x]), "y")
    definition = BACKENDS[name][0]().define(program)
    profile = definition.create_profile()
    profile.set_dims("x", (1,), (2,), (3,))
    definition.add_profile(profile)
    context = definition.build().get().create_context().get()
    context.set_dims("x", (2,))
    assert context.infer({"x": np.float32([4, 5])}).get()["y"].tolist() == [4, 5]


def test_another_edition_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"edition 8\.4"):
        OnnxAdapter(FakePort(), "8.4")


class FakeOpenVino:
    """As much of OpenVINO as the port calls; what it is told is kept in ``told``."""

    __version__ = "2026.0-fake"

    def __init__(self) -> None:
        self.told: list[Any] = []
        shape = SimpleNamespace(rank=SimpleNamespace(is_dynamic=False))
        type = SimpleNamespace(get_type_name=lambda: "f32")

        class Shape(list[Any]):
            rank = shape.rank

        def port(name: str) -> Any:
            return SimpleNamespace(names={name}, element_type=type, partial_shape=Shape())

        read = SimpleNamespace(inputs=[port("x")], outputs=[port("y")])
        read.reshape = lambda shapes: self.told.append(("reshape", shapes))
        request = SimpleNamespace(
            set_tensor=lambda name, tensor: self.told.append(("set", name, tensor.shape)),
            get_tensor=lambda name: SimpleNamespace(shape=(3,), data=np.ones(3, np.float32)),
            infer=lambda: self.told.append("infer"),
        )
        compiled = SimpleNamespace(inputs=read.inputs, create_infer_request=lambda: request)

        def compile(model: Any, device: str, config: dict[str, str]) -> Any:
            self.told.append(("compile", device, config))
            return compiled

        self.Core = lambda: SimpleNamespace(read_model=lambda data: read, compile_model=compile)
        self.Tensor = lambda array: array


@pytest.mark.parametrize("threads", [None, 1])
def test_openvino_is_given_the_range_as_bounds_and_its_threads(threads: int | None) -> None:
    fake = FakeOpenVino()
    port = openvino.OpenVino(fake, "openvino", threads)
    definition = OnnxAdapter(port, None).define(doubled())
    profile = definition.create_profile()
    profile.set_dims("x", (2,), (3,), (5,))
    definition.add_profile(profile)
    context: Any = definition.build().get().create_context().get()
    assert not context.set_dims("x", (3,)).emulated
    assert ("reshape", {"x": [(2, 5)]}) in fake.told
    assert ("reshape", {"x": [3]}) in fake.told
    config = next(told[2] for told in fake.told if told[0] == "compile")
    assert config.get("INFERENCE_NUM_THREADS") == (None if threads is None else "1")
    assert fake.told[-1] == ("set", "x", (3,))
