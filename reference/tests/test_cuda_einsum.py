"""Sums of products on a device, compared with NumPy's."""

from __future__ import annotations

import numpy as np
import pytest
from cuda_emulation import needs_compiler
from test_cuda_kernels import FLOATS, ON_GPU, Draw, compare, rounds

pytestmark = [] if ON_GPU else [needs_compiler]
EXTENTS = {"a": 3, "b": 2, "c": 4, "d": 5, "e": 7, "f": 1, "z": 0}

EQUATIONS = {
    "ac,cd->ad": 1,
    "ac,dc->ad": 1,
    "ca,cd->da": 1,
    "bac,bcd->bad": 1,
    "bac,dc->bda": 1,
    "abc,acb->a": 0,
    "abc,abc->": 0,
    "abc,abc->abc": 0,
    "a,c->ac": 0,
    "ac,d->dca": 0,
    "abcd,cbe->eda": 1,
    "a->": 0,
    "ab->ba": 0,
    "abc->cb": 0,
    "abe,a->b": 1,
    "aa->a": 0,
    "aba->b": 0,
    "aabb->ba": 0,
    "aaa,ab->b": 1,
    "ab,bc,cd->ad": 2,
    "ab,ab,ab->a": 0,
    "ab,cd,e->eb": 0,
    "fa,af->f": 0,
    "ff,fa->fa": 0,
    "az,zb->ab": 0,
    "az,bz->zab": 0,
    "za,ab->zb": 0,
}
"""How many products of matrices each takes."""


@rounds(*FLOATS)
@pytest.mark.parametrize("equation", EQUATIONS)
def test_equations(equation: str, dtype: str) -> None:
    draw = Draw((equation, dtype))
    terms = equation.partition("->")[0].split(",")
    arrays = [draw.array(tuple(EXTENTS[letter] for letter in term), dtype) for term in terms]
    launched = compare(lambda device, given: device.einsum(equation, [given(x) for x in arrays]), dtype, ulps=32)
    assert launched.count("matrix_multiply") == EQUATIONS[equation]


@rounds(*FLOATS)
def test_axes_that_broadcast(dtype: str) -> None:
    draw = Draw(dtype)
    for equation, *all_dims in (
        ("ab,bc->ac", (3, 1), (4, 2)),
        ("ab,bc->abc", (1, 4), (4, 2)),
        ("ab,ab->ab", (3, 1), (1, 2)),
        ("ab,ab->b", (3, 1), (1, 2)),
        ("ab,ab,b->", (1, 1), (1, 2), (1,)),
    ):
        arrays = [draw.array(dims, dtype) for dims in all_dims]
        compare(lambda device, given: device.einsum(equation, [given(x) for x in arrays]), dtype, ulps=32)  # noqa: B023


def test_types_that_differ() -> None:
    draw = Draw("types")
    x, y = draw.array((3, 4), "float16"), draw.array((4, 2), "float32")
    compare(lambda device, given: device.einsum("ab,bc->ac", [given(x), given(y)]), "float32", ulps=32)
    compare(lambda device, given: device.einsum("ab,bc->abc", [given(x), given(y)]), "float32")


def test_more_axes_than_a_kernel_has() -> None:
    x = Draw("many").array((2, 1, 2, 2, 2, 2), "float32")
    compare(lambda device, given: device.einsum("abcdef,ghijkl->fclibk", [given(x), given(x)]), "float32", ulps=32)


def test_one_product_of_float16_is_of_float16() -> None:
    """It runs on matrix units; its sum is float32, and rounded once."""
    draw = Draw("half")
    x = draw.array((2, 3, 4), "float16")
    device_types: list[str] = []

    def made(device: object, given: object) -> object:
        result = device.einsum("abc,adc->abd", [given(x), given(x)])  # type: ignore[attr-defined, operator]
        device_types.append(result.dtype.name)
        return result

    compare(made, "float16")
    assert device_types == ["float64", "float16"]
    assert np.dtype(device_types[1]).itemsize == 2
