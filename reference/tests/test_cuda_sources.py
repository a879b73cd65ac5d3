"""Every kernel compiles for the GPUs that it is for, by NVRTC, where there is no GPU."""

from __future__ import annotations

import ctypes
import importlib.util
import os
from pathlib import Path

import pytest
from dynshape_reference.kernels.cuda_programs import program
from dynshape_reference.kernels.cuda_sources import ARCHITECTURES as OF_ONE_ARCHITECTURE
from dynshape_reference.kernels.cuda_sources import FILES, OPTIONS, kernels, options, source, text

ARCHITECTURES = os.environ.get("DYNSHAPE_ARCHITECTURES", "sm_80").split()
"""One while developing; ``nox -s tests`` names all three that the kernels are for."""


def _library() -> ctypes.CDLL | None:
    spec = importlib.util.find_spec("nvidia")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for path in Path(folder, "cuda_nvrtc", "lib").glob("libnvrtc.so.*"):
            return ctypes.CDLL(str(path))
    return None


NVRTC = _library()


def compiled(code: str, architecture: str, *more: str) -> str:
    """What NVRTC says against a source; nothing if it compiles."""
    assert NVRTC is not None
    made, size = ctypes.c_void_p(), ctypes.c_size_t()
    assert NVRTC.nvrtcCreateProgram(ctypes.byref(made), code.encode(), b"kernels.cu", 0, None, None) == 0
    # Unoptimized: what is asked is whether it compiles, and this takes a fraction of the time.
    flags = [*OPTIONS, f"--gpu-architecture={architecture}", "--ptxas-options=-O0", "--disable-warnings", *more]
    options = (ctypes.c_char_p * len(flags))(*(flag.encode() for flag in flags))
    failed = NVRTC.nvrtcCompileProgram(made, len(flags), options)
    NVRTC.nvrtcGetProgramLogSize(made, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    NVRTC.nvrtcGetProgramLog(made, log)
    NVRTC.nvrtcDestroyProgram(ctypes.byref(made))
    return log.value.decode() or f"error {failed}" if failed else ""


@pytest.mark.skipif(NVRTC is None, reason="NVRTC is not installed")
@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("file", FILES)
def test_kernels_compile(file: str, architecture: str) -> None:
    assert compiled(source(file), architecture) == ""


@pytest.mark.skipif(NVRTC is None, reason="NVRTC is not installed")
@pytest.mark.parametrize("file", OF_ONE_ARCHITECTURE)
def test_kernels_of_one_architecture_compile(file: str) -> None:
    architecture = OF_ONE_ARCHITECTURE[file]
    assert compiled(source(file), architecture) == ""
    # NVRTC takes what it is told for the file, not the device's own architecture, whichever is first.
    assert options(file)[-1] == f"-arch={architecture}"
    asks = "#ifndef __CUDA_ARCH_FEAT_SM90_ALL\n#error another\n#endif\n"
    assert compiled(asks, architecture, "-arch=sm_90") == ""
    assert "another" in compiled(asks, "sm_90")


LOAD = ("LOAD", 0, False, 0)
PROGRAMS = {
    "select": ("float", (LOAD, ("TEST", -1, False, 0), ("LOAD", 1, False, 0), ("SELECT", 2, False, 0)),
               ("bool", "float16", "float16"), "float16"),
    "logic": ("int", (LOAD, ("AND", 1, False, 0), ("NOT", -1, False, 0)), ("bool", "bool"), "bool"),
    "kept": ("float", (LOAD, ("POW", -1, True, 0), ("KEEP", -1, False, 2), ("KEEP_HALF", -1, False, 0)),
             ("int8",), "uint8"),
    "long": ("long", (LOAD, ("FLOOR_DIV", 1, False, 0)), ("int64", "int32"), "int64"),
    "zeros": ("int", (("LOAD", -1, False, 0),), (), "int8"),
}  # fmt: skip


@pytest.mark.skipif(NVRTC is None, reason="NVRTC is not installed")
@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_compile(name: str, architecture: str) -> None:
    assert compiled(text("chain_dense\n" + program(*PROGRAMS[name])), architecture) == ""


@pytest.mark.skipif(NVRTC is None, reason="NVRTC is not installed")
def test_what_does_not_compile_is_told() -> None:
    broken = source("make.cu").replace("i64 element = thread_index();", "i64 element = thread_indexx();")
    assert "thread_indexx" in compiled(broken, "sm_80")


def test_every_source_file_is_known() -> None:
    folder = Path(__file__).parents[1] / "dynshape_reference" / "kernels" / "cuda"
    assert sorted(path.name for path in folder.glob("*.cu")) == sorted(FILES)
    assert set(kernels().values()) == set(FILES)
