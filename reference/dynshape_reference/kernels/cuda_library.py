"""CUDA's driver library by ctypes: launches, events, graphs, and whose memory an address is."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

INVALID_CONTEXT = 201
RELAXED = 2
"""A capture that minds no other stream's calls."""
MEMORY_TYPE, IS_MANAGED = 2, 8
"""Attributes of an address."""
ON_DEVICE = 2
WITHOUT_TIMES = 2
"""Events that keep an order only."""


class CudaLibrary:
    """Calls that an enqueue makes, without a layer between; stream handles are integers, 0 the default stream."""

    def __init__(self, adopt: Callable[[], object]) -> None:
        """``adopt`` makes the device's context that of the calling thread; a thread may be new to CUDA."""
        self.adopt = adopt
        name = "nvcuda.dll" if ctypes.sizeof(ctypes.c_wchar) == 2 else "libcuda.so.1"
        self._library = ctypes.CDLL(name)
        pointer, unsigned = ctypes.c_void_p, ctypes.c_uint
        # Not `cuLaunchKernel`: what does not change from launch to launch need not be converted anew.
        self.launch: Any = self._library.cuLaunchKernelEx
        self.launch.argtypes = pointer, pointer, pointer, pointer
        self._record: Any = self._library.cuEventRecord
        self._record.argtypes = pointer, pointer
        self._wait: Any = self._library.cuStreamWaitEvent
        self._wait.argtypes = pointer, pointer, unsigned
        self._replay: Any = self._library.cuGraphLaunch
        self._replay.argtypes = pointer, pointer

    def _function(self, name: str) -> Callable[..., int]:
        """A function of the library; in a thread that is new to CUDA it is called once more."""
        function = getattr(self._library, name)

        def call(*arguments: Any) -> int:
            status = function(*arguments)
            if status == INVALID_CONTEXT:
                self.adopt()
                status = function(*arguments)
            return int(status)

        return call

    def call(self, name: str, *arguments: Any) -> None:
        """Call a function; RuntimeError for a status other than 0."""
        _check(name, self._function(name)(*arguments))

    # Events

    def event(self) -> int:
        """A new event."""
        made = ctypes.c_void_p()
        self.call("cuEventCreate", ctypes.byref(made), ctypes.c_uint(WITHOUT_TIMES))
        return int(made.value or 0)

    def record(self, event: int, stream: int) -> None:
        """Let ``event`` happen when what is queued on ``stream`` is done."""
        # Every execution does this: what fails is tried again the long way.
        if self._record(event, stream):
            self.call("cuEventRecord", event, stream)

    def wait(self, stream: int, event: int) -> None:
        """Let what is queued on ``stream`` later come after ``event``."""
        if self._wait(stream, event, 0):
            self.call("cuStreamWaitEvent", stream, event, 0)

    def forget(self, event: int) -> None:
        """Give an event back."""
        self._library.cuEventDestroy_v2(ctypes.c_void_p(event))

    # Graphs

    def capture(self, queue: Callable[[int], object], stream: int) -> Callable[[int], None]:
        """What repeats, on any stream, the work that ``queue`` puts on ``stream``, as it is then.

        ``stream`` is not the default stream; none of the work is done.
        """
        graph = ctypes.c_void_p()
        self.call("cuStreamBeginCapture_v2", ctypes.c_void_p(stream), ctypes.c_int(RELAXED))
        try:
            queue(stream)
        finally:
            ended = self._library.cuStreamEndCapture(ctypes.c_void_p(stream), ctypes.byref(graph))
        _check("cuStreamEndCapture", ended)
        try:
            return _Graph(self, graph)
        finally:
            self._library.cuGraphDestroy(graph)

    # Addresses

    def is_on_device(self, address: int) -> bool:
        """True for memory of a device, and for managed memory; False for any other of the host's."""
        kind, managed = ctypes.c_uint(), ctypes.c_uint()
        query = self._function("cuPointerGetAttribute")
        found = query(ctypes.byref(kind), ctypes.c_int(MEMORY_TYPE), ctypes.c_uint64(address))
        shared = query(ctypes.byref(managed), ctypes.c_int(IS_MANAGED), ctypes.c_uint64(address))
        return (found == 0 and kind.value == ON_DEVICE) or (shared == 0 and managed.value != 0)


class _Graph:
    """An executable graph of the device."""

    def __init__(self, library: CudaLibrary, graph: ctypes.c_void_p) -> None:
        self._library = library
        self._made = ctypes.c_void_p()
        library.call("cuGraphInstantiateWithFlags", ctypes.byref(self._made), graph, ctypes.c_uint64(0))

    def __call__(self, stream: int) -> None:
        if self._library._replay(self._made, stream):
            self._library.call("cuGraphLaunch", self._made, stream)

    def __del__(self) -> None:
        if self._made.value:
            self._library._library.cuGraphExecDestroy(self._made)


def _check(name: str, status: int) -> None:
    if status:
        raise RuntimeError(f"{name}: CUDA error {status}")
