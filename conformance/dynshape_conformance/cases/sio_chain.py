"""DS-SIO: Bool at the boundary, and engines that pass shape tensors on to each other."""

from __future__ import annotations

from ..case import Range, Trial, control, negative, positive
from .sketch import Sketch, pinned_values, use, values_between

RUN = ("contexts",)
X: Range = ((1, 1), (4, 6), (16, 16))


# DS-SIO-016, DS-SIO-017: work-arounds for Bool


@positive("DS-SIO-016", needs=("DS-EST-009",), features=RUN)
def bool_from_integers(t: Trial) -> None:
    """Int32 input of 0 and 1, compared with 0, serves as a Bool shape tensor: it selects reshape dims."""
    s = Sketch(t)
    flag = s.positive(s.numbers("flag", 1))
    s.mark_output(s.shuffle(s.input("x", "float32", (6,)), s.select(flag, s.literal(2, 3), s.literal(6, 1))), "y")
    context = t.context(s, [{}], [{"flag": ((0,), (1,), (1,))}])
    for value, dims in ((1, (2, 3)), (0, (6, 1)), (1, (2, 3))):
        t.accepted(context.set_values("flag", (value,)))
        with t.subcase(turn=len(t.outcomes), flag=value):
            t.equal(context.dims("y"), dims)


@positive("DS-SIO-017", needs=("DS-EST-009",), features=RUN)
def integers_from_bool(t: Trial) -> None:
    """A Bool shape tensor becomes an Int32 output by a selection of 1 or 0."""
    s = Sketch(t)
    a = s.numbers("a", 4)
    s.mark_output_for_shapes(s.counted(s.elementwise(a, s.literal(3), "LESS")), "y")
    context = t.context(s, [{}], [{"a": values_between(-9, (1,) * 4, 9)}])
    for values in ((1, 2, 3, 4), (-9, 9, 2, 3), (0, 0, 0, 0)):
        with t.subcase(values=values):
            t.accepted(context.set_values("a", values))
            t.equal(context.values("y"), tuple(int(value < 3) for value in values))


@control("DS-SIO-016", needs=("DS-EST-009",))
def work_arounds_build(t: Trial) -> None:
    """Both ways in one network build."""
    s = Sketch(t)
    flag = s.positive(s.numbers("flag"))
    s.mark_output_for_shapes(s.counted(s.unary(flag, "NOT")), "y")
    t.accepted(t.definition(s, [{}], [pinned_values({"flag": (0, 1)})]).build())


# DS-SIO-011, DS-SIO-012: engines that feed each other


def _part(t: Trial, name: str) -> tuple[Sketch, str, str]:
    """A: dims of an image, doubled. B: those plus 1. C: a reshape to them. Returns the input and output between."""
    s = Sketch(t)
    if name == "A":
        given = s.input("image", "float32", (-1, -1))
        return s, given, s.elementwise(s.shape(given), s.literal(2), "PROD")
    given = s.numbers("given")
    if name == "B":
        return s, given, s.elementwise(given, s.literal(1), "SUM")
    return s, given, s.filled(given)


@positive("DS-SIO-011", needs=("DS-SIO-009",), features=RUN)
def three_engines_in_a_row(t: Trial) -> None:
    """Built in reverse order, C, B, A, the engines pass shape tensors on to each other."""
    contexts = {}
    wanted_as_shape = False
    for name in "CBA":
        s, given, made = _part(t, name)
        (s.mark_output_for_shapes if wanted_as_shape else s.mark_output)(made, "made")
        wanted_as_shape = t.define(s).is_shape_tensor(given).get()
        image = {"image": X} if name == "A" else {}
        values = {} if name == "A" else {"given": values_between(1, (3, 5), 99)}
        contexts[name] = t.context(s, [image], [values])
    for dims in ((2, 3), (5, 1)):
        with t.subcase(dims=dims):
            t.accepted(contexts["A"].set_dims("image", dims))
            t.accepted(contexts["B"].set_values("given", contexts["A"].values("made").get()))
            t.accepted(contexts["C"].set_values("given", contexts["B"].values("made").get()))
            t.equal(contexts["C"].dims("made"), tuple(2 * extent + 1 for extent in dims))


@positive("DS-SIO-012", needs=("DS-SIO-009",))
def classes_tell_what_to_mark(t: Trial) -> None:
    """isShapeTensor of C's input tells to mark B's output for shapes; then B's input tells of A's output."""
    s, given, made = _part(t, "C")
    s.mark_output(made, "made")
    with t.subcase(network="C"):
        t.equal(t.define(s).is_shape_tensor(given), True)
    s, given, made = _part(t, "B")
    definition = t.define(s)
    with t.subcase(network="B", marked=False):
        t.equal(definition.is_shape_tensor(given), False)
    change = Sketch(t, prefix="u")
    change.mark_output_for_shapes(made, "made")
    use(t, definition, change)
    with t.subcase(network="B", marked=True):
        t.equal(definition.is_shape_tensor(given), True)
    s, given, made = _part(t, "A")
    s.mark_output_for_shapes(made, "made")
    with t.subcase(network="A"):
        t.equal(t.define(s).is_shape_tensor(given), False)


@negative("DS-SIO-012", needs=("DS-SIO-009",))
def classes_without_the_mark(t: Trial) -> None:
    """With B's output marked as an ordinary output the answer about B's input would be wrong: no shape tensor."""
    s, given, made = _part(t, "B")
    s.mark_output(made, "made")
    definition = t.define(s)
    t.equal(definition.is_shape_tensor(given), False)
    t.equal(definition.is_execution_tensor(given), True)
