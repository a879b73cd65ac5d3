"""Chains of steps as programs: a kernel for the operations and element types of a chain (``cuda/program.cu``).

A program knows no dims: they, the addresses and the numbers of a chain are read at run time, so that a change of
shape compiles nothing. Which chains an engine has may follow from its shapes (what broadcasts is not fused), so
programs are made during an engine's first execution only; what turns up later is read step by step (``cuda/chain.cu``).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np

from .cuda_chain_params import operations

ELEMENTS = {
    "float32": "float",
    "float16": "half_t",
    "int8": "i8",
    "uint8": "u8",
    "bool": "bool_t",
    "int32": "int",
    "int64": "i64",
}
NUMBERS = {"float": "float", "int": "int", "long": "i64"}
LOGIC = {"LOAD", "AND", "OR", "XOR", "EQUAL", "NOT", "TEST", "SELECT"}
"""What is done to four truth values at a time where there is nothing else."""
LIMITS = {"RELU", "CLIP"}
"""What changes a number to one that is known, or not at all."""


ProgramStep = tuple[str, int, bool, int]
"""Operation, number of the array that it reads or -1, whether that stands on the left, element type that is kept."""


@functools.cache
def program(kind: str, steps: tuple[ProgramStep, ...], arrays: tuple[str, ...], result: str) -> str:
    """The macros that stand before ``cuda/program.cu``: all that a kernel is compiled for.

    ``kind`` is what is computed in: float, int or long; ``arrays`` and ``result`` are names of element types.
    """
    written = []
    numbers = operations()
    for index, (op, place, swapped, kept) in enumerate(steps):
        follows = next((step[0] for step in steps[index + 1 :] if step[0] not in LIMITS), None)
        is_narrow = follows == "KEEP_HALF" or (follows is None and result == "float16")
        read = f"READ({index}, {numbers[op]}, {place}"
        fill = f"FILL({index}, {numbers[op]}, {'alpha' if kind == 'float' else 'integer'}"
        flags = f"{str(swapped).lower()}, {str(is_narrow).lower()}"
        written.append(f"{fill if place < 0 else read}, {kept}, {flags})")
    is_logic = bool(arrays) and {*arrays, result} == {"bool"} and all(op in LOGIC for op, *_ in steps)
    macros = [("LOGIC", "")] if is_logic else []
    macros += [
        ("NUMBER", NUMBERS[kind]),
        ("RESULT", ELEMENTS[result]),
        ("WIDTH", str(width_of(arrays, result))),
        ("OPERANDS(EACH)", " ".join(f"EACH({number}, {ELEMENTS[name]})" for number, name in enumerate(arrays))),
        ("STEPS(READ, FILL)", " ".join(written)),
    ]
    return "".join(f"#define {name} {value}\n" for name, value in macros)


def width_of(arrays: Sequence[str], result: str) -> int:
    """The bytes of the widest element."""
    return max(np.dtype(name).itemsize for name in (*arrays, result))
