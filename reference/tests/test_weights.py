"""Weights and arrays in their place, as clients hand them over (errors as observed on TensorRT-RTX 1.4)."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest

ODD = {
    "f64": (np.zeros(4), r"Could not implicitly convert NumPy data type: f64 to TensorRT\. .*astype"),
    "i16": (np.zeros(4, np.int16), "NumPy data type: i16"),
    "strided": (np.zeros(8, np.float32)[::2], "non-contiguous NumPy array"),
    "transposed": (np.zeros((2, 3), np.float32).T, r"use numpy\.ascontiguousarray"),
}


@pytest.mark.parametrize(("array", "text"), ODD.values(), ids=ODD)
def test_arrays_that_are_no_weights(array, text):
    with pytest.raises(ValueError, match=text):
        trt.Weights(array)
    network = trt.Builder(trt.Logger()).create_network(1)
    x = network.add_input("x", trt.float32, (1, 1, 2, 2))
    for add in (
        lambda: network.add_constant((array.size,), array),
        lambda: network.add_convolution_nd(x, 1, (2, 2), array),
        lambda: network.add_scale(x, trt.ScaleMode.UNIFORM, array),
    ):
        with pytest.raises(TypeError, match=text):
            add()
    assert network.num_layers == 0


@pytest.mark.parametrize(("edition", "takes"), [("8.4", False), ("8.6", False), ("10", True)])
def test_constants_of_int64(edition, takes):
    network = trt.Builder(trt.Logger(), edition=edition).create_network(1)
    if takes:
        assert network.add_constant((3,), np.arange(3)).get_output(0).dtype == trt.int64
    else:
        with pytest.raises(TypeError, match=rf"Int64 is a type from edition 10 on, this is {edition}: use astype"):
            network.add_constant((3,), np.arange(3))


def test_what_shares_memory_and_what_is_a_copy():
    array = np.arange(4, dtype=np.float32)
    weights = trt.Weights(array)
    layer = trt.Builder(trt.Logger()).create_network(1).add_constant((2, 2), weights)
    array[0] = 9
    assert weights.numpy()[0] == 9 and layer.weights[0] == 0
    for nothing in (None, [1.0, 2.0], 3.0):
        with pytest.raises(TypeError):
            trt.Builder(trt.Logger()).create_network(1).add_constant((2,), nothing)
