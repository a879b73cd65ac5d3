"""Phase 2: the elements of execution tensors, unit by unit of the schedule, on a device (DS-EST-001)."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from .dtypes import Array
from .kernels.device import Device
from .layers.base import ILayer
from .layers.conditional import FALSE, TRUE, IIfConditionalInputLayer, IIfConditionalOutputLayer
from .layers.loop import LoopOutput, TripLimit
from .layers.loop_tensors import IIteratorLayer, ILoopOutputLayer, IRecurrenceLayer
from .schedule import ConditionalUnit, Keeping, LoopUnit, Reading, Schedule, Unit, is_computed
from .shapes import Shapes
from .tensors import ITensor

Watch = Callable[[ILayer, float], None]
"""What is told of each layer how many seconds it took."""
Look = Callable[[ITensor, Array], None]
"""What is shown each array that a layer makes."""


def execute(
    schedule: Schedule,
    shapes: Shapes,
    inputs: Mapping[ITensor, Array],
    outputs: Sequence[ITensor],
    device: Device,
    watch: Watch | None = None,
    look: Look | None = None,
    deferred: Collection[ITensor] = (),
) -> dict[ITensor, Array]:
    """The arrays of ``outputs``; ``watch`` is told of every layer that is executed, as often as it is.

    Any tensor can be an output; one inside of a loop has its last value, and one in a branch that was
    not taken is missing from the result.

    Only what execution needs is computed. An array is dropped after the last unit that reads it.
    ``deferred`` are tensors that a device may compute together with what reads them.
    Dims and shape values that depend on computed elements are put into ``shapes`` as they come, and
    phase 1 goes on from there (DS-EST-023).
    """
    execution = _Execution(shapes, dict(inputs), set(outputs), device, watch, look, deferred, schedule)
    for unit in schedule.units:
        execution.run(unit)
        execution.drop(schedule.drops.get(unit, ()))
    return {tensor: execution.arrays[tensor] for tensor in outputs if tensor in execution.arrays}


class _Execution:
    """The arrays of one execution as they come and go."""

    def __init__(
        self,
        shapes: Shapes,
        arrays: dict[ITensor, Array],
        outputs: set[ITensor],
        device: Device,
        watch: Watch | None,
        look: Look | None,
        deferred: Collection[ITensor],
        schedule: Schedule,
    ) -> None:
        self.deferred, self.readings, self.keepings = deferred, schedule.readings, schedule.keepings
        self.shapes, self.arrays, self.outputs, self.device = shapes, arrays, outputs, device
        self.watch, self.look = watch, look

    def run(self, unit: Unit) -> None:
        if isinstance(unit, LoopUnit):
            self.run_loop(unit)
        elif isinstance(unit, ConditionalUnit):
            self.run_conditional(unit)
        else:
            self.run_layer(unit)

    def run_layer(self, layer: ILayer) -> None:
        began = time.perf_counter()
        reading = self.readings.get(layer)
        if reading is None:
            reading = self.readings[layer] = Reading.of(layer)
        if reading.says_all:
            results = [_phase_one(self.shapes, tensor) for tensor in layer.outputs]
        else:
            dims = [self.shapes.dims(tensor) for tensor in layer.outputs]
            results = layer.compute(self.device, self._operands(layer, reading), dims)
        for tensor, result in zip(layer.outputs, results, strict=True):
            self.keep(tensor, result)
        if self.watch is not None:
            self.device.synchronize()
            self.watch(layer, time.perf_counter() - began)

    def keep(self, tensor: ITensor, array: Array) -> None:
        """Keep the elements of a tensor, and let phase 1 know what it could not know without them."""
        keeping = self.keepings.get(tensor)
        if keeping is None:
            keeping = self.keepings[tensor] = Keeping.of(tensor)
        if array.dtype != keeping.element:
            array = self.device.cast(array, keeping.dtype)
        self.arrays[tensor] = array if tensor in self.deferred else self.device.settle(array)
        barrier = keeping.is_barrier
        if barrier or array.shape != self.shapes.dims(tensor):
            array = self.arrays[tensor]
            self.shapes.settle(tensor, self.device.fetch(array) if barrier else array, value_too=barrier)
        if self.look is not None:
            self.look(tensor, self.arrays[tensor])

    def run_loop(self, unit: LoopUnit) -> None:
        """DS-LAY-055, DS-LAY-056."""
        region, arrays = unit.region, self.arrays
        entries = [layer for layer in region.boundary if layer.enters and is_computed(layer.outputs[0])]
        recurrences = [layer for layer in entries if isinstance(layer, IRecurrenceLayer)]
        iterators = [layer for layer in entries if isinstance(layer, IIteratorLayer)]
        outputs = [layer for layer in region.boundary if isinstance(layer, ILoopOutputLayer)]
        outputs = [layer for layer in outputs if is_computed(layer.outputs[0])]
        limit, condition = region.limit(TripLimit.COUNT), region.limit(TripLimit.WHILE)
        count = None if limit is None else int(self.number(limit))
        collected: dict[ILoopOutputLayer, list[Array]] = {layer: [] for layer in outputs}
        for recurrence in recurrences:
            self.keep(recurrence.outputs[0], arrays[recurrence.present(0)])
        iteration = 0
        while count is None or iteration < count:
            for inner in unit.test:
                self.run(inner)
            if condition is not None and not self.number(condition):
                break
            for iterator in iterators:
                part = iterator.element(self.device, arrays[iterator.present(0)], iteration, count)
                self.keep(iterator.outputs[0], part)
            for inner in unit.body:
                self.run(inner)
            for output, values in collected.items():
                if output.kind != LoopOutput.LAST_VALUE:
                    values.append(arrays[output.present(0)])
            # All next values are there before one recurrence takes its own: one may be another's output.
            for recurrence, array in [(layer, arrays[layer.present(1)]) for layer in recurrences]:
                recurrence.check_next(arrays[recurrence.outputs[0]].shape, array.shape)
                self.keep(recurrence.outputs[0], array)
            iteration += 1
        for output, values in collected.items():
            if output.kind == LoopOutput.LAST_VALUE:
                self.keep(output.outputs[0], arrays[output.present(0)])
            else:
                dims = self.shapes.dims(output.outputs[0])
                self.keep(output.outputs[0], output.gather(self.device, values, dims))
        self.drop(unit.locals)

    def run_conditional(self, unit: ConditionalUnit) -> None:
        """Only the branch that is taken (DS-LAY-054)."""
        region, arrays = unit.region, self.arrays
        assert region.condition is not None
        taken = TRUE if self.number(region.condition.present(0)) else FALSE
        for layer in region.boundary:
            if isinstance(layer, IIfConditionalInputLayer) and is_computed(layer.outputs[0]):
                self.keep(layer.outputs[0], arrays[layer.present(0)])
        for inner in unit.branches[taken]:
            self.run(inner)
        for layer in region.boundary:
            if isinstance(layer, IIfConditionalOutputLayer) and is_computed(layer.outputs[0]):
                # Not by `keep`: the dims of the other branch may be impossible by now.
                array = self.device.settle(self.device.cast(arrays[layer.present(taken)], layer.outputs[0].dtype))
                arrays[layer.outputs[0]] = array
                self.shapes.settle(layer.outputs[0], array, value_too=False)
        self.drop(unit.locals)

    def number(self, tensor: ITensor) -> Any:
        """The only element, for which the device need not be waited for where phase 1 knows it."""
        value = self.shapes.value(tensor)
        return (value.data if value is not None and value.complete else self.arrays[tensor]).item()

    def drop(self, tensors: Sequence[ITensor]) -> None:
        """Drop arrays that nothing reads any more."""
        for tensor in tensors:
            if tensor not in self.outputs:
                self.arrays.pop(tensor, None)

    def _operands(self, layer: ILayer, reading: Reading) -> list[Array | None]:
        operands: list[Array | None] = []
        for index, (tensor, is_shape) in enumerate(reading.operands):
            if tensor is None:
                operands.append(None)
            elif is_shape:
                operands.append(_phase_one(self.shapes, tensor))
            elif index in layer.int8_scales:
                operands.append(_in_steps(self.device, self.arrays[tensor], layer.int8_scales[index]))
            else:
                operands.append(self.arrays[tensor])
        return operands


def _in_steps(device: Device, array: Array, scale: float) -> Array:
    # What eight bits leave of it (int8.py).
    steps = np.array(scale)
    return device.dequantize(device.quantize(array, steps), steps)


def _phase_one(shapes: Shapes, tensor: ITensor) -> Array:
    value = shapes.value(tensor)
    assert value is not None and value.complete, f"{tensor.name} is not known after phase 1"
    return value.data
