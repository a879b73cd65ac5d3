"""DS-LAY: what layers do to the later ones of many axes."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Trial, negative, positive
from .expected_moves import gathered, gathered_elements
from .expected_numbers import rounded, wide
from .expected_resize import resized_nearest
from .expected_windows import EXPLICIT, Axis, moved
from .lay_gather import gather
from .lay_matmul import product
from .lay_reduce import axes_of, join, reduce
from .lay_resize import resize
from .lay_shuffle import shuffle
from .lay_slice import Window, check, slice_of
from .lay_softmax import softmax
from .lay_windows import filter_of
from .samples import Sample, computed, gives_dims, refused_layer

RUN = ("execution",)


def _on(rank: int, axis: int, window: tuple[int, int, int], others: tuple[int, int, int]) -> Window:
    """A window that is (start, size, stride) on one axis, and another one on all others."""
    start, size, stride = zip(*(window if k == axis else others for k in range(rank)), strict=True)
    return start, size, stride


@positive("DS-LAY-007", features=RUN)
def window_on_every_axis(t: Trial) -> None:
    """Start, size and stride of each axis count on that axis, at ranks up to 7, forwards and backwards."""
    windows = []
    for rank in (1, 4, 7):
        for axis in range(rank):
            dims = tuple(5 if k == axis else 2 for k in range(rank))
            windows += [(dims, _on(rank, axis, own, (0, 1, 1))) for own in ((0, 3, 2), (4, 2, -3))]
    check(t, windows)


def _modes_on_every_axis(t: Trial, mode: str) -> None:
    for axis in range(4):
        dims = tuple(3 if k == axis else 2 for k in range(4))
        check(t, [(dims, _on(4, axis, (-2, 7, 1), (0, 2, 1)))], mode)


@positive("DS-LAY-012", features=RUN)
def filled_on_every_axis(t: Trial) -> None:
    """FILL puts in elements beyond both ends, on each of four axes."""
    _modes_on_every_axis(t, "FILL")


@positive("DS-LAY-010", features=RUN)
def wrapped_on_every_axis(t: Trial) -> None:
    """WRAP goes round on each of four axes."""
    _modes_on_every_axis(t, "WRAP")


@positive("DS-LAY-011", features=RUN)
def clamped_on_every_axis(t: Trial) -> None:
    """CLAMP repeats both ends, on each of four axes."""
    _modes_on_every_axis(t, "CLAMP")


@positive("DS-LAY-013", features=RUN)
def reflected_on_every_axis(t: Trial) -> None:
    """REFLECT turns at both ends, on each of four axes."""
    _modes_on_every_axis(t, "REFLECT")


@positive("DS-LAY-020", features=RUN)
def elements_on_every_axis(t: Trial) -> None:
    """ELEMENT picks along each of four axes."""
    x = ramp((3, 3, 3, 3), 1)
    indices = (np.arange(81).reshape(x.shape) * 7 % 5 % 3).astype(np.int32)
    results = computed(t, {str(axis): Sample(gather(axis, "ELEMENT"), (x, indices)) for axis in range(4)})
    for axis in range(4):
        with t.subcase(axis=axis):
            t.close(results[str(axis)], gathered_elements(x, indices, axis), 0)


@negative("DS-LAY-009")
def bounds_of_every_axis(t: Trial) -> None:
    """A window that leaves one axis of several is refused, whichever it is."""
    for rank in (1, 3, 5, 7):
        for axis in range(rank):
            for own in ((1, 5, 1), (0, 3, 3), (-1, 1, 1)):
                with t.subcase(rank=rank, axis=axis, window=own):
                    make = slice_of(_on(rank, axis, own, (0, 5, 1)))
                    refused_layer(t, make, [("float32", (5,) * rank)], "DS-LAY-009")


@positive("DS-LAY-025", features=RUN)
def turns_of_every_rank(t: Trial) -> None:
    """Axes moved on by one place, an order that is not its own reverse, at every rank from 3 on."""
    samples, wanted = {}, {}
    for rank in range(3, 8):
        order = (*range(1, rank), 0)
        x = ramp(tuple(1 + k % 3 for k in range(rank)))
        for name in ("first_transpose", "second_transpose"):
            key = f"{name}{rank}"
            samples[key], wanted[key] = Sample(shuffle(**{name: order}), (x,)), x.transpose(order)
            with t.subcase(rank=rank, transpose=name, of="dims"):
                gives_dims(t, shuffle(**{name: order}), [("float32", x.shape)], wanted[key].shape)
    results = computed(t, samples)
    for key, want in wanted.items():
        with t.subcase(transpose=key, of="elements"):
            t.close(results[key], want, 0)


@positive("DS-LAY-018", features=RUN)
def gathered_on_every_axis(t: Trial) -> None:
    """The indices take the place of their axis, whichever it is, at ranks up to 6."""
    samples, wanted = {}, {}
    indices = np.array([[2, 0], [1, 1], [0, 2]], np.int32)
    for rank in (1, 4, 6):
        for axis in range(rank):
            x = ramp(tuple(3 if k == axis else 2 for k in range(rank)), 1)
            samples[f"{rank},{axis}"] = Sample(gather(axis), (x, indices))
            wanted[f"{rank},{axis}"] = gathered(x, indices, axis)
    results = computed(t, samples)
    for key, want in wanted.items():
        with t.subcase(place=key):
            t.close(results[key], want, 0)


@positive("DS-LAY-044", features=RUN)
def joined_on_every_axis(t: Trial) -> None:
    """Five tensors one after another, on each axis at ranks up to 6."""
    samples, wanted = {}, {}
    for rank in (1, 4, 6):
        for axis in range(rank):
            parts = [ramp(tuple(1 + n % 2 if k == axis else 2 for k in range(rank)), 100 * n) for n in range(5)]
            samples[f"{rank},{axis}"] = Sample(join(axis), tuple(parts))
            wanted[f"{rank},{axis}"] = np.concatenate(parts, axis)
    results = computed(t, samples)
    for key, want in wanted.items():
        with t.subcase(place=key):
            t.close(results[key], want, 0)


@positive("DS-LAY-041", features=RUN)
def reduced_over_many_axes(t: Trial) -> None:
    """Every axis of the mask is reduced, however many there are, of five axes."""
    x = ramp((2, 1, 3, 2, 2), 1)
    masks = (0b11111, 0b11110, 0b01111, 0b10111, 0b11010, 0b10001)
    samples = {f"{mask},{keep}": Sample(reduce("SUM", mask, keep), (x,)) for mask in masks for keep in (True, False)}
    results = computed(t, samples)
    for mask in masks:
        for keep in (True, False):
            with t.subcase(mask=bin(mask), keep=keep):
                t.close(results[f"{mask},{keep}"], np.sum(x, axis=axes_of(mask), keepdims=keep), 0)


@positive("DS-LAY-059", features=RUN)
def softmax_on_every_axis(t: Trial) -> None:
    """The axis of the mask, whichever of six it is."""
    x = ramp((2,) * 6, -32) / np.float32(16)
    results = computed(t, {str(axis): Sample(softmax(1 << axis), (x,)) for axis in range(6)})
    powers = np.exp(wide(x))
    for axis in range(6):
        with t.subcase(axis=axis):
            want = powers / powers.sum(axis, keepdims=True)
            # 16 for the exponential, one for each addition, 24 for the difference to the maximum (4 at most) in it.
            t.close(results[str(axis)], want, rounded(want, "float32", 16 + 2 + 24))


@positive("DS-LAY-037", features=RUN)
def nearest_on_every_axis(t: Trial) -> None:
    """NEAREST picks elements on each of six axes, of more and of fewer than there were."""
    samples, wanted = {}, {}
    for axis in range(6):
        for old, new in ((2, 5), (5, 3)):
            x = ramp(tuple(old if k == axis else 2 for k in range(6)), 1)
            dims = tuple(new if k == axis else 2 for k in range(6))
            samples[f"{axis},{new}"] = Sample(resize(shape=dims), (x,), fixed=True)
            wanted[f"{axis},{new}"] = resized_nearest(x, dims, "ASYMMETRIC", "FLOOR")
    results = computed(t, samples)
    for key, want in wanted.items():
        with t.subcase(place=key):
            t.close(results[key], want, 0)


@positive("DS-LAY-036")
def scaled_wildcards(t: Trial) -> None:
    """What a scale makes of a run-time dim is none that is known while the network is defined."""
    cases: tuple[tuple[Dims, tuple[float, ...], Dims], ...] = (
        ((-1,), (2.0,), (-1,)),
        ((-1, 4), (0.5, 2.0), (-1, 8)),
        ((3, -1), (3.0, 1.5), (9, -1)),
        ((-1, -1, 5), (2.0, 0.25, 1.5), (-1, -1, 7)),
    )
    for dims, scales, wanted in cases:
        with t.subcase(dims=dims, scales=scales):
            gives_dims(t, resize(scales=scales), [("float32", dims)], wanted)


@positive("DS-LAY-018")
def indices_of_many_axes(t: Trial) -> None:
    """The dims of the indices come in their own order, however many there are."""
    for data, indices, axis, wanted in (
        ((2, 3, 4), (5, 6, 7), 1, (2, 5, 6, 7, 4)),
        ((2, 3), (4, 5, 6, 7), 0, (4, 5, 6, 7, 3)),
        ((2, 3, 4), (-1, 6, -1, 7), 2, (2, 3, -1, 6, -1, 7)),
    ):
        with t.subcase(data=data, indices=indices, axis=axis):
            gives_dims(t, gather(axis), [("float32", data), ("int32", indices)], wanted)


@positive("DS-LAY-058")
def vectors_in_many_batches(t: Trial) -> None:
    """Of a product with vectors the leading dims remain, and of a matrix its rows or columns, in batches of batches."""
    for a, b, ops, wanted in (
        ((5, 6, 2, 3), (5, 6, 3), ("NONE", "VECTOR"), (5, 6, 2)),
        ((5, 6, 3), (5, 6, 3, 4), ("VECTOR", "NONE"), (5, 6, 4)),
        ((5, 6, 3), (5, 1, 3), ("VECTOR", "VECTOR"), (5, 6)),
        ((5, 6, 3, 2), (1, 6, 3), ("TRANSPOSE", "VECTOR"), (5, 6, 2)),
    ):
        with t.subcase(a=a, b=b, ops=ops):
            gives_dims(t, product(*ops), [("float32", a), ("float32", b)], wanted)


@positive("DS-LAY-061")
def extents_of_three_axes(t: Trial) -> None:
    """Window, stride, dilation and padding of each of three axes count on that axis."""
    plain = Axis(2)
    for place in range(3):
        for own in (Axis(2, 3), Axis(3, 2), Axis(2, 1, 3), Axis(3, 2, 1, 2, 1)):
            with t.subcase(place=place, axis=(own.window, own.stride, own.dilation, own.before, own.after)):
                axes = [own if k == place else plain for k in range(3)]
                wanted = tuple(moved(8, axis, EXPLICIT[0]) for axis in axes)
                kernel = np.ones((1, 1, *(axis.window for axis in axes)), np.float32)
                make = filter_of("convolution_nd", kernel, axes, None)
                gives_dims(t, make, [("float32", (1, 1, 8, 8, 8))], (1, 1, *wanted))
