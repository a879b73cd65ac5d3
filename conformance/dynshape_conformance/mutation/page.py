"""Writes ``docs/mutation.md`` from recorded samples and from the reasons that were given for survivors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .records import Sample

CLASSES = {
    "equivalent": "the edit changes nothing that the engine does",
    "unreachable": "the edited code can't run, or can't run differently, whatever is asked of the engine",
    "record": "the wording, or a number, of a log record: the adapter passes it on, cases compare clause and severity",
    "unobservable": "it shows in a part of the engine that no adapter asks about",
    "unspecified": "it shows, but no clause says what is right",
    "hole": "a case is missing",
}
OPEN = "not yet looked at"

HEAD = """# General mutation testing

This page is written by `nox -s mutation`; a test compares it with the records beside it.

The named mutants of [corpus.md](corpus.md) are wrong where a clause says what is right. Here the reference engine is
edited at random instead: an operator of [cosmic-ray](https://cosmic-ray.readthedocs.io) turns `<` into `<=`, `+` into
`-`, 1 into 2, drops a `not` or a decorator, one edit at a time, and the corpus is run against the result in a process
of its own. The sample is drawn with a seed from the edits of all files of the reference that run on a CPU, by how many
a file has, one of each at least; edits that only type checkers see are not drawn. (Up to seed 3 two files that run on
a GPU were drawn from too; what they had is unreachable here.) The cases that execute the edited line run, in all
editions; nothing else can notice, unless the line is executed at import: then all cases run. An edit is killed if a
case that the reference passes does not pass any more; an edit that hangs, dies or can't be imported is killed too.

```
nox -s mutation -- --seed 2 --sample 520     # draw, run (about half an hour in one process) and record a sample
nox -s mutation -- --page                    # write this page from the records and the reasons
```

Each seed is a fresh sample: it was drawn and run once, after cases had been written for the holes of the seeds before
it. An edit that is a hole says by which case it was closed after its sample was run, or that it is not: the numbers
are those of the corpus that the sample was run with. The last seed is the figure of the corpus; no sample has been
drawn since its holes were closed. Two of the kills of seed 4, in layers/gather.py:147, were by subcases that were taken
back since, as no clause says what they asked.

A record, [`mutation/seed-N.jsonl`](mutation), has a line for each edit: where, by which operator, what became of it.
[`mutation/reasons.json`](mutation/reasons.json) has the reasons for survivors that are given below:
"""


@dataclass(frozen=True)
class Reason:
    """Why edits survive: those of a line, or all of a file where ``before`` is ``*``."""

    file: str
    before: str
    after: str
    kind: str
    reason: str

    def fits(self, survivor: dict[str, Any]) -> bool:
        """True if it is about this survivor."""
        if self.file != survivor["site"].split(":")[0] or self.before not in ("*", survivor["before"]):
            return False
        return self.after in ("*", survivor["after"])


def read_reasons(path: Path) -> list[Reason]:
    """The reasons, those for single edits before those for whole lines and files."""
    reasons = [Reason(**entry) for entry in json.loads(path.read_text("utf-8"))]
    return sorted(reasons, key=lambda reason: (reason.before == "*") + (reason.after == "*"))


def classify(survivor: dict[str, Any], reasons: Sequence[Reason]) -> tuple[str, str]:
    """The class of a survivor and the reason; what is said of the edit itself goes before what is said of its file."""
    found = next((reason for reason in reasons if reason.fits(survivor)), None)
    if survivor["record"] and (found is None or found.before == "*"):
        return "record", "in the text or the attributes of a record"
    return (OPEN, "") if found is None else (found.kind, found.reason)


def page(samples: Sequence[Sample], reasons: Sequence[Reason]) -> str:
    """The document."""
    lines = [HEAD, *(f"- **{name}**: {about}" for name, about in CLASSES.items()), ""]
    lines += _table(samples, reasons)
    for sample in samples:
        lines += _survivors(sample, reasons)
    return "\n".join(lines) + "\n"


def _table(samples: Sequence[Sample], reasons: Sequence[Reason]) -> Iterator[str]:
    names = [*CLASSES, OPEN]
    shares = "killed of all | of those not equivalent | of observable"
    yield f"| seed | edits | killed | survived | {' | '.join(names)} | {shares} |"
    yield "| ---: |" + " ---: |" * (len(names) + 6)
    for sample in samples:
        counts = Counter(classify(survivor, reasons)[0] for survivor in sample.survivors)
        total = len(sample.edits)
        different = total - counts["equivalent"] - counts["unreachable"]
        observable = different - counts["record"] - counts["unobservable"] - counts["unspecified"]
        percents = [f"{100 * sample.killed / base:.1f} %" for base in (total, different, observable)]
        numbers = [sample.seed, total, sample.killed, len(sample.survivors), *(counts[name] for name in names)]
        yield f"| {' | '.join([*map(str, numbers), *percents])} |"
    yield ""
    yield "*Not equivalent*: without the equivalent and the unreachable. *Observable*: without records, parts that no"
    yield "adapter asks about and what no clause speaks of either, so those that a case could notice."


def _survivors(sample: Sample, reasons: Sequence[Reason]) -> Iterator[str]:
    yield f"\n## Seed {sample.seed}\n"
    outcomes = Counter(edit["outcome"] for edit in sample.edits)
    yield f"Reference {sample.header['reference']}, corpus {sample.header['corpus']}, {sample.header['tool']}: " + (
        ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) + "."
    )
    for name in (*CLASSES, OPEN):
        members = [(s, classify(s, reasons)) for s in sample.survivors]
        of_class = [(survivor, reason) for survivor, (kind, reason) in members if kind == name]
        if of_class:
            yield f"\n### {name}, {len(of_class)}\n"
            for survivor, reason in of_class:
                file = survivor["site"].split(":")[0]
                edit = f"`` {survivor['before']} `` → `` {survivor['after'] or '(nothing)'} ``"
                yield f"- {file}:{survivor['line']}: {edit}" + (f" - {reason}" if reason and name != "record" else "")
