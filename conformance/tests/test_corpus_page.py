"""The page about the corpus is up to date."""

from __future__ import annotations

from pathlib import Path

from dynshape_conformance.corpus_page import page

DOCUMENT = Path(__file__).parents[2] / "docs" / "corpus.md"


def test_the_page_is_what_the_program_writes() -> None:
    assert DOCUMENT.read_text("utf-8") == page(), "python -m dynshape_conformance.corpus_page > docs/corpus.md"
