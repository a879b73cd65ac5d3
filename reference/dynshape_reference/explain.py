"""Explanations by program: why a tensor has its classes, what a context lacks, what is wrong with a profile.

Each is data, and as a string plain words. They are additions to TensorRT's API: `ITensor.explain`,
`IExecutionContext.explain` and `IOptimizationProfile.check`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .dims import Extents, show
from .errors import Refusal
from .fitting import fitting_profiles
from .logger import Severity
from .profile import MAX, MIN, OPT, Ranges
from .profile_checks import check_input, inconsistency, shapes_at, without_effect
from .rules import EXECUTION, SHAPE, describe_chain

if TYPE_CHECKING:
    from .graph import Graph
    from .state import ContextState
    from .tensors import ITensor


@dataclass(frozen=True)
class Finding:
    """Something that is refused or warned about, with what the log record would say; see `LogText`."""

    severity: Severity
    clause: str
    text: str
    tensor: str | None
    axis: int | None
    value: object
    permitted: object
    layer: str | None

    @classmethod
    def of(cls, severity: Severity, refusal: Refusal) -> Finding:
        """What a refusal says."""
        return cls(severity, refusal.clause, str(refusal), **refusal.parts())

    def __str__(self) -> str:
        return f"{self.severity.name}: {self.text} [{self.clause}]"


Links = tuple[tuple[str, str], ...]
"""A chain of uses: names of tensors, each with the use that leads to the next."""


@dataclass(frozen=True)
class TensorExplanation:
    """The classes of a tensor as the network stands now, and the uses that gave it them (DS-EST-005)."""

    tensor: str
    shape_because: Links
    """The chain of uses that made it a shape tensor; empty if it is none."""
    execution_because: Links
    """The chain of uses that made it an execution tensor; empty if it is none."""
    text: str

    def __str__(self) -> str:
        return self.text


def explain_tensor(tensor: ITensor) -> TensorExplanation:
    """Why ``tensor`` is a shape tensor, an execution tensor, both or neither."""
    classes = tensor.graph.classes
    shape, execution = classes.chain(tensor, SHAPE), classes.chain(tensor, EXECUTION)
    if shape and execution:
        text = f"{tensor.name} is both a shape tensor and an execution tensor."
    elif shape or execution:
        text = f"{tensor.name} is {'a shape' if shape else 'an execution'} tensor only."
    elif tensor.uses:
        users = ", ".join(layer.name for layer in tensor.uses)
        text = f"{tensor.name} is neither: it is used by {users}, but no network output and no shape needs its value."
    else:
        text = f"{tensor.name} is neither: nothing uses it."
    if shape:
        text += f" As a shape tensor: {describe_chain(shape)}."
    if execution:
        text += f" As an execution tensor: {describe_chain(execution)}."
    return TensorExplanation(tensor.name, _named(shape), _named(execution), text)


def _named(links: list[tuple[ITensor, str]]) -> Links:
    return tuple((tensor.name, use) for tensor, use in links)


@dataclass(frozen=True)
class ContextExplanation:
    """Where a context stands: what was given, what is missing, what fails."""

    profile: int
    """The selected profile, -1 for none."""
    dims: dict[str, Extents]
    """Dims given, by input."""
    values: dict[str, Extents]
    """Values given, by input shape tensor."""
    missing: tuple[str, ...]
    """Inputs that still lack dims or values."""
    failure: Finding | None
    """The first layer, or the input, that can't work with what is given."""
    fitting_profiles: tuple[int, ...]
    """The profiles that all of the given dims and values fit."""

    @property
    def ready(self) -> bool:
        """True if phase 1 has nothing against an execution; addresses are looked at when it begins."""
        return self.profile >= 0 and not self.missing and self.failure is None

    def __str__(self) -> str:
        if self.profile < 0:
            return "No optimization profile is selected: call set_optimization_profile_async."
        given = [f"{name} {show(dims)}" for name, dims in self.dims.items()]
        given += [f"{name} = {list(values)}" for name, values in self.values.items()]
        lines = [f"Profile {self.profile} is selected.", f"Given: {', '.join(given) or 'nothing'}."]
        if self.missing:
            lines.append(f"Missing: {', '.join(self.missing)}.")
        if self.failure is not None:
            lines.append(f"It can't run: {self.failure.text} [{self.failure.clause}].")
        elif not self.missing:
            lines.append("It can run.")
        others = [str(index) for index in self.fitting_profiles if index != self.profile]
        if given and others:
            lines.append(f"What is given fits profile {', '.join(others)} too.")
        return " ".join(lines)


def explain_context(state: ContextState) -> ContextExplanation:
    """Where the context with ``state`` stands."""
    if state.profile < 0:
        return ContextExplanation(-1, {}, {}, (), None, ())
    missing: tuple[str, ...] = ()
    failure = None
    try:
        missing = tuple(tensor.name for tensor in state.missing())
        state.check_all()
    except Refusal as refusal:
        failure = Finding.of(Severity.ERROR, refusal)
    dims, values = state.given()
    return ContextExplanation(
        state.profile,
        {tensor.name: extents for tensor, extents in dims.items()},
        {tensor.name: numbers for tensor, numbers in values.items()},
        missing,
        failure,
        tuple(fitting_profiles(state.built, dims, values)),
    )


def check_ranges(graph: Graph, ranges: Ranges) -> list[Finding]:
    """All that a build would say of a profile if it had index 0: errors first, then warnings."""
    errors = list(_errors(graph, ranges))
    warnings = list(without_effect(graph, 0, ranges))
    if not errors:
        order = graph.order()
        for selector in (OPT, MIN, MAX):
            refusal = inconsistency(graph, order, 0, shapes_at(graph, ranges, selector), selector)
            if refusal is not None:
                (warnings if refusal.clause == "DS-PROF-028" else errors).append(refusal)
    findings = [Finding.of(Severity.ERROR, refusal) for refusal in errors]
    return findings + [Finding.of(Severity.WARNING, refusal) for refusal in warnings]


def _errors(graph: Graph, ranges: Ranges) -> Iterator[Refusal]:
    # Input by input, so that the first one that is wrong does not hide the others.
    wrong: set[str] = set()
    single = [(name, Ranges(dims={name: entries})) for name, entries in ranges.dims.items()]
    single += [(name, Ranges(values={name: entries})) for name, entries in ranges.values.items()]
    for name, part in single:
        for refusal in _refused(part.check):
            wrong.add(name)
            yield refusal
    for tensor in graph.inputs:
        if tensor.name not in wrong:
            yield from _refused(functools.partial(check_input, graph, tensor, 0, ranges))
    yield from _refused(graph.order)


def _refused(check: Callable[[], object]) -> Iterator[Refusal]:
    try:
        check()
    except Refusal as refusal:
        yield refusal
