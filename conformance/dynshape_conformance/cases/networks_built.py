"""Stored networks while they are built: dims and classes of tensors, profiles, calibration.

What each network shows, and where its numbers come from, is in ``docs/fixtures.md``.
"""

from __future__ import annotations

import numpy as np

from ..adapter import Dims
from ..case import Trial, negative, positive
from .cal import scales
from .stored import defined, stored

EVERYWHERE = ("cnn", "transformer_block", "detection_top", "pipeline_a", "pipeline_b", "pipeline_c", "recurrent_head")
ROUNDED = 2.0**-23
"""A scale is the quotient of two float32 numbers, and may be made with a rounded reciprocal."""


@positive("DS-PROF-008")
def realistic_networks_build(t: Trial) -> None:
    """With profiles whose dims and values fit them, networks of many layers are built."""
    for name in EVERYWHERE:
        with t.subcase(network=name):
            t.accepted(defined(t, stored(t, name)).build())


@negative("DS-PROF-008")
def opt_dims_that_break_a_network(t: Trial) -> None:
    """With opt dims that contradict each other deep in the network it is not built."""
    contradictions = {
        "transformer_block": ("keep", 1),
        "recurrent_head": ("start", 0),
    }
    for name, (input, axis) in contradictions.items():
        with t.subcase(network=name):
            fixture = stored(t, name)
            ranges = dict(fixture.profiles[0].dims)
            least, best, most = ranges[input]
            off = tuple(extent - (place == axis) for place, extent in enumerate(best))
            definition = t.definition(fixture.program, [{**ranges, input: (least, off, most)}])
            t.refused(definition.build())


@positive("DS-NET-014")
def dims_that_derive_from_wildcards(t: Trial) -> None:
    """Through many layers, -1 stands where an extent derives from a wildcard, and the number where none does."""
    dims: dict[str, dict[str, Dims]] = {
        "cnn": {"map": (-1, 2, -1, -1), "score": (-1, 2)},
        "transformer_block": {"y": (-1, -1, 8)},
        "detection_top": {"best_boxes": (2, 4), "count": ()},
        "recurrent_head": {"states": (-1, -1, 3), "head": (-1, 3)},
    }
    for name, outputs in dims.items():
        with t.subcase(network=name):
            fixture = stored(t, name)
            definition = t.define(fixture.program)
            ids = {
                each["value"]: each["id"]
                for each in fixture.program.operations
                if each["do"] == "set_tensor" and each["property"] == "name"
            }
            for output, expected in outputs.items():
                t.equal(definition.tensor_dims(ids[output]), expected)


@positive("DS-EST-004", editions=("8.5", None))
def ranks_where_dims_depend_on_data(t: Trial) -> None:
    """The subscripts of non-zero elements have a rank, and the sum of what they gather has dims."""
    fixture = stored(t, "detection_head")
    definition = t.define(fixture.program)
    (found,) = (each["id"] for each in fixture.program.operations if each.get("kind") == "non_zero")
    t.equal(definition.tensor_dims(found), (2, -1))
    (summed,) = (each["id"] for each in fixture.program.operations if each.get("value") == "box_sum")
    t.equal(definition.tensor_dims(summed), (1, 4))


@positive("DS-RES-009")
def channels_among_computed_dims(t: Trial) -> None:
    """The channels of a convolution's input come from a concatenation of a computed extent and constants."""
    t.accepted(defined(t, stored(t, "fixed_channels")).build())


@positive("DS-SIO-012", needs=("DS-SIO-009",))
def classes_in_a_pipeline(t: Trial) -> None:
    """What the next network needs as a shape tensor is one where it comes in, and where it is marked for shapes."""
    for name, input in (("pipeline_b", "dims"), ("pipeline_c", "even")):
        with t.subcase(network=name):
            t.equal(t.define(stored(t, name).program).is_shape_tensor(input), True)
    with t.subcase(network="pipeline_c", input="half"):
        definition = t.define(stored(t, "pipeline_c").program)
        t.equal(definition.is_shape_tensor("half"), False)
        t.equal(definition.is_execution_tensor("half"), True)


@positive("DS-CAL-003", needs=("DS-CAL-005",), features=("calibration",))
def realistic_networks_calibrated(t: Trial) -> None:
    """With batches of the calibration profile's opt dims all of them are read, and scales are made of them."""
    for name, inputs in (("cnn", ("image",)), ("transformer_block", ("x",))):
        with t.subcase(network=name):
            fixture = stored(t, name)
            definition = defined(t, fixture)
            t.accepted(definition.set_calibration_profile(t.profile(definition, fixture.profiles[0].dims)))
            t.accepted(definition.set_calibrator("minmax", fixture.calibration))
            t.accepted(definition.build())
            calibration = definition.calibration().get()
            t.equal(calibration.batches, len(fixture.calibration))
            for input in inputs:
                greatest = max(float(np.abs(batch[input]).max()) for batch in fixture.calibration)
                found = scales(calibration).get(input, 0.0)
                t.close(np.array(found), np.array(greatest / 127), ROUNDED * greatest / 127)
