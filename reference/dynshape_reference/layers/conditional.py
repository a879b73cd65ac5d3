"""The boundary of an if-conditional: its condition, and where tensors enter and leave the branches."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from ..dims import UNKNOWN, Extents, is_known, show
from ..dtypes import Array, DataType
from ..errors import ErrorCodeTRT, Refusal
from ..partial import Partial
from ..shapes import View, unify_extents
from ..tensors import ITensor
from .layer_type import LayerType
from .region import BoundaryLayer, Region
from .values import every

if TYPE_CHECKING:
    from ..additions.control import IIfConditional
    from ..graph import Graph
    from ..kernels.device import Device
    from ..nesting import Nesting

TRUE, FALSE, CONDITION = 0, 1, 2
"""The operands of an output layer."""


class ConditionalRegion(Region):
    """The branches of one conditional; layers that depend on none of its inputs are outside (DS-LAY-054)."""

    label = "IfConditional"
    clause = "DS-LAY-054"

    condition: IConditionLayer | None = None
    """The layer that holds the condition, if one was set."""

    def link(self) -> None:
        """Make the condition an operand of all outputs."""
        for layer in self.boundary:
            if isinstance(layer, IIfConditionalOutputLayer):
                layer.link()

    def check(self, nesting: Nesting) -> None:
        """There is a condition."""
        if self.condition is None:
            raise self.refuse("IIfConditional must have a condition tensor set by `IIfConditional::setCondition`.")


class IIfConditionalBoundaryLayer(BoundaryLayer):
    """The base of the layers at the boundary of an if-conditional."""

    region_label = ConditionalRegion.label

    def __init__(self, conditional: ConditionalRegion) -> None:
        """Made by `IIfConditional`."""
        self.region = conditional

    @property
    def conditional(self) -> IIfConditional:
        """The conditional."""
        return cast("IIfConditional", self.region)


class IConditionLayer(IIfConditionalBoundaryLayer):
    """The condition: true executes the one branch, false the other. No outputs."""

    kind = LayerType.CONDITION
    label = "Condition"
    title = "IfCondition"
    is_checked = True

    def attach(self, graph: Graph, index: int, inputs: list[ITensor | None], names: list[str] | None = None) -> None:
        """See `ILayer.attach`; the conditional takes note of its condition."""
        super().attach(graph, index, inputs, names)
        self.conditional.condition = self

    def set_input(self, index: int, tensor: ITensor) -> None:
        """See `ILayer.set_input`."""
        super().set_input(index, tensor)
        self.conditional.link()

    def rule(self) -> str:
        """DS-RULE-041."""
        return "E →"

    def output_count(self) -> int:
        """None."""
        return 0

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """The condition is Bool (DS-LAY-054)."""
        if types[0] != DataType.BOOL:
            words = f"IConditionLayer `input` must have type kBOOL. Type is {types[0].name.title()}."
            raise self.wrong_type("DS-LAY-054", "a Bool condition", types[0], words)
        return []

    def check(self, view: View, final: bool) -> None:
        """The condition is a scalar (DS-LAY-054)."""
        self.check_types()
        if view.dims(0) != ():
            text = f"the condition is a scalar, not {show(view.dims(0))}"
            words = f"{self.name}: IIfConditionLayer input should be a scalar"
            raise self.clash("DS-LAY-054", text, value=view.dims(0), permitted=(), words=words)


class IIfConditionalInputLayer(IIfConditionalBoundaryLayer):
    """Takes a tensor into the branches: what depends on it is executed only in the branch that needs it."""

    kind = LayerType.CONDITIONAL_INPUT
    label = "IfConditionalInput"
    title = "Input"
    enters = True

    def rule(self) -> str:
        """DS-RULE-012."""
        return "t → t"

    def output_dims(self, view: View) -> list[Extents]:
        """Those of the input."""
        return [view.dims(0)]

    def known(self, masks: list[Array | None], inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """An element is known where the input is."""
        return every(masks)

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """The input."""
        return every(inputs)


class IIfConditionalOutputLayer(IIfConditionalBoundaryLayer):
    """The output of the branch that is taken: input 0 if the condition is true, input 1 if it is false.

    The condition is a third operand, which the API does not show.
    """

    kind = LayerType.CONDITIONAL_OUTPUT
    label = "IfConditionalOutput"
    title = "Output"
    input_count = (3, 3)
    leaves = True
    is_checked = True
    data_dependent = True

    @property
    def num_inputs(self) -> int:
        """Two: one a branch."""
        return CONDITION

    def get_input(self, index: int) -> ITensor | None:
        """What the true branch (0) or the false branch (1) yields; None out of range."""
        return super().get_input(index) if index < CONDITION else None

    def link(self) -> None:
        """Make the condition an operand, since dims and values depend on it."""
        layer = self.conditional.condition
        if layer is not None and not (self.has_input(CONDITION) and self.inputs[CONDITION] is layer.inputs[0]):
            self.graph.connect(self, CONDITION, layer.inputs[0])

    def outer_inputs(self) -> list[int]:
        """The condition."""
        return [CONDITION] if self.has_input(CONDITION) else []

    def rule(self) -> str:
        """DS-RULE-013; the condition is always an execution tensor (DS-RULE-041)."""
        return "t × t × E → t" if self.has_input(CONDITION) else "t × t → t"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Both branches yield one type (DS-LAY-054)."""
        if types[TRUE] != types[FALSE]:
            raise self.wrong_type("DS-LAY-054", f"branches of one type ({types[TRUE].name} is the first)", types[FALSE])
        return [types[TRUE]]

    def output_dims(self, view: View) -> list[Extents]:
        """Those of both branches, which are equal (DS-LAY-054).

        From edition 10 on extents may differ: the condition decides, and where it decides in phase 1
        the branches need not even have one rank.
        """
        taken = self._taken(view)
        if self.graph.edition.branches_may_differ and taken is not None:
            return [view.dims(taken)]
        both = [view.dims(TRUE), view.dims(FALSE)]
        self.same_rank("DS-LAY-054", both)
        result = []
        for axis, (left, right) in enumerate(zip(*both, strict=True)):
            common = unify_extents(left, right)
            if self.graph.edition.branches_may_differ:
                result.append(left if left == right else UNKNOWN)
            elif common is None:
                text = (
                    f"axis {axis}: the branches yield {show(both[TRUE])} and {show(both[FALSE])}, which must be equal"
                )
                words = f"{self.name}: IIfConditionalOutputLayer inputs must have the same shape."
                raise self.clash("DS-LAY-054", text, axis=axis, value=right, permitted=left, words=words)
            else:
                result.append(common)
        return [tuple(result)]

    def greatest_dims(self, view: View) -> list[Extents]:
        """On each axis the greater extent of the two branches."""
        dims = self.output_dims(view)[0]
        if is_known(dims):
            return [dims]
        pairs = zip(view.dims(TRUE), view.dims(FALSE), strict=True)
        return [tuple(UNKNOWN if UNKNOWN in pair else max(pair) for pair in pairs)]

    def inputs_read_for_dims(self) -> list[int]:
        """The condition."""
        return [CONDITION] if self.has_input(CONDITION) else []

    def output_values(self, view: View) -> list[Partial | None]:
        """What is known of the branch that is taken; nothing while that is open."""
        taken = self._taken(view)
        if taken is not None:
            return [view.value(taken)]
        return [Partial.nothing(view.own_dims(self.outputs[0]), self.outputs[0].dtype)]

    def check(self, view: View, final: bool) -> None:
        """Of a shape tensor phase 1 must know the value, so it must know the condition (DS-RULE-013)."""
        if final and self.outputs[0].is_shape_tensor and self._taken(view) is None:
            name = self.outputs[0].name
            text = f"{self.name}: {name} can't be a shape tensor: only execution computes the condition"
            raise Refusal("DS-RULE-013", text, code=ErrorCodeTRT.INVALID_STATE, tensor=name, layer=self.name)

    def _taken(self, view: View) -> int | None:
        value = view.value(CONDITION) if self.has_input(CONDITION) else None
        if value is None or not value.complete or value.data.size != 1:
            return None
        return TRUE if value.data.item() else FALSE
