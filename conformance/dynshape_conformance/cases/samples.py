"""Layers on arrays: many small computations carried out in few networks.

A `Sample` is one layer (or a few) with the arrays that go in. `computed` puts many of them into one
network; where that network is refused each gets one of its own, so that one fault has one subcase.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dynshape_fixtures import Program
from dynshape_fixtures.ranges import pinned

from ..adapter import Array, Context, Dims
from ..adapters.trt_names import edition_key
from ..case import Trial
from .expect import refused_at_last, results_of, set_all

Make = Callable[..., str | Sequence[str]]
"""Appends layers to a program, given the program and the ids of the inputs; returns the ids of the results."""
Typed = tuple[str, Sequence[int]]
"""A data type and dims."""


@dataclass(frozen=True)
class Sample:
    """``make`` applied to ``arrays``; ``fixed``: the inputs declare their dims, else every extent is a wildcard."""

    make: Make
    arrays: tuple[Array, ...]
    fixed: bool = False


class Results:
    """The results of samples by name; asking for one that failed raises what it failed with."""

    def __init__(self) -> None:
        self.found: dict[str, list[Array] | Exception] = {}

    def all(self, name: str) -> list[Array]:
        """All results of a sample."""
        found = self.found[name]
        if isinstance(found, Exception):
            raise found
        return found

    def __getitem__(self, name: str) -> Array:
        return self.all(name)[0]


def computed(t: Trial, samples: Mapping[str, Sample]) -> Results:
    """The results of all samples, from one network if it is accepted, else from one each."""
    results = Results()
    try:
        results.found.update(_together(t, samples))
    except Exception:
        for name, sample in samples.items():
            try:
                results.found.update(_together(t, {name: sample}))
            except Exception as error:
                results.found[name] = error
    return results


def compute(t: Trial, make: Make, *arrays: Array, fixed: bool = False) -> Array:
    """The first result of one sample."""
    return computed(t, {"": Sample(make, arrays, fixed)})[""]


def _together(t: Trial, samples: Mapping[str, Sample]) -> dict[str, list[Array] | Exception]:
    program = Program()
    arrays: dict[str, Array] = {}
    ids: dict[tuple[object, ...], str] = {}
    outputs: dict[str, list[str]] = {}
    for name, sample in samples.items():
        inputs = []
        for array in sample.arrays:
            key = (array.dtype.name, array.shape, array.tobytes(), sample.fixed)
            if key not in ids:
                ids[key] = f"in{len(ids)}"
                arrays[ids[key]] = array
                declared = array.shape if sample.fixed else (-1,) * array.ndim
                program.input(ids[key], array.dtype.name, declared)
            inputs.append(ids[key])
        made = sample.make(program, *inputs)
        tensors = [made] if isinstance(made, str) else list(made)
        outputs[name] = [f"out{sum(map(len, outputs.values())) + k}" for k in range(len(tensors))]
        for tensor, output in zip(tensors, outputs[name], strict=True):
            program.mark_output(tensor, output)
    wild = {
        input: array.shape
        for (_, dims, _, fixed), input in ids.items()
        if dims and not fixed
        for array in [arrays[input]]
    }
    context = t.context(program, [{input: pinned(dims) for input, dims in wild.items()}] if wild else [])
    set_all(t, context, wild)
    found = results_of(t, context, arrays)
    return {name: [found[output] for output in made] for name, made in outputs.items()}


def int32_dims(t: Trial, program: Program, x: str) -> str:
    """The dims of x as Int32, which they are before edition 10."""
    return program.shape(x) if edition_key(t.edition) < (10,) else to_int32(t, program, program.shape(x))


def to_int32(t: Trial, program: Program, x: str) -> str:
    """x as Int32: by an identity layer before edition 10, then by a cast, as strongly typed networks want it."""
    if edition_key(t.edition) >= (10,):
        return program.layer("cast", [x], {"to_type": "int32"})
    layer = program.identity(x)
    program.set_output_type(layer, 0, "int32")
    return layer


# Networks of one layer, judged by their dims


def one_layer(make: Make, inputs: Sequence[Typed]) -> tuple[Program, str]:
    """The layer on network inputs a, b, c ..., and the id of its first result, which is output y."""
    program = Program()
    names = [program.input(name, dtype, dims) for name, (dtype, dims) in zip("abcdefgh", inputs, strict=False)]
    made = make(program, *names)
    tensor = made if isinstance(made, str) else made[0]
    program.mark_output(tensor, "y")
    return program, tensor


def gives_dims(t: Trial, make: Make, inputs: Sequence[Typed], dims: Dims, dtype: str | None = None) -> None:
    """The layer is accepted, and its first result has these dims (and this type) while the network is defined."""
    program, tensor = one_layer(make, inputs)
    definition = t.define(program)
    t.equal(definition.tensor_dims(tensor), dims)
    if dtype is not None:
        t.equal(definition.tensor_dtype(tensor), dtype)


def refused_layer(t: Trial, make: Make, inputs: Sequence[Typed], *clauses: str) -> None:
    """The layer is refused: when it is added or set, when its dims are asked for, or when it is built."""
    program, tensor = one_layer(make, inputs)
    refused_at_last(t, t.adapter.define(program), tensor, *clauses)


def context_of(t: Trial, make: Make, dtypes: Sequence[str], *points: Sequence[Dims]) -> Context:
    """A context of the layer; each point gives dims for all inputs, the first is kOPT, the range spans all."""
    inputs = [(dtype, (-1,) * len(dims)) for dtype, dims in zip(dtypes, points[0], strict=True)]
    program, _ = one_layer(make, inputs)
    profile = {}
    for name, best, *others in zip("abcdefgh", *points, strict=False):
        columns = list(zip(best, *others, strict=True))
        profile[name] = tuple(map(min, columns)), tuple(best), tuple(map(max, columns))
    return t.context(program, [{name: bounds for name, bounds in profile.items() if bounds[1]}])


def dims_at(t: Trial, context: Context, point: Sequence[Dims], dims: Dims) -> None:
    """With the dims of ``point`` the output has ``dims``."""
    set_all(t, context, {name: extents for name, extents in zip("abcdefgh", point, strict=False) if extents})
    t.equal(context.dims("y"), dims)


def clash_at(t: Trial, context: Context, point: Sequence[Dims], *clauses: str) -> None:
    """With the dims of ``point``, each legal by itself, the output has none."""
    set_all(t, context, {name: extents for name, extents in zip("abcdefgh", point, strict=False) if extents})
    t.refused(context.dims("y"), *clauses, channel="invalid dims")
