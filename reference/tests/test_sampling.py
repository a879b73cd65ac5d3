"""Resizing: dims, refusals, run-time output dims."""

from __future__ import annotations

import math
from collections.abc import Sequence

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run
from sampling_harness import numbers, refused_shape, resize_net, resized


@pytest.mark.parametrize(
    ("extent", "scale", "result"),
    [(5, 1.5, 7), (10, 0.7, 7), (10, 0.1, 1), (100, 2.3, 230), (3, 1 / 3, 1), (3, 0.3, 0), (0, 4, 0), (-1, 2, -1)],
)
def test_scales_make_the_floor(extent, scale, result):
    net = resize_net((extent,), scales=[scale])
    assert net.layer.get_output(0).shape == (result,)


def test_of_shape_and_scales_the_last_counts():
    net = resize_net((1, 3, 4, 5))
    layer, out = net.layer, net.layer.get_output(0)
    assert (layer.shape, layer.scales, out.shape) == ((1, 3, 4, 5), [], (1, 3, 4, 5))
    layer.scales = (1, 1, 2, 0.5)
    assert out.shape == (1, 3, 8, 2) and layer.scales == [1, 1, 2, 0.5]
    with pytest.raises(ValueError, match="__len__"):
        len(layer.shape)
    layer.shape = (1, 3, 6, 7)
    assert out.shape == (1, 3, 6, 7) and layer.scales == [] and layer.shape == (1, 3, 6, 7)


@pytest.mark.parametrize(
    ("fields", "clause"),
    [
        ({"shape": (1, 3, 8)}, "DS-LAY-035"),
        ({"shape": (1, 3, -1, 8)}, "DS-LAY-035"),
        ({"scales": (1, 2)}, "DS-LAY-036"),
        ({"scales": (1, 1, -1, 1)}, "DS-LAY-036"),
        ({"scales": (1, 1, math.nan, 1)}, "DS-LAY-036"),
        ({"scales": (1, 1, math.inf, 1)}, "DS-LAY-036"),
        ({"scales": (1, 1, 1e12, 1)}, "DS-LAY-036"),
        ({"shape": (2, 6, 8, 8), "resize_mode": trt.InterpolationMode.LINEAR}, "DS-LAY-037"),
        ({"scales": (2, 1, 1, 1), "resize_mode": trt.InterpolationMode.LINEAR}, "DS-LAY-037"),
        ({"shape": (1, 6, 8, 8), "resize_mode": trt.InterpolationMode.CUBIC}, "DS-LAY-037"),
    ],
)
def test_static_refusals(fields, clause):
    net = resize_net((1, 3, 4, 5), **fields)
    assert refused_shape(net, net.layer.get_output(0)) == clause
    assert net.refused() == clause


def test_nothing_set_is_refused_for_run_time_dims():
    net = resize_net((1, -1))
    assert refused_shape(net, net.layer.get_output(0)) == "DS-LAY-035"
    net.layer.scales = (1, 2)
    assert net.layer.get_output(0).shape == (1, -1)


def test_types_editions_and_scalars_that_are_refused():
    for dtype in (trt.int32, trt.bool):
        net = resize_net((3,), dtype, shape=(6,))
        assert refused_shape(net, net.layer.get_output(0)) == "DS-LAY-037"
    net = resize_net((3, 3), edition="8.4", shape=(6, 6), resize_mode=trt.InterpolationMode.CUBIC)
    assert refused_shape(net, net.layer.get_output(0)) == "DS-LAY-037"
    net = Net()
    assert net.network.add_resize(net.input("x", ())) is None and net.log.take() == ["DS-LAY-037"]
    with pytest.raises(TypeError, match="InterpolationMode is wanted, not int 7"):
        resize_net((3,), resize_mode=7)


# Output dims as input 1


def dynamic_net(values_max: Sequence[int] = (1, 2, 8, 8)) -> Net:
    net = Net()
    x, size = net.input("x", (1, 2, -1, -1)), net.input("size", (4,), trt.int32)
    net.layer = net.network.add_resize(x)
    net.layer.set_input(1, size)
    net.output(net.layer.get_output(0))
    net.profile({"x": ((1, 2, 1, 1), (1, 2, 4, 5), (1, 2, 9, 9))}, {"size": ((1, 2, 1, 1), (1, 2, 3, 3), values_max)})
    return net


def test_run_time_sizes():
    x = numbers(1, 2, 4, 5)
    net = dynamic_net()
    assert net.layer.get_output(0).shape == (-1, -1, -1, -1)
    assert net.network.get_input(1).is_shape_tensor and not net.network.get_input(0).is_shape_tensor
    result = run(net, {"x": x}, {"size": (1, 2, 7, 3)})
    np.testing.assert_array_equal(result, resized(x, (1, 2, 7, 3), "NEAREST", "ASYMMETRIC"))


def test_known_elements_of_the_sizes_are_known_extents():
    net = Net()
    x = net.input("x", (2, -1))
    layer = net.network.add_resize(x)
    rows = net.slice(net.shape_of(x), (0,), (1,), (1,))
    layer.set_input(1, net.concat(net.elementwise(rows, net.const([3]), "PROD"), net.input("n", (1,), trt.int32)))
    assert layer.get_output(0).shape == (6, -1)


def test_static_setters_on_a_dynamic_layer_are_errors_that_change_nothing():
    net = dynamic_net()
    net.layer.shape = (1, 2, 5, 5)
    net.layer.scales = (1, 1, 2, 2)
    assert net.log.take() == ["DS-LEX-014", "DS-LEX-014"]
    assert net.layer.num_inputs == 2 and net.layer.scales == []
    with pytest.raises(ValueError, match="__len__"):
        len(net.layer.shape)
    net.layer.set_input(2, net.network.get_input(1))
    assert net.log.take() == ["DS-NET-022"]


@pytest.mark.parametrize(
    ("dims", "dtype", "clause"),
    [((3,), trt.int32, "DS-LAY-035"), ((2, 2), trt.int32, "DS-LAY-035"), ((4,), trt.float32, "DS-LAY-035")],
)
def test_sizes_of_the_wrong_rank_length_or_type(dims, dtype, clause):
    net = resize_net((1, 3, 4, 5))
    net.layer.set_input(1, net.input("size", dims, dtype))
    assert refused_shape(net, net.layer.get_output(0)) == clause


def test_a_resize_makes_no_shape_tensor_in_8_4():
    net = Net("8.4")
    layer = net.network.add_resize(net.input("x", (2,)))
    net.network.mark_output_for_shapes(layer.get_output(0))
    assert net.refused() == "DS-RULE-029"


def test_sizes_must_agree_with_the_profiles_and_with_the_input():
    net = dynamic_net((1, 5, 8, 8))
    net.layer.resize_mode = trt.InterpolationMode.CUBIC
    net.log.records.clear()
    context = net.engine().create_execution_context()
    assert "DS-PROF-028" in net.log.take(trt.ILogger.WARNING)
    assert context.set_input_shape("x", (1, 2, 4, 5)) and context.set_shape_input(1, (1, 5, 3, 3))
    assert refused_shape_of(net, context) == "DS-LAY-037"
    assert not context.execute_v2([numbers(1, 2, 4, 5), np.zeros(4, np.int32), np.zeros(45, np.float32)])
    assert net.log.last().code == 7


def refused_shape_of(net: Net, context: trt.IExecutionContext) -> str:
    with pytest.raises(ValueError, match="__len__"):
        len(context.get_binding_shape(2))
    assert net.log.last().code == 7
    return net.log.take()[0]


def test_layers_survive_the_plan():
    net = resize_net((1, 1, 4, 4), scales=(1, 1, 2, 2))
    net.layer.resize_mode = trt.ResizeMode.CUBIC
    net.layer.coordinate_transformation = trt.ResizeCoordinateTransformation.ALIGN_CORNERS
    net.layer.selector_for_single_pixel = trt.ResizeSelector.UPPER
    net.layer.nearest_rounding = trt.ResizeRoundMode.CEIL
    net.layer.exclude_outside, net.layer.cubic_coeff = True, -0.25
    kept = net.engine().built.graph.layers[0]
    assert all(getattr(kept, field) == getattr(net.layer, field) for field in net.layer.fields)
    assert kept.type == trt.LayerType.RESIZE
