"""What the adapter for ONNX engines needs of an engine: `Port` and `Session`.

An engine of this kind is given a model and arrays. It has no builder, no optimization profiles and no
context that keeps dims. Where the protocol asks for those, the adapter makes the answer up and marks it
*emulated*, or raises `Unsupported` where a made-up answer would say nothing of the engine. docs/backends.md
says which answer is whose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from ...adapter import Array, Dims
from ..onnx_export import Model
from .calls import Calls

if TYPE_CHECKING:
    from ...reproducers.script import Engine


class EngineRefused(Exception):
    """The engine refused a model, dims or an execution; ``channel`` is its exception, the text its own."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.channel = type(error).__name__


@dataclass(frozen=True)
class Facts:
    """What an engine's shape inference says of a tensor: -1 for an extent that it leaves open."""

    dtype: str
    dims: Dims | None
    """None where not even the rank is known."""
    owner: Any = field(default=None, compare=False, repr=False)
    """What told it: the engine's own object."""


class Session(Protocol):
    """A model that is ready for execution, with the state of one context."""

    def set_dims(self, input: str, dims: Dims) -> None:
        """Tell the engine the dims of an input; raises `EngineRefused`, or `Unsupported` where it has no such call."""

    def dims(self, input: str) -> Dims:
        """The dims of an input as the engine keeps them; `Unsupported` where it keeps none."""

    def run(self, feeds: Mapping[str, Array]) -> dict[str, Array]:
        """Execute; raises `EngineRefused`."""


Range = tuple[Dims, Dims, Dims]
"""(min, opt, max)."""


@dataclass(frozen=True)
class Ready:
    """A model that is ready for execution."""

    facts: dict[str, Facts]
    """What the engine says of its inputs and outputs, its ranges included."""
    open: Callable[[], Session]
    """Make the session of one context."""


Export = Callable[[Mapping[str, Dims]], Model]
"""Makes a model, with dims of inputs, by name, in place of the declared ones."""


class Port(Protocol):
    """An engine that takes ONNX models."""

    name: str
    version: str
    device: str
    keeps_dims: bool
    """True if the engine itself keeps dims of inputs and holds them against a range."""
    module: Any
    """The engine's package."""
    calls: Calls
    """Every call on the engine goes through it."""

    def script(self) -> Engine:
        """What a reproducer starts with; its functions ``dims`` and ``dtype`` read the `Facts` off their owner."""

    def check(self, model: Model) -> dict[str, Facts]:
        """Load ``model`` and return what the engine infers of its inputs and outputs; raises `EngineRefused`."""

    def facts_at(self, export: Export, dims: Mapping[str, Dims]) -> dict[str, Facts]:
        """What the engine infers of a model whose inputs have these dims; raises `EngineRefused`."""

    def ready(self, model: Model, ranges: Mapping[str, Range]) -> Ready:
        """Make the model ready, for inputs within ``ranges``; raises `EngineRefused`."""


def in_range(dims: Sequence[int], bounds: Range) -> bool:
    """True if every number lies within min and max."""
    low, _, high = bounds
    return len(dims) == len(low) and all(a <= n <= b for a, n, b in zip(low, dims, high, strict=True))
