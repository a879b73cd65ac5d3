"""From layers to nodes: which translator a layer has, and in which graph its nodes belong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...adapter import Unsupported
from ..trt_names import edition_key, family
from .graph import FLOATS, INTEGERS, Graph, Names, Value
from .network import Layer, Network
from .shape_tensors import check, shape_tensors

Translator = Callable[["Job"], Sequence[Value]]
TRANSLATORS: dict[str, Translator] = {}
"""By family of layers: ``gather`` for ``gather`` and ``gather_v2``."""


def translates(*kinds: str) -> Callable[[Translator], Translator]:
    """Make the function the translator of these kinds of layers."""

    def register(translator: Translator) -> Translator:
        TRANSLATORS.update(dict.fromkeys(kinds, translator))
        return translator

    return register


class Translation:
    """The values that tensors of a network have become, graph by graph."""

    def __init__(self, network: Network, edition: str, inputs: Mapping[str, Value]) -> None:
        """``inputs``: the values of the network inputs, by id."""
        self.network = network
        self.modern = edition_key(edition) >= (10,)
        """True from edition 10 on: Shape gives int64, and more layers take integers."""
        self.shape_tensors = shape_tensors(network)
        self.names = Names()
        self.root = Graph(self.names)
        self.graph = self.root
        """The graph that nodes are added to."""
        self.loops: dict[str, tuple[Value, Value | None]] = {}
        """For the loops that are being filled: the iteration, and the count where there is one, as int64."""
        self._values: list[dict[str, Value]] = [dict(inputs)]
        self._open: list[str] = []
        """The layers that are being translated, each for the sake of the one before it."""

    @contextmanager
    def knowing(self, values: Mapping[str, Value]) -> Iterator[None]:
        """For a while, tensors have these values; so has what is made of them meanwhile, and is then forgotten."""
        self._values.append(dict(values))
        try:
            yield
        finally:
            self._values.pop()

    @contextmanager
    def inside(self, values: Mapping[str, Value]) -> Iterator[Graph]:
        """For a while, nodes go to a new graph, whose inputs are the values of these tensors."""
        outer, self.graph = self.graph, Graph(self.names)
        try:
            with self.knowing(values):
                yield self.graph
        finally:
            self.graph = outer

    def fix(self, input: str, array: np.ndarray[Any, Any]) -> None:
        """Make a constant of a network input."""
        self._values[0][input] = self.root.constant(array, str(array.dtype))

    def value(self, tensor: str) -> Value:
        """The value of a tensor; the layers that it needs and that are not there yet are translated."""
        for known in reversed(self._values):
            if tensor in known:
                return known[tensor]
        layer = self.network.producer(tensor)
        translator = TRANSLATORS.get(family(layer.kind))
        if translator is None:
            raise Unsupported(f"ONNX has nothing like a layer of kind {layer.kind}")
        if layer.id in self._open:
            raise Unsupported(f"{layer.id} follows from itself outside of a loop: an ONNX graph with it is malformed")
        self._open.append(layer.id)
        made = translator(Job(self, layer))
        self._open.pop()
        self.graph.forbid("")
        for index, value in enumerate(made):
            id = layer.id if index == 0 else f"{layer.id}:{index}"
            if id in self.shape_tensors:
                check(layer, value)
            self._values[-1][id] = value
        if tensor not in self._values[-1]:
            raise ValueError(f"layer {layer.id} has no output {tensor!r}")
        return self._values[-1][tensor]


class Job:
    """One layer to translate: its operands and settings, and where its nodes go."""

    def __init__(self, translation: Translation, layer: Layer) -> None:
        self.translation = translation
        self.layer = layer

    @property
    def graph(self) -> Graph:
        """The graph that nodes are added to."""
        return self.translation.graph

    @property
    def modern(self) -> bool:
        """True from edition 10 on."""
        return self.translation.modern

    @property
    def makes_dims(self) -> bool:
        """True if dims depend on what the layer computes."""
        return self.layer.id in self.translation.shape_tensors

    def has(self, index: int) -> bool:
        """True if the layer has this input."""
        return index in self.layer.inputs

    def input(self, index: int = 0) -> Value:
        """The value of an input; `Unsupported` if it is missing."""
        if not self.has(index):
            raise Unsupported(f"a layer of kind {self.layer.kind} without input {index}: ONNX's node is malformed")
        return self.translation.value(self.layer.inputs[index])

    def get(self, name: str, default: Any = None) -> Any:
        """A property or argument."""
        return self.layer.get(name, default)

    def node(self, op: str, *inputs: Value | None, **attributes: Any) -> Value:
        """Add a node of one output."""
        return self.graph.node(op, inputs, **attributes)

    def permit(self, value: Value, types: Sequence[str], what: str) -> None:
        """The specification takes these types for ``what``, and refuses others."""
        if value.dtype not in types:
            self.graph.forbid(f"{value.dtype} is no type for {what}")

    def integers(self, index: int, what: str) -> Value:
        """An input of integers, as int64."""
        value = self.input(index)
        if value.dtype not in INTEGERS:
            raise Unsupported(f"{value.dtype} is no type for {what}: translated, it would be converted")
        return self.graph.cast(value, "int64")

    def vector(self, index: int, what: str, length: int | None = None) -> Value:
        """A 1-D input of integers, as int64, with this length; `Unsupported` where its rank is another.

        Its length must be known: it is the rank of a result.
        """
        value = self.integers(index, what)
        if value.rank != 1:
            raise Unsupported(f"{what} of rank {value.rank}: translated, they would be another tensor")
        found = value.extent(0)
        if found is None:
            raise Unsupported(f"the number of {what} is not known to ONNX's shape inference")
        if length is not None and found != length:
            raise Unsupported(f"{found} {what} for {length} axes: translated, the node would be malformed")
        return value

    def same_ranks(self, values: Sequence[Value]) -> None:
        """Where ranks differ the specification refuses; ONNX broadcasts them."""
        if len({value.rank for value in values}) > 1:
            raise Unsupported("operands of unequal ranks: ONNX broadcasts them")

    def common_float(self, values: Sequence[Value]) -> list[Value]:
        """Operands of one type: where both floats occur, float32."""
        types = {value.dtype for value in values}
        if len(types) > 1 and types <= set(FLOATS):
            return [self.graph.cast(value, "float32") for value in values]
        return list(values)

    def weights(self, name: str) -> np.ndarray[Any, Any] | None:
        """Weights as a flat array; None where there are none."""
        given = self.get(name)
        dtype = "float32"
        if isinstance(given, Mapping):
            given, dtype = given["values"], given.get("dtype", "float32")
        if given is None or len(given) == 0:
            return None
        return np.array(given, dtype=np.dtype(dtype)).ravel()
