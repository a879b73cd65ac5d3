"""What is asked of cuBLAS, without it: each product is on the stream, and in the workspace, that it is given."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest
from dynshape_reference.kernels.cuda_cublas import MatrixLibrary, workspace_of
from dynshape_reference.kernels.cuda_products import Product

PRODUCT = Product(1, 2, 3, 4, (False, False), (8, 12), "float32")
FAILED = 13


class Call:
    """A function of the library, which notes what it is given."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __call__(self, *arguments: Any) -> int:
        return int(self.answer(*arguments) or 0)


class Library:
    """As the library: a stream that is set takes the workspace away."""

    def __init__(self, failures: int = 0) -> None:
        self.stream, self.workspace, self.failures = 0, 0, failures
        self.used: list[tuple[int, int]] = []
        self.cublasCreate_v2 = Call(lambda made: None)
        self.cublasSetStream_v2 = Call(self.set_stream)
        self.cublasSetWorkspace_v2 = Call(self.set_workspace)
        self.cublasGemmStridedBatchedEx = Call(self.multiply)

    def set_stream(self, handle: int, stream: int) -> None:
        self.stream, self.workspace = stream, 0

    def set_workspace(self, handle: int, address: int, nbytes: int) -> None:
        self.workspace = address if nbytes == 512 else 0

    def multiply(self, handle: int, *arguments: Any) -> int:
        self.failures -= 1
        if self.failures >= 0:
            return FAILED
        self.used.append((self.stream, self.workspace))
        return 0


def test_a_product_is_on_the_stream_that_it_is_given() -> None:
    library = Library()
    matrices = MatrixLibrary(library, 512, lambda: None)
    for stream, workspace in ((7, 100), (0, 100), (9, 200), (7, 200)):
        matrices.product(PRODUCT)([1, 2, 3, workspace], stream)
    assert library.used == [(7, 100), (0, 100), (9, 200), (7, 200)]


def test_a_thread_that_is_new_to_cuda_takes_the_device_first() -> None:
    adopted: list[int] = []
    library = Library(failures=1)
    MatrixLibrary(library, 512, lambda: adopted.append(1)).product(PRODUCT)([1, 2, 3, 100], 7)
    assert library.used == [(7, 100)]
    assert adopted == [1]


def test_an_error_of_the_library_is_told() -> None:
    with pytest.raises(RuntimeError, match=f"cuBLAS error {FAILED}"):
        MatrixLibrary(Library(failures=2), 512, lambda: None).product(PRODUCT)([1, 2, 3, 100], 7)


def test_the_workspace_is_what_the_documentation_recommends() -> None:
    assert [workspace_of(capability) >> 20 for capability in (7, 8, 9, 10)] == [4, 4, 32, 32]


def test_matrices_are_stored_by_columns_there() -> None:
    """Right times left; leading dimensions are those of what lies in memory."""
    given: list[Any] = []
    library = Library()
    library.cublasGemmStridedBatchedEx = Call(lambda *arguments: given.extend(arguments))
    product = Product(5, 2, 3, 4, (True, False), (8, 12), "float16")
    MatrixLibrary(library, 512, lambda: None).product(product)([1, 2, 3, 100], 7)
    plain = [argument.value if hasattr(argument, "value") else argument for argument in given[1:]]
    one, zero = plain.pop(5), plain.pop(13)
    assert plain == [0, 1, 3, 2, 4, 3, 2, 3, 12, 2, 2, 2, 8, 1, 2, 3, 6, 5, 68, -1]
    assert [ctypes.c_float.from_address(number).value for number in (one, zero)] == [1, 0]
