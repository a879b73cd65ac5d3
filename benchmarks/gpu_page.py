"""The tables and the picture of ``docs/performance/gpu.md``, from the figures that `gpu.py` stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gpu_goals import GOALS, PRODUCTS, goal, missing, reached
from page import END, START, put_between

WHO = (("reference", "reference", "C0", "o-"), ("rtx", "TensorRT-RTX", "C1", "s--"), ("torch", "PyTorch", "C2", ":"))
MIB = 1 << 20
ALIKE = 1.03
"""Times that differ by less are taken for equal."""


def write_page(record: dict[str, Any], folder: Path) -> None:
    """Put the tables in place of those of ``gpu.md``, and draw ``gpu.svg``."""
    put_between(folder / "gpu.md", START, END, tables(record))
    if record["sweep"]:
        draw(record["sweep"], folder / "gpu.svg")


def tables(record: dict[str, Any]) -> str:
    """All tables, as Markdown."""
    parts = [_facts(record), _comparison(record["kernels"]), _kernels(record["kernels"], record["left out"])]
    parts += _short(record["kernels"], record.get("profiles", {}))
    if record["networks"]:
        parts += ["Networks of the fixtures at kMAX, microseconds an execution, queued one after the other:"]
        parts += [_by_engine(record["networks"], lambda cell: cell.get("us"))]
    if record["host"]:
        turned = _turned(record["host"])
        parts += ["Microseconds on the host:", _by_engine(turned, lambda cell: cell)]
    refusals = _refusals(record)
    if refusals:
        parts += ["Cells are empty where an engine does not take a network:", "\n".join(refusals)]
    return "\n\n".join(parts)


def _refusals(record: dict[str, Any]) -> list[str]:
    """Why cells are empty, those for one reason on one line."""
    reasons: dict[str, list[str]] = {}
    for name, row in record["kernels"].items():
        if "rtx refused" in row:
            reasons.setdefault(f"TensorRT-RTX: {row['rtx refused']}", []).append(name)
    for table in ("networks", "host"):
        for name, row in record[table].items():
            for who, cell in row.items():
                if who == "refused":
                    reasons.setdefault(f"{name}: {cell}", []).append(table)
                elif isinstance(cell, dict) and "refused" in cell:
                    reasons.setdefault(f"{who}: {cell['refused']}", []).append(name)
    return [f"- {', '.join(names)}. {why}" for why, names in reasons.items()]


def _facts(record: dict[str, Any]) -> str:
    v = record["versions"]
    rtx = f"TensorRT-RTX {v['rtx']}" if v["rtx"] else "TensorRT-RTX was not run"
    more = " –: not measured, as the time was limited." if record["left out"] else ""
    return f"{v['device']}, CuPy {v['cupy']}, PyTorch {v['torch']}, CUDA {v['cuda']}, {rtx}.{more}"


def _comparison(rows: dict[str, Any]) -> str:
    counts = []
    for who, label, *_ in WHO[1:]:
        both = [row for row in rows.values() if who in row and "reference" in row]
        fast = sum(row["reference"] <= ALIKE * row[who] for row in both)
        counts.append(f"than {label} in {fast} of {len(both)} kernels")
    return f"The reference takes no longer, within {ALIKE - 1:.0%}, {', '.join(counts)}."


def _kernels(rows: dict[str, Any], left_out: list[str]) -> str:
    columns = ("reference", "rtx", "torch", "cupy")
    lines = [
        "| kernel | MiB moved | reference | TensorRT-RTX | PyTorch | CuPy |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, row in rows.items():
        if "copy" not in row:
            lines.append(f"| {name} | | {row['error']} | | | |")
            continue
        cells = [f"{row['copy'] / row[who]:.2f}" if who in row else "" for who in columns]
        if f"{row['family']} {name}, rtx" in left_out:
            cells[1] = "–"
        lines.append(f"| {name} | {row['bytes'] / MIB:.0f} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _short(rows: dict[str, Any], profiles: dict[str, Any]) -> list[str]:
    """The kernels that miss their goal, with what a profile shows."""
    short = {name: rows[name] for name in missing(rows)}
    goals = ", ".join(f"{family} {least:.2f}" for family, least in GOALS.items())
    told = f"Goals, of the copy: {goals}; products and convolutions {PRODUCTS:.2f} of PyTorch's speed."
    if not short:
        return [f"{told} Every kernel reaches its goal."]
    lines = [
        f"{told} {len(short)} of {len(rows)} kernels miss theirs:",
        "\n".join(
            [
                "| kernel | goal | reached | moved / must move | memory | L2 | L1 | issuing | warps | registers |"
                " conflicts | warps wait for |",
                f"| --- |{' ---: |' * 10} --- |",
                *(_profile(name, row, profiles.get(name, [])) for name, row in short.items()),
            ]
        ),
        "By Nsight Compute, of the kernel that takes the most time: bytes moved to and from memory over those that must"
        " move (of all kernels of the layer; what stays in the L2 cache is not moved), in percent how busy memory, L2"
        " cache, L1 cache with shared memory, and the schedulers are, warps that are there of those that can be,"
        " registers a thread, accesses of shared memory that conflict, and what warps wait for most.",
    ]
    return lines if any(name in profiles for name in short) else lines[:2]


def _profile(name: str, row: dict[str, Any], kernels: list[dict[str, Any]]) -> str:
    head = f"| {name} | {goal(row):.2f} | {reached(row):.2f} |"
    if not kernels:
        return f"{head}{' |' * 9}"
    slowest = max(kernels, key=lambda kernel: kernel["nanoseconds"])
    moved = sum(kernel["bytes read"] + kernel["bytes written"] for kernel in kernels) / row["bytes"]
    busy = " | ".join(f"{slowest[unit]:.0f}" for unit in ("memory", "L2", "L1", "issuing", "warps", "registers"))
    accesses = slowest["shared accesses"]
    conflicts = f"{slowest['bank conflicts'] / accesses:.0%}" if accesses else "–"
    return f"{head} {moved:.2f} | {busy} | {conflicts} | {slowest['waits for']} |"


def _turned(by_engine: dict[str, Any]) -> dict[str, Any]:
    """Question by engine, of engine by question."""
    questions = dict.fromkeys(question for row in by_engine.values() for question in row if question != "refused")
    return {
        question: {engine: row[question] for engine, row in by_engine.items() if question in row}
        for question in questions
    }


def _by_engine(rows: dict[str, Any], figure: Any) -> str:
    engines = list(dict.fromkeys(engine for row in rows.values() for engine in row))
    labels = {who: label for who, label, *_ in WHO}
    names = [labels.get(engine, engine) for engine in engines]
    lines = [f"| what | {' | '.join(names)} |", f"| --- |{' ---: |' * len(engines)}"]
    for name, row in rows.items():
        cells = [figure(row[engine]) if engine in row else None for engine in engines]
        lines.append(f"| {name} | {' | '.join('' if cell is None else f'{cell:.0f}' for cell in cells)} |")
    return "\n".join(lines)


def draw(sweep: dict[str, Any], path: Path) -> None:
    """The speed by size, a panel for each kernel; the same figures give the same file."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "dynshape", "svg.fonttype": "none"})
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(
        2, 2, figsize=(7.5, 5), layout="constrained", sharex=True, sharey=True, squeeze=False
    )
    for axes, (name, found) in zip(panels.flat, sweep.items(), strict=False):
        for who, label, color, style in (*WHO, ("copy", "copy", "0.6", "-")):
            seconds = {int(size): value for size, value in found["seconds"].get(who, {}).items() if size.isdigit()}
            points = [(size, size * found["moved"] / seconds[size] / 1e9) for size in sorted(seconds)]
            if points:
                axes.loglog(*zip(*points, strict=True), style, color=color, label=label, markersize=3.5, base=2)
        axes.set_title(name, fontsize=10)
        axes.grid(True, which="major", alpha=0.3)
        axes.set_yscale("log", base=10)
        axes.set_yticks([1, 10, 100, 1000], ["1", "10", "100", "1000"])
        axes.minorticks_off()
        axes.set_xticks([1 << 10, 1 << 20, 1 << 30], ["1 KiB", "1 MiB", "1 GiB"])
    panels[0][0].legend(frameon=False, fontsize=8)
    figure.supylabel("GB/s, read and written", fontsize=9)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "benchmarks/gpu.py"})
    pyplot.close(figure)
    # Line ends without blanks, as editors leave them.
    text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    path.write_text(text + "\n", encoding="utf-8")
