"""Which calls the adapter makes at run time: by binding index before 10.0, by name from then on."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import pytest
from dynshape_conformance.adapter import Unsupported
from dynshape_conformance.adapters.trt_api import TrtApi
from dynshape_conformance.adapters.trt_memory import POISON
from dynshape_fixtures.networks import foo_network
from fake_trt import Dims, FakeModule, make_api, make_context, make_engine


def host(address: int, nbytes: int) -> bytes:
    """What lies at an address."""
    return ctypes.string_at(address, nbytes)


# By binding index


def test_bindings_are_those_of_the_active_profile() -> None:
    module, context = make_context("8.6")
    assert context.set_dims("foo", (3, 200, 200)).value is True
    assert module.calls == [
        ("ICudaEngine.get_binding_index", "foo"),
        ("IExecutionContext.set_binding_shape", 2, (3, 200, 200)),
    ]
    module.calls.clear()
    assert context.dims("bar").value == (3,)
    assert module.calls[-1] == ("IExecutionContext.get_binding_shape", 3)
    assert context.set_values("foo", (1, 2)).value is True
    assert module.calls[-1] == ("IExecutionContext.set_shape_input", 2, [1, 2])
    module.replies["IExecutionContext.get_shape"] = [7, 8]
    assert context.values("foo").value == (7, 8)
    assert module.calls[-1] == ("IExecutionContext.get_shape", 2)


def test_an_unknown_name_is_refused_by_the_engine_itself() -> None:
    module, context = make_context("8.6")
    module.replies["IExecutionContext.set_binding_shape"] = lambda index, dims: index >= 0
    assert not context.set_dims("nobody", (1,)).ok
    assert module.calls[-1] == ("IExecutionContext.set_binding_shape", -1, (1,))


def test_without_a_profile_the_first_row_is_asked() -> None:
    module, context = make_context("8.6")
    module.replies["IExecutionContext.active_optimization_profile"] = -1
    assert context.profile().value == -1
    context.set_dims("foo", (3,))
    assert module.calls[-1] == ("IExecutionContext.set_binding_shape", 0, (3,))


def test_the_engine_is_asked_in_the_row_of_the_profile() -> None:
    module, engine = make_engine("8.6")
    module.replies["ICudaEngine.get_binding_shape"] = Dims((3, -1))
    module.replies["ICudaEngine.get_profile_shape"] = [Dims((3, 1)), Dims((3, 2)), Dims((3, 3))]
    assert engine.tensors().value == ("foo", "bar")
    assert engine.dims("bar", 1).value == (3, -1)
    assert module.calls[-1] == ("ICudaEngine.get_binding_shape", 3)
    assert engine.tensor_profile_dims("foo", 1).value == ((3, 1), (3, 2), (3, 3))
    assert module.calls[-1] == ("ICudaEngine.get_profile_shape", 1, 2)


def test_execution_by_bindings() -> None:
    module, context = make_context("8.6")
    seen: dict[str, Any] = {}

    def execute(bindings: list[int]) -> bool:
        seen["bindings"] = bindings
        seen["foo"] = np.frombuffer(host(bindings[2], 12), np.float32)
        ctypes.memmove(bindings[3], np.array([9.0], np.float32).tobytes(), 4)
        return True

    module.replies["IExecutionContext.execute_v2"] = execute
    result = context.infer({"foo": np.arange(3, dtype=np.float32)}).get()["bar"]
    assert seen["bindings"][:2] == [0, 0] and all(seen["bindings"][2:])
    assert seen["foo"].tolist() == [0, 1, 2]
    # One element was written; the others are as they were poisoned.
    assert result[0] == 9 and result[1:].tobytes() == bytes([POISON]) * 8


def test_inputs_that_are_not_given_are_null() -> None:
    module, context = make_context("8.6")
    context.infer({})
    (call,) = (call for call in module.calls if call[0] == "IExecutionContext.execute_v2")
    assert call[1][2] == 0 and call[1][3] != 0


def test_an_output_of_the_shape_program_is_asked_for_its_values() -> None:
    module, context = make_context("8.6")
    module.replies["ICudaEngine.is_execution_binding"] = lambda index: index % 2 == 0
    module.replies["ICudaEngine.get_binding_dtype"] = module.DataType.INT32
    module.replies["IExecutionContext.get_shape"] = [4, 5, 6]
    result = context.infer({}).get()["bar"]
    assert result.dtype == np.int32 and result.tolist() == [4, 5, 6]


def test_an_output_of_no_elements_has_an_address() -> None:
    module, context = make_context("8.6")
    module.replies["IExecutionContext.get_binding_shape"] = lambda index: Dims((0, 3))
    assert context.infer({}).get()["bar"].shape == (0, 3)
    assert module.calls[-1][1][3] != 0


def test_unset_dims_are_left_to_the_engine_to_refuse() -> None:
    module, context = make_context("8.6")
    module.replies["IExecutionContext.get_binding_shape"] = lambda index: Dims((-1, 3))
    module.replies["IExecutionContext.execute_v2"] = False
    answer = context.infer({})
    assert answer.refusal is not None and answer.refusal.channel == "False"


@pytest.mark.parametrize("array", [np.zeros(3), np.zeros(4, np.float32)])
def test_arrays_that_do_not_fit_are_errors_of_the_caller(array: Any) -> None:
    _, context = make_context("8.6")
    with pytest.raises(ValueError, match="foo"):
        context.infer({"foo": array})
    with pytest.raises(ValueError, match="nobody"):
        context.infer({"nobody": array})


# By name


def test_names_from_edition_10() -> None:
    module, context = make_context("10")
    context.set_dims("foo", (3, 200, 200))
    assert module.calls == [("IExecutionContext.set_input_shape", "foo", (3, 200, 200))]
    assert context.dims("bar").value == (3,)
    assert module.calls[-1] == ("IExecutionContext.get_tensor_shape", "bar")
    module.replies["IExecutionContext.infer_shapes"] = ["foo"]
    assert context.missing_inputs().value == ("foo",)
    assert context.select_profile(1).value is True
    assert module.calls[-1] == ("IExecutionContext.set_optimization_profile_async", 1, 0)


def test_shape_values_by_name_are_an_address() -> None:
    module, context = make_context("10")
    module.replies["ICudaEngine.get_tensor_dtype"] = module.DataType.INT64
    module.replies["ICudaEngine.get_tensor_shape"] = Dims((2,))
    addresses: dict[str, int] = {}
    module.replies["IExecutionContext.set_tensor_address"] = lambda name, memory: (
        addresses.update({name: memory}) is None
    )
    module.replies["IExecutionContext.get_tensor_address"] = lambda name: addresses.get(name, 0)
    assert not context.values("foo").ok
    assert context.set_values("foo", (2**40, -1)).value is True
    assert np.frombuffer(host(addresses["foo"], 16), np.int64).tolist() == [2**40, -1]
    assert context.values("foo").value == (2**40, -1)
    with pytest.raises(Unsupported, match="no length"):
        context.set_values("foo", (1, 2, 3))
    module.replies["IExecutionContext.infer_shapes"] = lambda: ctypes.memset(addresses["bar"], 1, 24) and []
    module.replies["IExecutionContext.get_tensor_shape"] = Dims((3,))
    assert context.values("bar").value == (0x0101010101010101,) * 3


def test_execution_by_names() -> None:
    module, context = make_context("10")
    assert context.infer({"foo": np.ones(3, np.float32)}).get()["bar"].tobytes() == bytes([POISON]) * 12
    addresses = {call[1]: call[2] for call in module.calls if call[0] == "IExecutionContext.set_tensor_address"}
    assert addresses["foo"] and addresses["bar"]
    assert module.calls[-1] == ("IExecutionContext.execute_async_v3", 0)
    module.calls.clear()
    context.infer({})
    assert ("IExecutionContext.set_tensor_address", "foo", 0) in module.calls


# What an edition has


@pytest.mark.parametrize(
    ("edition", "features"),
    [
        ("8.4", {"bindings", "calibration"}),
        ("8.6", {"bindings", "names", "calibration"}),
        ("10", {"names"}),
    ],
)
def test_features(edition: str, features: set[str]) -> None:
    _, api = make_api(edition)
    description = api.describe()
    assert description.features == features | {"contexts", "execution"}
    assert (description.name, description.version, description.device) == ("fake_trt", edition, "cpu")
    assert api.describe() is description


def test_calls_of_another_edition_are_unsupported() -> None:
    _, engine = make_engine("10")
    with pytest.raises(Unsupported, match=r"fake_trt 10 has no ICudaEngine\.get_binding_name"):
        engine.binding_name(0)
    _, old = make_engine("8.4")
    with pytest.raises(Unsupported, match="get_tensor_shape"):
        old.tensor_dims("foo")


def test_a_module_with_both_families_is_held_to_its_edition() -> None:
    module = make_api("8.6")[0]
    engine = TrtApi(module, "10", None).define(foo_network()).build().get()
    with pytest.raises(Unsupported, match="no device"):
        engine.binding_name(0)


def test_without_a_device_there_is_a_plan_and_nothing_else() -> None:
    module: FakeModule = make_api("10")[0]
    api = TrtApi(module, "10", None)
    assert api.describe().device == "none" and api.describe().features == {"names"}
    engine = api.define(foo_network()).build().get()
    assert engine.serialize().value == b"plan"
    assert all(call[0] != "Runtime.deserialize_cuda_engine" for call in module.calls)
    for ask in (engine.create_context, engine.num_profiles, engine.tensors, lambda: engine.reload(b"plan")):
        with pytest.raises(Unsupported, match="no device"):
            ask()


def test_release_drops_the_only_references() -> None:
    import weakref

    module, engine = make_engine("8.6")
    context = engine.create_context().get()
    handles = [module.replies.pop(f"{name}")() for name in ("ICudaEngine.create_execution_context",)]
    handles.append(module.replies.pop("Runtime.deserialize_cuda_engine")(b""))
    alive = [weakref.ref(handle) for handle in handles]
    handles.clear()
    engine.release()
    assert all(ref() is not None for ref in alive)
    context.release()
    assert all(ref() is None for ref in alive)
    with pytest.raises(RuntimeError, match="released"):
        context.profile()
