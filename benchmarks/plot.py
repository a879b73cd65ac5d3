"""The plot of `scaling.py`: total cost against the number of layers, both axes logarithmic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LINES = (
    ("dynshape_reference", "total", "reference: define to output dims", "C0", "o-"),
    ("tensorrt_rtx", "total", "TensorRT-RTX: define to build", "C1", "s-"),
    ("dynshape_reference", "define", "reference: define", "C0", "o:"),
    ("tensorrt_rtx", "define", "TensorRT-RTX: define", "C1", "s:"),
    ("dynshape_reference", "again", "reference: output dims again", "C2", "^--"),
)


def write_plot(results: dict[str, Any], path: Path) -> None:
    """The same figures give the same file."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "dynshape", "svg.fonttype": "none"})
    from matplotlib import pyplot

    chains = {int(key.split()[1]): value for key, value in results["seconds"].items() if key.startswith("sum_chain ")}
    figure, axes = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    for engine, step, label, color, style in LINES:
        points = [
            (size, chains[size][engine]["median"][step])
            for size in sorted(chains)
            if isinstance(chains[size].get(engine), dict)
        ]
        if points:
            axes.loglog(*zip(*points, strict=True), style, color=color, label=label, markersize=5)
    axes.set_xlabel("shape layers in a chain")
    axes.set_ylabel("seconds (median)")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(frameon=False, fontsize=9)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": "benchmarks/scaling.py"})
    pyplot.close(figure)
    # Line ends without blanks, as editors leave them.
    text = "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    path.write_text(text + "\n", encoding="utf-8")
