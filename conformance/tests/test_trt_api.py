"""The adapter for TensorRT's API, call by call, against a module that records what it is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from dynshape_conformance.adapter import Answer, Context, Definition, Engine, Profile, Refused, Unsupported
from dynshape_fixtures.networks import FOO_PROFILE_0 as R
from dynshape_fixtures.networks import foo_network
from dynshape_fixtures.program import Program
from fake_trt import Dims, make_api, make_context, make_definition, make_engine


def test_a_definition_calls_the_network_in_order() -> None:
    module, definition = make_definition()
    assert all(answer.ok for answer in definition.answers)
    names = [call[0] for call in module.calls]
    assert names == [
        "Builder",
        "Builder.create_network",
        "INetworkDefinition.add_input",
        "INetworkDefinition.add_activation",
        "ILayer.get_output",
        "ITensor.name=",
        "INetworkDefinition.mark_output",
    ]
    assert module.calls[0] == ("Builder", {"option": 1})
    assert module.calls[2][1:] == ("foo", module.DataType.FLOAT, (3, -1, -1))
    assert module.calls[3][2] is module.ActivationType.RELU


@pytest.mark.parametrize(("explicit", "flags"), [(True, (1,)), (False, (0,)), (None, ())])
def test_explicit_batch(explicit: bool | None, flags: tuple[int, ...]) -> None:
    module, api = make_api()
    api.define(Program(), explicit)
    assert ("Builder.create_network", *flags) in module.calls


def test_arguments_by_name_survive_any_order() -> None:
    program = Program()
    a = program.input("a", "float32", (2, 2))
    program.matrix_multiply(a, a, "NONE", "TRANSPOSE")
    program.concatenation([a, a], axis=1)
    sliced = program.slice(a, (0, 0), (1, 1), (2, 2), mode="STRICT_BOUNDS")
    module, definition = make_definition(program=Program.from_json(program.to_json()))
    calls = {call[0]: call[1:] for call in module.calls}
    _, op0, _, op1 = calls["INetworkDefinition.add_matrix_multiply"]
    assert (op0.name, op1.name) == ("NONE", "TRANSPOSE")
    assert len(calls["INetworkDefinition.add_concatenation"][0]) == 2
    assert calls["ILayer.axis="] == (1,)
    assert calls["INetworkDefinition.add_slice"][1:] == ((0, 0), (1, 1), (2, 2))
    # 8.4 knows the mode by its former name only, and the program need not.
    assert calls["ILayer.mode="] == (module.SliceMode.DEFAULT,)
    module.replies["ILayer.mode"] = module.SliceMode.DEFAULT
    assert definition.layer_property(sliced, "mode").value == "STRICT_BOUNDS"


def test_constants_without_elements_are_typed_weights() -> None:
    program = Program()
    program.constant([], "int32")
    program.constant([1, 2], "int32")
    module, _ = make_definition(program=program)
    empty, full = (call[2] for call in module.calls if call[0] == "INetworkDefinition.add_constant")
    assert empty.values is module.DataType.INT32
    assert full.values.dtype == np.int32 and full.values.tolist() == [1, 2]


def test_what_rests_on_a_refused_operation_is_refused_as_operand() -> None:
    module, api = make_api()
    module.replies["INetworkDefinition.add_input"] = None
    channels = [answer.refusal.channel for answer in api.define(foo_network()).answers if answer.refusal]
    assert channels == ["None", "operand", "operand", "operand"]


def test_a_method_without_an_answer_refuses_by_its_record() -> None:
    module, api = make_api()
    module.replies["INetworkDefinition.mark_output"] = lambda tensor: module.log("ERROR", "Error Code 4: no")
    answer = api.define(foo_network()).answers[-1]
    assert answer.refusal is not None and answer.refusal.channel == "log"
    assert answer.records[0].code == 4


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (lambda p: p.input("a", "int64", (2,)), "fake_trt 8.6 has no DataType.INT64"),
        (lambda p: p.unary(p.input("a", "float32", (2,)), "ISNAN"), "fake_trt 8.6 has no UnaryOperation.ISNAN"),
        (lambda p: p.layer("squeeze", []), "fake_trt 8.6 has no INetworkDefinition.add_squeeze"),
    ],
)
def test_what_the_module_lacks_is_unsupported(program: Callable[[Program], str], reason: str) -> None:
    written = Program()
    program(written)
    with pytest.raises(Unsupported, match=reason):
        make_definition(program=written)


def test_a_program_with_an_unknown_operand_is_an_error_of_its_author() -> None:
    program = Program()
    program.mark_output("nobody")
    with pytest.raises(ValueError, match="nobody"):
        make_definition(program=program)


@pytest.mark.parametrize("edition", ["8.6", "10"])
def test_float32_is_computed_as_float32(edition: str) -> None:
    module, definition = make_definition(edition)
    assert definition.build().ok
    calls = [name for name, *_ in module.calls]
    assert ("IBuilderConfig.clear_flag", module.BuilderFlag.TF32) in module.calls
    assert calls.index("IBuilderConfig.clear_flag") < calls.index("Builder.build_serialized_network")


def raising(error: Exception) -> Callable[..., Any]:
    def reply(*args: Any) -> Any:
        raise error

    return reply


def profile_of(definition: Definition) -> Profile:
    return definition.create_profile()


def engine_of(definition: Definition) -> Engine:
    return definition.build().get()


def context_of(definition: Definition) -> Context:
    return engine_of(definition).create_context().get()


UNREADABLE = raising(RuntimeError("Could not get tensor shape."))
Ask = Callable[[Definition], Answer[Any]]
CHANNELS: list[tuple[str, Any, Ask, str]] = [
    ("ITensor.shape", Dims(None), lambda d: d.tensor_dims("foo"), "invalid dims"),
    ("ITensor.shape", UNREADABLE, lambda d: d.tensor_dims("foo"), "invalid dims"),
    ("Builder.build_serialized_network", None, lambda d: d.build(), "None"),
    ("Runtime.deserialize_cuda_engine", None, lambda d: d.build(), "None"),
    ("IBuilderConfig.add_optimization_profile", -1, lambda d: d.add_profile(profile_of(d)), "-1"),
    ("IOptimizationProfile.get_shape", [], lambda d: profile_of(d).dims("foo"), "[]"),
    (
        "IOptimizationProfile.set_shape",
        raising(RuntimeError()),
        lambda d: profile_of(d).set_dims("a", *R),
        "RuntimeError",
    ),
    ("ICudaEngine.create_execution_context", None, lambda d: engine_of(d).create_context(), "None"),
    ("ICudaEngine.get_binding_index", -1, lambda d: engine_of(d).binding_index("x"), "-1"),
    ("ICudaEngine.get_binding_name", None, lambda d: engine_of(d).binding_name(9), "None"),
    ("ICudaEngine.__getitem__", raising(IndexError()), lambda d: engine_of(d).lookup(9), "IndexError"),
    ("ICudaEngine.get_profile_shape", [Dims(None)] * 3, lambda d: engine_of(d).profile_dims(0, 9), "invalid dims"),
    ("IExecutionContext.set_binding_shape", False, lambda d: context_of(d).set_dims("foo", (1,)), "False"),
    ("IExecutionContext.get_shape", raising(RuntimeError()), lambda d: context_of(d).values("foo"), "RuntimeError"),
    ("IExecutionContext.execute_v2", False, lambda d: context_of(d).infer({}), "False"),
    ("IExecutionContext.get_binding_shape", Dims(None), lambda d: context_of(d).infer({}), "invalid dims"),
]


@pytest.mark.parametrize(("call", "reply", "ask", "channel"), CHANNELS, ids=[f"{c[0]}-{c[3]}" for c in CHANNELS])
def test_channels(call: str, reply: Any, ask: Ask, channel: str) -> None:
    module, definition = make_definition()
    module.replies[call] = reply
    answer = ask(definition)
    assert answer.refusal is not None and answer.refusal.channel == channel
    with pytest.raises(Refused):
        answer.get()


def test_queries_may_answer_false() -> None:
    module, engine = make_engine()
    module.replies["ICudaEngine.is_shape_binding"] = False
    assert engine.is_shape_binding(0) == Answer(False)


def test_records_are_those_of_one_call() -> None:
    class Text(str):
        clause, code = "DS-DIM-014", 3

    module, context = make_context()

    def refuse(*args: Any) -> bool:
        for severity, text in (("VERBOSE", "a"), ("INFO", "b"), ("ERROR", "some noise"), ("WARNING", "c")):
            module.log(severity, text)
        module.log("ERROR", Text("out of range"))
        return False

    module.replies["IExecutionContext.set_binding_shape"] = refuse
    records = context.set_dims("foo", (1,)).records
    assert [(record.severity, record.text) for record in records] == [("WARNING", "c"), ("ERROR", "out of range")]
    assert (records[1].clause, records[1].code) == ("DS-DIM-014", 3)
    assert context.profile().records == ()
