"""The source text of a function, decorators included.

`inspect.getsource` tokenizes the function each time, in Python; for a whole corpus that takes longer
than to import it. Here the compiled code says where the function is.
"""

from __future__ import annotations

import inspect
import linecache
import textwrap
from collections.abc import Callable
from typing import Any


def source(function: Callable[..., Any]) -> str:
    """The text of the function, from its first decorator to its last line, without the indentation."""
    code = function.__code__
    lines = linecache.getlines(code.co_filename)
    first = code.co_firstlineno - 1
    end = max(line or 0 for _, _, line in code.co_lines())
    if not first < end <= len(lines):
        return textwrap.dedent(inspect.getsource(function))
    indent = _indent(lines[first])
    # The code ends where its last statement starts: what is deeper, or closes a bracket, still belongs to that.
    while end < len(lines) and (_indent(lines[end]) > indent or lines[end].strip()[:1] in ("", ")", "]", "}")):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    text = "".join(lines[first:end])
    return textwrap.dedent(text) if indent else text


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
