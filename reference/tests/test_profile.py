"""Optimization profiles, as objects and as parts of a configuration."""

from __future__ import annotations

import math

import dynshape_reference as trt
import pytest
from reference_harness import Net, foo_net


@pytest.fixture
def net() -> Net:
    return Net()


@pytest.fixture
def profile(net) -> trt.IOptimizationProfile:
    return net.builder.create_optimization_profile()


def test_worked_example_profiles_are_numbered_in_order_of_addition():
    net = foo_net()
    assert net.config.num_optimization_profiles == 2 and net.plan() is not None


def test_get_shape_returns_min_opt_max_or_nothing(profile):
    assert profile.get_shape("foo") == []
    profile.set_shape("foo", (1, 2), [3, 4], trt.Dims((5, 6)))
    assert profile.get_shape("foo") == [(1, 2), (3, 4), (5, 6)]


def test_later_call_replaces_the_earlier(profile):
    profile.set_shape("foo", (1,), (2,), (3,))
    profile.set_shape("foo", (4, 4), (5, 5), (6, 6))
    assert profile.get_shape("foo") == [(4, 4), (5, 5), (6, 6)] and bool(profile)


def test_empty_profile_is_valid(net, profile):
    assert bool(profile) and net.config.add_optimization_profile(profile) == 0


def test_rank_mismatch_raises_at_the_first_selector_and_keeps_those_before(net, profile):
    with pytest.raises(RuntimeError, match="Shape provided for opt is inconsistent"):
        profile.set_shape("foo", (1, 2), (3,), (5, 6))
    assert net.log.take() == ["DS-PROF-011"]
    assert profile.get_shape("foo")[0] == (1, 2) and not bool(profile)
    assert net.config.add_optimization_profile(profile) == -1
    assert net.log.take() == ["DS-PROF-021"]


def test_negative_extent_raises_and_touches_nothing(net, profile):
    with pytest.raises(RuntimeError, match="Shape provided for min is inconsistent"):
        profile.set_shape("foo", (-1, 2), (3, 4), (5, 6))
    assert (net.log.last().axis, net.log.last().value) == (0, -1)
    assert net.log.take() == ["DS-PROF-013"]
    assert profile.get_shape("foo") == [] and bool(profile)


@pytest.mark.parametrize("three", [((2,), (1,), (3,)), ((1,), (4,), (3,)), ((3,), (2,), (1,))])
def test_disorder_is_found_when_the_profile_is_added(net, profile, three):
    profile.set_shape("foo", *three)
    assert not bool(profile)
    assert net.config.add_optimization_profile(profile) == -1
    assert net.log.last().tensor == "foo" and net.log.take() == ["DS-PROF-012"]
    assert net.config.num_optimization_profiles == 0


def test_shape_values_by_selector(net, profile):
    assert profile.get_shape_input("s") == []
    profile.set_shape_input("s", (-1, 0), (2, 3), (4, 5))
    assert profile.get_shape_input("s") == [[-1, 0], [2, 3], [4, 5]]
    with pytest.raises(RuntimeError, match="min input provided"):
        profile.set_shape_input("t", (), (), ())
    with pytest.raises(RuntimeError, match="max input provided"):
        profile.set_shape_input("t", (1,), (2,), (3, 4))
    with pytest.raises(RuntimeError, match="opt input provided"):
        profile.set_shape_input("u", (5,), (2,), (6,))
    assert net.log.take() == ["DS-SIO-019", "DS-SIO-019", "DS-SIO-020"]
    assert profile.get_shape_input("s") == [[-1, 0], [2, 3], [4, 5]] and not bool(profile)


def test_values_beyond_32_bits_and_floats_are_a_type_error(profile):
    for value in (2**31, 1.0, math.nan, "1", None):
        with pytest.raises(TypeError):
            profile.set_shape_input("s", (value,), (value,), (value,))
    assert bool(profile) and profile.get_shape_input("s") == []


def test_extra_memory_target_keeps_the_old_value_when_refused(net, profile):
    assert profile.extra_memory_target == 1.0
    profile.extra_memory_target = 0.25
    for value in (-0.1, 1.1, math.nan, math.inf):
        profile.extra_memory_target = value
    assert profile.extra_memory_target == 0.25 and net.log.take() == ["DS-PROF-025"] * 4


def test_profile_that_changes_after_it_was_added_counts_at_build(net):
    net.output(net.relu(net.input("x", (-1,))))
    profile = net.builder.create_optimization_profile()
    profile.set_shape("x", (1,), (2,), (3,))
    net.config.add_optimization_profile(profile)
    profile.set_shape("x", (3,), (2,), (1,))
    assert net.refused() == "DS-PROF-012"


def test_same_profile_twice_is_two_profiles(net):
    net.output(net.relu(net.input("x", (-1,))))
    profile = net.builder.create_optimization_profile()
    profile.set_shape("x", (1,), (2,), (3,))
    assert [net.config.add_optimization_profile(profile) for _ in range(2)] == [0, 1]
    assert net.engine().num_bindings == 4
