"""DS-SIO: profile values where there are several inputs, or profiles, and of inputs of both classes."""

from __future__ import annotations

from ..case import Range, Trial, control, negative
from .sketch import Sketch

GOOD: Range = ((1, 1), (2, 3), (6, 6))


def two_reshapes(t: Trial) -> Sketch:
    """x (6) reshaped by the values of d, z (6) by those of e."""
    s = Sketch(t)
    for data, dims in (("x", "d"), ("z", "e")):
        s.mark_output(s.shuffle(s.input(data, "float32", (6,)), s.numbers(dims)), f"{data}_reshaped")
    return s


@negative("DS-SIO-022")
def best_values_of_one_input_that_fit_nothing(t: Trial) -> None:
    """It is enough that the best values of one shape input, whichever it is, fit nothing."""
    for bad in ("d", "e"):
        for best in ((1, 5), (6, 6)):
            with t.subcase(bad=bad, opt=best):
                values: dict[str, Range] = {"d": GOOD, "e": GOOD, bad: ((1, 1), best, (6, 6))}
                built = t.definition(two_reshapes(t), [{}], [values]).build()
                t.refused(built, "DS-SIO-022", "DS-PROF-008", channel="None")


@control("DS-SIO-022")
def best_values_of_both_inputs_fit(t: Trial) -> None:
    """With other values for each of the two the network builds."""
    values: dict[str, Range] = {"d": GOOD, "e": ((1, 1), (6, 1), (6, 6))}
    t.accepted(t.definition(two_reshapes(t), [{}], [values]).build())


@negative("DS-SIO-003")
def values_of_both_classes_missing(t: Trial) -> None:
    """A shape input that is an execution tensor too needs values as any other."""
    s = Sketch(t)
    d = s.numbers("d")
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), d), "y")
    s.mark_output(s.identity(d), "seen")
    t.refused(t.definition(s, [{}]).build(), "DS-SIO-003", channel="None")


@negative("DS-SIO-018")
def values_of_other_inputs_in_later_profiles(t: Trial) -> None:
    """Values for an input that is no shape tensor are found in every profile: refused, or a warning and no effect."""
    good: dict[str, Range] = {"d": GOOD, "e": GOOD}
    for bad in (1, 2):
        with t.subcase(profile=bad):
            values = [{**good, "x": ((1,), (2,), (3,))} if profile == bad else good for profile in range(3)]
            built = t.definition(two_reshapes(t), [{}] * 3, values).build()
            if built.ok:
                t.warned(built, "DS-SIO-018", "DS-PROF-019")
            else:
                t.refused(built, "DS-SIO-018", "DS-PROF-019")
