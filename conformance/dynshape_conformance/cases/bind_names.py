"""DS-BIND: binding names with the suffix of their profile, and the way from names to indices."""

from __future__ import annotations

from dynshape_fixtures import Program
from dynshape_fixtures.networks import (
    column_profiles,
    columns_network,
    foo_network,
    four_inputs_network,
    ladder,
    static_network,
    sum_network,
)

from ..adapter import Engine
from ..case import Trial, control, negative, positive
from .expect_profiles import refused_quietly

BINDINGS = ("bindings",)
OFFERED = (1, 2, 3, 12, 16)
"""Numbers of profiles, to those with two digits."""


def suffixed(name: str, profile: int) -> str:
    """The binding name of a tensor in a profile, as the chapter gives it."""
    return name if profile == 0 else f"{name} [profile {profile}]"


def foo_engine(t: Trial, profiles: int) -> Engine:
    """An engine of foo -> bar with this many profiles."""
    return t.engine(foo_network((-1, 4)), ladder(["foo"], profiles))


@positive("DS-BIND-002", needs=("DS-BIND-008",), features=BINDINGS)
def suffix_of_every_profile(t: Trial) -> None:
    """In profile k > 0 the names of inputs and outputs end in " [profile k]", k in decimal."""
    for inputs, outputs, profiles in ((1, 1, 16), (2, 3, 12), (4, 1, 3)):
        engine = t.engine(columns_network(inputs, outputs), column_profiles(inputs, profiles))
        tensors = [f"in{i}" for i in range(inputs)] + [f"out{j}" for j in range(outputs)]
        for profile in range(profiles):
            with t.subcase(inputs=inputs, outputs=outputs, profile=profile):
                row = range(profile * len(tensors), (profile + 1) * len(tensors))
                names = {engine.binding_name(index).get() for index in row}
                t.equal(sorted(names), sorted(suffixed(name, profile) for name in tensors))


@positive("DS-BIND-002", needs=("DS-BIND-017",), features=BINDINGS)
def names_that_contain_brackets(t: Trial) -> None:
    """A name may contain brackets and blanks itself: the suffix comes after all of it."""
    for name in ("a[0]", "[a]", "a [profile", "a [x]", "profile 1]", "]a[", "a [profile x]"):
        with t.subcase(name=name):
            program = Program()
            program.mark_output(program.unary(program.input(name, "float32", (-1, 4)), "NEG"), "out")
            engine = t.engine(program, [{name: bounds["foo"]} for bounds in ladder(["foo"], 11)])
            for profile in (0, 1, 10):
                index = engine.binding_index(suffixed(name, profile)).get()
                t.equal(engine.binding_name(index), suffixed(name, profile))
                t.equal(index // 2, profile)
            refused_quietly(t, engine.binding_index(f"{name} [profile 11]"), channel="-1")


@positive("DS-BIND-002", needs=("DS-BIND-017",), features=BINDINGS)
def names_that_nothing_is_taken_from(t: Trial) -> None:
    """The suffix is appended to the network name as it is: blanks at its ends, digits, any length, any script."""
    for name in (" x", "x ", "3", "in 3", "x" * 300, "größe", "a.b/c:0"):
        with t.subcase(name=name if len(name) < 20 else "long"):
            program = Program()
            program.mark_output(program.unary(program.input(name, "float32", (-1, 4)), "NEG"), "out")
            engine = t.engine(program, [{name: bounds["foo"]} for bounds in ladder(["foo"], 4)])
            names = [engine.binding_name(index).get() for index in range(8)]
            t.equal(sorted(names), sorted(suffixed(each, k) for k in range(4) for each in (name, "out")))
            t.equal([engine.binding_index(each).get() for each in names], list(range(8)))


@negative("DS-BIND-002", needs=("DS-BIND-017",), features=BINDINGS)
def other_spellings_of_the_suffix(t: Trial) -> None:
    """The suffix has one blank before the bracket and a plain decimal: no other spelling is a name."""
    engine = foo_engine(t, 12)
    spellings = (
        "foo[profile 3]",
        "foo  [profile 3]",
        "foo [profile 3] ",
        " foo [profile 3]",
        "foo [profile3]",
        "foo [profile  3]",
        "foo [profile 03]",
        "foo [profile +3]",
        "foo [profile 0x3]",
        "foo [profile 3 ]",
        "foo [Profile 3]",
        "foo (profile 3)",
        "foo [profile -1]",
        "foo [profile]",
        "foo profile 3",
        "foo [profile 3] [profile 3]",
        "[profile 3]",
        "FOO [profile 3]",
    )
    for number, spelling in enumerate(spellings):
        with t.subcase(number=number, name=spelling):
            refused_quietly(t, engine.binding_index(spelling), "DS-BIND-017", channel="-1")


@positive("DS-BIND-003", features=BINDINGS)
def foo_in_profile_3(t: Trial) -> None:
    """The binding of foo in profile 3 is named "foo [profile 3]"."""
    for profiles in (4, 5, 16):
        with t.subcase(profiles=profiles):
            engine = foo_engine(t, profiles)
            width = engine.num_bindings().get() // profiles
            names = [engine.binding_name(index).get() for index in range(3 * width, 4 * width)]
            t.equal(sorted(names), ["bar [profile 3]", "foo [profile 3]"])


@negative("DS-BIND-003", features=BINDINGS)
def foo_without_a_profile_3(t: Trial) -> None:
    """An engine without a profile 3 has no binding of that name."""
    for profiles in (1, 2, 3):
        with t.subcase(profiles=profiles):
            engine = foo_engine(t, profiles)
            names = [engine.binding_name(index).get() for index in range(engine.num_bindings().get())]
            t.true("foo [profile 3]" not in names, "no binding foo [profile 3]", names)


@positive("DS-BIND-004", needs=("DS-BIND-008",), features=BINDINGS)
def index_of_a_suffixed_name(t: Trial) -> None:
    """With the suffix appended, the index of a tensor in profile k > 0 is found."""
    for profiles in (2, 4, 16):
        engine = t.engine(four_inputs_network(), ladder("abcd", profiles))
        for profile in range(1, profiles):
            for name in "abcdo":
                with t.subcase(profiles=profiles, profile=profile, name=name):
                    index = 5 * profile + engine.binding_index(name).get()
                    t.equal(engine.binding_index(suffixed(name, profile)), index)
                    t.equal(engine.lookup(suffixed(name, profile)), index)


@negative("DS-BIND-004", features=BINDINGS)
def suffix_of_no_profile(t: Trial) -> None:
    """With the suffix of a profile that the engine does not have, nothing is found."""
    for profiles in OFFERED:
        engine = foo_engine(t, profiles)
        for profile in (profiles, profiles + 1, profiles + 10, 100):
            with t.subcase(profiles=profiles, profile=profile):
                name = suffixed("foo", profile)
                refused_quietly(t, engine.binding_index(name), "DS-BIND-004", "DS-BIND-017", channel="-1")
                refused_quietly(t, engine.lookup(name), "DS-BIND-004", "DS-BIND-017")


@control("DS-BIND-004", features=BINDINGS)
def suffix_of_the_last_profile(t: Trial) -> None:
    """With the suffix of the engine's last profile the binding is found."""
    for profiles in OFFERED[1:]:
        with t.subcase(profiles=profiles):
            t.accepted(foo_engine(t, profiles).binding_index(suffixed("foo", profiles - 1)))


@positive("DS-BIND-005", features=BINDINGS)
def there_and_back(t: Trial) -> None:
    """From index to name and back, and from name to index and back, every binding comes out as itself."""
    for inputs, outputs, profiles in ((1, 1, 1), (1, 1, 16), (2, 3, 3), (4, 1, 12), (3, 2, 2)):
        engine = t.engine(columns_network(inputs, outputs), column_profiles(inputs, profiles))
        for index in range(engine.num_bindings().get()):
            with t.subcase(inputs=inputs, outputs=outputs, profiles=profiles, index=index):
                name = engine.binding_name(index).get()
                t.equal(engine.binding_index(name), index)
                t.equal(engine.lookup(name), index)
                t.equal(engine.lookup(index), name)


@positive("DS-BIND-006", features=BINDINGS)
def no_suffix_in_the_first_profile(t: Trial) -> None:
    """In profile 0 the names are those of the network, however many profiles there are."""
    for profiles in OFFERED:
        with t.subcase(profiles=profiles):
            engine = t.engine(four_inputs_network(), ladder("abcd", profiles))
            t.equal(sorted(engine.binding_name(index).get() for index in range(5)), ["a", "b", "c", "d", "o"])
            t.equal(sorted(engine.binding_index(name).get() for name in "abcdo"), [0, 1, 2, 3, 4])


@negative("DS-BIND-006", needs=("DS-BIND-017",), features=BINDINGS)
def suffix_0_is_no_name(t: Trial) -> None:
    """The suffix is always left out for profile 0: "foo [profile 0]" is not found."""
    for profiles in OFFERED:
        engine = foo_engine(t, profiles)
        for name in ("foo [profile 0]", "bar [profile 0]"):
            with t.subcase(profiles=profiles, name=name):
                refused_quietly(t, engine.binding_index(name), "DS-BIND-006", "DS-BIND-017", channel="-1")


@negative("DS-BIND-017", features=BINDINGS)
def unknown_names(t: Trial) -> None:
    """A name that no binding has gives index -1."""
    engine = t.engine(sum_network(["foo", "food"]), ladder(["foo", "food"], 2))
    unknown = ("nosuch", "", "Foo", "fo", "foodo", "foo ", " foo", "0", "t2", "food [profile 2]", "nosuch [profile 1]")
    for name in unknown:
        with t.subcase(name=name or "empty"):
            refused_quietly(t, engine.binding_index(name), "DS-BIND-017", channel="-1")
            refused_quietly(t, engine.lookup(name), "DS-BIND-017")


@control("DS-BIND-017", features=BINDINGS)
def known_names(t: Trial) -> None:
    """Names of which one begins like another are told apart."""
    engine = t.engine(sum_network(["foo", "food"]), ladder(["foo", "food"], 2))
    names = ["foo", "food", "total", "foo [profile 1]", "food [profile 1]", "total [profile 1]"]
    t.equal(sorted(engine.binding_index(name).get() for name in names), [0, 1, 2, 3, 4, 5])


@positive("DS-BIND-021", features=("contexts",))
def one_profile_no_suffix(t: Trial) -> None:
    """An engine of one profile has the network's names only."""
    for inputs, outputs in ((1, 1), (2, 3), (4, 2)):
        with t.subcase(inputs=inputs, outputs=outputs):
            engine = t.engine(columns_network(inputs, outputs), column_profiles(inputs, 1))
            expected = [f"in{i}" for i in range(inputs)] + [f"out{j}" for j in range(outputs)]
            t.equal(sorted(engine.tensors().get()), sorted(expected))
    with t.subcase(network="static"):
        t.equal(sorted(t.engine(static_network()).tensors().get()), ["x", "y"])


@negative("DS-BIND-021", needs=("DS-BIND-017",), features=BINDINGS, editions=("8.4", "9"))
def one_profile_knows_no_suffix(t: Trial) -> None:
    """In an engine of one profile no name with a suffix is found."""
    for profile in (0, 1, 2):
        with t.subcase(suffix=profile):
            name = f"foo [profile {profile}]"
            answer = foo_engine(t, 1).binding_index(name)
            refused_quietly(t, answer, "DS-BIND-017", "DS-BIND-021", channel="-1")
