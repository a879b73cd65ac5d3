"""One program for each thing that the exporter translates, with arrays for its inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from dynshape_fixtures import Program

Array = np.ndarray[Any, Any]
Sample = tuple[str, Callable[..., str], tuple[Array, ...]]


def floats(*dims: int) -> Array:
    """Numbers of both signs, none of them a whole one."""
    size = int(np.prod(dims))
    return (np.linspace(-2.3, 3.1, size) if size else np.zeros(0)).reshape(dims).astype(np.float32)


def counted(*dims: int, dtype: str = "int32") -> Array:
    """Whole numbers of both signs without 0."""
    size = int(np.prod(dims))
    return np.array([n if n % 2 else -n for n in range(1, size + 1)], dtype).reshape(dims)


def samples() -> Iterator[Sample]:
    """All samples, each under a name of its own."""
    yield from _elements()
    yield from _moves()
    yield from _reductions()
    yield from _windows()


def _elements() -> Iterator[Sample]:
    def act(kind: str) -> Callable[..., str]:
        return lambda p, x: p.activation(x, kind, alpha=0.7, beta=1.3)

    kinds = ("RELU", "SIGMOID", "TANH", "LEAKY_RELU", "ELU", "SELU", "SOFTSIGN", "SOFTPLUS", "CLIP", "HARD_SIGMOID")
    for kind in (*kinds, "SCALED_TANH", "THRESHOLDED_RELU"):
        yield f"activation {kind}", act(kind), (floats(3, 4),)

    for kind in kinds:
        yield f"activation {kind} as it is added", (lambda k: lambda p, x: p.activation(x, k))(kind), (floats(3, 4),)

    def of_one(op: str) -> Callable[..., str]:
        return lambda p, x: p.unary(x, op)

    def of_two(op: str) -> Callable[..., str]:
        return lambda p, x, y: p.elementwise(x, y, op)

    for op in ("EXP", "RECIP", "ABS", "NEG", "SIN", "COSH", "ATAN", "CEIL", "FLOOR", "ERF", "SIGN", "ROUND"):
        yield f"unary {op}", of_one(op), (floats(2, 5),)
    for op in ("SUM", "PROD", "MAX", "MIN", "SUB", "DIV", "FLOOR_DIV", "EQUAL", "GREATER", "LESS"):
        for a, b in ((floats(2, 1, 4), floats(1, 3, 1)), (counted(6, 1), counted(1, 6)[:, ::-1].copy())):
            yield f"elementwise {op} {a.dtype}", of_two(op), (a, b)
    yield "power", lambda p, x, y: p.elementwise(x, y, "POW"), (np.abs(floats(2, 3)), floats(1, 3))
    yield "cast to int32", lambda p, x: p.layer("cast", [x], {"to_type": "int32"}), (floats(7),)
    yield "select", lambda p, c, a, b: p.layer("select", [c, a, b]), (floats(2, 3) > 0, floats(2, 3), floats(1, 3))
    yield "prelu", lambda p, x, s: p.layer("parametric_relu", [x, s]), (floats(2, 3), floats(1, 3))


def _moves() -> Iterator[Sample]:
    yield "identity", lambda p, x: p.identity(x), (floats(2, 3),)
    yield "shape", lambda p, x: p.shape(x), (floats(2, 0, 3),)
    turned = {"first_transpose": [2, 0, 1], "reshape_dims": [0, -1], "second_transpose": [1, 0]}
    yield "shuffle", lambda p, x: p.shuffle(x, **turned), (floats(2, 3, 4),)
    zero = {"reshape_dims": [0, 5], "zero_is_placeholder": False}
    yield "shuffle of one element", lambda p, x: p.shuffle(x, first_transpose=[]), (floats(),)
    yield "shuffle to zero", lambda p, x: p.shuffle(x, **zero), (floats(3, 0),)
    yield "concatenation", lambda p, a, b: p.concatenation([a, b], 1), (floats(2, 3), floats(2, 1))
    slices = {
        "forward": ((0, 1), (2, 2), (1, 2)),
        "backward by one": ((2, 3), (2, 4), (-1, -1)),
        "backward by two": ((2, 4), (2, 3), (-2, -2)),
        "step zero": ((1, 1), (3, 2), (0, 2)),
        "nothing": ((9, 0), (0, 2), (1, 1)),
        "nothing backward": ((0, -1), (1, 0), (1, -1)),
        "nothing by step zero": ((0, 0), (1, 0), (1, 0)),
    }
    for name, given in slices.items():
        yield f"slice {name}", (lambda g: lambda p, x: p.slice(x, *g))(given), (floats(3, 5),)
    for mode in ("WRAP", "CLAMP", "REFLECT", "FILL"):
        make = (lambda m: lambda p, x: p.slice(x, (-3, 6), (7, 5), (2, -3), mode=m))(mode)
        yield f"slice {mode}", make, (floats(3, 4),)
    for axis in (0, 1, 2):
        make = (lambda a: lambda p, x, i: p.layer("gather", [x, i], {"axis": a}))(axis)
        yield f"gather axis {axis}", make, (floats(2, 3, 4), np.array([[0, 1], [-1, 9]], np.int32))
    for mode, indices in (("ELEMENT", [[0, 5, -1]]), ("ND", [[0, 1], [1, -1], [7, 0]])):
        make = (lambda m: lambda p, x, i: p.layer("gather_v2", [x, i], {"mode": m}))(mode)
        yield f"gather {mode}", make, (floats(2, 3), np.array(indices, np.int32))
    sizes = {"pre_padding": [1, -1], "post_padding": [0, 2]}
    yield "padding", lambda p, x: p.layer("padding_nd", [x], sizes), (floats(1, 2, 3, 4),)
    line = {"shape": [5], "op": "LINSPACE", "output_type": "float32"}
    yield "fill", lambda p: p.layer("fill", [], line, {"alpha": -2.0, "beta": 0.5}), ()
    resizes: dict[str, tuple[dict[str, Any], Array]] = {
        "nearest by floor": ({"scales": (1.6, 0.7)}, floats(5, 7)),
        "nearest half up": ({"shape": (3, 8), "coordinate_transformation": "HALF_PIXEL"}, floats(5, 7)),
        "linear aligned": ({"shape": (3, 8), "resize_mode": "LINEAR"}, floats(5, 7)),
        "linear doubled": ({"scales": (2.0, 3.0), "resize_mode": "LINEAR"}, floats(2, 3)),
    }
    resizes["nearest half up"][0]["nearest_rounding"] = "HALF_UP"
    resizes["linear aligned"][0]["coordinate_transformation"] = "ALIGN_CORNERS"
    for name, (properties, x) in resizes.items():
        yield f"resize {name}", (lambda q: lambda p, x: p.layer("resize", [x], {}, q))(properties), (x,)


def _reductions() -> Iterator[Sample]:
    for op in ("SUM", "PROD", "MAX", "MIN", "AVG"):
        for keep in (True, False):
            make = (lambda o, k: lambda p, x: p.reduce(x, o, 0b101, k))(op, keep)
            yield f"reduce {op} keep {keep}", make, (floats(2, 3, 4),)
    yield "softmax", lambda p, x: p.layer("softmax", [x], {}, {"axes": 2}), (floats(2, 3),)
    for op in ("MAX", "MIN"):
        make = (lambda o: lambda p, x: p.layer("topk", [x], {"op": o, "k": 2, "axes": 2}))(op)
        yield f"topk {op}", make, (floats(2, 5) % 1,)
    plain, other = floats(2, 3, 4), floats(1, 4, 5)
    yield "product", lambda p, a, b: p.matrix_multiply(a, b), (plain, other)
    turned = other.transpose(0, 2, 1).copy()
    yield "product transposed", lambda p, a, b: p.matrix_multiply(a, b, "NONE", "TRANSPOSE"), (plain, turned)
    yield (
        "product of vectors",
        lambda p, a, b: p.matrix_multiply(a, b, "VECTOR", "VECTOR"),
        (floats(2, 3), floats(2, 3)),
    )
    yield "einsum", lambda p, a, b: p.layer("einsum", [a, b], {"equation": "ij,kj->ik"}), (floats(2, 3), floats(4, 3))


def _windows() -> Iterator[Sample]:
    x = floats(1, 2, 7, 6)
    for mode in ("EXPLICIT_ROUND_DOWN", "EXPLICIT_ROUND_UP", "SAME_UPPER", "SAME_LOWER"):
        settings = {"stride_nd": [2, 2], "pre_padding": [1, 0], "post_padding": [1, 1], "padding_mode": mode}
        maps = {"num_output_maps": 3, "kernel_shape": [3, 2]}
        kernel = floats(3 * 2 * 3 * 2).tolist()
        for kind in ("convolution_nd", "deconvolution_nd"):
            arguments = {**maps, "kernel": kernel, "bias": [0.5, -1.0, 2.0]}
            make = (lambda k, a, s: lambda p, x: p.layer(k, [x], a, s))(kind, arguments, settings)
            yield f"{kind} {mode}", make, (x,)
        for type in ("MAX", "AVERAGE"):
            arguments = {"type": type, "window_size": [3, 2]}
            make = (lambda a, s: lambda p, x: p.layer("pooling_nd", [x], a, s))(arguments, settings)
            if (type, mode) != ("AVERAGE", "EXPLICIT_ROUND_UP"):
                yield f"pooling {type} {mode}", make, (x,)
    scale = {"mode": "CHANNEL", "scale": [2.0, -1.0], "shift": [0.5, 0.25], "channel_axis": 1}
    yield "scale", lambda p, x: p.layer("scale_nd", [x], scale), (x,)
    lrn = {"window": 3, "alpha": 0.2, "beta": 0.75, "k": 1.5}
    yield "lrn", lambda p, x: p.layer("lrn", [x], lrn), (np.abs(floats(1, 5, 2, 2)),)


def program_of(make: Callable[..., str], arrays: tuple[Array, ...], wild: bool) -> Program:
    """The sample as a program with inputs in0, in1, ... and output y; ``wild``: every extent is a wildcard.

    The channels of an image stay fixed, as layers with weights want them, and so does the length of index tuples.
    """
    program = Program()
    for index, array in enumerate(arrays):
        is_index = array.dtype.kind == "i"
        dims = list(array.shape)
        if wild:
            kept = (array.ndim - 1,) if is_index else (1,) if array.ndim == 4 else ()
            dims = [n if axis in kept else -1 for axis, n in enumerate(array.shape)]
        program.input(f"in{index}", array.dtype.name, dims)
    program.mark_output(make(program, *[f"in{index}" for index in range(len(arrays))]), "y")
    return program
