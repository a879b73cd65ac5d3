"""What a backend answers about a generated network from its profiles on: build, engine, contexts, results."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..adapter import Answer, Array, Context, Definition, Engine, Unsupported
from . import profiles
from .choices import Choices
from .growth import Known
from .networks import Draft, Network
from .observe import UNSUPPORTED, Fact, ask
from .profiles import Ranges

MOST_CONTEXTS = 3


def observe_build(definition: Definition, ranges: Sequence[Ranges]) -> tuple[Engine | None, list[Fact]]:
    """The profiles added and the engine built; None if it is not."""
    facts: list[Fact] = []
    for number, wanted in enumerate(ranges):
        profile = definition.create_profile()
        for name, three in wanted.dims.items():
            about = f"profile {number} set_dims {name}"
            facts.append(ask("profile dims", about, partial(profile.set_dims, name, *three), False))
        for name, three in wanted.values.items():
            about = f"profile {number} set_values {name}"
            facts.append(ask("profile values", about, partial(profile.set_values, name, *three), False))
        facts.append(ask("profile added", f"profile {number} added", partial(definition.add_profile, profile)))
    built: list[Engine] = []

    def build() -> Answer[Any]:
        answer = definition.build()
        if answer.ok:
            built.append(answer.get())
        return answer

    facts.append(ask("build", "build", build, False))
    return (built[0] if built else None), facts


class Session:
    """An engine with its contexts, on which generated calls are made."""

    def __init__(self, engine: Engine, network: Network, ranges: Sequence[Ranges]) -> None:
        """Nothing is created yet."""
        self.engine = engine
        self.network = network
        self.ranges = ranges
        self.contexts: list[Context] = []
        self.selected: list[int] = []
        self.facts: list[Fact] = []

    def observe_engine(self) -> None:
        """Ask the engine for its tensors and their dims."""
        self._ask("tensors", "tensors", self.engine.tensors)
        self._ask("num_profiles", "num_profiles", self.engine.num_profiles)
        names = [known.id for known in self.network.inputs] + [f"o{n}" for n in range(len(self.network.outputs))]
        for name in names:
            self._ask("engine dims", f"engine.dims {name}", partial(self.engine.dims, name))
        for known in self.network.inputs:
            for profile in range(len(self.ranges)):
                self._ask(
                    "profile dims of engine", f"engine.tensor_profile_dims {known.id} {profile}",
                    partial(self.engine.tensor_profile_dims, known.id, profile),
                )  # fmt: skip

    def call(self, row: bytes) -> None:
        """Make the call, or the few calls, of a row of bytes."""
        choices = Choices(row)
        way = choices.below(8)
        if not self.contexts or (way == 7 and len(self.contexts) < MOST_CONTEXTS):
            self._create()
            return
        which = choices.below(len(self.contexts))
        if way == 6:
            self._select(which, choices)
        elif way == 5 and choices.rarely(3):
            self.contexts.pop(which).release()
            self.selected.pop(which)
        elif way in (3, 4):
            self._query(which)
        else:
            self._run(which, choices)

    def _create(self) -> None:
        made: list[Context] = []

        def create() -> Answer[Any]:
            answer = self.engine.create_context()
            if answer.ok:
                made.append(answer.get())
            return answer

        self._ask("context", f"create context {len(self.contexts)}", create, False)
        if made:
            self.contexts += made
            profile = self._ask("active profile", f"context {len(self.contexts) - 1} profile", made[0].profile)
            self.selected.append(profile if isinstance(profile, int) else -1)

    def _select(self, which: int, choices: Choices) -> None:
        index = choices.below(len(self.ranges) + (1 if choices.rarely() else 0))
        answer = self._ask(
            "select profile", f"context {which} select {index}", lambda: self.contexts[which].select_profile(index)
        )
        if answer is True:
            self.selected[which] = index

    def _query(self, which: int) -> None:
        context = self.contexts[which]
        for number in range(len(self.network.outputs)):
            self._ask("dims of output", f"context {which} dims o{number}", partial(context.dims, f"o{number}"))

    def _run(self, which: int, choices: Choices) -> None:
        """Set all dims and values within the profile, ask for the output's dims, and execute."""
        context, profile = self.contexts[which], max(self.selected[which], 0)
        ranges = self.ranges[profile]
        given: dict[str, Array] = {}
        all_set = True
        for known in self.network.inputs:
            dims = profiles.point(ranges, known, choices)
            if -1 in known.dims:
                about = f"context {which} set {known.id} {dims}"
                all_set &= self._ask("set dims", about, partial(context.set_dims, known.id, dims)) is True
            if known.id in ranges.values:
                values = ranges.values[known.id][choices.pick((1, 0, 2))]
                about = f"context {which} values {known.id} {values}"
                all_set &= self._ask("set values", about, partial(context.set_values, known.id, values)) is True
            else:
                given[known.id] = fill(known, dims)
        self._query(which)
        if all_set:
            self._infer(which, given)

    def _infer(self, which: int, given: Mapping[str, Array]) -> None:
        results: list[dict[str, Array]] = []

        def infer() -> Answer[Any]:
            answer = self.contexts[which].infer(given)
            if answer.ok:
                results.append(answer.get())
            return answer

        self._ask("infer", f"context {which} infer", infer, False)
        for known, number in zip(self.network.outputs, range(len(self.network.outputs)), strict=True):
            if results and f"o{number}" in results[0]:
                kind = f"value of {self.network.kinds[known.id]}"
                value = results[0][f"o{number}"]
                self.facts.append(
                    Fact(kind, f"context {which} result o{number}", Result(value, known.magnitude is not None))
                )

    def _ask(self, kind: str, about: str, question: Any, plain: bool = True) -> Any:
        fact = ask(kind, about, question, plain)
        self.facts.append(fact)
        return fact.value


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
        if a.dtype.kind != "f" or self.exact:
            return bool(np.array_equal(a, b, equal_nan=a.dtype.kind == "f"))
        wide, want = a.astype(np.float64), b.astype(np.float64)
        finite = np.abs(want[np.isfinite(want)])
        bound = 64 * float(np.finfo(a.dtype).eps) * float(finite.max(initial=1.0))
        same = (wide == want) | (np.isnan(wide) & np.isnan(want))
        with np.errstate(invalid="ignore"):
            return bool(np.all(same | (np.abs(wide - want) <= bound)))

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


def observe_all(definition: Definition, network: Network, draft: Draft, shape_inputs: frozenset[str]) -> list[Fact]:
    """Build the network and make the calls of the draft."""
    ranges = [profiles.choose(row, network.inputs, shape_inputs) for row in draft.profiles]
    engine, facts = observe_build(definition, ranges)
    if engine is None:
        return facts
    session = Session(engine, network, ranges)
    try:
        session.observe_engine()
        for row in draft.calls:
            session.call(row)
    except Unsupported as error:
        session.facts.append(Fact("context", "context", UNSUPPORTED, text=str(error)))
    finally:
        for context in session.contexts:
            context.release()
        engine.release()
    return facts + session.facts
