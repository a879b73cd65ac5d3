"""Products of matrices by cuBLAS, called by ctypes: CuPy lets none of its calls be captured into a graph."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cuda_products import Product
    from .cuda_recording import LibraryCall

TURNED, AS_IT_IS = 1, 0
"""CUBLAS_OP_T and CUBLAS_OP_N."""
ELEMENTS = {"float32": 0, "float16": 2}
"""CUDA_R_32F and CUDA_R_16F."""
COMPUTE_32F, DEFAULT_ALGORITHM = 68, -1
HOPPER = 9
WORKSPACE, WORKSPACE_ON_HOPPER = 4 << 20, 32 << 20
"""Bytes, as cuBLAS's documentation recommends (cublasSetWorkspace)."""


def workspace_of(capability: int) -> int:
    """The bytes that products need besides, on a GPU of this major compute capability."""
    return WORKSPACE_ON_HOPPER if capability >= HOPPER else WORKSPACE


class MatrixLibrary:
    """One handle of cuBLAS for the process. It takes no memory of its own, so a product may be captured."""

    def __init__(self, library: Any, workspace: int, adopt: Callable[[], object]) -> None:
        """``library`` has cuBLAS's functions; ``workspace`` bytes are handed to each product.

        ``adopt`` makes the device's context that of the calling thread.
        """
        self.workspace = workspace
        self._adopt = adopt
        self._create = library.cublasCreate_v2
        pointer, number, stride = ctypes.c_void_p, ctypes.c_int, ctypes.c_longlong
        self._set_stream = library.cublasSetStream_v2
        self._set_stream.argtypes = pointer, pointer
        self._set_workspace = library.cublasSetWorkspace_v2
        self._set_workspace.argtypes = pointer, pointer, ctypes.c_size_t
        self._multiply = library.cublasGemmStridedBatchedEx
        operand = pointer, number, number, stride
        counts = [number] * 5
        self._multiply.argtypes = (
            *(pointer, *counts, pointer, *operand, *operand, pointer, *operand, number, number, number),
        )
        self._one, self._zero = ctypes.c_float(1), ctypes.c_float(0)
        self._handle: int | None = None
        # The stream is the handle's, not the call's: no other thread may come between.
        self._lock = threading.Lock()

    def product(self, product: Product) -> LibraryCall:
        """See `Driver.product`. Matrices are stored by columns here: it is asked for right times left."""
        left_turned, right_turned = product.transposed
        number, stride, kind = ctypes.c_int, ctypes.c_longlong, ctypes.c_int(ELEMENTS[product.dtype])
        # Converted once: what is left for a call are the addresses.
        sizes = (
            number(TURNED if right_turned else AS_IT_IS),
            number(TURNED if left_turned else AS_IT_IS),
            *map(number, (product.columns, product.rows, product.depth)),
            ctypes.c_void_p(ctypes.addressof(self._one)),
        )
        of_right = kind, number(product.depth if right_turned else product.columns), stride(product.strides[1])
        of_left = (
            *(kind, number(product.rows if left_turned else product.depth), stride(product.strides[0])),
            ctypes.c_void_p(ctypes.addressof(self._zero)),
        )
        of_result = (
            *(kind, number(product.columns), stride(product.rows * product.columns)),
            *map(number, (product.batch, COMPUTE_32F, DEFAULT_ALGORITHM)),
        )

        def call(addresses: list[int], stream: int) -> None:
            out, left, right, workspace = addresses
            arguments = *sizes, right, *of_right, left, *of_left, out, *of_result
            with self._lock:
                status = self._queue(stream, workspace, arguments)
                if status:
                    # The thread may be new to CUDA.
                    self._adopt()
                    status = self._queue(stream, workspace, arguments)
            if status:
                raise RuntimeError(f"{product}: cuBLAS error {status}")

        return call

    def _queue(self, stream: int, workspace: int, arguments: tuple[Any, ...]) -> int:
        handle = self._handle
        if handle is None:
            made = ctypes.c_void_p()
            status = self._create(ctypes.byref(made))
            if status:
                return int(status)
            handle = self._handle = made.value
        # A stream that is set takes the workspace away.
        return int(
            self._set_stream(handle, stream)
            or self._set_workspace(handle, workspace, self.workspace)
            or self._multiply(handle, *arguments)
        )
