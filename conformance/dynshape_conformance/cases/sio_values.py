"""DS-SIO: values of shape tensors at run time: which must be set, which may be, and which can be read."""

from __future__ import annotations

import numpy as np
from dynshape_fixtures.networks import reshape_network

from ..case import Range, Trial, choice, negative, positive
from .expect_profiles import select, without_profile
from .sio_runtime import OLD, RUN, SET, D, X
from .sketch import Sketch, values_between

# DS-SIO-024 to DS-SIO-028


def two_shape_inputs(t: Trial) -> Sketch:
    """Shape inputs d (2) and n (1); fill y by d and z by n, total d + n for shapes."""
    s = Sketch(t)
    d, n = s.numbers("d"), s.numbers("n", 1)
    s.mark_output(s.filled(d), "y")
    s.mark_output(s.filled(n), "z")
    s.mark_output_for_shapes(s.elementwise(d, n, "SUM"), "total")
    return s


BOTH: dict[str, Range] = {"d": values_between(0, (2, 3), 9), "n": ((0,), (1,), (9,))}


@positive("DS-SIO-024", needs=SET, features=RUN, editions=OLD)
def each_shape_input_is_set(t: Trial) -> None:
    """After a call for each of them, in either order, all values are specified."""
    for order in ("dn", "nd"):
        with t.subcase(order=order):
            context = t.context(two_shape_inputs(t), [{}], [BOTH])
            for name, specified in zip(order, (False, True), strict=True):
                t.accepted(context.set_values(name, (3, 4) if name == "d" else (5,)))
                t.equal(context.all_values_specified(), specified)
            t.equal(context.dims("y"), (3, 4))
            t.equal(context.dims("z"), (5,))


@negative("DS-SIO-024", needs=SET, features=("execution", "bindings"), editions=OLD)
def one_shape_input_is_not_set(t: Trial) -> None:
    """With one of them missing nothing runs."""
    for name in "dn":
        with t.subcase(set=name):
            context = t.context(two_shape_inputs(t), [{}], [BOTH])
            t.accepted(context.set_values(name, (3, 4) if name == "d" else (5,)))
            t.refused(context.infer({}), "DS-SIO-024", "DS-SIO-004")


@negative("DS-SIO-024", needs=SET, features=RUN, editions=OLD)
def nothing_is_set_by_itself(t: Trial) -> None:
    """A call is needed for a scalar as well, and where the profile leaves no choice of the values."""
    for dims in ((), (1,), (2,)):
        for high in (5, 9):
            with t.subcase(dims=dims, max=high):
                s = Sketch(t)
                s.mark_output_for_shapes(s.identity(s.input("a", s.integer, dims)), "y")
                least = (5,) * int(np.prod(dims))
                context = t.context(s, [{}], [{"a": (least, least, (high,) * len(least))}])
                t.equal(context.all_values_specified(), False)
                t.refused(context.values("y"), "DS-SIO-024", "DS-SIO-027")
                t.accepted(context.set_values("a", least))
                t.equal(context.all_values_specified(), True)
                t.equal(context.values("y"), least)


@negative("DS-SIO-024", needs=SET, features=RUN, editions=OLD)
def values_without_a_profile(t: Trial) -> None:
    """While the profile is -1 values are refused."""
    engine = t.engine(two_shape_inputs(t), [{}] * 2, [BOTH] * 2)
    _first, second = without_profile(t, engine)
    for index in (0, 5):
        with t.subcase(binding=index):
            t.refused(second.set_binding_values(index, (3, 4)), "DS-SIO-024", "DS-CTX-014", channel="False")
    select(t, second, 1)
    with t.subcase(profile=1):
        t.accepted(second.set_values("d", (3, 4)))


@positive("DS-SIO-025", needs=SET, features=RUN, editions=OLD)
def values_within_the_range(t: Trial) -> None:
    """Values from min to max of the profile are accepted, both included, element by element."""
    context = t.context(reshape_network((6,)), [{}], [{"d": ((-1, 1), (2, 3), (6, 9))}])
    for values in ((-1, 1), (6, 9), (-1, 9), (6, 1), (2, 3), (0, 5)):
        with t.subcase(values=values):
            t.accepted(context.set_values("d", values))
            t.equal(context.values("d"), values)


@negative("DS-SIO-025", needs=SET, features=RUN, editions=OLD)
def values_outside_the_range(t: Trial) -> None:
    """A value below min or above max is refused, and the earlier ones stay."""
    context = t.context(reshape_network((6,)), [{}], [{"d": ((-1, 1), (2, 3), (6, 9))}])
    t.accepted(context.set_values("d", (2, 3)))
    for values in ((-2, 3), (7, 3), (2, 0), (2, 10), (-2, 10), (2**31 - 1, 3), (2, -(2**31))):
        with t.subcase(values=values):
            t.refused(context.set_values("d", values), "DS-SIO-025", channel="False")
            t.equal(context.values("d"), (2, 3))


@negative("DS-SIO-025", needs=SET, features=RUN, editions=OLD)
def values_of_another_profile(t: Trial) -> None:
    """The range is that of the selected profile: values that only another one spans are refused."""
    ranges: list[dict[str, Range]] = [{"d": values_between(low, (low + 1,) * 2, low + 4)} for low in (1, 5, 20)]
    s = Sketch(t)
    s.mark_output(s.filled(s.numbers("d")), "y")
    context = t.context(s, [{}] * 3, ranges)
    for turn, profile in enumerate((0, 1, 2, 0)):
        select(t, context, profile)
        for other, low in enumerate((1, 5, 20)):
            with t.subcase(turn=turn, profile=profile, other=other):
                answer = context.set_values("d", (low + 3, low + 4))
                if other == profile:
                    t.accepted(answer)
                    t.equal(context.values("d"), (low + 3, low + 4))
                else:
                    t.refused(answer, "DS-SIO-025", channel="False")


@choice("DS-SIO-007", needs=SET, features=RUN, editions=("10", None))
def values_outside_the_range_by_name(t: Trial) -> None:
    """By name values are an address: when, if ever, one outside the range is refused."""
    context = t.context(reshape_network((6,)), [{}], [{"d": ((-1, 1), (2, 3), (3, 9))}])
    answer = context.set_values("d", (6, 1))
    if not answer.ok:
        t.chose("refused when it is set")
        return
    t.chose("computed with" if context.dims("y").ok else "refused by the query of dims")


@positive("DS-SIO-026", needs=SET, features=RUN, editions=OLD)
def as_many_values_as_elements(t: Trial) -> None:
    """As many values as the dims of the binding have elements are read: one for a scalar."""
    for dims in ((), (1,), (3,), (16,), (17,), (64,)):
        with t.subcase(dims=dims):
            s = Sketch(t)
            s.mark_output_for_shapes(s.identity(s.input("a", "int32", dims)), "y")
            count = int(np.prod(dims))
            context = t.context(s, [{}], [{"a": values_between(0, (1,) * count, 99)}])
            values = tuple(range(5, 5 + count))
            t.accepted(context.set_values("a", values))
            t.equal(context.values("a"), values)
            t.equal(context.values("y"), values)


@choice("DS-SIO-026", needs=SET, features=("contexts", "bindings"), editions=OLD)
def more_values_than_elements(t: Trial) -> None:
    """Of more values than elements: refused, or the first ones are read. Too few can't be asked: undefined."""
    context = t.context(reshape_network((6,)), [{}], [{"d": values_between(1, (2, 3), 6)}])
    answer = context.set_values("d", (2, 3, 1))
    t.chose("the first are read" if answer.ok else "refused")


@positive("DS-SIO-027", needs=("DS-SIO-009",), features=RUN, editions=OLD)
def values_of_an_output(t: Trial) -> None:
    """When all dims and values are set the values of a shape output can be read, and follow the inputs."""
    context = t.context(two_shape_inputs(t), [{}], [BOTH])
    for d, n in (((2, 3), 4), ((0, 9), 0), ((9, 9), 9), ((2, 3), 4)):
        t.accepted(context.set_values("d", d))
        t.accepted(context.set_values("n", (n,)))
        with t.subcase(d=d, n=n, asked=len(t.outcomes)):
            t.equal(context.values("total"), (d[0] + n, d[1] + n))
            t.equal(context.values("d"), d)


@positive("DS-SIO-027", needs=("DS-SIO-009",), features=RUN, editions=OLD)
def values_of_an_input_alone(t: Trial) -> None:
    """The values of a shape input can be read once they are set, whatever else is missing: that is for outputs."""
    for name, values in (("d", (2, 3)), ("n", (4,))):
        with t.subcase(missing="values", set=name):
            context = t.context(two_shape_inputs(t), [{}], [BOTH])
            t.accepted(context.set_values(name, values))
            t.equal(context.values(name), values)
    for profile in (0, 1):
        with t.subcase(missing="dims", set="d", profile=profile):
            context = t.context(reshape_network(), [{"x": X}] * 2, [{"d": D}] * 2, profile)
            t.accepted(context.set_values("d", (4, 6)))
            t.equal(context.values("d"), (4, 6))


@negative("DS-SIO-027", needs=("DS-SIO-009",), features=RUN, editions=OLD)
def values_of_an_input_too_early(t: Trial) -> None:
    """Before they are set a shape input has no values either."""
    context = t.context(two_shape_inputs(t), [{}], [BOTH])
    for name in "dn":
        with t.subcase(input=name):
            t.refused(context.values(name), "DS-SIO-027")


@negative("DS-SIO-027", needs=("DS-SIO-009",), features=RUN, editions=OLD)
def values_of_an_output_too_early(t: Trial) -> None:
    """Before all are set, without a profile, and of what is no shape binding there are no values."""
    context = t.context(two_shape_inputs(t), [{}], [BOTH])
    with t.subcase(set="none"):
        t.refused(context.values("total"), "DS-SIO-027")
    t.accepted(context.set_values("d", (2, 3)))
    with t.subcase(set="one"):
        t.refused(context.values("total"), "DS-SIO-027")
    t.accepted(context.set_values("n", (4,)))
    with t.subcase(tensor="y"):
        t.refused(context.values("y"), "DS-SIO-027")
    with t.subcase(set="all"):
        t.equal(context.values("total"), (6, 7))


@negative("DS-SIO-027", needs=("DS-SIO-009", "DS-CTX-014"), features=RUN, editions=OLD)
def values_without_a_profile_selected(t: Trial) -> None:
    """A context that has no profile has no values, neither of an input nor of an output."""
    _first, second = without_profile(t, t.engine(two_shape_inputs(t), [{}], [BOTH]))
    for tensor in ("d", "total"):
        with t.subcase(tensor=tensor):
            t.refused(second.values(tensor), "DS-SIO-027", "DS-CTX-014")


@negative("DS-SIO-027", needs=("DS-SIO-009",), features=RUN, editions=OLD)
def dims_missing_for_an_output(t: Trial) -> None:
    """While dims are missing there are no values of an output either."""
    s = Sketch(t)
    s.mark_output_for_shapes(s.shape(s.input("x", "float32", (-1, -1))), "y")
    context = t.context(s, [{"x": X}])
    with t.subcase(set=False):
        t.refused(context.values("y"), "DS-SIO-027")
    t.accepted(context.set_dims("x", (3, 5)))
    with t.subcase(set=True):
        t.equal(context.values("y"), (3, 5))


@positive("DS-SIO-028", features=RUN, editions=("8.4", "10"))
def nothing_to_specify(t: Trial) -> None:
    """Without input shape tensors all values are specified from the start, dims set or not."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, -1))
    s.mark_output(s.shuffle(x, s.shape(s.input("like", "float32", (-1, -1)))), "y")
    context = t.context(s, [{"x": X, "like": X}])
    for turn in ("unset", "set"):
        with t.subcase(dims=turn):
            t.equal(context.all_values_specified(), True)
        if turn == "unset":
            t.accepted(context.set_dims("x", (3, 5)))


@negative("DS-SIO-028", needs=SET, features=RUN, editions=OLD)
def something_to_specify(t: Trial) -> None:
    """With one it is not, until its values are set, and not any more after a profile was selected."""
    context = t.context(two_shape_inputs(t), [{}] * 2, [BOTH] * 2)
    for profile in (0, 1):
        if profile:
            t.accepted(context.select_profile(profile))
        for names, specified in (("", False), ("d", False), ("n", True)):
            if names:
                t.accepted(context.set_values(names, (2, 3) if names == "d" else (1,)))
            with t.subcase(profile=profile, set=names or "none"):
                t.equal(context.all_values_specified(), specified)
