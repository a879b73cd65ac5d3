"""DS-PY: what the Python API of engines and contexts returns and raises."""

from __future__ import annotations

from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp
from dynshape_fixtures.networks import add_network, foo_network, ladder, reshape_network

from ..adapter import Context, Engine
from ..case import Range, Trial, choice, negative, positive
from .expect_profiles import refused_quietly, without_profile
from .py_build import text_says

BINDINGS = ("contexts", "bindings")
CONTEXTS = ("contexts",)
NETWORK = add_network((-1, 4), (-1, 4))
NAMES = ["a", "b", "sum", "a [profile 1]", "b [profile 1]", "sum [profile 1]"]
VALUES: Range = ((1, 1), (4, 6), (12, 24))


def engine_of(t: Trial) -> Engine:
    """An engine of a + b = sum with two profiles: six bindings."""
    return t.engine(NETWORK, ladder(["a", "b"], 2))


def reshaping(t: Trial) -> Context:
    """A context of x (4,6) reshaped by d, whose dims are set."""
    context = t.context(reshape_network(), [{"x": ((1, 1), (4, 6), (9, 9))}], [{"d": VALUES}])
    t.accepted(context.set_dims("x", (4, 6)))
    return context


# DS-PY-008, DS-PY-009: the binding table


@positive("DS-PY-008", features=BINDINGS)
def engine_as_a_table(t: Trial) -> None:
    """engine[int] is a name, engine[str] an index; there are as many as num_bindings."""
    engine = engine_of(t)
    t.equal(engine.num_bindings(), len(NAMES))
    for at, name in enumerate(NAMES):
        with t.subcase(index=at):
            index = engine.binding_index(name).get()
            t.equal(engine.lookup(index), name)
            t.equal(engine.lookup(name), index)


@negative("DS-PY-008", needs=("DS-BIND-017",), features=BINDINGS, editions=("8.4", "9"))
def name_that_is_not_in_the_table(t: Trial) -> None:
    """engine[str] of an unknown name is -1, as get_binding_index is, and no exception."""
    engine = engine_of(t)
    for name in ("nobody", "a [profile 2]", ""):
        with t.subcase(name=name or "empty"):
            refused_quietly(t, engine.lookup(name), "DS-PY-008", "DS-BIND-017", channel="-1")


@negative("DS-PY-008", features=BINDINGS)
def engine_beyond_its_table(t: Trial) -> None:
    """An index that is too great is an IndexError."""
    engine = engine_of(t)
    for index in (6, 7, 1000):
        with t.subcase(index=index):
            t.refused(engine.lookup(index), channel="IndexError", logged=False)


@choice("DS-PY-008", features=BINDINGS)
def negative_index(t: Trial) -> None:
    """A negative index wraps once, as nothing checks the lower bound."""
    engine = engine_of(t)
    for index in (-1, -6, -7):
        with t.subcase(index=index):
            answer = engine.lookup(index)
            t.chose(str(answer.value) if answer.ok else "refused")


@positive("DS-PY-009", features=BINDINGS)
def index_or_name(t: Trial) -> None:
    """get_binding_shape, binding_is_input and get_binding_dtype take an index or a name."""
    engine = engine_of(t)
    for at, name in enumerate(NAMES):
        with t.subcase(binding=at):
            for key in (engine.binding_index(name).get(), name):
                t.equal(engine.binding_dims(key), (-1, 4))
                t.equal(engine.binding_is_input(key), at % 3 != 2)
                t.equal(engine.binding_dtype(key), "float32")


@positive("DS-PY-009", features=BINDINGS)
def index_or_name_of_unlike_bindings(t: Trial) -> None:
    """By name a binding of any profile answers as by its index, where no two are alike."""
    program = Program()
    x, n = program.input("x", "float16", (-1, 4)), program.input("n", "int32", (-1,))
    program.mark_output(program.identity(n), "m")
    program.mark_output(program.activation(x, "RELU"), "y")
    profiles = [{"x": ((k, 4),) * 3, "n": ((20 + k,),) * 3} for k in range(12)]
    engine = t.engine(program, profiles)
    for k in range(12):
        for name, dims, dtype in (("x", (k, 4), "float16"), ("n", (20 + k,), "int32")):
            for tensor in (name, {"x": "y", "n": "m"}[name]):
                with t.subcase(profile=k, tensor=tensor):
                    binding = tensor if k == 0 else f"{tensor} [profile {k}]"
                    for key in (binding, engine.binding_index(binding).get()):
                        t.equal(engine.binding_dims(key), dims)
                        t.equal(engine.binding_is_input(key), tensor == name)
                        t.equal(engine.binding_dtype(key), dtype)


@negative("DS-PY-009", features=BINDINGS)
def neither_index_nor_name(t: Trial) -> None:
    """A name that no binding has is refused, by whatever channel."""
    engine = engine_of(t)
    for name in ("nobody", "a [profile 2]", ""):
        with t.subcase(name=name):
            t.refused(engine.binding_dims(name), logged=False)


# DS-PY-010, DS-PY-011: ranges of profiles


@positive("DS-PY-010", features=CONTEXTS)
def ranges_of_an_engine(t: Trial) -> None:
    """[min, opt, max] of an input in a profile."""
    engine = engine_of(t)
    for profile, ranges in enumerate(ladder(["a", "b"], 2)):
        for name, bounds in ranges.items():
            with t.subcase(profile=profile, name=name):
                t.equal(engine.tensor_profile_dims(name, profile), bounds)


@positive("DS-PY-010", features=BINDINGS, editions=("8.4", "9"))
def profile_before_binding(t: Trial) -> None:
    """get_profile_shape(profile_index, binding): the profile comes first, the binding may be a name."""
    engine = engine_of(t)
    ranges = ladder(["a", "b"], 2)
    for profile, binding in ((0, 1), (1, 3), (1, 4), (0, "b"), (1, "a [profile 1]")):
        with t.subcase(profile=profile, binding=binding):
            key = binding if isinstance(binding, str) else engine.binding_index(NAMES[binding]).get()
            t.equal(engine.profile_dims(profile, key), ranges[profile]["a"])


@negative("DS-PY-010", features=BINDINGS, editions=("8.4", "9"))
def no_such_profile(t: Trial) -> None:
    """A profile that the engine does not have is refused: 2 and 1 may not be exchanged."""
    engine = engine_of(t)
    for profile in (2, 3, 5):
        with t.subcase(profile=profile):
            t.refused(engine.profile_dims(profile, 1), logged=False)


@choice("DS-PY-011", features=BINDINGS, editions=("8.4", "9"))
def values_of_profiles(t: Trial) -> None:
    """Whether get_profile_shape_input has TensorRT's defect: profile and binding exchanged, lists short."""
    other: Range = ((2, 2), (5, 7), (13, 25))
    engine = t.engine(
        reshape_network(),
        [{"x": ((1, 1), (4, 6), (9, 9))}, {"x": ((1, 1), (5, 7), (9, 9))}],
        [{"d": VALUES}, {"d": other}],
    )
    for profile, wanted in ((0, VALUES), (1, other)):
        with t.subcase(profile=profile):
            index = engine.binding_index("d" if profile == 0 else "d [profile 1]").get()
            answer = engine.profile_values(profile, index)
            t.chose(
                "the values" if answer.ok and answer.value == wanted else f"{answer.value if answer.ok else 'refused'}"
            )


# DS-PY-012, DS-PY-013: the profile of a context


@positive("DS-PY-012", features=CONTEXTS)
def profile_is_readable(t: Trial) -> None:
    """active_optimization_profile is readable, and follows a selection."""
    context = t.create_context(engine_of(t))
    t.equal(context.profile(), 0)
    t.accepted(context.select_profile(1))
    t.equal(context.profile(), 1)


@positive("DS-PY-013", features=CONTEXTS)
def selection_is_true(t: Trial) -> None:
    """set_optimization_profile_async returns True."""
    context = t.create_context(engine_of(t))
    for profile in (1, 0):
        t.equal(context.select_profile(profile), True)


@negative("DS-PY-013", features=CONTEXTS)
def selection_raises(t: Trial) -> None:
    """It raises RuntimeError for an index that is out of range."""
    context = t.create_context(engine_of(t))
    for index in (2, -1, 100):
        with t.subcase(index=index):
            answer = context.select_profile(index)
            t.refused(answer, channel="RuntimeError", logged=False)
            text_says(t, answer, "Error in set optimization profile async.")
            t.equal(context.profile(), 0)


@negative("DS-PY-013", features=CONTEXTS, editions=("8.4", "9"))
def selection_of_a_held_profile_raises(t: Trial) -> None:
    """And for a profile that another context holds."""
    _first, second = without_profile(t, engine_of(t))
    t.refused(second.select_profile(0), channel="RuntimeError", logged=False)


# DS-PY-014, DS-PY-015: dims and values


@positive("DS-PY-014", features=CONTEXTS)
def dims_that_are_taken(t: Trial) -> None:
    """Dims within the range are True, and get_binding_shape returns them."""
    context = t.create_context(engine_of(t))
    for dims in ((1, 4), (5, 4)):
        t.equal(context.set_dims("a", dims), True)
        t.equal(context.dims("a"), dims)


@negative("DS-PY-014", features=CONTEXTS)
def dims_that_are_not(t: Trial) -> None:
    """Dims out of range are False, and never an exception."""
    context = t.create_context(engine_of(t))
    for dims in ((0, 4), (6, 4), (3, 5), (3,), (3, 4, 1), (-1, 4), (-2, 4)):
        with t.subcase(dims=dims):
            t.refused(context.set_dims("a", dims), channel="False", logged=False)


@positive("DS-PY-015", features=BINDINGS, editions=("8.4", "9"))
def values_that_are_taken(t: Trial) -> None:
    """set_shape_input is True, and get_shape a list of the values."""
    context = reshaping(t)
    for values in ((6, 4), (2, 12), (1, 24)):
        t.equal(context.set_binding_values(1, values), True)
        t.equal(context.values("d"), values)


@negative("DS-PY-015", features=BINDINGS, editions=("8.4", "9"))
def values_that_are_not(t: Trial) -> None:
    """Values out of range are False, and never an exception."""
    context = reshaping(t)
    for values in ((0, 4), (13, 4), (4, 25)):
        with t.subcase(values=values):
            t.refused(context.set_binding_values(1, values), channel="False", logged=False)


@negative("DS-PY-015", features=BINDINGS, editions=("8.4", "9"))
def values_that_nothing_has(t: Trial) -> None:
    """get_shape raises RuntimeError for what is no shape tensor."""
    answer = reshaping(t).values("x")
    t.refused(answer, channel="RuntimeError", logged=False)
    text_says(t, answer, "Error in get shape bindings.")


# DS-PY-016, DS-PY-017: whether all is set, and execution


@positive("DS-PY-016", features=CONTEXTS)
def all_that_is_specified(t: Trial) -> None:
    """all_binding_shapes_specified and all_shape_inputs_specified turn True when the last of them is set."""
    context = t.create_context(t.engine(reshape_network(), [{"x": ((1, 1), (4, 6), (9, 9))}], [{"d": VALUES}]))
    t.equal(context.all_dims_specified(), False)
    t.equal(context.all_values_specified(), False)
    t.accepted(context.set_dims("x", (4, 6)))
    t.equal(context.all_dims_specified(), True)
    t.equal(context.all_values_specified(), False)
    t.accepted(context.set_values("d", (6, 4)))
    t.accepted(context.dims("y"))
    t.equal(context.all_values_specified(), True)


@negative("DS-PY-016", features=CONTEXTS)
def all_but_one(t: Trial) -> None:
    """While one input lacks its dims it is False; without shape inputs there are no values to lack."""
    context = t.create_context(engine_of(t))
    t.accepted(context.set_dims("a", (3, 4)))
    t.equal(context.all_dims_specified(), False)
    t.equal(context.all_values_specified(), True)


@positive("DS-PY-017", features=("execution",))
def execution_is_true(t: Trial) -> None:
    """With everything set the execution succeeds."""
    context = t.create_context(engine_of(t))
    for name in "ab":
        t.accepted(context.set_dims(name, (3, 4)))
    t.close(context.infer({"a": ramp((3, 4)), "b": ramp((3, 4))}).get()["sum"], 2 * ramp((3, 4)), 0)


@negative("DS-PY-017", features=("execution",))
def execution_is_false(t: Trial) -> None:
    """It returns False, and raises nothing, where dims are not set, and where an input has no address."""
    with t.subcase(missing="dims"):
        context = t.create_context(engine_of(t))
        t.refused(context.infer({}), channel="False")
    with t.subcase(missing="address"):
        program: Program = foo_network((-1, 4))
        context = t.context(program, ladder(["foo"], 1))
        t.accepted(context.set_dims("foo", (3, 4)))
        t.refused(context.infer({}), channel="False")
