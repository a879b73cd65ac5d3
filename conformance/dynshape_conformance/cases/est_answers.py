"""DS-EST: what a shape layer yields, what the dims of a shuffle are, and what is no shape tensor."""

from __future__ import annotations

from ..case import Trial, negative, positive
from .sketch import Sketch

FLAGS = ("DS-RULE-034",)


@positive("DS-EST-011", needs=FLAGS)
def one_dimension_of_dims(t: Trial) -> None:
    """Used as a shape tensor the output of IShapeLayer is 1-D, with an element for each dimension of its input."""
    for rank in range(1, 9):
        with t.subcase(rank=rank):
            s = Sketch(t)
            dims = s.shape(s.input("x", "float32", (-1,) * rank))
            s.mark_output(s.filled(dims), "y")
            definition = t.define(s)
            t.equal(definition.tensor_dims(dims), (rank,))
            t.equal(definition.is_shape_tensor(dims), True)


@positive("DS-EST-012", needs=FLAGS)
def dims_become_a_shape_tensor(t: Trial) -> None:
    """The second input of a shuffle is a shape tensor by that use alone, and the first one is not."""
    s = Sketch(t)
    x, d = s.input("x", "float32", (6,)), s.numbers("d")
    s.mark_output(s.shuffle(x, d), "y")
    definition = t.define(s)
    for tensor, shape in (("x", False), ("d", True)):
        with t.subcase(tensor=tensor):
            t.equal(definition.is_shape_tensor(tensor), shape)


@negative("DS-EST-015", needs=FLAGS)
def an_output_is_no_shape_use(t: Trial) -> None:
    """A network output that could be a shape tensor, and what it is made of, is none for being an output."""
    s = Sketch(t)
    a, b = s.numbers("a"), s.literal(1, 2)
    total = s.elementwise(a, b, "SUM")
    s.mark_output(total, "total")
    definition = t.define(s)
    for name, tensor in (("input", a), ("constant", b), ("output", total)):
        with t.subcase(tensor=name):
            t.equal(definition.is_shape_tensor(tensor), False)


@negative("DS-EST-018", features=("bindings",), editions=("8.4", "9"))
def integers_of_the_second_phase(t: Trial) -> None:
    """Bindings of 1-D integers that only the second phase reads and yields are no shape bindings."""
    s = Sketch(t)
    s.mark_output(s.elementwise(s.numbers("a"), s.literal(1, 2), "SUM"), "total")
    engine = t.engine(s)
    for name in ("a", "total"):
        with t.subcase(tensor=name):
            index = engine.binding_index(name).get()
            t.equal(engine.is_shape_binding(index), False)
            t.equal(engine.is_execution_binding(index), True)
