"""Stored networks at run time: dims, values, profiles, and what does not fit them.

What each network shows, and where its numbers come from, is in ``docs/fixtures.md``.
"""

from __future__ import annotations

import numpy as np

from ..case import Trial, control, negative, positive
from .stored import as_expected, context_of, dims_everywhere, go_to, results_at, results_everywhere, set_dims, stored

RUN = ("contexts",)
EXECUTE = ("execution",)
DIMS = ("DS-NET-009",)


# DS-NET-009, DS-DIM-023: dims of outputs


@positive("DS-NET-009", features=RUN)
def dims_of_a_cnn(t: Trial) -> None:
    """Batch, height and width go through convolutions, a pooling and a resize to the dims of a skip."""
    dims_everywhere(t, "cnn")


@positive("DS-NET-009", features=RUN)
def dims_of_a_transformer_block(t: Trial) -> None:
    """Batch and sequence length go through attention under two masks."""
    dims_everywhere(t, "transformer_block")


@positive("DS-NET-009", features=RUN)
def dims_of_the_best_detections(t: Trial) -> None:
    """Whatever the number of candidates, the best ones are as many as was asked for."""
    dims_everywhere(t, "detection_top")


@positive("DS-NET-009", features=RUN)
def dims_of_a_recurrent_head(t: Trial) -> None:
    """The number of steps is the length of what a loop concatenates; both branches yield the batch."""
    dims_everywhere(t, "recurrent_head")


@positive("DS-DIM-023", features=RUN)
def back_and_forth(t: Trial) -> None:
    """On one context, from point to point of a profile and back: the dims follow the last ones that were set."""
    for name in ("cnn", "transformer_block", "recurrent_head"):
        with t.subcase(network=name):
            fixture = stored(t, name)
            context = context_of(t, fixture)
            points = [point for point in fixture.points if point.profile == 0]
            for point in (*points, *points[::-1]):
                go_to(t, context, fixture, point)
                for output, expected in point.expected.items():
                    t.equal(context.dims(output), expected.values.shape)


# DS-EST-003: values


@positive("DS-EST-003", needs=DIMS, features=EXECUTE)
def values_of_a_cnn(t: Trial) -> None:
    """One engine gives the values of the network at every batch and image size, under both profiles."""
    results_everywhere(t, "cnn")


@positive("DS-EST-003", needs=DIMS, features=EXECUTE)
def values_of_a_transformer_block(t: Trial) -> None:
    """One engine gives the values of the network at every batch and sequence length, under both profiles."""
    results_everywhere(t, "transformer_block")


@positive("DS-EST-003", needs=DIMS, features=EXECUTE)
def values_of_the_best_detections(t: Trial) -> None:
    """One engine gives places, scores, classes and boxes of the best, for every number of candidates."""
    results_everywhere(t, "detection_top")


@positive("DS-EST-003", needs=DIMS, features=EXECUTE, editions=("8.5", None))
def values_of_a_detection_head(t: Trial) -> None:
    """What is gathered by the subscripts of non-zero elements counts, be they none, some or all."""
    results_everywhere(t, "detection_head")


@positive("DS-EST-003", needs=DIMS, features=EXECUTE)
def values_of_the_small_networks(t: Trial) -> None:
    """The chapter's own networks give their values at the ends of their profiles and inside."""
    for name in ("foo", "add", "four_inputs", "reshape", "reshape_like", "fixed_channels"):
        fixture = stored(t, name)
        with t.subcase(network=name):
            context = context_of(t, fixture)
            for point in fixture.points:
                as_expected(t, results_at(t, context, fixture, point), point)


@positive("DS-EST-003", needs=DIMS, features=EXECUTE)
def nothing_is_left_of_larger_dims(t: Trial) -> None:
    """After a run at the greatest dims, one at the least and the greatest again give what each gives by itself."""
    for name in ("cnn", "transformer_block", "recurrent_head"):
        with t.subcase(network=name):
            fixture = stored(t, name)
            context = context_of(t, fixture)
            for place in ("kMAX", "kMIN", "kMAX"):
                point = fixture.point(place)
                as_expected(t, results_at(t, context, fixture, point), point)


@positive("DS-LAY-059", needs=DIMS, features=EXECUTE)
def softmax_does_not_see_what_is_masked(t: Trial) -> None:
    """Tokens behind a mask do not reach the others through a softmax: other padding, the same values."""
    fixture = stored(t, "transformer_block")
    context = context_of(t, fixture)
    for place in ("kOPT", "kMAX"):
        with t.subcase(at=place):
            point = fixture.point(place)
            kept = point.inputs["keep"] > 0
            other = np.where(kept[..., None], point.inputs["x"], -point.inputs["x"] + np.float32(0.5))
            go_to(t, context, fixture, point)
            found = context.infer({"x": other.astype(np.float32), "keep": point.inputs["keep"]}).get()["y"]
            expected = point.expected["y"]
            t.close(found[kept], expected.values[kept], expected.bounds[kept])


@positive("DS-LAY-054", needs=DIMS, features=EXECUTE)
def branch_by_the_length_of_a_sequence(t: Trial) -> None:
    """The condition is computed from the dims: short sequences yield their last state, long ones the mean."""
    results_everywhere(t, "recurrent_head", "head")


@positive("DS-LAY-055", needs=DIMS, features=EXECUTE)
def states_of_a_recurrent_network(t: Trial) -> None:
    """A loop whose trip limit and length are the steps of its input yields one state a step."""
    results_everywhere(t, "recurrent_head", "states")


# DS-DIM-009, DS-DIM-014: what does not fit

CLASHES = {
    "transformer_block": ({"x": (2, 4, 8), "keep": (2, 3)}, {"x": (3, 4, 8), "keep": (2, 4)}),
    "recurrent_head": ({"x": (2, 4, 3), "start": (3, 3)}, {"x": (3, 1, 3), "start": (2, 3)}),
}
"""Dims that are legal for each input, and no dims for the network."""


@negative("DS-DIM-009", needs=DIMS, features=RUN)
def inputs_that_clash_deep_inside(t: Trial) -> None:
    """Inputs that disagree many layers further on: the output's dims are invalid, and valid again after a change."""
    for name, clashes in CLASHES.items():
        fixture = stored(t, name)
        for number, dims in enumerate(clashes):
            with t.subcase(network=name, clash=number):
                context = context_of(t, fixture)
                output = next(iter(fixture.points[0].expected))
                set_dims(t, context, fixture, dims)
                t.refused(context.dims(output), channel="invalid dims")
                point = fixture.point("kOPT")
                go_to(t, context, fixture, point)
                t.equal(context.dims(output), point.expected[output].values.shape)


@negative("DS-DIM-014", features=RUN)
def one_beyond_the_ends(t: Trial) -> None:
    """In networks of several inputs and profiles, an extent one below min or above max is refused for its input."""
    for name in ("cnn", "transformer_block", "detection_top", "recurrent_head"):
        fixture = stored(t, name)
        context = context_of(t, fixture)
        for input, (least, _, most) in fixture.profiles[0].dims.items():
            for axis, declared in enumerate(fixture.input_dims[input]):
                if declared != -1:
                    continue
                with t.subcase(network=name, input=input, axis=axis):
                    below = tuple(extent - (place == axis) for place, extent in enumerate(least))
                    above = tuple(extent + (place == axis) for place, extent in enumerate(most))
                    t.refused(context.set_dims(input, below), "DS-DIM-014")
                    t.refused(context.set_dims(input, above), "DS-DIM-014")


@control("DS-DIM-014", features=RUN)
def the_ends_themselves(t: Trial) -> None:
    """The ends of the ranges are accepted for each input."""
    for name in ("cnn", "transformer_block", "detection_top", "recurrent_head"):
        fixture = stored(t, name)
        with t.subcase(network=name):
            context = context_of(t, fixture)
            for input, (least, _, most) in fixture.profiles[0].dims.items():
                t.accepted(context.set_dims(input, least))
                t.accepted(context.set_dims(input, most))


# DS-SIO-011: engines in a row


@positive("DS-SIO-011", needs=("DS-SIO-009",), features=RUN)
def shapes_through_a_pipeline(t: Trial) -> None:
    """A, B, C, built in reverse order: the values that each hands on decide the dims of C's output."""
    fixtures = {name: stored(t, f"pipeline_{name}") for name in "cba"}
    contexts = {name: context_of(t, fixture) for name, fixture in fixtures.items()}
    for point in fixtures["a"].points:
        with t.subcase(at=point.place):
            go_to(t, contexts["a"], fixtures["a"], point)
            dims = contexts["a"].values("dims")
            t.equal(dims, point.expected["dims"].values.tolist())
            t.accepted(contexts["b"].set_values("dims", dims.get()))
            even = contexts["b"].values("even")
            t.equal(even, fixtures["b"].point(point.place).expected["even"].values.tolist())
            t.accepted(contexts["c"].set_values("even", even.get()))
            t.accepted(contexts["c"].set_dims("half", contexts["a"].dims("half").get()))
            t.equal(contexts["c"].dims("resized"), fixtures["c"].point(point.place).expected["resized"].values.shape)


@positive("DS-SIO-011", needs=("DS-SIO-009",), features=EXECUTE)
def values_through_a_pipeline(t: Trial) -> None:
    """What A, B, C yield one after the other, each fed with what the one before it gave, is what C should yield."""
    fixtures = {name: stored(t, f"pipeline_{name}") for name in "cba"}
    contexts = {name: context_of(t, fixture) for name, fixture in fixtures.items()}
    for point in fixtures["a"].points:
        with t.subcase(at=point.place):
            made = results_at(t, contexts["a"], fixtures["a"], point)
            as_expected(t, made, point)
            t.accepted(contexts["b"].set_values("dims", [int(extent) for extent in made["dims"]]))
            even = contexts["b"].infer({}).get()["even"]
            t.accepted(contexts["c"].set_values("even", [int(extent) for extent in even]))
            t.accepted(contexts["c"].set_dims("half", made["half"].shape))
            resized = contexts["c"].infer({"half": made["half"]}).get()
            as_expected(t, resized, fixtures["c"].point(point.place))
