"""DS-BIND: the table of bindings, one row a profile, one column a tensor."""

from __future__ import annotations

from itertools import product

from dynshape_fixtures.networks import column_profiles, columns_network, foo_network, four_inputs_network, ladder

from ..adapter import Engine
from ..case import Range, Trial, choice, control, negative, positive
from .bind_names import suffixed
from .expect_profiles import refused_quietly

BINDINGS = ("bindings",)
TABLES = tuple((i, o, p) for i, o, p in product((1, 2, 3, 4), (1, 2, 3), (1, 2, 3)))
LONG_TABLES = ((1, 1, 16), (2, 1, 12), (3, 2, 11))
"""(inputs, outputs, profiles)."""


def table_engine(t: Trial, inputs: int, outputs: int, profiles: int) -> Engine:
    """An engine with this many columns of inputs, columns of outputs, and rows."""
    return t.engine(columns_network(inputs, outputs), column_profiles(inputs, profiles))


def tensors_of(inputs: int, outputs: int) -> list[str]:
    """The names of inputs and outputs in the network."""
    return [f"in{i}" for i in range(inputs)] + [f"out{j}" for j in range(outputs)]


@positive("DS-BIND-001", features=BINDINGS)
def bindings_for_every_profile(t: Trial) -> None:
    """There are as many bindings as inputs and outputs, times profiles, each with a name of its own."""
    for inputs, outputs, profiles in (*TABLES, *LONG_TABLES):
        with t.subcase(inputs=inputs, outputs=outputs, profiles=profiles):
            engine = table_engine(t, inputs, outputs, profiles)
            number = profiles * (inputs + outputs)
            t.equal(engine.num_bindings(), number)
            t.equal(len({engine.binding_name(index).get() for index in range(number)}), number)


@negative("DS-BIND-001", features=BINDINGS)
def no_more_bindings(t: Trial) -> None:
    """The index that follows the last binding is none, and is an index as soon as there is one profile more."""
    for profiles in (1, 2, 3):
        with t.subcase(profiles=profiles):
            refused_quietly(t, table_engine(t, 2, 1, profiles).binding_name(3 * profiles), channel="None")
            t.accepted(table_engine(t, 2, 1, profiles + 1).binding_name(3 * profiles))


@positive("DS-BIND-007", features=BINDINGS)
def table_of_the_chapter(t: Trial) -> None:
    """Four inputs and one output with three profiles have 15 bindings: three rows of five."""
    engine = t.engine(four_inputs_network(), ladder("abcd", 3))
    t.equal(engine.num_profiles(), 3)
    t.equal(engine.num_bindings(), 15)
    columns = [engine.binding_name(index).get() for index in range(5)]
    t.equal(sorted(columns), ["a", "b", "c", "d", "o"])
    for profile in range(3):
        with t.subcase(row=profile):
            row = [engine.binding_name(index).get() for index in range(5 * profile, 5 * profile + 5)]
            t.equal(row, [suffixed(name, profile) for name in columns])


@negative("DS-BIND-007", needs=("DS-BIND-018",), features=BINDINGS)
def beyond_the_table_of_the_chapter(t: Trial) -> None:
    """The table of the chapter ends with index 14 and profile 2."""
    engine = t.engine(four_inputs_network(), ladder("abcd", 3))
    with t.subcase(index=15):
        refused_quietly(t, engine.binding_name(15), "DS-BIND-007", "DS-BIND-018", channel="None")
    with t.subcase(name="a_in_profile_3"):
        refused_quietly(t, engine.binding_index("a [profile 3]"), "DS-BIND-007", "DS-BIND-017", channel="-1")


@positive("DS-BIND-008", features=BINDINGS)
def row_and_column(t: Trial) -> None:
    """Index k * (bindings a profile) + column is the tensor of that column in profile k."""
    for inputs, outputs, profiles in (*TABLES, *LONG_TABLES):
        with t.subcase(inputs=inputs, outputs=outputs, profiles=profiles):
            engine = table_engine(t, inputs, outputs, profiles)
            width = inputs + outputs
            columns = [engine.binding_name(column).get() for column in range(width)]
            t.equal(sorted(columns), sorted(tensors_of(inputs, outputs)))
            expected = [suffixed(name, profile) for profile in range(profiles) for name in columns]
            t.equal([engine.binding_name(index).get() for index in range(width * profiles)], expected)


@positive("DS-BIND-008", features=BINDINGS)
def row_k_is_profile_k(t: Trial) -> None:
    """The bindings of row k have the ranges of profile k."""
    for inputs, profiles in ((1, 3), (2, 12), (4, 3)):
        engine = table_engine(t, inputs, 1, profiles)
        ranges = column_profiles(inputs, profiles)
        for profile, name in product(range(profiles), ranges[0]):
            with t.subcase(inputs=inputs, profiles=profiles, profile=profile, name=name):
                index = profile * (inputs + 1) + engine.binding_index(name).get()
                t.equal(engine.profile_dims(profile, index), ranges[profile][name])


@positive("DS-BIND-009", needs=("DS-BIND-008",), features=BINDINGS)
def one_column_is_one_tensor(t: Trial) -> None:
    """In every row the column of a tensor has its type, its direction, its rank and its fixed extents."""
    for inputs, outputs, profiles in ((1, 1, 2), (2, 3, 3), (4, 4, 3), (3, 1, 12)):
        engine = table_engine(t, inputs, outputs, profiles)
        width = inputs + outputs
        for profile, name in product(range(profiles), tensors_of(inputs, outputs)):
            with t.subcase(inputs=inputs, outputs=outputs, profile=profile, name=name):
                index = profile * width + engine.binding_index(name).get()
                number = int(name.removeprefix("in").removeprefix("out")) % inputs
                t.equal(engine.binding_is_input(index), name.startswith("in"))
                t.equal(engine.binding_dtype(index), ("float32", "int32")[number % 2])
                t.equal(engine.binding_dims(index), (-1, number + 2))
                t.equal(engine.binding_name(index).get().removesuffix(f" [profile {profile}]"), name)


@negative("DS-BIND-018", features=BINDINGS)
def names_out_of_range(t: Trial) -> None:
    """An index out of range has no name."""
    for profiles in (1, 2, 12):
        engine = t.engine(foo_network((-1, 4)), ladder(["foo"], profiles))
        for index in (-1, -2, 2 * profiles, 2 * profiles + 1, 1000, 2**31 - 1):
            with t.subcase(profiles=profiles, index=index):
                refused_quietly(t, engine.binding_name(index), "DS-BIND-018", channel="None")
                if index >= 0:
                    refused_quietly(t, engine.lookup(index), "DS-BIND-018", channel="IndexError")


@control("DS-BIND-018", features=BINDINGS)
def names_in_range(t: Trial) -> None:
    """The first and the last index have a name."""
    for profiles in (1, 2, 12):
        engine = t.engine(foo_network((-1, 4)), ladder(["foo"], profiles))
        for index in (0, 2 * profiles - 1):
            with t.subcase(profiles=profiles, index=index):
                t.accepted(engine.binding_name(index))
                t.accepted(engine.lookup(index))


@negative("DS-BIND-019", features=BINDINGS)
def direction_out_of_range(t: Trial) -> None:
    """Asked whether it is an input, an index out of range is not."""
    for profiles in (1, 2, 12):
        engine = t.engine(four_inputs_network(), ladder("abcd", profiles))
        for index in (-1, -5, 5 * profiles, 5 * profiles + 1, 1000):
            with t.subcase(profiles=profiles, index=index):
                t.equal(engine.binding_is_input(index), False)


@positive("DS-BIND-019", features=BINDINGS)
def direction_in_range(t: Trial) -> None:
    """In range, exactly the bindings of inputs are inputs, in every row."""
    for profiles in (1, 3):
        engine = t.engine(four_inputs_network(), ladder("abcd", profiles))
        for profile, name in product(range(profiles), "abcdo"):
            with t.subcase(profiles=profiles, profile=profile, name=name):
                t.equal(engine.binding_is_input(suffixed(name, profile)), name != "o")
                t.equal(engine.binding_is_input(engine.binding_index(suffixed(name, profile)).get()), name != "o")


@positive("DS-BIND-020", features=BINDINGS)
def direction_by_name(t: Trial) -> None:
    """Names tell inputs from outputs, in whatever order the columns stand."""
    for inputs, outputs in ((1, 1), (2, 3), (4, 2)):
        with t.subcase(inputs=inputs, outputs=outputs):
            engine = table_engine(t, inputs, outputs, 1)
            names = [engine.binding_name(index).get() for index in range(inputs + outputs)]
            found = sorted(name for name in names if engine.binding_is_input(name).get())
            t.equal(found, [f"in{i}" for i in range(inputs)])


@choice("DS-BIND-020", features=BINDINGS)
def order_of_the_columns(t: Trial) -> None:
    """Whether inputs come before outputs is not promised."""
    engine = table_engine(t, 2, 2, 1)
    names = [engine.binding_name(index).get() for index in range(4)]
    order = ["input" if engine.binding_is_input(index).get() else "output" for index in range(4)]
    t.equal(sorted(names), tensors_of(2, 2))
    t.chose(", ".join(order))


PARTLY_PINNED: tuple[dict[str, Range], ...] = (
    {"foo": ((3, 1, 7), (3, 2, 7), (3, 9, 7))},
    {"foo": ((3, 5, 1), (3, 5, 2), (3, 5, 9))},
    {"foo": ((3, 4, 6), (3, 4, 6), (3, 4, 6))},
    {"foo": ((3, 1, 1), (3, 1, 1), (3, 2, 2))},
)
SEEN = ((3, -1, 7), (3, 5, -1), (3, 4, 6), (3, -1, -1))
"""The dims under each of `PARTLY_PINNED`: -1 where they vary."""


@positive("DS-BIND-022", needs=("DS-BIND-008",), features=BINDINGS)
def dims_from_the_range_of_the_row(t: Trial) -> None:
    """Asked of the engine, the binding of an input in row k has the dims of profile k's range."""
    for rotation in range(4):
        ranges = PARTLY_PINNED[rotation:] + PARTLY_PINNED[:rotation]
        engine = t.engine(foo_network(), ranges)
        for profile, dims in enumerate(SEEN[rotation:] + SEEN[:rotation]):
            with t.subcase(rotation=rotation, profile=profile):
                name = suffixed("foo", profile)
                t.equal(engine.binding_dims(name), dims)
                t.equal(engine.binding_dims(engine.binding_index(name).get()), dims)


@negative("DS-BIND-022", needs=("DS-BIND-017",), features=BINDINGS)
def dims_of_a_row_that_is_not_there(t: Trial) -> None:
    """Asked for a row beyond the last profile, the engine has no dims."""
    engine = t.engine(foo_network(), PARTLY_PINNED)
    for binding in ("foo [profile 4]", "foo [profile 0]", 8, 9, -1):
        with t.subcase(binding=binding):
            answer = engine.binding_dims(binding)
            refused_quietly(t, answer, "DS-BIND-017", "DS-BIND-022", "DS-DIM-011", channel="invalid dims")
