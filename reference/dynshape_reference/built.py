"""What a plan holds, ready for questions: tensors by name, profiles, dims under each profile."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

import numpy as np

from .dims import UNKNOWN, Extents
from .errors import CALL, Refusal
from .partial import Partial
from .schedule import make_schedule
from .shapes import Shapes
from .tensors import ITensor

if TYPE_CHECKING:
    from .plan import Plan

IN_RANGE = "profileIndex >= 0 && profileIndex < mEngine.getNbOptimizationProfiles()"
"""What TensorRT checks of the index of a profile."""


class BuiltNetwork:
    """A network with its profiles; nothing in it changes any more."""

    def __init__(self, plan: Plan) -> None:
        """Take over what ``plan`` holds."""
        self.plan = plan
        self.graph = plan.graph
        self.profiles = plan.profiles
        self.tensors: list[ITensor] = [*self.graph.inputs, *self.graph.outputs]
        """Inputs and outputs, in the order of the binding table's columns."""
        self.order = self.graph.order()
        self.schedule = make_schedule(self.graph, self.order)
        self.shape_inputs = self.graph.shape_inputs()
        self.shape_outputs = [
            tensor for tensor in self.graph.outputs if tensor.is_shape_tensor and not tensor.is_execution_tensor
        ]
        """Outputs that phase 1 makes."""
        self.has_dimension_names = any(tensor.dimension_names for tensor in self.graph.inputs)
        self.is_dynamic = self.graph.is_dynamic()
        self.depends_on_data = bool(self.graph.classes.barriers) or any(layer.data_dependent for layer in self.order)
        """True if some dims or shape values are known only once phase 2 has computed them."""
        self._by_name = {tensor.name: tensor for tensor in self.tensors}
        self._shapes: dict[int, Shapes] = {}

    def tensor(self, name: str) -> ITensor:
        """An input or output by name; refused if there is none. TypeError for what is no str, such as an index."""
        if not isinstance(name, str):
            raise TypeError(f"the name of a tensor is a str, not {type(name).__name__} {name!r}")
        if name not in self._by_name:
            text = f"{name!r} is no input or output; there are {', '.join(self._by_name)}"
            refusal = Refusal("DS-BIND-023", text, tensor=name, value=name, permitted=tuple(self._by_name))
            refusal.words = f"{CALL} given invalid tensor name: {name}"
            raise refusal
        return self._by_name[name]

    def check_profile(self, profile: int, clause: str) -> None:
        """Refuse a profile index out of range. TypeError for what is no integer."""
        profile = operator.index(profile)
        if not 0 <= profile < len(self.profiles):
            text = f"profile index {profile} is not within 0..{len(self.profiles) - 1}"
            within = (0, len(self.profiles) - 1)
            raise Refusal(clause, text, value=profile, permitted=within, condition=IN_RANGE)

    def dims_in(self, profile: int, tensor: ITensor) -> Extents:
        """Dims of a tensor under a profile, -1 where they vary within it (DS-DIM-010, DS-BIND-022)."""
        if profile not in self._shapes:
            ranges = self.profiles[profile]
            dims = {name: common_dims(entries[0] or (), entries[2] or ()) for name, entries in ranges.dims.items()}
            self._shapes[profile] = Shapes.of_inputs(self.graph, dims, self._fixed_values(profile))
        return self._shapes[profile].dims(tensor)

    def dims_in_all(self, tensor: ITensor) -> Extents:
        """Dims of a tensor, -1 where they vary within or between profiles."""
        dims = self.dims_in(0, tensor)
        for profile in range(1, len(self.profiles)):
            dims = common_dims(dims, self.dims_in(profile, tensor))
        return dims

    def _fixed_values(self, profile: int) -> dict[str, Partial]:
        fixed = {}
        for tensor in self.shape_inputs:
            low, _, high = self.profiles[profile].values[tensor.name]
            least, greatest = (np.array(v, np.int64).reshape(tensor.declared_dims) for v in (low, high))
            fixed[tensor.name] = Partial(least, np.asarray(least == greatest))
        return fixed

    def dims_range(self, tensor: ITensor, profile: int) -> list[Extents]:
        """[min, opt, max] of an input; an output is refused (DS-PROF-026)."""
        if not tensor.is_network_input:
            raise Refusal("DS-PROF-026", f"{tensor.name} is an output: profiles are about inputs", tensor=tensor.name)
        entries = self.profiles[profile].dims.get(tensor.name, [tensor.declared_dims] * 3)
        return [entry for entry in entries if entry is not None]

    def values_range(self, tensor: ITensor, profile: int) -> list[list[int]]:
        """[min, opt, max] of the values of an input shape tensor; anything else is refused (DS-PROF-027)."""
        if tensor not in self.shape_inputs:
            raise Refusal("DS-PROF-027", f"{tensor.name} is no input shape tensor", tensor=tensor.name)
        return [list(entry) for entry in self.profiles[profile].values[tensor.name] if entry is not None]


def common_dims(left: Extents, right: Extents) -> Extents:
    """Extents that are the same in both, -1 elsewhere."""
    return tuple(a if a == b else UNKNOWN for a, b in zip(left, right, strict=True))
