"""What a build checks: the network, where it is placed, and, by `profile_checks`, the profiles.

Each function raises `Refusal` at the first thing that it can't accept.
"""

from __future__ import annotations

from .build_options import BuilderFlag, DeviceType, EngineCapability
from .channels import check_int8_channels
from .config import IBuilderConfig
from .dims import Extents, in_brackets, is_known, known_volume, show
from .dtypes import DataType
from .editions import Edition
from .errors import ErrorCodeTRT, Refusal, invalid
from .graph import Graph
from .layers.shuffle import IShuffleLayer
from .nesting import check_nesting
from .profile import Ranges
from .profile_checks import check_consistency, check_profile, warn_of_profile
from .rules import SHAPE, describe_chain
from .schedule import make_schedule
from .shapes import View
from .stored import API
from .tensors import LINEAR_ONLY, ITensor


def validate(graph: Graph, config: IBuilderConfig, implicit_batch: bool) -> list[Ranges]:
    """Check all that a build checks; returns the profiles, a default one where none is needed (DS-PROF-023)."""
    if implicit_batch:
        raise invalid("DS-NET-002", "this engine builds explicit-batch networks only")
    validate_graph(graph)
    check_placement(graph, config)
    if config.get_flag(BuilderFlag.INT8):
        check_int8_channels(graph)
    profiles = [profile.ranges for profile in config.profiles]
    if not profiles:
        if graph.is_dynamic():
            text = "Network has dynamic or shape inputs, but no optimization profile has been defined."
            dynamic = next(tensor for tensor in graph.inputs if tensor.is_dynamic or tensor.is_shape_tensor)
            raise invalid("DS-PROF-002", text, tensor=dynamic.name)
        profiles = [Ranges()]
    if config.get_flag(BuilderFlag.REFIT) and len(profiles) > 1:
        text = f"a refittable engine has one profile, not {len(profiles)}"
        raise invalid("DS-PROF-022", text, value=len(profiles), permitted=1)
    for index, ranges in enumerate(profiles):
        check_profile(graph, index, ranges)
        warn_of_profile(graph, index, ranges)
        check_consistency(graph, index, ranges, graph.journal)
    return profiles


def validate_graph(graph: Graph) -> None:
    """Check all that a network is by itself: names, layers, shape tensors."""
    if not graph.outputs:
        raise invalid("DS-NET-019", "Network must have at least one output")
    check_names(graph)
    order = graph.order()
    check_nesting(graph)
    graph.shapes.prepare(order)
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
            raise invalid(API, text, tensor=tensor.name, value=tensor.allowed_formats, permitted=LINEAR_ONLY)


def check_names(graph: Graph) -> None:
    """Inputs and outputs are told apart by their names."""
    seen: set[str] = set()
    for tensor in (*graph.inputs, *graph.outputs):
        if tensor.name in seen:
            raise invalid("DS-NET-016", f"two inputs or outputs are named {tensor.name!r}", tensor=tensor.name)
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
        kind = "input" if tensor.is_network_input else "output"
        text = f"{tensor.name}: network {kind} that is shape tensor must have type Int32, not {got}"
        if not edition.has_bindings:
            text = f"{kind.capitalize()} shape tensor {tensor.name} has type {got.title()} but {kind} shape tensors "
            text += "must have type INT32 or INT64."
        permitted = edition.boundary_types
        raise invalid("DS-SIO-013", text, tensor=tensor.name, value=tensor.dtype, permitted=permitted)
    if graph.outputs.get(tensor) and len(graph.shapes.dims(tensor)) > 1:
        dims = graph.shapes.dims(tensor)
        text = f"{tensor.name}: an output that is a shape tensor has 0 or 1 dimensions, not {show(dims)}"
        raise invalid("DS-SIO-030", text, tensor=tensor.name, value=len(dims), permitted=1)
    if tensor.allowed_formats != LINEAR_ONLY:
        text = f"{tensor.name}: a shape tensor is row-major (LINEAR), other formats are not allowed"
        formats = tensor.allowed_formats
        raise invalid("DS-EST-021", text, tensor=tensor.name, value=formats, permitted=LINEAR_ONLY)


def check_shape_tensor(tensor: ITensor, dims: Extents, edition: Edition) -> None:
    """The limits of one shape tensor (DS-EST-008, DS-EST-009, DS-EST-010, DS-EST-022)."""
    name = tensor.name
    types = (DataType.INT32, DataType.FLOAT, DataType.BOOL, *edition.boundary_types)
    if tensor.dtype not in types:
        text = f"{name}: a shape tensor has type Int32, Float or Bool, not {tensor.dtype.name}"
        raise invalid("DS-EST-009", text, tensor=tensor.name, value=tensor.dtype, permitted=types)
    if len(dims) > edition.shape_tensor_rank:
        text = f"{name}: a shape tensor has 0 or 1 dimensions, not {show(dims)}"
        refusal = invalid("DS-EST-008", text, tensor=tensor.name, value=len(dims), permitted=edition.shape_tensor_rank)
        if isinstance(tensor.producer, IShuffleLayer) and edition.strict_classes:
            wanted = in_brackets(tensor.producer.reshape or dims)
            refusal.words = (
                f"{tensor.producer.name}: IShuffleLayer applied to shape tensor must have 0 or 1 reshape dimensions: "
                f"dimensions were {wanted}"
            )
        raise refusal
    if not is_known(dims):
        text = f"{name}: the shape of a shape tensor must be known at build time, not {show(dims)}"
        raise invalid("DS-EST-010", text, tensor=tensor.name, value=dims)
    if known_volume(dims) > edition.shape_tensor_volume:
        text = f"{name}: {known_volume(dims)} elements; a shape tensor has {edition.shape_tensor_volume} at most"
        permitted = edition.shape_tensor_volume
        raise invalid("DS-EST-022", text, tensor=tensor.name, value=known_volume(dims), permitted=permitted)


def check_placement(graph: Graph, config: IBuilderConfig) -> None:
    """Run-time dims are for the standard capability; there is no DLA here (DS-NET-018)."""
    if config.engine_capability != EngineCapability.STANDARD:
        for tensor in graph.inputs:
            if tensor.is_dynamic:
                capability = EngineCapability(config.engine_capability).name
                text = f"{tensor.name} {show(tensor.declared_dims)}: run-time dims need STANDARD, not {capability}"
                raise invalid("DS-NET-018", text, tensor=tensor.name, value=capability, permitted="STANDARD")
    for layer in () if config.is_all_on_gpu else graph.layers:
        if config.get_device_type(layer) != DeviceType.GPU:
            text = f"{layer.name}: this engine has no DLA to place it on"
            raise invalid("DS-NET-018", text, value="DLA", permitted="GPU", layer=layer.name)
