"""The state of a context that executes on a CUDA device.

What an execution does follows from the dims and shape values alone, unless the network depends on data.
So it is recorded once for each choice of them, and repeated: an enqueue fills in the addresses that changed
and makes the launches. Recordings of the last choices are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import prod
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from .built import BuiltNetwork
from .collector import collector_paused
from .deferrable import deferrable
from .device_memory import address_of, as_device_memory, lacks_memory
from .dims import Extents, is_known
from .dtypes import Array, nptype
from .executor import Watch, execute
from .governing import common_dims, governing_tensors
from .kernels.cuda_arrays import DeviceArray
from .kernels.cuda_device import CudaDevice, DeviceResources
from .kernels.cuda_order import Order
from .kernels.cuda_recording import CannotRecord, Immediate, Recording
from .kernels.numpy_device import NumpyDevice
from .memory import as_memory, is_null, view_buffer
from .output_allocator import IOutputAllocator, allocate
from .repeatable import Repeatable
from .shapes import Shapes
from .state import ContextState, refusals
from .tensors import ITensor

if TYPE_CHECKING:
    from .kernels.device import Device

KEPT, KEPT_LAUNCHES = 64, 1 << 16
"""Recordings that a context keeps, and the launches of all of them, about 2 KB each."""


class DeviceState(ContextState):
    """See `state.ContextState`. Execution tensors are the device's, shape tensors the host's."""

    def __init__(self, built: BuiltNetwork, resources: DeviceResources) -> None:
        """``resources`` are the engine's."""
        self.cuda = CudaDevice(resources)
        super().__init__(built, cast("Device", self.cuda))
        self.driver = resources.driver
        self._recorded: dict[Any, Repeatable] = {}
        self._launches = 0
        """Of all recordings that are kept."""
        self._key: Any = None
        """What was set when the shapes were worked out."""
        self._current: Repeatable | None = None
        self._order = Order(resources.driver)
        self._arena = 0
        self._arena_size = 0
        outputs = built.graph.outputs
        self._elements = {tensor: np.dtype(nptype(tensor.dtype)) for tensor in built.tensors}
        self._results = [tensor for tensor in outputs if tensor.is_execution_tensor]
        self._needed = [tensor for tensor in built.tensors if tensor.is_execution_tensor]
        # Where they lie depends on the call: the host's memory by name, the device's by index.
        in_two_places = any(tensor.is_shape_tensor and tensor.is_execution_tensor for tensor in outputs)
        self._learns = built.depends_on_data or bool(built.graph.regions)
        """Whether executions find out dims, which the context's own shapes do not take over."""
        self._is_recordable = not (in_two_places or (self._learns and built.shape_outputs))
        self._deferred = deferrable(built) if self._is_recordable else frozenset()
        self._governing = governing_tensors(built) if self._is_recordable else []
        self._fitted: Repeatable | None = None
        """A recording that is fitted to other dims in place."""
        self._met: dict[Any, Shapes] = {}
        """To which it was fitted."""
        self._writes_shapes = any(tensor.is_shape_tensor and not tensor.is_execution_tensor for tensor in outputs)

    def as_memory(self, buffer: Any, tensor: ITensor) -> Any:
        """See `ContextState.as_memory`; shape tensors are given in the host's memory."""
        if tensor.is_shape_tensor and isinstance(buffer, np.ndarray):
            return as_memory(buffer, tensor.name)
        return as_device_memory(buffer, tensor.name)

    def shapes(self) -> Shapes:
        """See `ContextState.shapes`; those of a recording are known already."""
        if self.built.shape_inputs:
            self._read_addressed_values()
        if self._known is None:
            self._key = key = self._set_by_caller()
            found = self._recorded.get(key)
            met = self._met.get(key) if found is None else found.shapes
            if met is None:
                return super().shapes()
            self._known = self._checked = met
        return self._known

    def _set_by_caller(self) -> Any:
        values = tuple(array.tobytes() for array in self._values.values()) if self._values else ()
        return self.profile, tuple(map(self._dims.get, self.built.graph.inputs)), values

    def run(
        self,
        buffers: Mapping[ITensor, Any],
        watch: Watch | None = None,
        allocators: Mapping[ITensor, IOutputAllocator] | None = None,
        stream: int = 0,
    ) -> None:
        """See `ContextState.run`. By name (``allocators`` is not None) shape tensors lie in the host's memory."""
        if self.built.shape_inputs:
            self._read_addressed_values()
        current = self._current
        if current is None or current.shapes is not self._known or watch is not None or allocators:
            # What was found in order stays so until something is set.
            if self._known is None or self._checked is not self._known or lacks_memory(buffers, self._needed):
                self.check_ready(buffers, allocators or {})
            shapes = self.shapes()
            if not self._is_recordable or watch is not None or allocators:
                self._run_at_once(buffers, watch, allocators or {}, stream, by_name=allocators is not None)
                return
            current = self._recorded.get(self._key)
            if current is None or current.shapes is not shapes:
                current = self._fit(shapes) or self._record(buffers, shapes)
                if current is None:
                    self._is_recordable = False
                    self._run_at_once(buffers, watch, {}, stream, by_name=allocators is not None)
                    return
            self._current = current
        addresses = []
        for tensor in current.tensors:
            memory = buffers.get(tensor, 0)
            if type(memory) is not int or memory <= 0:
                if is_null(memory):
                    self.check_ready(buffers, {})
                memory = address_of(memory, current.shapes.dims(tensor), tensor)
            if memory & 15 and current.aligned:
                self._forget(self._key)
                current = self._current = self._record(buffers, current.shapes, aligned=False)
                assert current is not None
            addresses.append(memory)
        self._repeat(current, addresses, stream)
        if self._writes_shapes and allocators is not None:
            self.write_shape_outputs(buffers, current.shapes)

    def _repeat(self, current: Repeatable, addresses: list[int], stream: int) -> None:
        replay, order = current.replay, self._order
        order.begin(stream)
        if replay.arena_size > self._arena_size:
            self._enlarge_arena(replay.arena_size, stream)
        self.cuda.recorder.stream = stream
        replay.bind(addresses, self._arena)
        current.run(stream, self.driver, self.uses_cuda_graph)
        order.end(stream)

    def _enlarge_arena(self, nbytes: int, stream: int) -> None:
        # Somewhat more than is needed, so that shapes which grow bit by bit do not ask for memory each time.
        nbytes += nbytes // 8
        former, self._arena, self._arena_size = self._arena, 0, 0
        if former:
            self._order.free(former)
        with refusals():
            self._arena = self.driver.allocate(nbytes, stream)
        self._arena_size = nbytes

    def _record(self, buffers: Mapping[ITensor, Any], shapes: Shapes, aligned: bool = True) -> Repeatable | None:
        """The recording for the dims and values as they are set; None for what depends on elements."""
        recording = Recording(self._order, aligned)
        self.cuda.recorder = recording
        inputs: dict[ITensor, Any] = {}
        external: dict[ITensor, DeviceArray] = {}
        elements = self._elements
        for tensor in self.built.graph.inputs:
            if tensor in self.built.shape_inputs:
                inputs[tensor] = self._given_values(tensor)
            elif not is_null(buffers.get(tensor)):
                external[tensor] = inputs[tensor] = recording.external(shapes.dims(tensor), elements[tensor])
        if not all(is_known(shapes.dims(tensor)) for tensor in self._results):
            return None
        for tensor in self._results:
            external[tensor] = recording.external(shapes.dims(tensor), elements[tensor])
        schedule, deferred = self.built.schedule, self._deferred
        try:
            with collector_paused(), refusals():
                known = shapes.branch() if self._learns else shapes
                results = execute(schedule, known, inputs, self._results, self.device, deferred=deferred)
                for tensor, result in results.items():
                    self.cuda.write(result, external[tensor])
                del results
        except CannotRecord:
            return None
        self.cuda.resources.has_run = True
        made = Repeatable(shapes, recording.finish(), [*external], aligned)
        if aligned and self._fitted is None and self._governing_dims(shapes) is not None:
            made.fits = recording.fits()
            if made.fits:
                self._fitted = made
                return made
        self._forget(self._key)
        self._recorded[self._key] = made
        self._launches += len(made.replay.launches)
        while len(self._recorded) > (KEPT if self._launches < KEPT_LAUNCHES else 1):
            self._forget(next(iter(self._recorded)))
        return made

    def _forget(self, key: Any) -> None:
        forgotten = self._recorded.pop(key, None)
        if forgotten is not None:
            self._launches -= len(forgotten.replay.launches)

    def _fit(self, shapes: Shapes) -> Repeatable | None:
        """The recording that can be fitted to these shapes; None if there is none."""
        dims = None if self._fitted is None else self._governing_dims(shapes)
        if self._fitted is None or dims is None:
            return None
        if self._fitted.shapes is not shapes and not self._fitted.fit(dims, shapes):
            self._fitted = self._current = None
            return None
        if self._key not in self._met:
            self._met[self._key] = shapes
            if len(self._met) > KEPT:
                del self._met[next(iter(self._met))]
        return self._fitted

    def _governing_dims(self, shapes: Shapes) -> Extents | None:
        """Those that all launches follow from; None without elements too, for which nothing is launched."""
        dims = common_dims(self._governing, shapes)
        return dims if dims is not None and prod(dims) > 0 else None

    def _run_at_once(
        self,
        buffers: Mapping[ITensor, Any],
        watch: Watch | None,
        allocators: Mapping[ITensor, IOutputAllocator],
        stream: int,
        by_name: bool,
    ) -> None:
        """Layer by layer, with the dims as they come."""
        self.cuda.recorder = recorder = Immediate(self.driver, stream, aligned=False)
        graph = self.built.graph
        shapes = self.shapes().branch() if self.built.depends_on_data else self.shapes()
        inputs: dict[ITensor, Any] = {}
        for tensor in graph.inputs:
            if tensor.is_shape_tensor:
                inputs[tensor] = self._given_values(tensor)
            elif not is_null(buffers.get(tensor)):
                address = address_of(buffers[tensor], shapes.dims(tensor), tensor)
                inputs[tensor] = recorder.at(address, shapes.dims(tensor), self._elements[tensor])
        outputs = self._results
        for tensor in outputs:
            if tensor not in allocators and is_known(shapes.dims(tensor)) and not (by_name and tensor.is_shape_tensor):
                address_of(buffers[tensor], shapes.dims(tensor), tensor)
        memory = dict(buffers)
        self._order.begin(stream)
        with refusals(), self._ended(stream):
            results = execute(self.built.schedule, shapes, inputs, outputs, self.device, watch)
            for tensor, allocator in allocators.items():
                given = allocate(allocator, tensor, shapes.dims(tensor), buffers.get(tensor))
                memory[tensor] = self.as_memory(given, tensor)
            for tensor, result in results.items():
                if by_name and tensor.is_shape_tensor:
                    self._write_to_host(memory, tensor, self.cuda.fetch(result))
                else:
                    address = address_of(memory[tensor], shapes.dims(tensor), tensor)
                    self.cuda.write(result, recorder.at(address, shapes.dims(tensor), self._elements[tensor]))
        self.cuda.resources.has_run = True
        if by_name:
            self.write_shape_outputs(memory, shapes)

    @contextmanager
    def _ended(self, stream: int) -> Iterator[None]:
        try:
            yield
        finally:
            self._order.end(stream)

    def signal(self, event: int, stream: int) -> None:
        """See `ContextState.signal`."""
        self.driver.record(event, stream)

    def _write_to_host(self, memory: Mapping[ITensor, Any], tensor: ITensor, array: Array) -> None:
        view_buffer(memory[tensor], array.shape, tensor.dtype, tensor.name)[...] = array

    def _given_values(self, tensor: ITensor) -> Array:
        # By index the address of a shape tensor is a device's and not read: its values were set by a call.
        value = self.shapes().value(tensor)
        assert value is not None and value.complete
        return np.asarray(value.data.astype(self._elements[tensor]))

    def __del__(self) -> None:
        if getattr(self, "_arena", 0):
            self._order.free(self._arena)


def new_state(built: BuiltNetwork, resources: DeviceResources | None) -> ContextState:
    """The state of a context on the device of ``resources``, on the host without any."""
    return ContextState(built, NumpyDevice()) if resources is None else DeviceState(built, resources)
