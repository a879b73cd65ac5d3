"""What goes into a loop, round it, and out of it: iterators, recurrences and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arguments import read_truth
from ..dims import UNKNOWN, Extents, in_brackets, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType, nptype
from ..shapes import View, unify_extents
from ..tensors import ITensor
from .layer_type import LayerType
from .loop import ILoopBoundaryLayer, LoopOutput, LoopRegion, TripLimit
from .setting import Setting, number

if TYPE_CHECKING:
    from ..kernels.device import Device
    from ..nesting import Nesting


class IRecurrenceLayer(ILoopBoundaryLayer):
    """Input 0 in the first iteration, and then what input 1 was in the one before.

    Input 1, added by `set_input`, may depend on the output: the one kind of cycle that there is.
    """

    kind = LayerType.RECURRENCE
    label = "Recurrence"
    optional_inputs = 1
    enters = True
    is_checked = True

    def waits_for(self, tensor: ITensor) -> bool:
        """False for the next value, which the body makes from the output."""
        return self.inputs[0] is tensor

    def rule(self) -> str:
        """One of the layers of DS-RULE-029."""
        return "E × E → E" if len(self.inputs) > 1 else "E → E"

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the initial value; `check` compares those of the next value."""
        return [view.dims(0)]

    def check(self, view: View, final: bool) -> None:
        """Initial and next value have one type and equal dims (DS-LAY-055)."""
        if not self.has_input(1):
            return
        first, second = self.present(0).dtype, self.present(1).dtype
        if first != second and not (first in FLOATS and second in FLOATS):
            raise self.wrong_type("DS-LAY-055", f"inputs of one type ({first.name} is the first)", second)
        self.check_next(view.dims(0), view.dims(1))

    def check_place(self, nesting: Nesting) -> None:
        """There is a next value."""
        if not self.has_input(1):
            refusal = self.region.refuse(f"{self.name} has no second input, so no next value")
            refusal.words = f"{self.name}: IRecurrenceLayer expected 2 inputs but received 1."
            raise refusal

    def check_next(self, initial: Extents, following: Extents) -> None:
        """Refuse a next value of other dims than the initial one (DS-LAY-055)."""
        self.same_rank("DS-LAY-055", [initial, following])
        for axis, (left, right) in enumerate(zip(initial, following, strict=True)):
            if unify_extents(left, right) is None:
                text = f"the inputs {show(initial)} and {show(following)} of a recurrence must have equal dims"
                words = (
                    f"{self.name}: IRecurrenceLayer must have inputs with same shape. First input "
                    f"{self.present(0).name} has shape {in_brackets(initial)} and second input "
                    f"{self.present(1).name} has shape {in_brackets(following)}."
                )
                raise self.clash("DS-LAY-055", text, axis=axis, value=right, permitted=left, words=words)


class IIteratorLayer(ILoopBoundaryLayer):
    """In iteration i the part of the input at index i of ``axis``; with ``reverse`` at count - 1 - i."""

    kind = LayerType.ITERATOR
    label = "Iterator"
    fields = ("axis", "reverse")
    enters = True
    is_checked = True

    axis = Setting(number)
    reverse = Setting(read_truth)

    def __init__(self, loop: LoopRegion, axis: int, reverse: bool) -> None:
        """``axis``: the one that the output lacks."""
        super().__init__(loop)
        self.axis = axis
        self.reverse = reverse

    def rule(self) -> str:
        """One of the layers of DS-RULE-029."""
        return "E → E"

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input without ``axis``."""
        dims = view.dims(0)
        if not 0 <= self.axis < len(dims):
            text = f"axis {self.axis} is not within 0..{len(dims) - 1} of {show(dims)}"
            raise self.clash("DS-LAY-055", text, axis=self.axis, value=self.axis, permitted=(0, len(dims) - 1))
        return [dims[: self.axis] + dims[self.axis + 1 :]]

    def check(self, view: View, final: bool) -> None:
        """The count, if that alone ends the loop and is known, does not go beyond the axis."""
        loop = self.loop
        count = loop.limit(TripLimit.COUNT)
        value = None if count is None or loop.limit(TripLimit.WHILE) else view.value_of(count)
        if value is not None and value.complete and value.data.size == 1:
            self.check_trips(view.dims(0), int(value.data.item()))

    def check_trips(self, dims: Extents, trips: int) -> None:
        """Refuse more iterations than the axis has elements."""
        if 0 <= self.axis < len(dims) and UNKNOWN < dims[self.axis] < trips:
            text = f"axis {self.axis} of {show(dims)} has no element for iteration {dims[self.axis]} of {trips}"
            raise self.clash("DS-LAY-055", text, axis=self.axis, value=trips, permitted=f"<= {dims[self.axis]}")

    def element(self, device: Device, x: Array, iteration: int, count: int | None) -> Array:
        """The part for an iteration; ``count`` is the trip limit of that kind."""
        self.check_trips(x.shape, iteration + 1)
        index = iteration
        if self.reverse:
            extent = x.shape[self.axis]
            index = (extent if count is None else count) - 1 - iteration
            self.check_trips(x.shape, index + 1)
        lines = [np.arange(extent) for extent in x.shape]
        lines[self.axis] = np.array([index])
        part = device.take(x, lines, np.zeros((), x.dtype))
        return device.reshape(part, x.shape[: self.axis] + x.shape[self.axis + 1 :])


class ILoopOutputLayer(ILoopBoundaryLayer):
    """The last value of a recurrence, or the values of a tensor in all iterations, along a new axis.

    The length of the new axis is input 1, added by `set_input`.
    """

    label = "LoopOutput"
    fields = ("_kind", "axis")
    optional_inputs = 1
    leaves = True

    _kind = Setting(LoopOutput)
    axis = Setting(number)

    def __init__(self, loop: LoopRegion, kind: LoopOutput, axis: int) -> None:
        """``axis``: where the new one is put in; of no meaning for LAST_VALUE."""
        super().__init__(loop)
        self._kind = kind
        self.axis = axis

    @property
    def type(self) -> LayerType:
        """LOOP_OUTPUT."""
        return LayerType.LOOP_OUTPUT

    @property
    def kind(self) -> LoopOutput:  # type: ignore[override]
        """What is yielded."""
        return self._kind

    def outer_inputs(self) -> list[int]:
        """The length."""
        return [1] if self.has_input(1) else []

    def rule(self) -> str:
        """DS-RULE-040."""
        return "E × S → E" if len(self.inputs) > 1 else "E → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the values; the length is an integer."""
        if self.has_input(1) and types[1] not in INTEGERS:
            raise self.wrong_type("DS-LAY-055", "an Int32 length", types[1])
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of one value, with the length put in at ``axis`` (DS-LAY-055)."""
        dims = view.dims(0)
        if self.kind == LoopOutput.LAST_VALUE:
            if self.has_input(1):
                raise self.clash("DS-LAY-055", "LAST_VALUE has one input", value=2, permitted=1)
            return [dims]
        if not self.has_input(1):
            raise self.clash("DS-LAY-055", f"{self.kind.name} has two inputs; there is no length", value=1, permitted=2)
        if view.dims(1) != ():
            text = f"the length is a scalar, not {show(view.dims(1))}"
            raise self.clash("DS-LAY-055", text, value=view.dims(1), permitted=())
        if not 0 <= self.axis <= len(dims):
            text = f"axis {self.axis} is not within 0..{len(dims)} for values of dims {show(dims)}"
            raise self.clash("DS-LAY-055", text, axis=self.axis, value=self.axis, permitted=(0, len(dims)))
        value = view.value(1)
        length = int(value.data.item()) if value is not None and value.complete else UNKNOWN
        if value is not None and value.complete and length < 0:
            raise self.clash("DS-LAY-055", f"length {length} is negative", value=length, permitted=">= 0")
        return [(*dims[: self.axis], length, *dims[self.axis :])]

    def check_place(self, nesting: Nesting) -> None:
        """A last value is that of a recurrence of the same loop."""
        source = self.present(0).producer
        is_recurrence = isinstance(source, IRecurrenceLayer) and source.region is self.region
        if self.kind == LoopOutput.LAST_VALUE and not is_recurrence:
            raise self.region.refuse(f"{self.name} yields the last value of what is no recurrence of this loop")

    def gather(self, device: Device, values: list[Array], dims: Extents) -> Array:
        """The values of all iterations along the new axis; zeros stand where iterations lack (DS-LAY-055).

        REVERSE turns all of CONCATENATE's output round, what is lacking included.
        """
        length = dims[self.axis]
        if len(values) > length:
            text = f"{len(values)} iterations do not fit into length {length}"
            raise self.clash("DS-LAY-055", text, axis=self.axis, value=len(values), permitted=f"<= {length}")
        # What only iterations can tell is taken from one; without any there is nothing to hold.
        single = values[0].shape if values else tuple(max(e, 0) for e in dims[: self.axis] + dims[self.axis + 1 :])
        before, after = single[: self.axis], single[self.axis :]
        parts = [device.reshape(value, (*before, 1, *after)) for value in values]
        dtype = nptype(self.outputs[0].dtype)
        parts.append(np.zeros((*before, length - len(values), *after), dtype))
        return device.concatenate(parts if self.kind == LoopOutput.CONCATENATE else parts[::-1], self.axis)
