"""Every call of the adapter, over the whole corpus, is one that TensorRT has, with those arguments.

TensorRT 8.6.1 is the one of `reference/tests/data`. For 10 and later the surface is that of
TensorRT-RTX 1.4, which is of the same line; what TensorRT has and it has not is listed here.
The reference answers the calls, so that cases go on as far as they can.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dynshape_conformance import corpus
from dynshape_conformance.adapter import Unavailable
from dynshape_conformance.adapters import tensorrt
from dynshape_conformance.adapters.reference import create
from dynshape_conformance.judging import judge
from dynshape_conformance.reproducers.journal import Journal
from dynshape_conformance.setup import load_corpus
from dynshape_conformance.spec import load_registry
from fake_trt import make_api

HERE = Path(__file__).parent
SURFACES = {
    "8.6": HERE.parents[1] / "reference" / "tests" / "data" / "tensorrt_8_6_1.json",
    "10": HERE / "data" / "tensorrt_rtx_1_4.json",
}


@cache
def surface(edition: str) -> dict[str, Any]:
    """Class to members: ``r``, ``rw`` or ``value``, or the parameters of each overload, with ? for a default."""
    classes = json.loads(SURFACES[edition].read_text("utf-8"))["classes"]
    return {name: description["members"] for name, description in classes.items()}


def member(edition: str, owner: type, name: str) -> Any:
    """What the surface says of a member, also of a base of the class; None if it has none."""
    for cls in owner.__mro__:
        found = surface(edition).get(cls.__name__, {}).get(name)
        if found is not None:
            return found
    return None


def fits(parameters: Sequence[str], args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
    """True if a function with these parameters takes these arguments."""
    left = [name.removesuffix("?") for name in parameters[len(args) :]]
    needed = {name for name in parameters[len(args) :] if not name.endswith("?")}
    return len(args) <= len(parameters) and needed <= set(kwargs) <= set(left)


class SurfaceJournal(Journal):
    """Holds every call against the surface, then makes it."""

    def __init__(self, module: Any, edition: str) -> None:
        super().__init__(module)
        self.edition = edition
        self.strange: set[str] = set()
        self.seen: set[str] = set()

    def call(self, owner: Any, name: str, args: Sequence[Any], kwargs: dict[str, Any], command: bool) -> Any:
        place = f"{type(owner).__name__}.{name}"
        self.seen.add(place)
        found = member(self.edition, type(owner), name)
        if not (isinstance(found, list) and any(fits(parameters, args, kwargs) for parameters in found)):
            self.strange.add(f"{place}({len(args)} arguments, {', '.join(sorted(kwargs))})")
        return getattr(owner, name)(*args, **kwargs)

    def get(self, owner: Any, name: str) -> Any:
        self._property(owner, name, settable=False)
        return getattr(owner, name)

    def assign(self, owner: Any, name: str, value: Any) -> None:
        self._property(owner, name, settable=True)
        setattr(owner, name, value)

    def _property(self, owner: Any, name: str, settable: bool) -> None:
        place = f"{type(owner).__name__}.{name}"
        self.seen.add(place)
        found = member(self.edition, type(owner), name)
        if found not in (("rw",) if settable else ("r", "rw")):
            self.strange.add(f"{place}{' = ...' if settable else ''}")


@pytest.mark.parametrize("edition", SURFACES)
def test_every_call_is_one_that_tensorrt_has(edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = create(edition)
    trt = adapter._trt
    missing: set[str] = set()

    def has(owner: Any, name: str) -> bool:
        if member(edition, type(owner), name) is None:
            missing.add(f"{type(owner).__name__}.{name}")
            return False
        return True

    # As a module with this surface has it: what is not there is unsupported.
    monkeypatch.setattr(trt, "has", has)
    monkeypatch.setattr(trt, "modern", edition == "10")
    journal = SurfaceJournal(adapter.module, edition)
    registry = load_registry()
    for case in load_corpus([corpus.cases_folder()], registry):
        journal.entries.clear()
        journal.answers.clear()
        adapter.record(journal)
        judge(case, registry.get(case.clause), adapter, adapter.describe(), edition)
        adapter.record(None)
    assert len(journal.seen) > 100, "the corpus makes calls of every kind"
    # From 10 on the property is read-only, which DS-PY-012 tries.
    allowed = set() if edition == "8.6" else {"IExecutionContext.active_optimization_profile = ..."}
    assert journal.strange == allowed
    other = surface("10" if edition == "8.6" else "8.6")
    unknown = {place for place in missing if not any(place.partition(".")[2] in members for members in other.values())}
    assert unknown == set(), "what one version has not, the other has: it was removed, renamed or added"


def test_arguments_are_held_against_parameters() -> None:
    parameters = ["a", "b?", "c"]
    assert fits(parameters, (1,), {"c": 2}) and fits(parameters, (1, 2, 3), {})
    assert not fits(parameters, (1,), {"d": 2}) and not fits(parameters, (1, 2, 3, 4), {})
    assert not fits(parameters, (1,), {}) and not fits(parameters, (1,), {"a": 2, "c": 3})


@pytest.mark.parametrize(
    "version,edition",
    [("8.4.1.5", "8.4"), ("8.5.3", "8.5"), ("8.6.1", "8.6"), ("9.3.0", "9"), ("10.0.1", "10"), ("10.13.3", "10")],
)
def test_a_version_is_scored_by_its_edition(version: str, edition: str) -> None:
    assert tensorrt.edition_of(version) == edition
    assert tensorrt.edition_of("11.1.0") == tensorrt.edition_of("12.0") == "11"
    with pytest.raises(Unavailable, match=r"tensorrt 7\.2\.3 is older than 8\.4"):
        tensorrt.edition_of("7.2.3")


def test_a_newer_edition_than_the_engines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module, _ = make_api("8.6")
    module.__version__ = "8.6.1"
    monkeypatch.setitem(sys.modules, "tensorrt", module)
    assert tensorrt.create().describe().edition == "8.6"
    assert tensorrt.create("8.4").describe().edition == "8.4"
    with pytest.raises(ValueError, match=r"TensorRT 8\.6\.1 is not scored by edition 10, only by editions up to 8\.6"):
        tensorrt.create("10")


def test_where_it_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorrt", None)
    with pytest.raises(Unavailable, match=r"pip install 'dynshape\[tensorrt\]'"):
        tensorrt.create()
