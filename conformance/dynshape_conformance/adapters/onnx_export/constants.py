"""Layers without data: constants and fills, and the dims of a tensor."""

from __future__ import annotations

import numpy as np

from ...adapter import Unsupported
from .graph import FLOATS, INTEGERS, Value
from .translation import Job, translates


@translates("constant")
def constant(job: Job) -> list[Value]:
    """DS-LAY-050; one extent may be -1 and follows from the number of values."""
    dtype, dims, values = job.get("dtype"), job.get("shape", job.get("dims")), job.get("values")
    if dtype == "bool" and not job.modern:
        raise Unsupported("a constant of bools, which editions before 10 refuse: ONNX has such tensors")
    array = np.array(values, dtype=np.dtype(dtype))
    try:
        return [job.graph.constant(array.reshape(dims), dtype)]
    except ValueError:
        raise Unsupported(f"{array.size} values for dims {tuple(dims)}: no ONNX tensor can be written so") from None


@translates("shape")
def shape(job: Job) -> list[Value]:
    """DS-LAY-034; always a node, so that the engine is asked for the dims."""
    dims = job.node("Shape", job.input())
    return [dims if job.modern else job.graph.cast(dims, "int32")]


@translates("fill")
def fill(job: Job) -> list[Value]:
    """DS-LAY-046, DS-LAY-047."""
    op = job.get("operation", job.get("op"))
    dims = job.vector(0, "dims of a fill") if job.has(0) else job.graph.constant(job.get("shape"))
    if job.has(1) != job.has(2):
        raise Unsupported("a fill with one of alpha and beta: translated, the other would be made up")
    dtype = job.layer.output_types.get(0, job.input(1).dtype if job.has(1) else "float32")
    linear = op == "LINSPACE"
    if dtype not in (("float32", *INTEGERS) if linear else FLOATS):
        raise Unsupported(f"{dtype} is no type for {op}: what it is translated to may take it")
    rank = dims.extent(0) or 0
    if job.has(1):
        alpha, beta = job.input(1), job.input(2)
        if alpha.dtype != beta.dtype or alpha.rank != 0 or beta.rank != int(linear):
            raise Unsupported("alpha or beta of another rank or type: ONNX broadcasts or converts them")
    else:
        if linear and rank != 1:
            raise Unsupported(f"a line without inputs has one axis, not {rank}: ONNX has no such rule")
        alpha = job.graph.constant(np.asarray(job.get("alpha", 0.0)).astype(dtype), dtype)
        beta = job.graph.constant(np.asarray([job.get("beta", 1.0)] if linear else job.get("beta", 1.0)), dtype)
    return [_line(job, dims, alpha, beta, dtype) if linear else _random(job, op, dims, alpha, beta, dtype)]


def _line(job: Job, dims: Value, alpha: Value, beta: Value, dtype: str) -> Value:
    rank = dims.extent(0) or 0
    # Range makes no int32 from int64 limits: counted in int64, then converted.
    result = job.graph.cast(alpha, dtype)
    for axis in range(rank):
        count = job.graph.scalar(job.graph.entry(dims, axis))
        index = job.node("Range", job.graph.constant(0), count, job.graph.constant(1))
        step = job.graph.cast(job.graph.entry(beta, axis), dtype)
        line = job.node("Mul", job.graph.cast(index, dtype), step)
        if axis < rank - 1:
            line = job.node("Reshape", line, job.graph.constant([-1] + [1] * (rank - 1 - axis)))
        result = job.node("Add", result, line)
    return result


def _random(job: Job, op: str, dims: Value, alpha: Value, beta: Value, dtype: str) -> Value:
    frame = job.graph.cast(job.node("ConstantOfShape", dims), dtype)
    # A seed of its own for each layer, so that two runs are equal.
    seed = float(job.translation.network.position(job.layer.id))
    if job.has(1):
        plain = "RandomUniformLike" if op == "RANDOM_UNIFORM" else "RandomNormalLike"
        width = job.node("Sub", beta, alpha) if op == "RANDOM_UNIFORM" else beta
        return job.node("Add", job.node("Mul", job.node(plain, frame, seed=seed), width), alpha)
    low, high = float(job.get("alpha", 0.0)), float(job.get("beta", 1.0))
    if op == "RANDOM_UNIFORM":
        if low > high:
            raise Unsupported(f"alpha {low} above beta {high}: ONNX does not say what comes of it")
        return job.node("RandomUniformLike", frame, low=low, high=high, seed=seed)
    return job.node("RandomNormalLike", frame, mean=low, scale=high, seed=seed)
