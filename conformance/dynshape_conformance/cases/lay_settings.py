"""DS-LAY: properties of layers that are set after the layer was added, set again, and set back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array, Dims
from ..case import Trial, positive
from .expected_moves import gathered, gathered_elements
from .expected_numbers import summed
from .lay_loop import Loop
from .samples import Make, Sample, Typed, computed, gives_dims

RUN = ("execution",)
Steps = Sequence[tuple[str, Any]]
"""Properties and their values, in the order in which they are set."""


def then(kind: str, arguments: Mapping[str, Any], steps: Steps) -> Make:
    """A layer with these arguments, and its properties set afterwards, one after another."""

    def make(program: Program, *inputs: str) -> str:
        layer = program.layer(kind, list(inputs), dict(arguments))
        for property, value in steps:
            program.set_property(layer, property, list(value) if isinstance(value, tuple) else value)
        return layer

    return make


def check(t: Trial, samples: Mapping[str, tuple[Sample, Array]]) -> None:
    """Each sample gives, exactly, what stands beside it."""
    results = computed(t, {name: sample for name, (sample, _) in samples.items()})
    for name, (_, want) in samples.items():
        with t.subcase(set=name):
            t.equal(results[name].shape, want.shape)
            t.close(results[name], np.asarray(want), 0)


SIGNED = np.array([[-3, 2, 5], [4, -1, 2]], np.float32)


@positive("DS-LAY-024", features=RUN)
def shuffles_set_again(t: Trial) -> None:
    """Of several orders or dims set one after another the last one counts."""
    x = ramp((2, 3, 4))
    first, second, dims = "first_transpose", "second_transpose", "reshape_dims"
    for_all: dict[str, tuple[Steps, Array]] = {
        "first": ([(first, (1, 2, 0)), (first, (2, 1, 0))], x.transpose(2, 1, 0)),
        "second": ([(second, (1, 2, 0)), (second, (2, 1, 0))], x.transpose(2, 1, 0)),
        "back": ([(first, (1, 2, 0)), (second, (1, 0, 2)), (first, (0, 1, 2)), (second, (0, 1, 2))], x),
        "dims": ([(dims, (4, 6)), (dims, (8, 3))], x.reshape(8, 3)),
        "last_first": ([(second, (1, 0)), (dims, (4, 6)), (first, (2, 0, 1))], x.transpose(2, 0, 1).reshape(4, 6).T),
    }
    check(t, {name: (Sample(then("shuffle", {}, steps), (x,)), want) for name, (steps, want) in for_all.items()})


@positive("DS-LAY-024", needs=("DS-LAY-033",), features=RUN)
def three_steps_by_an_input(t: Trial) -> None:
    """The transposes before and after count as well where the reshape dims are an input."""
    x = ramp((2, 3, 4))
    first, second = (1, 2, 0), (2, 0, 1)
    samples = {}
    for values in ((2, 6, 2), (0, -1, 1), (12, 2, 1)):
        for orders in ((first, None), (None, second), (first, second)):

            def make(
                program: Program, x: str, values: Dims = values, orders: tuple[Dims | None, Dims | None] = orders
            ) -> str:
                layer = program.shuffle(x, program.constant(list(values), "int32"))
                for property, order in zip(("first_transpose", "second_transpose"), orders, strict=True):
                    if order is not None:
                        program.set_property(layer, property, list(order))
                return layer

            want = x if orders[0] is None else x.transpose(orders[0])
            want = want.reshape([extent or want.shape[k] for k, extent in enumerate(values)])
            want = want if orders[1] is None else want.transpose(orders[1])
            samples[f"{values},{orders}"] = Sample(make, (x,)), want
    check(t, samples)


@positive("DS-LAY-026")
def copied_of_many_axes(t: Trial) -> None:
    """Each 0 copies its own extent, also beside a -1 and at ranks above three."""
    for dims, reshape, wanted in (
        ((2, 3, 4, 5), (0, 0, -1), (2, 3, 20)),
        ((2, 3, 4, 5), (-1, 0, 0, 0), (2, 3, 4, 5)),
        ((2, 3, 4, 5), (1, -1, 0, 0, 1), (1, 6, 4, 5, 1)),
        ((2, 3, 4, 5, 6), (0, -1, 0, 30), (2, 3, 4, 30)),
        ((2, 3, -1, 5, 6, 7, 8), (0, 0, 0, 0, -1), (2, 3, -1, 5, 336)),
    ):
        with t.subcase(dims=dims, reshape=reshape):
            gives_dims(t, then("shuffle", {}, [("reshape_dims", reshape)]), [("float32", dims)], wanted)


@positive("DS-LAY-004", features=RUN)
def operations_set_later(t: Trial) -> None:
    """The operation that was set last counts."""
    x, y = SIGNED, SIGNED[::-1].copy()
    wants = {"SUB": x - y, "MAX": np.maximum(x, y), "GREATER": x > y}
    check(
        t,
        {op: (Sample(then("elementwise", {"op": "SUM"}, [("op", op)]), (x, y)), want) for op, want in wants.items()},
    )


@positive("DS-LAY-051", features=RUN)
def unary_operations_set_later(t: Trial) -> None:
    """The operation that was set last counts."""
    wants = {"NEG": -SIGNED, "ABS": np.abs(SIGNED)}
    check(t, {op: (Sample(then("unary", {"op": "CEIL"}, [("op", op)]), (SIGNED,)), wants[op]) for op in wants})


@positive("DS-LAY-052", features=RUN)
def functions_set_later(t: Trial) -> None:
    """The function that was set last counts, with the parameters that were set."""
    steps: dict[str, tuple[Steps, Array]] = {
        "type": ([("type", "RELU")], np.maximum(SIGNED, 0)),
        "type_last": ([("alpha", -1.0), ("beta", 3.0), ("type", "CLIP")], SIGNED.clip(-1, 3)),
        "type_first": ([("type", "CLIP"), ("beta", 3.0), ("alpha", -1.0)], SIGNED.clip(-1, 3)),
        "negative": ([("type", "LEAKY_RELU"), ("alpha", -2.0)], np.where(SIGNED >= 0, SIGNED, -2 * SIGNED)),
    }
    make = {name: then("activation", {"type": "TANH"}, given) for name, (given, _) in steps.items()}
    check(t, {name: (Sample(make[name], (SIGNED,)), want) for name, (_, want) in steps.items()})


@positive("DS-LAY-041", features=RUN)
def reductions_set_later(t: Trial) -> None:
    """The operation, axes and keep_dims that were set last count."""
    x = ramp((2, 3, 4))
    steps: dict[str, tuple[Steps, Array]] = {
        "op": ([("op", "MAX")], x.max(0)),
        "axes": ([("axes", 0b110)], x.sum((1, 2))),
        "keep_dims": ([("keep_dims", True)], x.sum(0, keepdims=True)),
        "all": ([("axes", 0b100), ("keep_dims", True), ("op", "MIN"), ("axes", 0b10)], x.min(1, keepdims=True)),
    }
    given = {"op": "SUM", "axes": 1, "keep_dims": False}
    check(t, {name: (Sample(then("reduce", given, own), (x,)), want) for name, (own, want) in steps.items()})


@positive("DS-LAY-060", features=RUN)
def top_k_set_later(t: Trial) -> None:
    """The operation, k and axes that were set last count."""
    x = np.array([[5, 1, 4], [2, 9, 7], [8, 3, 6]], np.float32)
    steps: dict[str, tuple[Steps, Array]] = {
        "op": ([("op", "MIN")], np.sort(x, 1)[:, :2]),
        "k": ([("k", 3)], np.sort(x, 1)[:, ::-1]),
        "axes": ([("axes", 1)], np.sort(x, 0)[::-1][:2]),
        "all": ([("k", 3), ("axes", 1), ("op", "MIN"), ("k", 1)], np.sort(x, 0)[:1]),
    }
    given = {"op": "MAX", "k": 2, "axes": 2}
    check(t, {name: (Sample(then("topk", given, own), (x,), True), want) for name, (own, want) in steps.items()})


@positive("DS-LAY-058", features=RUN)
def products_set_later(t: Trial) -> None:
    """How the operands are read is what was set last."""
    x, y = ramp((3, 3), 1), ramp((3, 3), 4)
    steps: dict[str, tuple[Steps, Array]] = {
        "op0": ([("op0", "TRANSPOSE")], x.T @ y),
        "op1": ([("op1", "TRANSPOSE")], x @ y.T),
        "both": ([("op0", "TRANSPOSE"), ("op1", "TRANSPOSE"), ("op0", "NONE")], x @ y.T),
    }
    given = {"op0": "NONE", "op1": "NONE"}
    makes = {name: then("matrix_multiply", given, own) for name, (own, _) in steps.items()}
    check(t, {name: (Sample(makes[name], (x, y)), want) for name, (_, want) in steps.items()})


@positive("DS-LAY-058", features=RUN)
def vectors_with_squares(t: Trial) -> None:
    """A vector times a matrix, and times its transpose, differ where the matrix is square too."""
    x, v = ramp((3, 3), 1), np.array([1, -2, 4], np.float32)
    wants = {
        ("VECTOR", "NONE"): v @ x,
        ("VECTOR", "TRANSPOSE"): v @ x.T,
        ("NONE", "VECTOR"): x @ v,
        ("TRANSPOSE", "VECTOR"): x.T @ v,
    }
    samples = {}
    for ops, want in wants.items():
        make = then("matrix_multiply", dict(zip(("op0", "op1"), ops, strict=True)), [])
        samples[" ".join(ops)] = Sample(make, (v, x) if ops[0] == "VECTOR" else (x, v)), want
    check(t, samples)


@positive("DS-LAY-020", features=RUN)
def modes_of_gathers_set_later(t: Trial) -> None:
    """The mode that was set last counts."""
    x, at = ramp((3, 3), 1), np.array([[2, 0, 1], [1, 1, 2], [0, 2, 2]], np.int32)
    check(
        t,
        {
            "element": (
                Sample(then("gather_v2", {"mode": "DEFAULT"}, [("mode", "ELEMENT"), ("axis", 1)]), (x, at)),
                gathered_elements(x, at, 1),
            ),
            "default": (
                Sample(
                    then("gather_v2", {"mode": "ELEMENT"}, [("axis", 0), ("mode", "DEFAULT"), ("axis", 1)]), (x, at)
                ),
                gathered(x, at, 1),
            ),
        },
    )


@positive("DS-LAY-022", needs=("DS-LAY-018",))
def axes_of_gathers_set_again(t: Trial) -> None:
    """The axis that was set last counts."""
    inputs: list[Typed] = [("float32", (2, 3, 4)), ("int32", (5,))]
    for axes, wanted in (((2,), (2, 3, 5)), ((2, 1), (2, 5, 4)), ((1, 2, 0), (5, 3, 4))):
        with t.subcase(axes=axes):
            make = then("gather", {"axis": 0}, [("axis", axis) for axis in axes])
            gives_dims(t, make, inputs, wanted)


@positive("DS-LAY-044")
def axes_of_concatenations_set_again(t: Trial) -> None:
    """The axis that was set last counts, however often it is set."""
    for axes, wanted in (((2,), (2, 3, 8)), ((2, 1), (2, 6, 4)), ((1, 2, 0), (4, 3, 4)), ((0, 1, 0, 2), (2, 3, 8))):
        with t.subcase(axes=axes):
            make = then("concatenation", {}, [("axis", axis) for axis in axes])
            gives_dims(t, make, [("float32", (2, 3, 4))] * 2, wanted)


@positive("DS-LAY-062")
def padding_modes_set_again(t: Trial) -> None:
    """The padding mode that was set last counts, and with an explicit one the padding from before."""
    for modes, wanted in (
        (("SAME_UPPER", "EXPLICIT_ROUND_DOWN"), (1, 1, 4, 4)),
        (("EXPLICIT_ROUND_DOWN", "SAME_UPPER"), (1, 1, 3, 3)),
        (("SAME_LOWER", "SAME_UPPER", "EXPLICIT_ROUND_UP"), (1, 1, 5, 5)),
    ):
        with t.subcase(modes=modes):
            steps: list[tuple[str, Any]] = [("stride_nd", (2, 2)), ("pre_padding", (2, 2)), ("post_padding", (2, 2))]
            steps += [("padding_mode", mode) for mode in modes]
            make = then("pooling_nd", {"type": "MAX", "window_size": [3, 3]}, steps)
            gives_dims(t, make, [("float32", (1, 1, 6, 6))], wanted)


@positive("DS-LAY-010", features=RUN)
def modes_of_slices_set_again(t: Trial) -> None:
    """The mode that was set last counts, and one that is set back is as it was."""
    x = ramp((5,), 1)
    beyond = {"start": [-2], "shape": [9], "stride": [1]}
    wants = {"WRAP": [4, 5, 1, 2, 3, 4, 5, 1, 2], "CLAMP": [1, 1, 1, 2, 3, 4, 5, 5, 5]}
    samples = {}
    for modes in (("CLAMP", "WRAP"), ("WRAP", "CLAMP"), ("FILL", "WRAP", "CLAMP", "WRAP")):
        make = then("slice", beyond, [("mode", mode) for mode in modes])
        samples[" ".join(modes)] = Sample(make, (x,)), np.array(wants[modes[-1]], np.float32)
    check(t, samples)


@positive("DS-LAY-015", features=RUN)
def windows_set_again(t: Trial) -> None:
    """Of start, size and stride what was set last counts."""
    x = ramp((9,), 1)
    given = {"start": [1], "shape": [2], "stride": [1]}
    steps: dict[str, tuple[Steps, Array]] = {
        "start": ([("start", (5,)), ("start", (3,))], x[3:5]),
        "size": ([("shape", (7,)), ("shape", (4,))], x[1:5]),
        "stride": ([("stride", (2,)), ("stride", (3,))], x[1:5:3]),
        "all": ([("stride", (-2,)), ("start", (8,)), ("shape", (4,))], x[8:1:-2]),
    }
    check(t, {name: (Sample(then("slice", given, own), (x,)), want) for name, (own, want) in steps.items()})


@positive("DS-LAY-055", needs=("DS-LAY-056",), features=RUN)
def iterators_set_later(t: Trial) -> None:
    """The axis and the direction of an iterator that were set last count, on every axis."""
    x = ramp((3, 3), 1)
    for axis in range(2):
        for reverse in (False, True):
            with t.subcase(axis=axis, reverse=reverse):
                loop = Loop((3, 3))
                loop.count(3)
                part = loop.boundary("iterator", loop.x, axis=1 - axis, reverse=not reverse)
                loop.program.set_property(part, "axis", axis)
                loop.program.set_property(part, "reverse", reverse)
                lines = np.moveaxis(x, axis, 0)
                want = lines[::-1] if reverse else lines
                t.close(loop.run(t, x, loop.output(part, "CONCATENATE", 0, 3)), np.asarray(want), 0)


@positive("DS-LAY-067", features=RUN)
def scales_set_later(t: Trial) -> None:
    """Mode, weights and channel axis that were set last count."""
    x = ramp((1, 3, 3, 2), 1)
    line = np.array([1, 2, 4], np.float32)
    ten = np.array([10, 20, 30], np.float32)
    steps: dict[str, tuple[Steps, Array]] = {
        "channel_axis": ([("channel_axis", 2)], x * line[:, None]),
        "weights": ([("shift", ten.tolist()), ("scale", [1.0, 1.0, 1.0])], x + ten[:, None, None]),
    }
    given = {"mode": "CHANNEL", "shift": [], "scale": line.tolist(), "power": [], "channel_axis": 1}
    makes = {name: then("scale_nd", given, own) for name, (own, _) in steps.items()}
    check(t, {name: (Sample(makes[name], (x,), True), want) for name, (_, want) in steps.items()})


@positive("DS-LAY-068", features=RUN)
def equations_set_later(t: Trial) -> None:
    """The equation that was set last counts."""
    x, y = ramp((3, 3), 1), ramp((3, 3), 4)
    wants = {"ij,jk->ki": (x @ y).T, "ij,kj->ik": x @ y.T, "ij,ij->j": (x * y).sum(0)}
    given = {"equation": "ij,jk->ik"}
    makes = {text: then("einsum", given, [("equation", "ij,jk->i"), ("equation", text)]) for text in wants}
    check(t, {text: (Sample(makes[text], (x, y)), want) for text, want in wants.items()})


@positive("DS-LAY-057", editions=("8.6", None))
def casts_set_later(t: Trial) -> None:
    """The type that was set last counts."""
    for dtypes in (("int32",), ("int32", "float16"), ("float16", "int32", "bool")):
        with t.subcase(dtypes=dtypes):
            make = then("cast", {"to_type": "float32"}, [("to_type", dtype) for dtype in dtypes])
            gives_dims(t, make, [("float32", (2, 3))], (2, 3), dtypes[-1])


@positive("DS-LAY-059", features=RUN)
def axes_of_softmax_set_again(t: Trial) -> None:
    """The axis that was set last counts."""
    x = np.zeros((2, 3, 5), np.float32)
    samples = {}
    for axes in ((0, 1), (1, 2), (2, 1, 0)):
        make = then("softmax", {}, [("axes", 1 << axis) for axis in axes])
        samples[str(axes)] = make, np.full(x.shape, 1 / x.shape[axes[-1]])
    results = computed(t, {name: Sample(make, (x,)) for name, (make, _) in samples.items()})
    for name, (_, want) in samples.items():
        with t.subcase(set=name):
            t.close(results[name], want, summed(8, want, "float32"))


@positive("DS-LAY-068", editions=("8.5", None))
def one_hot_axes_set_later(t: Trial) -> None:
    """The new axis stands where it was set last."""
    for axis, wanted in ((0, (4, 2, 3)), (1, (2, 4, 3)), (2, (2, 3, 4)), (-1, (2, 3, 4)), (-3, (4, 2, 3))):
        with t.subcase(axis=axis):

            def make(program: Program, at: str, values: str, axis: int = axis) -> str:
                layer = program.layer("one_hot", [at, values, program.constant(4, "int32")], {"axis": 1 if axis else 2})
                program.set_property(layer, "axis", axis)
                return layer

            gives_dims(t, make, [("int32", (2, 3)), ("float32", (2,))], wanted)
