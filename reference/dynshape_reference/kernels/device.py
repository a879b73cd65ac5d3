"""What a device offers: arrays and the operations on them, called by layers by name.

Floating-point operations round once, from float64, to the type of the result; integers wrap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ..dims import Extents
from ..dtypes import Array, DataType
from .window_axis import WindowAxis


class Device(Protocol):
    """Arrays in, arrays out. Operations are named by TensorRT's enumerators (``SUM``, ``RELU``)."""

    checks_values: bool
    """True in phase 1, where a value without meaning (a division by zero) is refused."""

    def settle(self, array: Array) -> Array:
        """The array, computed: a device may put off what it has been asked for until it is needed."""

    def fetch(self, x: Array) -> Array:
        """The elements as an array of the host; waits for them."""

    def synchronize(self) -> None:
        """Wait until all that was asked for has been done."""

    def cast(self, x: Array, dtype: DataType) -> Array:
        """``x`` in another type: floats to integers truncate, anything to Bool is ``!= 0``."""

    def elementwise(self, op: str, a: Array, b: Array) -> Array:
        """A binary operation with broadcasting."""

    def unary(self, op: str, x: Array) -> Array:
        """A unary operation."""

    def activation(self, type: str, x: Array, alpha: float, beta: float) -> Array:
        """An activation function."""

    def reduce(self, op: str, x: Array, axes: Sequence[int], keep_dims: bool) -> Array:
        """A reduction over ``axes``."""

    def matrix_multiply(self, a: Array, b: Array) -> Array:
        """The product over the last axis of ``a`` and the last but one of ``b``, leading axes broadcast."""

    def reshape(self, x: Array, dims: Extents) -> Array:
        """``x`` with other dims of the same volume."""

    def transpose(self, x: Array, order: Sequence[int]) -> Array:
        """``x`` with output axis k taken from input axis ``order[k]``."""

    def concatenate(self, arrays: Sequence[Array], axis: int) -> Array:
        """The arrays one after another along ``axis``."""

    def take(self, x: Array, coordinates: Sequence[Array], fill: Array) -> Array:
        """The elements at the product of ``coordinates``, one line an axis; -1 stands for ``fill``."""

    def slice(
        self,
        x: Array,
        lines: Callable[[], list[Array]],
        mode: str,
        start: Extents,
        size: Extents,
        stride: Extents,
        fill: Array,
    ) -> Array:
        """`take` at the coordinates that ``lines`` makes: ``start + i * stride``, mapped into bounds by ``mode``."""

    def resample(self, x: Array, axis: int, indices: Array, weights: Array) -> Array:
        """Along ``axis`` element j is the sum of the elements at ``indices[j]``, weighted by ``weights[j]``."""

    def grid_sample(self, x: Array, grid: Array, interpolation: str, mode: str, align_corners: bool) -> Array:
        """The elements of pictures ``x`` (N,C,H,W) at the points (x, y) of ``grid`` (N,h,w,2), from -1 to 1.

        ``mode`` says what stands for elements outside: FILL 0, CLAMP the outer ones, REFLECT mirrored ones.
        """

    def quantize(self, x: Array, scale: Array) -> Array:
        """``x / scale`` as Int8: half-way cases to the even neighbour, cut at -128 and 127, 0 for NaN."""

    def dequantize(self, x: Array, scale: Array) -> Array:
        """``x * scale``."""

    def select(self, condition: Array, a: Array, b: Array) -> Array:
        """Elements of ``a`` where the condition is True, else of ``b``, with broadcasting."""

    def gather(self, x: Array, indices: Array, axis: int, batched: bool) -> Array:
        """``x`` with ``axis`` replaced by the axes of ``indices``; if ``batched``, the first axes go together.

        Here and below a negative index counts from the end, and one out of bounds yields 0.
        """

    def gather_elements(self, x: Array, indices: Array, axis: int) -> Array:
        """For each index the element of ``x`` at its place, but with the index as coordinate on ``axis``."""

    def gather_nd(self, x: Array, indices: Array, batched_axes: int) -> Array:
        """For each tuple along the last axis of ``indices`` the slice of ``x`` at it, after so many common axes."""

    def scatter_elements(self, x: Array, indices: Array, updates: Array, axis: int) -> Array:
        """``x`` with the elements that `gather_elements` would pick replaced; out of bounds nothing is."""

    def scatter_nd(self, x: Array, indices: Array, updates: Array) -> Array:
        """``x`` with the slices that `gather_nd` would pick replaced; out of bounds nothing is."""

    def one_hot(self, indices: Array, values: Array, depth: int, axis: int) -> Array:
        """``values[1]`` at each index on the new ``axis``, elsewhere ``values[0]``; negative indices as in `gather`."""

    def non_zero(self, x: Array) -> Array:
        """The subscripts of the elements that are not zero, one column each, in row-major order."""

    def top_k(self, op: str, x: Array, k: int, axis: int) -> tuple[Array, Array]:
        """The ``k`` first elements and their indices: sorted, lower index first among equals, NaN the greatest."""

    def reverse_sequence(self, x: Array, lengths: Array, batch_axis: int, sequence_axis: int) -> Array:
        """``x`` with the first ``lengths[i]`` elements of sequence i reversed; lengths are cut to what there is."""

    def nms(
        self, boxes: Array, scores: Array, most: int, iou: float, least_score: float, center_sizes: bool, limit: int
    ) -> tuple[Array, Array]:
        """Rows (item, class, box) of the selected boxes, and their number; see `layers.nms.INMSLayer`."""

    def linspace(self, dims: Extents, alpha: Array, beta: Array) -> Array:
        """``alpha`` plus the sum over all axes of index times ``beta[axis]``, in integers if alpha is one."""

    def random(self, op: str, dims: Extents, stream: int, alpha: Array, beta: Array) -> Array:
        """Random numbers, always the same for a ``stream``: see `kernels.numpy_making.uniform`.

        RANDOM_UNIFORM: ``alpha + u * (beta - alpha)``; RANDOM_NORMAL: mean alpha and deviation beta, by
        Box and Muller from two numbers each.
        """

    def einsum(self, equation: str, arrays: Sequence[Array]) -> Array:
        """Sums of products; every axis has a letter, one of extent 1 broadcasts, and there is an arrow."""

    def convolution(self, x: Array, kernel: Array, axes: Sequence[WindowAxis], extents: Extents, groups: int) -> Array:
        """``x`` (N, C, ...) correlated with ``kernel`` (K, C / groups, ...): (N, K, *extents)."""

    def deconvolution(
        self, x: Array, kernel: Array, axes: Sequence[WindowAxis], extents: Extents, groups: int
    ) -> Array:
        """``x`` (N, C, ...) spread by ``kernel`` (C, K / groups, ...), less the padding: (N, K, *extents)."""

    def max_pooling(self, x: Array, axes: Sequence[WindowAxis], extents: Extents) -> Array:
        """The greatest element under each window over the last axes; where there is none, -inf."""

    def average_pooling(self, x: Array, axes: Sequence[WindowAxis], extents: Extents, excludes_padding: bool) -> Array:
        """The average of the elements under each window over the last axes, 0 where there are none."""

    def pad(self, x: Array, before: Sequence[int], extents: Extents) -> Array:
        """The last axes moved by ``before`` and cut or filled with zeros to ``extents``."""

    def local_response(self, x: Array, axis: int, window: int, alpha: float, beta: float, k: float) -> Array:
        """``x / (k + alpha / window * s) ** beta``, s the squares under a window along ``axis``, centred on x."""

    def normalize(self, x: Array, scale: Array, bias: Array, axes: Sequence[int], epsilon: float) -> Array:
        """``(x - mean) / sqrt(variance + epsilon) * scale + bias``, mean and variance those over ``axes``.

        Scale and bias have the rank of x, and are broadcast to it.
        """

    def softmax(self, x: Array, axis: int) -> Array:
        """``exp(x)`` divided by its sum along ``axis``."""

    def ragged_softmax(self, x: Array, bounds: Array) -> Array:
        """A softmax of the first ``bounds`` elements of the last axis; 0 for the others."""

    def parametric_relu(self, x: Array, slopes: Array) -> Array:
        """``x`` where it is not negative, else ``x * slopes``."""
