"""Dims, the value that crosses the API."""

from __future__ import annotations

import itertools

import dynshape_reference as trt
import numpy as np
import pytest
from dynshape_reference.dims import read_dims, show_number
from dynshape_reference.shapes import broadcast_dims, unify_extents


def test_dims_compare_equal_to_lists_and_tuples():
    dims = trt.Dims((3, -1, 5))
    assert dims == (3, -1, 5) and dims == [3, -1, 5] and dims == trt.Dims([3, -1, 5])
    assert dims != (3, -1) and dims != "abc"


def test_dims_of_more_than_eight_entries_are_a_value_error():
    assert len(trt.Dims(range(8))) == 8
    with pytest.raises(ValueError, match=r"Input length 9\. Max expected length is 8"):
        trt.Dims(range(9))


@pytest.mark.parametrize(("kind", "length"), [(trt.Dims2, 2), (trt.DimsHW, 2), (trt.Dims3, 3), (trt.Dims4, 4)])
def test_sized_dims_check_their_length(kind, length):
    assert len(kind(range(length))) == length
    for wrong in (length - 1, length + 1):
        with pytest.raises(ValueError, match="Input length"):
            kind(range(wrong))


def test_dims_index_range_and_slices():
    dims = trt.Dims((3, 4, 5))
    assert (dims[0], dims[-1], dims[-3]) == (3, 5, 3)
    assert dims[1:] == (4, 5)
    for index in (3, -4):
        with pytest.raises(IndexError):
            dims[index]


def test_extents_can_be_replaced_in_the_copy_that_a_query_gives():
    tensor = trt.Builder(trt.Logger()).create_network(1).add_input("x", trt.float32, (-1, 3, 4))
    shape = tensor.shape
    shape[0] = 8
    assert shape == (8, 3, 4) and tensor.shape == (-1, 3, 4)
    shape[-2:] = (5, np.int64(6))
    assert shape == (8, 5, 6) and all(type(extent) is int for extent in shape)
    for index in (3, -4):
        with pytest.raises(IndexError):
            shape[index] = 1
    with pytest.raises(ValueError, match="1 extents for a slice of 2"):
        shape[:2] = (1,)
    for value in (1.5, None, "1"):
        with pytest.raises(TypeError):
            shape[0] = value
    assert shape == (8, 5, 6)


def test_a_permutation_has_eight_entries():
    order = trt.Permutation([2, 0, 1])
    assert len(order) == 8 and tuple(order) == (2, 0, 1, 0, 0, 0, 0, 0) and order[1] == 0 and order[-1] == 0
    order[3] = 3
    assert str(order) == "(2, 0, 1, 3, 0, 0, 0, 0)" and not isinstance(order, trt.Dims)
    assert tuple(trt.Permutation()) == (0,) * 8
    with pytest.raises(ValueError, match="Max expected length is 8"):
        trt.Permutation(range(9))
    with pytest.raises(TypeError):
        trt.Permutation([0.5])
    with pytest.raises(IndexError):
        order[8]


def test_invalid_dims_raise_value_error_and_print():
    invalid = trt.Dims.invalid()
    for use in (len, list, tuple, lambda dims: dims[0]):
        with pytest.raises(ValueError):
            use(invalid)
    assert "invalid" in str(invalid)
    assert invalid != () and invalid == trt.Dims.invalid()


def test_dims_text_is_that_of_a_tuple():
    assert str(trt.Dims((3, -1))) == "(3, -1)" and str(trt.Dims()) == "()"


@pytest.mark.parametrize("value", [5, None, "34", b"34", {"a": 1}, [1.5], ["1"], [None], 3.0, object()])
def test_read_dims_of_what_is_no_dims_is_a_type_error(value):
    with pytest.raises(TypeError):
        read_dims(value)


@pytest.mark.parametrize("extent", [2**63, -(2**63) - 1, 2**64, 10**5000], ids=["over", "under", "long", "huge"])
def test_extents_beyond_32_bits_are_a_type_error(extent):
    for make in (read_dims, trt.Dims):
        with pytest.raises(TypeError, match="64-bit"):
            make((1, extent))


def test_endless_dims_end_with_a_value_error():
    with pytest.raises(ValueError, match="above 8"):
        read_dims(itertools.count())


def test_read_dims_takes_numpy_integers():
    assert read_dims(np.zeros((2, 3)).shape) == (2, 3)
    assert read_dims(np.array([4, 5], np.int64)) == (4, 5)
    assert all(type(extent) is int for extent in read_dims(np.array([4, 5])))


def test_volume_is_the_product():
    assert trt.volume(()) == 1 and trt.volume((2, 3, 0)) == 0 and trt.volume(trt.Dims((2, -1, 3))) == -6


def test_long_numbers_are_shown_by_their_size():
    assert show_number(-12) == "-12" and show_number(2**20000) == "an integer of 20001 bits"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ((2, 1, 4), (1, 3, 1), (2, 3, 4)),
        ((1,), (0,), (0,)),
        ((0,), (0,), (0,)),
        ((0,), (3,), None),
        ((2,), (3,), None),
        ((-1,), (3,), (3,)),
        ((-1,), (1,), (-1,)),
        ((-1,), (0,), (0,)),
        ((), (), ()),
    ],
)
def test_broadcast_takes_the_extent_that_is_not_1(left, right, expected):
    assert broadcast_dims([left, right]) == expected == broadcast_dims([right, left])


@pytest.mark.parametrize(("left", "right", "expected"), [(2, 2, 2), (-1, 2, 2), (2, -1, 2), (-1, -1, -1), (2, 3, None)])
def test_equal_extents_unify_to_the_known_one(left, right, expected):
    assert unify_extents(left, right) == expected
