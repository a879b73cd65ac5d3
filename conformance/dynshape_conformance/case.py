"""How a case is written: the decorators, and the trial that a case is handed.

A case is a function of one argument, the `Trial`. Its decorator names the clause that it tests and
the part it plays: ``positive`` (what the clause permits or promises is so), ``negative`` (what it
forbids is refused, for the right reason), ``control`` (a negative case with the one offending thing
removed passes), ``choice`` (the clause leaves it open: whatever the backend does is recorded).

    @negative("DS-DIM-014", needs=("DS-DIM-003",))
    def outside_the_range(t: Trial) -> None:
        "An extent below min or above max is refused."
        context = t.context(foo_network(), [{"foo": FOO_PROFILE_0}])
        for dims in ((3, 99, 200), (3, 150, 301)):
            with t.subcase(dims=dims):
                t.refused(context.set_dims("foo", dims), "DS-DIM-014")

The case's id is ``<clause>/<function name>``, a subcase's is ``[dims=3x99x200]``. Both are stable.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from .checks import Attempt
from .outcome import ERRORS, Outcome
from .source import source
from .trial import Range, Trial

__all__ = [
    "ERRORS",
    "Attempt",
    "Case",
    "Outcome",
    "Range",
    "Trial",
    "choice",
    "control",
    "made_in",
    "negative",
    "positive",
]

CaseFunction = Callable[[Trial], None]


@dataclass(frozen=True)
class Case:
    """One case of the corpus; `function` is what runs."""

    clause: str
    role: str
    function: CaseFunction
    needs: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    editions: tuple[str, str | None] | None = None

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.function.__name__

    @property
    def id(self) -> str:
        """``DS-DIM-014/outside_the_range``."""
        return f"{self.clause}/{self.name}"

    @property
    def sentence(self) -> str:
        """The first paragraph of the function's docstring."""
        return " ".join((inspect.getdoc(self.function) or "").split("\n\n")[0].split())

    def digest(self) -> str:
        """A hash of the case's source: changes when the case does."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(source(self.function).encode()).hexdigest()[:16]


_made: list[Case] = []


def made_in(module: str) -> list[Case]:
    """Every case that was made in ``module``, those included whose name was given away since."""
    return [case for case in _made if case.function.__module__ == module]


def _role(role: str) -> Callable[..., Callable[[CaseFunction], Case]]:
    def decorate(
        clause: str,
        *,
        needs: Sequence[str] = (),
        features: Sequence[str] = (),
        editions: tuple[str, str | None] | None = None,
    ) -> Callable[[CaseFunction], Case]:
        def make(function: CaseFunction) -> Case:
            case = Case(clause, role, function, tuple(needs), tuple(features), editions)
            _made.append(case)
            return case

        return make

    decorate.__doc__ = f"""Make a {role} case of ``clause``.

    ``needs``: clauses without which the case means nothing (it is *blocked* where one is broken).
    ``features``: those of `adapter.FEATURES` that the backend must offer, else *unsupported*.
    ``editions``: (first, last or None) where narrower than the clause's own range.
    """
    return decorate


positive = _role("positive")
negative = _role("negative")
control = _role("control")
choice = _role("choice")
