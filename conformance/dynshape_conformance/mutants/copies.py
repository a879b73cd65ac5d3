"""Private copies of the package `dynshape_reference`, each under a name of its own, with edited sources.

A copy is imported from the installed sources by an importer of its own: nothing is written anywhere,
and the real package, if it is loaded too, shares no object with the copy.
"""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.machinery
import itertools
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from types import CodeType, ModuleType

from .model import Mutant

ORIGINAL = "dynshape_reference"
_numbers = itertools.count(1)


class NotApplicable(Exception):
    """A mutant can't be made, as the reference has changed: a text to replace does not occur exactly once."""


@functools.cache
def source(path: str) -> str | None:
    """The text of a source file of the reference, or None if there is no such file."""
    file = files(ORIGINAL).joinpath(*path.split("/"))
    return file.read_text("utf-8") if file.is_file() else None


def mutated_source(mutant: Mutant) -> str:
    """The text of the mutant's module; raises `NotApplicable`."""
    text = source(mutant.module)
    if text is None:
        raise NotApplicable(f"{mutant.name}: the reference has no file {mutant.module}")
    for old, new in mutant.edits:
        times = text.count(old)
        if times != 1:
            raise NotApplicable(f"{mutant.name}: {mutant.module} has {times} times, not once: {old!r}")
        text = text.replace(old, new)
    return text


def mutated_code(mutant: Mutant) -> CodeType:
    """The mutant's module, compiled; raises `NotApplicable`."""
    try:
        return compile(mutated_source(mutant), f"{mutant.module} ({mutant.name})", "exec")
    except SyntaxError as error:
        raise NotApplicable(f"{mutant.name}: {mutant.module} is no Python any more: {error}") from error


def load(mutant: Mutant) -> ModuleType:
    """The mutant as a module, for the life of the process; raises `NotApplicable`."""
    return _Importer({mutant.module: mutated_code(mutant)}).load()


def load_edited(edited: Mapping[str, CodeType]) -> ModuleType:
    """The reference with other code for some files, by their paths, for the life of the process."""
    return _Importer(edited).load()


def prime() -> None:
    """Read and compile all that the reference imports, for processes that are forked off and import a copy."""
    importer = _Importer({})
    importer.load()
    importer.forget()


@contextmanager
def loaded(mutant: Mutant) -> Iterator[ModuleType]:
    """The mutant as a module, forgotten at the end: hundreds of copies would fill the memory."""
    importer = _Importer({mutant.module: mutated_code(mutant)})
    module = importer.load()
    try:
        yield module
    finally:
        importer.forget()


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one copy: finder and loader of its modules."""

    def __init__(self, edited: Mapping[str, CodeType]) -> None:
        self.package = f"{ORIGINAL}__copy_{next(_numbers)}"
        self._edited = edited

    def load(self) -> ModuleType:
        """Import the copy; modules that it imports later are found as well, until it is forgotten."""
        sys.meta_path.insert(0, self)
        try:
            return importlib.import_module(self.package)
        except BaseException:
            self.forget()
            raise

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """A spec for the copy's package and what is below it, None for all else."""
        head, _, below = fullname.partition(".")
        if head != self.package:
            return None
        module = below.replace(".", "/")
        for file, is_package in ((f"{module}/__init__.py".lstrip("/"), True), (f"{module}.py", False)):
            if source(file) is not None:
                return importlib.machinery.ModuleSpec(
                    fullname, self, origin=file, is_package=is_package, loader_state=file
                )
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Run the source, edited if it is to be."""
        assert module.__spec__ is not None
        file = module.__spec__.loader_state
        module.__file__ = str(files(ORIGINAL).joinpath(*file.split("/")))
        exec(self._edited.get(file) or _compiled(file), module.__dict__)

    def forget(self) -> None:
        """Let go of the copy."""
        sys.meta_path.remove(self)
        for name in [name for name in sys.modules if name.partition(".")[0] == self.package]:
            del sys.modules[name]


def write(mutant: Mutant, folder: Path) -> None:
    """Write the mutant as a package under the original's name, for a process that is to import it; `NotApplicable`."""
    text = mutated_source(mutant)
    with as_file(files(ORIGINAL)) as original:
        shutil.copytree(original, folder / ORIGINAL, ignore=shutil.ignore_patterns("__pycache__"))
    folder.joinpath(ORIGINAL, *mutant.module.split("/")).write_text(text, "utf-8")


@functools.cache
def _compiled(file: str) -> CodeType:
    text = source(file)
    assert text is not None
    return compile(text, str(files(ORIGINAL).joinpath(*file.split("/"))), "exec")
