"""Cases for the scripted backends. The clauses are borrowed: what they say does not matter here."""

from __future__ import annotations

from dynshape_conformance.case import Trial, choice, control, negative, positive
from dynshape_fixtures import Program


def network(*names: str) -> Program:
    program = Program()
    for name in names:
        program.input(name, "float32", [-1])
    return program


@positive("DS-NET-003")
def inputs_in_order(t: Trial) -> None:
    """Inputs are listed in order."""
    for names in (("a",), ("a", "b"), ("c", "a")):
        with t.subcase(names=names):
            t.equal(t.define(network(*names)).inputs(), names)


@negative("DS-NET-002", needs=("DS-NET-003",))
def no_implicit_batch(t: Trial) -> None:
    """What is asked is refused."""
    t.refused(t.define(network("x")).has_implicit_batch_dimension(), "DS-NET-002", channel="None")


@control("DS-NET-002")
def profiles_can_be_counted(t: Trial) -> None:
    """There are no profiles."""
    t.equal(t.define(network("x")).num_profiles(), 0)


@choice("DS-DIM-001")
def whatever(t: Trial) -> None:
    """The number of profiles is recorded."""
    t.chose(f"{t.define(network('x')).num_profiles().get()} profiles")


@positive("DS-DIM-002", features=("execution",))
def needs_a_device(t: Trial) -> None:
    """Never runs: no scripted backend executes."""
    raise AssertionError


@positive("DS-DIM-003", editions=("8.4", "8.4"))
def old_edition(t: Trial) -> None:
    """Applies to edition 8.4 only."""
    t.true(True, "so")


@positive("DS-DIM-004")
def trap(t: Trial) -> None:
    """Some backends end their process here."""
    t.equal(t.define(network("trap")).num_profiles(), 0)


@positive("DS-PROF-001", needs=("DS-NET-002", "DS-DIM-004"))
def after_the_trap(t: Trial) -> None:
    """Comes after the trap and rests on other clauses."""
    t.equal(t.define(network("x")).num_profiles(), 0)
