"""Writes docs/findings.md and docs/findings/ from the published runs: run this file after they change.

One finding is one clause that an engine breaks by its own edition, with the shortest script that
shows it. What it breaks by an older edition alone is listed apart: there the edition explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dynshape_conformance.spec import load_registry
from dynshape_reports import results
from dynshape_reports.results import CaseResult, Run
from dynshape_reports.terminal import short

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "reports" / "published"
PAGE = ROOT / "docs" / "findings.md"
SCRIPTS = ROOT / "docs" / "findings"
WRONG = (*results.UNEXPECTED, "expected-fail")
NO_DEVICE = "none"
BY_HAND = ("gather_nd_rank_0",)
"""Scripts that no case makes, because what they show takes more than one case."""

HEAD = """\
# Findings

What real engines do otherwise than the clauses say, from the runs in [`reports/published/`](../reports/published).
`python conformance/tests/findings_page.py` writes this page. Each script needs the engine's package and NumPy alone; it
exits 1 while the defect is there and 0 when it is gone, and the tests run every one of them where the engine is
installed.

A finding is a difference, not a verdict on the engine: TensorRT-RTX is a product of its own, and the chapter speaks of
TensorRT 8.4. What differs by the edition is listed apart.

The scripts of engines that take ONNX hold the models that the exporter made of the network. Pages of their own, written
by hand, say what lies behind these findings, with models of a few nodes: [ONNX Runtime](findings/onnxruntime.md),
[onnx.reference](findings/onnx_reference.md), [OpenVINO](findings/openvino.md).
"""

GATHER = """
### A process dies after many queries of one gather layer

The dims of `add_gather_v2(data, indices of rank 0, GatherMode.ND)`, asked about in one process again and again, end it
by SIGSEGV. It needs dozens of queries, so that no single case shows it: [the script](findings/gather_nd_rank_0.py).
Seen with TensorRT-RTX 1.4.0.76 on a machine without a GPU, and on an NVIDIA H200 within a single case.

### What lies behind some of these findings on a GPU

- Convolutions and deconvolutions of float32 (DS-LAY-061, 062, 063) are off by 1 part in 2000, as TF32 is.
  The cases were run again after the adapter had cleared `BuilderFlag.TF32`; every element came out the same.
- Extents that are equal by an operation (DS-LAY-001, 005, 019, 044, 058, 069) are refused when the second one is set,
  though it lies within its profile; the clauses speak of the operation, whose output has no dims then.
- `DS-LAY-054/branch_that_is_taken` fails in one run. In another one on the same device a kernel ended with CUDA error
  700, after which its process could use CUDA no more: the case alone does so time and again, and is blamed as *crash*.
- What sets the type of an output (DS-LAY-057) is refused because every network of TensorRT-RTX is strongly typed.
"""


@dataclass(frozen=True)
class Finding:
    """One clause that one engine breaks."""

    engine: str
    clause: str
    cases: tuple[CaseResult, ...]
    edition: str
    devices: tuple[str, ...]
    scripts: tuple[tuple[str, str], ...]
    """What there is of its cases: the device of the run that made it, and the text."""

    @property
    def best(self) -> tuple[str, str]:
        """The shortest script, with its device: one that needs none where there is one; or nothing."""
        return min(self.scripts, key=lambda script: (script[0] != NO_DEVICE, len(script[1])), default=("", ""))

    @property
    def shortest(self) -> str:
        """The text of the best script, or empty."""
        return self.best[1]

    @property
    def script(self) -> str:
        """The name of the script's file."""
        return f"{re.sub('[^a-z0-9]+', '_', self.engine.lower())}.{self.clause}.{self.edition}.py"


def runs() -> list[Run]:
    """The published runs."""
    return [run for path in sorted(PUBLISHED.glob("*.jsonl")) for run in results.read(path)]


def findings(found: list[Run]) -> Iterator[Finding]:
    """Every clause that an engine breaks, by engine, edition and clause."""
    groups: dict[tuple[str, str, str], dict[str, list[tuple[CaseResult, str]]]] = {}
    for run in found:
        backend = run.header.backend
        for case in run.cases:
            if case.verdict in WRONG:
                key = (f"{backend.name} {backend.version}", run.header.edition, case.clause)
                groups.setdefault(key, {}).setdefault(case.id, []).append((case, backend.device))
    for (engine, edition, clause), cases in sorted(groups.items()):
        seen = [one for several in cases.values() for one in several]
        devices = tuple(sorted({device for _, device in seen}))
        scripts = tuple((device, case.reproducer) for case, device in seen if case.reproducer)
        yield Finding(engine, clause, tuple(several[0][0] for several in cases.values()), edition, devices, scripts)


def page(found: list[Run]) -> tuple[str, dict[str, str]]:
    """The text of the page, and the scripts by their names."""
    everything = list(findings(found))
    own = {f"{run.header.backend.name} {run.header.backend.version}": run.header.backend.edition for run in found}
    own = {engine: _own(engine, found) for engine in own}
    lines, scripts = [HEAD, _summary(found)], {}
    for engine in sorted({finding.engine for finding in everything}):
        mine = [finding for finding in everything if finding.engine == engine]
        real = [finding for finding in mine if finding.edition == own[engine]]
        by_edition = [f for f in mine if f.edition != own[engine] and f.clause not in {r.clause for r in real}]
        lines.append(f"\n## {engine}, by edition {own[engine]}\n")
        lines += [_paragraph(finding) for finding in real]
        if engine.startswith("tensorrt_rtx"):
            lines.append(GATHER)
        if by_edition:
            lines.append(f"\n## {engine}, what the edition explains\n")
            lines.append(f"Broken by an older edition; by edition {own[engine]} the clause holds or does not apply.\n")
            lines += [
                "| edition | clause | what it says | expected | got | script |",
                "| --- | --- | --- | --- | --- | --- |",
            ]
            lines += [_row(finding) for finding in by_edition]
        scripts.update({f.script: f.shortest for f in [*real, *by_edition] if f.shortest})
    return "\n".join(lines).rstrip("\n") + "\n", scripts


def _own(engine: str, found: list[Run]) -> str:
    """The newest edition that the engine was scored by: the one that it answers by itself."""
    editions = [r.header.edition for r in found if f"{r.header.backend.name} {r.header.backend.version}" == engine]
    return max(editions, key=lambda edition: tuple(map(int, edition.split("."))))


def _summary(found: list[Run]) -> str:
    rows = [
        "| engine | version | device | edition | cases that passed | went wrong | scripts |",
        "| --- | --- | --- | --- | ---: | ---: | ---: |",
    ]
    for run in found:
        backend, counts = run.header.backend, run.footer.verdicts
        wrong = [case for case in run.cases if case.verdict in WRONG]
        scripts = sum(bool(case.reproducer) for case in wrong)
        rows.append(
            f"| {backend.name} | {backend.version} | {backend.device} | {run.header.edition} "
            f"| {counts['pass']} | {len(wrong)} | {scripts} |"
        )
    return "\n".join(rows)


def _paragraph(finding: Finding) -> str:
    lines = [f"\n### {finding.clause}: {_statement(finding.clause)}\n"]
    for case in finding.cases:
        at = next((subcase for subcase in case.subcases if subcase.verdict in WRONG), case.subcases[0])
        wrong = sum(subcase.verdict in WRONG for subcase in case.subcases)
        where = f"{wrong} of {len(case.subcases)} subcases, `{at.id}` the first" if at.id else "as a whole"
        lines.append(f"- `{case.id}` ({_kind(case)}; {where}): {case.sentence}")
        lines.append(f"  Expected: {_code(at.expected)} Got: {_code(at.got)}")
    devices = ", ".join(device if device != NO_DEVICE else "a machine without a GPU" for device in finding.devices)
    lines.append(f"\nSeen on {devices}.{_link(finding)}")
    return "\n".join(lines)


def _row(finding: Finding) -> str:
    case = finding.cases[0]
    at = next((subcase for subcase in case.subcases if subcase.verdict in WRONG), case.subcases[0])
    cells = (
        finding.edition,
        finding.clause,
        _statement(finding.clause),
        _code(at.expected),
        _code(at.got),
        _link(finding),
    )
    return "| " + " | ".join(cell.strip().replace("|", "\\|") for cell in cells) + " |"


def _kind(case: CaseResult) -> str:
    return case.verdict if case.expectation is None else case.expectation.verdict


def _statement(clause: str) -> str:
    return short(load_registry().get(clause).statement, 200)


def _code(text: str) -> str:
    return f"`{short(text, 200).replace('`', chr(39))}`." if text else "nothing."


def _link(finding: Finding) -> str:
    return f" [Script](findings/{finding.script})." if finding.shortest else " No script."


def main() -> None:
    """Write the page and the scripts; what no run shows any more goes."""
    text, scripts = page(runs())
    PAGE.write_text(text, "utf-8")
    SCRIPTS.mkdir(exist_ok=True)
    for path in SCRIPTS.glob("*.py"):
        if path.name not in scripts and path.stem not in BY_HAND:
            path.unlink()
    for name, script in scripts.items():
        (SCRIPTS / name).write_text(script, "utf-8")


if __name__ == "__main__":
    main()
