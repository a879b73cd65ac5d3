"""DS-BIND: tensors by name, without suffixes, from edition 8.5 on."""

from __future__ import annotations

from itertools import product

import numpy as np
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import foo_network, ladder, sum_network

from ..case import Trial, negative, positive
from .expect_profiles import refused_quietly, select

BY_NAME = ("contexts", "names")
NETWORK = foo_network((-1, 4))


@positive("DS-BIND-023", needs=("DS-CTX-008",), features=BY_NAME)
def one_name_for_all_profiles(t: Trial) -> None:
    """The unsuffixed name stands for the tensor under every profile, which is the context's."""
    context = t.context(NETWORK, ladder(["foo"], 12))
    for profile in range(12):
        with t.subcase(profile=profile):
            select(t, context, profile)
            t.equal(context.tensor_dims("foo"), (-1, 4))
            t.accepted(context.set_tensor_dims("foo", (10 * profile + 5, 4)))
            t.equal(context.tensor_dims("foo"), (10 * profile + 5, 4))
            t.equal(context.tensor_dims("bar"), (10 * profile + 5, 4))


@positive("DS-BIND-023", needs=("DS-CTX-008",), features=("execution", "names"))
def executes_by_name(t: Trial) -> None:
    """With dims set by name, each of several profiles executes."""
    context = t.context(sum_network("ab"), ladder("ab", 3))
    for profile in (2, 0, 1):
        with t.subcase(profile=profile):
            select(t, context, profile)
            arrays = {name: ramp((10 * profile + 1, 4), at) for at, name in enumerate("ab")}
            for name, array in arrays.items():
                t.accepted(context.set_tensor_dims(name, array.shape))
                t.equal(context.tensor_dims(name), array.shape)
            t.close(context.infer(arrays).get()["total"], np.maximum(arrays["a"], 0) + arrays["b"], 0)


@positive("DS-BIND-023", needs=("DS-CTX-008",), features=BY_NAME)
def names_of_any_characters(t: Trial) -> None:
    """The name is that of the network, all of it: blanks at its ends, digits, brackets, any length and script."""
    for name in (" x", "x ", "3", "in 3", "[a]", "x" * 300, "größe", "a.b/c:0"):
        with t.subcase(name=name if len(name) < 20 else "long"):
            context = t.context(sum_network([name]), [{name: bounds["foo"]} for bounds in ladder(["foo"], 2)])
            for profile in range(2):
                select(t, context, profile)
                t.accepted(context.set_tensor_dims(name, (10 * profile + 5, 4)))
                t.equal(context.tensor_dims(name), (10 * profile + 5, 4))
                t.equal(context.tensor_dims("total"), (10 * profile + 5, 4))


@positive("DS-BIND-023", features=BY_NAME)
def engine_by_name(t: Trial) -> None:
    """The engine has one name for each tensor, however many profiles there are."""
    for profiles in (1, 2, 12):
        with t.subcase(profiles=profiles):
            engine = t.engine(NETWORK, ladder(["foo"], profiles))
            t.equal(engine.tensor_dims("foo"), (-1, 4))
            t.equal(engine.tensor_dims("bar"), (-1, 4))


@positive("DS-BIND-023", features=BY_NAME, editions=("10", None))
def names_without_suffixes(t: Trial) -> None:
    """The names that the engine lists are those of the network, however many profiles there are."""
    for profiles in (1, 2, 12):
        with t.subcase(profiles=profiles):
            t.equal(sorted(t.engine(NETWORK, ladder(["foo"], profiles)).tensors().get()), ["bar", "foo"])


@negative("DS-BIND-023", features=BY_NAME)
def suffixed_names_are_unknown(t: Trial) -> None:
    """A name with the suffix of a profile is none that tensors are addressed by."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    context = t.create_context(engine)
    for active, suffix in product(range(3), range(4)):
        with t.subcase(active=active, suffix=suffix):
            select(t, context, active)
            name = f"foo [profile {suffix}]"
            refused_quietly(t, engine.tensor_dims(name), "DS-BIND-023")
            t.refused(context.set_tensor_dims(name, (10 * active + 1, 4)), "DS-BIND-023")
            refused_quietly(t, context.tensor_dims(name), "DS-BIND-023")


@negative("DS-BIND-023", needs=("DS-PROF-026",), features=("names",), editions=("10", None))
def ranges_by_suffixed_names(t: Trial) -> None:
    """The engine's ranges are asked by the unsuffixed name and the profile."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    for profile in range(3):
        with t.subcase(profile=profile):
            answer = engine.tensor_profile_dims(f"foo [profile {profile}]", profile)
            refused_quietly(t, answer, "DS-BIND-023", "DS-PROF-026")


@negative("DS-BIND-023", needs=("DS-CTX-008",), features=BY_NAME)
def range_of_the_contexts_profile(t: Trial) -> None:
    """Dims by name that only another profile than the context's spans are refused."""
    context = t.context(NETWORK, ladder(["foo"], 3))
    for active, other in product(range(3), range(3)):
        if active != other:
            with t.subcase(active=active, dims_of=other):
                select(t, context, active)
                t.refused(context.set_tensor_dims("foo", (10 * other + 3, 4)), "DS-BIND-023", "DS-DIM-014")


@positive("DS-BIND-023", needs=("DS-BIND-008",), features=("bindings", "contexts", "names"), editions=("8.5", "9"))
def names_and_bindings_agree(t: Trial) -> None:
    """Dims set by name are those of the binding in the active profile's row, and the reverse."""
    engine = t.engine(NETWORK, ladder(["foo"], 3))
    context = t.create_context(engine)
    foo, bar = engine.binding_index("foo").get(), engine.binding_index("bar").get()
    for profile in range(3):
        with t.subcase(profile=profile):
            select(t, context, profile)
            t.accepted(context.set_tensor_dims("foo", (10 * profile + 2, 4)))
            t.equal(context.binding_dims(2 * profile + foo), (10 * profile + 2, 4))
            t.accepted(context.set_binding_dims(2 * profile + foo, (10 * profile + 4, 4)))
            t.equal(context.tensor_dims("foo"), (10 * profile + 4, 4))
            t.equal(context.tensor_dims("bar"), context.binding_dims(2 * profile + bar).get())
