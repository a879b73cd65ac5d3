"""DS-RULE: classes of tensors that layers make, and what a resize may not make."""

from __future__ import annotations

from ..case import Trial, negative, positive
from .sketch import Sketch, at_least

FLAGS = ("DS-RULE-034",)


@positive("DS-RULE-034")
def properties_of_computed_tensors(t: Trial) -> None:
    """The properties are true of what layers make as of inputs: of a sum and a shape that decide dims."""
    s = Sketch(t)
    x = s.input("x", "float32", (-1, -1))
    dims = s.shape(x)
    total = s.elementwise(dims, s.literal(1, 1), "PROD")
    y = s.shuffle(x, total)
    s.mark_output(y)
    definition = t.define(s)
    for name, tensor, shape in (("dims", dims, True), ("total", total, True), ("y", y, False)):
        with t.subcase(tensor=name):
            t.equal(definition.is_shape_tensor(tensor), shape)
            t.equal(definition.is_execution_tensor(tensor), not shape)


@negative("DS-RULE-021", needs=FLAGS)
def resize_to_dims_as_shape(t: Trial) -> None:
    """Wanted as a shape tensor a resize to dims makes no shape tensor of its data; 8.4 does not build it."""
    s = Sketch(t)
    a = s.floats(s.numbers("a"))
    y = s.resize(a, s.literal(4))
    s.mark_output(s.filled(s.integers(y)), "filled")
    definition = t.define(s)
    with t.subcase(tensor="data"):
        t.equal(definition.is_shape_tensor(a), False)
        t.equal(definition.is_shape_tensor("a"), False)
    if not at_least(t, "8.5"):
        with t.subcase(tensor="built"):
            t.refused(definition.build(), "DS-RULE-021", "DS-RULE-029")
