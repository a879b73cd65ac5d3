"""Layers: dims, refusals and numbers against NumPy, also with extents 0 and 1."""

from __future__ import annotations

import math

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net, run

RNG = np.random.default_rng(20)
NUMPY = {trt.float32: np.float32, trt.float16: np.float16, trt.int8: np.int8, trt.int32: np.int32, trt.bool: np.bool_}


def sample(dims, dtype):
    if dtype == trt.bool:
        return RNG.integers(0, 2, dims).astype(np.bool_)
    if dtype in (trt.int8, trt.int32):
        return RNG.integers(-9, 10, dims).astype(NUMPY[dtype])
    return RNG.uniform(-3, 3, dims).astype(NUMPY[dtype])


def clause_of(net: Net, tensor: trt.ITensor) -> str:
    with pytest.raises(ValueError):
        len(tensor.shape)
    return net.log.take()[0]


def truncated(a, b):
    return np.array([math.trunc(x / y) if y else 0 for x, y in zip(a.flat, b.flat, strict=True)]).reshape(a.shape)


BINARY = {
    "SUM": np.add, "PROD": np.multiply, "MAX": np.maximum, "MIN": np.minimum, "SUB": np.subtract,
    "EQUAL": np.equal, "GREATER": np.greater, "LESS": np.less,
}  # fmt: skip
PAIRS = [((2, 1, 4), (1, 3, 1)), ((3,), (3,)), ((), ()), ((1,), (0,)), ((0, 1), (0, 3)), ((2, 3), (2, 1))]


@pytest.mark.parametrize("dims", PAIRS)
@pytest.mark.parametrize("dtype", [trt.float32, trt.float16, trt.int32, trt.int8])
def test_elementwise_arithmetic_and_comparison(dims, dtype):
    for op, function in BINARY.items():
        net = Net()
        net.output(net.elementwise(net.input("a", dims[0], dtype), net.input("b", dims[1], dtype), op))
        a, b = sample(dims[0], dtype), sample(dims[1], dtype)
        result = run(net, {"a": a, "b": b})
        expected = function(a, b)
        assert result.shape == expected.shape and result.dtype == expected.dtype
        np.testing.assert_allclose(result, expected, rtol=1e-3)


@pytest.mark.parametrize("dims", PAIRS)
@pytest.mark.parametrize("op", ["AND", "OR", "XOR"])
def test_elementwise_logic(dims, op):
    net = Net()
    net.output(net.elementwise(net.input("a", dims[0], trt.bool), net.input("b", dims[1], trt.bool), op))
    a, b = sample(dims[0], trt.bool), sample(dims[1], trt.bool)
    np.testing.assert_array_equal(run(net, {"a": a, "b": b}), getattr(np, f"logical_{op.lower()}")(a, b))


@pytest.mark.parametrize("op", ["DIV", "FLOOR_DIV"])
def test_elementwise_division_of_integers(op):
    net = Net()
    net.output(net.elementwise(net.input("a", (19, 19), trt.int32), net.input("b", (19, 19), trt.int32), op))
    a, b = (np.ascontiguousarray(x).astype(np.int32) for x in np.meshgrid(np.arange(-9, 10), np.arange(-9, 10)))
    result = run(net, {"a": a, "b": b})
    some = b != 0
    expected = truncated(a, b) if op == "DIV" else np.floor_divide(a, np.where(some, b, 1))
    np.testing.assert_array_equal(result[some], expected[some])


def test_elementwise_division_and_power_of_floats():
    a, b = np.array([7, -7, 1, 0], np.float32), np.array([2, 2, 0, 0], np.float32)
    for op, expected in (
        ("DIV", [3.5, -3.5, np.inf, np.nan]),
        ("FLOOR_DIV", [3, -4, np.inf, np.nan]),
        ("POW", [49, 49, 1, 1]),
    ):
        net = Net()
        net.output(net.elementwise(net.input("a", (4,)), net.input("b", (4,)), op))
        np.testing.assert_array_equal(run(net, {"a": a, "b": b}), np.array(expected, np.float32))


def test_elementwise_refuses_unequal_ranks_lengths_and_types():
    net = Net()
    a = net.input("a", (2,))
    assert clause_of(net, net.elementwise(a, net.input("b", (3,)))) == "DS-LAY-001"
    assert clause_of(net, net.elementwise(a, net.input("c", (1, 2)))) == "DS-LAY-001"
    assert clause_of(net, net.elementwise(a, net.input("d", (2,), trt.int32))) == "DS-LAY-003"
    assert clause_of(net, net.elementwise(a, a, "AND")) == "DS-LAY-003"
    i = net.input("i", (2,), trt.int32)
    assert clause_of(net, net.elementwise(i, i, "POW")) == "DS-LAY-003"
    b = net.input("truth", (2,), trt.bool)
    assert clause_of(net, net.elementwise(b, b, "SUM")) == "DS-LAY-003"


def test_float_and_half_mix_to_float():
    net = Net()
    y = net.elementwise(net.input("a", (2,)), net.input("b", (2,), trt.float16))
    assert y.dtype == trt.float32 and y.shape == (2,)


UNARY = {
    "EXP": np.exp, "LOG": np.log, "SQRT": np.sqrt, "RECIP": np.reciprocal, "ABS": np.abs, "NEG": np.negative,
    "SIN": np.sin, "COS": np.cos, "TAN": np.tan, "SINH": np.sinh, "COSH": np.cosh, "ASIN": np.arcsin,
    "ACOS": np.arccos, "ATAN": np.arctan, "ASINH": np.arcsinh, "ACOSH": np.arccosh, "ATANH": np.arctanh,
    "CEIL": np.ceil, "FLOOR": np.floor, "ERF": np.vectorize(math.erf, otypes=[float]), "SIGN": np.sign,
    "ROUND": np.rint, "ISINF": np.isinf,
}  # fmt: skip


@pytest.mark.parametrize("op", UNARY)
@pytest.mark.parametrize("dims", [(2, 3), (), (0, 2)])
def test_unary_of_floats(op, dims):
    for dtype in (trt.float32, trt.float16):
        net = Net()
        net.output(net.network.add_unary(net.input("x", dims, dtype), getattr(trt.UnaryOperation, op)).get_output(0))
        x = sample(dims, dtype)
        with np.errstate(all="ignore"):
            expected = UNARY[op](x.astype(np.float64))
        result = run(net, {"x": x})
        assert result.dtype == (np.bool_ if op == "ISINF" else NUMPY[dtype])
        np.testing.assert_allclose(result, expected.astype(result.dtype), rtol=1e-6)


def test_unary_types():
    net = Net()
    i, b, f = net.input("i", (2,), trt.int32), net.input("b", (2,), trt.bool), net.input("f", (2,))
    unary = lambda x, op: net.network.add_unary(x, getattr(trt.UnaryOperation, op)).get_output(0)  # noqa: E731
    assert unary(i, "SIGN").shape == unary(b, "NOT").shape == (2,)
    for x, op in ((i, "ABS"), (i, "NOT"), (b, "NEG"), (f, "NOT")):
        assert clause_of(net, unary(x, op)) == "DS-LAY-051"


def test_round_goes_to_even():
    net = Net()
    net.output(net.network.add_unary(net.input("x", (4,)), trt.UnaryOperation.ROUND).get_output(0))
    assert run(net, {"x": np.array([0.5, 1.5, 2.5, -0.5], np.float32)}).tolist() == [0, 2, 2, 0]


ACTIVATION = {
    "RELU": lambda x, a, b: np.maximum(x, 0),
    "SIGMOID": lambda x, a, b: 1 / (1 + np.exp(-x)),
    "TANH": lambda x, a, b: np.tanh(x),
    "LEAKY_RELU": lambda x, a, b: np.where(x >= 0, x, a * x),
    "ELU": lambda x, a, b: np.where(x >= 0, x, a * (np.exp(x) - 1)),
    "SELU": lambda x, a, b: np.where(x > 0, b * x, b * (a * np.exp(x) - a)),
    "SOFTSIGN": lambda x, a, b: x / (1 + np.abs(x)),
    "SOFTPLUS": lambda x, a, b: a * np.log(np.exp(b * x) + 1),
    "CLIP": lambda x, a, b: np.maximum(a, np.minimum(b, x)),
    "HARD_SIGMOID": lambda x, a, b: np.maximum(0, np.minimum(1, a * x + b)),
    "SCALED_TANH": lambda x, a, b: a * np.tanh(b * x),
    "THRESHOLDED_RELU": lambda x, a, b: np.where(x > a, x, 0),
}


@pytest.mark.parametrize("kind", ACTIVATION)
def test_activation_formulas(kind):
    for dims in ((3, 5), (), (0,)):
        net = Net()
        layer = net.network.add_activation(net.input("x", dims), getattr(trt.ActivationType, kind))
        layer.alpha, layer.beta = 0.5, 1.25
        net.output(layer.get_output(0))
        x = sample(dims, trt.float32)
        result = run(net, {"x": x})
        np.testing.assert_allclose(result, ACTIVATION[kind](x.astype(np.float64), 0.5, 1.25), rtol=1e-6, atol=1e-7)


def test_activation_refuses_integers_and_parameters_that_are_not_finite():
    net = Net()
    assert clause_of(net, net.relu(net.input("i", (2,), trt.int32))) == "DS-LAY-052"
    layer = net.network.add_activation(net.input("x", (2,)), trt.ActivationType.ELU)
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError):
            layer.alpha = value
    assert layer.alpha == 1  # As it was added; see DEFAULTS.


def test_identity_converts():
    x = np.array([-1.9, 0.0, 2.5, 3e9, np.nan], np.float32)
    expected = {
        trt.int32: [-1, 0, 2, 2**31 - 1, 0],
        trt.bool: [True, False, True, True, True],
        trt.int8: [-1, 0, 2, 127, 0],
        trt.float32: x,
    }
    for dtype, wanted in expected.items():
        net = Net()
        net.output(net.identity(net.input("x", (5,)), dtype))
        result = run(net, {"x": x})
        assert result.dtype == NUMPY[dtype]
        np.testing.assert_array_equal(result, np.array(wanted))


def test_constant_dims_types_and_counts():
    net = Net()
    scalar = net.network.add_constant((), np.array([5], np.int32)).get_output(0)
    assert scalar.shape == () and scalar.dtype == trt.int32
    empty = net.network.add_constant((0, 3), np.empty((0, 3), np.float32)).get_output(0)
    assert empty.shape == (0, 3)
    six = np.arange(6, dtype=np.float32)
    assert net.network.add_constant((2, -1), six).get_output(0).shape == (2, 3)
    for dims, weights in (((7,), six), ((-1, -1), six), ((-2, 3), six), ((4, -1), six)):
        assert clause_of(net, net.network.add_constant(dims, weights).get_output(0)) == "DS-LAY-050"
    assert clause_of(net, net.const([True], np.bool_)) == "DS-LAY-050"
    with pytest.raises(TypeError):
        net.network.add_constant((1,), np.array([1.0]))


def test_constants_run_as_outputs():
    net = Net()
    net.output(net.const([[1, 2], [3, 4]], np.float32))
    net.input("unused", (1,))
    assert run(net, {"unused": np.zeros(1, np.float32)}).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("dtype", [trt.float32, trt.int32, trt.bool])
def test_concatenation(axis, dtype):
    net = Net()
    arrays = {}
    for index, extent in enumerate((2, 0, 1)):
        dims = [2, 3, 4]
        dims[axis] = extent
        arrays[f"x{index}"] = sample(dims, dtype)
    net.output(net.concat(*[net.input(name, a.shape, dtype) for name, a in arrays.items()], axis=axis))
    np.testing.assert_array_equal(run(net, arrays), np.concatenate(list(arrays.values()), axis))


def test_concatenation_refusals_and_default_axis():
    net = Net()
    a = net.input("a", (2, 3))
    assert clause_of(net, net.concat(a, net.input("b", (2, 4)))) == "DS-LAY-044"
    assert clause_of(net, net.concat(a, net.input("c", (2, 3, 1)))) == "DS-LAY-044"
    assert clause_of(net, net.concat(a, axis=2)) == "DS-LAY-044"
    assert clause_of(net, net.concat(a, net.input("d", (2, 3), trt.int32))) == "DS-LAY-044"
    assert net.network.add_concatenation([]) is None and net.log.take() == ["DS-LAY-044"]
    assert net.network.add_concatenation([net.input("e", (1,) * 5)]).axis == 2
    assert net.network.add_concatenation([a, a]).axis == 0
    assert net.concat(net.input("f", (-1, 5)), net.input("g", (2, 3)), axis=1).shape == (2, 8)
