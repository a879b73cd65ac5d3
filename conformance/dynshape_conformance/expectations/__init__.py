"""Expectations: what a backend is known to get wrong, one TOML file a backend.

A file is a list of entries:

    [[expect]]
    case = "DS-DIM-014/outside_*"   # or: clause = "DS-DIM-014"
    verdict = "fail"                # fail, crash, timeout or error
    versions = ">=1.4,<1.8"         # of the backend, as Python packages write it; default: all
    editions = ["10"]               # of the specification; default: all
    reason = "accepts an extent of -1"
    link = "https://example.org/bug/1"
    date = 2026-11-22               # when it was seen
    expires = 2027-11-22            # from this day on the entry counts no more and the run fails

`dynshape_conformance/expectations/NAME.toml` is the file of the backend NAME; ``--expectations
FILE`` names another. A verdict that an entry foresaw becomes *expected-fail*. What the run proves
wrong in the file makes it fail: see `dynshape_reports.results.Stale`.
"""

from .entries import Entry, Expectations, foresee
from .file import load, shipped

__all__ = ["Entry", "Expectations", "foresee", "load", "shipped"]
