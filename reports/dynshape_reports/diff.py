"""What changed between two results files, and what of engine, case and suite changed with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .model import UNEXPECTED, CaseResult, Header, Run
from .score import clause_states, standing

ORDER = ("pass", "emulated", "unsupported", "blocked", "expected-fail", "fail", "timeout", "crash", "error")
"""From better to worse; what does not apply is neither."""

BACKEND, CASE, SUITE, NOTHING = "backend changed", "case changed", "suite changed", "nothing recorded changed"


@dataclass(frozen=True)
class Change:
    """A case whose verdict, or whose subcases' verdicts, are not what they were."""

    id: str
    clause: str
    sentence: str
    before: str
    after: str
    kind: str
    """``regression``, ``fixed`` or ``other``."""
    causes: tuple[str, ...]
    """What changed besides: of `BACKEND`, `CASE`, `SUITE`; or `NOTHING`."""
    subcases: tuple[tuple[str, str, str], ...] = ()
    """Id, verdict before, verdict after of each subcase that changed."""
    was: str = ""
    """The id that the case had before, where it was renamed."""


@dataclass(frozen=True)
class RunDiff:
    """What changed between two runs of a backend."""

    before: Header
    after: Header
    changes: tuple[Change, ...]
    added: tuple[CaseResult, ...]
    removed: tuple[CaseResult, ...]
    renamed: tuple[tuple[str, str], ...]
    edited: tuple[str, ...]
    """The cases whose source changed, whatever their verdict."""
    clauses: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """State before and after of each clause that is in another state."""

    def of(self, kind: str) -> tuple[Change, ...]:
        """The changes of a kind."""
        return tuple(change for change in self.changes if change.kind == kind)

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """What the headers say changed: of `BACKEND` and `SUITE`."""
        return _causes(self.before, self.after)

    @property
    def new_failures(self) -> tuple[str, ...]:
        """The cases that go wrong now and did not before, those included that are new."""
        new = [case.id for case in self.added if case.verdict in UNEXPECTED]
        worse = [c.id for c in self.changes if c.after in UNEXPECTED and c.before not in UNEXPECTED]
        return tuple(sorted(new + worse))


@dataclass(frozen=True)
class Diff:
    """What changed between two results files."""

    runs: tuple[RunDiff, ...]
    only_before: tuple[str, ...] = ()
    """The runs that have no counterpart."""
    only_after: tuple[str, ...] = ()

    def fails_on(self, what: str) -> bool:
        """True if there are ``regressions``, new ``failures`` or any ``changes`` at all."""
        if what == "regressions":
            return any(run.of("regression") for run in self.runs)
        if what == "failures":
            return any(run.new_failures for run in self.runs)
        if what == "changes":
            lone = bool(self.only_before or self.only_after)
            return lone or any(run.changes or run.added or run.removed or run.renamed for run in self.runs)
        raise ValueError(what)


def make_diff(before: Sequence[Run], after: Sequence[Run], renamed: Mapping[str, str] | None = None) -> Diff:
    """Compare two files; ``renamed`` says which id a case has now, by the id that it had.

    Runs are compared with those of the same backend and edition. Where each file has one run only,
    these two are compared, whatever they are of.
    """
    if len(before) == len(after) == 1:
        return Diff((_compare(before[0], after[0], renamed or {}),))
    old, new = ({_name(run): run for run in runs} for runs in (before, after))
    return Diff(
        tuple(_compare(old[name], new[name], renamed or {}) for name in old if name in new),
        tuple(name for name in old if name not in new),
        tuple(name for name in new if name not in old),
    )


def _name(run: Run) -> str:
    return f"{run.header.backend.name}, edition {run.header.edition}"


def _compare(before: Run, after: Run, renamed: Mapping[str, str]) -> RunDiff:
    new = {case.id: case for case in after.cases}
    old = {case.id: case for case in before.cases}
    names = {id: renamed[id] for id in old if id not in new and renamed.get(id) in new.keys() - old.keys()}
    pairs = [(case, new[names.get(id, id)]) for id, case in old.items() if names.get(id, id) in new]
    causes = _causes(before.header, after.header)
    changes = [change for pair in pairs if (change := _change(*pair, causes)) is not None]
    states = clause_states(before), clause_states(after)
    return RunDiff(
        before.header,
        after.header,
        tuple(sorted(changes, key=lambda change: change.id)),
        tuple(case for id, case in new.items() if id not in old and id not in names.values()),
        tuple(case for id, case in old.items() if id not in new and id not in names),
        tuple(names.items()),
        tuple(case.id for was, case in pairs if was.hash != case.hash),
        {
            id: (states[0].get(id, "untested"), states[1].get(id, "untested"))
            for id in sorted(states[0].keys() | states[1].keys())
            if states[0].get(id, "untested") != states[1].get(id, "untested")
        },
    )


def _causes(before: Header, after: Header) -> tuple[str, ...]:
    found = []
    if before.backend != after.backend:
        found.append(BACKEND)
    if before.suite.version != after.suite.version or before.suite.spec != after.suite.spec:
        found.append(SUITE)
    return tuple(found)


def _change(before: CaseResult, after: CaseResult, causes: tuple[str, ...]) -> Change | None:
    was, now = standing(before), standing(after)
    old = {subcase.id: subcase.verdict for subcase in before.subcases}
    subcases = tuple(
        (subcase.id, old[subcase.id], subcase.verdict)
        for subcase in after.subcases
        if old.get(subcase.id, subcase.verdict) != subcase.verdict
    )
    if was == now and not subcases:
        return None
    kind = _kind(was, now)
    if was == now:
        kinds = Counter(_kind(*pair[1:]) for pair in subcases)
        kind = next((kind for kind in ("regression", "fixed") if kinds[kind]), "other")
    if before.hash != after.hash:
        causes = (CASE, *causes)
    return Change(
        after.id, after.clause, after.sentence, was, now, kind, causes or (NOTHING,), subcases,
        "" if before.id == after.id else before.id,
    )  # fmt: skip


def _kind(was: str, now: str) -> str:
    """A verdict that an expectation foresees is no regression: somebody has agreed to it."""
    if was not in ORDER or now not in ORDER or was == now:
        return "other"
    if ORDER.index(now) < ORDER.index(was):
        return "fixed"
    return "other" if now == "expected-fail" else "regression"
