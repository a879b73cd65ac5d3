"""CUDA's driver, by way of CuPy: memory in stream order, modules compiled by NVRTC, launches."""

from __future__ import annotations

import ctypes
import functools
import importlib
from collections.abc import Callable
from typing import Any

from ..dtypes import Array
from .cuda_cublas import MatrixLibrary, workspace_of
from .cuda_fitting import Extent3
from .cuda_launch import Launch
from .cuda_library import CudaLibrary
from .cuda_params import Params
from .cuda_sources import kernels, options, text

OUT_OF_MEMORY = 2
NON_BLOCKING = 1
"""A stream that the default stream does not wait for."""


class NoCuda(RuntimeError):
    """There is no CUDA device, or no CuPy; the text says what is missing."""


class CudaDriver:
    """The current device of the process. CuPy keeps what it compiled on disk, by source and architecture."""

    def __init__(self) -> None:
        """Raises `NoCuda`."""
        try:
            self.cupy: Any = importlib.import_module("cupy")
        except ImportError as error:
            raise NoCuda(f"CuPy is not installed ({error}); pip install cupy-cuda12x, or cupy-cuda13x") from None
        try:
            self.cupy.cuda.runtime.getDeviceCount()
            properties = self.cupy.cuda.runtime.getDeviceProperties(self.cupy.cuda.runtime.getDevice())
        except self.cupy.cuda.runtime.CUDARuntimeError as error:
            raise NoCuda(f"no CUDA device ({error})") from None
        self.name = properties["name"].decode()
        self.multiprocessors = int(properties["multiProcessorCount"])
        self.has_clusters = int(properties["major"]) >= 9
        self.shared_bytes = int(properties["sharedMemPerBlockOptin"])
        self.has_warpgroup_products = (int(properties["major"]), int(properties["minor"])) == (9, 0)
        self.compilations = 0
        """How many files and programs have been compiled or loaded; one each, whatever the shapes."""
        self.runtime: Any = self.cupy.cuda.runtime
        self.runtime.free(0)
        device = self.runtime.getDevice()
        self.library = CudaLibrary(lambda: self.runtime.setDevice(device))
        self.stream = int(self.runtime.streamCreateWithFlags(NON_BLOCKING))
        self._pool = self.runtime.deviceGetDefaultMemPool(device)
        # Memory that was given back stays with the process, so that taking it again costs nothing.
        self.runtime.memPoolSetAttribute(self._pool, self.runtime.cudaMemPoolAttrReleaseThreshold, 2**63 - 1)
        self.workspace = workspace_of(int(properties["major"]))
        # CuPy's module has loaded the library, and its functions are found through it.
        cublas = ctypes.CDLL(importlib.import_module("cupy_backends.cuda.libs.cublas").__file__)
        self.product = MatrixLibrary(cublas, self.workspace, self.library.adopt).product
        self._modules: dict[tuple[str, str], Any] = {}
        self._functions: dict[str, int] = {}
        self.event, self.record, self.wait = self.library.event, self.library.record, self.library.wait
        self.forget, self.is_on_device = self.library.forget, self.library.is_on_device

    def allocate(self, nbytes: int, stream: int) -> int:
        """See `Driver.allocate`."""
        try:
            return int(self.runtime.mallocAsync(nbytes, stream))
        except self.runtime.CUDARuntimeError as error:
            if error.status != OUT_OF_MEMORY:
                raise
        # What other sizes left behind, once the device is done with it.
        self.runtime.deviceSynchronize()
        self.runtime.memPoolTrimTo(self._pool, 0)
        try:
            return int(self.runtime.mallocAsync(nbytes, stream))
        except self.runtime.CUDARuntimeError as error:
            raise MemoryError(f"{nbytes} bytes on the device ({error})") from None

    def free(self, address: int, stream: int) -> None:
        """See `Driver.free`."""
        self.runtime.freeAsync(address, stream)

    def upload(self, address: int, array: Array, stream: int) -> None:
        """See `Driver.upload`. Pageable memory may be read after the call has returned, so it waits."""
        if array.nbytes:
            kind = self.runtime.memcpyHostToDevice
            self.runtime.memcpyAsync(address, array.ctypes.data, array.nbytes, kind, stream)
            self.runtime.streamSynchronize(stream)

    def download(self, array: Array, address: int, stream: int) -> None:
        """See `Driver.download`."""
        if array.nbytes:
            kind = self.runtime.memcpyDeviceToHost
            self.runtime.memcpyAsync(array.ctypes.data, address, array.nbytes, kind, stream)
        self.runtime.streamSynchronize(stream)

    def synchronize(self, stream: int) -> None:
        """See `Driver.synchronize`."""
        self.runtime.streamSynchronize(stream)

    def capture(self, queue: Callable[[int], object]) -> Callable[[int], None]:
        """See `Driver.capture`."""
        return self.library.capture(queue, self.stream)

    def launch(self, kernel: str, params: Params, blocks: Extent3, threads: Extent3) -> Launch:
        """See `Driver.launch`."""
        return Launch(self.library, self._find, kernel, params, blocks, threads)

    def prepare(self, kernel: str, may_compile: bool) -> bool:
        """See `Driver.prepare`."""
        if may_compile and kernel not in self._functions:
            self._function(kernel)
        return kernel in self._functions

    def _find(self, kernel: str, shared_bytes: int) -> int:
        return self._functions.get(kernel) or self._function(kernel, shared_bytes)

    def _function(self, kernel: str, shared_bytes: int = 0) -> int:
        name, _, macros = kernel.partition("\n")
        module = kernels()[name], macros
        if module not in self._modules:
            self._modules[module] = self.cupy.RawModule(code=text(kernel), options=options(module[0]), backend="nvrtc")
            self.compilations += 1
        function = self._modules[module].get_function(name)
        if shared_bytes:
            # As much as there is: another launch of the kernel may ask for more than this one.
            function.max_dynamic_shared_size_bytes = self.shared_bytes - function.shared_size_bytes
        self._functions[kernel] = int(function.kernel.ptr)
        return self._functions[kernel]


@functools.cache
def find_driver() -> CudaDriver:
    """The driver, one a process."""
    return CudaDriver()
