"""The project's chores: ``nox`` runs what has to pass, ``nox -s conformance`` is the main job."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import nox

nox.options.sessions = ["lint", "types", "tests", "fuzz", "wheel"]
nox.options.error_on_missing_interpreters = True

ROOT = Path(__file__).parent
PACKAGES = {
    "dynshape_reference": "reference",
    "dynshape_conformance": "conformance",
    "dynshape_fixtures": "fixtures",
    "dynshape_reports": "reports",
}

ENGINES = ("onnx-reference", "onnxruntime", "openvino", "tensorrt-rtx")
"""Extras that bring an engine; the names of their backends start alike."""


@nox.session
def tests(session: nox.Session) -> None:
    """The tests of all four packages; arguments go to pytest."""
    session.install("-e", ".", *_tools("hypothesis", "mktestdocs", "nvidia", "onnx", "polygraphy"))
    session.env["DYNSHAPE_ARCHITECTURES"] = "sm_75 sm_80 sm_90"
    session.run("pytest", "-n", "2", "-q", *session.posargs)


@nox.session
def conformance(session: nox.Session) -> None:
    """Score a backend, the embedded reference unless arguments for ``dynshape run`` are given."""
    arguments = session.posargs or ["reference"]
    extras = _engines(arguments)
    session.install(f".[{','.join(extras)}]" if extras else ".")
    session.run("dynshape", "run", *arguments)


@nox.session
def determinism(session: nox.Session) -> None:
    """Results are the same bytes whatever the hash seed, the order and the number of processes."""
    session.install(".")
    session.run("python", "conformance/tests/determinism.py", *session.posargs)


@nox.session
def published(session: nox.Session) -> None:
    """Run again what is published and needs no GPU; fails where a byte differs (``-- --write`` writes it)."""
    session.install(".[tensorrt-rtx,onnxruntime,onnx-reference,openvino]")
    session.run("python", "conformance/tests/published.py", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Run the mutants against the corpus; fails where one is not killed by a case of its own clause."""
    session.install(".")
    session.run("dynshape", "mutants", "--jobs", str(os.cpu_count() or 1), *session.posargs)


@nox.session
def fixtures(session: nox.Session) -> None:
    """Make the stored networks anew in a temporary folder; fails where a byte differs."""
    session.install(".")
    session.run("python", "-m", "dynshape_fixtures.making", "--check")


@nox.session
def fuzz(session: nox.Session) -> None:
    """A short campaign against ONNX Runtime, always the same; arguments are those of ``dynshape fuzz``."""
    with tempfile.TemporaryDirectory() as folder:
        fixed = ["--backend", "onnxruntime", "--deep", "--examples", "500", "--jobs", "2", "--output", folder]
        arguments = session.posargs or fixed
        session.install("-e", f".[{','.join(['fuzz', *_engines(arguments)])}]")
        session.run("dynshape", "fuzz", *arguments)


@nox.session
def mutation(session: nox.Session) -> None:
    """Edit the reference at random, run the corpus against it, write docs/mutation.md; ``-- --seed 2 --sample 520``."""
    session.install("-e", ".", *_tools("cosmic-ray", "coverage"))
    session.run("python", "-m", "dynshape_conformance.mutation", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """The HTML page in a headless Chromium, which has to be there; axe-core looks too where npm can bring it."""
    session.install("-e", ".[browser]")
    with tempfile.TemporaryDirectory() as folder:
        environment = {}
        if shutil.which("npm"):
            session.run("npm", "install", "--silent", "--prefix", folder, "axe-core@4", external=True)
            environment["DYNSHAPE_AXE"] = str(Path(folder, "node_modules", "axe-core", "axe.min.js"))
        session.run("pytest", "-q", "reports/tests/test_page_in_browser.py", *session.posargs, env=environment)


@nox.session
def site(session: nox.Session) -> None:
    """Build the site from docs/ and reports/published/ into build/site/html."""
    session.install(".", "mkdocs-material>=9.5", "mkdocs<2")
    session.run("python", "reports/site.py")
    session.run("mkdocs", "build", "--strict", "--quiet", env={"NO_MKDOCS_2_WARNING": "1"})


@nox.session
def screenshots(session: nox.Session) -> None:
    """Make the pictures of docs/images anew, in a headless Chromium."""
    session.install(".[browser]")
    session.run("python", "reports/screenshots.py", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and formatting."""
    session.install(*_tools("ruff"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Strict type checking of the four packages."""
    session.install("-e", ".", *_tools("hypothesis", "mypy", "types-"))
    session.run("mypy", "--strict")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure how cost grows with networks, and write docs/performance.md; ``-- rtx`` beside TensorRT-RTX.

    ``-- anchors``: measure the speed of the corpus instead, beside other conformance suites. ``-- gpu [rtx]``:
    measure the CUDA kernels, on a GPU, and write docs/performance/gpu.md; ``--only PATTERN`` some of them.
    ``-- gpu-profile``: profile those that miss their goal, by Nsight Compute.
    ``-- fuzzing [--backend NAME]``: measure how many networks a campaign tries.
    """
    arguments = list(session.posargs)
    if arguments[:1] == ["anchors"]:
        session.install(".", "onnx", "array-api-strict", *_tools("hypothesis"))
        session.run("python", "benchmarks/anchors.py", *arguments[1:])
        return
    if arguments[:1] == ["fuzzing"]:
        session.install(f".[{','.join(['fuzz', *_engines(arguments)])}]")
        session.run("python", "benchmarks/fuzzing.py", *arguments[1:])
        return
    if arguments[:1] == ["gpu"]:
        engine = ["tensorrt-rtx"] if "rtx" in arguments else []
        session.install(f".[{','.join(['cuda', *engine])}]", "matplotlib")
        session.run("python", "benchmarks/gpu.py", *arguments[1:])
        return
    if arguments[:1] == ["gpu-profile"]:
        session.install(".[cuda]")
        session.run("python", "benchmarks/gpu_profile.py", *arguments[1:])
        return
    beside_rtx = "rtx" in arguments
    if beside_rtx:
        arguments.remove("rtx")
    session.install(".[tensorrt-rtx]" if beside_rtx else ".", "matplotlib")
    session.run("python", "benchmarks/scaling.py", *arguments)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build, install into a clean environment, look at what is inside, run from an empty folder."""
    session.install(*_tools("build"))
    with tempfile.TemporaryDirectory() as folder:
        dist, empty, environment = (Path(folder, name) for name in ("dist", "empty", "environment"))
        empty.mkdir()
        session.run("python", "-m", "build", "--outdir", str(dist), silent=True)
        (built,) = dist.glob("*.whl")
        _check_content(session, built)
        session.run("python", "-m", "venv", str(environment))
        scripts = environment / ("Scripts" if os.name == "nt" else "bin")
        python = str(scripts / "python")
        session.run(python, "-m", "pip", "install", "--quiet", str(built), external=True)
        session.chdir(empty)
        session.run(str(scripts / "dynshape"), "run", "reference", external=True)
        cases = ("--pyargs", "dynshape_conformance.cases", "-p", "dynshape_conformance.plugin")
        session.run(python, "-m", "pytest", "-q", *cases, "--backend", "reference", external=True)
        session.chdir(ROOT)


def _engines(arguments: list[str]) -> list[str]:
    """The extras of the engines among arguments for ``dynshape``."""
    names = [argument.rpartition("=")[2].removeprefix("worker:") for argument in arguments]
    return [extra for extra in ENGINES if any(name.startswith(extra.replace("-", "_")) for name in names)]


def _tools(*prefixes: str) -> list[str]:
    """Those development tools that pyproject.toml asks for under names that start so."""
    project = nox.project.load_toml(ROOT / "pyproject.toml")["project"]
    return [tool for tool in project["optional-dependencies"]["dev"] if tool.startswith(prefixes)]


def _check_content(session: nox.Session, built: Path) -> None:
    """The wheel holds the four packages, every data file of theirs, and nothing else."""
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
    top = {name.partition("/")[0] for name in names}
    extra = {name for name in top if name not in PACKAGES and not name.endswith(".dist-info")}
    if extra or not top.issuperset(PACKAGES):
        session.error(f"top level of the wheel: {', '.join(sorted(top))}")
    for package, folder in PACKAGES.items():
        for path in (ROOT / folder / package).rglob("*"):
            relative = path.relative_to(ROOT / folder).as_posix()
            if path.is_file() and path.suffix != ".pyc" and not _hidden(relative) and relative not in names:
                session.error(f"missing in the wheel: {relative}")


def _hidden(path: str) -> bool:
    return any(part.startswith(".") for part in path.split("/"))
