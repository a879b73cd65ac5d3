"""DS-SIO: values of input shape tensors in profiles."""

from __future__ import annotations

from dynshape_fixtures import Program
from dynshape_fixtures.networks import reshape_network

from ..case import Range, Trial, control, negative, positive
from .expect_profiles import refused_quietly
from .sketch import Sketch, pinned_values, values_between

INT32_MIN, INT32_MAX = -(2**31), 2**31 - 1
GOOD: Range = ((1, 1), (2, 3), (6, 6))


def reshaped(length: int = 2) -> Program:
    """x (6) reshaped by the values of d."""
    return reshape_network((6,), length)


def two_inputs(t: Trial) -> Sketch:
    """Input shape tensors d (2) and n (1), and data x that is none."""
    s = Sketch(t)
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), s.numbers("d")), "y")
    s.mark_output(s.filled(s.numbers("n", 1)), "z")
    return s


VALUES: dict[str, Range] = {"d": GOOD, "n": ((0,), (1,), (9,))}


@positive("DS-SIO-003")
def values_of_all_shape_inputs(t: Trial) -> None:
    """With values for every input shape tensor in every profile the network builds."""
    for profiles in (1, 2, 3):
        with t.subcase(profiles=profiles):
            t.accepted(t.definition(two_inputs(t), [{}] * profiles, [VALUES] * profiles).build())


@negative("DS-SIO-003")
def values_missing(t: Trial) -> None:
    """Without values for one of them, in whichever profile, it does not build; dims are no values."""
    for missing in VALUES:
        for profiles in (1, 3):
            for bad in range(profiles):
                with t.subcase(missing=missing, profiles=profiles, bad=bad):
                    rest = {name: range for name, range in VALUES.items() if name != missing}
                    values = [rest if profile == bad else VALUES for profile in range(profiles)]
                    definition = t.definition(two_inputs(t), [{}] * profiles, values)
                    t.refused(definition.build(), "DS-SIO-003", channel="None")
    with t.subcase(missing="d", instead="dims"):
        definition = t.definition(two_inputs(t), [{"d": ((2,), (2,), (2,))}], [{"n": VALUES["n"]}])
        t.refused(definition.build(), "DS-SIO-003", channel="None")


@negative("DS-SIO-003")
def no_profile_for_a_shape_input(t: Trial) -> None:
    """Without any profile it does not build, though all dims are fixed."""
    t.refused(t.define(two_inputs(t)).build(), "DS-SIO-003", "DS-PROF-002", channel="None")


@control("DS-SIO-003")
def no_profile_for_constant_dims(t: Trial) -> None:
    """With constants in place of the inputs it builds without a profile."""
    s = Sketch(t)
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), s.literal(2, 3)), "y")
    t.accepted(t.define(s).build())


@positive("DS-SIO-006")
def min_opt_and_max_values(t: Trial) -> None:
    """min, opt and max values of several inputs are set, kept and read back."""
    profile = t.define(two_inputs(t)).create_profile()
    for name, bounds in {**VALUES, "other": ((-1,) * 8, (0,) * 8, (7,) * 8)}.items():
        with t.subcase(input=name):
            t.accepted(profile.set_values(name, *bounds))
            t.equal(profile.values(name), bounds)
    with t.subcase(input="all"):
        for name, bounds in VALUES.items():
            t.equal(profile.values(name), bounds)
        t.equal(profile.is_valid(), True)


@positive("DS-SIO-006", features=("contexts",))
def values_of_the_engine(t: Trial) -> None:
    """The engine reports them, profile by profile."""
    values: list[dict[str, Range]] = [{"d": GOOD, "n": ((k,), (k + 1,), (k + 5,))} for k in (0, 7, 20)]
    engine = t.engine(two_inputs(t), [{}] * 3, values)
    for profile, given in enumerate(values):
        for name, bounds in given.items():
            with t.subcase(profile=profile, input=name):
                t.equal(engine.profile_values(profile, name), bounds)


@negative("DS-SIO-006")
def values_are_no_dims(t: Trial) -> None:
    """Values are no dims: what was set as the one is not there as the other."""
    profile = t.define(two_inputs(t)).create_profile()
    t.accepted(profile.set_values("d", *GOOD))
    t.accepted(profile.set_dims("e", (1,), (2,), (3,)))
    t.refused(profile.dims("d"), logged=False)
    t.refused(profile.values("e"), logged=False)


@positive("DS-SIO-018")
def values_of_shape_inputs_only(t: Trial) -> None:
    """One call that gives min, opt and max for each input shape tensor, and none for the others, builds silently."""
    s = Sketch(t)
    s.mark_output(s.filled(s.elementwise(s.numbers("d"), s.numbers("n", 1), "SUM")), "y")
    built = t.definition(s, [{}], [VALUES]).build()
    t.accepted(built)
    t.silent(built)


@negative("DS-SIO-018")
def values_of_other_inputs(t: Trial) -> None:
    """Values for an input that is no shape tensor are found at the build: refused, or a warning and no effect."""
    for name in ("x", "unknown"):
        with t.subcase(input=name):
            definition = t.definition(two_inputs(t), [{}], [{**VALUES, name: ((1,), (2,), (3,))}])
            built = definition.build()
            if built.ok:
                t.warned(built, "DS-SIO-018", "DS-PROF-019")
            else:
                t.refused(built, "DS-SIO-018", "DS-PROF-019")


@positive("DS-SIO-019")
def number_of_values(t: Trial) -> None:
    """One value for a scalar, as many as elements for 1-D."""
    for dims, count in (((), 1), ((1,), 1), ((2,), 2), ((16,), 16), ((17,), 17), ((64,), 64)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            s.mark_output_for_shapes(s.identity(s.input("a", s.integer, dims)), "y")
            t.accepted(t.definition(s, [{}], [pinned_values({"a": (1,) * count})]).build())


@negative("DS-SIO-019")
def another_number_of_values(t: Trial) -> None:
    """Another number of values than the tensor has is refused, when it is set or at the build."""
    for dims, count in (((), 2), ((1,), 2), ((2,), 1), ((2,), 3), ((16,), 17), ((17,), 16)):
        with t.subcase(dims=dims, values=count):
            s = Sketch(t)
            s.mark_output_for_shapes(s.identity(s.input("a", s.integer, dims)), "y")
            t.refused(t.definition(s, [{}], [pinned_values({"a": (1,) * count})]).build(), "DS-SIO-019")


@negative("DS-SIO-019")
def unequal_numbers_of_values(t: Trial) -> None:
    """min, opt and max of unequal lengths, or of none, are refused when they are set, and the profile holds nothing."""
    vectors: list[Range] = [((1, 1), (2,), (3, 3)), ((1, 1), (2, 2), (3,)), ((1,), (2, 2), (3, 3)), ((), (), ())]
    definition = t.define(reshaped())
    for vector in vectors:
        with t.subcase(values=vector):
            profile = definition.create_profile()
            refused_quietly(t, profile.set_values("d", *vector), "DS-SIO-019")
            t.refused(profile.values("d"), logged=False)


@positive("DS-SIO-020")
def values_in_order(t: Trial) -> None:
    """Any Int32 values with min <= opt <= max, element by element: equal, zero, negative, the greatest."""
    vectors: list[Range] = [
        ((1, 1), (2, 2), (3, 3)),
        ((5, 5), (5, 5), (5, 5)),
        ((0, 0), (0, 0), (0, 0)),
        ((-7, -7), (-5, 0), (-5, 7)),
        ((9, 1), (9, 2), (9, 3)),
        ((INT32_MIN, 0), (0, 0), (INT32_MAX, INT32_MAX)),
    ]
    definition = t.define(reshaped())
    for vector in vectors:
        with t.subcase(values=vector):
            profile = definition.create_profile()
            t.accepted(profile.set_values("d", *vector))
            t.equal(profile.values("d"), vector)
            t.equal(profile.is_valid(), True)


@negative("DS-SIO-020")
def values_out_of_order(t: Trial) -> None:
    """min > opt or opt > max, in any element, is refused when it is set."""
    vectors: list[Range] = [
        ((3, 1), (2, 2), (9, 9)),
        ((1, 3), (2, 2), (9, 9)),
        ((1, 1), (5, 2), (4, 9)),
        ((1, 1), (2, 5), (9, 4)),
        ((-1, 1), (-2, 2), (3, 3)),
        ((1, 1), (2, 2), (-3, 3)),
    ]
    definition = t.define(reshaped())
    for vector in vectors:
        with t.subcase(values=vector):
            profile = definition.create_profile()
            refused_quietly(t, profile.set_values("d", *vector), "DS-SIO-020")
            t.refused(profile.values("d"), logged=False)


@positive("DS-SIO-021")
def wildcard_as_least_value(t: Trial) -> None:
    """Reshape dims that may hold -1 have the least value -1, and the network builds."""
    for least, best in (((-1, 1), (2, 3)), ((-1, -1), (6, 1)), ((-1, -1), (-1, 3)), ((-1, -1), (2, -1))):
        with t.subcase(min=least, opt=best):
            t.accepted(t.definition(reshaped(), [{}], [{"d": (least, best, (6, 6))}]).build())


@negative("DS-SIO-021")
def two_wildcards_as_best_values(t: Trial) -> None:
    """-1 is a wildcard at most once, and nothing below it is one: as best values these are refused."""
    for best in ((-1, -1), (-2, 3), (-1, -6)):
        with t.subcase(opt=best):
            definition = t.definition(reshaped(), [{}], [{"d": ((-9, -9), best, (6, 6))}])
            t.refused(definition.build(), "DS-SIO-021", "DS-PROF-008", "DS-SIO-022")


@positive("DS-SIO-022")
def executable_best_values(t: Trial) -> None:
    """The network builds if it can be executed with the best values, though min and max can't be."""
    for best in ((1, 6), (2, 3), (6, 1)):
        with t.subcase(opt=best):
            t.accepted(t.definition(reshaped(), [{}], [{"d": ((1, 1), best, (6, 6))}]).build())


@negative("DS-SIO-022")
def best_values_that_fit_nothing(t: Trial) -> None:
    """Best values with which the network can't be executed are refused at the build, in any profile."""
    for best in ((1, 5), (4, 3), (6, 6)):
        for profiles in (1, 2):
            with t.subcase(opt=best, profiles=profiles):
                bad: Range = ((1, 1), best, (6, 6))
                values = [{"d": GOOD}] * (profiles - 1) + [{"d": bad}]
                built = t.definition(reshaped(), [{}] * profiles, values).build()
                t.refused(built, "DS-SIO-022", "DS-PROF-008", channel="None")


@positive("DS-SIO-023")
def values_that_were_set(t: Trial) -> None:
    """What was set is read back, the last call of several."""
    profile = t.profile(t.define(reshaped()), {}, {"d": GOOD})
    t.equal(profile.values("d"), GOOD)


@negative("DS-SIO-023")
def values_that_were_never_set(t: Trial) -> None:
    """Of an input that was never set there are no values."""
    profile = t.profile(t.define(reshaped()), {}, {"d": GOOD})
    for name in ("x", "unknown", ""):
        with t.subcase(input=name):
            t.refused(profile.values(name), channel="[]", logged=False)


@positive("DS-SIO-033", needs=("DS-SIO-003",), features=("contexts",))
def no_dims_for_a_shape_input(t: Trial) -> None:
    """Dims of an input shape tensor are not set at run time: they are known from the start."""
    context = t.context(reshaped(), [{}], [{"d": GOOD}])
    t.equal(context.all_dims_specified(), True)
    t.equal(context.dims("d"), (2,))


@control("DS-SIO-033", needs=("DS-SIO-003",), features=("contexts",))
def dims_of_a_shape_input_repeated(t: Trial) -> None:
    """The dims that it has may be set, as those of any input, and change nothing."""
    context = t.context(reshaped(), [{}], [{"d": GOOD}])
    t.accepted(context.set_dims("d", (2,)))
    t.equal(context.dims("d"), (2,))
    t.accepted(context.set_values("d", GOOD[1]))
    t.accepted(context.dims("y"))


@negative("DS-SIO-033", needs=("DS-SIO-003",), features=("contexts",))
def other_dims_for_a_shape_input(t: Trial) -> None:
    """Other dims for it are refused."""
    context = t.context(reshaped(), [{}], [{"d": values_between(1, (2, 3), 6)}])
    for dims in ((1,), (3,), (2, 1), (-1,)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("d", dims), "DS-SIO-033", "DS-DIM-012", "DS-DIM-013")
            t.equal(context.dims("d"), (2,))


@positive("DS-SIO-034", needs=("DS-SIO-006",), features=("contexts",), editions=("8.4", "9"))
def pinned_and_zero_values(t: Trial) -> None:
    """A shape input with min = opt = max keeps its binding, and zeros are legal least values."""
    s = Sketch(t)
    s.mark_output(s.filled(s.numbers("d", 5)), "y")
    for values in (((1, 2, 0, 3, 0),) * 3, ((0,) * 5, (1, 2, 0, 3, 0), (9,) * 5)):
        with t.subcase(values=values):
            engine = t.engine(s, [{}], [{"d": values}])
            t.true("d" in engine.tensors().get(), "d is an input of the engine")
            context = t.create_context(engine)
            t.accepted(context.set_values("d", (1, 2, 0, 3, 0)))
            t.equal(context.dims("y"), (1, 2, 0, 3, 0))
