"""Memory that stands for a device's in the emulation: poisoned, between pages that nobody may read or write."""

from __future__ import annotations

import ctypes
import mmap
from typing import Any

import numpy as np

POISON = 0xA5
GUARD = 2**20
"""Bytes on either side: so far from an array every access is refused."""
NOTHING = 0
"""``PROT_NONE``."""


def guarded(nbytes: int) -> tuple[int, Any]:
    """The address of so many bytes, and the pages that hold them; they go when nothing refers to the latter.

    An array that is no number of pages touches the guard with one end only. Its size says which, so that the arrays of
    a few comparisons meet both; accesses beyond the other end are refused from the next page on.
    """
    size = max(-(-nbytes // mmap.PAGESIZE), 1) * mmap.PAGESIZE
    memory = mmap.mmap(-1, size + 2 * GUARD, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    whole = np.frombuffer(memory, np.uint8)
    for place in (0, GUARD + size):
        _protect(whole.ctypes.data + place, GUARD)
    pages = whole[GUARD : GUARD + size]
    pages[:] = POISON
    # Whole packs of 16 bytes: kernels may read the words, and the packs, that an array's ends lie in.
    is_last = nbytes // 16 % 2 and nbytes
    return pages.ctypes.data + (size - -(-nbytes // 16) * 16 if is_last else 0), pages


def _protect(address: int, nbytes: int) -> None:
    mprotect = ctypes.CDLL(None, use_errno=True).mprotect
    if mprotect(ctypes.c_void_p(address), ctypes.c_size_t(nbytes), NOTHING):
        raise OSError(ctypes.get_errno(), "mprotect")
