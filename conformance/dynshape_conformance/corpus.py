"""The corpus: finding case modules, loading their cases, holding them against the registry, selecting.

A case module is any module of the package `dynshape_conformance.cases`, or a file elsewhere that
imports `dynshape_conformance.case` and does not look like a test module of pytest.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from importlib.resources import files
from pathlib import Path
from types import ModuleType

from .backends import SetupError, one_line
from .case import Case, made_in

CASES = "dynshape_conformance.cases"
IMPORT = b"dynshape_conformance.case"
NOT_ENTERED = (".*", "*.egg", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
"""Names of folders that pytest does not enter: its default of ``norecursedirs``."""


def cases_folder() -> Path:
    """Where the installed cases are."""
    return Path(str(files("dynshape_conformance").joinpath("cases"))).resolve()


def is_case_file(path: Path) -> bool:
    """True if cases are to be collected from this file."""
    if path.suffix != ".py" or path.name.startswith(("_", "test_", "conftest")) or path.name.endswith("_test.py"):
        return False
    if cases_folder() in path.resolve().parents:
        return True
    try:
        return IMPORT in path.read_bytes()
    except OSError:
        return False


def case_files(paths: Iterable[Path]) -> list[Path]:
    """The case files among ``paths`` and in the folders among them, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        candidates = sorted(_python_files(path)) if path.is_dir() else [path]
        found.update((file.resolve(), None) for file in candidates if is_case_file(file))
    return list(found)


def _python_files(folder: Path) -> Iterator[Path]:
    """As pytest finds them, which collects the cases: not in what it does not enter."""
    for path in folder.iterdir():
        if not path.is_dir():
            if path.suffix == ".py":
                yield path
        elif not any(fnmatch(path.name, pattern) for pattern in NOT_ENTERED) and not (path / "pyvenv.cfg").exists():
            yield from _python_files(path)


def load(file: Path) -> list[Case]:
    """The cases of one file, in the order of their definition; a module is imported once only."""
    module = _module(file.resolve())
    return [value for value in vars(module).values() if isinstance(value, Case) and _defined_in(value, module)]


def lost(file: Path) -> list[str]:
    """A line for each case that was made in this file but is no name of the module any more."""
    kept = {id(case) for case in load(file)}
    return [
        f"case {case.id} in {file.name} is lost: another definition has its name, or it is not at module level"
        for case in made_in(_module(file.resolve()).__name__)
        if id(case) not in kept
    ]


def _defined_in(case: Case, module: ModuleType) -> bool:
    return case.function.__module__ == module.__name__


def _module(file: Path) -> ModuleType:
    folder = cases_folder()
    if folder in file.parents:
        name = ".".join((CASES, *file.relative_to(folder).with_suffix("").parts))
    else:
        name = f"dynshape_cases_{hashlib.sha256(str(file).encode()).hexdigest()[:12]}"
    loaded = sys.modules.get(name)
    if loaded is not None:
        return loaded
    try:
        if folder in file.parents:
            return importlib.import_module(name)
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            raise ImportError(f"{file} is no Python file")
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    except (Exception, SystemExit) as error:
        sys.modules.pop(name, None)
        raise SetupError(f"case file {file.name} can't be imported: {one_line(error)}") from error


def corpus_digest(cases: Sequence[Case]) -> str:
    """A hash over the ids and sources of these cases, whatever their order."""
    lines = sorted(f"{case.id} {case.digest()}\n" for case in cases)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]
