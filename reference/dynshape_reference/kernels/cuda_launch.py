"""A launch of a kernel by CUDA's driver, made ready so that little is left to be done each time."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Sequence

from .cuda_library import INVALID_CONTEXT, CudaLibrary
from .cuda_params import Params


class LaunchConfig(ctypes.Structure):
    """``CUlaunchConfig``, and behind it the list of the kernel's arguments, which is one address."""

    _fields_ = (
        ("blocks", ctypes.c_uint * 3),
        ("threads", ctypes.c_uint * 3),
        ("shared_bytes", ctypes.c_uint),
        ("stream", ctypes.c_void_p),
        ("attributes", ctypes.c_void_p),
        ("attributes_count", ctypes.c_uint),
        ("argument", ctypes.c_void_p),
    )


_LAYOUT = struct.Struct("@7IPPI4xP")
ARGUMENTS: int = LaunchConfig.argument.offset


class Launch:
    """Launches a kernel on a stream, with the struct as it is then."""

    # Not a function with what it needs around it: that is a dozen objects, which the garbage collector goes through.
    __slots__ = ("_arguments", "_config", "_find", "_function", "_kernel", "_launch", "_library", "_place", "params")

    def __init__(
        self,
        library: CudaLibrary,
        find: Callable[[str, int], int],
        kernel: str,
        params: Params,
        blocks: Sequence[int],
        threads: Sequence[int],
    ) -> None:
        """``find`` returns the driver's handle of a kernel, which takes shared memory at launch or not."""
        self._library, self._find, self.params = library, find, params
        self._launch = library.launch
        self._kernel, self._function = "", 0
        self._config = LaunchConfig()
        self._place = ctypes.addressof(self._config)
        self._arguments = self._place + ARGUMENTS
        self.change(kernel, blocks, threads)

    def change(self, kernel: str, blocks: Sequence[int], threads: Sequence[int]) -> None:
        """See `Launched.change`."""
        if kernel is not self._kernel:
            self._kernel, self._function = kernel, self._find(kernel, self.params.shared_bytes)
        # By bytes: an eighth of the time that ctypes takes to convert the numbers.
        numbers = *blocks, *threads, self.params.shared_bytes, 0, 0, 0, ctypes.addressof(self.params)
        _LAYOUT.pack_into(self._config, 0, *numbers)

    def queue(self, stream: int) -> None:
        """Raises RuntimeError if the driver refuses it."""
        self._config.stream = stream
        status = self._launch(self._place, self._function, self._arguments, None)
        if status == INVALID_CONTEXT:
            self._library.adopt()
            status = self._launch(self._place, self._function, self._arguments, None)
        if status:
            blocks, threads = tuple(self._config.blocks), tuple(self._config.threads)
            raise RuntimeError(f"{self._kernel} of {blocks} blocks of {threads} threads: CUDA error {status}")
