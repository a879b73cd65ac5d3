"""CUDA's own driver for the tests of the kernels, with poisoned memory; chosen by ``DYNSHAPE_CUDA=1``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from dynshape_reference.kernels.cuda_driver import CudaDriver
from dynshape_reference.kernels.cuda_fitting import Extent3
from dynshape_reference.kernels.cuda_launch import Launch
from dynshape_reference.kernels.cuda_params import Params

POISON = 0xA5
GUARD = 256


class PoisonedDriver(CudaDriver):
    """Fills memory when it is taken, and looks beyond its ends when asked."""

    def __init__(self) -> None:
        super().__init__()
        product = self.product

        def noted(made: Any) -> Callable[[list[int], int], None]:
            self.launched.append("matrix_multiply")
            return product(made)

        self.product = noted
        self.blocks: dict[int, int] = {}
        self.launched: list[str] = []
        self.compiles_programs = False
        """A chain is compiled for its steps, as in an engine; for most comparisons that would take too long."""

    def allocate(self, nbytes: int, stream: int) -> int:
        base = super().allocate(nbytes + 2 * GUARD, stream)
        self.runtime.memsetAsync(base, POISON, nbytes + 2 * GUARD, stream)
        self.blocks[base + GUARD] = nbytes
        return base + GUARD

    def free(self, address: int, stream: int) -> None:
        self.check(address)
        del self.blocks[address]
        super().free(address - GUARD, stream)

    def prepare(self, kernel: str, may_compile: bool) -> bool:
        return self.compiles_programs and super().prepare(kernel, may_compile)

    def launch(self, kernel: str, params: Params, blocks: Extent3, threads: Extent3) -> Launch:
        self.launched.append(kernel.partition("\n")[0])
        return super().launch(kernel, params, blocks, threads)

    def check(self, address: int) -> None:
        self.runtime.deviceSynchronize()
        nbytes = self.blocks[address]
        found = np.empty(nbytes + 2 * GUARD, np.uint8)
        self.runtime.memcpy(found.ctypes.data, address - GUARD, found.nbytes, self.runtime.memcpyDeviceToHost)
        assert (found[:GUARD] == POISON).all(), "written before the beginning of an array"
        assert (found[GUARD + nbytes :] == POISON).all(), "written beyond the end of an array"


_DRIVER: list[Any] = []


def poisoned_driver(compiles_programs: bool = False) -> Any:
    """One for all tests: modules are loaded once."""
    if not _DRIVER:
        _DRIVER.append(PoisonedDriver())
    _DRIVER[0].compiles_programs = compiles_programs
    return _DRIVER[0]
