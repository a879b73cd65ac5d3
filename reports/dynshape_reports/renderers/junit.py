"""A report as JUnit XML, for the viewers of CI services: a suite for each section of each run, a test for each case.

``fail`` is a failure; ``crash``, ``timeout`` and ``error`` are errors; what was blocked, is not
supported, does not apply or was foreseen is skipped, with the reason. There are no times in results,
so there are none here. The elements and attributes are those of the schema that Jenkins reads by.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from ..model import CaseResult, Record, Subcase
from ..report import Column, Report
from ..specification import SectionText

FAILURE = ("fail",)
ERROR = ("crash", "timeout", "error")
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The document."""
    root = ET.Element("testsuites", name="dynshape")
    for column in report.columns:
        for section in report.sections:
            cases = [case for case in column.run.cases if case.section == section.id]
            if cases:
                root.append(_suite(column, section, cases, len(report.columns) > 1))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def xml_text(text: str) -> str:
    """The text without the characters that no XML document can hold: they are shown as escapes."""
    return NOT_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _suite(column: Column, section: SectionText, cases: list[CaseResult], several: bool) -> ET.Element:
    title = f"{section.id} {section.title}"
    verdicts = [case.verdict for case in cases]
    failures, errors = (sum(verdict in kind for verdict in verdicts) for kind in (FAILURE, ERROR))
    suite = ET.Element(
        "testsuite",
        name=xml_text(f"{column.label}: {title}" if several else title),
        tests=str(len(cases)),
        failures=str(failures),
        errors=str(errors),
        skipped=str(len(cases) - failures - errors - verdicts.count("pass")),
    )
    backend = column.run.header.backend
    properties = ET.SubElement(suite, "properties")
    for name in ("name", "version", "device"):
        ET.SubElement(properties, "property", name=f"backend.{name}", value=xml_text(getattr(backend, name)))
    ET.SubElement(properties, "property", name="edition", value=xml_text(column.run.header.edition))
    for case in cases:
        _add_case(suite, case, column)
    return suite


def _add_case(suite: ET.Element, case: CaseResult, column: Column) -> None:
    name = case.id.partition("/")[2]
    test = ET.SubElement(suite, "testcase", classname=xml_text(f"{column.key}.{case.clause}"), name=xml_text(name))
    if case.verdict == "pass":
        return
    wrong = [subcase for subcase in case.subcases if subcase.verdict != "pass"]
    first = next((subcase for subcase in wrong if subcase.got), None)
    message = f"{case.verdict}: {case.sentence}" if first is None else f"{case.verdict}: {first.got}"
    if case.expectation is not None:
        message = f"{case.verdict}: {case.expectation.reason} {case.expectation.link}".rstrip()
    tag = "failure" if case.verdict in FAILURE else "error" if case.verdict in ERROR else "skipped"
    outcome = ET.SubElement(test, tag, message=xml_text(message[:500]))
    if tag != "skipped":
        outcome.set("type", case.verdict)
        outcome.text = xml_text("\n\n".join([case.sentence, *map(_subcase, wrong), *filter(None, [case.reproducer])]))


def _subcase(subcase: Subcase) -> str:
    lines = [f"{subcase.id or 'the case'}: {subcase.verdict}", f"expected: {subcase.expected}", f"got: {subcase.got}"]
    return "\n".join([*lines, *map(_record, subcase.records)])


def _record(record: Record) -> str:
    code = "" if record.code is None else f" code {record.code}"
    return f"log: {record.severity}{code} {record.text}"
