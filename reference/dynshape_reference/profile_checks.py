"""What a build checks of a profile: that it fits the network's inputs, and the network under it.

Each function raises `Refusal` at the first thing that it can't accept, unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .dims import UNKNOWN, Extents, in_brackets, is_known, known_volume, show
from .errors import ErrorCodeTRT, Journal, Refusal, invalid
from .graph import Graph
from .layers.base import ILayer
from .log_style import INTERNAL
from .partial import Partial
from .profile import MAX, MIN, OPT, SELECTORS, Ranges
from .shapes import Shapes
from .tensors import ITensor


def check_profile(graph: Graph, index: int | str, ranges: Ranges) -> None:
    """The profile fits the network's inputs: all of them, their ranks and fixed extents."""
    ranges.check()
    for tensor in graph.inputs:
        check_input(graph, tensor, index, ranges)


def check_input(graph: Graph, tensor: ITensor, index: int | str, ranges: Ranges) -> None:
    """What the profile states of one input fits it."""
    if tensor.name not in ranges.dims:
        if tensor.is_dynamic:
            text = f"{tensor.name}: dynamic input is missing dimensions in profile {index}."
            if not graph.edition.has_bindings:
                text = f"Dynamic input tensor {tensor.name} is missing dimensions in profile {index}."
            raise invalid("DS-PROF-017", text, tensor=tensor.name)
    else:
        _check_ranges(tensor, index, ranges)
    if tensor.is_shape_tensor:
        _check_values(graph, tensor, index, ranges)


def warn_of_profile(graph: Graph, index: int, ranges: Ranges) -> None:
    """Say what a profile states to no effect."""
    for refusal in without_effect(graph, index, ranges):
        graph.journal.warn(refusal.clause, str(refusal), **refusal.parts())


def without_effect(graph: Graph, index: int, ranges: Ranges) -> Iterator[Refusal]:
    """What a profile states to no effect."""
    for tensor in graph.inputs:
        if tensor.name in ranges.values and not tensor.is_shape_tensor:
            text = f"{tensor.name}: shape values set for non-shape input in profile {index}."
            yield invalid("DS-SIO-018", text, tensor=tensor.name)
    names = {tensor.name for tensor in graph.inputs}
    for name in sorted((set(ranges.dims) | set(ranges.values)) - names):
        yield invalid("DS-PROF-019", f"profile {index} names {name!r}, which is no input", tensor=name)


def _check_ranges(tensor: ITensor, index: int | str, ranges: Ranges) -> None:
    declared = tensor.declared_dims
    low, best, high = (entry for entry in ranges.dims[tensor.name] if entry is not None)
    if len(low) != len(declared):
        text = f"{tensor.name}: number of dimensions is {len(declared)} but profile {index} has {len(low)}"
        if not tensor.graph.edition.has_bindings and not tensor.is_dynamic:
            text = _say_fixed(tensor, 0, index, (low, best, high))
        elif not tensor.graph.edition.has_bindings:
            text = (
                f"Dynamic-shaped input tensor {tensor.name} has {len(declared)} dimensions "
                f"but profile {index} has {len(low)} dimensions."
            )
        raise invalid("DS-PROF-011", text, tensor=tensor.name, value=len(low), permitted=len(declared))
    for axis, extent in enumerate(declared):
        three = (low[axis], best[axis], high[axis])
        if extent != UNKNOWN and three != (extent,) * 3:
            text = _say_fixed(tensor, axis, index, (low, best, high))
            clause = "DS-PROF-014" if tensor.is_dynamic else "DS-PROF-015"
            raise invalid(clause, text, tensor=tensor.name, axis=axis, value=three, permitted=extent)


def _say_fixed(tensor: ITensor, axis: int, index: int | str, entries: tuple[Extents, Extents, Extents]) -> str:
    """What varies although it is fixed, in the words of the edition."""
    declared, is_8 = tensor.declared_dims, tensor.graph.edition.has_bindings
    if not tensor.is_dynamic:
        selector, got = next(pair for pair in zip(SELECTORS, entries, strict=True) if pair[1] != declared)
        kind, got_dims, dims = f"k{selector.upper()}", in_brackets(got), in_brackets(declared)
        if is_8:
            return (
                f"{tensor.name}: {kind} dimensions in profile {index} are {got_dims} "
                f"but input has static dimensions {dims}."
            )
        return (
            f"Input tensor {tensor.name} has static dimensions that don't match {kind} dimensions in profile index "
            f"{index}. Input dimensions are {dims} but profile dimensions are {got_dims}."
        )
    low, best, high = (entry[axis] for entry in entries)
    if is_8:
        return (
            f"{tensor.name}: for dimension number {axis} in profile {index} does not match network definition "
            f"(got min={low}, opt={best}, max={high}), expected min=opt=max={declared[axis]})."
        )
    return (
        f"Dimension mismatch for tensor {tensor.name} and profile {index}. At dimension axis {axis}, profile has "
        f"min={low}, opt={best}, max={high} but tensor has {declared[axis]}."
    )


def _check_values(graph: Graph, tensor: ITensor, index: int | str, ranges: Ranges) -> None:
    if tensor.name not in ranges.values:
        text = f"Optimization profile {index} is missing values for shape input tensor {tensor.name}."
        if graph.edition.has_bindings:
            text = f"{tensor.name}: optimization profile is missing values for shape input, in profile {index}"
        raise invalid("DS-SIO-003", text, tensor=tensor.name)
    wanted = known_volume(graph.shapes.dims(tensor))
    given = len(ranges.values[tensor.name][MIN] or ())
    if given != wanted:
        text = (
            f"Optimization profile {index} provides number of elements in shape tensor {tensor.name} to be {given}. "
            f"This doesn't match product of tensor dimensions {in_brackets(graph.shapes.dims(tensor))}."
        )
        raise invalid("DS-SIO-019", text, tensor=tensor.name, value=given, permitted=wanted)


def check_consistency(graph: Graph, index: int, ranges: Ranges, journal: Journal) -> None:
    """The network can run at kOPT (DS-PROF-008); kMIN and kMAX are warned about (DS-PROF-028)."""
    order = graph.order()
    shapes = at_opt = shapes_at(graph, ranges, OPT)
    for selector in (OPT, MIN, MAX):
        if selector != OPT:
            is_same = ranges.is_same(selector, OPT)
            if selector == MIN and is_same:
                continue  # What holds at kOPT holds here.
            shapes = at_opt if is_same else shapes_at(graph, ranges, selector)
        refusal = inconsistency(graph, order, index, shapes, selector)
        if refusal is not None and refusal.clause == "DS-PROF-028":
            journal.warn(refusal.clause, str(refusal), **refusal.parts())
        elif refusal is not None:
            raise refusal


def inconsistency(
    graph: Graph, order: Sequence[ILayer], index: int | str, shapes: Shapes, selector: int
) -> Refusal | None:
    """Why the network can't run at kMIN, kOPT or kMAX: the first layer that fails, with what clashes.

    ``shapes`` are those of that selector, see `shapes_at`.
    """
    name = f"k{SELECTORS[selector].upper()}"
    try:
        if selector == MAX:
            for tensor in graph.inputs:
                check_volume(tensor, shapes.dims(tensor))
        shapes.work_out(final=True)
        if selector == MAX:
            for layer in order:
                for tensor in layer.outputs:
                    check_volume(tensor, shapes.dims(tensor))
        check_dimension_names(graph, shapes)
    except Refusal as refusal:
        if refusal.code == ErrorCodeTRT.INVALID_STATE:
            # Not about these values: no others would be better.
            return refusal
        is_8 = graph.edition.has_bindings
        if selector == OPT or refusal.clause == "DS-NET-013":
            text = f"{name} values for profile {index} violate shape constraints: {_say(graph, refusal)}"
            if refusal.clause == "DS-DIM-028" and not is_8:
                text = f"Profile {name} values are not self-consistent. {refusal}"
            clause = "DS-PROF-008" if refusal.clause != "DS-NET-013" else refusal.clause
            return invalid(clause, text, category=INTERNAL, **refusal.parts())
        text = f"Profile {name} values are not self-consistent. {_say(graph, refusal)} [{refusal.clause}]"
        words = f"{SELECTORS[selector].capitalize()} value of this profile is not valid. " if is_8 else ""
        text = f"{words}{text} in profile {index}"
        return invalid("DS-PROF-028", text, **refusal.parts())
    return None


def _say(graph: Graph, refusal: Refusal) -> str:
    """A refusal of phase 1, TensorRT's words first."""
    if refusal.instruction is None:
        return str(refusal)
    return f"{refusal.instruction.at_build(graph.edition, str(refusal.layer))} ({refusal})"


def check_volume(tensor: ITensor, dims: Extents) -> None:
    """A tensor has fewer than 2^31 elements at kMAX, until 10 takes the limit away (DS-NET-013)."""
    most = tensor.graph.edition.max_extent
    if is_known(dims) and known_volume(dims) > most:
        text = f"{tensor.name} {show(dims)} has {known_volume(dims)} elements; {most} is the most"
        raise invalid("DS-NET-013", text, tensor=tensor.name, value=known_volume(dims), permitted=most)


def check_dimension_names(graph: Graph, shapes: Shapes) -> None:
    """Extents of inputs that bear one name are equal (DS-DIM-028)."""
    first: dict[str, tuple[ITensor, int]] = {}
    for tensor in graph.inputs:
        names = tensor.dimension_names
        for axis, name in sorted(names.items()) if names else ():
            other, other_axis = first.setdefault(name, (tensor, axis))
            here, there = shapes.dims(tensor)[axis], shapes.dims(other)[other_axis]
            if UNKNOWN not in (here, there) and here != there:
                rule = "all named dimensions that share the same name must be equal"
                if not graph.edition.has_bindings:
                    rule = f"Dimensions with name {name} must be equal. Condition '==' violated: {there} != {here}."
                text = (
                    f"{rule}: {name!r} is {there} in "
                    f"{other.name} axis {other_axis} and {here} in {tensor.name} axis {axis}"
                )
                raise invalid("DS-DIM-028", text, tensor=tensor.name, axis=axis, value=here, permitted=there)


def shapes_at(graph: Graph, ranges: Ranges, selector: int) -> Shapes:
    """All dims and shape values with the inputs at kMIN, kOPT or kMAX."""
    dims = {name: entries[selector] or () for name, entries in ranges.dims.items()}
    return Shapes.of_inputs(graph, dims, values_at(graph, ranges, selector))


def values_at(graph: Graph, ranges: Ranges, selector: int) -> dict[str, Partial]:
    """The values of shape inputs at kMIN, kOPT or kMAX, in the dims of the inputs."""
    values: dict[str, Partial] = {}
    for tensor in graph.shape_inputs():
        entry = ranges.values.get(tensor.name, [None, None, None])[selector]
        if entry is not None:
            values[tensor.name] = Partial.of(np.array(entry, np.int64).reshape(tensor.declared_dims))
    return values
