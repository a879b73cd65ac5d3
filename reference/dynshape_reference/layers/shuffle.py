"""IShuffleLayer: a transpose, a reshape and another transpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..arguments import read_truth
from ..dims import UNKNOWN, Dims, Extents, Permutation, in_brackets, known_volume, read_dims, show
from ..dtypes import INTEGERS, Array, DataType
from ..log_style import Instruction
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, optional_dims
from .values import HOST

if TYPE_CHECKING:
    from ..kernels.device import Device

IDENTITY = tuple(range(Dims.MAX_DIMS))


class IShuffleLayer(ILayer):
    """``first_transpose``, then ``reshape_dims`` or the values of input 1, then ``second_transpose``.

    In the reshape dims 0 copies the extent at its place, and -1, at most once, is inferred from the
    rest (DS-LAY-026, DS-LAY-027).
    """

    kind = LayerType.SHUFFLE
    label = "Shuffle"
    fields = ("first_order", "reshape", "second_order", "zero_is_placeholder")
    optional_inputs = 1

    first_order = Setting(optional_dims)
    reshape = Setting(optional_dims)
    second_order = Setting(optional_dims)
    zero_is_placeholder = Setting(read_truth)

    def __init__(self) -> None:
        """A layer that changes nothing."""
        self.first_order = None
        self.reshape = None
        self.second_order = None
        self.zero_is_placeholder = True

    @property
    def first_transpose(self) -> Permutation:
        """The order of axes before the reshape (DS-LAY-025)."""
        return Permutation(IDENTITY if self.first_order is None else self.first_order)

    @first_transpose.setter
    def first_transpose(self, value: Any) -> None:
        self.first_order = read_dims(value)

    @property
    def second_transpose(self) -> Permutation:
        """The order of axes after the reshape."""
        return Permutation(IDENTITY if self.second_order is None else self.second_order)

    @second_transpose.setter
    def second_transpose(self, value: Any) -> None:
        self.second_order = read_dims(value)

    @property
    def reshape_dims(self) -> Dims:
        """The static reshape dims; invalid if never set or with a second input (DS-LAY-032, DS-LEX-015)."""
        return Dims.invalid() if self.reshape is None or self.has_input(1) else Dims(self.reshape)

    @reshape_dims.setter
    def reshape_dims(self, value: Any) -> None:
        dims = read_dims(value)
        if self.has_input(1):
            self.graph.connect(self, 1, None)
        self.reshape = dims

    def rule(self) -> str:
        """DS-RULE-023, DS-RULE-006."""
        return "t × S → t" if len(self.inputs) > 1 else "t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data; the dims are integers (DS-LAY-033)."""
        if self.has_input(1) and types[1] not in INTEGERS:
            words = f"second input has type {types[1].name.title()} but must have type "
            words += "Int32." if self.edition.has_bindings else "Int64 or Int32."
            raise self.wrong_type("DS-LAY-033", "Int32 reshape dims", types[1], words)
        return [types[0]]

    def output_dims(self, view: View) -> list[Extents]:
        """The permuted, reshaped, permuted dims."""
        dims = self._permute(view.dims(0), self.first_order)
        if self.has_input(1):
            dims = self._resolve(dims, self._wanted_at_run_time(view))
        elif self.reshape is not None:
            dims = self._resolve(dims, [(extent, True) for extent in self.reshape])
        return [self._permute(dims, self.second_order)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Elements move, and what is known of them with them."""
        return self.compute(HOST, [masks[0], *inputs[1:]], dims)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """DS-LAY-024."""
        x = inputs[0]
        assert x is not None
        if self.first_order is not None:
            x = device.transpose(x, self.first_order[: x.ndim])
        if self.second_order is None:
            return [device.reshape(x, dims[0])]
        order = self.second_order[: len(dims[0])]
        between = [0] * len(order)
        for axis, source in enumerate(order):
            between[source] = dims[0][axis]
        return [device.transpose(device.reshape(x, tuple(between)), order)]

    def is_one_operation(self) -> bool:
        """True if all that it does is to take the axes in another order."""
        is_reshaped = self.reshape is not None or self.has_input(1)
        return self.first_order is not None and self.second_order is None and not is_reshaped

    # A `Permutation` has room for eight axes: entries beyond the rank do not count.

    def _permute(self, dims: Extents, order: Extents | None) -> Extents:
        if order is None:
            return dims
        order = order[: len(dims)]
        if sorted(order) != list(range(len(dims))):
            text = f"{show(order)} is no order of the {len(dims)} axes of {show(dims)}"
            which = "first_transpose" if order == (self.first_order or ())[: len(dims)] else "second_transpose"
            words = f"{self.name}: IShuffleLayer `{which}` is not valid. `input` has {len(dims)} dimensions and "
            words += f"`{which}` is {in_brackets(order)}."
            raise self.clash("DS-LAY-025", text, value=order, permitted=tuple(range(len(dims))), words=words)
        return tuple(dims[source] for source in order)

    def _wanted_at_run_time(self, view: View) -> list[tuple[int, bool]]:
        shape = view.dims(1)
        if len(shape) != 1:
            raise self.clash("DS-LAY-033", f"the reshape dims are 1-D, not {show(shape)}", value=shape)
        if shape[0] == UNKNOWN:
            raise self.clash("DS-EST-004", "the number of reshape dims, so the output's rank, is unknown", value=shape)
        if shape[0] > Dims.MAX_DIMS:
            text = f"{shape[0]} reshape dims; a tensor has {Dims.MAX_DIMS} at most"
            words = f"{self.name}: IShuffleLayer `reshape_dims` must have num dims <= Dims::MAX_DIMS. "
            raise self.clash("DS-NET-011", text, value=shape, words=f"{words}Num dims: {shape[0]}.")
        value = view.value(1)
        if value is None:
            return [(UNKNOWN, False)] * shape[0]
        return [(int(v), bool(k)) for v, k in zip(value.data, value.known, strict=True)]

    def _resolve(self, dims: Extents, wanted: list[tuple[int, bool]]) -> Extents:
        result: list[int] = []
        copied: set[int] = set()
        inferred: int | None = None
        for axis, (extent, is_sure) in enumerate(wanted):
            if not is_sure:
                result.append(UNKNOWN)
            elif extent == 0 and self.zero_is_placeholder:
                if axis >= len(dims):
                    text = f"0 at position {axis} has nothing to copy from {show(dims)}"
                    raise self.clash("DS-LAY-026", text, value=axis, permitted=(0, len(dims) - 1))
                result.append(dims[axis])
                copied.add(axis)
            elif extent == -1:
                if inferred is not None:
                    misfit = f"reshape dimension with more than one -1 wildcard. {_reshaping(dims, _plain(wanted))}"
                    raise self.clash(
                        "DS-LAY-027", "reshape dims with more than one -1", value=_plain(wanted), misfit=misfit
                    )
                inferred = axis
                result.append(UNKNOWN)
            elif extent < -1:
                misfit = f"reshape dimension is less than -1. {_reshaping(dims, _plain(wanted))}"
                text = f"reshape dims with {extent}"
                raise self.clash("DS-LAY-027", text, value=extent, permitted=">= -1", misfit=misfit)
            else:
                result.append(extent)
        if all(is_sure for _, is_sure in wanted):
            self._balance(dims, result, copied, inferred)
        return tuple(result)

    def _balance(self, dims: Extents, result: list[int], copied: set[int], inferred: int | None) -> None:
        # Copied extents stand on both sides, known or not: what is left must have equal volumes.
        ahead = [extent for axis, extent in enumerate(dims) if axis not in copied]
        after = [extent for axis, extent in enumerate(result) if axis not in copied and axis != inferred]
        common = [dims[axis] for axis in copied]
        need = known_volume(tuple(after))
        known_part = known_volume(tuple(extent for extent in ahead if extent != UNKNOWN))
        have = known_part if known_part == 0 or UNKNOWN not in ahead else None
        if inferred is None:
            fits = have == need if have is not None else need % known_part == 0
            if not fits and 0 not in common and UNKNOWN not in common:
                volume = have if have is not None else f"(a multiple of {known_part})"
                text = f"reshape would change volume {volume} to {need}, from {show(dims)} to {show(result)}"
                raise self.clash(
                    "DS-LAY-028",
                    text,
                    value=tuple(result),
                    permitted=have,
                    misfit=f"reshape changes volume. {_reshaping(dims, tuple(result))}",
                    instruction=self._instruction(dims, tuple(result), f"{volume} to {need}"),
                )
            return
        is_ambiguous = need == 0 or (0 in common and not self.graph.edition.infers_in_empty_reshape)
        if is_ambiguous or (have is not None and have % need):
            text = (
                "uninferred dimensions are not an exact divisor of input dimensions, so inferred dimension"
                f" cannot be calculated, from {show(dims)} to {show(result)}"
            )
            misfit = f"reshape wildcard -1 has no integer solution. {_reshaping(dims, tuple(result))}"
            fails = f"reshaping failed for tensor: {self.present(0).name} Reshape dimension of -1 has no solution."
            unsolved = Instruction(fails, kind="IShuffleLayer")
            raise self.clash(
                "DS-LAY-027", text, value=tuple(result), permitted=have, misfit=misfit, instruction=unsolved
            )
        if have is not None:
            result[inferred] = have // need

    def _instruction(self, dims: Extents, wanted: Extents, change: str) -> Instruction:
        left, right = (" ".join(map(str, extents)) for extents in (dims, wanted))
        code = f"RESHAPE{'_ZERO_IS_PLACEHOLDER' if self.zero_is_placeholder else ''}{{{left}}} {{{right}}}"
        if not self.edition.has_bindings:
            code = f"RESHAPEinput dims{{{left}}} reshape dims{{{right}}}"
        fails = f"reshaping failed for tensor: {self.present(0).name} reshape would change volume {change}"
        return Instruction(fails, code=code, kind="IShuffleLayer")


def _reshaping(dims: Extents, wanted: Extents) -> str:
    return f"Reshaping {in_brackets(dims)} to {in_brackets(wanted)}."


def _plain(wanted: list[tuple[int, bool]]) -> Extents:
    return tuple(extent for extent, _ in wanted)
