"""Runs cases again and keeps what they do: in a process of its own, which an engine may take down.

    python -m dynshape_conformance.reproducers.child '{"backend": ..., "out": FILE, "cases": [ids], ...}'

Writes JSON lines to the file: ``case`` when one starts, ``entries`` before each call of the engine,
``script`` when a case is done. The file ends where the process does.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from ..case import Case, Trial
from ..judging import plain as readable
from ..outcome import Outcome
from ..setup import Setup, prepare
from ..verdicts import roll_up
from . import checks, script
from .journal import Entry, Journal


def main(order: dict[str, Any]) -> None:
    """Carry out what `collect` asks for."""
    paths = [Path(path) for path in order["paths"]]
    settled = prepare(order["backend"], order["edition"], clauses=order["cases"], paths=paths)
    if not hasattr(settled.adapter, "record"):
        raise SystemExit(f"the adapter of {order['backend']} keeps no record of its engine's calls")
    with open(order["out"], "ab", buffering=0) as out:  # noqa: PTH123 (a file descriptor is what matters)
        for id in order["cases"]:
            _Run(settled, settled.cases[id], out.fileno()).run()


class _Run:
    def __init__(self, settled: Setup, case: Case, out: int) -> None:
        self.settled, self.case, self.out = settled, case, out
        self.trial = Trial(settled.adapter, settled.edition)
        self.told = 0
        self.starts: dict[int, int] = {}
        """The first entry of each subcase, by its place among the outcomes."""
        self.head = head(settled, case)

    def run(self) -> None:
        adapter: Any = self.settled.adapter
        self._send("case", {"id": self.case.id, "head": vars(self.head), "engine": vars(adapter.engine())})
        self.journal = Journal(adapter.module, self._calling)
        adapter.record(self.journal)
        try:
            outcomes = self.trial.run(self.case)
        except SystemExit as error:
            outcomes = [*self.trial.outcomes, Outcome("", "error", got=f"SystemExit: {error}")]
        finally:
            adapter.record(None)
        self._send("script", self._script(outcomes))

    def _calling(self, number: int, entry: Entry) -> None:
        outcomes = self.trial.outcomes
        self.starts.setdefault(len(outcomes) - 1, number)
        entries = [known.fields() for known in self.journal.entries[self.told : number + 1]]
        self._send("entries", {"subcase": outcomes[-1].id if outcomes else "", "from": self.told, "entries": entries})
        self.told = number  # the last one is told again when it is complete

    def _script(self, outcomes: list[Outcome]) -> dict[str, Any]:
        verdict = roll_up(outcome.verdict for outcome in outcomes)
        if verdict not in ("fail", "error"):
            return {"verdict": verdict, "why": f"alone it is {verdict}"}
        place, at = next(item for item in enumerate(outcomes) if item[1].verdict == verdict)
        if verdict == "error":
            return {"verdict": verdict, "why": f"an error of the adapter: {readable(at.got)}"}
        if self.journal.flaw:
            return {"verdict": verdict, "why": self.journal.flaw}
        found = checks.judgement(at.check, self.journal, self._entries_of(place) if at.id else self._all())
        if found is None:
            return {"verdict": verdict, "why": "it fails without a call of the engine"}
        told = script.Head(
            **{**vars(self.head), "subcase": at.id, "expected": readable(at.expected), "got": readable(at.got)}
        )
        engine = self.settled.adapter.engine()  # type: ignore[attr-defined]
        texts = [script.write(told, engine, self.journal.entries, found, whole) for whole in (False, True)]
        return {"verdict": verdict, "texts": texts}

    def _all(self) -> range:
        return range(len(self.journal.entries))

    def _entries_of(self, place: int) -> range:
        after = [start for other, start in self.starts.items() if other > place]
        return range(self.starts.get(place, 0), min(after, default=len(self.journal.entries)))

    def _send(self, kind: str, value: Any) -> None:
        os.write(self.out, json.dumps([kind, value]).encode() + b"\n")


def head(settled: Setup, case: Case) -> script.Head:
    """What a script says of the case, as far as it is known before it runs."""
    clause, description = settled.registry.get(case.clause), settled.description
    backend = f"{description.name} {description.version}, edition {settled.edition}"
    return script.Head(case.id, "", clause.id, clause.statement, case.sentence, backend, "an answer", "")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
