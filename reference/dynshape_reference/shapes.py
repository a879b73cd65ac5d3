"""Phase 1: the dims of all tensors and the values of shape tensors, as far as they are known.

One evaluator serves three moments. While a network is defined, extents and values are partly known
and every answer is kept until something changes. At build time the profiles' kMIN, kOPT and kMAX
stand in for the inputs (DS-PROF-008, DS-PROF-028). At run time a context's dims and values do, and
everything is known (DS-EST-002).

Values are known element by element, so that a value which can be worked out at build time is a
build-time constant, wherever it comes from (DS-RES-009, DS-RES-010).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from .dims import MAX_DIMS, Extents, is_known, known_volume, show
from .dtypes import FLOATS, Array, DataType
from .errors import ErrorCodeTRT, Refusal, ShapeError

if TYPE_CHECKING:
    from .graph import Graph
    from .layers.base import ILayer
    from .tensors import ITensor


MAX_VALUES = 2**16
"""Phase 1 keeps the value of a tensor of at most so many elements."""


def can_be_kept(dims: Extents) -> bool:
    """True if phase 1 can keep the value of a tensor of these dims."""
    return is_known(dims) and known_volume(dims) <= MAX_VALUES


class Partial:
    """The value of a tensor, element by element: ``data`` counts where ``known`` is True.

    Integers are held as int64, whatever the tensor's own type. At run time everything is known, so
    a complete value carries no mask.
    """

    __slots__ = ("_mask", "data")

    def __init__(self, data: Array, known: Array) -> None:
        """``data`` and ``known`` have the same dims."""
        self.data = data
        self._mask = None if known.all() else known

    @classmethod
    def of(cls, data: Array) -> Partial:
        """A value of which everything is known."""
        value = cls.__new__(cls)
        value.data, value._mask = data, None
        return value

    @classmethod
    def nothing(cls, dims: Extents, dtype: DataType) -> Partial | None:
        """A value of which nothing is known but its dims; None if not even these, or if it is too long to keep."""
        if not can_be_kept(dims):
            return None
        return cls(np.zeros(dims, host_type(dtype)), np.zeros(dims, np.bool_))

    @property
    def known(self) -> Array:
        """Which elements are known."""
        return np.ones(self.data.shape, np.bool_) if self._mask is None else self._mask

    @property
    def complete(self) -> bool:
        """True if every element is known."""
        return self._mask is None


def host_type(dtype: DataType) -> type[np.generic]:
    """The NumPy type in which phase 1 holds values of ``dtype``."""
    if dtype in FLOATS:
        return np.float32
    return np.bool_ if dtype == DataType.BOOL else np.int64


Step = tuple[str, "ITensor"]
DIMS, VALUE = "dims", "value"


class View:
    """What a layer sees of its inputs while it works out its outputs."""

    __slots__ = ("_layer", "_shapes")

    def __init__(self, shapes: Shapes, layer: ILayer) -> None:
        """The inputs of ``layer`` as ``shapes`` knows them."""
        self._shapes = shapes
        self._layer = layer

    def dims(self, index: int) -> Extents:
        """The dims of input ``index``."""
        return self._shapes.dims(self._layer.present(index))

    def value(self, index: int) -> Partial | None:
        """What is known of the value of input ``index``; None if it can't be followed."""
        return self._shapes.value(self._layer.present(index))

    def value_of(self, tensor: ITensor) -> Partial | None:
        """The same for a tensor that is no input of the layer."""
        return self._shapes.value(tensor)

    def own_dims(self, output: ITensor) -> Extents:
        """The dims of one of the layer's outputs, worked out before."""
        return self._shapes.dims(output)


class Shapes:
    """Dims and values of the tensors of one graph, worked out on demand and kept."""

    def __init__(self, graph: Graph, dims: Mapping[str, Extents], values: Mapping[str, Partial]) -> None:
        """``dims`` and ``values`` stand in for the inputs; one that is not named stays as declared."""
        self._graph = graph
        self._given_dims = dims
        self._given_values = values
        self._checks_types = False
        self._dims: dict[ITensor, Extents | Refusal] = {}
        self._values: dict[ITensor, Partial | Refusal | None] = {}

    @classmethod
    def of_network(cls, graph: Graph) -> Shapes:
        """What is known before any profile: the declared dims of the inputs. Types are checked here, once for all."""
        shapes = cls(graph, {}, {})
        shapes._checks_types = True
        return shapes

    def dims(self, tensor: ITensor) -> Extents:
        """The dims of ``tensor``; raises `Refusal` where its layer refuses its inputs."""
        if tensor not in self._dims:
            self._work_out((DIMS, tensor))
        known = self._dims[tensor]
        if isinstance(known, Refusal):
            raise known.again()
        return known

    def value(self, tensor: ITensor) -> Partial | None:
        """What is known of the value of ``tensor``; None if not even its dims are known."""
        if tensor not in self._values:
            self._work_out((VALUE, tensor))
        known = self._values[tensor]
        if isinstance(known, Refusal):
            raise known.again()
        return known

    def work_out(self, order: Iterable[ILayer], final: bool) -> None:
        """Work out all dims, the values of shape tensors and the layers' own checks; raises the first `Refusal`.

        ``order``: the layers, each after those that make its inputs, so that one pass will do.
        """
        values = self._graph.classes.shape
        for layer in order:
            for tensor in layer.outputs:
                if tensor not in self._dims:
                    self._do((DIMS, tensor))
                self.dims(tensor)
                if tensor in values:
                    if tensor not in self._values:
                        self._do((VALUE, tensor))
                    self.value(tensor)
            if layer.is_checked:
                layer.check(View(self, layer), final)

    def check(self, layer: ILayer, final: bool) -> None:
        """Refuse what `layer` can't do with its inputs though its output dims are right; see `ILayer.check`."""
        layer.check(View(self, layer), final)

    def forget(self, tensor: ITensor) -> bool:
        """Forget ``tensor``; False if nothing was known of it, so that nothing can follow from it."""
        had_dims = self._dims.pop(tensor, None) is not None
        had_value = tensor in self._values
        self._values.pop(tensor, None)
        return had_dims or had_value

    def branch(self) -> Shapes:
        """A copy that can learn more without the original knowing."""
        copy = Shapes(self._graph, self._given_dims, self._given_values)
        copy._dims, copy._values = dict(self._dims), dict(self._values)
        return copy

    def assume(self, tensor: ITensor, dims: Extents) -> None:
        """Take ``dims`` for those of ``tensor``, whatever its layer says."""
        self._graph.forget_in(self, tensor)
        self._dims[tensor] = dims

    def settle(self, tensor: ITensor, array: Array, value_too: bool) -> None:
        """Learn from phase 2 the dims of a tensor, and its value where phase 1 goes on from it (DS-EST-023)."""
        self.assume(tensor, array.shape)
        if value_too:
            self._values[tensor] = Partial.of(array.astype(host_type(tensor.dtype)))

    # The walk: every step waits until the steps that it needs are done. No recursion: a chain of
    # layers may be longer than Python's stack.

    def _work_out(self, goal: Step) -> None:
        stack = [goal]
        under_way: set[Step] = set()
        while stack:
            step = stack[-1]
            if self._is_done(step):
                stack.pop()
                continue
            missing = [] if step in under_way else [need for need in self._needs(step) if not self._is_done(need)]
            if missing:
                circular = next((need for need in missing if need in under_way), None)
                if circular is not None:
                    self._store(step, _cycle(circular[1]))
                    continue
                under_way.add(step)
                stack.extend(missing)
                continue
            self._do(step)
            stack.pop()

    def _is_done(self, step: Step) -> bool:
        return step[1] in (self._dims if step[0] == DIMS else self._values)

    def _needs(self, step: Step) -> list[Step]:
        kind, tensor = step
        layer = tensor.producer
        if layer is None:
            return [(DIMS, tensor)] if kind == VALUE else []
        dims: list[Step] = [(DIMS, t) for t in layer.inputs if t is not None and layer.waits_for(t)]
        if kind == DIMS:
            return dims + [(VALUE, layer.present(index)) for index in layer.inputs_read_for_dims()]
        return [(DIMS, tensor), *dims, *((VALUE, layer.present(index)) for index in layer.inputs_read_for_value())]

    def _do(self, step: Step) -> None:
        kind, tensor = step
        layer = tensor.producer
        if layer is None:
            if kind == DIMS:
                self._dims[tensor] = self._given_dims.get(tensor.name, tensor.declared_dims)
            else:
                self._values[tensor] = self._input_value(tensor)
            return
        try:
            if kind == DIMS:
                if self._checks_types:
                    layer.check_types()
                for output, dims in zip(layer.outputs, layer.output_dims(View(self, layer)), strict=True):
                    check_extents(output, dims)
                    self._dims[output] = dims
            else:
                for output, value in zip(layer.outputs, layer.output_values(View(self, layer)), strict=True):
                    self._values[output] = value
        except Refusal as refusal:
            for output in layer.outputs:
                self._store((kind, output), refusal.again())

    def _store(self, step: Step, refusal: Refusal) -> None:
        if step[0] == DIMS:
            self._dims[step[1]] = refusal
        else:
            self._values[step[1]] = refusal

    def _input_value(self, tensor: ITensor) -> Partial | None:
        given = self._given_values.get(tensor.name)
        if given is not None:
            return given
        return Partial.nothing(self.dims(tensor), tensor.dtype)


def check_extents(tensor: ITensor, dims: Extents) -> None:
    """Refuse dims that no tensor has: more than eight extents, or one that the edition does not hold (DS-NET-011)."""
    if len(dims) > MAX_DIMS:
        text = f"{tensor.name}: {show(dims)} has {len(dims)} extents; a tensor has {MAX_DIMS} at most"
        raise ShapeError("DS-NET-011", text, value=len(dims), permitted=MAX_DIMS)
    most = tensor.graph.edition.max_extent
    if dims and max(dims) > most:
        text = f"{tensor.name}: an extent of {show(dims)} is above {most}"
        raise ShapeError("DS-NET-011", text, value=max(dims), permitted=most)


def _cycle(tensor: ITensor) -> Refusal:
    text = f"{tensor.name} depends on itself"
    return Refusal("DS-EST-004", text, code=ErrorCodeTRT.INVALID_STATE, tensor=tensor.name)


def unify_extents(left: int, right: int) -> int | None:
    """Of two extents that must be equal the better known one; None if they differ."""
    if left == right or right < 0:
        return left
    return right if left < 0 else None


def broadcast_dims(all_dims: list[Extents]) -> Extents | None:
    """The dims of an operation on tensors of one rank: on each axis equal, or 1 (DS-LAY-001, DS-LAY-002).

    The result is the extent that is not 1, so 1 against 0 gives 0. None if two extents clash. An
    unknown extent may turn out to be 1, so against a known one (not 1) the known one is the result.
    """
    result = []
    for extents in zip(*all_dims, strict=True):
        fixed = {extent for extent in extents if extent not in (1, -1)}
        if len(fixed) > 1:
            return None
        result.append(fixed.pop() if fixed else (-1 if -1 in extents else 1))
    return tuple(result)


def describe_all(all_dims: list[Extents]) -> str:
    """Dims of several tensors as text."""
    return " and ".join(show(dims) for dims in all_dims)
