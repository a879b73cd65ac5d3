"""Contexts: the dims and shape values of one user of an engine.

Output dims come in two steps. The engine infers them for a model with the dims that were set, in which the
shape values that were set are constants. Then, as inference may take what an execution refuses, and may
leave extents open, the engine executes once, with ones for data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ...adapter import Answer, Array, Dims, Unsupported
from .absent import BINDINGS, PROFILES, STATE, without
from .answers import NotThere, made_up, of_engine, refused
from .port import EngineRefused, Facts, Session, in_range

MOST_ELEMENTS = 1 << 24
"""Greater inputs are not executed for the sake of dims."""

if TYPE_CHECKING:
    from .engine import OnnxEngine


class OnnxContext:
    """An execution context; see `adapter.Context`."""

    def __init__(self, engine: OnnxEngine, session: Session) -> None:
        self.engine = engine
        self.session = session
        self._calls = engine.port.calls
        self._profile = 0
        self._dims: dict[str, Dims] = {}
        self._values: dict[str, tuple[int, ...]] = {}
        self._facts: dict[str, Facts] | None = None
        self._trial: dict[str, Array] | None = None

    # Profile

    @made_up
    def profile(self) -> int:
        """The index that was selected, 0 at first."""
        self._want_ranges()
        return self._profile

    @made_up
    def select_profile(self, index: int) -> bool:
        """Go on with a new session that has the ranges of another profile, and no dims."""
        self._want_ranges()
        if not 0 <= index < len(self.engine.profiles):
            raise Unsupported(f"{PROFILES}: index {index} is not kept, and no engine is asked")
        if index != self._profile:
            self.session = self.engine.open(index)
            self._profile = index
            self._dims.clear()
            self._values.clear()
            self._forget()
        return True

    def _want_ranges(self) -> None:
        if not self.engine.port.keeps_dims:
            raise Unsupported(f"{PROFILES}, and this one knows no ranges that would differ")

    # Inputs

    def set_dims(self, input: str, dims: Sequence[int]) -> Answer[bool]:
        """By the engine's own call where it has one; else kept by the adapter, if nothing speaks against them."""
        declared = self.engine.inputs.get(input)
        if declared is None:
            raise Unsupported(f"{input} is no input: the engine is asked by names it has")
        wanted, keeps = tuple(dims), self.engine.port.keeps_dims
        if keeps:
            if any(extent < 0 for extent in wanted):
                raise Unsupported("a negative extent: no array has one")
            try:
                self.session.set_dims(input, wanted)
            except EngineRefused as error:
                return refused(error, "False")
        elif not self._permits(input, wanted):
            raise Unsupported(f"dims {wanted} of {input}: {self.engine.port.name} looks at dims when it executes")
        self._dims[input] = wanted
        self._forget()
        return Answer(True, emulated=not keeps)

    def _permits(self, input: str, dims: Dims) -> bool:
        declared = self.engine.inputs[input].dims
        if len(dims) != len(declared) or any(a not in (-1, b) for a, b in zip(declared, dims, strict=True)):
            return False
        bounds = self.engine.profiles[self._profile].ranges.get(input)
        return all(extent >= 0 for extent in dims) and (bounds is None or in_range(dims, bounds))

    @made_up
    def set_values(self, input: str, values: Sequence[int]) -> bool:
        """Kept by the adapter, if they lie within the profile."""
        bounds = self.engine.profiles[self._profile].value_ranges.get(input)
        if bounds is None or not in_range(values, bounds):
            raise Unsupported(f"values {tuple(values)} of {input}: no engine is asked before it executes")
        self._values[input] = tuple(int(value) for value in values)
        self._forget()
        return True

    def set_tensor_dims(self, name: str, dims: Sequence[int]) -> Answer[bool]:
        """As `set_dims`."""
        return self.set_dims(name, dims)

    # Queries

    def dims(self, tensor: str) -> Answer[Dims]:
        """Of an input what was set, of an output what the engine finds."""
        declared = self.engine.inputs.get(tensor)
        if declared is None:
            return self._output_dims(tensor)
        if tensor not in self._dims:
            return Answer(tuple(declared.dims), emulated=True)
        if self.engine.port.keeps_dims:
            return Answer(self.session.dims(tensor))
        return Answer(self._dims[tensor], emulated=True)

    def tensor_dims(self, name: str) -> Answer[Dims]:
        """As `dims`."""
        return self.dims(name)

    @of_engine(channel="invalid dims")
    def _output_dims(self, tensor: str) -> Dims:
        if tensor not in self.engine.model.outputs:
            raise Unsupported(f"no tensor is called {tensor}: the engine is asked by names it has")
        self.prove()
        if self._trial is not None:
            return self._calls.saw(tuple(self._trial[tensor].shape), "{}.shape", self._trial[tensor])
        assert self._facts is not None
        facts = self._facts[tensor]
        dims = self._calls.saw(facts.dims, f"dims({{}}, {tensor!r})", facts.owner)
        if dims is None:
            raise Unsupported(f"{self.engine.port.name} infers no rank of {tensor}")
        return dims

    def prove(self) -> None:
        """Have the engine infer, and execute if nothing is missing; raises `EngineRefused`."""
        if self._facts is not None:
            return
        try:
            facts = self.engine.facts_at(self._dims, self._values)
        except Unsupported:  # A clash inside of a body can't be shown to inference, but to the execution.
            if self._missing():
                raise
            facts = self.engine.facts
        if not self._missing() and self._volume() <= MOST_ELEMENTS:
            self._trial = self._executed_with_ones()
        self._facts = facts

    def assume(self, dims: Mapping[str, Dims], values: Mapping[str, Sequence[int]]) -> None:
        """Take these dims and values for those of the inputs."""
        self._dims.update(dims)
        self._values.update({name: tuple(numbers) for name, numbers in values.items()})
        self._forget()

    def _forget(self) -> None:
        self._facts, self._trial = None, None

    def _volume(self) -> int:
        extents = [self._dims.get(name, tuple(input.dims)) for name, input in self.engine.inputs.items()]
        return max((int(np.prod(dims, dtype=np.int64)) for dims in extents), default=0)

    def values(self, tensor: str) -> Answer[tuple[int, ...]]:
        """Of an input what was set, of an output what the engine computes."""
        return self._kept_values(tensor) if tensor in self.engine.inputs else self._output_values(tensor)

    @made_up
    def _kept_values(self, tensor: str) -> tuple[int, ...]:
        if tensor not in self._values:
            raise NotThere("None", f"{tensor} has no values")
        return self._values[tensor]

    @of_engine(channel="None")
    def _output_values(self, tensor: str) -> tuple[int, ...]:
        if self._missing():
            raise Unsupported(f"{STATE}: dims or values of {self._missing()[0]} are not set")
        self.prove()
        if self._trial is None:
            raise Unsupported("inputs of this size are not executed to learn shape values")
        values = tuple(int(value) for value in self._trial[tensor].ravel())
        return self._calls.saw(values, "tuple({}.ravel().tolist())", self._trial[tensor])

    def _missing(self) -> list[str]:
        """Inputs whose dims, or values where they have a range of values, are not set."""
        inputs = self.engine.inputs
        wild = [name for name, input in inputs.items() if -1 in input.dims and name not in self._dims]
        return wild + [name for name in self.engine.profiles[self._profile].value_ranges if name not in self._values]

    def _executed_with_ones(self) -> dict[str, Array]:
        feeds = {}
        for name, input in self.engine.inputs.items():
            dims = self._dims.get(name, tuple(input.dims))
            feeds[name] = self._fixed(name) if name in self._values else np.ones(dims, np.dtype(input.dtype))
        return self.session.run(feeds)

    def _fixed(self, name: str) -> Array:
        input = self.engine.inputs[name]
        dims = self._dims.get(name, tuple(input.dims))
        return np.array(self._values[name], np.dtype(input.dtype)).reshape(dims)

    # Execution

    @of_engine()
    def infer(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """Execute with these arrays; what is missing is the engine's to refuse."""
        feeds = {name: self._fixed(name) for name in self._values}
        for name, array in inputs.items():
            if name not in self.engine.inputs:
                raise ValueError(f"the engine has no input {name}")
            self._check(name, array)
            feeds[name] = array
        return self._calls.took(self.session.run(feeds))

    def _check(self, name: str, array: Array) -> None:
        input = self.engine.inputs[name]
        if array.dtype != np.dtype(input.dtype):
            raise ValueError(f"input {name} is {input.dtype}, not {array.dtype}")
        if name not in self._dims and -1 in input.dims:
            raise Unsupported(f"an execution before the dims of {name} are set: they come with the array")
        dims = self._dims.get(name, tuple(input.dims))
        if array.shape != dims:
            raise ValueError(f"input {name} has dims {dims}, the array {array.shape}")

    def feeds(self, inputs: Mapping[str, Array]) -> dict[str, Array]:
        """What the engine's session is fed in `infer`: the arrays, and the shape values that were set."""
        return {**{name: self._fixed(name) for name in self._values}, **inputs}

    missing_inputs = without(STATE)
    all_dims_specified = without(STATE)
    all_values_specified = without(STATE)
    set_binding_dims = without(BINDINGS)
    binding_dims = without(BINDINGS)
    set_binding_values = without(BINDINGS)
    binding_strides = without(BINDINGS)
    infer_queued = without(BINDINGS)
    assign_profile = without(PROFILES)

    def release(self) -> None:
        """Nothing is held."""
