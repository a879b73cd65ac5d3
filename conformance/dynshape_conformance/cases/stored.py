"""Stored networks on the backend: built with their profiles, and taken to their points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dynshape_fixtures import Fixture, Point, load

from ..adapter import Array, Context, Definition, Dims
from ..case import Trial


def stored(t: Trial, name: str) -> Fixture:
    """The network as it is in the edition of the run."""
    return load(name, t.edition)


def defined(t: Trial, fixture: Fixture) -> Definition:
    """The network with all its profiles."""
    profiles = fixture.profiles
    return t.definition(fixture.program, [one.dims for one in profiles], [one.values for one in profiles])


def context_of(t: Trial, fixture: Fixture) -> Context:
    """A context of the built network."""
    profiles = fixture.profiles
    return t.context(fixture.program, [one.dims for one in profiles], [one.values for one in profiles])


def go_to(t: Trial, context: Context, fixture: Fixture, point: Point) -> None:
    """The profile of the point is selected, and dims and values of all inputs are set to those of the point."""
    if context.profile().get() != point.profile:
        t.accepted(context.select_profile(point.profile))
    for name, values in fixture.shape_values(point).items():
        t.accepted(context.set_values(name, values))
    set_dims(t, context, fixture, {name: array.shape for name, array in point.inputs.items()})


def set_dims(t: Trial, context: Context, fixture: Fixture, dims: Mapping[str, Dims]) -> None:
    """The dims of those inputs that have run-time dims are set."""
    for name, extents in dims.items():
        if -1 in fixture.input_dims[name]:
            t.accepted(context.set_dims(name, extents))


def dims_everywhere(t: Trial, name: str) -> None:
    """At each point, one subcase each, the context has the dims of all outputs."""
    fixture = stored(t, name)
    context = context_of(t, fixture)
    for point in fixture.points:
        with t.subcase(at=point.place):
            go_to(t, context, fixture, point)
            for output, expected in point.expected.items():
                t.equal(context.dims(output), expected.values.shape)


def results_at(t: Trial, context: Context, fixture: Fixture, point: Point) -> dict[str, Array]:
    """All outputs at the point."""
    go_to(t, context, fixture, point)
    given = fixture.shape_values(point)
    return context.infer({name: array for name, array in point.inputs.items() if name not in given}).get()


def as_expected(t: Trial, found: Mapping[str, Array], point: Point, outputs: Sequence[str] = ()) -> None:
    """Each of these outputs, by default all, is within the bounds of the point."""
    for output in outputs or point.expected:
        expected = point.expected[output]
        t.equal(found[output].dtype.kind, expected.values.dtype.kind)
        t.close(found[output], expected.values, expected.bounds)


def results_everywhere(t: Trial, name: str, *outputs: str) -> None:
    """At each point, one subcase each, these outputs, by default all, are within their bounds."""
    fixture = stored(t, name)
    context = context_of(t, fixture)
    for point in fixture.points:
        with t.subcase(at=point.place):
            as_expected(t, results_at(t, context, fixture, point), point, outputs)
