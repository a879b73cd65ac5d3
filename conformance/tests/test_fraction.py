"""A sample of the corpus: which cases are in it, and that nobody takes it for the whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from dynshape_conformance import setup
from dynshape_conformance.backends import SetupError
from dynshape_conformance.selection import Fraction
from dynshape_reports import results
from fake_install import dynshape_process, pytest_process

EIGHTHS = [f"{part}/8" for part in range(1, 9)]


def test_shares_divide_the_corpus_and_are_of_like_size(fakes: Path) -> None:
    whole = setup.prepare("honest").cases
    shares = [setup.prepare("honest", fraction=eighth).cases.keys() for eighth in EIGHTHS]
    assert set().union(*shares) == whole.keys()
    assert sum(map(len, shares)) == len(whole)
    assert all(0.7 < 8 * len(share) / len(whole) < 1.3 for share in shares)


def test_a_case_is_in_its_share_whatever_else_is_selected(fakes: Path) -> None:
    share = setup.prepare("honest", fraction="3/8").cases.keys()
    section = setup.prepare("honest", sections=["DS-DIM"], fraction="3/8").cases.keys()
    assert section == {id for id in share if id.startswith("DS-DIM-")}


def test_the_shares_are_the_same_for_ever() -> None:
    assert [Fraction.read(text).has("DS-DIM-014/outside_the_range") for text in EIGHTHS].index(True) == 7


def test_how_a_fraction_is_spelled() -> None:
    assert str(Fraction.read("2/8")) == "2/8"
    assert str(Fraction.read("1/1")) == str(Fraction.read("")) == ""
    for text in ("0/8", "9/8", "1", "1/0", "1/8 ", "-1/8", "0.125", "01/8"):
        with pytest.raises(SetupError, match=f"no fraction {text!r}; K/N is the K-th of N shares"):
            Fraction.read(text)


def test_a_sample_says_that_it_is_one(fakes: Path, cases: Path, tmp_path: Path) -> None:
    seen: dict[str, str] = {}
    for part in ("1/2", "2/2"):
        done = dynshape_process("run", "wrong", "--cases", cases, "--fraction", part, "--output", tmp_path / "r")
        assert f"edition 8.6, a sample: part {part} of the cases\n" in done.stdout, done.stderr
        (run,) = results.read(tmp_path / "r")
        assert run.header.selection.fraction == part
        seen.update((case.id, case.verdict) for case in run.cases)
    whole = pytest_process("-p", "dynshape_conformance.plugin", "--backend=wrong", f"--results={tmp_path / 'w'}", cases)
    assert "a sample" not in whole.stdout
    (run,) = results.read(tmp_path / "w")
    assert seen.keys() == {case.id for case in run.cases}


def test_what_a_case_needs_does_not_block_it_from_outside_the_sample(fakes: Path, cases: Path, tmp_path: Path) -> None:
    def has(fraction: Fraction, *names: str) -> bool:
        return any(fraction.has(name) for name in names)

    needed = ("DS-NET-002/no_implicit_batch", "DS-NET-002/profiles_can_be_counted", "DS-DIM-004/trap")
    share = next(s for part in range(1, 17) if has(s := Fraction(part, 16), "DS-PROF-001/after_the_trap"))
    assert not has(share, *needed)
    more = (f"--fraction={share}", f"--results={tmp_path / 'r'}", cases)
    pytest_process("-p", "dynshape_conformance.plugin", "--backend=wrong", *more, cwd=tmp_path)
    (run,) = results.read(tmp_path / "r")
    assert {case.id: case.verdict for case in run.cases}["DS-PROF-001/after_the_trap"] == "fail"


def test_an_empty_sample_is_a_usage_error(fakes: Path, cases: Path) -> None:
    done = dynshape_process("run", "honest", "--cases", cases, "--clause", "DS-DIM-004", "--fraction", "1/100000")
    said = "Error: nothing selected: no case for DS-DIM-004 fraction 1/100000\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
