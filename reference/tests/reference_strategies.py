"""Arguments of all kinds, for calls that must bear them."""

from __future__ import annotations

import math
from typing import Any

import dynshape_reference as trt
import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from reference_harness import Recorder

DOCUMENTED = (TypeError, ValueError, IndexError, RuntimeError)
QUIET = settings(
    derandomize=True, max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None
)

INTS = st.sampled_from(
    [-(2**63), -(2**31) - 1, -3, -2, -1, 0, 1, 2, 3, 4, 5, 8, 9, 64, 2**31 - 1, 2**31, 2**63, 2**200]
)
NUMBERS = INTS | st.sampled_from([0.0, 1.0, 0.5, math.nan, math.inf, -math.inf, 1j, np.int64(2), np.float32(1), True])
NAMES = st.sampled_from(
    ["", "foo", "out", "x", "nul\0", "\N{GRINNING FACE}", "\ud800", "foo [profile 1]", "n" * 4096, b"foo", None, 5]
)
DIMS = st.lists(INTS, max_size=10) | st.sampled_from(
    [(), (2, 3), (-1,), [[1]], "12", None, 5, {1: 2}, np.zeros((2, 2)), np.array([2, 3]), trt.Dims.invalid()]
)
ARRAYS = st.sampled_from(
    [
        np.zeros(3, np.float32),
        np.zeros((2, 2), np.int32),
        np.zeros(1),
        np.zeros(2, "U3"),
        np.zeros(0, np.int8),
        np.array(5, np.int32),
        np.zeros(2, ">f4"),
        np.zeros((4, 4), np.float32)[::2],
    ]
)
ODDITIES = st.sampled_from([None, object(), [], {}, "", "FLOAT", b"", (), Exception, lambda: 0, float])


def values_for(pool: list[Any]) -> st.SearchStrategy[Any]:
    return st.sampled_from([*pool, None]) | NUMBERS | NAMES | DIMS | ARRAYS | ODDITIES


def attempt(log: Recorder, call: Any, *args: Any) -> tuple[bool, Any]:
    """The result; or (False, exception). A failure channel must come with a record."""
    log.records.clear()
    try:
        return True, call(*args)
    except DOCUMENTED as error:
        return False, error
