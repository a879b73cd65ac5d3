"""Layers that work along axes: reduce, softmax, top-k, products of matrices, einsum."""

from __future__ import annotations

from ...adapter import Unsupported
from .graph import FLOATS, INTEGERS, Value
from .translation import Job, translates

_REDUCE = {"SUM": "ReduceSum", "PROD": "ReduceProd", "MAX": "ReduceMax", "MIN": "ReduceMin", "AVG": "ReduceMean"}
MOST_K = 3840


def _axes_of(mask: int) -> list[int]:
    return [axis for axis in range(mask.bit_length()) if mask >> axis & 1]


@translates("reduce")
def reduce(job: Job) -> list[Value]:
    """DS-LAY-041 to DS-LAY-043. A mask of no axis is refused there, in ONNX it stands for all of them."""
    x, mask = job.input(), job.get("axes")
    if mask <= 0:
        raise Unsupported("a reduction over no axis: ONNX reduces all of them, or none")
    job.permit(x, (*FLOATS, "int8", *INTEGERS), "a reduction")
    axes = job.graph.constant(_axes_of(mask))
    return [job.node(_REDUCE[job.get("op")], x, axes, keepdims=int(job.get("keep_dims")))]


@translates("softmax")
def softmax(job: Job) -> list[Value]:
    """DS-LAY-059."""
    x = job.input()
    mask = job.get("axes", 1 << max(0, x.rank - 3))
    axes = _axes_of(mask)
    if len(axes) != 1 or x.rank < 2:
        raise Unsupported(f"softmax over the axes {axes} of rank {x.rank}: ONNX takes one axis of any rank")
    job.permit(x, FLOATS, "a softmax")
    return [job.node("Softmax", x, axis=axes[0])]


@translates("topk")
def topk(job: Job) -> list[Value]:
    """DS-LAY-060; ONNX's indices are int64, those of the specification int32."""
    x = job.input()
    axes = _axes_of(job.get("axes"))
    if x.rank < 2 or len(axes) != 1 or not max(0, x.rank - 4) <= axes[0] < x.rank:
        raise Unsupported(f"top-k over the axes {axes} of rank {x.rank}: ONNX takes any one axis")
    job.permit(x, (*FLOATS, "int8", *(INTEGERS if job.modern else ())), "top-k")
    if job.has(1):
        k = job.integers(1, "k")
        if k.rank != 0:
            raise Unsupported(f"k of rank {k.rank}: ONNX wants a vector")
        k = job.node("Reshape", k, job.graph.constant([1]))
    else:
        number = job.get("k")
        if not 0 <= number <= MOST_K:
            raise Unsupported(f"k {number}: ONNX has no such limit")
        k = job.graph.constant([number])
    largest = int(job.get("op") == "MAX")
    values, indices = job.graph.nodes_of("TopK", [x, k], 2, axis=axes[0], largest=largest, sorted=1)
    return [values, job.graph.cast(indices, "int32")]


@translates("matrix_multiply")
def matrix_multiply(job: Job) -> list[Value]:
    """DS-LAY-058; a vector is a matrix of one row or column, and that axis goes again."""
    operands = job.common_float([job.input(0), job.input(1)])
    ops = [job.get("op0", "NONE"), job.get("op1", "NONE")]
    for operand, op in zip(operands, ops, strict=True):
        if operand.rank < (1 if op == "VECTOR" else 2):
            raise Unsupported(f"a product with {op} of rank {operand.rank}: ONNX's MatMul takes vectors")
    leads = [operand.rank - (1 if op == "VECTOR" else 2) for operand, op in zip(operands, ops, strict=True)]
    if leads[0] != leads[1]:
        raise Unsupported("operands with unequal numbers of leading axes: ONNX broadcasts them")
    job.permit(operands[0], FLOATS, "a product of matrices")
    if operands[0].dtype == operands[1].dtype:
        job.permit(operands[1], FLOATS, "a product of matrices")
    gone = []
    matrices = []
    for side, (operand, op) in enumerate(zip(operands, ops, strict=True)):
        matrix = operand
        if op == "VECTOR":
            place = leads[0] if side == 0 else leads[0] + 1
            matrix = job.node("Unsqueeze", operand, job.graph.constant([place]))
            gone.append(place)
        elif op == "TRANSPOSE":
            last = operand.rank - 1
            matrix = job.node("Transpose", operand, perm=[*range(last - 1), last, last - 1])
        matrices.append(matrix)
    product = job.node("MatMul", *matrices)
    return [job.node("Squeeze", product, job.graph.constant(gone)) if gone else product]


@translates("einsum")
def einsum(job: Job) -> list[Value]:
    """DS-LAY-068."""
    values = job.common_float([job.translation.value(tensor) for tensor in job.layer.operands()])
    equation = job.get("equation")
    labels = equation.replace(" ", "").replace(",", "").replace("->", "").replace("...", "")
    if not all("a" <= label <= "z" for label in labels):
        raise Unsupported(f"the equation {equation!r}: ONNX takes capital letters too")
    for value in values:
        job.permit(value, FLOATS, "an einsum")
    return [job.graph.node("Einsum", values, equation=equation)]
