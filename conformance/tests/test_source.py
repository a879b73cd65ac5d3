"""The text of a case, which its hash is made of."""

from __future__ import annotations

import inspect
import textwrap

import pytest
import scripted_cases
from dynshape_conformance import corpus
from dynshape_conformance.case import Case, Trial
from dynshape_conformance.source import source


def plain(t: Trial) -> None:
    """Ends in a call over several lines."""
    t.equal(
        1,
        (
            1
        ),
    )  # fmt: skip

    # A remark at its end.


# A remark behind it.
def one_line(t: Trial) -> None: ...


def test_the_text_is_that_of_inspect() -> None:
    def inner(t: Trial) -> None:
        t.equal("""text
    that goes on""", [1,
        2])  # fmt: skip

    for function in (
        plain,
        one_line,
        inner,
        *(case.function for case in corpus.load(corpus.Path(scripted_cases.__file__))),
    ):
        assert source(function) == textwrap.dedent(inspect.getsource(function))


def test_without_a_file_there_is_no_source() -> None:
    space: dict[str, Case] = {}
    exec("from dynshape_conformance.case import positive\n@positive('DS-DIM-001')\ndef so(t): ...", space)
    with pytest.raises(OSError):
        space["so"].digest()
