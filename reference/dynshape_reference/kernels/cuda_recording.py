"""An execution as a list of launches: planned as a whole and repeated, or done at once.

While a recording is made nothing runs. Arrays get places in an arena, where the memory of dead arrays is
used again: that is safe because all launches of an execution are on one stream, in the order of the
recording. Once the arena has an address, repeating the execution costs its launches and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, Protocol

import numpy as np

from ..dims import Extents, known_volume
from ..dtypes import Array
from .cuda_arena import Arena
from .cuda_arrays import Buffer, DeviceArray, Taken
from .cuda_fitting import Change, Extent3, Fit, Launched, Multiplied
from .cuda_order import Order
from .cuda_params import Params
from .cuda_replay import External, Place, Placed, Replay, Slot, Spot

LibraryCall = Callable[[list[int], int], None]
"""A call into a library, with the addresses of its arrays and the stream."""


MOST_LAUNCHES = 1 << 14
"""Of one recording."""


class CannotRecord(Exception):
    """What is to be done depends on elements, or is too much."""


class Driver(Protocol):
    """What a device's driver does. Uploads, downloads and `synchronize` wait, all else only queues work on a stream."""

    stream: int
    """A stream of its own, for what belongs to no execution."""

    multiprocessors: int
    workspace: int
    """Bytes that a product of matrices needs besides."""

    has_clusters: bool
    """Whether blocks can be launched in clusters."""

    shared_bytes: int
    """Of shared memory that a block can be launched with."""

    has_warpgroup_products: bool
    """Whether it has the products of ``cuda/warpgroup.cuh``."""

    def allocate(self, nbytes: int, stream: int) -> int:
        """The address of so many bytes, aligned to 256."""

    def free(self, address: int, stream: int) -> None:
        """Give memory back, once what is queued on the stream is done."""

    def upload(self, address: int, array: Array, stream: int) -> None:
        """Copy a contiguous array of the host to the device; waits, so that any stream may read it."""

    def download(self, array: Array, address: int, stream: int) -> None:
        """Fill an array of the host from the device; waits."""

    def synchronize(self, stream: int) -> None:
        """Wait for what is queued on a stream."""

    def launch(self, kernel: str, params: Params, blocks: Extent3, threads: Extent3) -> Launched:
        """What launches a kernel.

        Lines after a kernel's name are macros that it is compiled with.
        """

    def prepare(self, kernel: str, may_compile: bool) -> bool:
        """Whether a kernel can be launched without being compiled then; compiles it now if that is allowed."""

    def product(self, product: Any) -> LibraryCall:
        """What makes products of matrices (`cuda_products.Product`) of a left and a right operand.

        Its addresses are those of the result, the operands, and `workspace` bytes.
        """

    def event(self) -> int:
        """A new event, which has happened."""

    def record(self, event: int, stream: int) -> None:
        """Let ``event`` happen when what is queued on ``stream`` is done."""

    def wait(self, stream: int, event: int) -> None:
        """Let what is queued on ``stream`` later come after ``event``."""

    def forget(self, event: int) -> None:
        """Give an event back."""

    def capture(self, queue: Callable[[int], object]) -> Callable[[int], None]:
        """What repeats, on any stream, the work that ``queue`` puts on the stream that it is handed."""

    def is_on_device(self, address: int) -> bool:
        """True if an address is the device's."""


class Recording:
    """The launches of one execution, with what has to be filled in before they can be made.

    ``aligned``: all addresses that callers give are multiples of 16; kernels then move 16 bytes at a time.
    """

    def __init__(self, order: Order, aligned: bool = True) -> None:
        """Nothing recorded yet; ``order`` is that of the executions which will repeat it."""
        self.driver, self.stream, self.aligned = order.driver, order.driver.stream, aligned
        self._order = order
        self.arena = Arena()
        self._launches: list[Callable[[int], None]] = []
        self._slots: list[Slot] = []
        self._externals: list[External] = []
        self._owned: list[int] = []
        self._workspace: DeviceArray | None = None
        self._fits: list[tuple[Change, Fit, list[Spot]]] = []

    # While it is made

    def external(self, shape: Extents, dtype: np.dtype[Any]) -> DeviceArray:
        """An array of the caller's, whose address is given when the recording is run."""
        buffer = External(prod(shape) * dtype.itemsize)
        self._externals.append(buffer)
        return DeviceArray(buffer, shape, dtype, self.download)

    def allocate(self, shape: Extents, dtype: Any) -> DeviceArray:
        """An array without contents."""
        dtype = np.dtype(dtype)
        nbytes = prod(shape) * dtype.itemsize
        return DeviceArray(Placed(nbytes, self.arena), tuple(shape), dtype, self.download)

    def workspace(self) -> DeviceArray:
        """The memory that products of matrices share, as they come one after the other."""
        if self._workspace is None:
            self._workspace = self.allocate((self.driver.workspace,), np.uint8)
        return self._workspace

    def upload(self, array: Array) -> DeviceArray:
        """A copy of the host's array, which the recording keeps."""
        array = np.ascontiguousarray(array).reshape(array.shape)
        address = self.driver.allocate(max(array.nbytes, 1), self.stream)
        self._owned.append(address)
        self.driver.upload(address, array, self.stream)
        return DeviceArray(Buffer(array.nbytes, address), array.shape, array.dtype, self.download)

    def download(self, array: DeviceArray) -> Array:
        """Nothing has run yet."""
        raise CannotRecord

    def emit(
        self,
        kernel: str,
        params: Params,
        arrays: Sequence[DeviceArray],
        blocks: Extent3,
        threads: Extent3,
        fit: Fit | None = None,
    ) -> None:
        """A launch; ``arrays`` are what the struct's pointers point to.

        ``fit`` is for other dims of the array that it reads, if all else follows from them.
        """
        launched = self.driver.launch(kernel, params, blocks, threads)
        self._add(launched.queue)
        self._point(params.pointers, arrays)
        if fit is not None:
            self._fits.append((launched.change, fit, [_spot(array) for array in arrays]))

    def multiply(self, product: Any, arrays: Sequence[DeviceArray], fit: Fit | None = None) -> None:
        """A product of matrices; see `emit` and `Driver.product`."""
        multiplied = Multiplied(self.driver, product, len(arrays))
        self._add(multiplied.queue)
        self._point(multiplied.addresses, arrays)
        if fit is not None:
            self._fits.append((multiplied.change, fit, [_spot(array) for array in arrays]))

    def _add(self, queue: Callable[[int], None]) -> None:
        if len(self._launches) >= MOST_LAUNCHES:
            raise CannotRecord
        self._launches.append(queue)

    def _point(self, pointers: Any, arrays: Sequence[DeviceArray]) -> None:
        for index, array in enumerate(arrays):
            buffer = array.buffer
            if type(buffer) is External:
                buffer.pointers.append((pointers, index, array.offset))
            elif type(buffer) is Placed:
                self._slots.append((pointers, index, buffer.place, array.offset))
            else:
                pointers[index] = _address(array)

    def place(self, array: DeviceArray, target: DeviceArray) -> bool:
        """Let ``array`` be computed in ``target``'s memory from the start, if it is nowhere else needed to be."""
        buffer = array.buffer
        if type(buffer) is not Placed or buffer.place.stand_in is not None or buffer.nbytes != target.nbytes:
            return False
        assert isinstance(target.buffer, External)
        buffer.place.stand_in = target.buffer
        return True

    # Once it is made

    def finish(self) -> Replay:
        """What repeats it."""
        owned, self._owned = self._owned, []
        by_external = [buffer.pointers for buffer in self._externals]
        return Replay(self._order, self._launches, self._slots, by_external, owned)

    def fits(self) -> list[tuple[Change, Fit]]:
        """What fits its launches to other dims; none if one depends on more, or something lies in the arena."""
        is_whole = len(self._fits) == len(self._launches)
        shared = None if self._workspace is None else _spot(self._workspace)
        spots = [spot for _, _, some in self._fits for spot in some if spot is None or spot is not shared]
        if not is_whole or None in map(_lies_in, spots):
            return []
        return [(change, fit) for change, fit, _ in self._fits]

    def __del__(self) -> None:
        # One that came to nothing: no launch has read what was uploaded for it.
        for address in self._owned:
            self.driver.free(address, self.stream)


class Immediate:
    """Launches that are made at once, for what can't be recorded. Memory comes from the driver's pool."""

    def __init__(self, driver: Driver, stream: int, aligned: bool = True) -> None:
        """See `Recording`."""
        self.driver, self.stream, self.aligned = driver, stream, aligned

    def at(self, address: int, shape: Extents, dtype: np.dtype[Any]) -> DeviceArray:
        """An array of the caller's."""
        return DeviceArray(Buffer(known_volume(shape) * dtype.itemsize, address), shape, dtype, self.download)

    def allocate(self, shape: Extents, dtype: Any) -> DeviceArray:
        """An array without contents."""
        dtype = np.dtype(dtype)
        nbytes = known_volume(shape) * dtype.itemsize
        driver, stream = self.driver, self.stream
        address = driver.allocate(max(nbytes, 1), stream)
        buffer = Taken(nbytes, address, lambda address: driver.free(address, stream))
        return DeviceArray(buffer, tuple(shape), dtype, self.download)

    def workspace(self) -> DeviceArray:
        """See `Recording.workspace`."""
        return self.allocate((self.driver.workspace,), np.uint8)

    def upload(self, array: Array) -> DeviceArray:
        """A copy of the host's array."""
        array = np.ascontiguousarray(array).reshape(array.shape)
        target = self.allocate(array.shape, array.dtype)
        self.driver.upload(_address(target), array, self.stream)
        return target

    def download(self, array: DeviceArray) -> Array:
        """A copy on the host; waits for the stream."""
        result = np.empty(array.shape, array.dtype)
        if array.size:
            self.driver.download(result, _address(array), self.stream)
        return result

    def emit(
        self,
        kernel: str,
        params: Params,
        arrays: Sequence[DeviceArray],
        blocks: Extent3,
        threads: Extent3,
        fit: Fit | None = None,
    ) -> None:
        """See `Recording.emit`."""
        for index, array in enumerate(arrays):
            params.pointers[index] = _address(array)
        self.driver.launch(kernel, params, blocks, threads).queue(self.stream)

    def multiply(self, product: Any, arrays: Sequence[DeviceArray], fit: Fit | None = None) -> None:
        """See `Recording.multiply`."""
        self.driver.product(product)([_address(array) for array in arrays], self.stream)

    def place(self, array: DeviceArray, target: DeviceArray) -> bool:
        """False: the array has been computed already."""
        return False


def _spot(array: DeviceArray) -> Spot:
    """What an array is all of, as something that does not keep the array's memory from others."""
    if array.offset:
        return None
    return array.buffer.place if isinstance(array.buffer, Placed) else array.buffer


def _lies_in(spot: Spot) -> Buffer | None:
    """The memory that something is all of, if that is no place in the arena."""
    return spot.stand_in if isinstance(spot, Place) else spot


def _address(array: DeviceArray) -> int:
    address = array.buffer.address
    assert address is not None
    return address + array.offset


def ceil_div(a: int, b: int) -> int:
    """``a / b``, rounded up."""
    return -(-a // b)


def power_of_two(count: int) -> int:
    """The least power of 2 that is not less than ``count``, from 1 on."""
    return 1 << (count - 1).bit_length()
