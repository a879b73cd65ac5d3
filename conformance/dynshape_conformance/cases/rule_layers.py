"""DS-RULE: the rules of the polymorphic layers, one by one."""

from __future__ import annotations

from ..case import Trial, control, negative, positive
from .rule_table import (
    follows_its_rule,
    has_its_value,
    needs_no_values_as_data,
    wants_values_of_its_operands,
)
from .sketch import Sketch, classes, use


@positive("DS-RULE-005", needs=("DS-RULE-034",))
def elementwise_rule(t: Trial) -> None:
    """IElementWiseLayer is t × t → t: both inputs have the class of the output."""
    for layer in ("elementwise", "comparison"):
        follows_its_rule(t, layer)


@negative("DS-RULE-005", needs=("DS-SIO-003",))
def elementwise_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so are both inputs: one without profile values does not build."""
    for layer in ("elementwise", "comparison"):
        wants_values_of_its_operands(t, layer)


@control("DS-RULE-005")
def elementwise_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    for layer in ("elementwise", "comparison"):
        needs_no_values_as_data(t, layer)


@positive("DS-RULE-005", needs=("DS-SIO-007",), features=("contexts",))
def elementwise_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    for layer in ("elementwise", "comparison"):
        has_its_value(t, layer)


@positive("DS-RULE-007", needs=("DS-RULE-034",))
def constant_rule(t: Trial) -> None:
    """IConstantLayer is → t: it makes a tensor of either class, or of both."""
    follows_its_rule(t, "constant")


@positive("DS-RULE-007", needs=("DS-SIO-007",), features=("contexts",))
def constant_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "constant")


@positive("DS-RULE-011", needs=("DS-RULE-034",))
def concatenation_rule(t: Trial) -> None:
    """IConcatenationLayer is t × t × ... → t: all inputs have the class of the output."""
    follows_its_rule(t, "concatenation")


@positive("DS-RULE-011", needs=("DS-RULE-034",))
def many_parts_in_each_class(t: Trial) -> None:
    """So it is with five tensors, each of which gets the class of the whole."""
    s = Sketch(t)
    parts = [s.numbers(f"n{place}", 1) for place in range(5)]
    whole = s.concatenation(parts, 0)
    definition = t.define(s)
    t.equal([classes(definition, part) for part in parts], ["-"] * 5)
    change = Sketch(t, prefix="u")
    change.filled(whole)
    use(t, definition, change)
    t.equal([classes(definition, part) for part in (*parts, whole)], ["S"] * 6)


@negative("DS-RULE-011", needs=("DS-SIO-003",))
def concatenation_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is each of its inputs: one without profile values does not build."""
    wants_values_of_its_operands(t, "concatenation")


@control("DS-RULE-011")
def concatenation_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "concatenation")


@positive("DS-RULE-011", needs=("DS-SIO-007",), features=("contexts",))
def concatenation_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "concatenation")


@positive("DS-RULE-012", needs=("DS-RULE-034",))
def conditional_input_rule(t: Trial) -> None:
    """IIfConditionalInputLayer is t → t: what enters a conditional has the class of what it becomes inside."""
    follows_its_rule(t, "conditional_input")


@negative("DS-RULE-012", needs=("DS-SIO-003",))
def conditional_input_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    wants_values_of_its_operands(t, "conditional_input")


@control("DS-RULE-012")
def conditional_input_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "conditional_input")


@positive("DS-RULE-012", needs=("DS-SIO-007",), features=("contexts",))
def conditional_input_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "conditional_input")


@positive("DS-RULE-013", needs=("DS-RULE-034",))
def conditional_output_rule(t: Trial) -> None:
    """IIfConditionalOutputLayer is t × t → t: both branches have the class of the output."""
    follows_its_rule(t, "conditional_output")


@negative("DS-RULE-013", needs=("DS-SIO-003",))
def conditional_output_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so are both branches: one without profile values does not build."""
    wants_values_of_its_operands(t, "conditional_output")


@control("DS-RULE-013")
def conditional_output_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "conditional_output")


@positive("DS-RULE-013", needs=("DS-SIO-007",), features=("contexts",))
def conditional_output_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "conditional_output")


@positive("DS-RULE-014", needs=("DS-RULE-034",))
def activation_rule(t: Trial) -> None:
    """IActivationLayer is t → t: an activation may make a shape tensor too."""
    follows_its_rule(t, "activation")


@negative("DS-RULE-014", needs=("DS-SIO-003",))
def activation_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    wants_values_of_its_operands(t, "activation")


@control("DS-RULE-014")
def activation_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "activation")


@positive("DS-RULE-014", needs=("DS-SIO-007",), features=("contexts",))
def activation_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "activation")


@positive("DS-RULE-017", needs=("DS-RULE-034",))
def gather_rule(t: Trial) -> None:
    """IGatherLayer is t × t → t: data and indices have the class of the output."""
    follows_its_rule(t, "gather")


@negative("DS-RULE-017", needs=("DS-SIO-003",))
def gather_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so are data and indices: one without profile values does not build."""
    wants_values_of_its_operands(t, "gather")


@control("DS-RULE-017")
def gather_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "gather")


@positive("DS-RULE-017", needs=("DS-SIO-007",), features=("contexts",))
def gather_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "gather")


@positive("DS-RULE-018", needs=("DS-RULE-034",))
def identity_rule(t: Trial) -> None:
    """IIdentityLayer is t → t."""
    for layer in ("identity", "conversion"):
        follows_its_rule(t, layer)


@negative("DS-RULE-018", needs=("DS-SIO-003",))
def identity_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    for layer in ("identity", "conversion"):
        wants_values_of_its_operands(t, layer)


@control("DS-RULE-018")
def identity_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    for layer in ("identity", "conversion"):
        needs_no_values_as_data(t, layer)


@positive("DS-RULE-018", needs=("DS-SIO-007",), features=("contexts",))
def identity_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    for layer in ("identity", "conversion"):
        has_its_value(t, layer)


@positive("DS-RULE-019", needs=("DS-RULE-034",))
def reduce_rule(t: Trial) -> None:
    """IReduceLayer is t → t."""
    follows_its_rule(t, "reduce")


@negative("DS-RULE-019", needs=("DS-SIO-003",))
def reduce_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so is its input: one without profile values does not build."""
    wants_values_of_its_operands(t, "reduce")


@control("DS-RULE-019")
def reduce_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "reduce")


@positive("DS-RULE-019", needs=("DS-SIO-007",), features=("contexts",))
def reduce_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "reduce")


@positive("DS-RULE-022", needs=("DS-RULE-034",))
def select_rule(t: Trial) -> None:
    """ISelectLayer is t × t × t → t: condition, then and else have the class of the output."""
    follows_its_rule(t, "select")


@negative("DS-RULE-022", needs=("DS-SIO-003",))
def select_without_values(t: Trial) -> None:
    """Where the output is a shape tensor, so are its three inputs: one without profile values does not build."""
    wants_values_of_its_operands(t, "select")


@control("DS-RULE-022")
def select_as_data(t: Trial) -> None:
    """Where the output is an execution tensor only, no values are needed."""
    needs_no_values_as_data(t, "select")


@positive("DS-RULE-022", needs=("DS-SIO-007",), features=("contexts",))
def select_in_phase_1(t: Trial) -> None:
    """As a shape tensor the output has its value before anything is executed."""
    has_its_value(t, "select")
