"""DS-CAL: the calibration profile, and what the calibrator is asked.

What a build made of its batches is read from the cache that it hands to the calibrator. With a
min-max calibrator the scale of a tensor is its greatest magnitude over 127. So a batch whose
elements are 1, 2, 3 ... tells how many of them were read, and with them the dims.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import reshape_network

from ..adapter import Array, Calibration, Definition, Profile
from ..case import Range, Trial, choice, control, negative, positive

RANGE: Range = ((1, 2), (3, 4), (6, 8))
FEATURES = ("calibration",)
COUNTED = ramp((400,), 1)


def network() -> Program:
    """x (-1,-1) times its own transpose, so that INT8 has something to do -> y."""
    program = Program()
    x = program.input("x", "float32", (-1, -1))
    program.mark_output(program.matrix_multiply(x, x, "NONE", "TRANSPOSE"), "y")
    return program


def two_inputs() -> Program:
    """a + b -> y."""
    program = Program()
    a, b = program.input("a", "float32", (-1,)), program.input("b", "float32", (-1,))
    program.mark_output(program.elementwise(a, b, "SUM"), "y")
    return program


def defined(t: Trial, *ranges: Range) -> Definition:
    """The network with these optimization profiles."""
    return t.definition(network(), [{"x": bounds} for bounds in ranges])


def profile_of(t: Trial, definition: Definition, bounds: Range = RANGE) -> Profile:
    """A profile for x."""
    return t.profile(definition, {"x": bounds})


def calibrated(
    t: Trial, definition: Definition, batches: Sequence[Mapping[str, Array]], kind: str = "minmax"
) -> Calibration:
    """What a build with these batches asked."""
    t.accepted(definition.set_calibrator(kind, batches))
    t.accepted(definition.build())
    return definition.calibration().get()


def scales(calibration: Calibration) -> dict[str, float]:
    """The scales in a cache: after the first line a name and the bits of a float32 a line."""
    lines = (calibration.cache or b"").decode().splitlines()[1:]
    pairs = [line.rpartition(": ") for line in lines if line.strip()]
    return {name: struct.unpack(">f", bytes.fromhex(bits.zfill(8)))[0] for name, _, bits in pairs}


def greatest(calibration: Calibration, tensor: str = "x") -> int:
    """The greatest element of a tensor that the build saw."""
    return round(scales(calibration).get(tensor, 0.0) * 127)


# DS-CAL-001, DS-CAL-013: which profile is used


@positive("DS-CAL-001", needs=("DS-CAL-005",), features=FEATURES)
def calibrated_at_its_profile(t: Trial) -> None:
    """With a calibration profile the network is calibrated and built."""
    definition = defined(t, RANGE)
    t.accepted(definition.set_calibration_profile(profile_of(t, definition)))
    calibration = calibrated(t, definition, [{"x": COUNTED}])
    t.equal(calibration.batches, 1)


@negative("DS-CAL-001", needs=("DS-CAL-005",), features=FEATURES)
def profile_without_the_input(t: Trial) -> None:
    """A calibration profile that has nothing for the input is refused at last."""
    definition = defined(t, RANGE)
    answer = definition.set_calibration_profile(definition.create_profile())
    if answer.ok:
        t.accepted(definition.set_calibrator("minmax", [{"x": COUNTED}]))
        t.refused(definition.build(), "DS-CAL-001", "DS-PROF-017")
    else:
        t.refused(answer, channel="False", logged=False)


@positive("DS-CAL-013", features=FEATURES)
def first_profile_serves(t: Trial) -> None:
    """Without a calibration profile the kOPT dims of the first optimization profile are used."""
    for first, second, count in ((RANGE, ((1, 1), (5, 5), (9, 9)), 12), (((1, 1), (5, 5), (9, 9)), RANGE, 25)):
        with t.subcase(opt=first[1]):
            t.equal(greatest(calibrated(t, defined(t, first, second), [{"x": COUNTED}])), count)


# DS-CAL-002, DS-CAL-003: kOPT dims


@positive("DS-CAL-002", needs=("DS-CAL-005",), features=FEATURES)
def dims_of_calibration(t: Trial) -> None:
    """As many elements are read as the kOPT dims of the calibration profile have, whatever min and max."""
    for bounds in (RANGE, ((1, 1), (1, 1), (9, 9)), ((2, 2), (9, 9), (9, 9)), ((1, 7), (2, 7), (9, 7))):
        with t.subcase(min=bounds[0], opt=bounds[1], max=bounds[2]):
            definition = defined(t, ((1, 1), (4, 4), (20, 20)))
            t.accepted(definition.set_calibration_profile(profile_of(t, definition, bounds)))
            t.equal(greatest(calibrated(t, definition, [{"x": COUNTED}])), int(np.prod(bounds[1])))


@positive("DS-CAL-002", needs=("DS-CAL-005",), features=FEATURES)
def dims_and_not_only_their_volume(t: Trial) -> None:
    """The elements are laid out by these dims: the products of rows show how long a row is."""
    for rows, columns in ((3, 4), (4, 3), (2, 6), (12, 1)):
        with t.subcase(rows=rows, columns=columns):
            definition = defined(t, ((1, 1), (4, 4), (20, 20)))
            bounds = ((1, 1), (rows, columns), (20, 20))
            t.accepted(definition.set_calibration_profile(profile_of(t, definition, bounds)))
            last = COUNTED[: rows * columns].reshape(rows, columns)[-1]
            t.equal(greatest(calibrated(t, definition, [{"x": COUNTED}]), "y"), int(last @ last))


@positive("DS-CAL-002", needs=("DS-CAL-005",), features=FEATURES)
def dims_of_each_input(t: Trial) -> None:
    """Of each input as many elements are read as its own kOPT dims have."""
    program = Program()
    inputs = [program.input(name, "float32", (-1,)) for name in "abc"]
    program.mark_output(program.activation(program.concatenation(inputs, 0), "RELU"), "y")
    definition = t.definition(program, [dict.fromkeys("abc", ((1,), (4,), (20,)))])
    opt = {"a": 5, "b": 9, "c": 7}
    profile = t.profile(definition, {name: ((1,), (extent,), (20,)) for name, extent in opt.items()})
    t.accepted(definition.set_calibration_profile(profile))
    calibration = calibrated(t, definition, [dict.fromkeys("abc", COUNTED)])
    t.equal({name: greatest(calibration, name) for name in opt}, opt)


@negative("DS-CAL-002", needs=("DS-CAL-005",), features=FEATURES)
def dims_that_can_not_be_run(t: Trial) -> None:
    """kOPT dims that the network can't be executed with are refused."""
    definition = t.definition(two_inputs(), [{"a": ((1,), (4,), (9,)), "b": ((1,), (4,), (9,))}])
    odd = t.profile(definition, {"a": ((1,), (4,), (9,)), "b": ((1,), (5,), (9,))})
    t.accepted(definition.set_calibration_profile(odd))
    t.accepted(definition.set_calibrator("minmax", [{"a": COUNTED, "b": COUNTED}]))
    t.refused(definition.build(), "DS-CAL-002")


@positive("DS-CAL-003", needs=("DS-CAL-002",), features=FEATURES)
def batches_of_the_opt_dims(t: Trial) -> None:
    """Batches of exactly that size are taken, as many as there are; the greatest of all counts."""
    for number, order in ((1, 1), (2, 1), (5, 1), (2, -1), (5, -1)):
        with t.subcase(number=number, greatest="last" if order == 1 else "first"):
            definition = defined(t, RANGE)
            t.accepted(definition.set_calibration_profile(profile_of(t, definition)))
            batches = [{"x": ramp((3, 4), 10 * k)} for k in range(number)][::order]
            calibration = calibrated(t, definition, batches)
            t.equal(calibration.batches, number)
            t.equal(greatest(calibration), 10 * (number - 1) + 11)


# DS-CAL-004 to DS-CAL-009, DS-CAL-011: setting it and asking for it


@positive("DS-CAL-004")
def made_like_any_profile(t: Trial) -> None:
    """What serves as an optimization profile serves for calibration, and the other way round."""
    definition = t.define(network())
    profile = profile_of(t, definition)
    t.accepted(definition.set_calibration_profile(profile))
    t.equal(definition.add_profile(profile_of(t, definition)), 0)
    t.equal(definition.add_profile(profile), 1)


@negative("DS-CAL-004")
def made_wrongly(t: Trial) -> None:
    """Ranges that a general profile can't have are refused for calibration too."""
    for bounds in (((5, 5), (3, 3), (9, 9)), ((1, 1), (9, 9), (5, 5)), ((1, 1), (3, 3, 3), (9, 9))):
        with t.subcase(min=bounds[0], opt=bounds[1], max=bounds[2]):
            definition = t.define(network())
            profile = definition.create_profile()
            answer = profile.set_dims("x", *bounds)
            refused = answer if not answer.ok else definition.set_calibration_profile(profile)
            t.refused(refused, logged=False)


@positive("DS-CAL-005")
def attached(t: Trial) -> None:
    """set_calibration_profile attaches it to the configuration."""
    definition = t.define(network())
    t.accepted(definition.set_calibration_profile(profile_of(t, definition)))
    held = definition.calibration_profile().get()
    t.true(held is not None, "a profile", held)


@negative("DS-CAL-005", features=FEATURES)
def not_attached(t: Trial) -> None:
    """A profile that was only made, not attached, does not count."""
    definition = defined(t, RANGE)
    profile_of(t, definition, ((1, 1), (5, 5), (9, 9)))
    t.equal(greatest(calibrated(t, definition, [{"x": COUNTED}])), 12)


def invalid_profile(t: Trial, definition: Definition) -> Profile:
    """A profile whose min is above its opt, or one that was left without its opt."""
    profile = definition.create_profile()
    profile.set_dims("x", (5, 5), (3, 3), (9, 9))
    t.equal(profile.is_valid(), False)
    return profile


@positive("DS-CAL-006")
def none_takes_it_away(t: Trial) -> None:
    """None is accepted and takes the profile away."""
    definition = t.define(network())
    t.equal(definition.set_calibration_profile(None), True)
    t.equal(definition.set_calibration_profile(profile_of(t, definition)), True)
    t.equal(definition.set_calibration_profile(None), True)
    t.equal(definition.calibration_profile(), None)


@negative("DS-CAL-006")
def invalid_is_refused(t: Trial) -> None:
    """A profile that is not valid is refused, and what was set stays."""
    definition = t.define(network())
    with t.subcase(before="none"):
        t.refused(definition.set_calibration_profile(invalid_profile(t, definition)), "DS-CAL-006", channel="False")
        t.equal(definition.calibration_profile(), None)
    with t.subcase(before="a_profile"):
        t.accepted(definition.set_calibration_profile(profile_of(t, definition)))
        t.refused(definition.set_calibration_profile(invalid_profile(t, definition)), "DS-CAL-006", channel="False")
        held = definition.calibration_profile().get()
        t.true(held is not None, "a profile", held)
        assert held is not None
        t.equal(held.dims("x"), ((3, 4),) * 3)


@positive("DS-CAL-007")
def opt_everywhere(t: Trial) -> None:
    """kMIN and kMAX of the calibration profile are its kOPT."""
    for bounds in (RANGE, ((0, 0), (0, 5), (9, 9)), ((3, 4), (3, 4), (3, 4))):
        with t.subcase(min=bounds[0], opt=bounds[1], max=bounds[2]):
            definition = t.define(network())
            t.accepted(definition.set_calibration_profile(profile_of(t, definition, bounds)))
            held = definition.calibration_profile().get()
            t.true(held is not None, "a profile", held)
            assert held is not None
            t.equal(held.dims("x"), (bounds[1],) * 3)


@positive("DS-CAL-007")
def opt_values_everywhere(t: Trial) -> None:
    """So it is with the values of an input shape tensor."""
    definition = t.define(reshape_network((6,)))
    values: Range = ((1, 1), (2, 3), (6, 6))
    t.accepted(definition.set_calibration_profile(t.profile(definition, {}, {"d": values})))
    held = definition.calibration_profile().get()
    assert held is not None
    t.equal(held.values("d"), (values[1],) * 3)


@choice("DS-CAL-007")
def the_callers_profile(t: Trial) -> None:
    """Whether the caller's own object is overwritten, or a copy: the text does not say."""
    definition = t.define(network())
    profile = profile_of(t, definition)
    t.accepted(definition.set_calibration_profile(profile))
    t.chose("kept" if profile.dims("x").get() == RANGE else "overwritten")


@positive("DS-CAL-008")
def last_profile_is_held(t: Trial) -> None:
    """The current profile is the one that was set last."""
    definition = t.define(network())
    for opt in ((3, 4), (5, 6), (3, 4)):
        t.accepted(definition.set_calibration_profile(profile_of(t, definition, ((1, 1), opt, (9, 9)))))
        held = definition.calibration_profile().get()
        t.true(held is not None, "a profile", held)
        assert held is not None
        dims = held.dims("x").get()
        t.equal(dims[1], opt)


@positive("DS-CAL-009")
def none_at_first(t: Trial) -> None:
    """None is returned while none is set, however many optimization profiles there are."""
    t.equal(t.define(network()).calibration_profile(), None)
    t.equal(defined(t, RANGE, RANGE).calibration_profile(), None)


@positive("DS-CAL-011")
def true_if_set(t: Trial) -> None:
    """True for a profile that was set, the same one again too."""
    definition = t.define(network())
    profile = profile_of(t, definition)
    for _ in range(2):
        t.equal(definition.set_calibration_profile(profile), True)


@negative("DS-CAL-011")
def false_if_not(t: Trial) -> None:
    """False for one that was not."""
    definition = t.define(network())
    t.refused(definition.set_calibration_profile(invalid_profile(t, definition)), channel="False")


# DS-CAL-010, DS-CAL-012: what the calibrator answers


def accepts_batch_size_1(t: Trial, kinds: Sequence[str]) -> None:
    """A batch size of 1 is accepted by these kinds of calibrators."""
    for kind in kinds:
        with t.subcase(kind=kind):
            t.equal(calibrated(t, defined(t, RANGE), [{"x": COUNTED}], kind).batches, 1)


@positive("DS-CAL-010", features=FEATURES)
def batch_size_1(t: Trial) -> None:
    """A batch size of 1 is accepted by a calibrator that goes by magnitudes."""
    accepts_batch_size_1(t, ("legacy", "minmax"))


@positive("DS-CAL-010", features=FEATURES)
def batch_size_1_by_entropy(t: Trial) -> None:
    """And by one that goes by entropy, of the older kind."""
    accepts_batch_size_1(t, ("entropy",))


@positive("DS-CAL-010", features=FEATURES)
def batch_size_1_by_entropy_2(t: Trial) -> None:
    """And by one of the newer kind."""
    accepts_batch_size_1(t, ("entropy2",))


@negative("DS-CAL-010", features=FEATURES)
def other_batch_sizes(t: Trial) -> None:
    """With dynamic shapes any other is an error in the build."""
    for kind in ("entropy2", "minmax"):
        for size in (0, 2, 3, 100):
            with t.subcase(kind=kind, size=size):
                definition = defined(t, RANGE)
                t.accepted(definition.set_calibrator(kind, [{"x": COUNTED}], size))
                t.refused(definition.build(), "DS-CAL-010")


@control("DS-CAL-010", features=FEATURES)
def batch_size_without_run_time_dims(t: Trial) -> None:
    """With fixed dims another batch size is no error."""
    program = Program()
    x = program.input("x", "float32", (3, 4))
    program.mark_output(program.matrix_multiply(x, x, "NONE", "TRANSPOSE"), "y")
    definition = t.define(program)
    t.accepted(definition.set_calibrator("minmax", [{"x": COUNTED}], 4))
    t.accepted(definition.build())


@positive("DS-CAL-012", features=FEATURES)
def names_asked_for(t: Trial) -> None:
    """get_batch is asked with the names of all inputs, again and again until it has no more."""
    names = ("a", "b")
    definition = t.definition(two_inputs(), [dict.fromkeys(names, ((1,), (4,), (9,)))])
    calibration = calibrated(t, definition, [dict.fromkeys(names, COUNTED)] * 3)
    t.equal(calibration.asked, (names,) * 4)
    t.equal(calibration.batches, 3)


@positive("DS-CAL-012", features=FEATURES)
def cache_instead_of_batches(t: Trial) -> None:
    """With a cache of a former build no batch is asked for."""
    written = calibrated(t, defined(t, RANGE), [{"x": COUNTED}]).cache
    t.true(written is not None, "a cache was written", written)
    definition = defined(t, RANGE)
    t.accepted(definition.set_calibrator("minmax", [{"x": COUNTED}], 1, written))
    t.accepted(definition.build())
    t.equal(definition.calibration().get().asked, ())


@negative("DS-CAL-012", features=FEATURES)
def no_batch_at_all(t: Trial) -> None:
    """Without any batch there is nothing to calibrate with."""
    definition = defined(t, RANGE)
    t.accepted(definition.set_calibrator("minmax", []))
    t.refused(definition.build(), "DS-CAL-012")


# DS-OPEN-009


@choice("DS-OPEN-009")
def no_profile_index(t: Trial) -> None:
    """Whether the calibration profile counts among the optimization profiles."""
    for added in (0, 1, 2):
        with t.subcase(added=added):
            definition = defined(t, *[RANGE] * added)
            t.accepted(definition.set_calibration_profile(profile_of(t, definition, ((1, 1), (7, 7), (30, 30)))))
            t.chose("takes no index" if definition.num_profiles().get() == added else "takes an index")
