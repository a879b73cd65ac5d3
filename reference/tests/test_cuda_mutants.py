"""Kernels whose index arithmetic is wrong are caught by the comparisons that run on the CPU.

Each file is edited so that its results are 16 bytes beside their place; one of the comparisons has to fail by that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import cuda_emulation
import pytest
import test_cuda_doubling as doubling
import test_cuda_kernels as comparisons
import test_cuda_paths as paths
import test_cuda_programs as programs
import test_cuda_suppressing as suppressing
from cuda_emulation import needs_compiler
from dynshape_reference.kernels import cuda_sources
from dynshape_reference.kernels.cuda_sources import FILES
from dynshape_reference.kernels.window_axis import WindowAxis

pytestmark = [needs_compiler, pytest.mark.skipif(comparisons.ON_GPU, reason="what is edited runs on the CPU")]

RESULT = re.compile(r"static_cast<([\w ]+\*)>\(p\.out\)")
BESIDE = r"reinterpret_cast<\1>(static_cast<char*>(p.out) + 16)"


def _patched(compare: Callable[[pytest.MonkeyPatch], None]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        compare(patch)


def _convolution(dtype: str, channels: int = 4) -> None:
    axis = WindowAxis(3, 1, 1, 1, 1)
    dims = 3, channels, 8, 8
    _patched(lambda patch: paths.test_convolutions_as_products(dims, 8, (axis, axis), dtype, patch))


def _by_shifted_lines(patch: pytest.MonkeyPatch) -> None:
    axes = WindowAxis(3, 1, 2, 2, 1), WindowAxis(5, 1, 1, 0, 1)
    paths.test_convolutions_by_shifted_lines((3, 56, 9, 7), 40, axes, (64, 400), True, patch)


def _by_planes(patch: pytest.MonkeyPatch) -> None:
    axes = WindowAxis(3, 1, 1, 1, 1), WindowAxis(3, 1, 1, 1, 1)
    paths.test_convolutions_by_planes((1, 19, 28, 28), 50, axes, 7, patch)


def _softmax(dims: tuple[int, ...], kernel: str) -> None:
    _patched(lambda patch: paths.test_softmax_by_length(dims, kernel, kernel, None, True, "float32", patch))


COMPARISONS: dict[str, Callable[[], None]] = {
    "chain.cu": lambda: comparisons.test_elementwise("SUM", "float32"),
    "channels.cu": lambda: _convolution("float16", channels=8),
    "convolve.cu": lambda: _convolution("float16"),
    "double.cu": lambda: doubling.test_planes_doubled("linear", False, "float32"),
    "find.cu": lambda: comparisons.test_places_of_what_is_not_zero("float32"),
    "flat.cu": lambda: paths.test_lines_of_padded_planes("float32"),
    "interleave.cu": lambda: paths.test_transposes((2, 3, 1501), (0, 2, 1), "weave_few", "float32"),
    "lines.cu": lambda: paths.test_lines_with_gaps("float32"),
    "make.cu": lambda: comparisons.test_lines_and_random_numbers("float32"),
    "move.cu": lambda: comparisons.test_concatenate("float32"),
    "nms.cu": lambda: suppressing.test_only_the_best_candidates_are_looked_at("float32"),
    "normalize.cu": lambda: paths.test_rows_normalized(64, "float32"),
    "planes.cu": lambda: _patched(_by_planes),
    "pool.cu": lambda: paths.test_planes_pooled((2, 2), "float32"),
    "program.cu": lambda: programs.test_operands_that_lie_as_the_result("float32"),
    "reduce_columns.cu": lambda: comparisons.test_long_reductions_are_split((4096, 8), "float32"),
    "reduce_rows.cu": lambda: comparisons.test_long_reductions_are_split((40000,), "float32"),
    "resample.cu": lambda: _patched(lambda patch: paths.test_planes_resampled("linear", "float32", patch)),
    "resize.cu": lambda: _patched(lambda patch: paths.test_planes_resized("linear", "float32", patch)),
    "sample.cu": lambda: comparisons.test_grid_sample("LINEAR", "FILL", "float32"),
    "select.cu": lambda: comparisons.test_gather_and_scatter("float32", "int32"),
    "shift.cu": lambda: _patched(_by_shifted_lines),
    "softmax_shared_rows.cu": lambda: _softmax((2, 17000), "shared_8"),
    "softmax_columns.cu": lambda: _softmax((1, 9000, 8), "long_columns"),
    "softmax_packs.cu": lambda: _softmax((2, 40, 24), "packs"),
    "softmax_rows.cu": lambda: comparisons.test_softmax("float32"),
    "softmax_short.cu": lambda: _softmax((300, 63), "short"),
    "topk.cu": lambda: comparisons.test_top_k("MAX", "float32"),
    "transpose.cu": lambda: paths.test_transposes((129, 257), (1, 0), "ragged", "float32"),
    "unfold.cu": lambda: _convolution("float32"),
    "window.cu": lambda: comparisons.test_windows(2, "float32"),
}
"""Of each file one comparison that launches its kernels."""


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Has the emulation compile another text for a file."""
    original = cuda_sources.source

    def make(file: str, text: str) -> None:
        def source(wanted: str) -> str:
            return text if wanted == file else original(wanted)

        monkeypatch.setattr(cuda_sources, "source", source)
        monkeypatch.setattr(cuda_emulation, "source", source)
        cuda_emulation.libraries.cache_clear()

    yield make
    monkeypatch.undo()
    cuda_emulation.libraries.cache_clear()


def test_each_file_has_a_comparison() -> None:
    assert sorted(COMPARISONS) == sorted(FILES)


# What is written beyond an array shows again when the array is given back.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("file", FILES)
def test_results_beside_their_place_are_caught(file: str, edit: Any) -> None:
    COMPARISONS[file]()
    text, count = RESULT.subn(BESIDE, cuda_sources.source(file))
    assert count, f"{file} stores its results in a way that this test does not know"
    edit(file, text)
    with pytest.raises(AssertionError):
        COMPARISONS[file]()


REFUSED = {
    "words of lines that are not there": ("if (place) load_words", "load_words"),
    "packs between two packs": ("store_pack(out + first, pack);", "store_pack(out + first + 1, pack);"),
}
"""What a GPU refuses though no result may show it: a text of ``flat.cu``, and what stands there instead."""


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_addresses_that_a_gpu_refuses_are_refused(text: tuple[str, str], edit: Any) -> None:
    original = cuda_sources.source("flat.cu")
    assert text[0] in original
    edit("flat.cu", original.replace(*text))
    with pytest.raises(AssertionError, match="flat_1: an address outside of all arrays or not aligned"):
        paths.test_lines_of_padded_planes("int8")
