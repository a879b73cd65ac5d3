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

from .collector import collector_paused
from .dims import MAX_DIMS, UNKNOWN, Extents, show
from .dtypes import Array
from .errors import ErrorCodeTRT, Refusal, ShapeError
from .partial import Partial, host_type

if TYPE_CHECKING:
    from .graph import Graph
    from .layers.base import ILayer
    from .tensors import ITensor


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
        # What is asked most often is answered without further calls.
        known = self._shapes._dims.get(self._layer.inputs[index])  # type: ignore[arg-type]
        return known if type(known) is tuple else self._shapes.dims(self._layer.present(index))

    def value(self, index: int) -> Partial | None:
        """What is known of the value of input ``index``; None if it can't be followed."""
        known = self._shapes._values.get(self._layer.inputs[index])  # type: ignore[arg-type]
        return known if type(known) is Partial else self._shapes.value(self._layer.present(index))

    def complete(self) -> list[Array | None] | None:
        """The values of all inputs; None unless all elements of them are known by now."""
        values = self._shapes._values
        arrays: list[Array | None] = []
        for tensor in self._layer.inputs:
            value = None if tensor is None else values.get(tensor)
            if type(value) is Partial and value.complete:
                arrays.append(value.data)
            elif tensor is None:
                arrays.append(None)
            else:
                return None
        return arrays

    def value_of(self, tensor: ITensor) -> Partial | None:
        """The same for a tensor that is no input of the layer."""
        return self._shapes.value(tensor)

    def own_dims(self, output: ITensor) -> Extents:
        """The dims of one of the layer's outputs, worked out before."""
        known = self._shapes._dims.get(output)
        return known if type(known) is tuple else self._shapes.dims(output)


class Shapes:
    """Dims and values of the tensors of one graph, worked out on demand and kept."""

    def __init__(self, graph: Graph, dims: Mapping[str, Extents], values: Mapping[str, Partial]) -> None:
        """``dims`` and ``values`` stand in for the inputs; one that is not named stays as declared."""
        self._graph = graph
        self._given_dims = dims
        self._given_values = values
        self._is_network = False
        self._dims: dict[ITensor, Extents | Refusal] = {}
        self._values: dict[ITensor, Partial | Refusal | None] = {}

    @classmethod
    def of_network(cls, graph: Graph) -> Shapes:
        """What is known before any profile: the declared dims of the inputs. Types are checked here, once for all."""
        shapes = cls(graph, {}, {})
        shapes._is_network = True
        return shapes

    @classmethod
    def of_inputs(cls, graph: Graph, dims: Mapping[str, Extents], values: Mapping[str, Partial]) -> Shapes:
        """What is known with ``dims`` and ``values`` of inputs that fit the network: it starts from what is settled."""
        shapes = cls(graph, dims, values)
        settled = graph.settled
        shapes._dims = {**settled.dims}
        shapes._values = {**settled.values}
        for tensor in graph.inputs:
            shapes._dims[tensor] = dims.get(tensor.name, tensor.declared_dims)
        return shapes

    def dims(self, tensor: ITensor) -> Extents:
        """The dims of ``tensor``; raises `Refusal` where its layer refuses its inputs."""
        known = self._dims.get(tensor)
        if type(known) is tuple:
            return known
        if known is None:
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

    def work_out(self, final: bool) -> None:
        """Work out all dims, the values of shape tensors and the layers' own checks; raises the first `Refusal`.

        Layers that are settled are passed by.
        """
        for layer, steps in self._graph.settled.rest.items():
            for kind, tensor in steps:
                known: object
                if kind is DIMS:
                    if tensor not in self._dims:
                        self._do_dims(layer)
                    known = self._dims[tensor]
                else:
                    if tensor not in self._values:
                        self._do_values(layer)
                    known = self._values[tensor]
                if isinstance(known, Refusal):
                    raise known.again()
            if layer.is_checked:
                layer.check(View(self, layer), final)

    def prepare(self, order: Iterable[ILayer]) -> None:
        """Work out all dims and the values of shape tensors; what is refused shows when it is asked for.

        ``order``: the layers, each after those that make its inputs, so that one pass will do.
        """
        dims, values, wanted = self._dims, self._values, self._graph.classes.shape
        for layer in order:
            for tensor in layer.outputs:
                if tensor not in dims:
                    self._do_dims(layer)
                if tensor in wanted and tensor not in values:
                    self._do_values(layer)

    def check(self, layer: ILayer, final: bool) -> None:
        """Refuse what `layer` can't do with its inputs though its output dims are right; see `ILayer.check`."""
        layer.check(View(self, layer), final)

    def forget(self, tensor: ITensor) -> bool:
        """Forget ``tensor``; False if nothing was known of it, so that nothing can follow from it."""
        had_dims = self._dims.pop(tensor, None) is not None
        had_value = tensor in self._values
        self._values.pop(tensor, None)
        return had_dims or had_value

    def known_dims(self, tensor: ITensor) -> Extents | None:
        """The dims of ``tensor`` if all of them were found, else None: nothing is worked out for it."""
        dims = self._dims.get(tensor)
        return dims if isinstance(dims, tuple) and UNKNOWN not in dims else None

    def known_value(self, tensor: ITensor) -> Partial | None:
        """The value of ``tensor`` if all of it was found, else None."""
        value = self._values.get(tensor)
        return value if isinstance(value, Partial) and value.complete else None

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

    # Two ways, neither by recursion: a chain of layers may be longer than Python's stack. Where layers
    # were added in an order in which they can be worked out, as they mostly are, one pass will do.
    # Otherwise every step waits until the steps that it needs are done.

    def _work_out(self, goal: Step) -> None:
        if goal[1].producer is None:
            self._do(goal)
            return
        if self._graph.is_in_order and (goal[0] is DIMS or goal[1] in self._graph.classes.shape):
            with collector_paused():
                self.prepare(self._behind(goal[1]))
        if not self._is_done(goal):
            self._walk_back(goal)

    def _behind(self, tensor: ITensor) -> list[ILayer]:
        """The layers that ``tensor`` follows from, as far as they were not worked out, in their order."""
        dims, values, wanted = self._dims, self._values, self._graph.classes.shape
        found: set[ILayer] = set()
        pending = [tensor]
        while pending:
            layer = pending.pop().producer
            if layer is not None and layer not in found:
                found.add(layer)
                for operand in layer.inputs:
                    if operand is not None and (operand not in dims or (operand in wanted and operand not in values)):
                        pending.append(operand)
        return sorted(found, key=_place)

    def _walk_back(self, goal: Step) -> None:
        stack = [goal]
        under_way: set[Step] = set()
        while stack:
            step = stack[-1]
            if self._is_done(step):
                stack.pop()
                continue
            if step not in under_way:
                missing = [need for need in self._needs(step) if not self._is_done(need)]
                if missing:
                    circular = next((need for need in missing if need in under_way), None)
                    if circular is not None:
                        self._store(step, _cycle(circular[1]))
                        continue
                    under_way.add(step)
                    stack += missing
                    continue
            self._do(step)
            stack.pop()

    def _is_done(self, step: Step) -> bool:
        return step[1] in (self._dims if step[0] is DIMS else self._values)

    def _needs(self, step: Step) -> list[Step]:
        kind, tensor = step
        layer = tensor.producer
        if layer is None:
            return [(DIMS, tensor)] if kind is VALUE else []
        needs: list[Step] = [(DIMS, t) for t in layer.inputs if t is not None and layer.waits_for(t)]
        if kind is DIMS:
            read = layer.inputs_read_for_dims()
        else:
            needs.append((DIMS, tensor))
            read = layer.inputs_read_for_value()
        needs += [(VALUE, layer.present(index)) for index in read]
        return needs

    def _do(self, step: Step) -> None:
        kind, tensor = step
        layer = tensor.producer
        if layer is not None:
            if kind is DIMS:
                self._do_dims(layer)
            else:
                self._do_values(layer)
        elif kind is DIMS:
            self._dims[tensor] = self._given_dims.get(tensor.name, tensor.declared_dims)
        else:
            self._values[tensor] = self._input_value(tensor)

    def _do_dims(self, layer: ILayer) -> None:
        try:
            if self._is_network:
                layer.check_types()
            most = self._graph.edition.max_extent
            for output, dims in zip(layer.outputs, layer.output_dims(View(self, layer)), strict=True):
                if len(dims) > MAX_DIMS or (dims and max(dims) > most):
                    raise _too_large(output, dims, most)
                self._dims[output] = dims
        except Refusal as refusal:
            for output in layer.outputs:
                self._dims[output] = refusal.again()

    def _do_values(self, layer: ILayer) -> None:
        try:
            for output, value in zip(layer.outputs, layer.output_values(View(self, layer)), strict=True):
                self._values[output] = value
        except Refusal as refusal:
            for output in layer.outputs:
                self._values[output] = refusal.again()

    def _store(self, step: Step, refusal: Refusal) -> None:
        if step[0] is DIMS:
            self._dims[step[1]] = refusal
        else:
            self._values[step[1]] = refusal

    def _input_value(self, tensor: ITensor) -> Partial | None:
        given = self._given_values.get(tensor.name)
        if given is not None:
            return given
        return Partial.nothing(self.dims(tensor), tensor.dtype)


def _place(layer: ILayer) -> int:
    return layer.place


def _too_large(tensor: ITensor, dims: Extents, most: int) -> ShapeError:
    """The refusal of more than eight extents, or of one that the edition does not hold (DS-NET-011)."""
    if len(dims) > MAX_DIMS:
        text = f"{tensor.name}: {show(dims)} has {len(dims)} extents; a tensor has {MAX_DIMS} at most"
        return ShapeError("DS-NET-011", text, value=len(dims), permitted=MAX_DIMS)
    text = f"{tensor.name}: an extent of {show(dims)} is above {most}"
    return ShapeError("DS-NET-011", text, value=max(dims), permitted=most)


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
    if all_dims.count(all_dims[0]) == len(all_dims):
        return all_dims[0]
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
