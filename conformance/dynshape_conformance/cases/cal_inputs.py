"""DS-CAL: calibration of networks with several inputs, and with run-time dims on later axes only."""

from __future__ import annotations

from dynshape_fixtures import Program

from ..case import Trial, control, negative
from .cal import COUNTED, FEATURES, two_inputs

SIDE = ((1,), (4,), (9,))


@negative("DS-CAL-001", needs=("DS-CAL-005",), features=FEATURES)
def profile_without_one_of_the_inputs(t: Trial) -> None:
    """A calibration profile that lacks one of two inputs, whichever it is, is refused at last."""
    for lacking, given in (("a", "b"), ("b", "a")):
        with t.subcase(lacking=lacking):
            definition = t.definition(two_inputs(), [dict.fromkeys("ab", SIDE)])
            answer = definition.set_calibration_profile(t.profile(definition, {given: SIDE}))
            if answer.ok:
                t.accepted(definition.set_calibrator("minmax", [dict.fromkeys("ab", COUNTED)]))
                t.refused(definition.build(), "DS-CAL-001", "DS-PROF-017")
            else:
                t.refused(answer, channel="False", logged=False)


def _later_axis() -> Program:
    """x (2,-1) times its own transpose -> y."""
    program = Program()
    x = program.input("x", "float32", (2, -1))
    program.mark_output(program.matrix_multiply(x, x, "NONE", "TRANSPOSE"), "y")
    return program


@negative("DS-CAL-010", features=FEATURES)
def other_batch_sizes_with_a_fixed_first_axis(t: Trial) -> None:
    """Any run-time dimension makes shapes dynamic, not that of axis 0 alone; and a size below 0 is none."""
    for size in (2, 0, -1):
        with t.subcase(size=size):
            definition = t.definition(_later_axis(), [{"x": ((2, 1), (2, 4), (2, 9))}])
            t.accepted(definition.set_calibrator("minmax", [{"x": COUNTED}], size))
            t.refused(definition.build(), "DS-CAL-010")


@control("DS-CAL-010", features=FEATURES)
def batch_size_1_with_a_fixed_first_axis(t: Trial) -> None:
    """With the size 1 it builds."""
    definition = t.definition(_later_axis(), [{"x": ((2, 1), (2, 4), (2, 9))}])
    t.accepted(definition.set_calibrator("minmax", [{"x": COUNTED}], 1))
    t.accepted(definition.build())
