"""Elements picked and put by indices on a device (``cuda/select.cu``)."""

from __future__ import annotations

import ctypes

import numpy as np

from ..dims import Extents, known_volume
from .cuda_arrays import DeviceArray, Operand, fixed_dims
from .cuda_fitting import Geometry
from .cuda_moving import MovingKernels
from .cuda_moving_params import dense_strides
from .cuda_params import MAX_RANK, Divisor, Params, divisor, divisors
from .cuda_recording import ceil_div

THREADS, UNITS = 256, 4


class GatherParams(Params):
    """See ``cuda/select.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("extent", ctypes.c_int64),
        ("outer", Divisor),
        ("picked", Divisor),
        ("inner", Divisor),
        ("in_batch", ctypes.c_int64),
        ("index_batch", ctypes.c_int64),
        ("is_long", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


class PlacesParams(Params):
    """See ``cuda/select.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 4),
        ("count", ctypes.c_int64),
        ("slice", ctypes.c_int64),
        ("rank", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("is_long", ctypes.c_int),
        ("batched", ctypes.c_int),
        ("extents", Divisor * MAX_RANK),
        ("strides", ctypes.c_int64 * MAX_RANK),
        ("tuple_extents", ctypes.c_int64 * MAX_RANK),
        ("tuple_strides", ctypes.c_int64 * MAX_RANK),
    )


class OneHotParams(Params):
    """See ``cuda/select.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("depth", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("is_long", ctypes.c_int),
        ("unused", ctypes.c_int),
    )


class ReverseParams(Params):
    """See ``cuda/select.cu``."""

    _fields_ = (
        ("pointers", ctypes.c_uint64 * 3),
        ("count", ctypes.c_int64),
        ("first", ctypes.c_int64),
        ("between", ctypes.c_int64),
        ("second", ctypes.c_int64),
        ("inner", ctypes.c_int64),
        ("batch_is_first", ctypes.c_int),
        ("is_long", ctypes.c_int),
    )


class SelectingKernels(MovingKernels):
    """See `kernels.device.Device`."""

    def gather(self, x: Operand, indices: Operand, axis: int, batched: bool) -> Operand:
        """See `Device.gather`."""
        data, index = self.ready(x), self._indices(indices)
        lead = 1 if batched else 0
        batch: Extents = ()
        if batched:
            ends = data.shape[0], index.shape[0]
            batch = (0 if 0 in ends else max(ends),)
        out = self.recorder.allocate(
            (*batch, *data.shape[lead:axis], *index.shape[lead:], *data.shape[axis + 1 :]), data.dtype
        )
        if not out.size:
            return out
        size, own = data.dtype.itemsize, [fixed_dims(data), fixed_dims(index)]
        most = 16 // size if self.recorder.aligned and not data.offset % 16 else 1
        params = GatherParams(is_long=index.dtype.itemsize == 8)

        def shared_out(source: Extents, places: Extents, batches: int) -> Geometry:
            extent, inner = source[axis], known_volume(source[axis + 1 :])
            outer, picked = known_volume(source[lead:axis]), known_volume(places[lead:])
            factor = most
            while inner % factor:
                factor //= 2
            params.count, params.extent = batches * outer * picked * inner // factor, extent
            params.outer, params.picked, params.inner = divisor(outer), divisor(picked), divisor(inner // factor)
            if batched:
                params.in_batch = 0 if source[0] == 1 else outer * extent * inner // factor
                params.index_batch = 0 if places[0] == 1 else picked
            return f"gather_{size * factor}", (ceil_div(params.count, THREADS * UNITS), 1, 1), (THREADS, 1, 1)

        def fit(dims: Extents) -> Geometry | None:
            source, places = (dims if fixed is None else fixed for fixed in own)
            # Weights may be without elements.
            return shared_out(source, places, 1) if known_volume(source[:axis] + source[axis + 1 :] + places) else None

        kernel, blocks, threads = shared_out(data.shape, index.shape, batch[0] if batched else 1)
        self.recorder.emit(kernel, params, [out, data, index], blocks, threads, None if batched else fit)
        return out

    def gather_elements(self, x: Operand, indices: Operand, axis: int) -> Operand:
        """See `Device.gather_elements`."""
        data, index = self.ready(x), self._indices(indices)
        out = self.recorder.allocate(index.shape, data.dtype)
        return self._pick(out, data, self._elements(data, index, axis), index)

    def gather_nd(self, x: Operand, indices: Operand, batched_axes: int) -> Operand:
        """See `Device.gather_nd`."""
        data, index = self.ready(x), self._indices(indices)
        lead, depth = index.shape[:-1], index.shape[-1]
        out = self.recorder.allocate((*lead, *data.shape[batched_axes + depth :]), data.dtype)
        return self._pick(out, data, self._tuples(data, index, batched_axes), index)

    def scatter_elements(self, x: Operand, indices: Operand, updates: Operand, axis: int) -> Operand:
        """See `Device.scatter_elements`."""
        data, index = self.ready(x), self._indices(indices)
        return self._scatter(data, self._elements(data, index, axis), index, self.ready(updates))

    def scatter_nd(self, x: Operand, indices: Operand, updates: Operand) -> Operand:
        """See `Device.scatter_nd`."""
        data, index = self.ready(x), self._indices(indices)
        return self._scatter(data, self._tuples(data, index, 0), index, self.ready(updates))

    def _elements(self, data: DeviceArray, index: DeviceArray, axis: int) -> PlacesParams:
        strides = dense_strides(data.shape)
        params = PlacesParams(count=index.size, slice=1, rank=index.ndim, depth=1, extents=divisors(index.shape))
        for place, stride in enumerate(strides):
            params.strides[place] = 0 if place == axis else stride
        params.tuple_extents[0], params.tuple_strides[0] = data.shape[axis], strides[axis]
        return params

    def _tuples(self, data: DeviceArray, index: DeviceArray, batched: int) -> PlacesParams:
        lead, depth = index.shape[:-1], index.shape[-1]
        strides = dense_strides(data.shape)
        params = PlacesParams(
            count=known_volume(lead),
            slice=known_volume(data.shape[batched + depth :]),
            rank=len(lead),
            depth=depth,
            extents=divisors(lead),
        )
        for axis in range(batched):
            params.strides[axis] = strides[axis]
        for k in range(depth):
            params.tuple_extents[k], params.tuple_strides[k] = data.shape[batched + k], strides[batched + k]
        return params

    def _pick(self, out: DeviceArray, data: DeviceArray, params: PlacesParams, index: DeviceArray) -> DeviceArray:
        params.is_long = index.dtype.itemsize == 8
        if out.size:
            kernel = f"pick_{data.dtype.itemsize}"
            blocks = ceil_div(out.size, THREADS)
            self.recorder.emit(kernel, params, [out, data, index], (blocks, 1, 1), (THREADS, 1, 1))
        return out

    def _scatter(
        self, data: DeviceArray, params: PlacesParams, index: DeviceArray, updates: DeviceArray
    ) -> DeviceArray:
        out = self.recorder.allocate(data.shape, data.dtype)
        if not out.size:
            return out
        self.copy(data, out)
        if not params.count or not params.slice:
            return out
        params.is_long = index.dtype.itemsize == 8
        winners = self.zeros((data.size // params.slice,), np.int32)
        arrays = [out, updates, index, winners]
        blocks = ceil_div(params.count, THREADS)
        self.recorder.emit("scatter_winners", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))
        params = PlacesParams.from_buffer_copy(params)
        blocks = ceil_div(params.count * params.slice, THREADS)
        self.recorder.emit(f"scatter_{data.dtype.itemsize}", params, arrays, (blocks, 1, 1), (THREADS, 1, 1))
        return out

    def one_hot(self, indices: Operand, values: Operand, depth: int, axis: int) -> Operand:
        """See `Device.one_hot`."""
        index, pair = self._indices(indices), self.ready(values)
        out = self.recorder.allocate((*index.shape[:axis], depth, *index.shape[axis:]), pair.dtype)
        if out.size:
            params = OneHotParams(
                count=out.size,
                depth=depth,
                inner=known_volume(index.shape[axis:]),
                is_long=index.dtype.itemsize == 8,
            )
            kernel = f"one_hot_{pair.dtype.itemsize}"
            self.recorder.emit(kernel, params, [out, index, pair], (ceil_div(out.size, THREADS), 1, 1), (THREADS, 1, 1))
        return out

    def reverse_sequence(self, x: Operand, lengths: Operand, batch_axis: int, sequence_axis: int) -> Operand:
        """See `Device.reverse_sequence`."""
        data, length = self.ready(x), self._indices(lengths)
        out = self.recorder.allocate(data.shape, data.dtype)
        first, second = sorted((batch_axis, sequence_axis))
        if out.size:
            params = ReverseParams(
                count=out.size,
                first=data.shape[first],
                between=known_volume(data.shape[first + 1 : second]),
                second=data.shape[second],
                inner=known_volume(data.shape[second + 1 :]),
                batch_is_first=batch_axis < sequence_axis,
                is_long=length.dtype.itemsize == 8,
            )
            kernel = f"reverse_{data.dtype.itemsize}"
            blocks = ceil_div(out.size, THREADS)
            self.recorder.emit(kernel, params, [out, data, length], (blocks, 1, 1), (THREADS, 1, 1))
        return out

    def _indices(self, indices: Operand) -> DeviceArray:
        found = self.ready(indices)
        return found if found.dtype in (np.int32, np.int64) else self.as_int32(found)
