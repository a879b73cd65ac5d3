"""DS-PROF: which profiles a build needs."""

from __future__ import annotations

from itertools import product

from dynshape_fixtures.networks import (
    FOO_PROFILE_0,
    add_network,
    foo_network,
    ladder,
    reshape_network,
    static_network,
    sum_network,
)
from dynshape_fixtures.program import Program
from dynshape_fixtures.ranges import between, pinned

from ..case import Range, Trial, choice, control, negative, positive
from .expect_profiles import never_built

WITH_DYNAMIC_INPUTS = {
    "one": foo_network(),
    "all_axes": foo_network((-1, -1, -1)),
    "several_inputs": add_network(),
    "one_of_two": add_network((2, 3), (-1, 3)),
    "shape_input": reshape_network((2, 3)),
}


def idle_input_network() -> Program:
    """A static network with one more input, dynamic, that nothing uses."""
    program = static_network()
    program.input("idle", "float32", (-1,))
    return program


@negative("DS-PROF-002")
def no_profile(t: Trial) -> None:
    """A network with run-time dimensions or shape inputs does not build without a profile."""
    for name, program in {**WITH_DYNAMIC_INPUTS, "unused_input": idle_input_network()}.items():
        with t.subcase(network=name):
            t.refused(t.define(program).build(), "DS-PROF-002", channel="None")


@control("DS-PROF-002", needs=("DS-PROF-007",))
def one_profile(t: Trial) -> None:
    """The same networks build with a profile."""
    for name, program in WITH_DYNAMIC_INPUTS.items():
        with t.subcase(network=name):
            values = {"d": ((1, 1), (3, 2), (6, 6))} if name == "shape_input" else {}
            dims = {
                operation["name"]: between(operation["dims"], 1, 3)
                for operation in program.operations
                if operation["do"] == "input" and -1 in operation["dims"]
            }
            t.accepted(t.definition(program, [dims], [values]).build())


@negative("DS-PROF-017", needs=("DS-PROF-009",))
def input_missing_in_a_profile(t: Trial) -> None:
    """A build is refused if one dynamic input is missing in one profile, whichever it is."""
    for inputs, profiles in product(range(1, 5), range(1, 4)):
        names = "abcd"[:inputs]
        for missing, incomplete in product(names, range(profiles)):
            with t.subcase(inputs=inputs, profiles=profiles, missing=missing, profile=incomplete):
                dims = ladder(names, profiles)
                del dims[incomplete][missing]
                t.refused(t.definition(sum_network(names), dims).build(), "DS-PROF-017", channel="None")


@negative("DS-PROF-017", needs=("DS-PROF-009",))
def input_under_another_name(t: Trial) -> None:
    """An input is missing if the profile has its range under another name only."""
    for name in ("foo ", "FOO", "fo", "foo [profile 0]", "bar", ""):
        with t.subcase(name=name or "empty"):
            definition = t.define(foo_network())
            never_built(t, definition, {name: FOO_PROFILE_0}, "DS-PROF-017", "DS-PROF-019")


@control("DS-PROF-017", needs=("DS-PROF-009",))
def every_input_in_every_profile(t: Trial) -> None:
    """With every dynamic input in every profile it builds."""
    for inputs, profiles in ((1, 1), (1, 3), (2, 2), (4, 3)):
        with t.subcase(inputs=inputs, profiles=profiles):
            names = "abcd"[:inputs]
            t.accepted(t.definition(sum_network(names), ladder(names, profiles)).build())


@positive("DS-PROF-019")
def unknown_to_the_profile(t: Trial) -> None:
    """A profile takes names, ranks and extents that the network does not have: it does not know the network."""
    definition = t.define(foo_network())
    odd: dict[str, tuple[str, Range]] = {
        "unknown_name": ("nosuch", ((1, 2), (3, 4), (5, 6))),
        "output": ("bar", FOO_PROFILE_0),
        "rank": ("foo", ((1, 2), (3, 4), (5, 6))),
        "fixed_extent": ("foo", ((4, 100, 200), (4, 150, 250), (4, 200, 300))),
    }
    for what, (name, bounds) in odd.items():
        with t.subcase(odd=what):
            profile = definition.create_profile()
            t.accepted(profile.set_dims(name, *bounds))
            t.equal(profile.dims(name), bounds)
            t.equal(profile.is_valid(), True)
            t.accepted(definition.add_profile(profile))


@negative("DS-PROF-019", needs=("DS-PROF-011", "DS-PROF-014"))
def known_to_the_build(t: Trial) -> None:
    """The network's ranks and fixed extents are checked at the build."""
    for what, bounds in {"rank": ((1, 2), (3, 4), (5, 6)), "fixed_extent": pinned((4, 150, 250))}.items():
        with t.subcase(odd=what):
            t.refused(t.definition(foo_network(), [{"foo": bounds}]).build(), "DS-PROF-011", "DS-PROF-014")


@choice("DS-PROF-019")
def unknown_name_at_the_build(t: Trial) -> None:
    """Whether a build reports or ignores a range for a name that no input has is not specified."""
    for name in ("nosuch", "bar"):
        with t.subcase(name=name):
            built = t.definition(foo_network(), [{"foo": FOO_PROFILE_0, name: FOO_PROFILE_0}]).build()
            warned = any(record.severity == "WARNING" for record in built.records)
            t.chose("refused" if not built.ok else "warned about" if warned else "ignored")


@negative("DS-PROF-022", needs=("DS-PROF-009",))
def refittable_with_several_profiles(t: Trial) -> None:
    """A refittable engine with more than one profile is refused, when the profile is added or at the build."""
    for count, flag_first in product((2, 3), (True, False)):
        with t.subcase(profiles=count, flag="first" if flag_first else "last"):
            definition = t.define(foo_network((-1, 4)))
            if flag_first:
                t.accepted(definition.configure("flag", "REFIT"))
            added = [definition.add_profile(t.profile(definition, dims)) for dims in ladder(["foo"], count)]
            t.accepted(added[0])
            if not flag_first:
                t.accepted(definition.configure("flag", "REFIT"))
            if all(answer.ok for answer in added):
                t.refused(definition.build(), "DS-PROF-022")
            else:
                t.equal(definition.num_profiles(), 1)


@control("DS-PROF-022", needs=("DS-PROF-009",))
def refittable_or_several_profiles(t: Trial) -> None:
    """A refittable engine with one profile builds, and so does one with several that is not refittable."""
    with t.subcase(refit=True, profiles=1):
        definition = t.definition(foo_network((-1, 4)), ladder(["foo"], 1))
        t.accepted(definition.configure("flag", "REFIT"))
        t.accepted(definition.build())
    with t.subcase(refit=False, profiles=3):
        t.accepted(t.definition(foo_network((-1, 4)), ladder(["foo"], 3)).build())


@positive("DS-PROF-023")
def static_network_needs_no_profile(t: Trial) -> None:
    """Where no input is dynamic, it builds without a profile."""
    for dims in ((2, 3), (1,), (4, 1, 2, 3)):
        with t.subcase(dims=dims):
            t.accepted(t.define(static_network(dims)).build())


@negative("DS-PROF-023")
def no_default_where_an_input_is_dynamic(t: Trial) -> None:
    """One dynamic input among static ones is enough that no default profile is generated."""
    for inputs, dynamic in ((2, 0), (2, 1), (3, 0), (3, 1), (3, 2)):
        with t.subcase(inputs=inputs, dynamic=dynamic):
            program = Program()
            for at in range(inputs):
                dims = (-1, 3) if at == dynamic else (2, 3)
                program.mark_output(program.activation(program.input(f"x{at}", "float32", dims), "RELU"), f"y{at}")
            t.refused(t.define(program).build(), "DS-PROF-002", "DS-PROF-023")


@positive("DS-PROF-024", needs=("DS-PROF-007",))
def profile_for_a_static_network(t: Trial) -> None:
    """A profile, empty or with the static dims, is accepted although no input is dynamic."""
    given: dict[str, list[dict[str, Range]]] = {
        "empty": [{}],
        "static_dims": [{"x": pinned((2, 3))}],
        "both": [{}, {"x": pinned((2, 3))}],
    }
    for name, profiles in given.items():
        with t.subcase(profiles=name):
            definition = t.definition(static_network(), profiles)
            t.equal(definition.num_profiles(), len(profiles))
            t.accepted(definition.build())


@negative("DS-PROF-024", needs=("DS-PROF-015",))
def profile_for_a_static_network_is_checked(t: Trial) -> None:
    """A profile is checked although no input is dynamic."""
    for name, bounds in {"range": ((1, 3), (2, 3), (4, 3)), "other_dims": pinned((3, 2)), "rank": pinned((2,))}.items():
        with t.subcase(profile=name):
            clauses = ("DS-PROF-011", "DS-PROF-014", "DS-PROF-015")
            never_built(t, t.define(static_network()), {"x": bounds}, *clauses)
