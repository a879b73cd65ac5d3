"""The trial that a case is handed: how it prepares, what it expects, how its subcases are recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
from dynshape_fixtures.program import Program

from . import checks
from .adapter import Adapter, Answer, Array, Context, Definition, Dims, Engine, Looks, Profile
from .checks import Attempt
from .outcome import UNFINISHED, Check, ExpectationFailed, Outcome, settle
from .worker.postponed import Postponed
from .worker.remote import Remote, RemoteAdapter, attempt
from .worker.session import Session

if TYPE_CHECKING:
    from .case import Case

T = TypeVar("T")
Range = tuple[Sequence[int], Sequence[int], Sequence[int]]
"""(min, opt, max) of one input."""


@dataclass
class Trial:
    """One run of one case on one backend.

    A subcase is emulated if an emulated answer was looked at in it, or in the case before it and
    outside all subcases; what the trial itself prepares with is not judged and does not count.
    """

    adapter: Adapter
    edition: str
    outcomes: list[Outcome] = field(default_factory=list)
    _checks: int = 0
    _chose: str = ""
    _in_subcase: bool = False
    _shared_looks: int = 0
    """Looks at emulated answers outside of subcases: every subcase may rest on them."""
    _mark: int = field(default_factory=lambda: Looks.count)
    _ids: set[str] = field(default_factory=set)
    _session: Session | None = None
    """Where the adapter is in a worker: what collects the calls, and the checks on their answers."""

    def __post_init__(self) -> None:
        if isinstance(self.adapter, RemoteAdapter):
            self._session = self.adapter.session

    # Preparation. A refusal here fails the (sub)case: what it rests on did not work.

    def define(self, program: Program, explicit_batch: bool | None = True) -> Definition:
        """A definition in which every operation of the program was accepted."""
        definition = self.adapter.define(program, explicit_batch)
        if isinstance(definition, Remote):
            operations = list(program.operations)
            definition.expect_answers(lambda answers: checks.all_accepted(operations, answers))
        else:
            checks.all_accepted(program.operations, definition.answers)
        return definition

    def profile(
        self,
        definition: Definition,
        dims: Mapping[str, Range] | None = None,
        values: Mapping[str, Range] | None = None,
    ) -> Profile:
        """A profile with these (min, opt, max), not yet added."""
        profile = definition.create_profile()
        for name, bounds in (dims or {}).items():
            self._prepare(profile.set_dims(name, *bounds), f"profile range of {name}")
        for name, bounds in (values or {}).items():
            self._prepare(profile.set_values(name, *bounds), f"profile values of {name}")
        return profile

    def definition(
        self,
        program: Program,
        profiles: Sequence[Mapping[str, Range]] = (),
        values: Sequence[Mapping[str, Range]] = (),
    ) -> Definition:
        """A definition with these profiles added: ``profiles[k]`` is the dims, ``values[k]`` the shape values of k."""
        definition = self.define(program)
        for index in range(max(len(profiles), len(values))):
            dims = profiles[index] if index < len(profiles) else {}
            shape_values = values[index] if index < len(values) else {}
            profile = self.profile(definition, dims, shape_values)
            self._prepare(definition.add_profile(profile), f"profile {index} added")
        return definition

    def engine(
        self,
        program: Program,
        profiles: Sequence[Mapping[str, Range]] = (),
        values: Sequence[Mapping[str, Range]] = (),
    ) -> Engine:
        """A built engine."""
        return self.prepared(self.definition(program, profiles, values).build(), "engine built")

    def context(
        self,
        program: Program,
        profiles: Sequence[Mapping[str, Range]] = (),
        values: Sequence[Mapping[str, Range]] = (),
        profile: int = 0,
    ) -> Context:
        """The first context of a newly built engine, on ``profile``."""
        context = self.create_context(self.engine(program, profiles, values))
        if profile != 0:
            self._prepare(context.select_profile(profile), f"profile {profile} selected")
        return context

    def create_context(self, engine: Engine) -> Context:
        """A context of ``engine``."""
        return self.prepared(engine.create_context(), "context created")

    def _prepare(self, answer: Answer[Any], what: str) -> None:
        """The call, whose value nobody needs, has to be accepted."""
        if isinstance(answer, Postponed):
            answer.expect(lambda got: checks.prepared(got, what))
        else:
            checks.prepared(answer, what)

    def _flush(self, end: bool = False) -> None:
        """Have the calls that wait carried out, and the checks on them made."""
        if self._session is not None:
            self._session.flush(end)

    def _end_subcase(self) -> None:
        """The same at the end of a subcase, or of what comes before one, where that makes a difference."""
        if self._session is not None:
            self._session.end_subcase()

    def prepared(self, answer: Answer[T], what: str) -> T:
        """The value of an answer that what follows rests on, such as dims that are set before a result is looked at.

        It is no check of the case: that the adapter made the answer up does not make the result emulated.
        """
        if isinstance(answer, Postponed):
            return cast(T, answer.granted(lambda got: checks.prepared(got, what)))
        return checks.prepared(answer, what)

    def prepared_dims(self, answer: Answer[Dims], dims: Dims, name: str) -> None:
        """The answer is these dims of ``name``, by which the case goes on."""
        self._checks += 1
        self._judge(answer, lambda got: checks.prepared_dims(got, dims, name))

    # Subcases

    def subcase(self, **parameters: Any) -> AbstractContextManager[None]:
        """One subcase: its failure is recorded and the case goes on with the next."""
        if self._in_subcase:
            raise RuntimeError("subcases do not nest")
        id = "[" + ",".join(f"{name}={_plain(value)}" for name, value in parameters.items()) + "]"
        if id in self._ids:
            raise RuntimeError(f"subcase {id} occurs twice")
        self._ids.add(id)
        self._end_subcase()
        # Not "pass" before it is: what is no Exception (SystemExit) leaves the subcase at once.
        outcome = Outcome(id, "error", "an answer, a refusal or Unsupported", UNFINISHED)
        self.outcomes.append(outcome)
        self._checks, self._chose, self._in_subcase = 0, "", True
        self._shared_looks += self._looks()
        return _Subcase(self, outcome)

    def _finish(self, outcome: Outcome, error: BaseException | None) -> bool:
        """Settle a subcase by what left it; True unless that goes on."""
        try:
            if error is None:
                self._end_subcase()
                self._settle_without_error(outcome)
            elif isinstance(error, Exception):
                self._flush()
                settle(outcome, error)
            else:
                return False
            return True
        finally:
            self._in_subcase = False
            outcome.emulated = self._looks() + self._shared_looks > 0

    def run(self, case: Case) -> list[Outcome]:
        """Run ``case``; what goes wrong outside its subcases is an outcome of its own, with an empty id."""
        whole = Outcome("", "pass")
        try:
            case.function(self)
            self._flush(end=True)
        except Exception as error:
            self._flush()
            settle(whole, error)
            self.outcomes.append(whole)
        else:
            if not self.outcomes:
                self._settle_without_error(whole)
                self.outcomes.append(whole)
        whole.emulated = self._looks() + self._shared_looks > 0
        return self.outcomes

    def _looks(self) -> int:
        """How often emulated answers were looked at since this was asked last."""
        before, self._mark = self._mark, Looks.count
        return self._mark - before

    def _settle_without_error(self, outcome: Outcome) -> None:
        outcome.verdict, outcome.expected, outcome.got, outcome.chose = "pass", "", "", self._chose
        if self._checks == 0:
            outcome.verdict = "error"
            outcome.expected, outcome.got = "at least one check", "none: the case asserts nothing"

    # Expectations

    def equal(self, answer: Answer[Any] | Any, expected: Any) -> None:
        """The answer is a value equal to ``expected`` (or to what it is, for a plain value)."""
        self._checks += 1
        if isinstance(answer, Postponed):
            answer.expect(lambda got: checks.equal(got, expected))
        else:
            checks.equal(answer, expected)

    def accepted(self, answer: Answer[T]) -> T:
        """The call was accepted; returns its value."""
        self._checks += 1
        if isinstance(answer, Postponed):
            return cast(T, answer.granted(checks.accepted))
        return checks.accepted(answer)

    def refused(
        self, answer: Answer[Any], *clauses: str, channel: str | Sequence[str] | None = None, logged: bool | None = True
    ) -> None:
        """The call was refused, and an ERROR record says so.

        ``clauses``: where the backend names clauses, one of its ERROR records must name one of
        these. ``channel``: the channel or channels by which the clause wants the refusal.
        ``logged`` False: the clause asks for no record; None: nor for none, but one that is there names a clause.
        """
        self._checks += 1
        channels = (channel,) if isinstance(channel, str) else tuple(channel or ())
        if isinstance(answer, Postponed):
            answer.step.refused = True
        self._judge(answer, partial(checks.refused, self._named(clauses), channels, logged))

    def refused_somewhere(self, *attempts: Attempt, clauses: Sequence[str], program: Definition | None = None) -> None:
        """One of these calls was refused, each of which is made only if none before it was.

        ``program``: before them come the operations of this definition.
        """
        self._checks += 1
        check = partial(checks.refused_somewhere, attempts, self._named(tuple(clauses)))
        calls = [one.call for one in attempts]
        if self._session is not None and self._session.collects:
            attempt(self._session, calls, check, program)
        else:
            check(*checks.one_by_one(calls, () if program is None else program.answers))

    def warned(self, answer: Answer[Any], *clauses: str) -> None:
        """The call left a WARNING record (for one of ``clauses``, where the backend names them)."""
        self._checks += 1
        self._judge(answer, partial(checks.warned, self._named(clauses)))

    def silent(self, answer: Answer[Any]) -> None:
        """The call left no WARNING and no ERROR record."""
        self._checks += 1
        self._judge(answer, checks.silent)

    def _judge(self, answer: Answer[Any], check: Callable[[Answer[Any]], None]) -> None:
        """Make the check, or have it made once the answer is there."""
        if isinstance(answer, Postponed):
            answer.expect(check)
        else:
            check(answer)

    def true(self, condition: bool, expected: str, got: object = "") -> None:
        """``condition`` holds; ``expected`` and ``got`` are for the report."""
        self._checks += 1
        if not condition:
            raise ExpectationFailed(expected, str(got) or "otherwise")

    def close(self, got: Array, expected: Array, bound: Array | float) -> None:
        """Every element lies within ``bound`` of the float64 ``expected``; NaN and infinities agree exactly.

        Integers and bools agree exactly, whatever the bound. The message names the worst element.
        """
        self._checks += 1
        if got.shape != expected.shape:
            check = Check("true", got, expected)
            raise ExpectationFailed(f"dims {expected.shape}", f"dims {got.shape}", check=check)
        exact = got.dtype.kind in "iub"
        if exact and expected.dtype.kind in "iub" and np.array_equal(got, expected):
            return
        wide, want, limit = got.astype(np.float64), expected.astype(np.float64), 0.0 if exact else bound
        with np.errstate(all="ignore"):  # differences of infinities; a warning must not become an error
            off = np.where((wide == want) | (np.isnan(wide) & np.isnan(want)), 0.0, np.abs(wide - want))
            if exact and expected.dtype.kind in "iub":  # beyond 2^53 there are integers between the floats
                off = np.where(got == expected, 0.0, np.maximum(off, 1.0))
            bad = ~(off <= limit)
            if not bad.any():
                return
            limit = np.broadcast_to(np.asarray(limit, np.float64), want.shape)
            excess = np.where(bad, np.nan_to_num(off - limit, nan=np.inf), -np.inf)
            worst = np.unravel_index(int(np.argmax(excess)), want.shape)
            spacing = float(np.spacing(np.abs(expected[worst]).astype(got.dtype))) if got.dtype.kind == "f" else 1.0
            ulps = float(off[worst] / spacing)
        at = ",".join(str(int(i)) for i in worst)
        raise ExpectationFailed(
            f"element ({at}) within {limit[worst]:.3g} of {float(want[worst])!r}",
            f"{float(wide[worst])!r}, off by {off[worst]:.3g} ({ulps:.1f} ULP); "
            f"{int(bad.sum())} of {want.size} elements are out of bounds",
            check=Check("close", got, expected, bound),
        )

    def chose(self, choice: str) -> None:
        """Record what the backend does where the clause leaves it open."""
        self._checks += 1
        self._chose = choice

    def _named(self, clauses: tuple[str, ...]) -> tuple[str, ...]:
        """The clauses that a record has to name: none where the backend names none."""
        return clauses if clauses and self.adapter.describe().explains else ()


class _Subcase(AbstractContextManager[None]):
    """What `Trial.subcase` gives. (Not made by `contextmanager`, which costs as much as a call of the engine.)"""

    def __init__(self, trial: Trial, outcome: Outcome) -> None:
        self._trial, self._outcome = trial, outcome

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        return self._trial._finish(self._outcome, error)


def _plain(value: Any) -> str:
    """A parameter in a subcase id: short, stable, without brackets or commas."""
    if isinstance(value, (list, tuple)):
        return "x".join(_plain(item) for item in value) if value else "()"
    return str(value).replace("[", "(").replace("]", ")").replace(",", ";").replace(" ", "_")
