"""Ids of cases are permanent: the lock against the corpus, and the lists' own rules."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from dynshape_conformance import lock
from dynshape_conformance.backends import SetupError
from dynshape_conformance.corpus import case_files, cases_folder, load

HERE = files("dynshape_conformance")


def test_the_lock_names_every_case_and_every_id_that_is_gone_has_its_entry() -> None:
    ids = [case.id for file in case_files([cases_folder()]) for case in load(file)]
    locked = lock.read_lock(HERE.joinpath(lock.LOCK).read_text("utf-8"))
    renamed = lock.read_renamed(HERE.joinpath(lock.RENAMED).read_text("utf-8"))
    assert not lock.problems(ids, locked, renamed)


@pytest.mark.parametrize(
    "ids,locked,renamed,said",
    [
        ("ab", "ab", {}, []),
        ("ac", "ab", {"b": "c"}, ["case c is new: python -m dynshape_conformance.lock"]),
        ("a", "ab", {}, ["case b is gone: say in cases.renamed what became of it"]),
        ("a", "ab", {"b": "retired: why"}, []),
        ("ac", "abc", {"b": "c"}, []),
        ("ad", "abcd", {"b": "c", "c": "d"}, []),
        ("ab", "ab", {"b": "a"}, ["cases.renamed: b is a case, so its entry is stale"]),
        ("a", "a", {"b": "a"}, ["cases.renamed: b was never in cases.lock"]),
        ("a", "ab", {"b": "c"}, ["cases.renamed: b became c, which is no case"]),
        ("a", "ab", {"b": "b"}, ["cases.renamed: b became itself"]),
    ],
)
def test_what_does_not_fit_is_told(ids: str, locked: str, renamed: dict[str, str], said: list[str]) -> None:
    assert lock.problems(ids, locked, renamed) == said


def test_what_became_of_an_id() -> None:
    renamed = {"a": "b", "b": "c", "d": "retired: why", "x": "y", "y": "x"}
    assert [lock.became(id, renamed) for id in "abcd"] == ["c", "c", None, "retired: why"]
    assert lock.became("x", renamed) in ("x", "y")


def test_only_the_lists_as_they_should_be_are_read() -> None:
    assert lock.read_lock("") == ()
    assert lock.read_lock("a\nb\n") == ("a", "b")
    assert lock.read_renamed("# why\n\na -> b\nc -> retired: x -> y\n") == {"a": "b", "c": "retired: x -> y"}
    for text in ("b\na\n", "a\na\n"):
        with pytest.raises(SetupError, match="it is sorted, each id once"):
            lock.read_lock(text)
    for text in ("a\n", "a -> \n", "a -> retired: \n"):
        with pytest.raises(SetupError, match="line 1: not 'old id -> new id'"):
            lock.read_renamed(text)
    with pytest.raises(SetupError, match="line 2: a has an entry already"):
        lock.read_renamed("a -> b\na -> c\n")


def test_the_lock_only_grows(tmp_path: Path) -> None:
    assert lock.update(tmp_path, ["c", "a"]) == ["a", "c"]
    assert lock.update(tmp_path, ["b", "a"]) == ["b"]
    assert (tmp_path / lock.LOCK).read_text() == "a\nb\nc\n"
