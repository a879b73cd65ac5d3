"""DS-NET: run-time dimensions in a network definition, its inputs and its outputs."""

from __future__ import annotations

from itertools import product

from dynshape_fixtures import Program
from dynshape_fixtures.networks import double_network, foo_network, separate_network
from dynshape_fixtures.ranges import between, with_extent

from ..adapter import Definition
from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last

MAX_EXTENT = 2**31 - 1


def input_only(dims: tuple[int, ...], dtype: str = "float32", name: str = "x") -> Program:
    """One input, and nothing else."""
    program = Program()
    program.input(name, dtype, dims)
    return program


# DS-NET-002 to DS-NET-004: the implicit batch dimension


@positive("DS-NET-002")
def no_implicit_batch_dimension(t: Trial) -> None:
    """A network with run-time dimensions has no implicit batch dimension, and neither has its engine."""
    definition = t.definition(foo_network((-1, 4)), [{"foo": between((-1, 4), 1, 9)}])
    with t.subcase(of="network"):
        t.equal(definition.has_implicit_batch_dimension(), False)
    with t.subcase(of="engine"):
        t.equal(definition.build().get().has_implicit_batch_dimension(), False)


@negative("DS-NET-002", features=("implicit batch",), editions=("8.4", "9"))
def wildcard_in_implicit_batch(t: Trial) -> None:
    """A -1 dimension is refused in a network with an implicit batch dimension, on every axis."""
    for rank in range(1, 5):
        for axis in range(rank):
            with t.subcase(rank=rank, axis=axis):
                program = input_only(with_extent((2,) * rank, axis, -1))
                answer = t.adapter.define(program, explicit_batch=False).answers[0]
                t.refused(answer, "DS-NET-002", channel="None")


@control("DS-NET-002", features=("implicit batch",), editions=("8.4", "9"))
def fixed_dims_in_implicit_batch(t: Trial) -> None:
    """The same inputs without -1 are accepted there."""
    for rank in range(1, 5):
        with t.subcase(rank=rank):
            definition = t.define(input_only((2,) * rank), explicit_batch=False)
            t.equal(definition.tensor_dims("x"), (2,) * rank)


@positive("DS-NET-004")
def explicit_batch_flag(t: Trial) -> None:
    """With the flag EXPLICIT_BATCH the network is explicit, and takes -1 dimensions."""
    definition = t.define(input_only((-1, 3)), explicit_batch=True)
    t.equal(definition.has_implicit_batch_dimension(), False)


@negative("DS-NET-004", features=("implicit batch",), editions=("8.4", "9"))
def without_the_flag(t: Trial) -> None:
    """Without the flag, given as 0 or left out, the network is implicit and takes no -1 dimension."""
    for flags, explicit in (("0", False), ("none", None)):
        with t.subcase(flags=flags):
            definition = t.adapter.define(input_only((-1, 3)), explicit_batch=explicit)
            t.equal(definition.has_implicit_batch_dimension(), True)
            t.refused(definition.answers[0], "DS-NET-002", channel="None")


@positive("DS-NET-004", editions=("10", "10"))
def explicit_without_the_flag(t: Trial) -> None:
    """From 10.0 on every network is explicit, without the flag too."""
    definition = t.define(input_only((-1, 3)), explicit_batch=None)
    t.equal(definition.tensor_dims("x"), (-1, 3))


# DS-NET-005: -1 is a run-time dimension


@positive("DS-NET-005")
def wildcards_everywhere(t: Trial) -> None:
    """Any of the dimensions may be -1, and the tensor shows them so."""
    for rank in range(1, 9):
        every_choice = list(product((False, True), repeat=rank))
        for wild in every_choice if rank <= 4 else (every_choice[1], every_choice[-2], every_choice[-1]):
            dims = tuple(-1 if w else 2 + axis for axis, w in enumerate(wild))
            with t.subcase(dims=dims):
                t.equal(t.define(input_only(dims)).tensor_dims("x"), dims)


@positive("DS-NET-005")
def wildcards_of_any_type(t: Trial) -> None:
    """Inputs of every element type may have -1 dimensions."""
    for dtype in ("float32", "float16", "int8", "int32", "bool"):
        with t.subcase(dtype=dtype):
            definition = t.define(input_only((-1, 3), dtype))
            t.equal(definition.tensor_dims("x"), (-1, 3))
            t.equal(definition.tensor_dtype("x"), dtype)


@negative("DS-NET-005")
def other_negative_extents(t: Trial) -> None:
    """A negative extent other than -1 is refused, on every axis."""
    for rank in range(1, 5):
        for axis in range(rank):
            for extent in (-2, -3, -MAX_EXTENT):
                dims = with_extent((-1,) * rank, axis, extent)
                with t.subcase(dims=dims):
                    refused_at_last(t, t.adapter.define(foo_network(dims)), "foo", "DS-NET-005")


# DS-NET-011: ranks and extents


@positive("DS-NET-011")
def ranks_0_to_8(t: Trial) -> None:
    """Inputs of rank 0 to 8 are accepted, with -1 and with fixed dimensions."""
    for rank in range(9):
        for extent in (-1, 0, 1, 2):
            with t.subcase(rank=rank, extent=extent):
                t.equal(t.define(input_only((extent,) * rank)).tensor_dims("x"), (extent,) * rank)


@positive("DS-NET-011")
def ranks_of_layers(t: Trial) -> None:
    """Layers work on ranks 0 to 7 (the operator tables of 8.6 speak of no more), and the engine is built."""
    for rank in range(8):
        declared = (-1, 3) * 4
        with t.subcase(rank=rank):
            definition = t.definition(double_network(declared[:rank]), [{"x": between(declared[:rank], 1, 3)}])
            t.accepted(definition.build())


@choice("DS-NET-011")
def layers_of_rank_8(t: Trial) -> None:
    """A layer on rank 8: within the limit for tensors, above that of the operator tables."""
    definition = t.definition(double_network((-1,) * 8), [{"x": between((-1,) * 8, 1, 2)}])
    t.chose("built" if definition.build().ok else "refused")


@negative("DS-NET-011")
def rank_9(t: Trial) -> None:
    """Nine dimensions are refused, wherever dims are given."""
    for extent in (-1, 1):
        with t.subcase(input=extent):
            t.refused(t.adapter.define(input_only((extent,) * 9)).answers[0], logged=False)
    with t.subcase(reshape=9):
        program = Program()
        y = program.shuffle(program.input("x", "float32", (2,)), reshape_dims=[1] * 8 + [2])
        program.mark_output(y, "y")
        definition = t.adapter.define(program)
        refused = next((answer for answer in definition.answers if not answer.ok), None)
        t.refused(definition.tensor_dims(y) if refused is None else refused, logged=False)
    with t.subcase(profile=9):
        t.refused(t.define(foo_network()).create_profile().set_dims("foo", *((1,) * 9,) * 3), logged=False)


@control("DS-NET-011")
def rank_8(t: Trial) -> None:
    """Eight dimensions are accepted in the same places."""
    with t.subcase(reshape=8):
        program = Program()
        y = program.shuffle(program.input("x", "float32", (2,)), reshape_dims=[1] * 7 + [2])
        t.equal(t.define(program).tensor_dims(y), (1,) * 7 + (2,))
    with t.subcase(profile=8):
        t.accepted(t.define(input_only((-1,) * 8)).create_profile().set_dims("x", *((1,) * 8,) * 3))


@positive("DS-NET-011")
def greatest_int32_extent(t: Trial) -> None:
    """The greatest int32 is an extent."""
    t.equal(t.define(input_only((MAX_EXTENT,))).tensor_dims("x"), (MAX_EXTENT,))


@negative("DS-NET-011", editions=("8.4", "9"))
def extent_beyond_int32(t: Trial) -> None:
    """Before 10.0 an extent is an int32: one beyond is refused."""
    for axis in range(2):
        with t.subcase(axis=axis):
            program = input_only(with_extent((1, 1), axis, MAX_EXTENT + 1))
            t.refused(t.adapter.define(program).answers[0], logged=False)


@positive("DS-NET-011", editions=("10", None))
def extent_beyond_int32_from_10(t: Trial) -> None:
    """From 10.0 on extents are int64."""
    t.equal(t.define(input_only((MAX_EXTENT + 1,))).tensor_dims("x"), (MAX_EXTENT + 1,))


@positive("DS-NET-011", editions=("10", None))
def greatest_extents_since_10(t: Trial) -> None:
    """From 10 on an extent has 64 bits: 2^63 - 1 is one, at every place, where there are no elements too many."""
    for axis in range(2):
        for extent in (2**32, 2**63 - 2, 2**63 - 1):
            with t.subcase(axis=axis, extent=extent):
                dims = (extent, 0) if axis == 0 else (0, extent)
                t.equal(t.define(input_only(dims)).tensor_dims("x"), dims)


# DS-NET-016: what addInput refuses; an entry in every profile


@negative("DS-NET-016")
def add_input_answers_none(t: Trial) -> None:
    """An input that is refused is None with an ERROR record, and the network has no such input."""
    definition = t.define(foo_network())
    for extent in (-2, -3):
        with t.subcase(extent=extent):
            answer = definition.extend(input_only((extent, 3), name=f"x{-extent}"))[0]
            t.refused(answer, "DS-NET-016", "DS-NET-005", channel="None")
            t.equal(definition.inputs(), ("foo",))


@control("DS-NET-016")
def add_input_accepts(t: Trial) -> None:
    """The same inputs without the wrong extent are added, in order."""
    definition = t.define(foo_network())
    for name in ("x2", "x3"):
        t.accepted(definition.extend(input_only((-1, 3), name=name))[0])
    t.equal(definition.inputs(), ("foo", "x2", "x3"))


def _two_inputs(t: Trial, complete: list[tuple[str, ...]]) -> Definition:
    """Two inputs, and one profile with entries for these inputs for each item of ``complete``."""
    profiles = [{name: between((-1, 4), 1, 9) for name in names} for names in complete]
    return t.definition(separate_network(), profiles)


@positive("DS-NET-016", needs=("DS-NET-005",))
def entry_in_every_profile(t: Trial) -> None:
    """The network is built when every profile has an entry for every input with a -1 dimension."""
    for profiles in (1, 2, 3, 16):
        with t.subcase(profiles=profiles):
            t.accepted(_two_inputs(t, [("a", "b")] * profiles).build())


@negative("DS-NET-016", needs=("DS-NET-005",))
def entry_missing_in_a_profile(t: Trial) -> None:
    """One missing entry, in any profile, is refused at build."""
    for profiles in (1, 2, 3, 16):
        for incomplete in sorted({0, profiles // 2, profiles - 1}):
            for missing in ("a", "b"):
                with t.subcase(profiles=profiles, incomplete=incomplete, missing=missing):
                    names: list[tuple[str, ...]] = [("a", "b")] * profiles
                    names[incomplete] = ("b",) if missing == "a" else ("a",)
                    t.refused(_two_inputs(t, names).build(), "DS-NET-016", "DS-PROF-017", channel="None")


@control("DS-NET-016", needs=("DS-NET-005",))
def fixed_input_needs_no_entry(t: Trial) -> None:
    """An input without -1 dimensions needs no entry, where another input has one."""
    for fixed in ("a", "b"):
        with t.subcase(fixed=fixed):
            dims = {"a": (-1, 4), "b": (-1, 4), fixed: (3, 4)}
            ranges = {name: between(declared, 1, 9) for name, declared in dims.items() if name != fixed}
            t.accepted(t.definition(separate_network(**dims), [ranges]).build())


@choice("DS-NET-016")
def doubtful_names(t: Trial) -> None:
    """No source says for all editions whether these names are errors: one in use, none, one of 4096 characters."""
    for kind, name in (("in use", "foo"), ("empty", ""), ("long", "n" * 4096)):
        with t.subcase(name=kind):
            definition = t.define(foo_network())
            t.chose("accepted" if definition.extend(input_only((2,), name=name))[0].ok else "refused")


@negative("DS-NET-016", editions=("10", None))
def name_of_another_tensor(t: Trial) -> None:
    """Inputs and outputs have unique names, by the header of 10: another one of that name is an error."""
    with t.subcase(added="input"):
        definition = t.define(foo_network((2, 3)))
        t.refused(definition.extend(input_only((2, 3), name="foo"))[0], "DS-NET-016", channel="None")
        t.equal(definition.inputs(), ("foo",))
    for name in ("foo", "bar"):
        with t.subcase(output=name):
            program = foo_network((2, 3))
            further = program.identity("foo")
            program.mark_output(further, name)
            refused_at_last(t, t.adapter.define(program), further, "DS-NET-016")


@control("DS-NET-016", editions=("10", None))
def names_of_their_own(t: Trial) -> None:
    """With a name of its own the same output is built."""
    program = foo_network((2, 3))
    program.mark_output(program.identity("foo"), "further")
    t.accepted(t.define(program).build())
