"""Layers that compute element by element: activations, unary, binary, conversions, selections."""

from __future__ import annotations

import numpy as np

from ...adapter import Unsupported
from .graph import ELEMENT_TYPES, FLOATS, INTEGERS, Value
from .translation import Job, translates

_PLAIN_ACTIVATIONS = {"RELU": "Relu", "SIGMOID": "Sigmoid", "TANH": "Tanh", "SOFTSIGN": "Softsign"}
_UNARY = {
    "EXP": "Exp",
    "LOG": "Log",
    "SQRT": "Sqrt",
    "RECIP": "Reciprocal",
    "ABS": "Abs",
    "NEG": "Neg",
    "SIN": "Sin",
    "COS": "Cos",
    "TAN": "Tan",
    "SINH": "Sinh",
    "COSH": "Cosh",
    "ASIN": "Asin",
    "ACOS": "Acos",
    "ATAN": "Atan",
    "ASINH": "Asinh",
    "ACOSH": "Acosh",
    "ATANH": "Atanh",
    "CEIL": "Ceil",
    "FLOOR": "Floor",
    "ERF": "Erf",
    "NOT": "Not",
    "SIGN": "Sign",
    "ROUND": "Round",
    "ISINF": "IsInf",
}
_BINARY = {
    "SUM": "Add",
    "PROD": "Mul",
    "MAX": "Max",
    "MIN": "Min",
    "SUB": "Sub",
    "DIV": "Div",
    "POW": "Pow",
    "AND": "And",
    "OR": "Or",
    "XOR": "Xor",
    "EQUAL": "Equal",
    "GREATER": "Greater",
    "LESS": "Less",
}


_MOST = float(np.finfo(np.float32).max)
_UNTIL_SET = {
    "LEAKY_RELU": (0.01, 0.0),
    "ELU": (1.0, 0.0),
    "SELU": (1.6732631921768188, 1.0507010221481323),
    "SOFTPLUS": (1.0, 1.0),
    "CLIP": (-_MOST, _MOST),
    "HARD_SIGMOID": (0.2, 0.5),
    "SCALED_TANH": (1.0, 1.0),
    "THRESHOLDED_RELU": (1.0, 0.0),
}
"""alpha and beta of a new layer, as TensorRT-RTX 1.4 answers; no source says them."""


@translates("activation")
def activation(job: Job) -> list[Value]:
    """DS-LAY-052."""
    x, kind = job.input(), job.get("type")
    usual = _UNTIL_SET.get(kind, (0.0, 0.0))
    alpha, beta = float(job.get("alpha", usual[0])), float(job.get("beta", usual[1]))
    job.permit(x, (*FLOATS, "int8", *(INTEGERS if job.modern and kind == "RELU" else ())), f"activation {kind}")
    if kind in _PLAIN_ACTIVATIONS:
        return [job.node(_PLAIN_ACTIVATIONS[kind], x)]
    if kind == "LEAKY_RELU":
        return [job.node("LeakyRelu", x, alpha=alpha)]
    if kind == "ELU":
        return [job.node("Elu", x, alpha=alpha)]
    if kind == "SELU":
        return [job.node("Selu", x, alpha=alpha, gamma=beta)]
    if kind == "HARD_SIGMOID":
        return [job.node("HardSigmoid", x, alpha=alpha, beta=beta)]
    if kind == "THRESHOLDED_RELU":
        return [job.node("ThresholdedRelu", x, alpha=alpha)]
    number = x.dtype if x.dtype in FLOATS else "float32"
    a, b = job.graph.constant(alpha, number), job.graph.constant(beta, number)
    if kind == "SOFTPLUS":
        return [job.node("Mul", job.node("Softplus", job.node("Mul", x, b)), a)]
    if kind == "SCALED_TANH":
        return [job.node("Mul", job.node("Tanh", job.node("Mul", x, b)), a)]
    if kind == "CLIP":
        # Not ONNX's Clip, whose result is not specified where the bounds are crossed.
        return [job.node("Max", job.node("Min", x, b), a)]
    raise Unsupported(f"activation {kind}")


@translates("unary")
def unary(job: Job) -> list[Value]:
    """DS-LAY-051."""
    x, op = job.input(), job.get("op")
    of_integers = op == "SIGN" or (job.modern and op in ("ABS", "NEG"))
    if op == "NOT":
        job.permit(x, ("bool",), op)
    else:
        job.permit(x, (*FLOATS, "int8", *(INTEGERS if of_integers else ())), f"unary {op}")
    return [job.node(_UNARY[op], x)]


@translates("elementwise")
def elementwise(job: Job) -> list[Value]:
    """DS-LAY-001 to DS-LAY-004."""
    op = job.get("op")
    a, b = job.common_float([job.input(0), job.input(1)])
    job.same_ranks([a, b])
    if a.dtype != b.dtype:
        job.graph.forbid(f"{a.dtype} beside {b.dtype}")
    elif op in ("AND", "OR", "XOR"):
        job.permit(a, ("bool",), op)
    elif op == "POW":
        job.permit(a, (*FLOATS, *(INTEGERS if job.modern else ())), op)
    elif not (op == "EQUAL" and job.modern and a.dtype == "bool"):
        job.permit(a, (*FLOATS, *INTEGERS, "int8"), op)
    if op == "FLOOR_DIV":
        return [_floor_division(job, a, b)]
    return [job.node(_BINARY[op], a, b)]


def _floor_division(job: Job, a: Value, b: Value) -> Value:
    quotient = job.node("Div", a, b)
    if a.dtype not in INTEGERS:
        return job.node("Floor", quotient)
    # ONNX divides integers towards zero: one less where that is not exact and the signs differ.
    zero = job.graph.constant(0, a.dtype)
    rest = job.node("Sub", a, job.node("Mul", quotient, b))
    is_inexact = job.node("Not", job.node("Equal", rest, zero))
    signs_differ = job.node("Xor", job.node("Less", rest, zero), job.node("Less", b, zero))
    return job.node("Sub", quotient, job.graph.cast(job.node("And", is_inexact, signs_differ), a.dtype))


@translates("identity")
def identity(job: Job) -> list[Value]:
    """DS-LAY-057."""
    x = job.input()
    wanted = job.layer.output_types.get(0, x.dtype)
    if wanted == "bool" != x.dtype and not job.modern:
        raise Unsupported("a conversion to bool by an identity layer: ONNX's Cast permits it in every edition")
    return [job.node("Identity", x) if wanted == x.dtype else job.node("Cast", x, to=ELEMENT_TYPES[wanted])]


@translates("cast")
def cast(job: Job) -> list[Value]:
    """DS-LAY-057: floats truncate to integers, anything to bool is ``!= 0``."""
    wanted = job.get("to_type")
    if wanted == "int64" and not job.modern:
        raise Unsupported("a cast to int64, which editions before 10 refuse: ONNX permits it")
    return [job.node("Cast", job.input(), to=ELEMENT_TYPES[wanted])]


@translates("select")
def select(job: Job) -> list[Value]:
    """DS-LAY-005."""
    three = [job.input(index) for index in range(3)]
    job.same_ranks(three)
    if three[1].dtype != three[2].dtype:
        job.graph.forbid(f"{three[1].dtype} beside {three[2].dtype}")
    job.permit(three[0], ("bool",), "a condition")
    return [job.node("Where", *three)]


@translates("parametric_relu")
def parametric_relu(job: Job) -> list[Value]:
    """DS-LAY-069."""
    x, slopes = job.input(0), job.input(1)
    job.same_ranks([x, slopes])
    job.permit(x, FLOATS, "a parametric ReLU")
    return [job.node("PRelu", x, slopes)]
