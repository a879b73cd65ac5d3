"""DS-LAY: constants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dynshape_fixtures import Program
from dynshape_fixtures.arrays import ramp

from ..adapter import Dims
from ..case import Trial, negative, positive
from .samples import Make, Sample, computed, gives_dims, refused_layer

# DS-LAY-050: constants


def constant(values: Sequence[Any], dtype: str, dims: Sequence[int]) -> Make:
    """A constant."""
    return lambda program, *_: program.constant(values, dtype, dims)


@positive("DS-LAY-050", features=("execution",))
def constants_of_every_rank(t: Trial) -> None:
    """As many weights as the dims have elements, row by row; a scalar has one."""
    shapes: tuple[Dims, ...] = ((), (1,), (6,), (2, 3), (1, 2, 3), (0,), (2, 0, 3), (1,) * 8)
    for dtype in ("float32", "float16", "int32"):
        arrays = {dims: ramp(dims, 1, dtype) for dims in shapes}
        samples = {str(dims): Sample(constant(x.ravel().tolist(), dtype, dims), ()) for dims, x in arrays.items()}
        results = computed(t, samples)
        for dims, x in arrays.items():
            with t.subcase(dtype=dtype, dims=dims):
                gives_dims(t, constant(x.ravel().tolist(), dtype, dims), [], dims, dtype)
                t.close(results[str(dims)], x, 0)


@negative("DS-LAY-050")
def weights_of_another_number(t: Trial) -> None:
    """Another number of weights than elements is refused."""
    for count, dims in ((5, (2, 3)), (7, (2, 3)), (0, ()), (2, ()), (1, (0,)), (0, (1,))):
        with t.subcase(count=count, dims=dims):
            refused_layer(t, constant([1.0] * count, "float32", dims), [], "DS-LAY-050")


@negative("DS-LAY-050", editions=("8.4", "9"))
def constants_of_bool(t: Trial) -> None:
    """There are no Bool constants before 10."""
    refused_layer(t, constant([True, False], "bool", (2,)), [], "DS-LAY-050")


@positive("DS-LAY-050", editions=("10", None))
def constants_of_10(t: Trial) -> None:
    """From 10 on Bool and Int64 are accepted."""
    for dtype in ("bool", "int64"):
        with t.subcase(dtype=dtype):
            gives_dims(t, constant([1, 0], dtype, (2,)), [], (2,), dtype)


@positive("DS-LAY-050")
def constant_with_a_wildcard(t: Trial) -> None:
    """A wildcard is legal where the number of weights settles it."""
    for dims in ((-1,), (2, -1), (-1, 3)):
        with t.subcase(dims=dims):
            program = Program()
            layer = program.constant([1.0] * 6, "float32", dims)
            program.mark_output(layer, "y")
            definition = t.define(program)
            shown = definition.tensor_dims(layer).get()
            wanted = {(-1,): (6,), (2, -1): (2, 3), (-1, 3): (2, 3)}[dims]
            t.true(shown in (dims, wanted), f"{dims} or {wanted}", shown)
            t.accepted(definition.build())


@negative("DS-LAY-050")
def wildcard_that_nothing_settles(t: Trial) -> None:
    """A wildcard that no number of weights fits is refused."""
    for dims in ((-1, 4), (5, -1)):
        with t.subcase(dims=dims):
            refused_layer(t, constant([1.0] * 6, "float32", dims), [], "DS-LAY-050")
