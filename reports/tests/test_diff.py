"""What changed between two files, and what is said to be the cause."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from dynshape_reports import diff as diffs
from dynshape_reports.diff import BACKEND, CASE, NOTHING, make_diff
from dynshape_reports.renderers import diff_html, diff_json, diff_markdown, diff_text
from dynshape_reports.results import Subcase, changed
from dynshape_reports.screen import Screen
from sample import BAD, GOOD, HOSTILE, MADE_UP, SUITE, case, run

DIFF = make_diff([GOOD], [BAD])


def compare(before: str, after: str, **more: object) -> diffs.RunDiff:
    """One case, before and after."""
    old, new = case("DS-DIM-001", "a", before), changed(case("DS-DIM-001", "a", after), **more)
    return make_diff([run("e", [old])], [run("e", [new])]).runs[0]


def test_nothing_changed() -> None:
    found = make_diff([GOOD, BAD], [GOOD, BAD])
    assert not any(found.fails_on(what) for what in ("regressions", "failures", "changes"))
    assert "no case changed; neither backend nor suite changed" in diff_text.render(found)
    with pytest.raises(ValueError, match="sometimes"):
        found.fails_on("sometimes")


@pytest.mark.parametrize(
    "before,after,kind",
    [
        ("pass", "fail", "regression"),
        ("pass", "unsupported", "regression"),
        ("unsupported", "fail", "regression"),
        ("fail", "crash", "regression"),
        ("fail", "pass", "fixed"),
        ("expected-fail", "pass", "fixed"),
        ("fail", "expected-fail", "fixed"),
        ("pass", "expected-fail", "other"),
        ("pass", "not-applicable", "other"),
        ("not-applicable", "fail", "other"),
    ],
)
def test_kinds(before: str, after: str, kind: str) -> None:
    (change,) = compare(before, after).changes
    assert (change.before, change.after, change.kind) == (before, after, kind)


def test_what_the_adapter_makes_up_is_less_than_a_pass() -> None:
    made_up = (Subcase("", "pass", emulated=True),)
    (change,) = compare("pass", "pass", emulated=True, subcases=made_up).changes
    assert (change.after, change.kind) == ("emulated", "regression")


def test_causes_are_told_apart() -> None:
    old = [case("DS-DIM-001", "a")]
    new = [case("DS-DIM-001", "a", "fail")]
    edited = [changed(new[0], hash="d" * 16)]
    before = run("e", old)
    for after, causes in (
        (run("e", new), (NOTHING,)),
        (run("e", new, version="2"), (BACKEND,)),
        (run("e", edited), (CASE,)),
        (run("e", new, replace(SUITE, version="2")), (diffs.SUITE,)),
        (run("e", new, replace(SUITE, spec="9" * 16)), (diffs.SUITE,)),
        (run("e", new, replace(SUITE, corpus="9" * 16)), (NOTHING,)),
        (run("e", edited, replace(SUITE, version="2"), device="gpu"), (CASE, BACKEND, diffs.SUITE)),
    ):
        (change,) = make_diff([before], [after]).runs[0].changes
        assert change.causes == causes
    assert make_diff([before], [run("e", [changed(old[0], hash="d" * 16)])]).runs[0].edited == ("DS-DIM-001/a",)


def test_added_removed_renamed() -> None:
    before = run("e", [case("DS-DIM-001", "a"), case("DS-DIM-001", "old"), case("DS-DIM-002", "gone")])
    after = run("e", [case("DS-DIM-001", "a"), case("DS-DIM-001", "new", "fail"), case("DS-DIM-002", "more", "fail")])
    found = make_diff([before], [after], {"DS-DIM-001/old": "DS-DIM-001/new", "DS-DIM-001/a": "DS-DIM-001/b"})
    (one,) = found.runs
    assert one.renamed == (("DS-DIM-001/old", "DS-DIM-001/new"),)
    assert [(change.id, change.was, change.kind) for change in one.changes] == [
        ("DS-DIM-001/new", "DS-DIM-001/old", "regression")
    ]
    assert [added.id for added in one.added] == ["DS-DIM-002/more"]
    assert [removed.id for removed in one.removed] == ["DS-DIM-002/gone"]
    assert one.new_failures == ("DS-DIM-001/new", "DS-DIM-002/more")
    assert one.clauses["DS-DIM-002"] == ("holds", "broken")


def test_a_subcase_that_got_worse_in_a_case_that_failed_before() -> None:
    old = case("DS-DIM-001", "a", "fail", [Subcase("[n=1]", "fail", "x", "y"), Subcase("[n=2]", "pass")])
    new = case("DS-DIM-001", "a", "fail", [Subcase("[n=1]", "fail", "x", "y"), Subcase("[n=2]", "fail", "x", "y")])
    found = make_diff([run("e", [old])], [run("e", [new])])
    assert found.runs[0].changes[0].subcases == (("[n=2]", "pass", "fail"),)
    assert found.fails_on("regressions") and not found.fails_on("failures")
    assert make_diff([run("e", [new])], [run("e", [old])]).runs[0].changes[0].kind == "fixed"


def test_runs_are_paired_by_backend_and_edition() -> None:
    other = run("good", GOOD.cases, edition="10")
    found = make_diff([GOOD, BAD], [GOOD, other])
    assert [one.after.backend.name for one in found.runs] == ["good"]
    assert len(found.only_before) == 1 and found.only_after == ("good, edition 10",)
    assert found.fails_on("changes") and not found.fails_on("regressions")


def test_all_forms_tell_of_the_same_and_of_nothing_more() -> None:
    text, comment, page = (made.render(DIFF) for made in (diff_text, diff_markdown, diff_html))
    for document in (text, comment, page):
        assert "2 regressions, 1 other change" in document
        assert "DS-DIM-001/b" in document.replace("\\", "")
        assert "<img" not in document.replace("&lt;", "") or document is text
    assert "\x1b" not in text and "<script" not in page and "\x1b[" in diff_text.render(DIFF, Screen(colour=True))
    data = json.loads(diff_json.render(DIFF))
    assert [change["kind"] for change in data["runs"][0]["changes"]] == ["regression", "regression", "other"]
    assert data["runs"][0]["after"]["backend"]["version"] == HOSTILE
    assert data["runs"][0]["clauses"]["DS-DIM-001"] == {"before": "holds", "after": "broken"}


def test_a_comment_is_of_bounded_length() -> None:
    cases = [case("DS-DIM-001", f"c{number}") for number in range(60)]
    comment = diff_markdown.render(
        make_diff([run("e", cases)], [run("e", [changed(c, verdict="error") for c in cases])])
    )
    assert "... and 10 more" in comment and comment.count("pass -&#62; error") == 50
    assert diff_markdown.render(make_diff([MADE_UP], [MADE_UP])).startswith("### made\\_up 1.0")
