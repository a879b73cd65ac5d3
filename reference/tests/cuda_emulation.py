"""CUDA's driver on the CPU: the kernels' sources compiled as C++, and the host's memory as the device's."""

from __future__ import annotations

import ctypes
import functools
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cuda_guarded import POISON, guarded
from dynshape_reference.kernels.cuda_fitting import Extent3
from dynshape_reference.kernels.cuda_params import Params
from dynshape_reference.kernels.cuda_sources import FILES, kernels, source

SHIM = Path(__file__).parent / "emulation"
COMPILER = shutil.which("g++") or shutil.which("clang++")
FLAGS = ("-std=c++17", "-O1", "-fPIC", "-shared", "-w", "-DDYNSHAPE_EMULATED", "-ffp-contract=off", f"-I{SHIM}")
CHECKS = ("-fsanitize=undefined", "-fsanitize-undefined-trap-on-error")
"""What C++ leaves undefined ends a launch; so do words at addresses that are no multiples of their size."""
needs_compiler = pytest.mark.skipif(COMPILER is None, reason="no C++ compiler to run the kernels on the CPU")


@functools.cache
def libraries() -> dict[str, ctypes.CDLL]:
    """The kernels' files, compiled; kept by their text from one run to the next."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(FILES, pool.map(_library, map(source, FILES)), strict=True))


@functools.cache
def _library(code: str) -> ctypes.CDLL:
    text = code + "".join(path.read_text() for path in sorted(SHIM.iterdir())) + " ".join(FLAGS + CHECKS)
    folder = Path(tempfile.gettempdir(), "dynshape-emulated-kernels")
    folder.mkdir(exist_ok=True)
    made = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.so"
    if not made.exists():
        with tempfile.TemporaryDirectory(dir=folder) as private:
            written, target = Path(private, "code.cpp"), Path(private, "code.so")
            written.write_text(code)
            subprocess.run([str(COMPILER), *FLAGS, *CHECKS, str(written), "-o", str(target)], check=True)
            target.replace(made)
    return ctypes.CDLL(str(made))


class EmulatedDriver:
    """Memory is poisoned when it is taken; what is written beyond its ends shows when it is given back.

    A launch fails that reads or writes farther away, or at an address that is not aligned, as on a GPU.
    """

    name = "cpu"
    stream = 1
    multiprocessors = 128
    workspace = 512
    has_clusters = True
    shared_bytes = 227 * 1024
    has_warpgroup_products = True

    def __init__(self, compiles_programs: bool = False) -> None:
        """``compiles_programs``: a chain is compiled for its steps, as on a GPU; a second each."""
        self.compiles_programs = compiles_programs
        self.programs: set[str] = set()
        self.blocks: dict[int, Any] = {}
        self.launched: list[str] = []
        self.device_arrays: list[Any] = []
        """Arrays that stand for memory of the device."""
        self._captured: list[Callable[[], None]] | None = None

    def allocate(self, nbytes: int, stream: int) -> int:
        address, pages = guarded(nbytes)
        self.blocks[address] = pages, nbytes
        return address

    def free(self, address: int, stream: int) -> None:
        self.check(address)
        del self.blocks[address]

    def check(self, address: int) -> None:
        pages, nbytes = self.blocks[address]
        first = address - pages.ctypes.data
        assert (pages[:first] == POISON).all(), "written before the beginning of an array"
        assert (pages[first + nbytes :] == POISON).all(), "written beyond the end of an array"

    def upload(self, address: int, array: Any, stream: int) -> None:
        ctypes.memmove(address, array.ctypes.data, array.nbytes)

    def download(self, array: Any, address: int, stream: int) -> None:
        ctypes.memmove(array.ctypes.data, address, array.nbytes)

    def synchronize(self, stream: int) -> None:
        pass

    def queue(self, stream: int, work: Callable[[], None]) -> None:
        """Work is done at once, or put into the graph that is being captured."""
        if self._captured is not None:
            self._captured.append(work)
        else:
            work()

    def event(self) -> int:
        return 1

    def record(self, event: int, stream: int) -> None:
        pass

    def wait(self, stream: int, event: int) -> None:
        pass

    def forget(self, event: int) -> None:
        pass

    def capture(self, queue: Callable[[int], object]) -> Callable[[int], None]:
        captured = self._captured = []
        queue(self.stream)
        self._captured = None
        return lambda stream: self.queue(stream, lambda: [work() for work in captured] and None)

    def is_on_device(self, address: int) -> bool:
        arrays = self.device_arrays
        return any(0 <= address - array.ctypes.data < max(array.nbytes, 1) for array in arrays)

    def product(self, product: Any) -> Callable[[list[int], int], None]:
        def call(addresses: list[int], stream: int) -> None:
            self.launched.append("matrix_multiply")
            given = list(addresses)
            self.queue(stream, lambda: self._multiplied(product, given))

        return call

    def _multiplied(self, product: Any, addresses: list[int]) -> None:
        p, dtype = product, np.dtype(product.dtype)
        left = _matrices(addresses[1], dtype, p.batch, p.rows, p.depth, p.transposed[0], p.strides[0])
        right = _matrices(addresses[2], dtype, p.batch, p.depth, p.columns, p.transposed[1], p.strides[1])
        result = np.matmul(left.astype(np.float64), right.astype(np.float64)).astype(dtype)
        ctypes.memset(addresses[3], POISON, self.workspace)
        ctypes.memmove(addresses[0], result.ctypes.data, result.nbytes)

    def prepare(self, kernel: str, may_compile: bool) -> bool:
        if self.compiles_programs and may_compile:
            self.programs.add(kernel.partition("\n")[2])
        return kernel.partition("\n")[2] in self.programs

    def launch(self, kernel: str, params: Params, blocks: Extent3, threads: Extent3) -> EmulatedLaunch:
        return EmulatedLaunch(self, kernel, params, blocks, threads)

    def made(self, kernel: str, params: Params, blocks: Extent3, threads: Extent3) -> Callable[[int], None]:
        kernel, _, macros = kernel.partition("\n")
        library = _library(macros + source(kernels()[kernel])) if macros else libraries()[kernels()[kernel]]
        assert ctypes.c_int.in_dll(library, f"{kernel}_size").value == ctypes.sizeof(params), f"{kernel}: struct"
        assert params.shared_bytes <= self.shared_bytes, f"{kernel}: {params.shared_bytes} bytes of shared memory"
        shape = (ctypes.c_uint * 7)(*blocks, *threads, params.shared_bytes)
        function = getattr(library, kernel)

        def finish(given: Params) -> None:
            was_refused = function(ctypes.byref(given), shape)
            assert not was_refused, f"{kernel}: an address outside of all arrays or not aligned, or undefined"

        def go(stream: int) -> None:
            self.launched.append(kernel)
            # The struct as it is now: what is changed later is for later launches.
            given = type(params).from_buffer_copy(params)
            self.queue(stream, lambda: finish(given))

        return go


class EmulatedLaunch:
    def __init__(self, driver: EmulatedDriver, kernel: str, params: Params, blocks: Extent3, threads: Extent3) -> None:
        self.driver, self.params = driver, params
        self.change(kernel, blocks, threads)

    def change(self, kernel: str, blocks: Extent3, threads: Extent3) -> None:
        self.go = self.driver.made(kernel, self.params, blocks, threads)

    def queue(self, stream: int) -> None:
        self.go(stream)


def _matrices(address: int, dtype: Any, batch: int, rows: int, columns: int, turned: bool, stride: int) -> Any:
    count = (batch - 1) * stride + rows * columns
    flat = np.frombuffer((ctypes.c_char * (count * dtype.itemsize)).from_address(address), dtype)
    shape = (columns, rows) if turned else (rows, columns)
    steps = (stride * dtype.itemsize, shape[1] * dtype.itemsize, dtype.itemsize)
    matrices = np.lib.stride_tricks.as_strided(flat, (batch, *shape), steps)
    return matrices.swapaxes(1, 2) if turned else matrices
