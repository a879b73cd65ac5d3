"""One module with TensorRT's API, and how it is called: what is a refusal and what is not there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np

from ..adapter import Answer, Dims, Refusal, Unsupported
from . import trt_names
from .trt_log import log_of
from .trt_memory import HostMemory, Memory

if TYPE_CHECKING:
    from ..reproducers.journal import Journal

T = TypeVar("T")
P = ParamSpec("P")


class RefusedCall(Exception):
    """The engine refused a call; `answering` makes a refusal of it."""

    def __init__(self, channel: str, text: str = "") -> None:
        super().__init__(channel, text)
        self.refusal = Refusal(channel, text)


class TrtModule:
    """A module, the edition that it is scored by, and the objects that every case shares."""

    def __init__(
        self,
        module: Any,
        edition: str,
        memory: Memory | None,
        builder_options: Mapping[str, Any] | None = None,
        noise: Sequence[str] = (),
        informs: bool = False,
        runtime_options: Mapping[str, Any] | None = None,
    ) -> None:
        """``memory`` None: there is no device. ``noise`` and ``informs``: see `Log.filter`."""
        self.module = module
        self.edition = edition
        self.memory = memory
        self.name = str(module.__name__)
        self.version = str(getattr(module, "__version__", ""))
        self.log = log_of(module)
        self.log.filter(noise, informs)
        self._sequences: tuple[type, ...] = (list, tuple, getattr(module, "Permutation", tuple))
        self.builder_options = dict(builder_options or {})
        self._runtime_options = dict(runtime_options or {})
        self._class_has: dict[tuple[type, str], bool] = {}
        self._enumerators: dict[tuple[str | tuple[str, ...], str], Any] = {}
        key = trt_names.edition_key(edition)
        self.modern = not hasattr(module.ICudaEngine, "get_binding_index")
        """True for a module from 10.0 on: several layers take other arguments."""
        self.by_bindings = key < (10,) and not self.modern
        """True if tensors are addressed by binding index; else by name, whatever the edition."""
        self.by_name = key >= (8, 5) and hasattr(module.ICudaEngine, "get_tensor_shape")
        """True if the edition has tensors by name, beside bindings or alone."""
        self.host: Memory = HostMemory()
        """Where any engine keeps the values of shape tensors."""
        self.journal: Journal | None = None
        """Keeps every call on the module, where a reproducer is wanted."""

    # One builder and one runtime: with a device each costs seconds, and they hold no state of a case.

    @functools.cached_property
    def builder(self) -> Any:
        """The builder."""
        return self.module.Builder(self.log.logger, **self.builder_options)

    @functools.cached_property
    def runtime(self) -> Any:
        """The runtime."""
        return self.module.Runtime(self.log.logger, **self._runtime_options)

    def load(self, plan: bytes) -> Any:
        """The engine of a plan."""
        self.device()
        return value_of(self.call(self.runtime, "deserialize_cuda_engine", plan))

    def device(self) -> Memory:
        """The memory of the device; `Unsupported` where there is none."""
        if self.memory is None:
            raise Unsupported("no device")
        return self.memory

    # Calls

    def missing(self, what: str) -> Unsupported:
        """The exception for an API that the module does not have."""
        return Unsupported(f"{self.name} {self.version} has no {what}")

    def has(self, owner: Any, name: str) -> bool:
        """True if the object has this method or property, without evaluating a property."""
        key = type(owner), name
        if key not in self._class_has:
            self._class_has[key] = hasattr(*key)
        return self._class_has[key] or name in getattr(owner, "__dict__", ())

    def require(self, owner: Any, name: str) -> None:
        """Raise `Unsupported` if the object has no such method or property."""
        # Of nearly all it is known by now that they are there.
        if not self._class_has.get((type(owner), name)) and not self.has(owner, name):
            raise self.missing(f"{type(owner).__name__}.{name}")

    def require_bindings(self, owner: Any, name: str) -> None:
        """Raise `Unsupported` if the module or the edition has no such call by binding."""
        self.require(owner, name)
        if not self.by_bindings:
            raise Unsupported(f"edition {self.edition} has no {type(owner).__name__}.{name}")

    def require_names(self, owner: Any, name: str) -> None:
        """Raise `Unsupported` if the module or the edition has no such call by tensor name."""
        self.require(owner, name)
        if not self.by_name:
            raise Unsupported(f"edition {self.edition} has no {type(owner).__name__}.{name}")

    def make(self, owner: Any, name: str, /, *args: Any) -> Any:
        """Call a method that does not refuse."""
        if self.journal is not None:
            return self.journal.call(owner, name, args, {}, command=False)
        return getattr(owner, name)(*args)

    def call(self, owner: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call a method; what it raises is a refusal."""
        self.require(owner, name)
        try:
            if self.journal is not None:
                return self.journal.call(owner, name, args, kwargs, command=False)
            return getattr(owner, name)(*args, **kwargs)
        except Exception as error:
            raise RefusedCall(type(error).__name__, str(error)) from error

    def get(self, owner: Any, name: str) -> Any:
        """Read a property; what it raises is a refusal."""
        self.require(owner, name)
        try:
            if self.journal is not None:
                return self.journal.get(owner, name)
            return getattr(owner, name)
        except Exception as error:
            # TensorRT-RTX 1.7 raises here where earlier ones return dims of length -1.
            channel = "invalid dims" if "Could not get tensor shape" in str(error) else type(error).__name__
            raise RefusedCall(channel, str(error)) from error

    def command(self, owner: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
        """Call a method that answers nothing, or True or False; returns what it answers.

        One that answers nothing says no by an ERROR record alone: a refusal with channel ``log``.
        """
        self.require(owner, name)
        errors = self.log.errors
        try:
            if self.journal is not None:
                result = self.journal.call(owner, name, args, kwargs, command=True)
            else:
                result = getattr(owner, name)(*args, **kwargs)
        except Exception as error:
            raise RefusedCall(type(error).__name__, str(error)) from error
        if granted(result) is None and self.log.errors > errors:
            raise self._by_log()
        return result

    def set(self, owner: Any, name: str, value: Any) -> None:
        """Assign a property; what it raises is a refusal, and so is an ERROR record."""
        self.require(owner, name)
        errors = self.log.errors
        try:
            if self.journal is not None:
                self.journal.assign(owner, name, value)
            else:
                setattr(owner, name, value)
        except Exception as error:
            raise RefusedCall(type(error).__name__, str(error)) from error
        if self.log.errors > errors:
            raise self._by_log()

    def _by_log(self) -> RefusedCall:
        return RefusedCall("log", self.log.records[-1].text)

    def look_at_device(self, answer: Answer[Any]) -> None:
        """Raise `ProcessLost` if what the answer tells is an error of CUDA that all later calls will repeat."""
        texts = [record.text for record in answer.records] + [answer.refusal.text if answer.refusal else ""]
        if self.memory is not None and any("cuda" in text.lower() for text in texts):
            self.memory.check()

    # Translation

    def enumerator(self, classes: str | tuple[str, ...], name: str) -> Any:
        """The enumerator of this name in the first of ``classes`` that has it."""
        found = self._enumerators.get((classes, name))
        if found is None:
            found = self._enumerators[classes, name] = self._find_enumerator(classes, name)
        return found

    def _find_enumerator(self, classes: str | tuple[str, ...], name: str) -> Any:
        candidates = (classes,) if isinstance(classes, str) else classes
        for wanted in (name, trt_names.ALIASES.get(name)):
            for candidate in candidates:
                enum = getattr(self.module, candidate, None)
                if enum is not None and wanted is not None and hasattr(enum, wanted):
                    return getattr(enum, wanted)
        raise self.missing(f"{candidates[0]}.{name}")

    def dtype(self, name: str) -> Any:
        """The data type that programs call ``name``."""
        if name not in trt_names.DTYPES:
            raise ValueError(f"unknown data type {name!r}")
        return self.enumerator("DataType", trt_names.DTYPES[name])

    def weights(self, value: Any, dtype: str = "float32") -> tuple[Any, Any]:
        """``Weights`` of flat values, and the array that must live as long as they are used."""
        if isinstance(value, Mapping):
            value, dtype = value["values"], value.get("dtype", "float32")
        array = np.array(value, dtype=np.dtype(dtype)).ravel()
        if array.size == 0:
            # TensorRT-RTX answers None to weights over an array without elements.
            return self._kept(self.module.Weights(self.dtype(dtype)), "trt.Weights({})", self.dtype(dtype)), array
        weights = self.module.Weights(array)
        if self.journal is not None:
            # The engine reads the array where it lies: the script has to keep it, too.
            self.journal.made(array, "array", "{}", array.view())
        return self._kept(weights, "trt.Weights({})", array), array

    def dims(self, kind: str, entries: Sequence[int]) -> Any:
        """``kind(list(entries))``, where ``kind`` is ``Dims`` or one of its kin; what it raises is a refusal."""
        if not hasattr(self.module, kind):
            raise self.missing(kind)
        try:
            made = getattr(self.module, kind)(list(entries))
        except Exception as error:
            raise RefusedCall(type(error).__name__, str(error)) from error
        return made if self.journal is None else self.journal.made(made, "dims", f"trt.{kind}({{}})", list(entries))

    def _kept(self, thing: Any, text: str, *parts: Any) -> Any:
        return thing if self.journal is None else self.journal.made(thing, "weights", text, *parts)

    def dropped(self, thing: Any) -> None:
        """The adapter lets go of an object of the module."""
        if self.journal is not None:
            self.journal.drop(thing)

    def read(self, value: Any) -> Any:
        """A value of the API as plain data: dims as tuples, enumerators and data types by name."""
        if hasattr(type(value), "__members__"):
            name = str(value.name)
            if type(value) is self.module.DataType:
                return trt_names.DTYPE_NAMES.get(name, name.lower())
            is_slice_mode = type(value).__name__ in ("SliceMode", "SampleMode")
            return "STRICT_BOUNDS" if is_slice_mode and name == "DEFAULT" else name
        if isinstance(value, self.module.Dims):
            return dims_of(value)
        if isinstance(value, np.ndarray):
            return tuple(value.ravel().tolist())
        if isinstance(value, self.module.Weights):
            return tuple(np.asarray(value.numpy()).ravel().tolist())
        if isinstance(value, self._sequences):
            entries: Any = value
            return tuple(self.read(entries[index]) for index in range(len(entries)))
        return value


class _Answers(Protocol):
    trt: TrtModule


S = TypeVar("S", bound=_Answers)


def answering(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], Answer[T]]:
    """Make an `Answer` of what ``method`` returns, or of the `RefusedCall` that it raises, with its log records.

    Other exceptions, `Unsupported` among them, pass through.
    """

    @functools.wraps(method)
    def answer(self: S, /, *args: P.args, **kwargs: P.kwargs) -> Answer[T]:
        log, journal = self.trt.log, self.trt.journal
        if log.records:
            log.clear()
        start = 0 if journal is None else len(journal.entries)
        given: Answer[T]
        try:
            given = Answer(method(self, *args, **kwargs), None, tuple(log.records))
        except RefusedCall as refused:
            given = Answer(None, refused.refusal, tuple(log.records))
        if given.refusal is not None or given.records:
            self.trt.look_at_device(given)
        if journal is not None:
            journal.answers.append((given, start, len(journal.entries)))
        return given

    return answer


def value_of(result: Any) -> Any:
    """The result; None is a refusal."""
    if result is None:
        raise RefusedCall("None")
    return result


def granted(result: Any) -> Any:
    """The result; False is a refusal."""
    if result is False:
        raise RefusedCall("False")
    return result


def index_of(result: Any) -> int:
    """The index; -1 is a refusal, and so are None and any other negative number, by channels of their own."""
    if int(value_of(result)) < 0:
        raise RefusedCall(str(int(result)))
    return int(result)


def dims_of(result: Any) -> Dims:
    """Dims as a tuple; dims of length -1 are a refusal."""
    try:
        length = len(value_of(result))
    except (ValueError, RuntimeError) as error:
        raise RefusedCall("invalid dims", str(error)) from error
    return tuple([int(result[axis]) for axis in range(length)])


def ranges_of(result: Any) -> tuple[Dims, ...]:
    """(min, opt, max) as tuples; an empty list is a refusal."""
    ranges = value_of(result)
    if len(ranges) == 0:
        raise RefusedCall("[]")
    return tuple(dims_of(entry) for entry in ranges)
