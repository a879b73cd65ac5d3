"""The tables of `scaling.py`, between markers in ``docs/performance.md``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

REFERENCE, RTX = "dynshape_reference", "tensorrt_rtx"
START, END = "<!-- figures: start -->", "<!-- figures: end -->"
STEPS = ("define", "flag", "dims", "build", "deserialize", "set and query", "total", "again")
OTHERS = (
    ("prod_chain", "chain of {:,} products and quotients"),
    ("shape_input", "shape input of {:,} elements"),
    ("profiles", "{:,} profiles"),
    ("activations", "{:,} execution layers"),
)

Engines = dict[str, Any]
"""What one measurement found, by engine: figures, or words where there are none."""


def write_page(results: dict[str, Any], path: Path) -> None:
    """Put the tables of ``results`` in place of those that are there."""
    put_between(path, START, END, tables(results))


def put_between(path: Path, start: str, end: str, text: str) -> None:
    """Put ``text`` between two marks of a file, in place of what is there."""
    before, found, rest = path.read_text(encoding="utf-8").partition(start)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise SystemExit(f"{path} lacks {start} and {end}")
    path.write_text(f"{before}{start}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def tables(results: dict[str, Any]) -> str:
    """All tables, as Markdown."""
    seconds = results["seconds"]
    return "\n\n".join((_facts(results), _chains(seconds), _ratios(seconds), _others(seconds), _flags(seconds)))


def _facts(results: dict[str, Any]) -> str:
    machine, versions = results["machine"], results["versions"]
    rtx = f"TensorRT-RTX {versions[RTX]}" if RTX in versions else "TensorRT-RTX is not installed"
    return (
        f"{machine['cores']} cores ({machine['processor']}), {machine['system']}, Python {machine['python']}, "
        f"NumPy {machine['numpy']}, {rtx}. Seconds; the median of the rounds."
    )


def _chains(seconds: dict[str, Engines]) -> str:
    rows = [("layers", "engine", *STEPS)]
    for size, engines in _sizes(seconds, "sum_chain"):
        for engine, name in ((REFERENCE, "reference"), (RTX, "TensorRT-RTX")):
            rows.append((f"{size:,}", name, *(_figure(engines, engine, step) for step in STEPS)))
    return _table(rows)


def _ratios(seconds: dict[str, Engines]) -> str:
    rows = [("layers", "define and flag: reference / TensorRT-RTX", "total: TensorRT-RTX / reference")]
    for size, engines in _sizes(seconds, "sum_chain"):
        ours, theirs = _steps(engines, REFERENCE), _steps(engines, RTX)
        if ours and theirs:
            define = (ours["define"] + ours["flag"]) / (theirs["define"] + theirs["flag"])
            rows.append((f"{size:,}", f"{define:.1f}", f"{theirs['total'] / ours['total']:.1f}"))
    return _table(rows)


def _others(seconds: dict[str, Engines]) -> str:
    rows = [("network", "step", "reference", "TensorRT-RTX", "ratio")]
    for name, words in OTHERS:
        for size, engines in _sizes(seconds, name):
            for step in _steps(engines, REFERENCE) or ("define", "build"):
                if step == "total":
                    continue
                ours, theirs = _figure(engines, REFERENCE, step), _figure(engines, RTX, step)
                rows.append((words.format(size), step, ours, theirs, _ratio(engines, step)))
    return _table(rows)


def _flags(seconds: dict[str, Engines]) -> str:
    rows = [("additions, the flag asked after each", "reference", "TensorRT-RTX")]
    for size, engines in _sizes(seconds, "flags"):
        rows.append((f"{size:,}", *(_figure(engines, engine, "add and ask") for engine in (REFERENCE, RTX))))
    return _table(rows)


def _sizes(seconds: dict[str, Engines], name: str) -> list[tuple[int, Engines]]:
    found = [(int(key.split()[1]), value) for key, value in seconds.items() if key.startswith(f"{name} ")]
    return sorted(found, key=lambda item: item[0])


def _steps(engines: Engines, engine: str) -> dict[str, float]:
    found = engines.get(engine)
    return found["median"] if isinstance(found, dict) else {}


def _figure(engines: Engines, engine: str, step: str) -> str:
    found = engines.get(engine)
    if isinstance(found, str):
        return found
    value = _steps(engines, engine).get(step)
    return "" if value is None else f"{value:.2g}"


def _ratio(engines: Engines, step: str) -> str:
    ours, theirs = _steps(engines, REFERENCE).get(step), _steps(engines, RTX).get(step)
    if ours and theirs:
        return f"{theirs / ours:.2g}" if theirs / ours < 10 else f"{theirs / ours:,.0f}"
    given_up = engines.get(RTX)
    if ours and isinstance(given_up, str) and step == "build":
        return f"> {float(given_up.strip('> s')) / ours:,.0f}"
    return ""


def _table(rows: list[tuple[str, ...]]) -> str:
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
