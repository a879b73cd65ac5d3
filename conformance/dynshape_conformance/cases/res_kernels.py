"""DS-RES: kernels and biases that are tensors of the network instead of weights of the layer."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array
from ..case import Trial, negative, positive
from .expected_windows import EXPLICIT, Axis, convolved, deconvolved
from .samples import Make, compute, refused_layer

SINCE = ("8.5", None)


def filter_by_inputs(kind: str, kernel: Array, bias: Sequence[float] | None = None, window: int = 2) -> Make:
    """A convolution or deconvolution to two maps whose kernel, and bias if there is one, are constants."""

    def make(program: Program, x: str) -> str:
        arguments = {"num_output_maps": 2, "kernel_shape": [window, window], "kernel": [], "bias": []}
        layer = program.layer(f"{kind}_nd", [x], arguments)
        program.set_input(layer, 1, program.constant(kernel.ravel().tolist(), "float32", kernel.shape))
        if bias is not None:
            program.set_input(layer, 2, program.constant(list(bias), "float32"))
        return layer

    return make


@positive("DS-RES-012", features=("execution",), editions=SINCE)
def kernels_that_are_tensors(t: Trial) -> None:
    """A kernel of as many elements as weights are needed takes their place, and a bias of one for each map."""
    axes = (Axis(2), Axis(2))
    x = ramp((1, 3, 3, 4), -17)
    for kind in ("convolution", "deconvolution"):
        for bias in (None, (5.0, -3.0)):
            with t.subcase(layer=kind, bias=bias is not None):
                kernel = ramp((2, 3, 2, 2) if kind == "convolution" else (3, 2, 2, 2), -11)
                formula = convolved if kind == "convolution" else deconvolved
                want = formula(x, kernel, axes, EXPLICIT[0])[0] + np.reshape(bias or (0.0, 0.0), (2, 1, 1))
                t.close(compute(t, filter_by_inputs(kind, kernel, bias), x, fixed=True), want, 0)


@negative("DS-RES-012", editions=SINCE)
def kernels_of_another_number_of_elements(t: Trial) -> None:
    """A kernel of more or fewer elements is refused."""
    for kind, right in (("convolution", (2, 3, 2, 2)), ("deconvolution", (3, 2, 2, 2))):
        for axis in range(4):
            for more in (-1, 1):
                dims = tuple(extent + more * (axis == k) for k, extent in enumerate(right))
                with t.subcase(layer=kind, dims=dims):
                    kernel = np.ones(dims, np.float32)
                    assert math.prod(dims) != math.prod(right)
                    refused_layer(t, filter_by_inputs(kind, kernel), [("float32", (1, 3, 8, 8))], "DS-RES-012")
