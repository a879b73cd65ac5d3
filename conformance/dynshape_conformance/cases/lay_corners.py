"""DS-LAY: what lies at the ends: one element, three axes, the lowest axis, the other order of types."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.ranges import between

from ..case import Trial, negative, positive
from .expect import refused_at_last
from .expected_moves import gathered, gathered_nd
from .expected_numbers import summed, wide
from .expected_windows import SAME, Axis, deconvolved, spread
from .lay_gather import gather, typed
from .lay_matmul import multiplied, product
from .lay_others import layer
from .lay_reduce import join
from .lay_resize import resize
from .lay_windows import deconvolution_of, filter_of
from .samples import Sample, computed, gives_dims, int32_dims, one_layer, refused_layer, to_int32

RUN = ("execution",)


# Gathers


@negative("DS-LAY-020")
def more_indices_than_data(t: Trial) -> None:
    """On other axes than its own a gather by elements takes the index for the place: there are no more than data."""
    for data, indices, axis in (
        ((2, 3), (3, 3), 1),
        ((2, 3), (2, 4), 0),
        ((2, 3, 4), (2, 9, 5), 1),
        ((0, 3), (1, 3), 1),
    ):
        with t.subcase(data=data, indices=indices, axis=axis):
            refused_layer(t, gather(axis, "ELEMENT"), typed(data, indices), "DS-LAY-020")


@positive("DS-LAY-021", features=RUN)
def one_index_tuple(t: Trial) -> None:
    """One tuple leads to one element or part, whatever axes of one element the tuples have."""
    x = ramp((3, 4), 1)
    for lead in ((1,), (1, 1), (3, 1), (1, 3)):
        for depth in (1, 2):
            with t.subcase(lead=lead, depth=depth):
                at = (ramp((*lead, depth), 1, "int64") % 3).astype("int32")
                got = computed(t, {"": Sample(gather(0, "ND"), (x, at), True)})
                t.close(got[""], gathered_nd(x, at), 0)


@positive("DS-LAY-023", features=RUN)
def out_of_bounds_in_a_batch(t: Trial) -> None:
    """An index beyond the last element yields 0 in each part of a batch, for elements and for larger parts."""
    for data, axis in (((2, 3), 1), ((2, 3, 4), 1), ((2, 3, 4), 2), ((2, 3, 2, 2), 1)):
        with t.subcase(data=data, axis=axis):
            x, at = ramp(data, 1), np.array([[0, 9, 1], [4, 2, 0]], np.int32)
            got = computed(t, {"": Sample(gather(axis, elementwise=1), (x, at), True)})
            t.close(got[""], gathered(x, at, axis, 1), 0)


@positive("DS-LAY-021", features=("contexts",), editions=("8.5", None))
def index_tuples_of_dims(t: Trial) -> None:
    """Dims that tuples pick from the dims of a tensor, of which one is known at run time only."""
    program = Program()
    x = program.input("x", "float32", (-1, 4))
    picked = program.layer(
        "gather_v2", [int32_dims(t, program, x), program.constant([1, 0], "int32", (2, 1))], {"mode": "ND"}
    )
    turned = program.shuffle(x, picked)
    program.mark_output(turned, "y")
    definition = t.define(program)
    t.equal(definition.tensor_dims(turned), (4, -1))
    context = t.context(program, [{"x": between((-1, 4), 1, 9)}])
    for rows in (1, 3, 9):
        with t.subcase(rows=rows):
            t.accepted(context.set_dims("x", (rows, 4)))
            t.equal(context.dims("y"), (4, rows))


# Types


@negative("DS-LAY-044")
def joined_types_that_differ(t: Trial) -> None:
    """Inputs of two types are refused, in whichever order they come, and at the end of several."""
    for first, second in itertools.permutations(("float32", "float16", "int8", "int32", "bool"), 2):
        for many in (1, 2):
            with t.subcase(first=first, second=second, many=many):
                refused_layer(t, join(0), [(first, (2, 3))] * many + [(second, (2, 3))], "DS-LAY-044")


@positive("DS-LAY-068", features=RUN)
def equations_of_each_type(t: Trial) -> None:
    """What an equation gives has the type of its inputs."""
    for dtype in ("float32", "float16"):
        with t.subcase(dtype=dtype):
            make = layer("einsum", {"equation": "ij,jk->ik"})
            gives_dims(t, make, [(dtype, (2, 3)), (dtype, (3, 4))], (2, 4), dtype)
            a, b = ramp((2, 3), 0, dtype), ramp((3, 4), -4, dtype)
            got = computed(t, {"": Sample(make, (a, b), True)})[""]
            t.equal(got.dtype.name, dtype)
            t.close(got, np.matmul(wide(a), wide(b)), 0)  # Whole numbers below 2^11.


@negative("DS-LAY-054", editions=("10", None))
def condition_of_wide_integers(t: Trial) -> None:
    """The condition is Bool, and no Int64."""
    program = Program()
    block = program.layer("if_conditional", [])
    program.layer("condition", [program.input("c", "int64", ())], {"conditional": block})
    x = program.input("x", "float32", (2,))
    a = program.layer("conditional_input", [x], {"conditional": block})
    branches = [program.unary(a, "NEG"), program.unary(a, "ABS")]
    y = program.layer("conditional_output", branches, {"conditional": block})
    program.mark_output(y, "y")
    refused_at_last(t, t.adapter.define(program), y, "DS-LAY-054")


@positive("DS-LAY-054", editions=("10", None))
def extents_worked_out_in_both_branches(t: Trial) -> None:
    """An extent that both branches have stays known, long or short, given to one and a sum in the other."""
    for half in (1, 100, 150, 50000):
        with t.subcase(half=half):
            program = Program()
            given = [program.input(name, "float32", (k * half, 2)) for k, name in enumerate("ab", 1)]
            condition = program.input("c", "bool", ())
            block = program.layer("if_conditional", [])
            program.layer("condition", [condition], {"conditional": block})
            a, b = (program.layer("conditional_input", [one], {"conditional": block}) for one in given)
            branches = [program.concatenation([a, a], 0), program.unary(b, "NEG")]
            y = program.layer("conditional_output", branches, {"conditional": block})
            program.mark_output(y, "y")
            t.equal(t.define(program).tensor_dims(y), (2 * half, 2))


# Windows, products, grids


@positive("DS-LAY-063", features=RUN)
def deconvolutions_over_three_axes(t: Trial) -> None:
    """Over three axes as over two."""
    axes = (Axis(2, 2), Axis(3, 1, 1, 1, 0), Axis(2, 1, 2))
    rng = np.random.default_rng(3)
    x = rng.uniform(-1, 1, (1, 2, 2, 3, 2)).astype("float32")
    kernel = rng.uniform(-1, 1, (2, 2, 2, 3, 2)).astype("float32")
    for mode in ("EXPLICIT_ROUND_DOWN", *SAME):
        with t.subcase(mode=mode):
            wanted = (2, 3, *(spread(4 + k, axis, mode) for k, axis in enumerate(axes)))
            gives_dims(t, deconvolution_of(axes, mode), [("float32", (2, 3, 4, 5, 6))], wanted)
            got = computed(t, {"": Sample(filter_of("deconvolution_nd", kernel, axes, mode), (x,), True)})[""]
            want, size = deconvolved(x, kernel, axes, mode)
            t.close(got, want, summed(kernel[:, 0].size, size, "float32"))


@positive("DS-LAY-058", features=RUN)
def transposed_operands(t: Trial) -> None:
    """The last two axes of an operand change places, at every rank."""
    for lead in ((), (2,), (2, 3), (2, 1, 2)):
        for op0, op1 in (("TRANSPOSE", "NONE"), ("NONE", "TRANSPOSE"), ("TRANSPOSE", "TRANSPOSE")):
            with t.subcase(lead=lead, op0=op0, op1=op1):
                a = ramp((*lead, *((3, 2) if op0 == "TRANSPOSE" else (2, 3))), -2)
                b = ramp((*lead, *((4, 3) if op1 == "TRANSPOSE" else (3, 4))), -3)
                got = computed(t, {"": Sample(product(op0, op1), (a, b))})[""]
                t.close(got, multiplied(wide(a), wide(b), op0, op1), 0)  # Whole numbers below 2^24.


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def mirrored_single_element(t: Trial) -> None:
    """A picture of one element is that element everywhere in its mirrors, be the corners aligned or not."""
    x = np.full((1, 1, 1, 1), 5.0, np.float32)
    places = np.array([-1.0, -0.25, 0.0, 0.75, 1.0, 1.5, -3.0], np.float32)
    grid = np.stack(np.meshgrid(places, places[::3]), axis=-1)[None]
    for align in (False, True):
        with t.subcase(align_corners=align):
            given: dict[str, Any] = {"interpolation_mode": "NEAREST", "sample_mode": "REFLECT", "align_corners": align}
            got = computed(t, {"": Sample(layer("grid_sample", **given), (x, grid), True)})[""]
            t.close(got, np.full((1, 1, *grid.shape[1:3]), 5.0), 0)


# Ends of ranges


@positive("DS-LAY-068", features=RUN, editions=("8.5", None))
def lowest_axis_of_one_hot(t: Trial) -> None:
    """The new axis counts from the end too, down to the one before all others."""
    at, values = np.array([[0, 2, 1], [3, 3, 0]], np.int32), np.array([5, 9], np.float32)
    hot = np.where(at[..., None] == np.arange(4), 9.0, 5.0)
    for axis in (-3, -2, -1):
        with t.subcase(axis=axis):

            def make(program: Program, i: str, v: str, axis: int = axis) -> str:
                return program.layer("one_hot", [i, v, program.constant(4, "int32")], {"axis": axis})

            got = computed(t, {"": Sample(make, (at, values), True)})[""]
            t.close(got, np.moveaxis(hot, -1, axis), 0)


@positive("DS-LAY-037")
def outer_extents_that_stay(t: Trial) -> None:
    """LINEAR leaves the outer axes as they are, whose extents may be known at run time only."""
    for old, new in (
        ((2, 3, 4, 5), (2, 3, 8, 6)),
        ((-1, 3, 4, 5), (2, 3, 8, 6)),
        ((2, 3, 4, 5, 6), (2, 3, 5, 6, 7)),
        ((-1, -1, 4, 5, 6), (2, 3, 5, 6, 7)),
    ):
        with t.subcase(old=old, new=new):
            gives_dims(t, resize(shape=new, resize_mode="LINEAR"), [("float32", old)], new)


@negative("DS-LAY-060", editions=("8.6", None))
def negative_k_as_an_input(t: Trial) -> None:
    """K is no negative number, if an input gives it too."""
    for k in (-1, -2, -(2**31)):
        with t.subcase(k=k):

            def make(program: Program, x: str, k: int = k) -> str:
                made = program.layer("topk", [x], {"op": "MAX", "k": 1, "axes": 2})
                program.set_input(made, 1, program.constant(k, "int32"))
                return made

            refused_layer(t, make, [("float32", (2, 5))], "DS-LAY-060")


@negative("DS-LAY-060", editions=("8.6", None))
def k_that_is_no_scalar(t: Trial) -> None:
    """As an input K is a scalar by the header: a list of one is none."""
    for dims in ((1,), (1, 1)):
        with t.subcase(dims=dims):

            def make(program: Program, x: str, dims: tuple[int, ...] = dims) -> str:
                made = program.layer("topk", [x], {"op": "MAX", "k": 1, "axes": 2})
                program.set_input(made, 1, program.constant([2], "int32", dims))
                return made

            refused_layer(t, make, [("float32", (2, 5))], "DS-LAY-060")


@positive("DS-LAY-046", features=("contexts",), editions=("10", None))
def line_of_a_step_known_in_part(t: Trial) -> None:
    """Dims from a line whose step is a dim that only the run time knows; its first element is known before."""

    def make(program: Program, x: str, data: str) -> str:
        line = program.layer("fill", [], {"shape": [3], "op": "LINSPACE", "output_type": "int32"})
        program.set_input(line, 1, program.constant(1, "int32"))
        program.set_input(line, 2, int32_dims(t, program, x))
        made = program.slice(data, (0, 0, 0), (1, 1, 1), (1, 1, 1))
        program.set_property(made, "mode", "FILL")
        program.set_input(made, 2, line)
        return made

    program, y = one_layer(make, [("float32", (-1,)), ("float32", (1, 1, 1))])
    t.equal(t.define(program).tensor_dims(y), (1, -1, -1))
    context = t.context(program, [{"a": between((-1,), 1, 9)}])
    for length in (1, 4, 9):
        with t.subcase(length=length):
            t.accepted(context.set_dims("a", (length,)))
            t.equal(context.dims("y"), (1, 1 + length, 1 + 2 * length))


@negative("DS-EST-004")
def dims_that_depend_on_themselves(t: Trial) -> None:
    """Outside of loops no tensor follows from itself: its rank is never known."""
    for between_them in (1, 2, 5):
        with t.subcase(layers=between_them):
            program = Program()
            x = program.input("x", "float32", (2, 3))
            first = last = program.elementwise(x, x, "SUM")
            for _ in range(between_them):
                last = program.unary(last, "NEG")
            program.set_input(first, 1, last)
            program.mark_output(last, "y")
            refused_at_last(t, t.adapter.define(program), last, "DS-EST-004")


@positive("DS-LAY-050")
def dims_of_a_constant_set_later(t: Trial) -> None:
    """A constant has the dims that it was given last, as many weights as they need."""
    for dims in ((6,), (3, 2), (1, 6, 1)):
        with t.subcase(dims=dims):
            program = Program()
            made = program.constant([1.0] * 6, "float32", (2, 3))
            program.set_property(made, "shape", list(dims))
            t.equal(t.define(program).tensor_dims(made), dims)


@negative("DS-LAY-049", editions=("8.4", "8.4"))
def line_that_turns_random(t: Trial) -> None:
    """What makes no shape tensor is refused as one, though it was a line when the network was looked at."""
    program = Program()
    x = program.input("x", "float32", (-1,))
    numbers = program.layer("fill", [], {"shape": [3], "op": "LINSPACE", "output_type": "float32"})
    cut = program.slice(x, (0,), (1,), (0,))
    program.set_input(cut, 2, program.reduce(to_int32(t, program, numbers), "SUM", 1, True))
    program.mark_output(cut, "y")
    definition = t.define(program)
    t.equal(definition.tensor_dims(cut), (3,))
    change = Program()
    change.set_property(numbers, "operation", "RANDOM_UNIFORM")
    profile = t.profile(definition, {"x": between((-1,), 1, 9)})
    t.accepted(definition.add_profile(profile))
    definition.extend(change)
    clauses = ("DS-LAY-049", "DS-RULE-016", "DS-RULE-029", "DS-RULE-030", "DS-RULE-038", "DS-RULE-001")
    refused_at_last(t, definition, cut, *clauses)
