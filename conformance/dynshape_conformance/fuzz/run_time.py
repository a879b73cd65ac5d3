"""What a backend answers about a generated network from its profiles on: build, engine, contexts, results."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from ..adapter import Answer, Array, Context, Definition, Engine, Unsupported
from . import profiles
from .choices import Choices
from .growth import Known
from .networks import Draft, Network
from .observe import UNSUPPORTED, Fact, Observation
from .profiles import Ranges

T = TypeVar("T")

MOST_CONTEXTS = 3
SET = (True, UNSUPPORTED)
"""What an input may be answered to before an execution; some engines leave out an input that nothing is made of."""


def observe_build(seen: Observation, definition: Definition, ranges: Sequence[Ranges]) -> Engine | None:
    """Add the profiles and build the engine; None if it is not built."""
    for number, wanted in enumerate(ranges):
        profile, name = definition.create_profile(), f"profile_{number}"
        for kind, call, by_input in (
            ("dims", profile.set_dims, wanted.dims),
            ("values", profile.set_values, wanted.values),
        ):
            for input, three in by_input.items():
                code = f"{name}.set_{kind}({input!r}, {', '.join(map(str, three))})"
                seen.ask(f"profile {kind}", f"profile {number} set_{kind} {input}", partial(call, input, *three), code)
        code = f"definition.add_profile({name})"
        seen.ask("profile added", f"profile {number} added", partial(definition.add_profile, profile), code)
    return _made(seen, "build", "build", definition.build, "definition.build()", "engine")


def _made(
    seen: Observation,
    kind: str,
    about: str,
    question: Callable[[], Answer[T]],
    code: str,
    name: str,
    given: Mapping[str, Array] | None = None,
) -> T | None:
    """What a question makes; None if it is refused."""
    made: list[T] = []

    def ask() -> Answer[T]:
        answer = question()
        if answer.ok:
            made.append(answer.get())
        return answer

    seen.ask(kind, about, ask, code, name, given)
    return made[0] if made else None


@dataclass
class Live:
    """A context, and the profile that it is on; ``number`` says which it was in order of creation."""

    number: int
    context: Context
    profile: int

    @property
    def name(self) -> str:
        """Its variable in a case."""
        return f"context_{self.number}"


class Session:
    """An engine with its contexts, on which generated calls are made."""

    def __init__(self, seen: Observation, engine: Engine, network: Network, ranges: Sequence[Ranges]) -> None:
        """With one context."""
        self.seen = seen
        self.engine = engine
        self.network = network
        self.ranges = ranges
        self.live: list[Live] = []
        self._created = 0
        self._has_run = False

    def observe_engine(self) -> None:
        """Ask the engine for its tensors and their dims."""
        seen, engine = self.seen, self.engine
        seen.ask("tensors", "tensors", engine.tensors, "engine.tensors()")
        seen.ask("num_profiles", "num_profiles", engine.num_profiles, "engine.num_profiles()")
        names = [known.id for known in self.network.inputs] + [f"o{n}" for n in range(len(self.network.outputs))]
        for name in names:
            seen.ask("engine dims", f"engine.dims {name}", partial(engine.dims, name), f"engine.dims({name!r})")
        for known in self.network.inputs:
            for profile in range(len(self.ranges)):
                seen.ask(
                    "profile dims of engine", f"engine.tensor_profile_dims {known.id} {profile}",
                    partial(engine.tensor_profile_dims, known.id, profile),
                    f"engine.tensor_profile_dims({known.id!r}, {profile})",
                )  # fmt: skip

    def call(self, row: bytes) -> None:
        """Make the call, or the few calls, of a row of bytes."""
        choices = Choices(row)
        way = choices.below(8)
        if not self.live or (way == 7 and len(self.live) < MOST_CONTEXTS):
            self.create()
            return
        which = choices.below(len(self.live))
        if way == 6:
            self._select(self.live[which], choices)
        elif way == 5 and choices.rarely(3):
            self._release(self.live.pop(which))
        elif way in (3, 4):
            self._query(self.live[which])
        else:
            self._run(self.live[which], choices)

    def run_once(self) -> None:
        """Execute at the best dims of a profile, if no call did: to get so far took longer than this does."""
        if not self.live:
            self.create()
        if self.live and not self._has_run:
            self._run(self.live[0], Choices(b""))

    def release(self) -> None:
        """Release what is left."""
        for live in self.live:
            live.context.release()
        self.engine.release()

    def create(self) -> None:
        """Create a context."""
        number, name = self._created, f"context_{self._created}"
        self._created += 1
        made = _made(
            self.seen,
            "context",
            f"create context {number}",
            self.engine.create_context,
            "engine.create_context()",
            name,
        )
        if made is not None:
            self.live.append(Live(number, made, -1))
            fact = self.seen.ask("active profile", f"context {number} profile", made.profile, f"{name}.profile()")
            self.live[-1].profile = fact.value if isinstance(fact.value, int) else -1

    def _release(self, live: Live) -> None:
        def release() -> Answer[None]:
            live.context.release()
            return Answer()

        self.seen.ask("release", f"context {live.number} release", release, f"{live.name}.release()")

    def _select(self, live: Live, choices: Choices) -> None:
        index = choices.below(len(self.ranges) + (1 if choices.rarely() else 0))
        about, code = f"context {live.number} select {index}", f"{live.name}.select_profile({index})"
        if self.seen.ask("select profile", about, partial(live.context.select_profile, index), code).value is True:
            live.profile = index

    def _query(self, live: Live) -> None:
        for number in range(len(self.network.outputs)):
            about, code = f"context {live.number} dims o{number}", f"{live.name}.dims('o{number}')"
            self.seen.ask("dims of output", about, partial(live.context.dims, f"o{number}"), code)

    def _run(self, live: Live, choices: Choices) -> None:
        """Set all dims and values within the profile, ask for the output's dims, and execute."""
        context, ranges = live.context, self.ranges[max(live.profile, 0)]
        given: dict[str, Array] = {}
        all_set = True
        for known in self.network.inputs:
            dims = profiles.point(ranges, known, choices)
            if -1 in known.dims:
                about, code = (
                    f"context {live.number} set {known.id} {dims}",
                    f"{live.name}.set_dims({known.id!r}, {dims})",
                )
                question = partial(context.set_dims, known.id, dims)
                all_set &= self.seen.ask("set dims", about, question, code).value in SET
            if known.id in ranges.values:
                values = ranges.values[known.id][choices.pick((1, 0, 2))]
                about = f"context {live.number} values {known.id} {values}"
                code = f"{live.name}.set_values({known.id!r}, {values})"
                question = partial(context.set_values, known.id, values)
                all_set &= self.seen.ask("set values", about, question, code).value in SET
            else:
                given[known.id] = fill(known, dims)
        self._query(live)
        if all_set:
            self._infer(live, given)

    def _infer(self, live: Live, given: Mapping[str, Array]) -> None:
        self._has_run = True
        results = _made(
            self.seen, "infer", f"context {live.number} infer", partial(live.context.infer, given),
            f"{live.name}.infer({{}})", "results", given,
        )  # fmt: skip
        for number, known in enumerate(self.network.outputs):
            if results is not None and f"o{number}" in results:
                result = Result(results[f"o{number}"], known.magnitude is not None)
                kind, about = f"value of {self.network.kinds[known.id]}", f"context {live.number} result o{number}"
                self.seen.facts.append(Fact(kind, about, result, code=f"results['o{number}']"))


class Result:
    """A computed tensor, equal to another one within the error that two engines may differ by.

    Tensors of whole numbers are exact. Others come from one inexact operation: both engines are within
    64 units in the last place of the largest element of the true result.
    """

    def __init__(self, array: Array, exact: bool) -> None:
        """Of ``array``."""
        self.array = array
        self.exact = exact

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Result) or self.array.shape != other.array.shape:
            return False
        a, b = self.array, other.array
        if a.dtype != b.dtype:
            return False
        if a.dtype.kind != "f" and not self.exact:
            return True  # Such as the subscripts of TopK, where nothing says which of two equal elements comes first.
        if self.exact:
            return bool(np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
        wide, want = a.astype(np.float64), b.astype(np.float64)
        bound = other.bound()
        same = (wide == want) | (np.isnan(wide) & np.isnan(want))
        with np.errstate(invalid="ignore"):
            return bool(np.all(same | (np.abs(wide - want) <= bound)))

    def bound(self) -> float:
        """How far an element of another engine may be off."""
        finite = np.abs(self.array.astype(np.float64)[np.isfinite(self.array)])
        return 64 * float(np.finfo(self.array.dtype).eps) * float(finite.max(initial=1.0))

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.array.dtype}{self.array.shape} {self.array.ravel()[:12].tolist()}"


def fill(known: Known, dims: Sequence[int]) -> Array:
    """Elements of an input: small whole numbers, the same for the same name and dims."""
    size = int(np.prod([max(n, 0) for n in dims], dtype=np.int64))
    seed = zlib.crc32(f"{known.id} {tuple(dims)}".encode())
    numbers = np.random.default_rng(seed).integers(-4, 5, size)
    array = numbers > 0 if known.dtype == "bool" else numbers.astype(known.dtype)
    return np.asarray(array).reshape([max(n, 0) for n in dims])


def observe_all(
    seen: Observation, definition: Definition, network: Network, draft: Draft, shape_inputs: frozenset[str]
) -> None:
    """Build the network and make the calls of the draft."""
    ranges = [profiles.choose(row, network.inputs, shape_inputs) for row in draft.profiles]
    engine = observe_build(seen, definition, ranges)
    if engine is None:
        return
    session = Session(seen, engine, network, ranges)
    try:
        session.observe_engine()
        session.create()
        for row in draft.calls:
            session.call(row)
        session.run_once()
    except Unsupported as error:
        seen.facts.append(Fact("context", "context", UNSUPPORTED, text=str(error)))
    session.release()
