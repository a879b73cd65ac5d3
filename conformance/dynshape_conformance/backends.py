"""Finding and loading backends: entry points in the group ``dynshape.backends``.

Every problem here is a `SetupError` of one line for the user; what an adapter raises while it is
made is its author's problem and must not look like ours.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Protocol

from .adapter import FEATURES, Adapter, Description, Unavailable

if TYPE_CHECKING:
    from .worker.launch import Launch

GROUP = "dynshape.backends"
MUTANT = "mutant:"
"""How the names of mutants start; see `dynshape_conformance.mutants`."""
DIRECT, WORKER, COMMAND = "direct:", "worker:", "command:"
"""How an adapter is run: in this process, in one of its own, or by a command that speaks the protocol."""


class SetupError(Exception):
    """The run can't start; each argument is one line that says why."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines for the user."""
        return tuple(str(line) for line in self.args)


class Entry(Protocol):
    """What is used of an entry point."""

    @property
    def value(self) -> str:
        """What it names."""

    @property
    def dist(self) -> Distribution | None:
        """The distribution that it comes from."""

    def load(self) -> Any:
        """The factory."""


@dataclass(frozen=True)
class Backend:
    """A backend that some installed distribution offers."""

    name: str
    origin: str
    """The distribution and its version."""
    entry: Entry


def find() -> dict[str, Backend]:
    """All backends, by name; raises `SetupError` where two distributions claim one name."""
    found: dict[str, Backend] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        backend = Backend(entry.name, _origin(entry), entry)
        other = found.setdefault(entry.name, backend)
        if other.entry.value != entry.value:
            raise SetupError(f"two backends are called {entry.name}: by {other.origin} and by {backend.origin}")
    return found


def get(name: str) -> Backend:
    """The backend called ``name``, whichever way it is to be run; a `SetupError` suggests close names."""
    if name.startswith(COMMAND):
        raise SetupError(f"{name} is a command and names no installed backend")
    name = name.removeprefix(WORKER if name.startswith(WORKER) else DIRECT)
    if name.startswith(MUTANT):
        # Imported here: only who asks for a mutant pays for the tables.
        from .mutants.backend import MutantEntry

        return Backend(name, "dynshape", MutantEntry(name))
    found = find()
    if name in found:
        return found[name]
    close = difflib.get_close_matches(name, found, n=3)
    known = f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(found) or 'none'}"
    raise SetupError(f"no backend is called {name!r}; {known}")


def launch(name: str, edition: str | None = None, timeout: float | None = None) -> Launch | None:
    """How workers of ``name`` are started; None for a backend that runs in this process."""
    if not name.startswith((WORKER, COMMAND)):
        return None
    # Imported here: a worker that hosts an adapter imports this module, and needs no other worker.
    from .worker import launch

    own = name.startswith(COMMAND)
    command = launch.told(name.removeprefix(COMMAND)) if own else launch.hosted(get(name).name)
    return launch.Launch(name, command, edition, launch.TIMEOUT if timeout is None else timeout)


def load(name: str, edition: str | None = None) -> tuple[Adapter, Description]:
    """Make the adapter of ``name`` in this process and ask it to describe itself."""
    backend = get(name)
    # SystemExit too: an engine's module may call sys.exit() where its libraries are missing.
    try:
        factory = backend.entry.load()
    except ImportError as error:
        raise SetupError(_missing(backend, str(error))) from error
    except (Exception, SystemExit) as error:
        raise SetupError(f"backend {name} ({backend.origin}) can't be imported: {one_line(error)}") from error
    adapter = _make(backend, factory, edition)
    try:
        description = adapter.describe()
    except (Exception, SystemExit) as error:
        raise SetupError(f"backend {name}: describe() raised {one_line(error)}") from error
    wrong = wrong_description(description)
    if wrong is not None:
        raise SetupError(f"backend {name}: describe() answered {wrong}")
    return adapter, description


def _make(backend: Backend, factory: Callable[[str | None], Adapter], edition: str | None) -> Adapter:
    try:
        return factory(edition)
    except (Unavailable, ImportError) as error:
        raise SetupError(_missing(backend, str(error))) from error
    except ValueError as error:
        if edition is not None:
            raise SetupError(f"backend {backend.name} does not answer by edition {edition}: {error}") from error
        raise SetupError(f"backend {backend.name} can't be made: {one_line(error)}") from error
    except (Exception, SystemExit) as error:
        raise SetupError(f"backend {backend.name} can't be made: {one_line(error)}") from error


def _missing(backend: Backend, reason: str) -> str:
    text = f"backend {backend.name} can't be used here: {' '.join(reason.split()) or 'not installed'}"
    extra = _extra(backend)
    return text if extra is None or "pip install" in text else f"{text} (pip install '{extra}')"


def _extra(backend: Backend) -> str | None:
    """``dist[extra]`` where the distribution has an extra that is named like the backend, or as its name begins."""
    distribution = backend.entry.dist
    if distribution is None:
        return None
    for extra in distribution.metadata.get_all("Provides-Extra") or ():
        if f"{_normal(backend.name)}-".startswith(f"{_normal(extra)}-"):
            return f"{distribution.name}[{extra}]"
    return None


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "unknown origin"


def wrong_description(description: Any) -> str | None:
    """What is wrong with a description, or None."""
    if not isinstance(description, Description):
        return f"a {type(description).__name__}, not a Description"
    for field in ("name", "version", "device", "edition"):
        if not isinstance(getattr(description, field), str):
            return f"a Description whose {field} is a {type(getattr(description, field)).__name__}, not a str"
    for field in ("features", "emulated"):
        value = getattr(description, field)
        if not isinstance(value, frozenset):
            return f"a Description whose {field} are a {type(value).__name__}, not a frozenset"
        if value - FEATURES.keys():
            return f"unknown {field}: {', '.join(sorted(map(str, value - FEATURES.keys())))}"
    return None


def one_line(error: BaseException) -> str:
    """The error as ``Type: text`` on one line, even where its own text can't be had."""
    try:
        text = " ".join(str(error).split())
    except Exception:
        text = "(its text can't be read)"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
