"""The pytest plugin: options, one item for each case, results.

    pytest -p dynshape_conformance.plugin --backend reference

Without ``--backend`` it does nothing. The verdict of a run is settled in one process: the only one,
or with pytest-xdist the one that hands out the cases.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dynshape_reports import results

from . import corpus, distribution
from .backends import SetupError
from .case import Case
from .execution import Execution, execution
from .recorder import Recorder
from .setup import Foreseen, Setup, prepare
from .worker.isolation import Isolated

WHAT = ("edition", "section", "clause", "fraction", "expectations", "no_expectations", "today")
OPTIONS = (*WHAT, "timeout", "in_flight", "results")


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options."""
    group = parser.getgroup("dynshape", "conformance of an inference engine to TensorRT's dynamic shapes")
    group.addoption("--backend", dest="dynshape_backend", metavar="NAME", help="the engine to score")
    group.addoption("--edition", dest="dynshape_edition", metavar="E", help="edition of the specification, e.g. 8.6")
    group.addoption(
        "--section", dest="dynshape_section", metavar="S", action="append", help="only this section: DS-DIM, DIM or 8.1"
    )
    group.addoption(
        "--clause", dest="dynshape_clause", metavar="ID", action="append", help="only this clause or case: DS-DIM-014"
    )
    group.addoption(
        "--fraction", dest="dynshape_fraction", metavar="K/N", default="", help="only the K-th of N shares of the cases"
    )
    group.addoption(
        "--expectations",
        dest="dynshape_expectations",
        metavar="FILE",
        help="what is known to go wrong (default: the file that is shipped for the backend)",
    )
    group.addoption(
        "--no-expectations", dest="dynshape_no_expectations", action="store_true", help="expect nothing to go wrong"
    )
    group.addoption(
        "--today",
        dest="dynshape_today",
        metavar="DATE",
        help="the day, 2026-11-22, by which expectations expire (default: this one)",
    )
    group.addoption(
        _timeout_option(pluginmanager),
        dest="dynshape_timeout",
        metavar="SECONDS",
        type=_seconds,
        help="how long a worker may take for one answer, before it is killed (default 60)",
    )
    group.addoption(
        "--in-flight",
        dest="dynshape_in_flight",
        metavar="N",
        type=_count,
        help="cases that are run at the same time, each in a worker of its own (default 2; 1 with -n)",
    )
    group.addoption("--results", dest="dynshape_results", metavar="FILE", help="write the results to FILE")
    group.addoption("--dynshape-progress", action="store_true", help=argparse.SUPPRESS)


def _timeout_option(pluginmanager: pytest.PytestPluginManager) -> str:
    """``--timeout``, which pytest-timeout has too; beside that plugin another name, or pytest would not start."""
    by_itself = "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ
    theirs = by_itself and importlib.util.find_spec("pytest_timeout") is not None
    return "--worker-timeout" if theirs or pluginmanager.hasplugin("timeout") else "--timeout"


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is no time to wait; from above 0 to a million seconds")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 64:
        raise argparse.ArgumentTypeError(f"{text} cases can't be in flight; from 1 to 64")
    return value


def pytest_configure(config: pytest.Config) -> None:
    """Settle the run and take part in it, if a backend was named."""
    backend = config.getoption("dynshape_backend")
    if backend is None:
        given = [f"--{name.replace('_', '-')}" for name in OPTIONS if config.getoption(f"dynshape_{name}")]
        if given:
            raise pytest.UsageError(f"{', '.join(given)} without --backend")
        return
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = [str(corpus.cases_folder())]
    distribution.choose_device(config)
    try:
        settled = prepare(
            backend,
            config.getoption("dynshape_edition"),
            config.getoption("dynshape_section") or (),
            config.getoption("dynshape_clause") or (),
            [_path(argument, config) for argument in config.args],
            config.getoption("dynshape_fraction"),
            _foreseen(config),
            config.getoption("dynshape_timeout"),
        )
        if not hasattr(config, "workerinput") and not config.option.collectonly:
            target = config.getoption("dynshape_results")
            recorder = Recorder(settled, Path(target) if target else None, config.getoption("dynshape_progress"))
            config.pluginmanager.register(recorder, "dynshape_recorder")
    except SetupError as error:
        raise pytest.UsageError(*error.lines) from error
    distributed = distribution.is_distributed(config)
    running = execution(settled, config.getoption("dynshape_in_flight") or (1 if distributed else 2))
    config.add_cleanup(running.close)
    if distribution.hands_out(config):
        running.close()  # the workers of pytest-xdist start engines of their own
    elif not config.option.collectonly:
        running.begin()  # while pytest collects
    config.pluginmanager.register(Collector(settled, running), "dynshape_collector")


def _foreseen(config: pytest.Config) -> Foreseen | None:
    file, day = config.getoption("dynshape_expectations"), config.getoption("dynshape_today")
    if config.getoption("dynshape_no_expectations"):
        if file is not None:
            raise SetupError("--expectations together with --no-expectations")
        return None
    try:
        today = date.fromisoformat(day) if day else date.today()
    except ValueError:
        raise SetupError(f"--today is a date, 2026-11-22, not {day!r}") from None
    return Foreseen(Path(config.invocation_params.dir, file) if file else None, today)


def _path(argument: str, config: pytest.Config) -> Path:
    text = argument.partition("::")[0]
    path = config.invocation_params.dir / text
    if path.exists():
        return path
    spec = None
    if config.option.pyargs and text.replace(".", "_").isidentifier():
        with suppress(ImportError, ValueError):  # of what precedes the last dot; a module that has no spec
            spec = importlib.util.find_spec(text)
    if spec is None or spec.origin is None:
        raise SetupError(f"no such file{', folder or module' if config.option.pyargs else ' or folder'}: {text}")
    origin = Path(spec.origin)
    return origin.parent if origin.name == "__init__.py" else origin


class Collector:
    """Makes items of the cases and runs them; in every process that runs cases."""

    def __init__(self, settled: Setup, running: Execution) -> None:
        self.settled = settled
        self.running = running
        self._places: dict[str, int] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Generator[None, object, object]:
        """What there is before the first case stays to the end: it is not searched for garbage while cases run."""
        gc.freeze()
        try:
            return (yield)
        finally:
            gc.unfreeze()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Let the cases that come next begin: all of them are known, or under pytest-xdist one."""
        ahead = [item, nextitem]
        if not distribution.is_distributed(item.config):
            place = self._place(item.session)[item.nodeid]
            ahead = [*item.session.items[place : place + 64]]
        self.running.coming([one.case for one in ahead if isinstance(one, CaseItem)])

    def _place(self, session: pytest.Session) -> dict[str, int]:
        if len(self._places) != len(session.items):
            self._places = {item.nodeid: place for place, item in enumerate(session.items)}
        return self._places

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> Generator[None, Any, Any]:
        """Collect cases instead of test functions from a case file."""
        collected = yield
        if corpus.is_case_file(file_path):
            return [CaseFile.from_parent(parent, path=file_path, settled=self.settled, running=self.running)]
        return collected

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Put the result into the report, which pytest-xdist takes across processes."""
        report = yield
        if isinstance(item, CaseItem) and item.found is not None and call.when == "call":
            report.dynshape = results.case_fields(item.found.result)
            report.dynshape_amended = [results.case_fields(result) for result in item.found.amended]
            report.dynshape_notes = list(item.found.notes)
            report.duration = item.found.seconds
        return report


class CaseFile(pytest.File):
    """A case module."""

    def __init__(self, *, settled: Setup, running: Execution, **rest: Any) -> None:
        super().__init__(**rest)
        self.settled = settled
        self.running = running

    def collect(self) -> Iterator[CaseItem]:
        """One item for each selected case."""
        for case in corpus.load(self.path):
            if self.settled.selected.wants(case):
                yield CaseItem.from_parent(self, name=case.id, case=case, settled=self.settled, running=self.running)


class WentWrong(Exception):
    """A case did not pass; `result` says how."""

    def __init__(self, result: results.CaseResult) -> None:
        super().__init__(result.verdict)
        self.result = result


class CaseItem(pytest.Item):
    """One case, named by its id."""

    def __init__(self, *, case: Case, settled: Setup, running: Execution, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.settled = settled
        self.running = running
        self.found: Isolated | None = None

    def runtest(self) -> None:
        """Judge the case; a verdict other than pass ends as a skip or a failure."""
        self.found = self.running.run(self.case)
        result = self.found.result
        if result.verdict in ("unsupported", "not-applicable"):
            reasons = [subcase.got for subcase in result.subcases if subcase.verdict == result.verdict]
            pytest.skip(": ".join([result.verdict, *reasons[:1]]))
        foreseen = self.settled.expectations.foreseen(self.case.id, result.verdict)
        if foreseen is not None:
            pytest.xfail(foreseen.reason)
        if result.verdict != "pass":
            raise WentWrong(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What went wrong, without our own stack."""
        # Imported here: only a failing run needs it.
        from dynshape_reports.terminal import failure

        if isinstance(excinfo.value, WentWrong):
            return failure(excinfo.value.result, self.settled.registry.get(self.case.clause).statement)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case is written."""
        return self.path, self.case.function.__code__.co_firstlineno - 1, self.case.id
