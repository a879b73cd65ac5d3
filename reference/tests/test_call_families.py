"""Bindings and tensor names on one engine, and all that may stand for an address."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, foo_net


class Interface:
    """Shows its memory as PyTorch's and PIL's objects do."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        self.__array_interface__ = array.__array_interface__


class Capsule:
    """Shows its memory by DLPack only."""

    def __init__(self, array: np.ndarray, device: tuple[int, int] = (1, 0)) -> None:
        self.array, self.device = array, device

    def __dlpack__(self, **options):
        return self.array.__dlpack__()

    def __dlpack_device__(self):
        return self.device


class OnGpu:
    """Shows memory of a GPU."""

    __cuda_array_interface__ = None


FORMS = {
    "array": lambda array: array,
    "address": lambda array: array.ctypes.data,
    "NumPy integer": lambda array: np.uint64(array.ctypes.data),
    "array interface": Interface,
    "DLPack": Capsule,
}


def context_at(dims=(3, 150, 250), profile=0):
    net = foo_net()
    context = net.engine().create_execution_context()
    assert context.set_optimization_profile_async(profile, 0)
    assert context.set_binding_shape(profile * 2, dims)
    return net, context


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("call", ["execute_v2", "execute_async_v2", "execute_async_v3"])
def test_every_form_of_memory_in_every_call(form, call):
    _, context = context_at()
    x = np.linspace(-1, 1, 3 * 150 * 250, dtype=np.float32).reshape(3, 150, 250)
    out = np.full_like(x, 7)
    buffers = [FORMS[form](x), FORMS[form](out)]
    if call == "execute_async_v3":
        for name, buffer in zip(("foo", "out"), buffers, strict=True):
            assert context.set_tensor_address(name, buffer)
            assert context.get_tensor_address(name) == (x if name == "foo" else out).ctypes.data
        assert context.execute_async_v3(0)
    else:
        assert getattr(context, call)([*buffers, 0, 0], *([0] if "async" in call else []))
    np.testing.assert_array_equal(out, np.maximum(x, 0))


@pytest.mark.parametrize("memory", [OnGpu(), Capsule(np.zeros(1, np.float32), (2, 0))], ids=["CUDA", "DLPack"])
def test_memory_of_a_gpu_is_refused(memory):
    net, context = context_at()
    assert not context.set_tensor_address("foo", memory)
    assert not context.execute_v2([memory, 0, 0, 0])
    assert net.log.take() == ["DS-PY-017"] * 2 and context.get_tensor_address("foo") == 0


def test_what_is_no_memory_raises():
    _, context = context_at()
    for wrong in ("x", 1.5, [1]):
        with pytest.raises(TypeError):
            context.set_tensor_address("foo", wrong)
        with pytest.raises(TypeError):
            context.execute_v2([wrong, 0, 0, 0])


def test_both_families_see_one_state():
    net, context = context_at()
    assert context.get_tensor_shape("foo") == context.get_binding_shape(0) == (3, 150, 250)
    assert context.set_input_shape("foo", (3, 100, 300))
    assert context.get_binding_shape(1) == context.get_tensor_shape("out") == (3, 100, 300)
    assert context.get_strides(1) == context.get_tensor_strides("out") == (30000, 300, 1)
    assert not context.set_input_shape("foo", (3, 250, 250)) and not context.set_binding_shape(0, (3, 250, 250))
    assert net.log.take() == ["DS-DIM-014"] * 2
    assert context.get_binding_shape(0) == (3, 100, 300)
    assert context.all_binding_shapes_specified and context.infer_shapes() == []


@pytest.mark.parametrize("profile", [0, 1])
def test_both_families_on_every_profile(profile):
    _, context = context_at((3, 200, 200), profile)
    engine, columns = context.engine, 2
    for name in ("foo", "out"):
        index = engine.get_binding_index(name if profile == 0 else f"{name} [profile {profile}]")
        assert index // columns == profile
        assert context.get_binding_shape(index) == context.get_tensor_shape(name)
        assert engine.get_binding_dtype(index) == engine.get_tensor_dtype(name)
        assert engine.get_location(index) == engine.get_tensor_location(name)
        assert engine.get_binding_format(index) == engine.get_tensor_format(name, profile)
    assert engine.get_profile_shape(profile, 0) == engine.get_tensor_profile_shape("foo", profile)


def test_shape_values_by_binding_and_by_address():
    net = Net()
    x, size = net.input("x", (-1,)), net.input("size", (2,), trt.int32)
    net.output(net.reshape(x, size))
    assert net.profile({"x": ((1,), (6,), (12,))}, {"size": ((1, 1), (2, 3), (4, 6))}) == 0
    engine = net.engine()
    by_binding, by_name = engine.create_execution_context(), net.engine().create_execution_context()
    assert by_binding.set_binding_shape(0, (6,)) and by_binding.set_shape_input(1, [3, 2])
    values = np.array([3, 2], np.int32)
    assert by_name.set_input_shape("x", (6,)) and by_name.set_tensor_address("size", Capsule(values))
    assert by_name.infer_shapes() == [] and by_binding.get_binding_shape(2) == by_name.get_tensor_shape("out") == (3, 2)
    assert by_binding.get_shape(1) == by_name.get_shape(1) == [3, 2]
    values[:] = 2, 3
    assert by_name.get_tensor_shape("out") == (2, 3), "an address is read when it is needed"
