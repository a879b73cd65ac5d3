"""The ids of cases are permanent: the list of all that ever were, and what became of those that are gone.

``cases.lock`` has one id a line, sorted; a line is never taken away. ``cases.renamed`` has a line
for each id of the lock that is no case any more:

    DS-DIM-014/old_name -> DS-DIM-014/new_name
    DS-DIM-014/other -> retired: the clause was found to say nothing about it

    python -m dynshape_conformance.lock

adds the ids of new cases to the lock. What is gone it only tells: the reason has to be written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from . import corpus
from .backends import SetupError

LOCK = "cases.lock"
RENAMED = "cases.renamed"
RETIRED = "retired: "
COMMAND = "python -m dynshape_conformance.lock"


def read_lock(text: str) -> tuple[str, ...]:
    """The ids in the text of `LOCK`; raises `SetupError` where it is not sorted or names one twice."""
    ids = tuple(text.split("\n")[:-1])
    for first, second in pairwise(ids):
        if first >= second:
            raise SetupError(f"{LOCK}: {second} after {first}; it is sorted, each id once ({COMMAND} puts it right)")
    return ids


def read_renamed(text: str) -> dict[str, str]:
    """What became of each id, from the text of `RENAMED`; empty lines and those that start with # say nothing."""
    entries: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        old, arrow, new = (part.strip() for part in line.partition(" -> "))
        if not arrow or not old or not new or new == RETIRED.strip():
            raise SetupError(f"{RENAMED}, line {number}: not 'old id -> new id' or 'old id -> {RETIRED}reason'")
        if old in entries:
            raise SetupError(f"{RENAMED}, line {number}: {old} has an entry already")
        entries[old] = new
    return entries


def problems(ids: Collection[str], locked: Collection[str], renamed: Mapping[str, str]) -> list[str]:
    """A line for each way in which the cases ``ids`` and the two lists do not fit each other."""
    present, known = set(ids), set(locked)
    gone = known - present - renamed.keys()
    found = [f"case {id} is gone: say in {RENAMED} what became of it" for id in sorted(gone)]
    found += [f"case {id} is new: {COMMAND}" for id in sorted(present - known)]
    for old, new in renamed.items():
        if old in present:
            found.append(f"{RENAMED}: {old} is a case, so its entry is stale")
        elif old not in known:
            found.append(f"{RENAMED}: {old} was never in {LOCK}")
        elif not new.startswith(RETIRED) and new not in present and new not in renamed:
            found.append(f"{RENAMED}: {old} became {new}, which is no case")
        elif _ends_nowhere(old, renamed):
            found.append(f"{RENAMED}: {old} became itself")
    return found


def _ends_nowhere(id: str, renamed: Mapping[str, str]) -> bool:
    seen = {id}
    while (id := renamed.get(id, "")) and id not in seen:
        seen.add(id)
    return bool(id)


def became(id: str, renamed: Mapping[str, str]) -> str | None:
    """What the case with this id is called now, or ``retired: reason``; None if nothing is known of it."""
    found = renamed.get(id)
    for _ in renamed:
        found = renamed.get(found or "", found)
    return found


@cache
def renamed() -> Mapping[str, str]:
    """The installed list of what became of old ids."""
    return read_renamed(files(__package__).joinpath(RENAMED).read_text("utf-8"))


@cache
def current() -> frozenset[str]:
    """The ids of the installed lock that are still those of a case."""
    return frozenset(read_lock(files(__package__).joinpath(LOCK).read_text("utf-8"))) - renamed().keys()


def update(folder: Path, ids: Collection[str]) -> list[str]:
    """Add ``ids`` to the lock in ``folder``; answers those that were added. The file may be missing."""
    path = folder / LOCK
    before = set(path.read_text("utf-8").split("\n")[:-1]) if path.exists() else set()
    path.write_bytes("".join(f"{id}\n" for id in sorted(before.union(ids))).encode())
    return sorted(set(ids) - before)


def main() -> int:
    """Bring the lock of this checkout up to date; exit status 1 where something is left to do by hand."""
    folder = Path(str(files(__package__)))
    try:
        ids = [case.id for file in corpus.case_files([corpus.cases_folder()]) for case in corpus.load(file)]
        for id in update(folder, ids):
            print(f"added {id}")
        left = problems(ids, read_lock((folder / LOCK).read_text("utf-8")), renamed())
    except SetupError as error:
        left = list(error.lines)
    for line in left:
        print(line, file=sys.stderr)
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
