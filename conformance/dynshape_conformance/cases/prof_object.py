"""DS-PROF: the profile by itself, before anything is built."""

from __future__ import annotations

from itertools import product
from math import inf, nan

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    foo_network,
    four_inputs_network,
    ladder,
    reshape_network,
    sum_network,
)

from ..case import Range, Trial, choice, control, negative, positive
from .expect_profiles import never_added, refused_quietly


@positive("DS-PROF-001")
def holds_what_was_set(t: Trial) -> None:
    """A profile holds min, opt and max of each of its inputs, as they were set."""
    definition = t.define(four_inputs_network())
    for count, rank in product(range(1, 5), range(1, 9)):
        ranges: dict[str, Range] = {}
        for at, name in enumerate("abcd"[:count]):
            low = tuple(range(10 * at, 10 * at + rank))
            ranges[name] = low, tuple(extent + 100 for extent in low), tuple(extent + 200 for extent in low)
        profile = t.profile(definition, ranges)
        for name, bounds in ranges.items():
            with t.subcase(inputs=count, rank=rank, input=name):
                t.equal(profile.dims(name), bounds)


@positive("DS-PROF-001")
def holds_the_ends(t: Trial) -> None:
    """Equal, zero and greatest extents are held as they are."""
    definition = t.define(foo_network())
    greatest = 2**31 - 1
    for low, best, high in ((0, 0, 0), (1, 1, 1), (0, 1, greatest), (greatest, greatest, greatest), (0, 0, 7)):
        with t.subcase(min=low, opt=best, max=high):
            profile = definition.create_profile()
            bounds = (3, low, 1), (3, best, 1), (3, high, 1)
            t.accepted(profile.set_dims("foo", *bounds))
            t.equal(profile.dims("foo"), bounds)


@positive("DS-PROF-007")
def created_set_and_added(t: Trial) -> None:
    """A profile is created from the builder, set, and added to the configuration, which then counts it."""
    definition = t.define(foo_network())
    t.equal(definition.num_profiles(), 0)
    profile = definition.create_profile()
    t.accepted(profile.set_dims("foo", *FOO_PROFILE_0))
    t.equal(definition.num_profiles(), 0)
    t.equal(definition.add_profile(profile), 0)
    t.equal(definition.num_profiles(), 1)


@negative("DS-PROF-007")
def not_added_does_not_count(t: Trial) -> None:
    """A profile that was created and set but not added is none that the build could use."""
    definition = t.define(foo_network())
    t.profile(definition, {"foo": FOO_PROFILE_0})
    t.refused(definition.build(), "DS-PROF-002", "DS-PROF-007")


@choice("DS-PROF-007")
def changed_after_it_was_added(t: Trial) -> None:
    """Whether a profile that is spoilt after it was added still counts as it was, is not stated."""
    definition = t.define(foo_network())
    profile = t.profile(definition, {"foo": FOO_PROFILE_0})
    t.accepted(definition.add_profile(profile))
    spoilt = profile.set_dims("foo", (3, 9, 9), (3, 5, 5), (3, 7, 7))
    if not spoilt.ok:
        t.chose("a spoiling change is refused when it is made")
    else:
        t.chose("kept as it was added" if definition.build().ok else "kept by reference: the change counts")


@positive("DS-PROF-009", needs=("DS-PROF-007",))
def numbered_in_order(t: Trial) -> None:
    """The first profile added has index 0, the next 1, and so on."""
    definition = t.define(foo_network((-1, 4)))
    for index, dims in enumerate(ladder(["foo"], 20)):
        with t.subcase(index=index):
            t.equal(definition.add_profile(t.profile(definition, dims)), index)
            t.equal(definition.num_profiles(), index + 1)


@negative("DS-PROF-009", needs=("DS-PROF-007", "DS-PROF-012"))
def refused_profile_takes_no_number(t: Trial) -> None:
    """A profile that is refused uses up no index."""
    definition = t.define(foo_network())
    for index in range(3):
        with t.subcase(index=index):
            never_added(t, definition, {"foo": ((3, 2, 1), (3, 1, 1), (3, 1, 1))}, "DS-PROF-012")
            t.equal(definition.num_profiles(), index)
            t.equal(definition.add_profile(t.profile(definition, {"foo": FOO_PROFILE_0})), index)


@choice("DS-PROF-009")
def same_object_twice(t: Trial) -> None:
    """Whether one profile object may be added twice is not stated."""
    definition = t.define(foo_network())
    profile = t.profile(definition, {"foo": FOO_PROFILE_0})
    t.equal(definition.add_profile(profile), 0)
    again = definition.add_profile(profile)
    t.chose(f"the second addition has index {again.value}" if again.ok else "the second addition is refused")


@negative("DS-PROF-018")
def dims_that_were_not_set(t: Trial) -> None:
    """Asked for an input that was not set, a profile gives no dims."""
    definition = t.define(four_inputs_network())
    for filled in ("", "a", "abc"):
        profile = t.profile(definition, dict.fromkeys(filled, ((1, 4), (2, 4), (3, 4))))
        for name in ("d", "o", "A", "a ", "", "a [profile 0]"):
            with t.subcase(set=filled or "nothing", asked=name):
                refused_quietly(t, profile.dims(name), "DS-PROF-018", channel=("[]", "invalid dims"))


@control("DS-PROF-018")
def dims_that_were_set(t: Trial) -> None:
    """Asked for an input that was set beside others, a profile gives its dims."""
    definition = t.define(four_inputs_network())
    profile = t.profile(definition, ladder("abcd", 1)[0])
    for name in "abcd":
        with t.subcase(asked=name):
            t.equal(profile.dims(name), ((1, 4), (2, 4), (5, 4)))


@positive("DS-PROF-021")
def index_of_a_valid_profile(t: Trial) -> None:
    """Adding a valid profile, the empty one included, gives its index."""
    definition = t.define(sum_network("ab"))
    for index, names in enumerate(("", "a", "ab", "x")):
        with t.subcase(inputs=names or "none"):
            profile = t.profile(definition, dict.fromkeys(names, ((1, 4), (2, 4), (3, 4))))
            t.equal(definition.add_profile(profile), index)


@negative("DS-PROF-021", needs=("DS-PROF-020",))
def invalid_profile_gives_minus_one(t: Trial) -> None:
    """Adding a profile that is not valid gives -1, and the configuration counts no profile more."""
    definition = t.define(sum_network("ab"))
    faults: dict[str, Range] = {
        "min_over_opt": ((3, 4), (2, 4), (5, 4)),
        "opt_over_max": ((1, 4), (6, 4), (5, 4)),
        "rank": ((1, 4), (2,), (5, 4)),
        "negative": ((1, 4), (2, -1), (5, 4)),
    }
    for fault, bounds in faults.items():
        with t.subcase(fault=fault):
            profile = t.profile(definition, {"a": ((1, 4), (2, 4), (3, 4))})
            profile.set_dims("b", *bounds)
            valid = profile.is_valid().get()
            added = definition.add_profile(profile)
            if valid:  # the faulty dims were refused before, and nothing of them is held
                t.accepted(added)
            else:
                clauses = ("DS-PROF-010", "DS-PROF-011", "DS-PROF-012", "DS-PROF-013", "DS-PROF-021")
                before = definition.num_profiles().get()
                refused_quietly(t, added, *clauses, channel="-1")
                t.equal(definition.add_profile(profile).ok, False)
                t.equal(definition.num_profiles(), before)


@positive("DS-PROF-025")
def memory_target(t: Trial) -> None:
    """The extra memory target is 1 by default, and any value from 0 to 1 is kept."""
    definition = t.define(foo_network())
    t.equal(definition.create_profile().extra_memory_target(), 1.0)
    for target in (0.0, 0.25, 0.5, 1 - 2**-20, 1.0):
        with t.subcase(target=target):
            profile = definition.create_profile()
            t.accepted(profile.set_extra_memory_target(target))
            t.equal(profile.extra_memory_target(), target)


@negative("DS-PROF-025")
def memory_target_out_of_bounds(t: Trial) -> None:
    """A target below 0 or above 1 is refused, silently in Python: the target stays as it was."""
    definition = t.define(foo_network())
    for former, target in product((None, 0.25), (-(2**-20), -1.0, 1 + 2**-20, 2.0, inf, -inf, nan)):
        with t.subcase(former=former, target=target):
            profile = definition.create_profile()
            if former is not None:
                t.accepted(profile.set_extra_memory_target(former))
            profile.set_extra_memory_target(target)
            t.equal(profile.extra_memory_target(), 1.0 if former is None else former)


@positive("DS-PROF-025", needs=("DS-PROF-007",))
def memory_target_changes_no_build(t: Trial) -> None:
    """Profiles with a target of their own build, profile 0 included, for which it is ignored."""
    for targets in ((0.0,), (0.5, 0.0), (1.0, 0.25, 0.0)):
        with t.subcase(targets=targets):
            definition = t.define(foo_network((-1, 4)))
            for target, dims in zip(targets, ladder(["foo"], len(targets)), strict=True):
                profile = t.profile(definition, dims)
                t.accepted(profile.set_extra_memory_target(target))
                t.accepted(definition.add_profile(profile))
            t.accepted(definition.build())


@positive("DS-PY-003", needs=("DS-PROF-001",))
def dims_and_values_of_one_input(t: Trial) -> None:
    """An input shape tensor can have dims and values in one profile; neither call touches what the other set."""
    definition = t.define(reshape_network())
    dims, values = ((2,), (2,), (2,)), ((1, 1), (4, 6), (96, 96))
    for first in ("dims", "values"):
        with t.subcase(first=first):
            profile = definition.create_profile()
            for what in (first, *{"dims", "values"} - {first}):
                t.accepted(profile.set_dims("d", *dims) if what == "dims" else profile.set_values("d", *values))
            t.equal(profile.dims("d"), dims)
            t.equal(profile.values("d"), values)
