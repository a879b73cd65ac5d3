"""DS-LAY: unary, activation and identity layers."""

from __future__ import annotations

from typing import Any

import numpy as np
from dynshape_fixtures import Program

from ..case import Trial, choice, control, negative, positive
from .expected_numbers import (
    ACTIVATIONS,
    APPROXIMATED,
    EXACT_UNARY,
    IGNORE_ALPHA,
    IGNORE_BETA,
    UNARY,
    activation_bound,
    domain,
    rounded,
    wide,
)
from .samples import Make, Sample, computed, gives_dims, refused_layer

FLOATS = ("float32", "float16")


def unary(op: str) -> Make:
    """A unary layer."""
    return lambda program, x: program.unary(x, op)


# DS-LAY-051: unary operations


@positive("DS-LAY-051", features=("execution",))
def unary_values(t: Trial) -> None:
    """Every operation on floats, exact or within the error of an approximated function."""
    for dtype in FLOATS:
        samples = {op: Sample(unary(op), (domain(op).astype(dtype),)) for op in UNARY}
        results = computed(t, samples)
        for op in UNARY:
            with t.subcase(op=op, dtype=dtype):
                want = np.asarray(UNARY[op](wide(domain(op).astype(dtype))))
                exact = op in EXACT_UNARY
                bound = rounded(want, dtype, 1 if exact else APPROXIMATED, 0.0 if exact or op == "LOG" else 2.0**-20)
                t.close(results[op], want, 0 if exact else bound)


@positive("DS-LAY-051", features=("execution",))
def rounding_half_to_even(t: Trial) -> None:
    """ROUND takes halves to the even neighbour; FLOOR and CEIL go down and up, negative numbers too."""
    x = np.array([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999997, 2.4, -2.6], np.float32)
    results = computed(t, {op: Sample(unary(op), (x,)) for op in ("ROUND", "FLOOR", "CEIL")})
    for op, want in (
        ("ROUND", (-4, -2, -2, 0, 0, 2, 2, 4, 0, 2, -3)),
        ("FLOOR", (-4, -3, -2, -1, 0, 1, 2, 3, 0, 2, -3)),
        ("CEIL", (-3, -2, -1, 0, 1, 2, 3, 4, 1, 3, -2)),
    ):
        with t.subcase(op=op):
            t.close(results[op], np.array(want), 0)


@positive("DS-LAY-051", features=("execution",))
def not_and_sign(t: Trial) -> None:
    """NOT of both Bools; SIGN of numbers below, at and above 0."""
    with t.subcase(op="NOT"):
        got = computed(t, {"": Sample(unary("NOT"), (np.array([True, False]),))})[""]
        t.close(got, np.array([False, True]), 0)
    for dtype in ("float32", "int32"):
        with t.subcase(op="SIGN", dtype=dtype):
            got = computed(t, {"": Sample(unary("SIGN"), (np.array([-7, -1, 0, 1, 9], dtype),))})[""]
            t.close(got, np.array([-1, -1, 0, 1, 1]), 0)


@positive("DS-LAY-051")
def unary_dims(t: Trial) -> None:
    """The output has the dims and the type of the input, at every rank."""
    for op in (*UNARY, "NOT"):
        for rank in (0, 1, 4, 8):
            with t.subcase(op=op, rank=rank):
                dtype = "bool" if op == "NOT" else "float32"
                gives_dims(t, unary(op), [(dtype, (-1,) * rank)], (-1,) * rank, dtype)


@positive("DS-LAY-051")
def unary_types(t: Trial) -> None:
    """Floats of both kinds and Int8 for all but NOT, and Int32 for SIGN."""
    for op in UNARY:
        for dtype in ("float16", "int8", *(("int32",) if op == "SIGN" else ())):
            with t.subcase(op=op, dtype=dtype):
                gives_dims(t, unary(op), [(dtype, (3,))], (3,), dtype)


@negative("DS-LAY-051")
def unary_of_other_types(t: Trial) -> None:
    """NOT of numbers, and anything else of Bool, are refused."""
    for dtype in ("float32", "float16", "int32", "int8"):
        with t.subcase(op="NOT", dtype=dtype):
            refused_layer(t, unary("NOT"), [(dtype, (3,))], "DS-LAY-051")
    for op in UNARY:
        with t.subcase(op=op, dtype="bool"):
            refused_layer(t, unary(op), [("bool", (3,))], "DS-LAY-051")


@negative("DS-LAY-051", editions=("8.4", "9"))
def unary_of_integers(t: Trial) -> None:
    """Before 10 no operation but SIGN takes Int32, not even ABS and NEG."""
    for op in UNARY:
        if op != "SIGN":
            with t.subcase(op=op):
                refused_layer(t, unary(op), [("int32", (3,))], "DS-LAY-051")


@negative("DS-LAY-051", editions=("10", None))
def unary_of_integers_since_10(t: Trial) -> None:
    """From 10 on ABS, NEG and SIGN take Int32 and Int64, the others do not."""
    for op in UNARY:
        for dtype in ("int32", "int64"):
            with t.subcase(op=op, dtype=dtype):
                if op in ("ABS", "NEG", "SIGN"):
                    gives_dims(t, unary(op), [(dtype, (3,))], (3,), dtype)
                else:
                    refused_layer(t, unary(op), [(dtype, (3,))], "DS-LAY-051")


@choice("DS-LAY-051", features=("execution",))
def unary_of_no_numbers(t: Trial) -> None:
    """What operations make of NaN, infinities and numbers outside of their domain."""
    x = np.array([np.nan, np.inf, -np.inf, -1, 0, 2], np.float32)
    results = computed(t, {op: Sample(unary(op), (x,)) for op in UNARY})
    for op in UNARY:
        with t.subcase(op=op):
            t.chose(" ".join(f"{float(value):.4g}" for value in results[op]))


# DS-LAY-052: activations


def activation(type: str, **parameters: float) -> Make:
    """An activation layer."""
    return lambda program, x: program.activation(x, type, **parameters)


PARAMETERS: dict[str, tuple[tuple[float, float], ...]] = {
    "LEAKY_RELU": ((0.25, 0.0), (-0.5, 0.0), (2.0, 0.0)),
    "ELU": ((1.0, 0.0), (0.5, 0.0)),
    "SELU": ((1.75, 1.0), (1.0, 0.5), (2.0, 3.0)),
    "SOFTPLUS": ((1.0, 1.0), (2.0, 0.5)),
    "CLIP": ((-1.0, 1.0), (0.5, 2.0), (2.0, -1.0)),
    "HARD_SIGMOID": ((0.25, 0.5), (1.0, 0.0), (-0.5, 0.25)),
    "SCALED_TANH": ((1.0, 1.0), (2.0, 0.5), (-2.0, -0.5)),
    "THRESHOLDED_RELU": ((1.0, 0.0), (-0.5, 0.0)),
}
NUMBERS = np.array([-3.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 3.0])


@positive("DS-LAY-052", features=("execution",))
def activation_values(t: Trial) -> None:
    """Every function by its formula, with several parameters."""
    for dtype in FLOATS:
        x = NUMBERS.astype(dtype)
        pairs = [(type, *both) for type in ACTIVATIONS for both in PARAMETERS.get(type, ((0.0, 0.0),))]
        samples = {str(pair): Sample(activation(pair[0], alpha=pair[1], beta=pair[2]), (x,)) for pair in pairs}
        results = computed(t, samples)
        for type, alpha, beta in pairs:
            with t.subcase(type=type, alpha=alpha, beta=beta, dtype=dtype):
                want = np.asarray(ACTIVATIONS[type](wide(x), alpha, beta))
                bound = activation_bound(type, want, wide(x), alpha, beta, dtype)
                t.close(results[str((type, alpha, beta))], want, bound)


@positive("DS-LAY-052", features=("execution",))
def parameters_that_are_ignored(t: Trial) -> None:
    """Functions without alpha or beta give the same whatever these are."""
    x = NUMBERS.astype("float32")
    ignoring = [(type, "alpha") for type in IGNORE_ALPHA] + [(type, "beta") for type in IGNORE_BETA]
    for type, parameter in ignoring:
        with t.subcase(type=type, parameter=parameter):
            own = {"alpha": 0.25} if parameter == "beta" else {}
            samples = {
                "with": Sample(activation(type, **own, **{parameter: 7.0}), (x,)),
                "without": Sample(activation(type, **own), (x,)),
            }
            results = computed(t, samples)
            t.close(results["with"], results["without"], 0)


@positive("DS-LAY-052")
def activation_dims(t: Trial) -> None:
    """The output has the dims and the type of the input, at every rank."""
    for type in ACTIVATIONS:
        for dtype, rank in (("float32", 0), ("float32", 8), ("float16", 3), ("int8", 2)):
            with t.subcase(type=type, dtype=dtype, rank=rank):
                gives_dims(t, activation(type), [(dtype, (-1,) * rank)], (-1,) * rank, dtype)


@choice("DS-LAY-052")
def parameters_until_they_are_set(t: Trial) -> None:
    """No source says which alpha and beta a new activation has."""
    for type in ACTIVATIONS:
        with t.subcase(type=type):
            program = Program()
            layer = program.activation(program.input("x", "float32", (3,)), type)
            definition = t.define(program)
            alpha, beta = (definition.layer_property(layer, name).get() for name in ("alpha", "beta"))
            t.chose(f"{alpha:.6g} and {beta:.6g}")


@negative("DS-LAY-052")
def parameters_that_are_not_finite(t: Trial) -> None:
    """Alpha and beta are finite."""
    for parameter in ("alpha", "beta"):
        for value in (float("inf"), float("-inf"), float("nan")):
            with t.subcase(parameter=parameter, value=value):
                program = Program()
                layer = program.activation(program.input("x", "float32", (3,)), "CLIP")
                definition = t.define(program)
                before = definition.layer_property(layer, parameter).get()
                change = Program()
                change.set_property(layer, parameter, value)
                t.refused(definition.extend(change)[0], logged=False)
                t.equal(definition.layer_property(layer, parameter), before)


@negative("DS-LAY-052")
def activation_of_other_types(t: Trial) -> None:
    """Bool is no number."""
    for type in ACTIVATIONS:
        with t.subcase(type=type):
            refused_layer(t, activation(type), [("bool", (3,))], "DS-LAY-052")


@choice("DS-LAY-052", features=("execution",))
def activation_of_no_numbers(t: Trial) -> None:
    """What functions make of NaN and infinities."""
    x = np.array([np.nan, np.inf, -np.inf], np.float32)
    both = {type: PARAMETERS.get(type, ((0.0, 0.0),))[0] for type in ACTIVATIONS}
    results = computed(t, {type: Sample(activation(type, alpha=a, beta=b), (x,)) for type, (a, b) in both.items()})
    for type in ACTIVATIONS:
        with t.subcase(type=type):
            t.chose(" ".join(f"{float(value):g}" for value in results[type]))


# DS-LAY-057: identity and conversion


def identity(to: str | None = None) -> Make:
    """An identity layer, with an output type if one is given."""

    def make(program: Program, x: str) -> str:
        layer = program.identity(x)
        if to is not None:
            program.set_output_type(layer, 0, to)
        return layer

    return make


CONVERTED: dict[str, Any] = {
    "float32": [-2.75, -0.5, 0.0, 0.5, 1.25, 100.0],
    "float16": [-2.75, -0.5, 0.0, 0.5, 1.25, 100.0],
    "int32": [-7, -1, 0, 1, 2, 100],
    "bool": [True, False, True, True, False, False],
}


@positive("DS-LAY-057")
def identity_keeps(t: Trial) -> None:
    """Without an output type it keeps dims and type."""
    for dtype in ("float32", "float16", "int32", "int8", "bool"):
        for rank in (0, 1, 8):
            with t.subcase(dtype=dtype, rank=rank):
                gives_dims(t, identity(), [(dtype, (-1,) * rank)], (-1,) * rank, dtype)


@positive("DS-LAY-057", features=("execution",))
def identity_copies(t: Trial) -> None:
    """The elements are copied, those that are no numbers too."""
    for dtype, values in CONVERTED.items():
        with t.subcase(dtype=dtype):
            x = np.array(values, dtype)
            t.close(computed(t, {"": Sample(identity(), (x,))})[""], x, 0)


@positive("DS-LAY-057", features=("execution",))
def conversions(t: Trial) -> None:
    """Float, half, Int32 and Bool are converted to float, half and Int32; Bool becomes 0 and 1."""
    pairs = [(a, b) for a in CONVERTED for b in ("float32", "float16", "int32")]
    samples = {f"{a}{b}": Sample(identity(b), (np.array(CONVERTED[a], a),)) for a, b in pairs}
    results = computed(t, samples)
    for a, b in pairs:
        with t.subcase(source=a, target=b):
            want = np.array(CONVERTED[a], a)
            # Fractions: which way they go is a choice of its own.
            whole = np.ones(want.shape, bool) if b != "int32" else wide(want) == np.trunc(want.astype(np.float64))
            got = results[f"{a}{b}"]
            t.equal(got.dtype.name, b)
            t.close(got[whole], want[whole].astype(np.float64), 0)


@choice("DS-LAY-057", features=("execution",))
def fractions_to_integers(t: Trial) -> None:
    """Where fractions go, and numbers that are out of range."""
    x = np.array([-2.75, -0.5, 0.5, 1.5, 2.5, 1e20, -1e20, np.nan], np.float32)
    got = computed(t, {"": Sample(identity("int32"), (x,))})[""]
    t.chose(" ".join(str(value) for value in got))


@negative("DS-LAY-057")
def conversion_of_a_shape(t: Trial) -> None:
    """The dims of a tensor are no floats: a shape layer is not converted by its output type."""
    for dtype in ("float32", "float16"):
        with t.subcase(dtype=dtype):
            program = Program()
            layer = program.shape(program.input("x", "float32", (2, 3)))
            definition = t.define(program)
            change = Program()
            change.set_output_type(layer, 0, dtype)
            t.refused(definition.extend(change)[0], "DS-LAY-057", "DS-NET-023")


@negative("DS-LAY-057", editions=("8.4", "8.4"))
def conversion_to_bool(t: Trial) -> None:
    """Bool is no target in 8.4."""
    for dtype in ("float32", "int32"):
        with t.subcase(source=dtype):
            refused_layer(t, identity("bool"), [(dtype, (3,))], "DS-LAY-057")


@control("DS-LAY-057", editions=("8.5", None), features=("execution",))
def conversion_to_bool_since_8_5(t: Trial) -> None:
    """From 8.5 on it is: all but 0 becomes true."""
    for dtype in ("float32", "int32"):
        with t.subcase(source=dtype):
            got = computed(t, {"": Sample(identity("bool"), (np.array([-2, 0, 1, 5], dtype),))})[""]
            t.close(got, np.array([True, False, True, True]), 0)
