"""Generated networks: how drawn bytes become a network."""

from __future__ import annotations

from dataclasses import dataclass

from dynshape_fixtures.program import Program

from ..adapter import Adapter, Dims
from . import layers_core as core
from . import layers_more as more
from .choices import Choices
from .growth import Growth, Known, NoOperand

EXTENTS = (-1, 2, 3, 1, -1, 4, 6, -1)
COMMON = (
    core.grow_elementwise, core.grow_activation, core.grow_shuffle, core.grow_shape, core.grow_slice,
    core.grow_concatenation, more.grow_gather, core.grow_reduce, core.grow_unary, core.grow_cast,
    core.grow_select, core.grow_constant, more.grow_fill, core.grow_matrix_multiply, more.grow_resize,
)  # fmt: skip
OTHERS = (
    core.grow_identity, core.grow_softmax, more.grow_topk, more.grow_non_zero, more.grow_one_hot, more.grow_scatter,
    more.grow_pooling, more.grow_convolution, more.grow_padding, more.grow_scale, more.grow_lrn,
    more.grow_normalization, more.grow_einsum, more.grow_quantize, more.grow_parametric_relu,
    more.grow_reverse_sequence, more.grow_conditional, more.grow_loop,
)  # fmt: skip
GROWERS = (*COMMON, *COMMON, *OTHERS)
"""What a network may grow by; how often a thing is named says how often it is chosen."""


@dataclass(frozen=True)
class Draft:
    """The bytes of a generated network, with its profiles and calls: what Hypothesis draws and shrinks."""

    inputs: tuple[bytes, ...]
    layers: tuple[bytes, ...]
    outputs: bytes
    profiles: tuple[bytes, ...] = ()
    calls: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Network:
    """A generated network."""

    program: Program
    inputs: tuple[Known, ...]
    outputs: tuple[Known, ...]
    """Those that execution computes, by the names ``o0``, ``o1``, ..."""
    tensors: tuple[str, ...]
    """The ids of everything that the network computes, in order, what is refused included."""
    kinds: dict[str, str]


def grow(adapter: Adapter, draft: Draft, integer: str) -> Network:
    """The network of a draft, grown on ``adapter``; ``integer`` is the type that IShapeLayer yields."""
    growth = Growth(adapter, integer)
    for number, row in enumerate(draft.inputs):
        growth.input(f"x{number}", *_boundary(Choices(row), integer))
    for row in draft.layers:
        choices = Choices(row)
        try:
            choices.pick(GROWERS)(growth, choices)
        except NoOperand:
            continue
    choices = Choices(draft.outputs)
    if not choices.rarely(4):
        _use_inputs(growth)
    marked = _mark(growth, choices)
    return Network(growth.program, tuple(growth.inputs), tuple(marked), tuple(growth.facts), growth.kinds)


def _boundary(choices: Choices, integer: str) -> tuple[str, Dims]:
    way = choices.below(8)
    if way >= 6:
        return integer, (1 + choices.below(3),) if way == 6 else ()
    dtype = ("float32", "float32", "float32", "int32", "float16", "bool")[way]
    rank = choices.pick((2, 1, 3, 4, 0, 2, 4))
    return dtype, tuple(choices.pick(EXTENTS) for _ in range(rank))


def _use_inputs(growth: Growth) -> None:
    """Copy the inputs that no layer takes: some engines drop what leads to no output, and all that is asked of it."""
    taken = growth.taken()
    for tensor in growth.inputs:
        if tensor.id not in taken:
            growth.layer("identity", [tensor.id], outputs=(tensor.magnitude,))


def _mark(growth: Growth, choices: Choices) -> list[Known]:
    """Mark as outputs what no layer takes, so that nothing is dead; rarely only one tensor."""
    taken = growth.taken()
    made = [tensor for tensor in growth.tensors if tensor not in growth.inputs]
    leaves = [tensor for tensor in made if tensor.id not in taken]
    chosen = made[-1:] if choices.rarely(6) else leaves
    if choices.rarely(6):
        chosen = chosen + [tensor for tensor in made if tensor not in chosen][-1:]
    for number, tensor in enumerate(chosen):
        if choices.rarely(6) and tensor.dtype == growth.integer:
            growth.program.mark_output_for_shapes(tensor.id, f"o{number}")
        else:
            growth.program.mark_output(tensor.id, f"o{number}")
    return chosen
