"""Cases in worker processes: several in flight, and each loss of a process blamed on one case.

There are several processes (*lanes*), each with one case at a time, rather than several cases in one: a
worker then is a plain loop, a slow build holds up nobody else, and a death interrupts one case only. Which
lane a case runs in depends on its place in the run alone, so that what a process has gone through before
is the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from dynshape_reports.results import CaseResult

from ..backends import SetupError
from ..case import Case
from ..outcome import EngineLost, Outcome
from .blame import culprit
from .process import Worker
from .remote import RemoteAdapter
from .steps import RanAhead

Judge = Callable[[Case, RemoteAdapter], CaseResult]
Start = Callable[[], RemoteAdapter]


@dataclass(frozen=True)
class Isolated:
    """What came of a case in its lane."""

    result: CaseResult
    seconds: float = 0.0
    amended: tuple[CaseResult, ...] = ()
    """Cases that had passed already and turned out to be what a process died of."""
    notes: tuple[str, ...] = ()
    """What happened, for people: it may differ between runs, so it is no part of the result."""


class Lane:
    """One worker process, and its successors."""

    def __init__(self, start: Start, judge: Judge, record: Callable[[Case, Outcome], CaseResult]) -> None:
        self._start = start
        self._judge = judge
        self._record = record
        self._adapter: RemoteAdapter | None = None
        self._history: list[Case] = []
        """The cases that the present process has gone through."""
        self._workers: list[Worker] = []
        self._closed = False

    def adopt(self, adapter: RemoteAdapter) -> None:
        """Begin with this process, in which no case has run."""
        self._adapter, self._history = adapter, []
        self._workers.append(adapter.session.worker)

    def begin(self) -> None:
        """Start the process, so that the first case finds it; where it does not start that case says why."""
        with suppress(SetupError):
            if self._adapter is None:
                self.adopt(self._fresh())

    def run(self, case: Case) -> Isolated:
        """Judge a case. Whatever becomes of the process, the result of this case comes back."""
        begin = perf_counter()
        try:
            found = self._run(case)
        except SetupError as error:
            # A worker that started before does not start now.
            found = Isolated(self._record(case, Outcome("", "error", "a worker that starts", " ".join(error.lines))))
        return replace(found, seconds=perf_counter() - begin)

    def _run(self, case: Case) -> Isolated:
        before = list(self._history)
        worker, result = self._once(case)
        lost = worker.lost
        if lost is None:
            return Isolated(result)
        notes = _notes(case, worker)
        # The process had run other cases, or more of this one than its checks would have let pass. What the
        # case does by itself, call by call in a fresh process, counts.
        worker, result = self._once(case, by_call=True)
        if worker.lost is not None:
            return Isolated(result, notes=_notes(case, worker))
        if lost.verdict == "timeout":
            return Isolated(result, notes=(*notes, f"{case.id} by itself: {result.verdict}; it is not to blame"))
        guilty = culprit(before, case, partial(self._dies, lost.verdict))
        if guilty is None:
            return Isolated(result, notes=(*notes, "this death did not come again: no case is blamed for it"))
        notes = (*notes, f"to blame is {guilty.id}")
        blamed = self._record(guilty, Outcome("", lost.verdict, "an answer", _blame(guilty, case, lost)))
        return Isolated(blamed, notes=notes) if guilty is case else Isolated(result, amended=(blamed,), notes=notes)

    def _once(self, case: Case, by_call: bool = False) -> tuple[Worker, CaseResult]:
        """Run a case in the present process, or in a fresh one where the last was lost."""
        if self._adapter is None:
            self.adopt(self._fresh())
        adapter = self._adapter
        assert adapter is not None
        result, lost = self._judged(case, adapter, by_call)
        if lost is None:
            self._history.append(case)
        else:
            self._adapter = None
            self._workers.remove(adapter.session.worker)
            if result.verdict not in (lost.verdict, "not-applicable"):
                result = self._record(case, Outcome("", lost.verdict, "an answer", lost.text))
        return adapter.session.worker, result

    def _judged(self, case: Case, adapter: RemoteAdapter, by_call: bool) -> tuple[CaseResult, EngineLost | None]:
        """The result of a case, and how the process was lost, if it was."""
        session = adapter.session
        session.collects = not by_call
        try:
            result = self._judge(case, adapter)
        except RanAhead:
            lost = self._finish(adapter)
            if lost is not None:
                return self._record(case, Outcome("", lost.verdict, "an answer", lost.text)), lost
            return self._judged(case, adapter, by_call=True)
        return result, self._finish(adapter)

    def _dies(self, verdict: str, cases: Sequence[Case]) -> bool:
        """Run these cases one by one in a fresh process; True if it is lost with this verdict."""
        adapter = self._fresh()
        self._workers.append(adapter.session.worker)
        try:
            for case in cases:
                _, lost = self._judged(case, adapter, by_call=True)
                if lost is not None:
                    return lost.verdict == verdict
            return False
        finally:
            adapter.session.worker.close()
            self._workers.remove(adapter.session.worker)

    def _fresh(self) -> RemoteAdapter:
        if self._closed:
            raise SetupError("the run is over")
        return self._start()

    @staticmethod
    def _finish(adapter: RemoteAdapter) -> EngineLost | None:
        """End a case; how the process was lost, if it was."""
        try:
            adapter.session.finish()
        except EngineLost as lost:
            return lost
        return None

    def kill(self) -> None:
        """Kill what runs, from another thread; the lane's own thread notices and cleans up."""
        self._closed = True
        for worker in list(self._workers):
            worker.kill()

    def close(self) -> None:
        """Clean up, once nothing runs any more."""
        for worker in self._workers:
            worker.close()


def _notes(case: Case, worker: Worker) -> tuple[str, ...]:
    said = [f"  {line}" for line in worker.last_words.strip().splitlines()[-20:]]
    return (f"{case.id}: {worker.lost.text if worker.lost else 'no loss'}", *said)


def _blame(guilty: Case, last: Case, lost: EngineLost) -> str:
    if guilty is last:
        return f"{lost.text}; run by itself again and again, it ends the process so"
    return f"{lost.text}, in {last.id}: with this case before it the process dies, without it it lives"


class Isolation:
    """The lanes of one runner."""

    def __init__(
        self,
        first: RemoteAdapter,
        start: Start,
        judge: Judge,
        record: Callable[[Case, Outcome], CaseResult],
        in_flight: int,
    ) -> None:
        self._lanes = [Lane(start, judge, record) for _ in range(in_flight)]
        self._lanes[0].adopt(first)
        self._threads = [ThreadPoolExecutor(1, f"dynshape-lane-{index}") for index in range(in_flight)]
        self._futures: dict[str, Future[Isolated]] = {}
        self._submitted = 0

    @property
    def in_flight(self) -> int:
        """How many cases may be on their way at the same time."""
        return len(self._lanes)

    def begin(self) -> None:
        """Start the processes of all lanes, without waiting for them."""
        for lane, thread in zip(self._lanes, self._threads, strict=True):
            thread.submit(lane.begin)

    def submit(self, case: Case) -> None:
        """Send a case on its way, unless it is."""
        if case.id not in self._futures:
            lane = self._submitted % len(self._lanes)
            self._submitted += 1
            self._futures[case.id] = self._threads[lane].submit(self._lanes[lane].run, case)

    def run(self, case: Case) -> Isolated:
        """Wait for what came of a case; its result is given out once."""
        self.submit(case)
        found = self._futures[case.id].result()
        del self._futures[case.id]
        return found

    def close(self) -> None:
        """End all processes, with what is still on its way."""
        for lane in self._lanes:
            lane.kill()
        for thread in self._threads:
            thread.shutdown(wait=True, cancel_futures=True)
        for lane in self._lanes:
            lane.close()
