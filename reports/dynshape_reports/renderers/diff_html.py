"""A diff as one HTML page without a script."""

from __future__ import annotations

from markupsafe import Markup

from ..diff import Diff
from .diff_text import HEADS, about, counted, shown_change
from .html import asset, environment, policy


def render(diff: Diff) -> str:
    """The page."""
    style = asset("base.css") + asset("plain.css")
    template = environment().get_template("diff.html")
    return template.render(
        diff=diff, heads=HEADS, about=about, counted=counted, shown_change=shown_change,
        style=Markup(style), policy=policy(style),
    )  # fmt: skip
