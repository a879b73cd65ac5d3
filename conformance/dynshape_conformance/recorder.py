"""Gathers the results of a run, in the process that hands out the cases, and writes them at its end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from dynshape_reports import results

from . import judging
from .backends import SetupError
from .case import Case
from .expectations import foresee
from .progress import Progress
from .setup import Setup
from .verdicts import Judged, with_blocked


class Recorder:
    """A pytest plugin: takes reports as they come in; writes results and events where they are wanted."""

    def __init__(self, setup: Setup, target: Path | None, progress: bool) -> None:
        self.setup = setup
        self.header = setup.header()
        self.found: dict[str, results.CaseResult] = {}
        self.expected: set[str] = set()
        self.amended = False
        self.notes: list[str] = []
        self.run: results.Run | None = None
        self.progress = Progress() if progress else None
        self.target = target
        self.stream = None if target is None else _open(target, results.encode_header(self.header))

    # Which cases are to come

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take note of the cases that this process is going to run."""
        self._expect([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Take note of the cases that the workers are going to run."""
        self._expect(ids)

    def _expect(self, nodeids: Sequence[str]) -> None:
        known = {_case_id(nodeid) for nodeid in nodeids} & self.setup.cases.keys()
        if known - self.expected:
            self.expected |= known
            self._send("plan", Counter(self._section(self.setup.cases[id]) for id in sorted(self.expected)))

    # Cases as they run

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Say which case starts: it may be the last thing that is heard of this process."""
        self._send("start", _case_id(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the result of a case, or make one where its process or pytest failed it."""
        case = self.setup.cases.get(_case_id(report.nodeid))
        if case is None:
            return
        clause = self.setup.registry.get(case.clause)
        fields: dict[str, Any] | None = getattr(report, "dynshape", None)
        if fields is not None:
            self._take(results.case_from_fields(fields), report.duration)
            for amended in getattr(report, "dynshape_amended", ()):
                self._amend(results.case_from_fields(amended))
            for note in getattr(report, "dynshape_notes", ()):
                self.notes.append(note)
                self._send("note", note)
        elif report.failed and report.when not in ("setup", "call", "teardown"):
            self._take(judging.crashed(case, clause))  # so reports pytest-xdist a worker that died
        elif report.failed:
            self._take(judging.failed_outside(case, clause, report.longreprtext.strip().rpartition("\n")[2]))

    def _take(self, result: results.CaseResult, seconds: float = 0.0) -> None:
        self.found[result.id] = result
        foreseen = self.setup.expectations.foreseen(result.id, result.verdict)
        verdict = result.verdict if foreseen is None else "expected-fail"
        self._send("end", [result.section, verdict, result.id, round(seconds, 6)])

    def _amend(self, result: results.CaseResult) -> None:
        """A case that had its verdict turned out to have damaged the process that ran it."""
        self.found[result.id] = result
        self.amended = True

    # The end

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Decide what is blocked and write the results; a run that was cut short gets no footer."""
        judged = {id: Judged(case.clause, case.needs, case.verdict) for id, case in self.found.items()}
        verdicts = with_blocked(judged)
        final = [results.changed(case, verdict=verdicts[case.id]) for case in self.found.values()]
        final, stale = foresee(self.setup.expectations, final, self.setup.known_cases())
        # Of all that were selected by our options: what pytest left out (-k) no header tells of.
        if self.setup.cases.keys() <= self.found.keys():
            self.run = results.make_run(self.header, final, stale)
            if stale and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED
        data = results.encode(self.run) if self.run else results.encode_unfinished(self.header, final)
        try:
            self._write(data)
        except OSError as error:
            session.exitstatus = pytest.ExitCode.USAGE_ERROR
            print(f"ERROR: can't write the results to {self.target}: {error.strerror}", file=sys.stderr)
            return
        if self.amended and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        self._send("finished" if self.run else "cut short")

    def _write(self, data: bytes) -> None:
        if self.stream is not None:
            with self.stream as stream:
                stream.write(data[len(results.encode_header(self.header)) :])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """The table by section, at the end of pytest's own output."""
        # Imported here: the command line draws its own table, without a terminal reporter.
        from dynshape_reports.terminal import headline, section_table, stale

        terminalreporter.write_sep("=", "dynshape")
        for note in self.notes:
            terminalreporter.write_line(note)
        if self.run is None:
            left_out = len(self.setup.cases.keys() - self.expected)
            if left_out:
                terminalreporter.write_line(f"pytest left out {left_out} cases; --section and --clause select")
            terminalreporter.write_line("the run was cut short; it is not scored")
        else:
            terminalreporter.write_line(headline(self.run))
            for line in stale(self.run):
                terminalreporter.write_line(line)
            terminalreporter.write_line(section_table(self.run))

    def _send(self, kind: str, value: Any = None) -> None:
        if self.progress is not None:
            self.progress.send(kind, value)

    def _section(self, case: Case) -> str:
        return self.setup.registry.get(case.clause).section


def _case_id(nodeid: str) -> str:
    return nodeid.rpartition("::")[2]


def _open(target: Path, header: bytes) -> BinaryIO:
    # The header goes in at once: a file that is left behind by a killed run says so by its missing footer.
    try:
        stream = target.open("wb")
        stream.write(header)
        stream.flush()
    except OSError as error:
        raise SetupError(f"can't write the results to {target}: {error.strerror or error}") from error
    return stream
