"""Operations that pick elements: select, gather, scatter, one-hot, non-zero, top-k, reversal of sequences."""

from __future__ import annotations

import math

import numpy as np

from ..dims import Extents
from ..dtypes import Array


class SelectionKernels:
    """Operations of the layers in ``additions/selection.py``; see `kernels.device.Device`."""

    def select(self, condition: Array, a: Array, b: Array) -> Array:
        """See `Device.select`."""
        return np.where(condition, a, b)

    def gather(self, x: Array, indices: Array, axis: int, batched: bool) -> Array:
        """See `Device.gather`."""
        if batched:
            return _gather_batched(x, indices, axis)
        dims = (*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])
        if x.shape[axis] == 0:
            return np.zeros(dims, x.dtype)
        places, inside = _places(indices, x.shape[axis])
        picked = np.take(x, places, axis).reshape(dims)
        return _zero_outside(picked, inside.reshape((1,) * axis + indices.shape + (1,) * (x.ndim - axis - 1)))

    def gather_elements(self, x: Array, indices: Array, axis: int) -> Array:
        """See `Device.gather_elements`."""
        if x.shape[axis] == 0:
            return np.zeros(indices.shape, x.dtype)
        places, inside = _places(indices, x.shape[axis])
        window = tuple(slice(None) if k == axis else slice(extent) for k, extent in enumerate(indices.shape))
        return _zero_outside(np.take_along_axis(x[window], places, axis), inside)

    def gather_nd(self, x: Array, indices: Array, batched_axes: int) -> Array:
        """See `Device.gather_nd`."""
        lead, depth = indices.shape[:-1], indices.shape[-1]
        rest = x.shape[batched_axes + depth :]
        if x.size == 0 or 0 in lead:
            return np.zeros(lead + rest, x.dtype)
        coordinates = []
        for axis in range(batched_axes):
            line = np.arange(x.shape[axis])
            coordinates.append(line.reshape(tuple(-1 if k == axis else 1 for k in range(len(lead)))))
        inside = np.ones(lead, np.bool_)
        for k in range(depth):
            places, within = _places(indices[..., k], x.shape[batched_axes + k])
            coordinates.append(places)
            inside &= within
        picked = np.broadcast_to(x[tuple(coordinates)], lead + rest)
        return _zero_outside(picked, inside.reshape(lead + (1,) * len(rest)))

    def scatter_elements(self, x: Array, indices: Array, updates: Array, axis: int) -> Array:
        """See `Device.scatter_elements`."""
        result = x.copy()
        places, inside = _places(indices, x.shape[axis])
        at = np.nonzero(inside)
        result[tuple(places[at] if k == axis else line for k, line in enumerate(at))] = updates[at]
        return result

    def scatter_nd(self, x: Array, indices: Array, updates: Array) -> Array:
        """See `Device.scatter_nd`."""
        result = x.copy()
        depth = indices.shape[-1]
        count = math.prod(indices.shape[:-1])
        rows = indices.reshape((count, depth))
        slices = updates.reshape((count, *x.shape[depth:]))
        if depth == 0:
            if count:
                result[...] = slices[-1]
            return result
        found = [_places(rows[:, k], x.shape[k]) for k in range(depth)]
        inside = np.logical_and.reduce([within for _, within in found])
        result[tuple(places[inside] for places, _ in found)] = slices[inside]
        return result

    def one_hot(self, indices: Array, values: Array, depth: int, axis: int) -> Array:
        """See `Device.one_hot`."""
        classes = np.arange(depth).reshape((depth,) + (1,) * (indices.ndim - axis))
        counted = np.where(indices < 0, indices + depth, indices)
        return np.asarray(np.where(np.expand_dims(counted, axis) == classes, values[1], values[0]))

    def non_zero(self, x: Array) -> Array:
        """See `Device.non_zero`."""
        return np.asarray(np.argwhere(x).T)

    def top_k(self, op: str, x: Array, k: int, axis: int) -> tuple[Array, Array]:
        """See `Device.top_k`."""
        if op == "MAX":
            # Reversed before and after, so that equal elements still come in the order of their indices.
            mirrored = np.argsort(np.flip(x, axis), axis, kind="stable")
            order = x.shape[axis] - 1 - np.flip(mirrored, axis)
        else:
            order = np.argsort(x, axis, kind="stable")
        first = np.take(order, np.arange(k), axis)
        return np.take_along_axis(x, first, axis), first

    def reverse_sequence(self, x: Array, lengths: Array, batch_axis: int, sequence_axis: int) -> Array:
        """See `Device.reverse_sequence`."""
        place = np.arange(x.shape[sequence_axis])
        length = np.clip(lengths, 0, x.shape[sequence_axis])[:, None]
        source = np.where(place < length, length - 1 - place, place)
        if batch_axis > sequence_axis:
            source = source.T
        shape = tuple(extent if k in (batch_axis, sequence_axis) else 1 for k, extent in enumerate(x.shape))
        return np.take_along_axis(x, source.reshape(shape), sequence_axis)


def _places(indices: Array, extent: int) -> tuple[Array, Array]:
    # Where the elements are, 0 for those out of bounds, and which are within bounds. A negative index
    # counts from the end.
    wide = indices.astype(np.int64)
    counted = np.where(wide < 0, wide + extent, wide)
    inside = (counted >= 0) & (counted < extent)
    return np.where(inside, counted, 0), inside


def _zero_outside(picked: Array, inside: Array) -> Array:
    return picked if inside.all() else np.where(inside, picked, np.zeros((), picked.dtype))


def _gather_batched(x: Array, indices: Array, axis: int) -> Array:
    batch = max(x.shape[0], indices.shape[0]) if 0 not in (x.shape[0], indices.shape[0]) else 0
    x = np.broadcast_to(x, (batch, *x.shape[1:]))
    indices = np.broadcast_to(indices, (batch, *indices.shape[1:]))
    dims: Extents = (*x.shape[:axis], *indices.shape[1:], *x.shape[axis + 1 :])
    if 0 in (batch, x.shape[axis]):
        return np.zeros(dims, x.dtype)
    places, inside = _places(indices, x.shape[axis])
    rows = np.arange(batch).reshape((batch,) + (1,) * (indices.ndim - 1))
    picked = np.moveaxis(x, axis, 1)[rows, places]
    shape = indices.shape + (1,) * (x.ndim - 2)
    picked = _zero_outside(picked, inside.reshape(shape))
    # The axes of the indices stand behind the batch; they belong where `axis` was.
    count = indices.ndim - 1
    order = (0, *range(1 + count, count + axis), *range(1, 1 + count), *range(count + axis, picked.ndim))
    return picked.transpose(order)
