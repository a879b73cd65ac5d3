"""What a build checks, with the clause of each refusal."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, foo_net

ONE = ((1,), (2,), (3,))


@pytest.fixture
def net() -> Net:
    return Net()


def dynamic(net: Net, dims=(-1,)) -> trt.ITensor:
    x = net.input("x", dims)
    net.output(net.relu(x))
    return x


def test_dynamic_network_needs_a_profile(net):
    dynamic(net)
    assert net.refused() == "DS-PROF-002"


def test_unused_dynamic_input_needs_a_profile_and_an_entry(net):
    net.output(net.relu(net.input("x", (2,))))
    net.input("unused", (-1,))
    assert net.refused() == "DS-PROF-002"
    net.profile({"x": ((2,),) * 3})
    assert net.refused() == "DS-PROF-017"


def test_static_shape_input_needs_a_profile_and_values(net):
    net.output(net.reshape(net.input("x", (6,)), net.input("s", (2,), trt.int32)))
    assert net.refused() == "DS-PROF-002"
    net.profile({"s": ((2,),) * 3})
    assert net.refused() == "DS-SIO-003"


def test_missing_input_is_found_in_any_profile(net):
    dynamic(net)
    net.profile({"x": ONE})
    net.profile()
    assert net.refused() == "DS-PROF-017"


@pytest.mark.parametrize(
    ("three", "clause"),
    [
        ((("3", 1), ("3", 1), ("3", 1)), None),
        (((3,), (3,), (3,)), "DS-PROF-011"),
        (((2, 1), (3, 2), (3, 4)), "DS-PROF-014"),
        (((4, 1), (4, 2), (4, 4)), "DS-PROF-014"),
    ],
)
def test_profile_must_fit_the_network(net, three, clause):
    dynamic(net, (3, -1))
    if clause is None:
        with pytest.raises(TypeError):
            net.profile({"x": three})
        return
    assert net.profile({"x": three}) == 0
    assert net.refused() == clause


def test_static_input_in_a_profile_must_equal_the_network(net):
    net.output(net.relu(net.input("x", (2,))))
    net.profile({"x": ((2,),) * 3})
    assert net.plan() is not None
    net.profile({"x": ((3,),) * 3})
    assert net.refused() == "DS-PROF-015"


def test_unknown_name_in_a_profile_is_a_warning(net):
    dynamic(net)
    net.profile({"x": ONE, "nosuch": ONE})
    assert net.plan() is not None and net.log.take(trt.Logger.WARNING) == ["DS-PROF-019"]


def test_values_for_an_execution_input_are_a_warning(net):
    dynamic(net)
    net.profile({"x": ONE}, {"x": ONE})
    assert net.plan() is not None and net.log.take(trt.Logger.WARNING) == ["DS-SIO-018"]


def test_renamed_input_is_missing_from_the_profile(net):
    x = dynamic(net)
    net.profile({"x": ONE})
    x.name = "y"
    assert net.refused() == "DS-PROF-017"


def consistent_at(net: Net, a, b) -> None:
    net.output(net.elementwise(net.input("a", (-1,)), net.input("b", (-1,))))
    net.profile({"a": tuple((n,) for n in a), "b": tuple((n,) for n in b)})


def test_opt_must_be_executable(net):
    consistent_at(net, (2, 3, 8), (2, 4, 8))
    assert net.refused() == "DS-PROF-008"


def test_min_and_max_that_do_not_fit_are_warnings(net):
    consistent_at(net, (2, 4, 8), (3, 4, 9))
    assert net.plan() is not None
    assert net.log.take(trt.Logger.WARNING) == ["DS-PROF-028", "DS-PROF-028"]


def test_opt_values_must_be_executable(net):
    net.output(net.reshape(net.input("x", (6,)), net.input("s", (2,), trt.int32)))
    net.profile(values={"s": ((1, 1), (2, 2), (6, 6))})
    assert net.refused() == "DS-PROF-008"


def test_volume_at_max_is_below_2_to_31(net):
    dynamic(net, (-1, -1))
    net.profile({"x": ((1, 1), (1, 1), (2**16, 2**15 - 1))})
    assert net.plan() is not None
    net.profile({"x": ((1, 1), (1, 1), (2**16, 2**15))})
    assert net.refused() == "DS-NET-013"


def test_refittable_engine_has_one_profile():
    net = foo_net()
    net.config.set_flag(trt.BuilderFlag.REFIT)
    assert net.refused() == "DS-PROF-022"


def test_network_without_outputs_is_refused(net):
    net.relu(net.input("x", (2,)))
    assert net.refused() == "DS-NET-019"


def test_invalid_layer_is_refused_even_if_unused(net):
    net.output(net.relu(net.input("x", (2,))))
    net.reshape(net.input("y", (2,)), (5,))
    assert net.refused() == "DS-LAY-028"


@pytest.mark.parametrize("dtype", [trt.float32, trt.bool])
def test_boundary_shape_tensor_has_type_int32(net, dtype):
    net.output(net.identity(net.input("x", (1,), dtype)), for_shapes=True)
    assert net.refused() == "DS-SIO-013"


def test_shape_output_has_one_dimension_at_most(net):
    net.output(net.identity(net.input("x", (2, 2), trt.int32)), for_shapes=True)
    assert net.refused() == "DS-SIO-030"


def test_shape_tensor_has_known_length(net):
    net.output(net.identity(net.input("x", (-1,), trt.int32)), for_shapes=True)
    net.profile({"x": ONE})
    assert net.refused() == "DS-EST-010"


def test_shape_tensor_is_row_major(net):
    s = net.input("s", (1,), trt.int32)
    net.output(net.reshape(net.input("x", (6,)), s))
    s.allowed_formats = 1 << int(trt.TensorFormat.CHW4)
    assert net.refused() == "DS-EST-021"


def test_shape_tensor_has_64_elements_at_most_from_8_6_on(net):
    net.output(net.const(range(64)), for_shapes=True)
    assert net.plan() is not None
    net.output(net.const(range(65)), "more", for_shapes=True)
    assert net.refused() == "DS-EST-022"


def test_failed_build_says_so_twice_and_builds_once_it_is_mended(net):
    dynamic(net)
    assert net.plan() is None
    errors = [msg for severity, msg in net.log.records if severity == trt.Logger.ERROR]
    assert [e.clause for e in errors] == ["DS-PROF-002", "DS-PROF-002"]
    assert "Network validation failed." in errors[1]
    net.profile({"x": ONE})
    assert net.plan() is not None


def test_implicit_batch_network_is_not_built(net):
    implicit = net.builder.create_network()
    implicit.mark_output(implicit.add_identity(implicit.add_input("x", trt.float32, (2,))).get_output(0))
    net.log.take()
    assert net.builder.build_serialized_network(implicit, net.config) is None
    assert net.log.take() == ["DS-NET-002", "DS-NET-002"]


def test_dimension_names_promise_equal_extents():
    net = Net("8.6")
    for name in "ab":
        net.input(name, (-1,)).set_dimension_name(0, "batch")
    net.output(net.concat(net.network.get_input(0), net.network.get_input(1)))
    net.profile({"a": ONE, "b": ((1,), (3,), (3,))})
    assert net.refused() in ("DS-DIM-028", "DS-PROF-008")


def test_large_reshape_is_checked_without_memory(net):
    net.output(net.reshape(net.input("x", (2**15, 2**15)), (-1,)))
    plan = net.plan()
    assert plan is not None and len(plan) < 10000
    assert np.frombuffer(plan, np.uint8).size == plan.nbytes
