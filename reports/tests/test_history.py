"""An engine over its versions."""

from __future__ import annotations

from dataclasses import replace

from dynshape_reports.history import make_histories
from dynshape_reports.renderers import history_html, history_markdown, history_text
from sample import BAD, HOSTILE, SUITE, case, run

OLD = run("engine", [case("DS-DIM-001", "a", "fail"), case("DS-DIM-002", "b")], version="9.10")
NEW = run("engine", [case("DS-DIM-001", "a"), case("DS-DIM-002", "b")], version="10.2")


def test_versions_are_in_their_natural_order() -> None:
    (history,) = make_histories([NEW, OLD])
    assert [point.version for point in history.points] == ["9.10", "10.2"]
    assert history.changed == {"DS-DIM-001": ("broken", "holds")}
    assert [point.counts["holds"] for point in history.points] == [1, 2]


def test_runs_of_one_version_are_told_apart() -> None:
    again = run("engine", NEW.cases, replace(SUITE, version="2.0"), version="10.2")
    other = run("engine", NEW.cases, replace(SUITE, corpus="9" * 16), version="9.10")
    (history,) = make_histories([NEW, again, OLD, other])
    assert [point.version for point in history.points] == [
        "9.10 (corpus 9999999999999999)",
        "9.10 (corpus aaaaaaaaaaaaaaaa)",
        "10.2 (suite 1.0)",
        "10.2 (suite 2.0)",
    ]
    assert history.corpora == 2


def test_backends_editions_and_devices_have_histories_of_their_own() -> None:
    other = run("engine", NEW.cases, edition="10")
    gpu = run("engine", NEW.cases, device="gpu")
    assert [history.name for history in make_histories([OLD, other, gpu, BAD])] == [
        "bad " + HOSTILE + ", edition 8.6, cpu",
        "engine, edition 10, cpu",
        "engine, edition 8.6, cpu",
        "engine, edition 8.6, gpu",
    ]


def test_picture_and_table() -> None:
    histories = make_histories([OLD, NEW, BAD])
    page, comment, text = (made.render(histories) for made in (history_html, history_markdown, history_text))
    assert page.count("<svg") == 2 and "<img" not in page and "style=" not in page
    assert "| DS-DIM-001 | ✗ broken | ✓ holds |" in comment
    assert "DS-DIM-001  ✗ broken" in text and "\x1b" not in text
