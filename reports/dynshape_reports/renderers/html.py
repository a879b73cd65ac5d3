"""A report as one HTML file that opens from disk: no network, no build step, nothing from results is ever markup."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ..marks import MARKS, mark
from ..report import Column, Report
from ..score import STATES, Counts
from .page_data import details, embedded, overview

SCRIPTS = ("dom", "data", "filters", "matrix", "clause", "page")
"""The parts of the page's script, in order."""


def render(report: Report) -> str:
    """The page."""
    style = asset("base.css") + asset("report/report.css")
    # One function around all parts: they share names with each other and with nobody else.
    script = '(() => {\n"use strict";\n' + "".join(asset(f"report/{name}.js") for name in SCRIPTS) + "})();\n"
    return (
        environment()
        .get_template("report/report.html")
        .render(
            report=report,
            suite=report.columns[0].run.header.suite,
            board=_board(report),
            marks=[mark(state) for state in STATES],
            policy=policy(style, script),
            style=Markup(style),
            script=Markup(script),
            overview=Markup(embedded(overview(report))),
            details=[Markup(embedded(chunk)) for chunk in details(report)],
        )
    )


@cache
def environment() -> Environment:
    """The templates: whatever is put into them is escaped, and what is missing is an error."""
    made = Environment(
        loader=PackageLoader("dynshape_reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["mark"] = mark
    return made


@cache
def asset(name: str) -> str:
    """A file of the templates, as it is."""
    return (files("dynshape_reports") / "templates" / name).read_text("utf-8")


def policy(style: str, script: str = "") -> str:
    """A content security policy: this style and this script only, so that nothing in the data can run or load."""
    allowed = [f"script-src {_digest(script)}"] if script else []
    return "; ".join(
        [
            "default-src 'none'",
            *allowed,
            f"style-src {_digest(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _board(report: Report) -> list[dict[str, Any]]:
    """The rows of the scoreboard: the counts of each section for each backend, and those of all."""
    rows = [
        {"section": section, "cells": [_cell(_counts(column, section.id), column) for column in report.columns]}
        for section in report.sections
    ]
    if len(rows) > 1:
        rows.append({"section": None, "cells": [_cell(column.counts[1], column) for column in report.columns]})
    return rows


def _counts(column: Column, section: str) -> Counts | None:
    return next((row for row in column.counts[0] if row.id == section), None)


def _cell(counts: Counts | None, column: Column) -> dict[str, Any] | None:
    """Counts of states that occur, each with where its part of the bar starts; nothing if it was not run."""
    if counts is None:
        return None
    parts, at = [], 0
    for state in STATES:
        number = counts.states[state]
        if number:
            parts.append({"mark": MARKS[state], "number": number, "start": at})
            at += number
    return {"key": column.key, "clauses": counts.clauses, "parts": parts}
