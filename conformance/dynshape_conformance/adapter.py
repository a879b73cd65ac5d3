"""What a backend must answer: the Protocol between the corpus and an inference engine.

An author of a backend writes one class that satisfies `Adapter` and names it under the entry-point
group ``dynshape.backends``. Everything that crosses the line is plain data: numbers, strings,
tuples, NumPy arrays. Every call answers with a value or a refusal, and with the log records
written since the last call.

Four outcomes are kept apart: *refused* (an `Answer` with a `Refusal`), *unsupported* (the
exception `Unsupported`: the backend does not claim to do this), *failed* (any other exception: an
error of the adapter), and *crashed* or *timed out*, which only a runner in another process sees; but an
adapter that knows its process to be beyond use says so with `ProcessLost`, which is a crash, too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from dynshape_fixtures.program import Program

T = TypeVar("T")
Dims = tuple[int, ...]
Array = np.ndarray[Any, Any]


class Unsupported(Exception):
    """The backend does not claim to do this; the reason is for the report."""


class ProcessLost(BaseException):
    """The engine can't be used in this process any more, whatever it is asked; the text says why.

    An adapter raises it where its engine says so, as CUDA does after an illegal address. The case is then a
    *crash*, and a worker is ended and replaced. It is no `Exception`, for no case can go on after it. The text
    is the same in every run: it is part of the results.
    """


class Refused(Exception):
    """A value was asked for and the backend refused; `answer` holds the refusal."""

    def __init__(self, answer: Answer[Any]) -> None:
        super().__init__(str(answer.refusal))
        self.answer = answer


@dataclass(frozen=True)
class LogRecord:
    """One log record. ``clause`` is given by engines that name it, ``code`` is TensorRT's error code."""

    severity: str
    """``INTERNAL_ERROR``, ``ERROR``, ``WARNING``, ``INFO`` or ``VERBOSE``."""
    text: str
    clause: str | None = None
    code: int | None = None


@dataclass(frozen=True)
class Refusal:
    """How a call was refused.

    ``channel`` is ``False``, ``None``, ``-1``, ``[]``, ``invalid dims``, the name of the exception,
    or ``log`` for a call that returns nothing and refuses by an ERROR record alone; ``text`` is the
    exception's text, or empty.
    """

    channel: str
    text: str = ""


class _Looks(threading.local):
    """How often the case that runs in this thread looked at emulated answers.

    A case reads most answers by `Answer.get` and judges plain values; so it is the answer that takes note.
    """

    count = 0


Looks = _Looks()


@dataclass
class Answer(Generic[T]):
    """The outcome of one call: a value, or a refusal, and the log records of the call.

    Nobody changes one. (It is not frozen, as a run makes some 70,000, and a frozen one takes three times as long.)
    ``emulated``: the adapter made the answer up, as its engine has nothing of the kind. What is
    judged by such an answer is marked so in the results and is never counted as the engine's own.
    """

    value: T | None = None
    refusal: Refusal | None = None
    records: tuple[LogRecord, ...] = ()
    emulated: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.value, np.generic):
            # NumPy's False is not Python's, which cases look for.
            self.value = self.value.item()

    @property
    def ok(self) -> bool:
        """True if the call was not refused."""
        self.look()
        return self.refusal is None

    def get(self) -> T:
        """The value; raises `Refused` if the call was refused."""
        self.look()
        if self.refusal is not None:
            raise Refused(self)
        return self.value  # type: ignore[return-value]

    def look(self) -> None:
        """Take note that a case looks at the answer, if it is emulated."""
        if self.emulated:
            Looks.count += 1


@dataclass(frozen=True)
class Description:
    """What a backend says of itself."""

    name: str
    version: str
    device: str
    """``cpu``, a device's name, or ``none`` where nothing can be executed."""
    edition: str
    """The edition of the specification that it answers by, e.g. ``8.6``."""
    features: frozenset[str] = frozenset()
    """Any of `FEATURES`."""
    emulated: frozenset[str] = frozenset()
    """Features that the adapter makes up for the engine."""
    explains: bool = False
    """True if log records name the clause that they enforce."""


@dataclass(frozen=True)
class Calibration:
    """What a build asked of the calibrator, and what it gave it (DS-CAL)."""

    asked: tuple[tuple[str, ...], ...] = ()
    """The names of each ``get_batch`` call, in order; the call that gave no batch is the last one."""
    batches: int = 0
    """How many batches were handed over."""
    cache: bytes | None = None
    """What was written as a cache, the last time."""


FEATURES = {
    "bindings": "binding indices and names (8.x)",
    "names": "tensors by name at run time (8.5 and later)",
    "contexts": "execution contexts, so run-time dimensions",
    "execution": "results can be computed",
    "implicit batch": "networks with an implicit batch dimension can be defined",
    "calibration": "INT8 calibration, where there is a device",
}


class Profile(Protocol):
    """An optimization profile under construction (DS-PROF)."""

    def set_dims(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> Answer[None]:
        """``set_shape``."""

    def dims(self, input: str) -> Answer[tuple[Dims, ...]]:
        """``get_shape``: (min, opt, max), or a refusal with channel ``[]`` if nothing was set."""

    def set_values(self, input: str, min: Sequence[int], opt: Sequence[int], max: Sequence[int]) -> Answer[None]:
        """``set_shape_input``."""

    def values(self, input: str) -> Answer[tuple[Dims, ...]]:
        """``get_shape_input``: (min, opt, max), or a refusal with channel ``[]`` if nothing was set."""

    def is_valid(self) -> Answer[bool]:
        """``bool(profile)``."""

    def set_extra_memory_target(self, target: float) -> Answer[None]:
        """Assign ``extra_memory_target``."""

    def extra_memory_target(self) -> Answer[float]:
        """Read ``extra_memory_target``."""


class Definition(Protocol):
    """A network definition with its builder configuration (DS-NET, DS-PROF)."""

    answers: list[Answer[Any]]
    """One answer for each operation of the program, in order: for marks of outputs what the call returned.

    An operation that names a tensor or layer whose own operation was refused is refused with
    channel ``operand``.
    """

    def extend(self, program: Program) -> list[Answer[Any]]:
        """Carry out more operations; returns their answers (also added to `answers`)."""

    def inputs(self) -> Answer[tuple[str, ...]]:
        """Names of the network inputs, in order."""

    def outputs(self) -> Answer[tuple[str, ...]]:
        """Names of the network outputs, in order, those marked for shapes included."""

    def has_implicit_batch_dimension(self) -> Answer[bool]:
        """The property of the network."""

    def tensor_name(self, tensor: str) -> Answer[str]:
        """``tensor.name``."""

    def tensor_dims(self, tensor: str) -> Answer[Dims]:
        """``tensor.shape``; invalid dims are a refusal with channel ``invalid dims``."""

    def tensor_dtype(self, tensor: str) -> Answer[str]:
        """``tensor.dtype``, by the names of `Program`."""

    def is_shape_tensor(self, tensor: str) -> Answer[bool]:
        """``tensor.is_shape_tensor``."""

    def is_execution_tensor(self, tensor: str) -> Answer[bool]:
        """``tensor.is_execution_tensor``."""

    def layer_num_inputs(self, layer: str) -> Answer[int]:
        """``layer.num_inputs``."""

    def layer_input(self, layer: str, index: int) -> Answer[str | None]:
        """The name of ``layer.get_input(index)``; the value None if there is no such input."""

    def layer_property(self, layer: str, property: str) -> Answer[Any]:
        """A property of the layer; dims as a tuple, enumerators by name."""

    # Dims by themselves (DS-PY-018): ``kind`` is Dims, Dims2, Dims3, Dims4 or DimsHW.

    def dims_made(self, kind: str, entries: Sequence[int]) -> Answer[Dims]:
        """The entries of ``kind(list(entries))``."""

    def dims_entry(self, kind: str, entries: Sequence[int], index: int) -> Answer[int]:
        """``kind(list(entries))[index]``."""

    def dims_equal(self, kind: str, entries: Sequence[int], other: Sequence[int], sequence: str) -> Answer[bool]:
        """``kind(list(entries)) == other``, where ``other`` is a ``list`` or a ``tuple``, as ``sequence`` says."""

    def create_profile(self) -> Profile:
        """``builder.create_optimization_profile()``."""

    def add_profile(self, profile: Profile) -> Answer[int]:
        """``config.add_optimization_profile``; -1 is a refusal with channel ``-1``."""

    def num_profiles(self) -> Answer[int]:
        """``config.num_optimization_profiles``."""

    def configure(self, setting: str, value: Any) -> Answer[None]:
        """A setting of the builder configuration.

        ``flag``: a BuilderFlag by name; ``engine_capability``: by name; ``device_type``: the
        default DeviceType by name; ``preview_feature``: a PreviewFeature by name, enabled.
        """

    def set_calibration_profile(self, profile: Profile | None) -> Answer[bool]:
        """``config.set_calibration_profile``; False is a refusal."""

    def calibration_profile(self) -> Answer[Profile | None]:
        """``config.get_calibration_profile``; the value None if none is set."""

    def set_calibrator(
        self, kind: str, batches: Sequence[Mapping[str, Array]], batch_size: int = 1, cache: bytes | None = None
    ) -> Answer[None]:
        """Build in INT8, with a calibrator of ``kind``: ``legacy``, ``entropy``, ``entropy2`` or ``minmax``.

        Each batch holds an array for each input; its dims are not looked at, as the engine only gets
        an address. ``batch_size`` is what ``get_batch_size`` returns, ``cache`` what a former build wrote.
        """

    def calibration(self) -> Answer[Calibration]:
        """What the builds since `set_calibrator` asked of the calibrator."""

    def build(self) -> Answer[Engine]:
        """``build_serialized_network`` and ``deserialize_cuda_engine``.

        Backends without a device answer a successful build with an engine whose `create_context`
        and queries raise `Unsupported`.
        """


class Engine(Protocol):
    """A built engine: the binding table of 8.x (DS-BIND) and tensors by name.

    A ``binding`` is an index or a name.
    """

    def num_profiles(self) -> Answer[int]: ...
    def has_implicit_batch_dimension(self) -> Answer[bool]: ...
    def num_bindings(self) -> Answer[int]: ...

    def binding_name(self, index: int) -> Answer[str]:
        """``get_binding_name``; None is a refusal."""

    def binding_index(self, name: str) -> Answer[int]:
        """``get_binding_index``; -1 is a refusal."""

    def lookup(self, key: int | str) -> Answer[int | str]:
        """``engine[key]``; -1 and IndexError are refusals."""

    def binding_is_input(self, binding: int | str) -> Answer[bool]: ...
    def binding_dtype(self, binding: int | str) -> Answer[str]: ...

    def binding_dims(self, binding: int | str) -> Answer[Dims]:
        """``get_binding_shape``."""

    def is_shape_binding(self, index: int) -> Answer[bool]: ...
    def is_execution_binding(self, index: int) -> Answer[bool]: ...

    def profile_dims(self, profile: int, binding: int | str) -> Answer[tuple[Dims, ...]]:
        """``get_profile_shape(profile, binding)``: (min, opt, max); three invalid dims are a refusal."""

    def profile_values(self, profile: int, binding: int | str) -> Answer[tuple[Dims, ...]]:
        """``get_profile_shape_input(profile, binding)``: (min, opt, max)."""

    def tensors(self) -> Answer[tuple[str, ...]]:
        """The names of all inputs and outputs, without suffixes."""

    def tensor_dims(self, name: str) -> Answer[Dims]:
        """``get_tensor_shape(name)``."""

    def dims(self, name: str, profile: int = 0) -> Answer[Dims]:
        """The engine's dims of a tensor, by whichever family of calls the edition has.

        With bindings: of the tensor's binding in ``profile``; by name the profile is not used.
        """

    def tensor_profile_dims(self, name: str, profile: int) -> Answer[tuple[Dims, ...]]:
        """(min, opt, max) of an input, by whichever family of calls the edition has."""

    def serialize(self) -> Answer[bytes]:
        """The plan."""

    def reload(self, plan: bytes) -> Answer[Engine]:
        """Deserialize ``plan`` with the same runtime."""

    def create_context(self) -> Answer[Context]:
        """``create_execution_context``; None is a refusal."""

    def release(self) -> None:
        """Give the engine up; its contexts keep what they need."""


class Context(Protocol):
    """An execution context (DS-CTX, DS-DIM).

    Calls without ``binding`` in their name use whichever family of calls the edition has: binding
    indices of the active profile before edition 10, tensor names from 10 on.
    """

    def profile(self) -> Answer[int]:
        """``active_optimization_profile``; -1 is a value."""

    def select_profile(self, index: int) -> Answer[bool]:
        """``set_optimization_profile_async(index, stream)``."""

    def assign_profile(self, index: int) -> Answer[None]:
        """``active_optimization_profile = index``, the deprecated way to select one (DS-PY-012)."""

    def set_dims(self, input: str, dims: Sequence[int]) -> Answer[bool]:
        """Set the dimensions of an input, by name."""

    def dims(self, tensor: str) -> Answer[Dims]:
        """The context's dimensions of an input or output, by name."""

    def set_values(self, input: str, values: Sequence[int]) -> Answer[bool]:
        """Set the values of an input shape tensor."""

    def values(self, tensor: str) -> Answer[tuple[int, ...]]:
        """The values of an input or output shape tensor."""

    def set_binding_dims(self, binding: int, dims: Sequence[int]) -> Answer[bool]:
        """``set_binding_shape(binding, dims)``."""

    def binding_dims(self, binding: int) -> Answer[Dims]:
        """``get_binding_shape(binding)``."""

    def set_binding_values(self, binding: int, values: Sequence[int]) -> Answer[bool]:
        """``set_shape_input(binding, values)``."""

    def binding_strides(self, binding: int) -> Answer[Dims]:
        """``get_strides(binding)``."""

    def set_tensor_dims(self, name: str, dims: Sequence[int]) -> Answer[bool]:
        """``set_input_shape(name, dims)``."""

    def tensor_dims(self, name: str) -> Answer[Dims]:
        """``get_tensor_shape(name)``."""

    def missing_inputs(self) -> Answer[tuple[str, ...]]:
        """``infer_shapes()``: names of the inputs that still lack dims or values."""

    def all_dims_specified(self) -> Answer[bool]:
        """``all_binding_shapes_specified``."""

    def all_values_specified(self) -> Answer[bool]:
        """``all_shape_inputs_specified``."""

    def infer(self, inputs: Mapping[str, Array]) -> Answer[dict[str, Array]]:
        """Execute with these input arrays; returns the outputs by name.

        The adapter asks for the output dimensions, gives every output a buffer of that size whose
        bytes are poisoned, and executes; also where the engine tells no dims, as of inputs that do not
        fit: to refuse is its own. Inputs that are not given get a null address. Values of shape inputs
        are those of `set_values`.
        """

    def infer_queued(self, inputs: Mapping[str, Array]) -> Answer[dict[str, Array]]:
        """As `infer`, by ``execute_async_v2`` on the adapter's stream, which is then waited for (8.x)."""

    def release(self) -> None:
        """Destroy the context, and with it its hold on a profile."""


class Adapter(Protocol):
    """A backend: an engine with whatever translates it to these calls."""

    def describe(self) -> Description:
        """Name, version, device, edition and features."""

    def define(self, program: Program, explicit_batch: bool | None = True) -> Definition:
        """A new network definition.

        ``explicit_batch`` True sets the creation flag EXPLICIT_BATCH, False gives flags 0, None
        calls ``create_network()`` without an argument.
        """


class Unavailable(Exception):
    """Raised by a factory whose engine can't be used here; the text says what is missing."""


Factory = Callable[[str | None], Adapter]
"""What an entry point in the group ``dynshape.backends`` names: edition (None: the engine's own) to adapter.

Raises `Unavailable` where the engine is not installed, `ValueError` for an edition it does not have.
"""
