"""The renderers of a report: each a module with one function, from a `Report` to the text of a document.

They decide nothing. What a run is worth is said in `score`, how it is shown in `marks`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from ..report import Report

Renderer = Callable[[Report], str]

NAMES = ("html", "markdown", "junit", "summary", "badge", "shields", "terminal")
"""The modules of this package that have a function ``render``."""


def renderer(name: str) -> Renderer:
    """The function that makes a document of this kind; raises KeyError for a name that is not in `NAMES`."""
    if name not in NAMES:
        raise KeyError(name)
    # Imported when asked for: whoever wants a badge need not wait for the templates.
    found: Renderer = import_module(f".{name}", __name__).render
    return found
