"""The documents made of a report: complete, valid, and nothing in results is more than text."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from importlib.resources import files
from xml.etree import ElementTree as ET

import pytest
from dynshape_reports import renderers
from dynshape_reports.marks import MARKS
from dynshape_reports.renderers import html, junit, markdown, page_data, shields, summary, terminal
from dynshape_reports.results import VERDICTS
from dynshape_reports.score import STATES
from dynshape_reports.screen import Screen, screen_of
from jsonschema import Draft202012Validator
from sample import BAD, GOOD, HOSTILE, MADE_UP, SPECIFICATION, report


def test_every_renderer_makes_a_text_and_the_same_again() -> None:
    for name in renderers.NAMES:
        text = renderers.renderer(name)(report())
        assert text.endswith("\n")
        assert renderers.renderer(name)(report()) == text
    with pytest.raises(KeyError):
        renderers.renderer("os")


def test_every_verdict_and_state_has_a_mark_of_its_own() -> None:
    assert {*VERDICTS, *STATES} <= MARKS.keys()
    for names in (VERDICTS, STATES):
        assert len({MARKS[name].sign for name in names}) == len(names)


def test_the_summary_fits_its_schema() -> None:
    schema = json.loads((files("dynshape_reports") / "schema" / "summary.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    found = json.loads(summary.render(report()))
    Draft202012Validator(schema).validate(found)
    good, bad, _ = found["runs"]
    assert good["total"]["clauses"] == {
        "all": 5, "holds": 3, "emulated": 0, "broken": 0, "blocked": 0, "unsupported": 0, "untested": 1,
        "not-applicable": 1,
    }  # fmt: skip
    assert bad["clauses"]["DS-DIM-002"] == "broken"
    assert bad["sections"]["DS-DIM"]["cases"]["expected-fail"] == 1


def test_junit_has_a_suite_for_each_section_of_each_run() -> None:
    root = ET.fromstring(junit.render(report()))
    assert [suite.get("name", "")[:14] for suite in root][:2] == ["good: DS-DIM 8", "good: DS-BIND "]
    assert {name: root.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "12", "failures": "1", "errors": "1",
    }  # fmt: skip
    dims = root[2]
    assert (dims.get("tests"), dims.get("failures"), dims.get("errors"), dims.get("skipped")) == ("3", "1", "0", "1")
    passed, failed, foreseen = dims.findall("testcase")
    assert list(passed) == []
    assert failed[0].tag == "failure" and failed[0].get("type") == "fail"
    assert "expected: a < b" in (failed[0].text or "") and "import engine" in (failed[0].text or "")
    assert foreseen[0].tag == "skipped" and foreseen[0].get("message", "").startswith("expected-fail: known ")
    (crash,) = root[3].findall("testcase")
    assert (crash[0].tag, crash[0].get("type")) == ("error", "crash")
    single = ET.fromstring(junit.render(report(GOOD)))
    assert [suite.get("name", "")[:6] for suite in single] == ["DS-DIM", "DS-BIN"]


def test_markdown_escapes_what_it_would_take_for_more_than_text() -> None:
    text = markdown.render(report())
    assert "<img" not in text and " @all" not in text and " #1" not in text and "\x1b" not in text
    rows = [line for line in text.splitlines() if line.startswith("| DS-DIM-001 ")]
    assert len(rows) == 1 and rows[0].endswith("| ✓ holds | ✗ broken | ≈ emulated |")
    assert rows[0].count(" | ") == 4
    assert "No clause is broken." in markdown.render(report(GOOD))


def test_the_badge_counts_and_never_gives_a_percentage() -> None:
    root = ET.fromstring(renderers.renderer("badge")(report(GOOD, MADE_UP)))
    texts = [found.text for found in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["good", "3 hold", "made_up", "0 hold, 1 emulated, 1 blocked, 1 unsupported"]
    endpoint = json.loads(shields.render(report(GOOD)))
    assert endpoint == {"schemaVersion": 1, "label": "dynamic shapes 8.6", "message": "3 hold", "color": "2e7d4f"}
    assert json.loads(shields.render(report(GOOD, BAD)))["color"] == "b3261e"


class Elements(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script" and self.scripts:
            self.scripts[-1] += data


def test_nothing_in_results_becomes_markup_of_the_page() -> None:
    page = html.render(report())
    found = Elements()
    found.feed(page)
    assert "img" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "src"]
    assert "style" not in {name for name, _ in found.attributes}, "the policy would refuse it"
    data = json.loads(found.scripts[0])
    assert data["backends"][1][1] == BAD.header.backend.name
    assert data["clauses"][0][4] == SPECIFICATION.clauses[0].statement
    assert HOSTILE in json.loads(found.scripts[1])["texts"]
    assert "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "").replace(
        "https://example.org/1", ""
    ), "no network"


def test_the_page_without_a_specification_and_of_another_one() -> None:
    from dynshape_reports.report import make_report
    from dynshape_reports.specification import Specification

    assert "notice" in html.render(make_report([GOOD], Specification("f" * 16)))
    assert json.loads(page_data.embedded(page_data.overview(make_report([GOOD]))))["clauses"][0][4] == ""


def test_the_terminal_gets_no_control_characters_from_results() -> None:
    text = terminal.render(report())
    assert "\x1b" not in text and "\x00" not in text
    assert "FAIL DS-DIM-001/b" in text and "✗ broken" in text
    single = terminal.render(report(GOOD))
    assert single.startswith("good 1.0, device cpu, edition 8.6\n")


def test_the_table_fits_the_screen() -> None:
    wide, narrow = (terminal.render(report(GOOD, MADE_UP), Screen(width)) for width in (120, 60))
    length = [max(map(terminal.visible, text[text.index("section") :].splitlines()[:6])) for text in (wide, narrow)]
    assert length[1] <= 60 < length[0]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_colour_only_on_a_terminal_and_not_against_the_users_will() -> None:
    assert not screen_of(io.StringIO(), {}).colour
    assert screen_of(Terminal(), {}).colour
    assert not screen_of(Terminal(), {"NO_COLOR": "1"}).colour
    assert screen_of(Terminal(), {"NO_COLOR": ""}).colour
    assert not screen_of(Terminal(), {"TERM": "dumb"}).colour
    assert "\x1b[1;31m" in terminal.render(report(GOOD, BAD), Screen(colour=True))
