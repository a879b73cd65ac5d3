"""Execution contexts: profiles, dims, values, execution."""

from __future__ import annotations

import gc
import weakref

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, foo_net


@pytest.fixture
def net() -> Net:
    return foo_net()


@pytest.fixture
def engine(net) -> trt.ICudaEngine:
    return net.engine()


def select(context: trt.IExecutionContext, profile: int) -> bool:
    return context.set_optimization_profile_async(profile, 0)


def test_first_context_gets_profile_0_and_the_next_none(net, engine):
    first, second = engine.create_execution_context(), engine.create_execution_context()
    assert first.active_optimization_profile == 0 and second.active_optimization_profile == -1
    assert net.log.take(trt.Logger.INFO) == ["DS-CTX-015"]


def test_profile_of_another_context_is_refused(net, engine):
    first, second = engine.create_execution_context(), engine.create_execution_context()
    with pytest.raises(RuntimeError, match="Error in set optimization profile async"):
        select(second, 0)
    assert net.log.take() == ["DS-CTX-002"] and second.active_optimization_profile == -1
    assert select(second, 1)
    with pytest.raises(RuntimeError):
        select(second, 0)
    assert second.active_optimization_profile == 1 and first.active_optimization_profile == 0


@pytest.mark.parametrize("profile", [-1, 2, 2**31 - 1])
def test_profile_out_of_range_is_refused(net, engine, profile):
    context = engine.create_execution_context()
    with pytest.raises(RuntimeError):
        select(context, profile)
    assert net.log.take() == ["DS-CTX-013"] and context.active_optimization_profile == 0


def test_profile_is_free_when_its_context_is_gone(net, engine):
    first, second = engine.create_execution_context(), engine.create_execution_context()
    gc.disable()
    try:
        first.set_binding_shape(0, (9, 9, 9))
        with pytest.raises(RuntimeError):
            select(first, 7)
        del first
        assert select(second, 0)
    finally:
        gc.enable()


def test_released_profile_can_be_taken(engine):
    first, second = engine.create_execution_context(), engine.create_execution_context()
    assert select(first, 1) and select(second, 0) and second.active_optimization_profile == 0


def test_switch_voids_dims_and_warns(net, engine):
    context = engine.create_execution_context()
    assert context.set_binding_shape(0, (3, 150, 250)) and context.all_binding_shapes_specified
    assert select(context, 1)
    assert net.log.take(trt.Logger.WARNING) == ["DS-CTX-009"]
    assert not context.all_binding_shapes_specified
    assert context.get_binding_shape(2) == (3, -1, -1)


def test_selecting_the_held_profile_again_is_allowed(engine):
    context = engine.create_execution_context()
    assert select(context, 0) and context.active_optimization_profile == 0


def test_context_keeps_its_engine_alive():
    context = foo_net().engine().create_execution_context()
    gc.collect()
    assert context.engine.num_bindings == 4 and context.set_binding_shape(0, (3, 150, 250))


def test_context_is_freed_without_the_collector(engine):
    context = engine.create_execution_context()
    context.set_binding_shape(0, (3, 150, 250))
    buffers = [np.zeros((3, 150, 250), np.float32), np.zeros((3, 150, 250), np.float32), None, None]
    assert context.execute_v2(buffers)
    gone = weakref.ref(context)
    gc.disable()
    try:
        del context
        assert gone() is None
    finally:
        gc.enable()


ACCEPTED = [((3, 200, 200), (0, 1)), ((3, 150, 250), (0,)), ((3, 250, 250), (1,)), ((3, 200, 301), (1,))]
REFUSED = [
    ((3, 99, 200), "DS-DIM-014"),
    ((3, 150, 301), "DS-DIM-014"),
    ((3, 301, 200), "DS-DIM-014"),
    ((4, 150, 250), "DS-DIM-012"),
    ((150, 250), "DS-DIM-013"),
    ((3, -1, 200), "DS-DIM-012"),
]


@pytest.mark.parametrize(("dims", "profiles"), ACCEPTED)
def test_worked_dims_fit_their_profiles_only(net, engine, dims, profiles):
    context = engine.create_execution_context()
    for profile in (0, 1):
        select(context, profile)
        assert context.set_binding_shape(2 * profile, dims) == (profile in profiles)
    assert net.log.take() == ["DS-DIM-014"] * (2 - len(profiles))


@pytest.mark.parametrize(("dims", "clause"), REFUSED)
@pytest.mark.parametrize("by_name", [False, True])
def test_worked_dims_that_fit_no_profile(net, engine, dims, clause, by_name):
    context = engine.create_execution_context()
    before = (3, 150, 250)
    assert context.set_binding_shape(0, before)
    assert (context.set_input_shape("foo", dims) if by_name else context.set_binding_shape(0, dims)) is False
    assert net.log.take() == [clause] and context.get_binding_shape(0) == before


def test_refusal_names_axis_value_and_range(net, engine):
    context = engine.create_execution_context()
    context.set_binding_shape(0, (3, 150, 301))
    record = net.log.last()
    assert (record.tensor, record.axis, record.value, record.permitted, record.code) == ("foo", 2, 301, (200, 300), 3)


def test_bounds_of_the_profile_are_inclusive(engine):
    context = engine.create_execution_context()
    assert context.set_binding_shape(0, (3, 100, 200)) and context.set_binding_shape(0, (3, 200, 300))


def test_without_profile_nothing_can_be_set_or_run(net, engine):
    first, context = engine.create_execution_context(), engine.create_execution_context()
    assert first is not None
    net.log.take()
    assert context.set_binding_shape(0, (3, 150, 250)) is False
    assert context.execute_v2([None] * 4) is False
    with pytest.raises(ValueError):
        len(context.get_binding_shape(0))
    assert net.log.take() == ["DS-DIM-002", "DS-CTX-005", "DS-DIM-020"]


def test_dims_belong_to_one_context(engine):
    first, second = engine.create_execution_context(), engine.create_execution_context()
    select(second, 1)
    first.set_binding_shape(0, (3, 150, 250))
    second.set_binding_shape(2, (3, 250, 250))
    assert first.get_binding_shape(1) == (3, 150, 250) and second.get_binding_shape(3) == (3, 250, 250)
    assert engine.get_binding_shape(0) == (3, -1, -1)


def test_output_follows_the_dims_set_last(engine):
    context = engine.create_execution_context()
    for dims in ((3, 150, 250), (3, 160, 260), (3, 150, 250)):
        context.set_binding_shape(0, dims)
        assert context.get_binding_shape(1) == dims


def test_bindings_that_can_not_be_set(net, engine):
    context = engine.create_execution_context()
    for binding, clause in ((1, "DS-DIM-015"), (2, "DS-DIM-016"), (4, "DS-DIM-016"), (-1, "DS-DIM-016")):
        assert context.set_binding_shape(binding, (3, 150, 250)) is False
        assert net.log.take() == [clause]


def test_context_query_is_corrected_from_the_first_row(net, engine):
    context = engine.create_execution_context()
    select(context, 1)
    context.set_binding_shape(2, (3, 250, 250))
    net.log.take()
    assert context.get_binding_shape(1) == (3, 250, 250)
    assert net.log.take(trt.Logger.WARNING) == ["DS-BIND-011"]
    select(context, 0)
    with pytest.raises(ValueError):
        len(context.get_binding_shape(2))
    assert net.log.take() == ["DS-BIND-014"]


def test_output_before_all_inputs_is_minus_1_with_a_record(net, engine):
    context = engine.create_execution_context()
    assert context.get_binding_shape(1) == (3, -1, -1)
    assert net.log.take() == ["DS-DIM-021"]


def inconsistent() -> tuple[Net, trt.IExecutionContext]:
    net = Net()
    net.output(net.elementwise(net.input("a", (-1,)), net.input("b", (-1,))))
    net.profile(dict.fromkeys("ab", ((0,), (4,), (8,))))
    return net, net.engine().create_execution_context()


def test_inconsistent_inputs_are_accepted_one_by_one_and_refused_together():
    net, context = inconsistent()
    assert context.set_binding_shape(0, (2,)) and context.set_binding_shape(1, (3,))
    with pytest.raises(ValueError):
        len(context.get_binding_shape(2))
    assert net.log.last().code == 7 and net.log.take() == ["DS-LAY-001"]
    assert context.execute_v2([np.zeros(2, np.float32), np.zeros(3, np.float32), np.zeros(3, np.float32)]) is False
    with pytest.raises(RuntimeError, match="infer_shapes error code"):
        context.infer_shapes()
    assert context.set_binding_shape(1, (1,)) and context.get_binding_shape(2) == (2,)


def test_infer_shapes_names_what_is_missing():
    _, context = inconsistent()
    assert context.infer_shapes() == ["a", "b"]
    context.set_input_shape("a", (2,))
    assert context.infer_shapes() == ["b"]
    context.set_input_shape("b", (2,))
    assert context.infer_shapes() == []


def test_empty_dims_run():
    net, context = inconsistent()
    assert context.set_binding_shape(0, (0,)) and context.set_binding_shape(1, (1,))
    assert context.get_binding_shape(2) == (0,)
    empty, out = np.empty(0, np.float32), np.empty(0, np.float32)
    assert context.execute_v2([empty, np.ones(1, np.float32), out])
    assert context.execute_v2([0, np.ones(1, np.float32), out]) is False
    assert net.log.take() == ["DS-EST-019"]
