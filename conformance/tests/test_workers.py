"""Workers of every kind of behaviour, and the verdict that each must get."""

from __future__ import annotations

import os
import shlex
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from dynshape_conformance import setup
from dynshape_conformance.backends import SetupError
from dynshape_conformance.execution import InWorkers, execution
from dynshape_conformance.worker.isolation import Isolated
from dynshape_conformance.worker.launch import Launch
from dynshape_conformance.worker.process import Worker

WORKER = Path(__file__).parent / "fake_worker.py"
TRAP = "DS-DIM-004/trap"


def command(behaviour: str, *more: object) -> str:
    """The backend that is this scripted worker."""
    return "command:" + shlex.join([sys.executable, str(WORKER), behaviour, *map(str, more)])


def run(backend: str, cases: Path, in_flight: int = 1, timeout: float = 30.0) -> dict[str, Isolated]:
    """What came of each scripted case; cases that were amended have their last result."""
    settled = setup.prepare(backend, paths=[cases], timeout=timeout)
    running = InWorkers(settled, in_flight)
    try:
        wanted = list(settled.cases.values())
        found: dict[str, Isolated] = {}
        for place, case in enumerate(wanted):
            running.coming(wanted[place:])
            found[case.id] = running.run(case)
            for amended in found[case.id].amended:
                found[amended.id] = Isolated(amended)
        return found
    finally:
        running.close()


def verdicts(found: dict[str, Isolated]) -> dict[str, str]:
    return {id.partition("/")[2]: one.result.verdict for id, one in found.items()}


HONEST = {
    "inputs_in_order": "pass",
    "no_implicit_batch": "pass",
    "profiles_can_be_counted": "pass",
    "whatever": "pass",
    "needs_a_device": "unsupported",
    "old_edition": "not-applicable",
    "trap": "pass",
    "after_the_trap": "pass",
}


@pytest.mark.parametrize(
    "behaviour,verdict,said",
    [
        ("honest", "pass", ""),
        ("floods-stderr", "pass", ""),
        ("dies", "crash", "the process ended by SIGSEGV at adapter.define"),
        ("exits", "crash", "the process ended by exit status 3 at adapter.define"),
        ("poisoned", "crash", "CUDA error 717"),
        ("half-an-answer", "crash", "exit status 4 at adapter.define, with its answer half written"),
        ("prints", "error", "the worker broke the protocol: "),
        ("garbage", "error", "no line of JSON"),
        ("python", "error", "no line of JSON"),
        ("nan", "error", "no line of JSON"),
        ("deep", "error", "no line of JSON"),
        ("other-form", "error", "no answer of the form id, done to adapter.define"),
        ("out-of-order", "error", "out of order"),
        ("twice", "error", "the worker broke the protocol: "),
        ("floods", "error", "the worker broke the protocol: "),
        ("huge-line", "error", "a line of more than 67108864 bytes in answer to adapter.define"),
        ("too-many-answers", "error", "3 answers to 1 steps"),
        ("too-few-answers", "error", "0 answers to 1 steps"),
        ("mistyped-answer", "error", "adapter.define: 5 is no list"),
        ("two-outcomes", "error", "adapter.define: answered by error, value"),
        ("goes-deaf", "error", "its output was closed at adapter.define, but the process went on"),
    ],
)
@pytest.mark.parametrize("in_flight", [1, 3])
def test_one_case_gets_the_verdict(cases: Path, behaviour: str, verdict: str, said: str, in_flight: int) -> None:
    found = run(command(behaviour), cases, in_flight)
    assert verdicts(found) == {**HONEST, "trap": verdict}
    outcome = found[TRAP].result.subcases[0]
    assert outcome.verdict == verdict
    assert said in outcome.got


@pytest.mark.parametrize("behaviour", ["hangs", "drips"])
def test_a_hang_is_killed_and_is_the_timeout_of_one_case(cases: Path, behaviour: str) -> None:
    found = run(command(behaviour), cases, timeout=2.0)
    assert verdicts(found) == {**HONEST, "trap": "timeout"}
    assert found[TRAP].result.subcases[0].got == "no answer to adapter.define within 2 s; the process was killed"


def test_the_last_words_are_kept_within_bounds(cases: Path) -> None:
    notes = run(command("dies"), cases)[TRAP].notes
    assert notes == (f"{TRAP}: the process ended by SIGSEGV at adapter.define", "  engine: corrupted list")


def test_always_wrong(cases: Path) -> None:
    wrong = run(command("wrong"), cases)
    assert [verdict for verdict in verdicts(wrong).values() if verdict == "pass"] == ["pass"]  # the choice
    assert verdicts(wrong)["trap"] == "fail"


def test_supports_nothing(cases: Path) -> None:
    found = verdicts(run(command("supports-nothing"), cases))
    assert {verdict for case, verdict in found.items() if case != "old_edition"} == {"unsupported"}


def test_claims_a_feature_that_it_does_not_have(cases: Path) -> None:
    # Its case runs, and what it asks can't be had.
    assert verdicts(run(command("lies"), cases))["needs_a_device"] == "error"


def test_a_case_is_not_blamed_for_the_damage_of_another(cases: Path) -> None:
    found = run(command("damages"), cases)
    assert verdicts(found) == {**HONEST, "inputs_in_order": "crash"}
    (outcome,) = found["DS-NET-003/inputs_in_order"].result.subcases
    assert "in DS-NET-002/no_implicit_batch: with this case before it the process dies" in outcome.got


def test_a_worker_that_dies_after_so_many_calls_costs_one_case_each_time(cases: Path) -> None:
    found = run(command("dies-after-lines"), cases)
    blamed = [case for case, verdict in verdicts(found).items() if verdict == "crash"]
    assert len(blamed) >= 1
    deaths = [note for one in found.values() for note in one.notes if "SIGBUS" in note]
    assert len(deaths) == len(blamed)


def test_a_word_too_many_is_found_in_the_next_case_whenever_it_comes(cases: Path) -> None:
    found = run(command("speaks-unasked"), cases)
    # Nobody looks for it after the first case; each other one is found to do it again and again.
    guilty = {case: "error" for case, verdict in HONEST.items() if verdict == "pass"}
    assert verdicts(found) == {**HONEST, **guilty, "inputs_in_order": "pass"}
    assert "out of order; run by itself again and again" in found[TRAP].result.subcases[0].got


def test_all_workers_start_before_their_cases_come(cases: Path, tmp_path: Path) -> None:
    started = tmp_path / "started"
    settled = setup.prepare(command("honest", started), paths=[cases])
    running = InWorkers(settled, 3)
    running.begin()
    deadline = time.monotonic() + 30
    while len(started.read_text().splitlines()) < 3:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.close()


def test_a_lost_process_is_a_crash_in_the_process_of_the_run_too(fakes: Path, cases: Path) -> None:
    direct = setup.prepare("direct:poisoned", paths=[cases])
    result = execution(direct, 1).run(direct.cases[TRAP]).result
    assert (result.verdict, result.subcases[0].got) == ("crash", "CUDA error 717")


@pytest.mark.parametrize(
    "behaviour,said",
    [
        ("dies-at-start", "could not start: the process ended by SIGABRT at hello; its last words: no licence found"),
        ("unavailable", "can't be used here: the engine needs a device"),
        ("other-protocol", "the worker speaks protocol 1, not 2"),
        ("odd-features", "describe() answered unknown features: telepathy"),
        ("mistyped-description", "hello: no text for device"),
    ],
)
def test_a_worker_that_can_not_start_is_one_line(cases: Path, behaviour: str, said: str) -> None:
    with pytest.raises(SetupError) as error:
        setup.prepare(command(behaviour), paths=[cases])
    assert len(error.value.lines) == 1
    assert said in error.value.lines[0]


@pytest.mark.parametrize(
    "backend,said",
    [
        ("command:", "command: needs a command"),
        ("command:'x", "command:'x: No closing quotation"),
        ("command:./no-such-worker", "can't start ./no-such-worker: No such file or directory"),
        ("worker:honset", "no backend is called 'honset'; did you mean honest?"),
        ("worker:absent", "backend absent can't be used here: the engine's package is not installed (pip install"),
        ("worker:describe-odd", "backend describe-odd: describe() answered unknown features: telepathy"),
    ],
)
def test_a_worker_that_is_not_there_is_one_line(fakes: Path, cases: Path, backend: str, said: str) -> None:
    with pytest.raises(SetupError) as error:
        setup.prepare(backend, paths=[cases])
    assert len(error.value.lines) == 1
    assert error.value.lines[0].startswith(said)


def test_an_edition_that_it_does_not_have(cases: Path) -> None:
    with pytest.raises(SetupError, match=r"does not answer by edition 10: only 8\.4 and 8\.6"):
        setup.prepare(command("honest"), "10", paths=[cases])


def test_a_hang_can_not_be_ended_in_its_own_process(fakes: Path, cases: Path) -> None:
    with pytest.raises(SetupError, match="--timeout needs worker: or command:"):
        setup.prepare("direct:honest", paths=[cases], timeout=1.0)


@pytest.mark.parametrize(
    "name", ["honest", "wrong", "nothing", "define-raises", "emulating", "numpy", "numpy-wrong", "partial"]
)
def test_hosted_adapters_get_the_results_of_their_own_process(fakes: Path, cases: Path, name: str) -> None:
    direct = setup.prepare(f"direct:{name}", paths=[cases])
    expected = {case.id: execution(direct, 1).run(case).result for case in direct.cases.values()}
    found = {id: one.result for id, one in run(f"worker:{name}", cases, in_flight=2).items()}
    assert found == expected
    if name == "partial":
        (outcome,) = found["DS-NET-002/no_implicit_batch"].subcases
        assert (outcome.verdict, outcome.got) == (
            "unsupported",
            "has_implicit_batch_dimension is not there yet",
        )


@pytest.mark.parametrize(
    "name,verdict", [("vanishes", "crash"), ("segfaults", "crash"), ("poisoned", "crash"), ("noisy", "pass")]
)
def test_hosted_adapters_that_print_or_die(fakes: Path, cases: Path, name: str, verdict: str) -> None:
    assert verdicts(run(f"worker:{name}", cases)) == {**HONEST, "trap": verdict}


def test_a_library_that_calls_exit_is_an_error_of_the_adapter(fakes: Path, cases: Path) -> None:
    outcome = run("worker:exits", cases)[TRAP].result.subcases[0]
    assert (outcome.verdict, outcome.got) == ("error", "SystemExit: a library that thinks it owns the process")


@pytest.mark.parametrize(
    "name,case,said",
    [
        ("too-many-digits", "profiles_can_be_counted", "ValueError: Exceeds the limit"),
        ("texts", "profiles_can_be_counted", "TypeError: 'loaded' is no LogRecord with a severity and a text"),
        ("texts", "no_implicit_batch", "TypeError: 'None' is no Refusal with a channel and a text, both strings"),
        ("no-channel", "no_implicit_batch", "TypeError: Refusal(channel=None, text='') is no Refusal with a channel"),
    ],
)
def test_a_mistyped_answer_is_an_error_of_the_adapter(
    fakes: Path, cases: Path, name: str, case: str, said: str
) -> None:
    found = run(f"worker:{name}", cases)
    outcomes = next(one.result.subcases for id, one in found.items() if id.endswith(f"/{case}"))
    assert [outcome.got[: len(said)] for outcome in outcomes if outcome.verdict == "error"][:1] == [said]
    assert not any(one.notes for one in found.values())  # its process lives


@pytest.mark.skipif(find_spec("tensorrt_rtx") is None, reason="pip install 'dynshape[tensorrt-rtx]'")
def test_the_gather_that_kills_tensorrt_rtx_is_blamed_and_no_other_case() -> None:
    settled = setup.prepare("worker:tensorrt_rtx", "8.6", paths=[WORKER.with_name("gather_cases.py")])
    running = InWorkers(settled, 1)
    found = {case.name: running.run(case).result.verdict for case in settled.cases.values()}
    running.close()
    blamed = {name for name, verdict in found.items() if verdict == "crash"}
    assert "gathers_often" in blamed
    assert blamed <= {"gathers_a_few_times", "gathers_often"}
    assert {verdict for name, verdict in found.items() if name.startswith("innocent")} == {"pass"}


def test_workers_start_while_another_thread_changes_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNSHAPE_SEEN", "before")
    launch = Launch("told", ("sh", "-c", "read line; echo $DYNSHAPE_SEEN"))
    over = threading.Event()

    def change() -> None:
        names = [f"DYNSHAPE_CHANGED_{number}" for number in range(50)]
        while not over.is_set():
            os.environ.update(dict.fromkeys([*names, "DYNSHAPE_SEEN"], "after"))
            for name in names:
                del os.environ[name]

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(30):
            worker = Worker(launch.command, launch.timeout, launch.environment)
            assert worker.exchange(b"\n", "a line") == b"before\n"
            worker.close()
    finally:
        over.set()
        changing.join()
