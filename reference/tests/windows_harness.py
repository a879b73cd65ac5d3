"""What the tests of layers with windows and weights share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

Array = np.ndarray[Any, Any]
CHANNELS, MAPS = 2, 4
HALF_ULP = {np.float32: 2.0**-24, np.float16: 2.0**-11}
RNG = np.random.default_rng(7)


def ones(count: int) -> trt.Weights:
    return trt.Weights(np.ones(count, np.float32))


def sample(*dims: int, dtype: Any = np.float32) -> Array:
    return RNG.normal(size=dims).astype(dtype)


def window_layer(net: Net, kind: str, dims: Any, window: Any = (3, 3)) -> Any:
    """A convolution, deconvolution or pooling of an input x."""
    x = net.input("x", dims)
    if kind == "pooling":
        return net.network.add_pooling_nd(x, trt.PoolingType.MAX, window)
    add = getattr(net.network, f"add_{kind}_nd")
    return add(x, MAPS, window, ones(CHANNELS * MAPS * int(np.prod(window))))


def dims_of(layer: Any) -> tuple[int, ...]:
    return tuple(layer.get_output(0).shape)


def clause_of(net: Net, layer: Any) -> str:
    """The clause for which the dims of the layer's output are refused; they must be."""
    net.log.records.clear()
    with pytest.raises(ValueError):
        dims_of(layer)
    return net.log.take()[0]


def result_of(net: Net, layer: Any, inputs: Mapping[str, Array]) -> Array:
    net.output(layer.get_output(0))
    got: Array = run(net, inputs)
    assert got.shape == dims_of(layer)
    return got


def assert_rounded(got: Array, want: Array) -> None:
    """One rounding of a float64 result: half a unit in the last place, and what float64 itself may lose."""
    assert got.shape == want.shape
    finite = np.isfinite(want)
    assert np.array_equal(got[~finite], want.astype(got.dtype)[~finite], equal_nan=True)
    bound = HALF_ULP[got.dtype.type] * np.abs(want[finite]) * (1 + 1e-6) + 1e-7 * HALF_ULP[got.dtype.type]
    assert np.all(np.abs(got.astype(np.float64)[finite] - want[finite]) <= bound)
