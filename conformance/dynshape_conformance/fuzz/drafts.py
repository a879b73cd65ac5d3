"""What Hypothesis draws and shrinks: the bytes of generated networks. Nothing else here needs Hypothesis."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from .networks import Draft


def _rows(size: int, least: int, most: int) -> st.SearchStrategy[tuple[bytes, ...]]:
    return st.lists(st.binary(min_size=size, max_size=size), min_size=least, max_size=most).map(tuple)


@cache
def drafts(deep: bool) -> st.SearchStrategy[Draft]:
    """Drafts of networks; if ``deep``, with profiles and calls."""
    network = (_rows(6, 1, 3), _rows(14, 1, 8), st.binary(min_size=4, max_size=4))
    if not deep:
        return st.builds(Draft, *network)
    return st.builds(Draft, *network, _rows(12, 1, 3), _rows(6, 1, 12))
