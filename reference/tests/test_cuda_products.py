"""What the driver asks of CuPy's cuBLAS, without either: each product is on the stream that it is given."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from dynshape_reference.kernels.cuda_driver import CudaDriver
from dynshape_reference.kernels.cuda_products import Product


class Stream:
    """As CuPy's: current within a with statement, and the default stream otherwise."""

    current: ClassVar[list[int]] = [0]

    def __init__(self, ptr: int) -> None:
        self.ptr = ptr

    def __enter__(self) -> None:
        self.current.append(self.ptr)

    def __exit__(self, *_: Any) -> None:
        self.current.pop()


def test_a_product_is_on_the_stream_that_it_is_given() -> None:
    """CuPy sets the stream of the library to the current one whenever it is called."""
    used: list[int] = []
    driver = CudaDriver.__new__(CudaDriver)
    stream = SimpleNamespace(null=Stream(0))
    device = SimpleNamespace(get_cublas_handle=lambda: 1)
    driver.cupy = SimpleNamespace(cuda=SimpleNamespace(ExternalStream=Stream, Stream=stream, device=device))
    names = ("CUBLAS_OP_T", "CUBLAS_OP_N", "CUBLAS_COMPUTE_32F", "CUBLAS_GEMM_DEFAULT")
    driver._cublas = SimpleNamespace(
        **dict.fromkeys(names, 0), gemmStridedBatchedEx=lambda *_: used.append(Stream.current[-1])
    )
    driver.runtime = SimpleNamespace(CUDA_R_16F=2, CUDA_R_32F=0)
    driver._one, driver._zero, driver._external = np.ones(1, np.float32), np.zeros(1, np.float32), {}
    product = Product(1, 2, 3, 4, (False, False), (8, 12), "float32")
    for given in (7, 0, 9, 7):
        driver.matrix_multiply(product, given, [1, 2, 3])
    assert used == [7, 0, 9, 7]
