"""Products of matrices on a device, by the vendor's library."""

from __future__ import annotations

from typing import NamedTuple

from ..dims import Extents, known_volume
from .cuda_arrays import DeviceArray, Operand, fixed_dims
from .cuda_chain_params import name_of
from .cuda_fitting import Fit
from .cuda_transposing import Transposed, TransposingKernels


class Product(NamedTuple):
    """``batch`` products of (rows, depth) and (depth, columns), in row-major order.

    A transposed operand lies in memory the other way round. ``strides`` are elements from one matrix
    to the next, 0 where one serves for all. ``dtype`` is float32 or float16, sums are float32.
    """

    batch: int
    rows: int
    columns: int
    depth: int
    transposed: tuple[bool, bool]
    strides: tuple[int, int]
    dtype: str


class ProductKernels(TransposingKernels):
    """See `kernels.device.Device`."""

    def matrix_multiply(self, a: Operand, b: Operand) -> Operand:
        """See `Device.matrix_multiply`."""
        (left, left_turned), (right, right_turned) = self._matrices(a), self._matrices(b)
        if left.dtype != right.dtype or left.dtype.kind != "f":
            left, right = self.as_float32(left), self.as_float32(right)
        rows, depth, columns = a.shape[-2], a.shape[-1], b.shape[-1]
        lead = _broadcast(a.shape[:-2], b.shape[:-2])
        left, left_stride = self._batched(left, lead)
        right, right_stride = self._batched(right, lead)
        out = self.recorder.allocate((*lead, rows, columns), left.dtype)
        if not out.size:
            return out
        if not depth:
            return self.zeros(out.shape, out.dtype)
        product = Product(
            known_volume(lead),
            rows,
            columns,
            depth,
            (left_turned, right_turned),
            (left_stride, right_stride),
            name_of(left.dtype),
        )
        self.multiply(product, out, left, right, _fit(product, a, b))
        return out

    def multiply(
        self, product: Product, out: DeviceArray, left: DeviceArray, right: DeviceArray, fit: Fit | None = None
    ) -> None:
        """Products of matrices that lie in memory as ``product`` says."""
        # In the memory of the execution, so that neither another context nor a graph has the same.
        self.recorder.multiply(product, [out, left, right, self.recorder.workspace()], fit)

    def _matrices(self, x: Operand) -> tuple[DeviceArray, bool]:
        """The matrices as they lie in memory, and whether that is transposed."""
        if isinstance(x, Transposed) and x.made is None:
            last = x.ndim - 1
            if x.order == (*range(last - 1), last, last - 1):
                return x.source, True
        return self.ready(x), False

    def _batched(self, x: DeviceArray, lead: Extents) -> tuple[DeviceArray, int]:
        own, matrix = x.shape[:-2], x.shape[-2:]
        if known_volume(own) == 1:
            return x, 0
        if known_volume(own) != known_volume(lead):
            x = self.broadcast(x, (*lead, *matrix))
        return x, known_volume(matrix)


def _fit(product: Product, a: Operand, b: Operand) -> Fit:
    """What fits ``product`` to other dims of the operand that is no weights."""
    known = [_weights(a), _weights(b)]
    orders = [x.order if isinstance(x, Transposed) else None for x in (a, b)]

    def fit(dims: Extents) -> tuple[Product] | None:
        shapes = [dims if own is None else own for own in known]
        left, right = (
            shape if order is None else tuple(shape[axis] for axis in order)
            for shape, order in zip(shapes, orders, strict=True)
        )
        lead = _broadcast(left[:-2], right[:-2])
        batches = known_volume(left[:-2]), known_volume(right[:-2])
        if any(batch not in (1, known_volume(lead)) for batch in batches):
            return None
        rows, depth, columns = left[-2], left[-1], right[-1]
        sizes = 0 if batches[0] == 1 else rows * depth, 0 if batches[1] == 1 else depth * columns
        return (Product(known_volume(lead), rows, columns, depth, product.transposed, sizes, product.dtype),)

    return fit


def _weights(x: Operand) -> Extents | None:
    """The dims that lie in memory, of an operand that is always the same."""
    source = x.source if isinstance(x, Transposed) else x
    return fixed_dims(source) if isinstance(source, DeviceArray) else source.shape


def _broadcast(a: Extents, b: Extents) -> Extents:
    return tuple(y if x == 1 else x for x, y in zip(a, b, strict=True))
