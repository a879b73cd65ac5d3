"""DS-BIND: indices of the first profile that stand for the same column in another one."""

from __future__ import annotations

from itertools import product

from dynshape_fixtures.networks import (
    column_profiles,
    columns_network,
    foo_network,
    four_inputs_network,
    ladder,
    reshape_network,
)

from ..adapter import Answer, Engine
from ..case import Range, Trial, choice, control, negative, positive
from .bind_table import table_engine
from .expect_profiles import refused_quietly, select

BINDINGS = ("bindings",)
CONTEXTS = ("bindings", "contexts")
TABLES = ((1, 1, 2), (1, 1, 12), (2, 1, 3), (4, 1, 3), (3, 3, 4))
"""(inputs, outputs, profiles)."""
ROWS: dict[str, Range] = {"x": ((1, 1), (4, 6), (16, 16))}
VALUES: tuple[Range, ...] = (((1, 1), (4, 6), (96, 96)), ((2, 1), (6, 4), (24, 12)), ((3, 2), (3, 8), (12, 8)))
ALIKE: dict[str, Range] = {"foo": ((1, 4), (2, 4), (9, 4))}


def chapter_engine(t: Trial) -> Engine:
    """Inputs a, b, c, d and output o with three profiles: 15 bindings."""
    return t.engine(four_inputs_network(), ladder("abcd", 3))


def reshape_engine(t: Trial) -> Engine:
    """x reshaped by d, with three ranges for the values of d: 9 bindings."""
    return t.engine(reshape_network(), [ROWS] * 3, [{"d": values} for values in VALUES])


@positive("DS-BIND-010", needs=("DS-BIND-008",), features=BINDINGS)
def first_row_stands_for_the_column(t: Trial) -> None:
    """An index of profile 0, used with another profile, gives the range of the same input there."""
    for inputs, outputs, profiles in TABLES:
        engine = table_engine(t, inputs, outputs, profiles)
        ranges = column_profiles(inputs, profiles)
        for profile, name in product(range(1, profiles), ranges[0]):
            with t.subcase(inputs=inputs, outputs=outputs, profiles=profiles, profile=profile, name=name):
                index = engine.binding_index(name).get()
                t.equal(engine.profile_dims(profile, index), ranges[profile][name])
                t.equal(engine.profile_dims(profile, name), ranges[profile][name])


@positive("DS-BIND-010", needs=("DS-BIND-008",), features=BINDINGS)
def worked_example(t: Trial) -> None:
    """In the chapter's table, index 0 with profile 1 means index 5, and with profile 2 index 10."""
    engine = chapter_engine(t)
    for profile, name in product((1, 2), "abcd"):
        with t.subcase(profile=profile, name=name):
            index = engine.binding_index(name).get()
            t.equal(engine.profile_dims(profile, index), engine.profile_dims(profile, index + 5 * profile).get())


@negative("DS-BIND-010", needs=("DS-PROF-026",), features=BINDINGS)
def output_stays_an_output(t: Trial) -> None:
    """The index of an output in profile 0 is not corrected into that of an input."""
    for inputs, outputs, profiles in TABLES:
        engine = table_engine(t, inputs, outputs, profiles)
        for profile, output in product(range(1, profiles), range(outputs)):
            with t.subcase(inputs=inputs, outputs=outputs, profiles=profiles, profile=profile, output=output):
                answer = engine.profile_dims(profile, engine.binding_index(f"out{output}").get())
                refused_quietly(t, answer, "DS-PROF-026", channel="invalid dims")


@positive("DS-BIND-011", needs=("DS-BIND-010",), features=BINDINGS)
def correction_warns(t: Trial) -> None:
    """Each correction of an index gives a warning."""
    engine = chapter_engine(t)
    for profile, name in product((1, 2), "abcd"):
        with t.subcase(query="profile_dims", profile=profile, name=name):
            t.warned(engine.profile_dims(profile, engine.binding_index(name).get()), "DS-BIND-011")
    reshape = reshape_engine(t)
    for profile in (1, 2):
        with t.subcase(query="profile_values", profile=profile):
            t.warned(reshape.profile_values(profile, reshape.binding_index("d").get()), "DS-BIND-011")


@positive("DS-BIND-011", needs=("DS-BIND-010",), features=CONTEXTS)
def correction_warns_on_a_context(t: Trial) -> None:
    """A context that corrects an index warns as well."""
    engine = chapter_engine(t)
    context = t.create_context(engine)
    for profile in (1, 2):
        select(t, context, profile)
        for name in "abcd":
            with t.subcase(profile=profile, name=name):
                t.warned(context.binding_dims(engine.binding_index(name).get()), "DS-BIND-011")


@control("DS-BIND-011", features=CONTEXTS)
def right_index_is_silent(t: Trial) -> None:
    """An index of the profile's own row gives no warning."""
    engine, reshape = chapter_engine(t), reshape_engine(t)
    context = t.create_context(engine)
    for profile in range(3):
        select(t, context, profile)
        for name in "abcd":
            with t.subcase(profile=profile, name=name):
                index = 5 * profile + engine.binding_index(name).get()
                t.silent(engine.profile_dims(profile, index))
                t.silent(context.binding_dims(index))
        with t.subcase(profile=profile, values="d"):
            t.silent(reshape.profile_values(profile, 3 * profile + reshape.binding_index("d").get()))


@positive("DS-BIND-013", needs=("DS-BIND-008",), features=CONTEXTS)
def formula(t: Trial) -> None:
    """A corrected index is profile * (bindings a profile) + column, whatever the numbers of both."""
    for inputs, outputs, profiles in ((1, 1, 3), (1, 3, 2), (2, 2, 4), (3, 1, 12)):
        engine = table_engine(t, inputs, outputs, profiles)
        width = engine.num_bindings().get() // engine.num_profiles().get()
        context = t.create_context(engine)
        for profile in range(1, profiles):
            select(t, context, profile)
            ranges = column_profiles(inputs, profiles)[profile]
            for name, (_, best, _) in ranges.items():
                t.accepted(context.set_binding_dims(profile * width + engine.binding_index(name).get(), best))
            for column in range(width):
                with t.subcase(inputs=inputs, outputs=outputs, profile=profile, column=column):
                    meant = profile * width + column
                    t.equal(context.binding_dims(column), context.binding_dims(meant).get())
                    if engine.binding_is_input(column).get():
                        t.equal(engine.profile_dims(profile, column), engine.profile_dims(profile, meant).get())


@negative("DS-BIND-014", features=BINDINGS)
def other_rows_are_invalid(t: Trial) -> None:
    """An index of a row that is neither the first nor the specified profile's is invalid."""
    for inputs, outputs, profiles in ((1, 1, 3), (2, 1, 4), (4, 1, 3)):
        engine = table_engine(t, inputs, outputs, profiles)
        width = inputs + outputs
        for profile, index in product(range(profiles), range(width, width * profiles)):
            if index // width != profile:
                with t.subcase(inputs=inputs, outputs=outputs, profiles=profiles, profile=profile, index=index):
                    answer = engine.profile_dims(profile, index)
                    refused_quietly(t, answer, "DS-BIND-014", "DS-PROF-026", channel="invalid dims")


@negative("DS-BIND-014", features=BINDINGS)
def other_rows_are_invalid_by_name(t: Trial) -> None:
    """The same holds for a name with the suffix of another profile than the specified one."""
    engine = chapter_engine(t)
    for profile, row, name in product(range(3), (1, 2), "abcd"):
        if row != profile:
            with t.subcase(profile=profile, row=row, name=name):
                answer = engine.profile_dims(profile, f"{name} [profile {row}]")
                refused_quietly(t, answer, "DS-BIND-014", channel="invalid dims")


@control("DS-BIND-014", features=BINDINGS)
def first_and_own_row_are_valid(t: Trial) -> None:
    """Indices of the first row and of the specified profile's own row are valid for inputs."""
    engine = chapter_engine(t)
    for profile, name in product(range(3), "abcd"):
        column = engine.binding_index(name).get()
        for row in sorted({0, profile}):
            with t.subcase(profile=profile, row=row, name=name):
                t.accepted(engine.profile_dims(profile, 5 * row + column))


@positive("DS-BIND-015", needs=("DS-BIND-008",), features=CONTEXTS)
def three_queries_correct(t: Trial) -> None:
    """Profile dims, profile values and the context's dims take an index of the first profile for another."""
    engine = reshape_engine(t)
    context = t.create_context(engine)
    x, d, y = (engine.binding_index(name).get() for name in "xdy")
    for profile in (1, 2):
        select(t, context, profile)
        with t.subcase(query="profile_dims", profile=profile):
            t.equal(engine.profile_dims(profile, x), ROWS["x"])
        with t.subcase(query="profile_values", profile=profile):
            t.equal(engine.profile_values(profile, d), VALUES[profile])
        t.accepted(context.set_dims("x", (4, 6)))
        t.accepted(context.set_values("d", VALUES[profile][1]))
        for name, column, dims in (("x", x, (4, 6)), ("d", d, (2,)), ("y", y, VALUES[profile][1])):
            with t.subcase(query="context_dims", profile=profile, name=name):
                answer = context.binding_dims(column)
                t.equal(answer, dims)
                t.warned(answer, "DS-BIND-011")


@negative("DS-BIND-015", needs=("DS-BIND-014",), features=CONTEXTS)
def three_queries_refuse_other_rows(t: Trial) -> None:
    """None of the three queries corrects an index of a row that is neither the first nor the profile's."""
    engine = reshape_engine(t)
    context = t.create_context(engine)
    d = engine.binding_index("d").get()
    for profile, row in product(range(3), (1, 2)):
        if row == profile:
            continue
        select(t, context, profile)
        answers: dict[str, Answer[tuple[tuple[int, ...], ...]] | Answer[tuple[int, ...]]] = {
            "profile_dims": engine.profile_dims(profile, 3 * row + engine.binding_index("x").get()),
            "profile_values": engine.profile_values(profile, 3 * row + d),
            "context_dims": context.binding_dims(3 * row + d),
        }
        for query, answer in answers.items():
            with t.subcase(query=query, profile=profile, row=row):
                refused_quietly(t, answer, "DS-BIND-014", "DS-DIM-020", "DS-PROF-026", "DS-PROF-027")


@negative("DS-BIND-016", features=CONTEXTS)
def dims_for_another_row(t: Trial) -> None:
    """Dims are refused for an index of another profile's row than the selected one's, the first row aside."""
    for profiles in (2, 3, 4):
        engine = t.engine(foo_network((-1, 4)), [ALIKE] * profiles)
        context = t.create_context(engine)
        foo = engine.binding_index("foo").get()
        for profile, row in product(range(profiles), range(1, profiles)):
            if row != profile:
                with t.subcase(profiles=profiles, profile=profile, row=row):
                    select(t, context, profile)
                    answer = context.set_binding_dims(2 * row + foo, (3, 4))
                    t.refused(answer, "DS-BIND-016", "DS-DIM-016", channel="False")
                    t.equal(context.binding_dims(2 * profile + foo), (-1, 4))


@negative("DS-BIND-016", features=CONTEXTS)
def values_for_another_row(t: Trial) -> None:
    """Shape values are refused for an index of another profile's row than the selected one's."""
    engine = t.engine(reshape_network(), [ROWS] * 3, [{"d": VALUES[0]}] * 3)
    context = t.create_context(engine)
    d = engine.binding_index("d").get()
    for profile, row in product(range(3), (1, 2)):
        if row != profile:
            with t.subcase(profile=profile, row=row):
                select(t, context, profile)
                answer = context.set_binding_values(3 * row + d, (4, 6))
                t.refused(answer, "DS-BIND-016", "DS-DIM-016", "DS-SIO-024", channel="False")
                t.equal(context.all_values_specified(), False)


@negative("DS-BIND-016", features=CONTEXTS)
def setters_out_of_range(t: Trial) -> None:
    """Dims and shape values are refused for an index that is no binding's."""
    engine = t.engine(reshape_network(), [ROWS] * 3, [{"d": VALUES[0]}] * 3)
    context = t.create_context(engine)
    for profile, index in product(range(3), (-1, 9, 10, 1000)):
        with t.subcase(profile=profile, index=index):
            select(t, context, profile)
            clauses = ("DS-BIND-016", "DS-DIM-016", "DS-SIO-024")
            t.refused(context.set_binding_dims(index, (4, 6)), *clauses, channel="False")
            t.refused(context.set_binding_values(index, (4, 6)), *clauses, channel="False")


@control("DS-BIND-016", features=CONTEXTS)
def setters_in_the_own_row(t: Trial) -> None:
    """Dims and shape values are accepted for indices of the selected profile's row."""
    engine = t.engine(reshape_network(), [ROWS] * 3, [{"d": VALUES[0]}] * 3)
    context = t.create_context(engine)
    for profile in range(3):
        with t.subcase(profile=profile):
            select(t, context, profile)
            t.accepted(context.set_binding_dims(3 * profile + engine.binding_index("x").get(), (4, 6)))
            t.accepted(context.set_binding_values(3 * profile + engine.binding_index("d").get(), (8, 3)))
            t.equal(context.binding_dims(3 * profile + engine.binding_index("y").get()), (8, 3))


@choice("DS-BIND-016", features=CONTEXTS)
def setters_with_the_first_row(t: Trial) -> None:
    """What a setter does with an index of profile 0 while another profile is selected is not documented."""
    engine = t.engine(reshape_network(), [ROWS] * 2, [{"d": VALUES[0]}] * 2)
    context = t.create_context(engine)
    select(t, context, 1)
    with t.subcase(setter="dims"):
        answer = context.set_binding_dims(engine.binding_index("x").get(), (4, 6))
        t.chose(reaction(answer, context.all_dims_specified().get()))
    with t.subcase(setter="values"):
        answer = context.set_binding_values(engine.binding_index("d").get(), (4, 6))
        t.chose(reaction(answer, context.all_values_specified().get()))


def reaction(answer: Answer[bool], took: bool) -> str:
    """What became of an index that was not in the selected profile's row."""
    if not answer.ok:
        return "refused"
    warned = any(record.severity == "WARNING" for record in answer.records)
    return f"accepted {'with a warning' if warned else 'silently'}, {'corrected' if took else 'without effect'}"


@positive("DS-BIND-009", needs=("DS-BIND-008",), features=CONTEXTS)
def one_column_is_one_tensor_on_a_context(t: Trial) -> None:
    """Under every profile, the column of a tensor has the dims that the context has for that tensor."""
    engine = t.engine(columns_network(3, 2), column_profiles(3, 3))
    context = t.create_context(engine)
    for profile in range(3):
        select(t, context, profile)
        for name, (low, _, _) in column_profiles(3, 3)[profile].items():
            t.accepted(context.set_dims(name, low))
        for name in ("in0", "in1", "in2", "out0", "out1"):
            with t.subcase(profile=profile, name=name):
                dims = column_profiles(3, 3)[profile][name.replace("out", "in")][0]
                t.equal(context.binding_dims(5 * profile + engine.binding_index(name).get()), dims)
