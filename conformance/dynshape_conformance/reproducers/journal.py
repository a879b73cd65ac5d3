"""The calls that an adapter makes on its engine's module, kept as lines of Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np

from ..adapter import Answer, Array, Dims
from .arrays import LONGEST, NotWritable, array_text, nested

__all__ = ["Entry", "Journal", "NotWritable", "array_text", "plain"]

ROOTS = ("builder", "logger", "runtime", "stream", "trt")
"""Variables that every script has; they tie no two calls together."""
_VARIABLES = {
    "network_definition": "network",
    "builder_config": "config",
    "cuda_engine": "engine",
    "execution_context": "context",
    "optimization_profile": "profile",
    "host_memory": "plan",
}


T = TypeVar("T")


@dataclass
class Entry:
    """One call: plain data, so that it can be sent out of a process that is about to die."""

    text: str
    """The expression or statement."""
    uses: tuple[str, ...]
    """The variables in it."""
    statement: str = ""
    """How it is written where the result is not looked at, if otherwise."""
    result: str = ""
    """The variable that holds the result, or empty."""
    query: bool = False
    """True if the call changes nothing."""
    command: bool = False
    """True if nothing is answered where all is well, and a refusal is an ERROR record alone."""
    raised: bool = False
    plain: str | None = None
    """The result as Python's own value, where it is one."""
    fetched: bool = False
    """True for the contents of memory, an array."""

    def fields(self) -> dict[str, Any]:
        """The entry as a JSON object."""
        return asdict(self)


class Journal:
    """Keeps entries. ``sent`` is told each one before its call is made, and again after it."""

    def __init__(self, module: Any, sent: Callable[[int, Entry], None] = lambda number, entry: None) -> None:
        self.module = module
        self.entries: list[Entry] = []
        self.answers: list[tuple[Answer[Any], int, int]] = []
        """Answers of the adapter, each with the range of entries that it rests on."""
        self.arrays: list[tuple[int, Array]] = []
        """Fetched arrays by the number of their entry."""
        self.flaw = ""
        """Why the entries are no whole account, or empty."""
        self.stream = 0
        """The handle that the device's work is given; 0 where there is none."""
        self.logs = True
        """False for an engine that writes no log: it says no by exceptions alone."""
        self._sent = sent
        self._names: dict[int, str] = {}
        self._kept: dict[int, Any] = {}
        self._expressions: dict[int, tuple[str, tuple[str, ...]]] = {}
        self._addresses: dict[int, str] = {}
        self._used: set[str] = set(ROOTS)

    def name(self, thing: Any, name: str) -> str:
        """Give an object its variable; it is kept alive, so that no other gets its identity."""
        number = 1
        while (unique := name if number == 1 else f"{name}_{number}") in self._used and unique not in ROOTS:
            number += 1
        self._used.add(unique)
        self._names[id(thing)], self._kept[id(thing)] = unique, thing
        return unique

    def express(self, thing: Any, text: str, *owners: Any) -> None:
        """Give an object the expression that yields it; ``{}`` in it are other objects."""
        uses: set[str] = set()
        written = text.format(*(self.written(owner, uses) for owner in owners)) if owners else text
        self._expressions[id(thing)], self._kept[id(thing)] = (written, tuple(sorted(uses))), thing

    def drop(self, thing: Any) -> None:
        """The adapter lets go of an object: so does the script."""
        name = self._names.pop(id(thing), None)
        self._kept.pop(id(thing), None)
        if name is not None:
            self.entries.append(Entry(f"del {name}", (name,)))

    # Calls

    def call(self, owner: Any, name: str, args: Sequence[Any], kwargs: dict[str, Any], command: bool) -> Any:
        """Make a call and keep it."""
        uses: set[str] = set()
        text = self._call_text(owner, name, args, kwargs, uses)
        query = name.startswith(("get_", "is_", "num_", "has_", "binding_is_", "__"))
        return self._run(
            Entry(text, (), query=query, command=command), uses, lambda: getattr(owner, name)(*args, **kwargs)
        )

    def get(self, owner: Any, name: str) -> Any:
        """Read a property and keep it."""
        uses: set[str] = set()
        text = f"{self.written(owner, uses)}.{name}"
        return self._run(Entry(text, (), query=True), uses, lambda: getattr(owner, name))

    def assign(self, owner: Any, name: str, value: Any) -> None:
        """Assign a property and keep it."""
        uses: set[str] = set()
        target, written = self.written(owner, uses), self.written(value, uses)
        entry = Entry(f"setattr({target}, {name!r}, {written})", (), f"{target}.{name} = {written}", command=True)
        self._run(entry, uses, lambda: setattr(owner, name, value))

    def made(self, thing: Any, name: str, text: str, *parts: Any) -> Any:
        """Keep an object that was made without a call; ``{}`` in ``text`` are the parts."""
        uses: set[str] = set()
        written = text.format(*(self.written(part, uses) for part in parts))
        self.entries.append(Entry(written, tuple(sorted(uses)), result=self.name(thing, name)))
        return thing

    def do(self, named: str, text: str, parts: Sequence[Any], call: Callable[[], T], query: bool) -> T:
        """Make a call that is written as ``text``, with ``{}`` for the parts; its result is ``named``, or not kept."""
        uses: set[str] = set()
        written = text.format(*(self.written(part, uses) for part in parts))
        return self._run(Entry(written, (), query=query), uses, call, named)

    def saw(self, value: Any, text: str, thing: Any) -> None:
        """Keep that ``value`` was read off an object."""
        uses: set[str] = set()
        written = text.format(self.written(thing, uses))
        self.entries.append(Entry(written, tuple(sorted(uses)), query=True, plain=_short(repr(value))))

    def took(self, array: Array) -> None:
        """Keep that an array which the engine gave was looked at."""
        uses: set[str] = set()
        text = self.written(array, uses)
        self.arrays.append((len(self.entries), array))
        self.entries.append(Entry(text, tuple(sorted(uses)), query=True, plain=_short(nested(array)), fetched=True))

    def memory(self, address: int, owner: Any, text: str) -> None:
        """Keep memory at an address."""
        name = self.name(owner, "memory")
        self._addresses[address] = name
        self.entries.append(Entry(text, (), result=name))

    def fetched(self, address: int, array: Array, dtype: str, dims: Dims) -> None:
        """Keep that memory was read."""
        name = self._addresses.get(address)
        if name is None:
            return
        text = f"fetch({name}, {array.nbytes}, {dtype!r}, {dims!r})"
        self.arrays.append((len(self.entries), array))
        self.entries.append(Entry(text, (name,), query=True, plain=_short(nested(array)), fetched=True))

    def waited(self) -> None:
        """Keep that the device was waited for."""
        self.entries.append(Entry("synchronize()", tuple(sorted(set(self._addresses.values())))))

    def _run(self, entry: Entry, uses: set[str], call: Callable[[], T], named: str = "") -> T:
        entry.uses = tuple(sorted(uses))
        number = len(self.entries)
        self.entries.append(entry)
        self._sent(number, entry)
        try:
            result = call()
        except Exception:
            entry.raised = True
            raise
        if named:
            entry.result = self.name(result, named)
            self._sent(number, entry)
            return result
        try:
            entry.plain = _short(repr(plain(result)))
        except _NotPlain:
            entry.result = self._names.get(id(result)) or self.name(result, _variable(result))
        except Exception:
            entry.plain = None  # dims that are not valid: the script finds that out as the adapter does
        self._sent(number, entry)
        return result

    # Python

    def _call_text(self, owner: Any, name: str, args: Sequence[Any], kwargs: dict[str, Any], uses: set[str]) -> str:
        written = [self.written(arg, uses) for arg in args]
        written += [f"{key}={self.written(value, uses)}" for key, value in kwargs.items()]
        target = self.written(owner, uses)
        if name == "__bool__":
            return f"bool({target})"
        return f"{target}[{written[0]}]" if name == "__getitem__" else f"{target}.{name}({', '.join(written)})"

    def written(self, value: Any, uses: set[str]) -> str:
        """The value as a Python expression."""
        try:
            return self._written(value, uses)
        except NotWritable as error:
            self.flaw = self.flaw or str(error)
            return "None"

    def _written(self, value: Any, uses: set[str]) -> str:
        if id(value) in self._expressions:
            text, owners = self._expressions[id(value)]
            uses.update(owners)
            return text
        known = self._names.get(id(value))
        if known is not None:
            uses.add(known)
            return known
        if type(value) is int and value == self.stream != 0:
            return "stream"
        if type(value) is int and value in self._addresses:
            uses.add(self._addresses[value])
            return f"address({self._addresses[value]})"
        if hasattr(type(value), "__members__"):
            return f"trt.{type(value).__name__}.{value.name}"
        if value is None or isinstance(value, (bool, int, str, np.integer)):
            return repr(value if not isinstance(value, np.integer) else int(value))
        if isinstance(value, (float, np.floating)):
            return repr(float(value)) if np.isfinite(value) else f'float("{float(value)}")'
        if isinstance(value, (tuple, list)):
            inner = ", ".join(self._written(item, uses) for item in value)
            return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
        if isinstance(value, dict):
            pairs = [f"{self._written(key, uses)}: {self._written(item, uses)}" for key, item in value.items()]
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, np.ndarray):
            return array_text(value)
        if isinstance(value, bytes):
            return self._bytes(value, uses)
        if isinstance(value, getattr(self.module, "Dims", ())):
            return repr(plain(value))
        raise NotWritable(f"a {type(value).__name__} can't be written as Python")

    def _bytes(self, value: bytes, uses: set[str]) -> str:
        for key, kept in reversed(self._kept.items()):
            if "HostMemory" in type(kept).__name__ and bytes(kept) == value:
                uses.add(self._names[key])
                return self._names[key]
        if len(value) > LONGEST // 4:
            raise NotWritable(f"{len(value)} bytes of no known origin")
        return repr(value)


class _NotPlain(Exception):
    """An object that has no Python value of its own."""


def plain(value: Any) -> Any:
    """Dims, lists and enumerators as Python's own values; scripts have the same function."""
    if hasattr(type(value), "__members__"):
        return value.name
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.ndarray):
        return tuple(value.ravel().tolist())
    if not hasattr(type(value), "__getitem__") or type(value).__name__.startswith("I"):
        raise _NotPlain
    return tuple(plain(value[index]) for index in range(len(value)))


def _short(text: str) -> str | None:
    return text if len(text) <= LONGEST else None


def _variable(thing: Any) -> str:
    words = re.findall(r"[A-Z][a-z0-9]*|[a-z0-9]+", type(thing).__name__.removeprefix("I"))
    name = "_".join(word.lower() for word in words) or "thing"
    return _VARIABLES.get(name, name)
