"""DS-RULE: the rules of layers that move elements, one by one."""

from __future__ import annotations

from ..case import Trial, control, negative, positive
from .rule_table import (
    follows_its_rule,
    has_its_value,
    needs_no_values_as_data,
    wants_values_of_its_operands,
)


@positive("DS-RULE-023", needs=("DS-RULE-034",))
def shuffle_rule(t: Trial) -> None:
    """IShuffleLayer with one input is t → t."""
    follows_its_rule(t, "shuffle")


@negative("DS-RULE-023", needs=("DS-SIO-003",))
def shuffle_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    wants_values_of_its_operands(t, "shuffle")


@control("DS-RULE-023")
def shuffle_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "shuffle")


@positive("DS-RULE-023", needs=("DS-SIO-007",), features=("contexts",))
def shuffle_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "shuffle")


@positive("DS-RULE-006", needs=("DS-RULE-034",))
def shuffle_by_dims_rule(t: Trial) -> None:
    """IShuffleLayer with two inputs is t × S → t: the second is S whatever the output is."""
    follows_its_rule(t, "shuffle,2")


@negative("DS-RULE-006", needs=("DS-SIO-003",))
def shuffle_by_dims_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its data: one without profile values does not build."""
    wants_values_of_its_operands(t, "shuffle,2")


@control("DS-RULE-006")
def shuffle_by_dims_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "shuffle,2")


@positive("DS-RULE-006", needs=("DS-SIO-007",), features=("contexts",))
def shuffle_by_dims_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "shuffle,2")


@positive("DS-RULE-024", needs=("DS-RULE-034",))
def slice_rule(t: Trial) -> None:
    """ISliceLayer with one input is t → t."""
    follows_its_rule(t, "slice")


@negative("DS-RULE-024", needs=("DS-SIO-003",))
def slice_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    wants_values_of_its_operands(t, "slice")


@control("DS-RULE-024")
def slice_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "slice")


@positive("DS-RULE-024", needs=("DS-SIO-007",), features=("contexts",))
def slice_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "slice")


@positive("DS-RULE-025", needs=("DS-RULE-034",))
def slice_by_start_rule(t: Trial) -> None:
    """ISliceLayer with two inputs is t × S → t: start is S whatever the output is."""
    follows_its_rule(t, "slice,2")


@negative("DS-RULE-025", needs=("DS-SIO-003",))
def slice_by_start_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its data: one without profile values does not build."""
    wants_values_of_its_operands(t, "slice,2")


@control("DS-RULE-025")
def slice_by_start_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "slice,2")


@positive("DS-RULE-025", needs=("DS-SIO-007",), features=("contexts",))
def slice_by_start_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "slice,2")


@positive("DS-RULE-026", needs=("DS-RULE-034",))
def slice_by_size_rule(t: Trial) -> None:
    """ISliceLayer with three inputs is t × S × S → t: start and size are S whatever the output is."""
    follows_its_rule(t, "slice,3")


@negative("DS-RULE-026", needs=("DS-SIO-003",))
def slice_by_size_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its data: one without profile values does not build."""
    wants_values_of_its_operands(t, "slice,3")


@control("DS-RULE-026")
def slice_by_size_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "slice,3")


@positive("DS-RULE-026", needs=("DS-SIO-007",), features=("contexts",))
def slice_by_size_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "slice,3")


@positive("DS-RULE-027", needs=("DS-RULE-034",))
def slice_by_stride_rule(t: Trial) -> None:
    """ISliceLayer with four inputs is t × S × S × S → t: start, size and stride are S whatever the output is."""
    follows_its_rule(t, "slice,4")


@negative("DS-RULE-027", needs=("DS-SIO-003",))
def slice_by_stride_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its data: one without profile values does not build."""
    wants_values_of_its_operands(t, "slice,4")


@control("DS-RULE-027")
def slice_by_stride_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "slice,4")


@positive("DS-RULE-027", needs=("DS-SIO-007",), features=("contexts",))
def slice_by_stride_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "slice,4")


@positive("DS-RULE-028", needs=("DS-RULE-034",))
def unary_rule(t: Trial) -> None:
    """IUnaryLayer is t → t."""
    for layer in ("unary", "unary,not"):
        follows_its_rule(t, layer)


@negative("DS-RULE-028", needs=("DS-SIO-003",))
def unary_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    for layer in ("unary", "unary,not"):
        wants_values_of_its_operands(t, layer)


@control("DS-RULE-028")
def unary_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    for layer in ("unary", "unary,not"):
        needs_no_values_as_data(t, layer)


@positive("DS-RULE-028", needs=("DS-SIO-007",), features=("contexts",))
def unary_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    for layer in ("unary", "unary,not"):
        has_its_value(t, layer)
