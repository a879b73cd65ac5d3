"""DS-LAY: matrix multiplication, and layers that make no shape tensors."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Array, Dims
from ..case import Trial, negative, positive
from .expected_numbers import summed, wide
from .samples import Make, Sample, clash_at, computed, context_of, dims_at, gives_dims, refused_layer, to_int32


def product(op0: str = "NONE", op1: str = "NONE") -> Make:
    """A matrix multiplication."""
    return lambda program, a, b: program.matrix_multiply(a, b, op0, op1)


def floats(*dims: Dims) -> list[tuple[str, Dims]]:
    """Float inputs."""
    return [("float32", one) for one in dims]


# DS-LAY-058: (op0, op1, a, b, result)

PRODUCTS: tuple[tuple[str, str, Dims, Dims, Dims], ...] = (
    ("NONE", "NONE", (2, 3), (3, 4), (2, 4)),
    ("TRANSPOSE", "NONE", (3, 2), (3, 4), (2, 4)),
    ("NONE", "TRANSPOSE", (2, 3), (4, 3), (2, 4)),
    ("TRANSPOSE", "TRANSPOSE", (3, 2), (4, 3), (2, 4)),
    ("VECTOR", "NONE", (3,), (3, 4), (4,)),
    ("NONE", "VECTOR", (2, 3), (3,), (2,)),
    ("VECTOR", "TRANSPOSE", (3,), (4, 3), (4,)),
    ("TRANSPOSE", "VECTOR", (3, 2), (3,), (2,)),
    ("VECTOR", "VECTOR", (3,), (3,), ()),
    ("VECTOR", "VECTOR", (5, 3), (5, 3), (5,)),
    ("VECTOR", "NONE", (5, 3), (5, 3, 4), (5, 4)),
    ("NONE", "VECTOR", (5, 2, 3), (1, 3), (5, 2)),
    ("NONE", "NONE", (1, 3, 2), (5, 2, 4), (5, 3, 4)),
    ("NONE", "NONE", (5, 1, 3, 2), (1, 6, 2, 4), (5, 6, 3, 4)),
    ("NONE", "TRANSPOSE", (2, 1, 2, 3), (2, 2, 4, 3), (2, 2, 2, 4)),
    ("NONE", "NONE", (2, 0), (0, 3), (2, 3)),
    ("NONE", "NONE", (0, 2), (2, 3), (0, 3)),
    ("NONE", "NONE", (1, 2, 2), (0, 2, 2), (0, 2, 2)),
    ("NONE", "NONE", (1,) * 6 + (2, 3), (2,) * 6 + (3, 2), (2,) * 6 + (2, 2)),
)


def multiplied(a: Array, b: Array, op0: str, op1: str) -> Array:
    """The product in float64, summed term by term."""
    left = a[..., None, :] if op0 == "VECTOR" else a.swapaxes(-1, -2) if op0 == "TRANSPOSE" else a
    right = b[..., None] if op1 == "VECTOR" else b.swapaxes(-1, -2) if op1 == "TRANSPOSE" else b
    result = (left[..., :, :, None] * right[..., None, :, :]).sum(axis=-2)
    result = result[..., 0, :] if op0 == "VECTOR" else result
    return np.asarray(result[..., 0] if op1 == "VECTOR" else result)


@positive("DS-LAY-058")
def dims_of_products(t: Trial) -> None:
    """Rows of the one and columns of the other; leading dims equal or 1; a vector has no row or column."""
    for op0, op1, a, b, dims in PRODUCTS:
        with t.subcase(op0=op0, op1=op1, a=a, b=b):
            gives_dims(t, product(op0, op1), floats(a, b), dims)


@positive("DS-LAY-058", features=("execution",))
def values_of_products(t: Trial) -> None:
    """Each element is a sum of products over the inner length."""
    for dtype in ("float32", "float16"):
        arrays = {}
        for op0, op1, a, b, _ in PRODUCTS:
            pair = ramp(a, -2, "float64") / 7 % 1, ramp(b, -3, "float64") / 11 % 1 - 0.5
            arrays[f"{op0}{op1}{a}{b}"] = (op0, op1, pair[0].astype(dtype), pair[1].astype(dtype))
        samples = {name: Sample(product(one[0], one[1]), one[2:]) for name, one in arrays.items()}
        results = computed(t, samples)
        for name, (op0, op1, x, y) in arrays.items():
            with t.subcase(sample=name, dtype=dtype):
                want = multiplied(wide(x), wide(y), op0, op1)
                size = multiplied(np.abs(wide(x)), np.abs(wide(y)), op0, op1)
                t.close(results[name], want, summed(x.shape[-2 if op0 == "TRANSPOSE" else -1], size, dtype))


@negative("DS-LAY-058")
def products_of_too_low_a_rank(t: Trial) -> None:
    """A matrix has two axes at least, a vector one."""
    for op0, op1, a, b in (
        ("NONE", "NONE", (3,), (3, 4)),
        ("NONE", "NONE", (2, 3), (3,)),
        ("TRANSPOSE", "NONE", (3,), (3, 4)),
        ("NONE", "TRANSPOSE", (2, 3), (3,)),
        ("VECTOR", "NONE", (), (3, 4)),
        ("NONE", "VECTOR", (2, 3), ()),
    ):
        with t.subcase(op0=op0, op1=op1, a=a, b=b):
            refused_layer(t, product(op0, op1), floats(a, b), "DS-LAY-058")


@negative("DS-LAY-058")
def leading_dims_that_differ(t: Trial) -> None:
    """As many leading dims, each equal or 1."""
    for op0, op1, a, b in (
        ("NONE", "NONE", (2, 2, 3), (3, 3, 4)),
        ("NONE", "NONE", (2, 3), (1, 3, 4)),
        ("NONE", "NONE", (1, 1, 2, 3), (1, 3, 4)),
        ("VECTOR", "NONE", (2, 3), (3, 4)),
        ("VECTOR", "VECTOR", (2, 3), (3, 3)),
        ("NONE", "VECTOR", (2, 3), (2, 3)),
        ("NONE", "NONE", (0, 2, 3), (2, 3, 4)),
    ):
        with t.subcase(op0=op0, op1=op1, a=a, b=b):
            refused_layer(t, product(op0, op1), floats(a, b), "DS-LAY-058")


@negative("DS-LAY-058")
def inner_lengths_that_differ(t: Trial) -> None:
    """The inner lengths are equal: 1 is not broadcast."""
    for op0, op1, a, b in (
        ("NONE", "NONE", (2, 3), (4, 2)),
        ("NONE", "NONE", (2, 1), (3, 2)),
        ("TRANSPOSE", "NONE", (2, 3), (3, 4)),
        ("NONE", "TRANSPOSE", (2, 3), (3, 4)),
        ("VECTOR", "NONE", (3,), (4, 3)),
        ("VECTOR", "VECTOR", (3,), (4,)),
    ):
        with t.subcase(op0=op0, op1=op1, a=a, b=b):
            refused_layer(t, product(op0, op1), floats(a, b), "DS-LAY-058")


@negative("DS-LAY-058", features=("contexts",))
def products_at_run_time(t: Trial) -> None:
    """The same where the run-time dims say so."""
    good, bad = ((1, 2, 3), (5, 3, 4)), (((5, 2, 3), (5, 4, 4)), ((2, 2, 3), (5, 3, 4)))
    context = context_of(t, product(), ("float32", "float32"), good, *bad)
    for point in bad:
        with t.subcase(a=point[0], b=point[1]):
            clash_at(t, context, point, "DS-LAY-058")
            dims_at(t, context, good, (5, 2, 4))


@negative("DS-LAY-058")
def products_of_other_types(t: Trial) -> None:
    """Matrices are of floats."""
    for dtype in ("int32", "bool"):
        with t.subcase(dtype=dtype):
            refused_layer(t, product(), [(dtype, (2, 2))] * 2, "DS-LAY-058", "DS-RULE-039")


# DS-LAY-068: layers that make no shape tensors


def as_reshape_dims(t: Trial, kind: str) -> tuple[Program, str]:
    """A layer outside of the list whose result is used as reshape dims."""
    program = Program()
    x = program.input("x", "float32", (4,))
    data = program.constant([2.0, 2.0], "float32")
    if kind == "scatter":
        updates = [program.constant([2], "int32"), program.constant([0], "int32"), program.constant([2], "int32")]
        base = program.constant([2, 2], "int32")
        made = program.layer("scatter", [base, updates[1], updates[2]], {"mode": "ELEMENT"})
    elif kind == "einsum":
        made = program.layer("einsum", [data, program.constant([1.0], "float32")], {"equation": "i,j->i"})
    elif kind == "softmax":
        square = program.constant([2.0, 2.0, 2.0, 2.0], "float32", (2, 2))
        sums = program.reduce(program.layer("softmax", [square], {}, {"axes": 1}), "SUM", 1, False)
        made = program.elementwise(sums, data, "PROD")
    else:
        square = program.constant([1.0, 0.0, 0.0, 1.0], "float32", (2, 2))
        made = program.matrix_multiply(square, data, "NONE", "VECTOR")
    if kind != "scatter":
        made = to_int32(t, program, made)
    y = program.shuffle(x, made)
    program.mark_output(y, "y")
    return program, y


@negative("DS-LAY-068", editions=("8.4", "8.4"))
def no_shape_tensors(t: Trial) -> None:
    """In 8.4 the result of a layer outside of the list is no shape tensor."""
    for kind in ("scatter", "einsum", "softmax", "matrix_multiply"):
        with t.subcase(kind=kind):
            definition = t.adapter.define(as_reshape_dims(t, kind)[0])
            clauses = ("DS-LAY-068", "DS-RULE-029", "DS-RULE-030", "DS-RULE-039", "DS-RULE-001", "DS-LEX-008")
            answers = [answer for answer in definition.answers if not answer.ok]
            t.refused(answers[0] if answers else definition.build(), *clauses)


@positive("DS-LAY-068")
def listed_layers_make_shape_tensors(t: Trial) -> None:
    """The same with a layer of the list in their place is accepted."""
    program = Program()
    x = program.input("x", "float32", (4,))
    two = program.constant([2, 2], "int32")
    y = program.shuffle(x, program.elementwise(two, two, "MIN"))
    program.mark_output(y, "y")
    t.accepted(t.define(program).build())


@positive("DS-LAY-068", features=("execution",))
def einsum_of_data(t: Trial) -> None:
    """As execution tensors they compute: a batched product by an equation."""
    a, b = ramp((2, 3, 4)), ramp((2, 4, 5), 2)

    def make(program: Program, x: str, y: str) -> str:
        return program.layer("einsum", [x, y], {"equation": "bij,bjk->bik"})

    got = computed(t, {"": Sample(make, (a, b))})[""]
    t.close(got, np.matmul(wide(a), wide(b)), summed(4, np.matmul(np.abs(wide(a)), np.abs(wide(b))), "float32"))


@positive("DS-LAY-068", features=("execution",))
def scatter_of_data(t: Trial) -> None:
    """A scatter puts updates in place of elements, along an axis or by index tuples."""
    data, updates = ramp((3, 3)), np.array([[10, 20], [30, 40]], np.float32)
    along = np.array([[2, 0], [0, 2]], np.int32)
    with t.subcase(mode="ELEMENT"):

        def element(program: Program, x: str, i: str, u: str) -> str:
            return program.layer("scatter", [x, i, u], {"mode": "ELEMENT"}, {"axis": 1})

        want = data.copy()
        np.put_along_axis(want[:2], along, updates, 1)
        t.close(computed(t, {"": Sample(element, (data, along, updates), True)})[""], want, 0)
    with t.subcase(mode="ND"):

        def tuples(program: Program, x: str, i: str, u: str) -> str:
            return program.layer("scatter", [x, i, u], {"mode": "ND"})

        want = data.copy()
        want[[2, 0], [1, 2]] = (10, 20)
        at = np.array([[2, 1], [0, 2]], np.int32)
        t.close(computed(t, {"": Sample(tuples, (data, at, updates[0]), True)})[""], want, 0)
