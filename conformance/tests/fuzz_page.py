"""Writes docs/findings/fuzzing.md from the campaigns that were run and the causes that were triaged.

    python conformance/tests/fuzz_page.py [--add FOLDER ENGINE DEVICE SECONDS]

``--add`` takes over a campaign: what its state says, and the scripts of its findings.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from dynshape_conformance.fuzz.known import VERDICTS, Causes, Known, read_known
from dynshape_conformance.fuzz.scripts import SCRIPT
from dynshape_conformance.reproducers.command import write_script

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "findings" / "fuzzing.md"
FOLDER = ROOT / "docs" / "findings" / "fuzzing"
"""The campaigns, and a script for each cause that has one."""
CAMPAIGNS = FOLDER / "campaigns.json"
REPAIRED = FOLDER / "repaired.json"
"""By engine and cause what was wrong on our side when a campaign met it, and is repaired since."""
MOST_SCRIPTS = 2
"""How many scripts are kept for one triaged cause."""
WORDS = {
    "engine": "The engine breaks a clause",
    "edition": "The edition differs",
    "silent": "No source says who is right",
    "reference": "The reference is wrong",
    "no device": "Not to be told without a GPU",
}

HEAD = """\
# What fuzzing found

[Fuzzing](../fuzzing.md) compares an engine with the reference on generated networks. This page has the campaigns that
were run, and every cause of disagreement that they met, with what became of it. A cause may stand for several (`*`).
Each script needs the engine's package and NumPy alone, and exits 1 while the engine answers so.
`python conformance/tests/fuzz_page.py` writes the page.

"""


def campaigns() -> list[dict[str, Any]]:
    """The campaigns, as they were added."""
    found: list[dict[str, Any]] = json.loads(CAMPAIGNS.read_text("utf-8")) if CAMPAIGNS.exists() else []
    return found


def add(folder: Path, engine: str, device: str, seconds: float) -> None:
    """Take over a campaign; an earlier one with the same setting, engine and device gives way."""
    state = json.loads((folder / "state.json").read_text("utf-8"))
    row = {"engine": engine, "device": device, "seconds": round(seconds), **state}
    same = ("engine", "device", "setting")
    rows = [old for old in campaigns() if any(old[key] != row[key] for key in same)] + [row]
    rows.sort(key=lambda row: (row["engine"], row["device"], row["setting"]["deep"], row["setting"]["seed"]))
    FOLDER.mkdir(exist_ok=True)
    CAMPAIGNS.write_text(json.dumps(rows, indent=1, sort_keys=True) + "\n", "utf-8")
    name, ours = engine.split()[0], repaired(engine)
    triaged = Causes(read_known(name))
    for path in sorted(folder.glob(f"*/{SCRIPT}")):
        cause = json.loads((path.parent / "finding.json").read_text("utf-8"))["cause"]
        entry = triaged.entry(cause)
        if cause in ours or entry is None or entry.verdict != "engine":
            continue
        if len(scripts(name, triaged).get(entry, ())) == MOST_SCRIPTS:
            continue
        target = FOLDER / f"{name}.{path.parent.name.replace('--', '-')}.py"
        write_script(target, f"# {cause}\n" + path.read_text("utf-8"))


def repaired(engine: str) -> dict[str, str]:
    """Causes met on an engine that were ours."""
    found: dict[str, dict[str, str]] = json.loads(REPAIRED.read_text("utf-8"))
    return found.get(engine.split()[0], {})


def scripts(name: str, triaged: Causes) -> dict[Known, list[str]]:
    """The files of the scripts for an engine, by the entry that their cause falls under."""
    found: dict[Known, list[str]] = {}
    for path in sorted(FOLDER.glob(f"{name}.*.py")):
        entry = triaged.entry(path.read_text("utf-8").partition("\n")[0].removeprefix("# "))
        if entry is not None:
            found.setdefault(entry, []).append(path.name)
    return found


def page(rows: Sequence[dict[str, Any]]) -> str:
    """The text of the page."""
    lines = [
        "## Campaigns",
        "",
        "| engine | device | against | what | seed | networks | executed by both | causes | s |",
        "| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        setting = row["setting"]
        what = "profiles, builds, contexts and results" if setting["deep"] else "networks"
        lines.append(
            f"| {row['engine']} | {row['device']} | {setting['against']} | {what} | {setting['seed']} "
            f"| {row['examples']:,} | {row['executed']:,} | {len(row['seen'])} | {row['seconds']:,} |"
        )
    for engine in dict.fromkeys(row["engine"] for row in rows):
        lines += ["", f"## {engine}", "", *_causes(engine, [row for row in rows if row["engine"] == engine])]
    return HEAD + "\n".join(lines) + "\n"


def _causes(engine: str, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    name = engine.split()[0]
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update(row["seen"])
    known, repairs = read_known(name), repaired(engine)
    triaged = Causes(known)
    files = scripts(name, triaged)
    ours = {cause: seen.pop(cause) for cause in repairs if cause in seen}
    met: Counter[Known | None] = Counter()
    for cause, times in seen.items():
        met[triaged.entry(cause)] += times
    if not seen and not ours:
        yield "No disagreement."
    for verdict in VERDICTS:
        entries = [entry for entry in known if entry.verdict == verdict and entry in met]
        if entries:
            yield from (f"### {WORDS[verdict]}", "", "| networks | cause | | script |", "| ---: | --- | --- | --- |")
            for entry in entries:
                cause = entry.cause.replace("|", "\\|")
                yield f"| {met[entry]:,} | `{cause}` | {entry.reason} | {_links(files.get(entry, ()))} |"
            yield ""
    if ours:
        yield from ("### Ours, and repaired since", "", "| networks | cause | |", "| ---: | --- | --- |")
        yield from (f"| {times:,} | `{cause}` | {repairs[cause]} |" for cause, times in sorted(ours.items()))
        yield ""
    new = [cause for cause in sorted(seen) if cause not in triaged]
    if new:
        yield from ("### Not looked at yet", "", *(f"- `{cause}`" for cause in new), "")


def _links(files: Sequence[str]) -> str:
    """Links to the scripts that show a cause."""
    return ", ".join(f"[{number}](fuzzing/{file})" for number, file in enumerate(files, 1))


def main(arguments: Sequence[str]) -> None:
    """Add a campaign if one is named, and write the page."""
    if arguments[:1] == ["--add"]:
        folder, engine, device, seconds = arguments[1:]
        add(Path(folder), engine, device, float(seconds))
    PAGE.write_text(page(campaigns()), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
