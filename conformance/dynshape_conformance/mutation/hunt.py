"""Runs the corpus against one edit of the reference, in a process of its own that may hang or die."""

from __future__ import annotations

import json
import os
import resource
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..adapters.reference import around
from ..case import Case
from ..judging import judge
from ..mutants import copies
from ..mutants.backend import PREFERRED
from ..spec import load_registry
from .sites import Site
from .traces import Run, Traces

CASE_SECONDS = 5
"""A case takes 50 ms at most; one that takes so much longer is caught in a loop."""
CPU_SECONDS = 240
MEMORY = 8 * 2**30
"""Bytes of address space: an extent that went wrong must not take the machine down."""

SURVIVED, IMPORT, TIMEOUT, DIED = "survived", "import", "timeout", "died"
KILLS = ("fail", "error", "crash", IMPORT, TIMEOUT, DIED)


@dataclass(frozen=True)
class Fate:
    """What became of one edit."""

    site: Site
    outcome: str
    """`SURVIVED`, the verdict of the case that noticed, `IMPORT` (there is no such reference), `TIMEOUT` or `DIED`."""
    by: str = ""
    """The case that noticed, and its edition: ``8.6 DS-DIM-014/outside_the_range``."""
    runs: int = 0
    """How many cases were run, in how many editions they apply to."""


class Hunter:
    """Runs edits, one at a time."""

    def __init__(self, cases: Sequence[Case], traces: Traces) -> None:
        """``traces``: of these cases."""
        self._cases = {case.id: case for case in cases}
        self._traces = traces
        self._registry = load_registry()
        # So that what all edits share is read and compiled once, and not in each process anew.
        copies.prime()

    def fate(self, site: Site) -> Fate:
        """What becomes of an edit: cases that execute the edited line run until one notices."""
        runs = self._traces.runs(site.file, site.line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            # Nothing of the parent's is to be flushed or finished twice.
            try:
                self._run_in_child(site, runs, writer)
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            lines = stream.read().splitlines()
        _, status = os.waitpid(child, 0)
        told = [json.loads(line) for line in lines]
        done = len(told)
        if told and told[-1]["outcome"] != "running":
            last = told[-1]
            return Fate(site, last["outcome"], last.get("by", ""), done - 1)
        by = told[-1]["by"] if told else ""
        by_signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return Fate(site, TIMEOUT if by_signal in (signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL) else DIED, by, done)

    def _run_in_child(self, site: Site, runs: Sequence[Run], writer: int) -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

        def tell(outcome: str, by: str = "") -> None:
            os.write(writer, json.dumps({"outcome": outcome, "by": by}).encode() + b"\n")

        signal.setitimer(signal.ITIMER_REAL, CASE_SECONDS)
        try:
            code = compile(site.mutated(), site.file, "exec")
            module = copies.load_edited({site.file: code})
            adapters = {edition: around(module, edition, site.id) for edition in PREFERRED}
            described = {edition: adapter.describe() for edition, adapter in adapters.items()}
        except Exception as error:
            tell(IMPORT, type(error).__name__)
            return
        begin = time.perf_counter()
        for edition, id in runs:
            now = f"{edition} {id}"
            tell("running", now)
            case = self._cases[id]
            signal.setitimer(signal.ITIMER_REAL, CASE_SECONDS)
            clause = self._registry.get(case.clause)
            verdict = judge(case, clause, adapters[edition], described[edition], edition).verdict
            if verdict in KILLS:
                tell(verdict, now)
                return
            if time.perf_counter() - begin > CPU_SECONDS:
                break
        tell(SURVIVED)
