"""DS-PY: dims by themselves, and the older ways to select a profile and to execute."""

from __future__ import annotations

from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import foo_network, ladder

from ..case import Trial, control, negative, positive
from .expect_profiles import without_profile
from .py_build import text_says
from .py_run import BINDINGS, CONTEXTS, engine_of

OLD = ("8.4", "9")
LENGTHS = {"Dims2": 2, "DimsHW": 2, "Dims3": 3, "Dims4": 4}
"""How many entries each class has; Dims has up to eight."""
ENTRIES = (2, 3, -1, 5, 0, 7, 8, 9)

# DS-PY-012: the property


@positive("DS-PY-012", features=BINDINGS, editions=OLD)
def profile_is_assigned(t: Trial) -> None:
    """Assigning the property selects a profile; the dims set under the former one are void."""
    context = t.create_context(engine_of(t))
    for step, profile in enumerate((1, 0, 1)):
        with t.subcase(step=step, profile=profile):
            t.accepted(context.assign_profile(profile))
            t.equal(context.profile(), profile)
            t.equal(context.dims("a"), (-1, 4))
            t.accepted(context.set_dims("a", (3 + 10 * profile, 4)))


@negative("DS-PY-012", features=BINDINGS, editions=OLD)
def assignment_raises(t: Trial) -> None:
    """It raises RuntimeError for an index out of range and for a profile that another context holds."""
    first, second = without_profile(t, engine_of(t))
    for index in (2, -1, 100):
        with t.subcase(index=index):
            answer = first.assign_profile(index)
            t.refused(answer, channel="RuntimeError", logged=False)
            text_says(t, answer, "Error in set optimization profile.")
            t.equal(first.profile(), 0)
    with t.subcase(held=0):
        answer = second.assign_profile(0)
        t.refused(answer, channel="RuntimeError", logged=False)
        text_says(t, answer, "Error in set optimization profile.")
        t.equal(second.profile(), -1)


@negative("DS-PY-012", features=CONTEXTS, editions=("10", None))
def property_is_read_only(t: Trial) -> None:
    """From 10 on the property can only be read."""
    context = t.create_context(engine_of(t))
    for index in (0, 1):
        with t.subcase(index=index):
            t.refused(context.assign_profile(index), channel="AttributeError", logged=False)
            t.equal(context.profile(), 0)


# DS-PY-017: execution on a stream


@positive("DS-PY-017", features=("execution", "bindings"), editions=OLD)
def queued_execution_is_true(t: Trial) -> None:
    """execute_async_v2 with a stream succeeds, and computes what execute_v2 does."""
    context = t.create_context(engine_of(t))
    for rows in (3, 1):
        with t.subcase(rows=rows):
            for name in "ab":
                t.accepted(context.set_dims(name, (rows, 4)))
            inputs = {"a": ramp((rows, 4)), "b": ramp((rows, 4), 5)}
            t.close(context.infer_queued(inputs).get()["sum"], inputs["a"] + inputs["b"], 0)


@negative("DS-PY-017", features=("execution", "bindings"), editions=OLD)
def queued_execution_is_false(t: Trial) -> None:
    """It returns False, and raises nothing, where dims are not set, and where an input has no address."""
    with t.subcase(missing="dims"):
        t.refused(t.create_context(engine_of(t)).infer_queued({}), channel="False")
    with t.subcase(missing="address"):
        context = t.context(foo_network((-1, 4)), ladder(["foo"], 1))
        t.accepted(context.set_dims("foo", (3, 4)))
        t.refused(context.infer_queued({}), channel="False")


# DS-PY-018: dims


@positive("DS-PY-018")
def dims_of_a_list(t: Trial) -> None:
    """Dims are made of up to eight entries, the classes of a fixed length of as many as they have."""
    definition = t.define(Program())
    for length in range(9):
        with t.subcase(kind="Dims", length=length):
            t.equal(definition.dims_made("Dims", ENTRIES[:length]), ENTRIES[:length])
    for kind, length in LENGTHS.items():
        with t.subcase(kind=kind, length=length):
            t.equal(definition.dims_made(kind, ENTRIES[:length]), ENTRIES[:length])


@negative("DS-PY-018")
def dims_of_another_length(t: Trial) -> None:
    """More than eight entries, and another number than a class of a fixed length has, are a ValueError."""
    definition = t.define(Program())
    wrong = [("Dims", 9), ("Dims", 20)]
    wrong += [(kind, length) for kind, own in LENGTHS.items() for length in range(10) if length != own]
    for kind, length in wrong:
        with t.subcase(kind=kind, length=length):
            t.refused(definition.dims_made(kind, [1] * length), channel="ValueError", logged=False)


@positive("DS-PY-018")
def entries_of_dims(t: Trial) -> None:
    """An index counts from the front or from the end."""
    definition = t.define(Program())
    for kind, length in (("Dims", 1), ("Dims", 8), *LENGTHS.items()):
        with t.subcase(kind=kind, length=length):
            entries = ENTRIES[:length]
            for index in range(-length, length):
                t.equal(definition.dims_entry(kind, entries, index), entries[index])


@negative("DS-PY-018")
def entries_that_are_not_there(t: Trial) -> None:
    """An index outside of -n..n-1 is an IndexError."""
    definition = t.define(Program())
    for kind, length in (("Dims", 0), ("Dims", 1), ("Dims", 8), *LENGTHS.items()):
        for index in (length, length + 1, 100, -length - 1, -100):
            with t.subcase(kind=kind, length=length, index=index):
                t.refused(definition.dims_entry(kind, [3] * length, index), channel="IndexError", logged=False)


@positive("DS-PY-018")
def dims_that_are_equal(t: Trial) -> None:
    """Dims are equal to a list or a tuple of the same entries."""
    definition = t.define(Program())
    for kind, length in (("Dims", 0), ("Dims", 8), *LENGTHS.items()):
        for sequence in ("list", "tuple"):
            with t.subcase(kind=kind, length=length, sequence=sequence):
                t.equal(definition.dims_equal(kind, ENTRIES[:length], ENTRIES[:length], sequence), True)


@control("DS-PY-018")
def dims_that_differ(t: Trial) -> None:
    """And to none of other entries, be they fewer, more or in another order."""
    definition = t.define(Program())
    for sequence in ("list", "tuple"):
        for other in ((2, 3), (2, 3, 4, 5), (2, 4, 3), (2, 3, -4), ()):
            with t.subcase(sequence=sequence, other=other):
                t.equal(definition.dims_equal("Dims3", (2, 3, 4), other, sequence), False)
