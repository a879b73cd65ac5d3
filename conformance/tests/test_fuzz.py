"""Differential fuzzing: a planted wrong rule is found, what is found is small and kept, and nothing else is found."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from dynshape_conformance import corpus
from dynshape_conformance.backends import SetupError
from dynshape_conformance.cli import cli
from dynshape_conformance.execution import InWorkers
from dynshape_conformance.fuzz import campaign, scripts
from dynshape_conformance.fuzz import store as store_module
from dynshape_conformance.fuzz.campaign import Part, run_part
from dynshape_conformance.fuzz.case_draft import touched
from dynshape_conformance.fuzz.choices import Choices
from dynshape_conformance.fuzz.compare import disagreements
from dynshape_conformance.fuzz.known import Causes, Known, parse, read_known
from dynshape_conformance.fuzz.networks import Draft, Network, grow
from dynshape_conformance.fuzz.observe import Fact, Observation
from dynshape_conformance.fuzz.pair import Pair, Setting
from dynshape_conformance.fuzz.run_time import Result
from dynshape_conformance.fuzz.search import search
from dynshape_conformance.fuzz.store import Finding, Store
from dynshape_conformance.reproducers import collect
from dynshape_conformance.setup import prepare
from dynshape_fixtures.program import Program
from fake_install import offer
from numpy import array, float32, inf, nan

ROWS = tuple(bytes([number * 7 + row * 31 & 255 for number in range(14)]) for row in range(8))
DRAFT = Draft((b"\0\0\0\0\0\0", b"\1\2\3\4\5\6"), ROWS, b"\0\1\2\3", (b"\0" * 12,), (b"\0" * 6,) * 4)


def pair(backend: str, deep: bool, edition: str = "8.6") -> Pair:
    return Pair(Setting(backend, "reference", edition, 0, deep))


@cache
def planted(mutant: str, deep: bool) -> list[Finding]:
    """What one part of a campaign finds of a mutant."""
    with TemporaryDirectory() as folder:
        return list(search(Setting(mutant, "reference", "8.6", 0, deep), Store(Path(folder), {}), Causes(), 250))


@pytest.mark.parametrize("deep", [False, True])
def test_reference_agrees_with_itself(deep: bool) -> None:
    assert run_part(pair("reference", deep), 0, Causes(), 120).findings == []


@pytest.mark.parametrize(
    ("mutant", "deep", "kind"),
    [
        ("mutant:DS-DIM-008.one_not_broadcast", False, "dims of einsum"),
        ("mutant:DS-DIM-014.max_excluded", True, "set dims"),
        ("mutant:DS-PROF-008.opt_unchecked", True, "build"),
    ],
)
def test_planted_wrong_rule_is_found(mutant: str, deep: bool, kind: str) -> None:
    found = {finding.disagreement.cause: finding for finding in planted(mutant, deep)}
    causes = [cause for cause in found if cause.startswith(kind)]
    assert causes, list(found)
    layers = [op for op in json.loads(found[causes[0]].program) if op["do"] == "layer"]
    assert len(layers) <= 3  # Shrunk to what shows it.


def test_shrinking_is_limited() -> None:
    mutant = "mutant:DS-DIM-014.max_excluded"
    tried: list[int] = []

    def part_of(shrink: int | None) -> Part:
        sides = pair(mutant, True)
        observe, count = sides.observe, 0

        def counted(draft: Draft) -> tuple[Network, list[Fact], list[Fact]]:
            nonlocal count
            count += 1
            return observe(draft)

        sides.observe = counted  # type: ignore[method-assign]
        part = run_part(sides, 0, Causes(), shrink=shrink)
        tried.append(count)
        return part

    without, a_few, best = (part_of(shrink) for shrink in (0, 5, None))
    causes = [{finding.disagreement.cause for finding in part.findings} for part in (without, a_few, best)]
    assert causes[0] == causes[1] == causes[2] != set()
    assert without.examples == tried[0] == 50  # Each network once.
    assert tried[0] < tried[1] < tried[2]
    assert all(finding.program for finding in without.findings)
    lengths = [sum(len(json.loads(finding.program)) for finding in part.findings) for part in (without, best)]
    assert lengths[1] < lengths[0]


def test_same_draft_same_network() -> None:
    adapter = pair("reference", False).ours.adapter()
    programs = {grow(adapter, DRAFT, "int32").program.to_json() for _ in range(3)}
    assert len(programs) == 1
    network = grow(adapter, DRAFT, "int32")
    seen = Observation()
    seen.network(adapter, network)
    assert {fact.kind.split()[0] for fact in seen.facts} >= {"add", "dims", "dtype"}


def test_program_of_a_network_can_be_stored() -> None:
    network = grow(pair("reference", False).ours.adapter(), DRAFT, "int32")
    assert Program.from_json(network.program.to_json()) == network.program


def test_what_is_built_is_executed_whatever_the_calls() -> None:
    draft = Draft((b"\0\0\0\0\0\0",) * 2, (b"\0" * 14,), b"\0" * 4, (b"\0" * 12,), (b"\3\0\0\0\0\0",))
    network, ours, _ = pair("reference", True).observe(draft)
    assert [fact.value for fact in ours if fact.kind == "infer"] == ["accepted"]
    assert {known.id for known in network.inputs} == {"x0", "x1"}
    taken = {tensor for operation in network.program.operations for tensor in operation.get("inputs", ())}
    assert {"x0", "x1"} <= taken


def test_choices_run_out() -> None:
    choices = Choices(b"\5")
    assert [choices.below(4), choices.below(4), choices.pick("ab")] == [1, 0, "a"]
    assert sorted(Choices(b"\7\3\1").order(4)) == [0, 1, 2, 3]


def facts(*values: object, kind: str = "dims of shape") -> list[Fact]:
    return [Fact(kind, f"dims of t{number}", value) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("ours", "theirs", "relation"),
    [
        ((2, 3), (2, 3, 1), "ranks differ"),
        ((2, -1), (2, 3), "extent unknown, not known"),
        ((2, 3), (2, -1), "extent known, not unknown"),
        ((2, 3), (2, 4), "extents differ"),
        (True, False, "True, not False"),
        (5, 1, "values differ"),
        ("refused", (2,), "refused, not answered"),
        ((2,), "refused", "answered, not refused: "),
    ],
)
def test_disagreements_are_told_apart(ours: object, theirs: object, relation: str) -> None:
    (found,) = disagreements(facts(ours), facts(theirs))
    assert found.cause == f"dims of shape: {relation}"


def test_what_follows_from_a_refusal_is_not_told() -> None:
    assert len(list(disagreements(facts("refused", (2,)), facts((2,), (3,))))) == 1
    assert list(disagreements(facts("unsupported", (2,)), facts((2,), (2,)))) == []
    gate = facts("refused", (2,), kind="build")
    assert len(list(disagreements(gate, facts("accepted", (3,), kind="build")))) == 1


def test_answers_are_paired_by_what_was_asked() -> None:
    def asked(about: str, value: Any, kind: str = "set dims") -> Fact:
        return Fact(kind, about, value)

    ours = [asked("x", "refused", "dims of shape"), asked("infer", "refused", "infer"), asked("x", True), asked("x", 3)]
    theirs = [*ours[:1], asked("infer", "accepted", "infer"), asked("result", 1, "value of shape"), *ours[2:]]
    assert list(disagreements(ours, theirs)) == []
    theirs[-1] = asked("x", 4)
    (found,) = disagreements(ours, theirs)
    assert (found.place, found.expected, found.got) == (3, "3", "4")


def test_results_within_the_bound() -> None:
    exact = Result(array([1, nan, inf], float32), True)
    assert exact == Result(array([1, nan, inf], float32), True)
    assert exact != Result(array([1 + 1e-7, nan, inf], float32) * float32(1), True) or float32(1 + 1e-7) == 1
    assert Result(array([1.0], float32), False) == Result(array([1.000001], float32), False)
    assert Result(array([1.0], float32), False) != Result(array([1.0001], float32), False)
    assert Result(array([1.0], float32), False) != Result(array([1.0, 1.0], float32), False)
    assert Result(array([inf], float32), False) != Result(array([-inf], float32), False)


def test_campaign_goes_on_and_keeps_what_it_found(tmp_path: Path) -> None:
    arguments = ["fuzz", "--backend", "mutant:DS-DIM-014.max_excluded", "--edition", "8.6", "--deep", "--output"]
    first = CliRunner().invoke(cli, [*arguments, str(tmp_path / "a"), "--examples", "50"])
    assert first.exit_code == 1, first.output
    state = json.loads((tmp_path / "a" / "state.json").read_text())
    assert (state["examples"], state["parts"]) == (50, 1)
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    again = CliRunner().invoke(cli, [*arguments, str(tmp_path / "a"), "--examples", "50"])
    assert again.exit_code == 1  # The findings are still there.
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == names
    other = CliRunner().invoke(cli, [*arguments, str(tmp_path / "a"), "--seed", "5"])
    assert isinstance(other.exception, SetupError)
    assert "other settings" in str(other.exception)


def test_broken_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(SetupError, match=r"is not the state of a campaign"):
        Store(tmp_path, {})


def test_triaged_causes() -> None:
    causes = Causes([Known("dims of *: refused*", "engine", "because")], ["to the letter"])
    assert "dims of slice: refused by X" in causes
    assert "to the letter" in causes
    assert "build: refused" not in causes


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[known]]\ncause = 'a'\nverdict = 'engine'", "entry 1 needs cause, verdict and reason"),
        ("[[known]]\ncause = 'a'\nverdict = 'maybe'\nreason = 'b'", "no verdict 'maybe'"),
        ("[[known]", "mine.toml: no TOML: "),
        ("known = 3", r"a list of \[\[known\]\] tables"),
        ("known = [3]", r"a list of \[\[known\]\] tables"),
    ],
)
def test_bad_list_of_causes(text: str, message: str) -> None:
    with pytest.raises(SetupError, match=message):
        parse(text, "mine.toml")


def test_shipped_lists_can_be_read() -> None:
    assert read_known("tensorrt_rtx")
    assert read_known("worker:tensorrt_rtx") == read_known("tensorrt_rtx")
    assert read_known("reference") == ()


@pytest.fixture
def fuzzed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backends of `fake_fuzzed` under their names, in the processes that are started as well."""
    folder = tmp_path / "site"
    folder.mkdir()
    backends = {name: f"fake_fuzzed:{name}" for name in ("dies", "hangs", "moody")}
    offer(folder, monkeypatch, "fuzzed", backends, Path(__file__).parent)


@pytest.mark.usefixtures("fuzzed")
@pytest.mark.parametrize(("backend", "said"), [("dies", "define: crash: "), ("hangs", "define: timeout: ")])
def test_lost_process_is_a_finding(backend: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(campaign, "MOST_LOST", 4)
    # Long enough for a worker that is no more than slow: its other answers must not count as lost.
    part = run_part(Pair(Setting(f"worker:{backend}", "reference", "8.6", 0, False, 2.0)), 0, Causes(), 25)
    (finding,) = part.findings
    assert finding.disagreement.cause.startswith(said)
    assert [op["kind"] for op in json.loads(finding.program) if op["do"] == "layer"].count("unary") >= 1
    assert part.examples == 25  # It went on.


@pytest.mark.usefixtures("fuzzed")
def test_lost_process_of_the_campaign_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"Name it worker:dies to have it in a process of its own"):
        list(search(Setting("dies", "reference", "8.6", 0, False), Store(tmp_path, {}), Causes(), 250))


@pytest.mark.usefixtures("fuzzed")
def test_what_does_not_come_again_is_a_finding() -> None:
    part = run_part(Pair(Setting("moody", "reference", "8.6", 0, False)), 0, Causes(), 60)
    (finding,) = part.findings
    assert not finding.always
    assert finding.disagreement.cause == "define: answered, not error: RuntimeError out of sorts"
    assert part.examples == 60


def test_draft_of_a_refusal_by_the_documentation() -> None:
    # `API` stands where no clause repeats what the documentation says.
    assert touched("add shuffle", "API", "10") == touched("add shuffle", "", "10") != []


@pytest.mark.parametrize(
    ("mutant", "deep", "clause"),
    [
        ("mutant:DS-DIM-008.one_not_broadcast", False, "DS-LAY-"),
        ("mutant:DS-DIM-014.max_excluded", True, "DS-DIM-014"),
    ],
)
def test_draft_and_script_show_the_finding(mutant: str, deep: bool, clause: str, tmp_path: Path) -> None:
    folder = Store(tmp_path, {}).save(planted(mutant, deep)[0])
    (case,) = corpus.load(folder / store_module.DRAFT)
    assert case.clause.startswith(clause)
    for backend, verdict in ((mutant, "fail"), ("reference", "pass")):
        # In a process of its own: a mutant that is loaded stays in this one.
        worker = InWorkers(prepare(f"worker:{backend}", "8.6", paths=[folder / store_module.DRAFT]), 1)
        assert worker.run(case).result.verdict == verdict
        worker.close()
    assert scripts.write(folder, mutant, "8.6") == ""
    assert collect.run((folder / scripts.SCRIPT).read_text("utf-8")) == 0  # The reference has not the mutant's defect.


@pytest.mark.parametrize(
    ("kind", "named", "clauses"),
    [
        ("dims of slice STRICT_BOUNDS", "DS-LAY-009", ["DS-LAY-009", "DS-LAY-007"]),
        ("set dims", "", ["DS-DIM-014", "DS-DIM-012"]),
        ("is_shape_tensor of softmax", "", ["DS-EST-015", "DS-EST-014", "DS-LAY-059"]),
        ("profile dims of engine", "", ["DS-PROF-026"]),
    ],
)
def test_clauses_that_a_question_touches(kind: str, named: str, clauses: list[str]) -> None:
    assert touched(kind, named, "8.6")[: len(clauses)] == clauses
