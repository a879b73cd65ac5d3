"""What a build checks: the network, the profiles, and the network under each profile.

Each function raises `Refusal` at the first thing that it can't accept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .build_options import BuilderFlag, DeviceType, EngineCapability
from .channels import check_int8_channels
from .config import IBuilderConfig
from .dims import UNKNOWN, Extents, is_known, known_volume, show
from .dtypes import DataType
from .editions import Edition
from .errors import ErrorCodeTRT, Journal, Refusal
from .graph import Graph
from .layers.base import ILayer
from .nesting import check_nesting
from .profile import MAX, MIN, OPT, SELECTORS, Ranges
from .rules import SHAPE, describe_chain
from .schedule import make_schedule
from .shapes import Partial, Shapes, View
from .stored import API
from .tensors import LINEAR_ONLY, ITensor


def validate(graph: Graph, config: IBuilderConfig, implicit_batch: bool) -> list[Ranges]:
    """Check all that a build checks; returns the profiles, a default one where none is needed (DS-PROF-023)."""
    if implicit_batch:
        raise _invalid("DS-NET-002", "this engine builds explicit-batch networks only")
    validate_graph(graph)
    check_placement(graph, config)
    if config.get_flag(BuilderFlag.INT8):
        check_int8_channels(graph)
    profiles = [profile.ranges for profile in config.profiles]
    if not profiles:
        if graph.is_dynamic():
            text = "Network has dynamic or shape inputs, but no optimization profile has been defined."
            dynamic = next(tensor for tensor in graph.inputs if tensor.is_dynamic or tensor.is_shape_tensor)
            raise _invalid("DS-PROF-002", text, tensor=dynamic.name)
        profiles = [Ranges()]
    if config.get_flag(BuilderFlag.REFIT) and len(profiles) > 1:
        text = f"a refittable engine has one profile, not {len(profiles)}"
        raise _invalid("DS-PROF-022", text, value=len(profiles), permitted=1)
    for index, ranges in enumerate(profiles):
        check_profile(graph, index, ranges)
        warn_of_profile(graph, index, ranges)
        check_consistency(graph, index, ranges, graph.journal)
    return profiles


def validate_graph(graph: Graph) -> None:
    """Check all that a network is by itself: names, layers, shape tensors."""
    if not graph.outputs:
        raise _invalid("DS-NET-019", "the network has no outputs")
    check_names(graph)
    order = graph.order()
    check_nesting(graph)
    for layer in order:
        for tensor in layer.outputs:
            graph.shapes.dims(tensor)
        if layer.is_checked:
            graph.shapes.check(layer, final=False)
    check_shape_tensors(graph)
    check_formats(graph)
    if graph.regions:
        make_schedule(graph, order)


def check_formats(graph: Graph) -> None:
    """Inputs and outputs may be row-major, the only layout there is."""
    for tensor in (*graph.inputs, *graph.outputs):
        if not tensor.allowed_formats & LINEAR_ONLY:
            text = f"{tensor.name}: this engine has row-major tensors only, and the allowed formats lack LINEAR"
            raise _invalid(API, text, tensor=tensor.name, value=tensor.allowed_formats, permitted=LINEAR_ONLY)


def check_names(graph: Graph) -> None:
    """Inputs and outputs are told apart by their names."""
    seen: set[str] = set()
    for tensor in (*graph.inputs, *graph.outputs):
        if tensor.name in seen:
            raise _invalid("DS-NET-016", f"two inputs or outputs are named {tensor.name!r}", tensor=tensor.name)
        seen.add(tensor.name)


def check_shape_tensors(graph: Graph) -> None:
    """Every shape tensor can be one: its layer, type, rank and length (DS-EST-006)."""
    edition = graph.edition
    for tensor, layer in graph.classes.barriers.items() if edition.strict_classes else ():
        chain = describe_chain(graph.classes.chain(tensor, SHAPE))
        text = f"{layer.name}: I{layer.label}Layer cannot be used to compute a shape tensor; {chain}"
        code = ErrorCodeTRT.INVALID_STATE
        raise Refusal("DS-RULE-029", text, code=code, tensor=tensor.name, layer=layer.name)
    for tensor in graph.classes.shape:
        try:
            _check_one_shape_tensor(graph, tensor)
        except Refusal as refusal:
            chain = describe_chain(graph.classes.chain(tensor, SHAPE))
            raise refusal.saying(f"{refusal}; it is a shape tensor because {chain}") from None


def _check_one_shape_tensor(graph: Graph, tensor: ITensor) -> None:
    """All that one shape tensor must be, by its layer, its type and its dims."""
    edition = graph.edition
    check_shape_tensor(tensor, graph.shapes.dims(tensor), edition)
    if tensor.producer is not None:
        tensor.producer.check_shape_use(View(graph.shapes, tensor.producer))
    boundary = tensor.is_network_input or graph.outputs.get(tensor, False)
    if boundary and tensor.dtype not in edition.boundary_types:
        got = tensor.dtype.name
        text = f"{tensor.name}: a network input or output that is a shape tensor must have type Int32, not {got}"
        permitted = edition.boundary_types
        raise _invalid("DS-SIO-013", text, tensor=tensor.name, value=tensor.dtype, permitted=permitted)
    if graph.outputs.get(tensor) and len(graph.shapes.dims(tensor)) > 1:
        dims = graph.shapes.dims(tensor)
        text = f"{tensor.name}: an output that is a shape tensor has 0 or 1 dimensions, not {show(dims)}"
        raise _invalid("DS-SIO-030", text, tensor=tensor.name, value=len(dims), permitted=1)
    if tensor.allowed_formats != LINEAR_ONLY:
        text = f"{tensor.name}: a shape tensor is row-major (LINEAR), other formats are not allowed"
        formats = tensor.allowed_formats
        raise _invalid("DS-EST-021", text, tensor=tensor.name, value=formats, permitted=LINEAR_ONLY)


def check_shape_tensor(tensor: ITensor, dims: Extents, edition: Edition) -> None:
    """The limits of one shape tensor (DS-EST-008, DS-EST-009, DS-EST-010, DS-EST-022)."""
    name = tensor.name
    types = (DataType.INT32, DataType.FLOAT, DataType.BOOL, *edition.boundary_types)
    if tensor.dtype not in types:
        text = f"{name}: a shape tensor has type Int32, Float or Bool, not {tensor.dtype.name}"
        raise _invalid("DS-EST-009", text, tensor=tensor.name, value=tensor.dtype, permitted=types)
    if len(dims) > edition.shape_tensor_rank:
        text = f"{name}: a shape tensor has 0 or 1 dimensions, not {show(dims)}"
        raise _invalid("DS-EST-008", text, tensor=tensor.name, value=len(dims), permitted=edition.shape_tensor_rank)
    if not is_known(dims):
        text = f"{name}: the shape of a shape tensor must be known at build time, not {show(dims)}"
        raise _invalid("DS-EST-010", text, tensor=tensor.name, value=dims)
    if known_volume(dims) > edition.shape_tensor_volume:
        text = f"{name}: {known_volume(dims)} elements; a shape tensor has {edition.shape_tensor_volume} at most"
        permitted = edition.shape_tensor_volume
        raise _invalid("DS-EST-022", text, tensor=tensor.name, value=known_volume(dims), permitted=permitted)


def check_placement(graph: Graph, config: IBuilderConfig) -> None:
    """Run-time dims are for the standard capability; there is no DLA here (DS-NET-018)."""
    if config.engine_capability != EngineCapability.STANDARD:
        for tensor in graph.inputs:
            if tensor.is_dynamic:
                capability = EngineCapability(config.engine_capability).name
                text = f"{tensor.name} {show(tensor.declared_dims)}: run-time dims need STANDARD, not {capability}"
                raise _invalid("DS-NET-018", text, tensor=tensor.name, value=capability, permitted="STANDARD")
    for layer in graph.layers:
        if config.get_device_type(layer) != DeviceType.GPU:
            text = f"{layer.name}: this engine has no DLA to place it on"
            raise _invalid("DS-NET-018", text, value="DLA", permitted="GPU", layer=layer.name)


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
            raise _invalid("DS-PROF-017", text, tensor=tensor.name)
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
            text = f"{tensor.name}: shape values set for an input that is no shape tensor, in profile {index}"
            yield _invalid("DS-SIO-018", text, tensor=tensor.name)
    names = {tensor.name for tensor in graph.inputs}
    for name in sorted((set(ranges.dims) | set(ranges.values)) - names):
        yield _invalid("DS-PROF-019", f"profile {index} names {name!r}, which is no input", tensor=name)


def _check_ranges(tensor: ITensor, index: int | str, ranges: Ranges) -> None:
    declared = tensor.declared_dims
    low, best, high = (entry for entry in ranges.dims[tensor.name] if entry is not None)
    if len(low) != len(declared):
        text = f"{tensor.name}: number of dimensions is {len(declared)} but profile {index} has {len(low)}"
        raise _invalid("DS-PROF-011", text, tensor=tensor.name, value=len(low), permitted=len(declared))
    for axis, extent in enumerate(declared):
        three = (low[axis], best[axis], high[axis])
        if extent != UNKNOWN and three != (extent,) * 3:
            text = (
                f"{tensor.name}: for dimension number {axis} in profile {index} does not match network definition "
                f"(got min={three[0]}, opt={three[1]}, max={three[2]}), expected min=opt=max={extent})."
            )
            clause = "DS-PROF-014" if tensor.is_dynamic else "DS-PROF-015"
            raise _invalid(clause, text, tensor=tensor.name, axis=axis, value=three, permitted=extent)


def _check_values(graph: Graph, tensor: ITensor, index: int | str, ranges: Ranges) -> None:
    if tensor.name not in ranges.values:
        text = f"optimization profile {index} is missing values for shape input {tensor.name}"
        raise _invalid("DS-SIO-003", text, tensor=tensor.name)
    wanted = known_volume(graph.shapes.dims(tensor))
    given = len(ranges.values[tensor.name][MIN] or ())
    if given != wanted:
        text = f"{tensor.name}: profile {index} has {given} values for a shape tensor of {wanted} elements"
        raise _invalid("DS-SIO-019", text, tensor=tensor.name, value=given, permitted=wanted)


def check_consistency(graph: Graph, index: int, ranges: Ranges, journal: Journal) -> None:
    """The network can run at kOPT (DS-PROF-008); kMIN and kMAX are warned about (DS-PROF-028)."""
    order = graph.order()
    for selector in (OPT, MIN, MAX):
        refusal = inconsistency(graph, order, index, ranges, selector)
        if refusal is not None and refusal.clause == "DS-PROF-028":
            journal.warn(refusal.clause, str(refusal), **refusal.parts())
        elif refusal is not None:
            raise refusal


def inconsistency(
    graph: Graph, order: Sequence[ILayer], index: int | str, ranges: Ranges, selector: int
) -> Refusal | None:
    """Why the network can't run at kMIN, kOPT or kMAX: the first layer that fails, with what clashes."""
    shapes = shapes_at(graph, ranges, selector)
    name = f"k{SELECTORS[selector].upper()}"
    try:
        if selector == MAX:
            for tensor in graph.inputs:
                check_volume(tensor, shapes.dims(tensor))
        for layer in order:
            for tensor in layer.outputs:
                dims = shapes.dims(tensor)
                if tensor.is_shape_tensor:
                    shapes.value(tensor)
                if selector == MAX:
                    check_volume(tensor, dims)
            if layer.is_checked:
                shapes.check(layer, final=True)
        check_dimension_names(graph, shapes)
    except Refusal as refusal:
        if refusal.code == ErrorCodeTRT.INVALID_STATE:
            # Not about these values: no others would be better.
            return refusal
        if selector == OPT or refusal.clause == "DS-NET-013":
            text = f"{name} values for profile {index} violate shape constraints: {refusal}"
            clause = "DS-PROF-008" if refusal.clause != "DS-NET-013" else refusal.clause
            return _invalid(clause, text, **refusal.parts())
        text = f"Profile {name} values are not self-consistent in profile {index}: {refusal} [{refusal.clause}]"
        return _invalid("DS-PROF-028", text, **refusal.parts())
    return None


def check_volume(tensor: ITensor, dims: Extents) -> None:
    """A tensor has fewer than 2^31 elements at kMAX, until 10 takes the limit away (DS-NET-013)."""
    most = tensor.graph.edition.max_extent
    if is_known(dims) and known_volume(dims) > most:
        text = f"{tensor.name} {show(dims)} has {known_volume(dims)} elements; {most} is the most"
        raise _invalid("DS-NET-013", text, tensor=tensor.name, value=known_volume(dims), permitted=most)


def check_dimension_names(graph: Graph, shapes: Shapes) -> None:
    """Extents of inputs that bear one name are equal (DS-DIM-028)."""
    first: dict[str, tuple[ITensor, int]] = {}
    for tensor in graph.inputs:
        for axis, name in sorted(tensor.dimension_names.items()):
            other, other_axis = first.setdefault(name, (tensor, axis))
            here, there = shapes.dims(tensor)[axis], shapes.dims(other)[other_axis]
            if UNKNOWN not in (here, there) and here != there:
                text = (
                    f"all named dimensions that share the same name must be equal: {name!r} is {there} in "
                    f"{other.name} axis {other_axis} and {here} in {tensor.name} axis {axis}"
                )
                raise _invalid("DS-DIM-028", text, tensor=tensor.name, axis=axis, value=here, permitted=there)


def shapes_at(graph: Graph, ranges: Ranges, selector: int) -> Shapes:
    """All dims and shape values with the inputs at kMIN, kOPT or kMAX."""
    dims = {name: entries[selector] or () for name, entries in ranges.dims.items()}
    return Shapes(graph, dims, values_at(graph, ranges, selector))


def values_at(graph: Graph, ranges: Ranges, selector: int) -> dict[str, Partial]:
    """The values of shape inputs at kMIN, kOPT or kMAX, in the dims of the inputs."""
    values: dict[str, Partial] = {}
    for tensor in graph.shape_inputs():
        entry = ranges.values.get(tensor.name, [None, None, None])[selector]
        if entry is not None:
            values[tensor.name] = Partial.of(np.array(entry, np.int64).reshape(tensor.declared_dims))
    return values


def _invalid(clause: str, text: str, **parts: object) -> Refusal:
    return Refusal(clause, text, code=ErrorCodeTRT.INVALID_CONFIG, **parts)  # type: ignore[arg-type]
