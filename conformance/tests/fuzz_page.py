"""Writes docs/findings/fuzzing.md from the campaigns that were run and the causes that were triaged.

    python conformance/tests/fuzz_page.py [--add FOLDER ENGINE DEVICE SECONDS]

``--add`` takes over a campaign: what its state says, and the scripts of its findings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from dynshape_conformance.fuzz.known import VERDICTS, Known, read_known
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
    triaged = read_known(engine.split()[0])
    for path in sorted(folder.glob(f"*/{SCRIPT}")):
        cause = json.loads((path.parent / "finding.json").read_text("utf-8"))["cause"]
        entry = _first(triaged, cause)
        if cause in repaired(engine) or entry is None or entry.verdict != "engine":
            continue
        if len(_files(engine.split()[0], entry)) == MOST_SCRIPTS:
            continue
        target = FOLDER / f"{engine.split()[0]}.{path.parent.name.replace('--', '-')}.py"
        write_script(target, f"# {cause}\n" + path.read_text("utf-8"))


def repaired(engine: str) -> dict[str, str]:
    """Causes met on an engine that were ours."""
    found: dict[str, dict[str, str]] = json.loads(REPAIRED.read_text("utf-8"))
    return found.get(engine.split()[0], {})


def scripts() -> list[tuple[str, str, str]]:
    """Of every script the engine, the cause and the file's name."""
    found = []
    for path in sorted(FOLDER.glob("*.py")):
        first = path.read_text("utf-8").partition("\n")[0]
        found.append((path.name.partition(".")[0], first.removeprefix("# "), path.name))
    return found


def page(rows: Sequence[dict[str, Any]]) -> str:
    """The text of the page."""
    lines = [
        "## Campaigns",
        "",
        "| engine | device | against | what | seed | networks | executed by both | causes | s |",
    ]
    lines.append("| --- | --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
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
    seen: dict[str, int] = {}
    for row in rows:
        for cause, times in row["seen"].items():
            seen[cause] = seen.get(cause, 0) + times
    triaged = read_known(name)
    ours = {cause: seen.pop(cause) for cause in repaired(engine) if cause in seen}
    if not seen and not ours:
        yield "No disagreement."
    for verdict in VERDICTS:
        entries = [entry for entry in triaged if entry.verdict == verdict]
        met = [(sum(n for cause, n in seen.items() if _first(triaged, cause) is entry), entry) for entry in entries]
        if any(times for times, _ in met):
            yield from (f"### {WORDS[verdict]}", "", "| networks | cause | | script |", "| ---: | --- | --- | --- |")
            for times, entry in met:
                if times:
                    cause = entry.cause.replace("|", "\\|")
                    yield f"| {times:,} | `{cause}` | {entry.reason} | {_links(name, entry)} |"
            yield ""
    if ours:
        yield from ("### Ours, and repaired since", "", "| networks | cause | |", "| ---: | --- | --- |")
        yield from (f"| {times:,} | `{cause}` | {repaired(engine)[cause]} |" for cause, times in sorted(ours.items()))
        yield ""
    new = [cause for cause in sorted(seen) if _first(triaged, cause) is None]
    if new:
        yield from ("### Not looked at yet", "", *(f"- `{cause}`" for cause in new), "")


def _first(triaged: Sequence[Known], cause: str) -> Known | None:
    return next((entry for entry in triaged if fnmatchcase(cause, entry.cause)), None)


def _links(engine: str, entry: Known) -> str:
    """Links to the scripts that show the cause."""
    return ", ".join(f"[{number}](fuzzing/{file})" for number, file in enumerate(_files(engine, entry), 1))


def _files(engine: str, entry: Known) -> list[str]:
    return [file for name, cause, file in scripts() if name == engine and _first(read_known(engine), cause) == entry]


def main(arguments: Sequence[str]) -> None:
    """Add a campaign if one is named, and write the page."""
    if arguments[:1] == ["--add"]:
        folder, engine, device, seconds = arguments[1:]
        add(Path(folder), engine, device, float(seconds))
    PAGE.write_text(page(campaigns()), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
