"""DS-RES: what must be a build-time constant because weights have a fixed size."""

from __future__ import annotations

from collections.abc import Sequence

from dynshape_fixtures import Program
from dynshape_fixtures.ranges import between

from ..adapter import Definition
from ..case import Trial, choice, control, negative, positive
from .expect import refused_at_last
from .sketch import Sketch

LATER_CHECKS = ("DS-RES-012", "DS-LAY-061", "DS-LAY-063", "DS-LAY-066", "DS-LAY-067")


def filtered(kind: str, dims: Sequence[int], channels: int = 3, weights: int | None = None, groups: int = 1) -> Program:
    """x through a convolution or deconvolution with a kernel for ``channels`` channels -> y."""
    spatial = len(dims) - 2
    program = Program()
    x = program.input("x", "float32", dims)
    count = (2 if groups == 1 else groups) * channels // groups * 3**spatial if weights is None else weights
    arguments = {
        "num_output_maps": 2 if groups == 1 else groups,
        "kernel_shape": [3] * spatial,
        "kernel": [1.0] * count,
        "bias": [],
    }
    y = program.layer(f"{kind}_nd", [x], arguments, {} if groups == 1 else {"num_groups": groups})
    program.mark_output(y, "y")
    return program


def with_profile(t: Trial, program: Program, low: int = 3, high: int = 9) -> Definition:
    """The definition, with a profile from ``low`` to ``high`` for each run-time dim of x."""
    definition = t.adapter.define(program)
    dims = next(operation["dims"] for operation in program.operations if operation["id"] == "x")
    t.accepted(definition.add_profile(t.profile(definition, {"x": between(dims, low, high)})))
    return definition


def output_of(program: Program) -> str:
    """The tensor that is marked."""
    return str(program.operations[-1]["id"])


def refuses(t: Trial, program: Program, *clauses: str) -> None:
    """The network is refused, when it is defined or built."""
    refused_at_last(t, with_profile(t, program), output_of(program), *clauses)


def builds(t: Trial, program: Program) -> None:
    """The network is built."""
    t.accepted(with_profile(t, program).build())


@negative("DS-RES-001", editions=("8.5", None))
def kernel_of_run_time_dims(t: Trial) -> None:
    """Weights have a fixed size: a kernel that is a tensor of run-time dims is refused, whichever extent it is."""
    for axis in range(4):
        with t.subcase(axis=axis):
            s = Sketch(t)
            x = s.input("x", "float32", (1, 3, 8, 8))
            kernel = s.input("k", "float32", tuple(-1 if k == axis else (2, 3, 3, 3)[k] for k in range(4)))
            arguments = {"num_output_maps": 2, "kernel_shape": [3, 3], "kernel": [], "bias": []}
            y = s.layer("convolution_nd", [x], arguments)
            s.set_input(y, 1, kernel)
            s.mark_output(y, "y")
            definition = t.adapter.define(s)
            extent = (2, 3, 3, 3)[axis]
            three = tuple(tuple(best if k == axis else (2, 3, 3, 3)[k] for k in range(4)) for best in (1, extent, 9))
            t.accepted(definition.add_profile(t.profile(definition, {"k": (three[0], three[1], three[2])})))
            refused_at_last(t, definition, y, "DS-RES-001", "DS-RES-012")


IMAGES = ((1, 3, 8, 8), (-1, 3, -1, -1), (-1, 3, 8, -1), (-1, 3, -1, -1, -1))
WILD = ((1, -1, 8, 8), (-1, -1, -1, -1), (-1, -1, 8, 8), (-1, -1, -1, -1, -1))


@positive("DS-RES-002")
def convolution_of_fixed_channels(t: Trial) -> None:
    """A convolution over a fixed number of channels builds, in two and three dimensions, in groups too."""
    for dims in IMAGES:
        with t.subcase(dims=dims):
            builds(t, filtered("convolution", dims))
    with t.subcase(groups=3):
        builds(t, filtered("convolution", IMAGES[0], groups=3))


@negative("DS-RES-002")
def convolution_of_run_time_channels(t: Trial) -> None:
    """One over a run-time number of channels is refused."""
    for dims in WILD:
        with t.subcase(dims=dims):
            refuses(t, filtered("convolution", dims), "DS-RES-002")
    with t.subcase(groups=3):
        refuses(t, filtered("convolution", WILD[0], groups=3), "DS-RES-002")


@positive("DS-RES-003")
def deconvolution_of_fixed_channels(t: Trial) -> None:
    """A deconvolution over a fixed number of channels builds."""
    for dims in IMAGES:
        with t.subcase(dims=dims):
            builds(t, filtered("deconvolution", dims))


@negative("DS-RES-003")
def deconvolution_of_run_time_channels(t: Trial) -> None:
    """One over a run-time number of channels is refused."""
    for dims in WILD:
        with t.subcase(dims=dims):
            refuses(t, filtered("deconvolution", dims), "DS-RES-003")


def connected(dims: Sequence[int]) -> Program:
    """x through a fully connected layer over 3*2*4 -> y."""
    program = Program()
    x = program.input("x", "float32", dims)
    arguments = {"num_outputs": 2, "kernel": [1.0] * 48, "bias": []}
    program.mark_output(program.layer("fully_connected", [x], arguments), "y")
    return program


@positive("DS-RES-004", editions=("8.4", "9"))
def connected_over_fixed_dims(t: Trial) -> None:
    """A fully connected layer over three fixed dims builds; those before may be run-time dims."""
    for dims in ((1, 3, 2, 4), (-1, 3, 2, 4), (-1, -1, 3, 2, 4), (3, 2, 4)):
        with t.subcase(dims=dims):
            builds(t, connected(dims))


@negative("DS-RES-004", editions=("8.4", "9"))
def connected_over_run_time_dims(t: Trial) -> None:
    """One of the last three a run-time dim: refused."""
    for dims in ((1, -1, 2, 4), (1, 3, -1, 4), (1, 3, 2, -1), (-1, -1, -1, -1)):
        with t.subcase(dims=dims):
            refuses(t, connected(dims), "DS-RES-004")


def _eight_bits(t: Trial, dims: Sequence[int]) -> Definition:
    program = Program()
    x = program.input("x", "float32", dims)
    y = program.activation(x, "RELU")
    for tensor in (x, y):
        program.operations.append({"do": "set_tensor", "id": tensor, "property": "dynamic_range", "value": (-1.0, 1.0)})
    program.mark_output(y, "y")
    return with_profile(t, program)


@positive("DS-RES-005", editions=("8.4", "10"))
def int8_with_fixed_channels(t: Trial) -> None:
    """With INT8 a fixed number of channels builds; batch and extent of the image may be run-time dims."""
    for dims in IMAGES[:3]:
        with t.subcase(dims=dims):
            definition = _eight_bits(t, dims)
            t.accepted(definition.configure("flag", "INT8"))
            t.accepted(definition.build())


@negative("DS-RES-005", editions=("8.4", "10"))
def int8_with_run_time_channels(t: Trial) -> None:
    """With INT8 a run-time number of channels is refused."""
    for dims in WILD[:3]:
        with t.subcase(dims=dims):
            definition = _eight_bits(t, dims)
            t.accepted(definition.configure("flag", "INT8"))
            t.refused(definition.build(), "DS-RES-005", channel="None")


@control("DS-RES-005", editions=("8.4", "10"))
def run_time_channels_without_int8(t: Trial) -> None:
    """Without INT8 the same networks build."""
    for dims in WILD[:3]:
        with t.subcase(dims=dims):
            t.accepted(_eight_bits(t, dims).build())


@positive("DS-RES-012")
def as_many_weights_as_needed(t: Trial) -> None:
    """Outputs times channels of a group times window: so many weights are accepted."""
    for channels, groups in ((1, 1), (3, 1), (4, 2), (4, 4)):
        for kind in ("convolution", "deconvolution"):
            with t.subcase(layer=kind, channels=channels, groups=groups):
                builds(t, filtered(kind, (1, channels, 8, 8), channels, groups=groups))


@negative("DS-RES-012")
def another_number_of_weights(t: Trial) -> None:
    """One more, one less, none, or those of a network without groups: refused."""
    for kind in ("convolution", "deconvolution"):
        for weights in (53, 55, 0, 27, 108):
            with t.subcase(layer=kind, weights=weights):
                refuses(t, filtered(kind, (1, 3, 8, 8), 3, weights), "DS-RES-012")
        with t.subcase(layer=kind, groups=2):
            refuses(t, filtered(kind, (1, 4, 8, 8), 4, 72, groups=2), "DS-RES-012")


@positive("DS-RES-013")
def run_time_batch_and_image(t: Trial) -> None:
    """Batch and image may be run-time dims, for convolution, deconvolution and pooling; there the channels too."""
    for dims in ((-1, 3, 8, 8), (1, 3, -1, 8), (1, 3, 8, -1), (-1, 3, -1, -1)):
        for kind in ("convolution", "deconvolution"):
            with t.subcase(layer=kind, dims=dims):
                program = filtered(kind, dims)
                definition = with_profile(t, program)
                wanted = tuple(-1 if extent == -1 else None for extent in dims)
                shown = definition.tensor_dims(output_of(program)).get()
                t.equal(tuple(-1 if extent == -1 else None for extent in shown), wanted)
                t.equal(shown[1], 2)
                t.accepted(definition.build())
        with t.subcase(layer="pooling", dims=dims):
            program = Program()
            arguments = {"type": "MAX", "window_size": [2, 2]}
            program.mark_output(program.layer("pooling_nd", [program.input("x", "float32", dims)], arguments), "y")
            builds(t, program)


@negative("DS-RES-013")
def run_time_channel_beside_fixed_image(t: Trial) -> None:
    """The channel alone may not, whatever else is fixed."""
    for kind in ("convolution", "deconvolution"):
        with t.subcase(layer=kind):
            refuses(t, filtered(kind, (1, -1, 8, 8)), "DS-RES-013", "DS-RES-002", "DS-RES-003")


def scaled(mode: str, dims: Sequence[int], count: int) -> Program:
    """x through a scale layer with ``count`` weights -> y."""
    program = Program()
    weights = {"mode": mode, "shift": [], "scale": [2.0] * count, "power": []}
    program.mark_output(program.layer("scale", [program.input("x", "float32", dims)], weights), "y")
    return program


@positive("DS-RES-014")
def scale_of_fixed_channels(t: Trial) -> None:
    """Weights for each channel want the channels fixed, for each element all but the batch, one weight nothing."""
    cases = [("CHANNEL", (-1, 3, -1, -1), 3), ("ELEMENTWISE", (-1, 3, 2, 4), 24), ("UNIFORM", (-1, -1, -1, -1), 1)]
    for mode, dims, count in cases:
        with t.subcase(mode=mode):
            builds(t, scaled(mode, dims, count))


@negative("DS-RES-014")
def scale_of_run_time_channels(t: Trial) -> None:
    """Where the dims that the weights run along are run-time dims it is refused."""
    for dims in ((1, -1, 2, 4), (-1, -1, -1, -1)):
        with t.subcase(mode="CHANNEL", dims=dims):
            refuses(t, scaled("CHANNEL", dims, 3), "DS-RES-014")
    for dims in ((1, -1, 2, 4), (1, 3, -1, 4), (1, 3, 2, -1)):
        with t.subcase(mode="ELEMENTWISE", dims=dims):
            refuses(t, scaled("ELEMENTWISE", dims, 24), "DS-RES-014")


def gathered(data: Sequence[int], indices: Sequence[int]) -> Program:
    """x gathered by tuples of indices -> y."""
    program = Program()
    x, i = program.input("x", "float32", data), program.input("i", "int32", indices)
    program.mark_output(program.layer("gather_v2", [x, i], {"mode": "ND"}), "y")
    return program


@positive("DS-RES-015")
def index_tuples_of_fixed_length(t: Trial) -> None:
    """Where the last dim of the indices is fixed so is the rank of the output; their number may be a run-time dim."""
    for indices, dims in (((7, 2), (7, 4)), ((-1, 2), (-1, 4)), ((-1, -1, 1), (-1, -1, 3, 4)), ((3,), ())):
        with t.subcase(indices=indices):
            program = gathered((2, 3, 4), indices)
            t.equal(t.define(program).tensor_dims(output_of(program)), dims)


@negative("DS-RES-015")
def index_tuples_of_run_time_length(t: Trial) -> None:
    """Where it is a run-time dim the rank is unknown: refused."""
    for indices in ((7, -1), (-1,), (-1, -1)):
        with t.subcase(indices=indices):
            program = gathered((2, 3, 4), indices)
            definition = t.adapter.define(program)
            t.accepted(definition.add_profile(t.profile(definition, {"i": between(indices, 1, 3)})))
            refused_at_last(t, definition, output_of(program), "DS-RES-015", "DS-LAY-021", "DS-EST-004")


@choice("DS-OPEN-007")
def channels_pinned_by_the_profile(t: Trial) -> None:
    """Whether min = max in the profile makes a run-time dim of the network a constant for layers with weights."""
    for kind in ("convolution", "deconvolution"):
        with t.subcase(layer=kind):
            program = filtered(kind, (1, -1, 8, 8))
            definition = with_profile(t, program, 3, 3)
            defined = all(answer.ok for answer in definition.answers) and definition.tensor_dims(output_of(program)).ok
            t.chose("a constant" if defined and definition.build().ok else "still a run-time dim")


@choice("DS-OPEN-008")
def window_larger_than_the_image(t: Trial) -> None:
    """When a result of negative extent is found: with fixed dims, and in a profile's best dims."""
    for dims in ((1, 3, 1, 1), (1, 3, -1, -1)):
        with t.subcase(dims=dims):
            program = filtered("convolution", dims)
            definition = with_profile(t, program, 1, 1)
            if not definition.tensor_dims(output_of(program)).ok:
                t.chose("refused when it is defined")
            else:
                t.chose("built" if definition.build().ok else "refused at the build")
