"""The kernels' sources, a file a family: each compiled once a process, whatever the shapes."""

from __future__ import annotations

import functools
import re
from importlib import resources

FILES = (
    "chain.cu",
    "channels.cu",
    "convolve.cu",
    "double.cu",
    "find.cu",
    "flat.cu",
    "interleave.cu",
    "lines.cu",
    "make.cu",
    "move.cu",
    "nms.cu",
    "normalize.cu",
    "planes.cu",
    "pool.cu",
    "program.cu",
    "reduce_columns.cu",
    "reduce_rows.cu",
    "resample.cu",
    "resize.cu",
    "sample.cu",
    "select.cu",
    "shift.cu",
    "softmax_columns.cu",
    "softmax_packs.cu",
    "softmax_rows.cu",
    "softmax_shared_rows.cu",
    "softmax_short.cu",
    "topk.cu",
    "transpose.cu",
    "unfold.cu",
    "window.cu",
)
"""Those that hold kernels; the ``.cuh`` files are included by them."""
OPTIONS = ("--std=c++17",)
"""What NVRTC is told besides the architecture."""
ARCHITECTURES = {"shift.cu": "sm_90a"}
"""Of files whose instructions one architecture alone has."""

_INCLUDE = re.compile(r'#include "(\w+\.cuh)"\n')
_KERNEL = re.compile(
    r"^(?:BLOCK_|BIG_BLOCK_|CLUSTER_|FULL_|MATRIX_|SIZED_|SIZED_CLUSTER_|SMALL_|WARPGROUPS_|WIDE_)?KERNEL\((\w+),",
    re.MULTILINE,
)
_MACRO = re.compile(r"^([A-Z]\w*_KERNELS?)\(([\w, ]*)\)$", re.MULTILINE)


@functools.cache
def source(file: str) -> str:
    """A file with what it includes in place, so that a cache of compiled code can go by the text."""
    return _flat(file, set())


def _flat(file: str, seen: set[str]) -> str:
    if file in seen:
        return ""
    seen.add(file)
    text = (resources.files(__package__) / "cuda" / file).read_text(encoding="utf-8").replace("#pragma once\n", "")
    return _INCLUDE.sub(lambda match: _flat(match[1], seen), text)


@functools.cache
def kernels() -> dict[str, str]:
    """The file of each kernel, by the kernel's name."""
    return {name: file for file in FILES for name in _KERNEL.findall(source(file))}


def options(file: str) -> tuple[str, ...]:
    """What NVRTC is told for a file; an architecture is in place of the device's own."""
    return (*OPTIONS, *(f"-arch={ARCHITECTURES[name]}" for name in (file,) if name in ARCHITECTURES))


def text(kernel: str) -> str:
    """What is compiled for a kernel: its file, after the macros that follow its name on lines of their own."""
    name, _, macros = kernel.partition("\n")
    return macros + source(kernels()[name])
