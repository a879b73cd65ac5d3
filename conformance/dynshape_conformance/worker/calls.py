"""Every call of `adapter.py` as it is sent: its arguments, what it answers, and whether it makes an object.

A test holds the table against the Protocols, so that neither can grow without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

PROTOCOL = 2
"""The version that both ends must speak. It changes when an old worker would misunderstand."""

MAX_LINE = 64 * 1024 * 1024
"""Bytes of the longest line, either way; a plan or an array is written in base64, which adds a third."""


@dataclass(frozen=True)
class Call:
    """One call. The names of ``arguments`` and ``result`` are those of `wire.ARGUMENTS` and `wire.RESULTS`."""

    name: str
    """``object.method``."""
    arguments: tuple[tuple[str, str], ...]
    """Name and kind of each."""
    result: str
    """Kind of the value."""
    makes: str | None = None
    """Kind of the object that an accepted call makes."""
    defaults: tuple[tuple[str, object], ...] = ()

    @cached_property
    def owner(self) -> str:
        """What the call is made on: ``adapter``, ``definition``, ``profile``, ``engine``, ``context``."""
        return self.name.partition(".")[0]

    @cached_property
    def method(self) -> str:
        """The name of the method."""
        return self.name.partition(".")[2]


def _read(text: str) -> dict[str, Call]:
    """The table below: ``owner.method(argument: kind = default, ...) -> result [makes object]``."""
    calls: dict[str, Call] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, rest = line.partition("(")
        inside, _, after = rest.partition(") -> ")
        result, _, makes = after.partition(" makes ")
        arguments: list[tuple[str, str]] = []
        defaults: list[tuple[str, object]] = []
        for part in filter(None, inside.split(", ")):
            argument, _, kind = part.partition(": ")
            kind, _, default = kind.partition(" = ")
            arguments.append((argument, kind))
            if default:
                defaults.append((argument, _DEFAULTS[default]))
        calls[name] = Call(name, tuple(arguments), result, makes or None, tuple(defaults))
    return calls


_DEFAULTS: dict[str, object] = {"true": True, "null": None, "0": 0, "1": 1}

CALLS = _read("""
    adapter.define(program: program, explicit_batch: bool? = true) -> answers makes definition

    definition.extend(program: program) -> answers
    definition.inputs() -> names
    definition.outputs() -> names
    definition.has_implicit_batch_dimension() -> bool
    definition.tensor_name(tensor: str) -> str
    definition.tensor_dims(tensor: str) -> dims
    definition.tensor_dtype(tensor: str) -> str
    definition.is_shape_tensor(tensor: str) -> bool
    definition.is_execution_tensor(tensor: str) -> bool
    definition.layer_num_inputs(layer: str) -> int
    definition.layer_input(layer: str, index: int) -> str?
    definition.layer_property(layer: str, property: str) -> any
    definition.dims_made(kind: str, entries: dims) -> dims
    definition.dims_entry(kind: str, entries: dims, index: int) -> int
    definition.dims_equal(kind: str, entries: dims, other: dims, sequence: str) -> bool
    definition.create_profile() -> none makes profile
    definition.add_profile(profile: profile) -> int
    definition.num_profiles() -> int
    definition.configure(setting: str, value: any) -> none
    definition.set_calibration_profile(profile: profile?) -> bool
    definition.calibration_profile() -> bool makes profile
    definition.set_calibrator(kind: str, batches: batches, batch_size: int = 1, cache: bytes? = null) -> none
    definition.calibration() -> calibration
    definition.build() -> none makes engine

    profile.set_dims(input: str, min: dims, opt: dims, max: dims) -> none
    profile.dims(input: str) -> ranges
    profile.set_values(input: str, min: dims, opt: dims, max: dims) -> none
    profile.values(input: str) -> ranges
    profile.is_valid() -> bool
    profile.set_extra_memory_target(target: float) -> none
    profile.extra_memory_target() -> float

    engine.num_profiles() -> int
    engine.has_implicit_batch_dimension() -> bool
    engine.num_bindings() -> int
    engine.binding_name(index: int) -> str
    engine.binding_index(name: str) -> int
    engine.lookup(key: key) -> key
    engine.binding_is_input(binding: key) -> bool
    engine.binding_dtype(binding: key) -> str
    engine.binding_dims(binding: key) -> dims
    engine.is_shape_binding(index: int) -> bool
    engine.is_execution_binding(index: int) -> bool
    engine.profile_dims(profile: int, binding: key) -> ranges
    engine.profile_values(profile: int, binding: key) -> ranges
    engine.tensors() -> names
    engine.tensor_dims(name: str) -> dims
    engine.dims(name: str, profile: int = 0) -> dims
    engine.tensor_profile_dims(name: str, profile: int) -> ranges
    engine.serialize() -> bytes
    engine.reload(plan: bytes) -> none makes engine
    engine.create_context() -> none makes context
    engine.release() -> none

    context.profile() -> int
    context.select_profile(index: int) -> bool
    context.assign_profile(index: int) -> none
    context.set_dims(input: str, dims: dims) -> bool
    context.dims(tensor: str) -> dims
    context.set_values(input: str, values: dims) -> bool
    context.values(tensor: str) -> dims
    context.set_binding_dims(binding: int, dims: dims) -> bool
    context.binding_dims(binding: int) -> dims
    context.set_binding_values(binding: int, values: dims) -> bool
    context.binding_strides(binding: int) -> dims
    context.set_tensor_dims(name: str, dims: dims) -> bool
    context.tensor_dims(name: str) -> dims
    context.missing_inputs() -> names
    context.all_dims_specified() -> bool
    context.all_values_specified() -> bool
    context.infer(inputs: arrays) -> arrays
    context.infer_queued(inputs: arrays) -> arrays
    context.release() -> none
""")
"""All calls by name."""

HELLO = "hello"
"""The first call on a line of its own: ``protocol`` and ``edition`` in, the description out."""

END = "end"
"""The end of a case: all objects are let go. Always accepted, without a value."""

REFUSED = "refused"
"""The mark of a step that shall be refused: the worker goes on after it if it is, and stops after it if it is not."""

ATTEMPT = "attempt"
"""The number of steps that belong together: after one that is refused the others are left out, and the line goes on."""

EXTENSIONS = frozenset({ATTEMPT, END, REFUSED})
"""What a worker may say in its description that it takes: the two marks, and `END` as the last of several steps."""
