"""The badge as the JSON that shields.io's endpoint badge asks for; one file for all runs of the report."""

from __future__ import annotations

import json

from ..report import Column, Report

COLOURS = {"good": "2e7d4f", "bad": "b3261e", "none": "6b737d"}


def render(report: Report) -> str:
    """The endpoint's answer."""
    words = [(column, message(column)) for column in report.columns]
    text = words[0][1] if len(words) == 1 else "; ".join(f"{column.label}: {said}" for column, said in words)
    tones = [tone(column) for column in report.columns]
    worst = next(name for name in ("bad", "none", "good") if name in tones)
    fields = {"schemaVersion": 1, "label": label(report), "message": text, "color": COLOURS[worst]}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def label(report: Report) -> str:
    """What the badge is about."""
    if len(report.columns) > 1:
        return "dynamic shapes"
    column = report.columns[0]
    return f"dynamic shapes {column.run.header.edition}"


def message(column: Column) -> str:
    """What a run is worth in a few words: counts, never a percentage."""
    states = column.counts[1].states
    words = [f"{states['holds']} hold"]
    words += [f"{states[state]} {state}" for state in ("emulated", "broken", "blocked", "unsupported") if states[state]]
    if column.run.header.selection.fraction:
        words.append("a sample")
    return ", ".join(words)


def tone(column: Column) -> str:
    """Bad if a clause is broken, good if everything that was tried holds, else neither."""
    states = column.counts[1].states
    if states["broken"]:
        return "bad"
    return "good" if states["holds"] and not (states["blocked"] or states["unsupported"]) else "none"
