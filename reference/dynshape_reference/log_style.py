"""How records are worded: as TensorRT of the edition does it, so that its users find what they search for.

In 8.x a record starts with its code and the place in TensorRT's sources, which here is the name of
the call: ``3: [IExecutionContext::setBindingDimensions] Error Code 3: API Usage Error (...)``. From
10 on it starts with the call: ``IExecutionContext::setInputShape: Error Code 3: API Usage Error (...)``.
"""

from __future__ import annotations

from dataclasses import dataclass

from .editions import Edition

USAGE, INTERNAL = "API Usage Error", "Internal Error"
MISCELLANEOUS, SHAPE_ERROR = "Miscellaneous", "Shape Error"
"""Dims that do not fit each other while a network is defined, in 8.x and in 10."""

CALLS = {
    "set_binding_shape": "setBindingDimensions",
    "get_binding_shape": "getBindingDimensions",
    "set_shape_input": "setInputShapeBinding",
    "get_shape": "getShapeBinding",
    "execute_async_v2": "enqueueV2",
    "execute_async_v3": "enqueueV3",
    "execute": "executeV2",
    "query_shape": "getDimensions",
    "shape_at": "getBindingDimensions",
    "profile_ranges": "getProfileDimensions",
    "add_topk": "addTopK",
    "add_nms": "addNMS",
    "add_softmax": "addSoftMax",
    "add_ragged_softmax": "addRaggedSoftMax",
    "add_lrn": "addLRN",
    "add_parametric_relu": "addParametricReLU",
    "add_elementwise": "addElementWise",
    "rename": "setName",
    "assign_k": "setK",
    "assign_equation": "setEquation",
}
"""What calls of the Python API are called in C++, where it is not the same in the other spelling."""
PROFILE_CALLS = {
    "set_shape": "setDimensions",
    "set_shape_input": "setShapeValues",
    "extra_memory_target": "setExtraMemoryTarget",
}
OPPOSITE = {"==": "!=", "<": ">="}


def call_name(call: str) -> str:
    """``Builder.build_serialized_network`` as C++ has it: ``IBuilder::buildSerializedNetwork``."""
    owner, _, name = call.partition(".")
    owner = owner if owner[:1] == "I" and owner[1:2].isupper() else f"I{owner}"
    special = PROFILE_CALLS if owner == "IOptimizationProfile" else CALLS
    first, *rest = name.split("_")
    return f"{owner}::{special.get(name) or first + ''.join(part.capitalize() for part in rest)}"


def head(edition: Edition, call: str, code: int, category: str | None) -> str:
    """All of a record before its parenthesis; ``category``: None for what the code is called."""
    if category is None:
        category = USAGE if code == 3 or (code == 4 and not edition.has_bindings) else INTERNAL
    place = f"{code}: [{call}] " if edition.has_bindings else f"{call}: "
    return f"{place if call else ''}Error Code {code}: {category}"


def check_failed(edition: Edition, call: str, condition: str) -> str:
    """The words for a call that checks its arguments."""
    place = f" at: {call}" if edition.has_bindings and call else ""
    return f"Parameter check failed{place}, condition: {condition}."


@dataclass(frozen=True)
class Instruction:
    """A check of phase 1 as TensorRT words it: one of the shape machine's instructions, which fails."""

    fails: str
    """What is wrong, e.g. ``dimensions not compatible for elementwise``."""
    operator: str = ""
    """The condition that does not hold, ``==`` or ``<``; none where the instruction is no comparison."""
    operands: tuple[int, int] = (0, 0)
    code: str = ""
    """The instruction, for one that is no comparison."""
    kind: str = ""
    """The class of the layer, where its name comes after that."""

    def at_build(self, edition: Edition, layer: str) -> str:
        """As said of a profile's kOPT, kMIN and kMAX."""
        layer = f"{self.kind} {layer}".lstrip()
        if not self.operator:
            return f"{layer}: {self.fails}"
        if edition.strict_classes:
            return f"condition '{self.operator}' violated. {layer}: {self.fails.rstrip('.')}"
        return f"{layer}: {self.fails} {self._violation()}"

    def at_run_time(self, edition: Edition, layer: str) -> str:
        """As said when phase 1 runs."""
        layer = f"{self.kind} {layer}".lstrip()
        if not self.operator:
            return f"{layer}: {self.fails}" + (f" Instruction: {self.code}." if self.code else "")
        name = "CHECK_EQUAL" if self.operator == "==" else "CHECK_LESS"
        instruction = f"Instruction: {name} {self.operands[0]} {self.operands[1]}"
        if edition.strict_classes:
            return f"{layer}: {self.fails.rstrip('.')}\ncondition '{self.operator}' violated\n{instruction}\n"
        return f"{layer}: {self.fails} {self._violation()} {instruction}."

    def _violation(self) -> str:
        left, right = self.operands
        return f"Condition '{self.operator}' violated: {left} {OPPOSITE[self.operator]} {right}."
