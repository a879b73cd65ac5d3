"""The words for dims and values that a context does not take: those of TensorRT's edition, then this engine's."""

from __future__ import annotations

from collections.abc import Sequence

from .built import BuiltNetwork
from .dims import Extents, in_brackets
from .fitting import fitting_profiles
from .tensors import ITensor


def binding_of(built: BuiltNetwork, profile: int, tensor: ITensor) -> int:
    """The index of a tensor in the row of ``profile``."""
    return profile * len(built.tensors) + built.tensors.index(tensor)


def rank_condition(built: BuiltNetwork, by_name: bool) -> str:
    """The check of the rank."""
    old = not by_name and built.graph.edition.strict_classes
    return f"engineDims.nbDims == {'dimensions' if old else 'dims'}.nbDims"


def refused_dims(
    built: BuiltNetwork, profile: int, tensor: ITensor, dims: Extents, axis: int, by_name: bool
) -> tuple[str, str]:
    """The condition that ``dims`` do not meet on ``axis``, and TensorRT's words for it."""
    edition, declared = built.graph.edition, tensor.declared_dims
    is_fixed = declared[axis] >= 0
    ranges = [[entry or () for entry in table.dims.get(tensor.name, [declared] * 3)] for table in built.profiles]
    if by_name and is_fixed:
        text = "Static dimension mismatch while setting input shape"
        if edition.has_bindings:
            return "engineDims.d[i] == dims.d[i]", f"{text}."
        sets = f"Set dimensions are {in_brackets(dims)}. Expected dimensions are {in_brackets(declared)}."
        return "engineDims.d[i] == dims.d[i]", f"{text} for {tensor.name}. {sets}"
    fits_some = bool(fitting_profiles(built, {tensor: dims}, {}))
    if not edition.has_bindings:
        table = ranges[profile : profile + 1] if fits_some else ranges
        valid = " ".join(
            f"Valid range for profile {index}: {in_brackets(low)}..{in_brackets(high)}."
            for index, (low, _, high) in enumerate(table, profile if fits_some else 0)
        )
        which = f"optimization profile {profile}" if fits_some else "any optimization profiles"
        return (
            "satisfyProfile",
            f"Set dimension {in_brackets(dims)} for tensor {tensor.name} does not satisfy {which}. {valid}",
        )
    if by_name and not fits_some:
        return "satisfyProfile Runtime dimension does not satisfy any optimization profile", ""
    low, _, high = ranges[profile]
    condition = "profileMinDims.d[i] <= dimensions.d[i]"
    if dims[axis] > high[axis]:
        condition = "profileMaxDims.d[i] >= dimensions.d[i]"
    return condition, (
        f"Supplied binding dimension {in_brackets(dims)} for bindings[{binding_of(built, profile, tensor)}] "
        f"exceed min ~ max range at index {axis}, maximum dimension in profile is {high[axis]}, "
        f"minimum dimension in profile is {low[axis]}, but supplied dimension is {dims[axis]}."
    )


def refused_values(values: Sequence[int], index: int, least: int, greatest: int, binding: int) -> tuple[str, str]:
    """The condition that ``values`` do not meet at ``index``, and TensorRT's words for it."""
    condition = "data[i] <= profileMaxShape[i]" if values[index] > greatest else "profileMinShape[i] <= data[i]"
    return condition, (
        f"Supplied binding shapes {in_brackets(tuple(values))} for bindings[{binding}] exceed min ~ max range "
        f"at index {index}, maximum shape in profile is {greatest}, minimum shape in profile is {least}, "
        f"but supplied shape is {values[index]}."
    )


def missing_inputs(built: BuiltNetwork, dims: Sequence[ITensor], values: Sequence[ITensor]) -> tuple[str, str]:
    """The condition that an execution does not meet while inputs lack dims or values, and TensorRT's words for it."""
    if built.graph.edition.has_bindings:
        what = "Dimensions" if dims else "Shapes"
        return f"allInput{what}Specified(routine)", ""
    words = "Not all shapes are specified."
    if dims:
        names = ", ".join(tensor.name for tensor in dims)
        words += f" Following input tensors' dimensions are not specified: {names}."
    return "inputDimensionSpecified && inputShapesSpecified", words


def null_address(built: BuiltNetwork, tensor: ITensor, by_name: bool) -> tuple[str, str]:
    """The condition that an execution does not meet while an address is null, and TensorRT's words for it."""
    newer = not built.graph.edition.has_bindings
    if not by_name:
        if newer:
            return "nullPtrAllowed", (
                f'Tensor "{tensor.name}" is bound to nullptr, which is allowed only for an empty input tensor, shape '
                "tensor, or an output tensor associated with an IOuputAllocator."
            )
        return "bindings[x] || nullBindingOK", ""
    address = "mContext.profileObliviousBindings.at(profileObliviousIndex)"
    if tensor.is_network_input:
        words = f"Address is not set for input tensor {tensor.name}. "
        words += "Call setInputTensorAddress or setTensorAddress before enqueue/execute."
        return f"{address} != nullptr", words if newer else ""
    words = f"Neither address or allocator is set for output tensor {tensor.name}. "
    words += "Call setOutputTensorAddress, setTensorAddress or setOutputAllocator before enqueue/execute."
    return f"{address} || getPtrOrNull(mOutputAllocators, profileObliviousIndex)", words if newer else ""
