"""Pieces of the text of a reproducer: its docstring and the functions that its calls need."""

from __future__ import annotations

import ast
import base64
import re
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .script import Engine, Head

_STOP = """
def stop(*error):
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(2)  # neither there nor gone: a call before it does not work


sys.excepthook = stop
"""

_LOGGER = """records = []  # (severity, text, clause) of the engine's log


class Logger(trt.ILogger):
    def __init__(self):
        trt.ILogger.__init__(self)

    def log(self, severity, text):
        if severity.name not in ("INFO", "VERBOSE"):NOISE
            records.append((severity.name, str(text), getattr(text, "clause", None)))
"""

_FUNCTIONS = {
    "host": """
def host(nbytes, array=None):
    room = np.full(nbytes + 64, 0xA5, np.uint8)
    if array is not None:
        room[:nbytes] = np.frombuffer(array.tobytes(), np.uint8)
    return room
""",
    "device": """
cuda = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
cuda_context, cuda_stream = ctypes.c_void_p(), ctypes.c_void_p()
cuda.cuInit(0)
cuda.cuDevicePrimaryCtxRetain(ctypes.byref(cuda_context), 0)
cuda.cuCtxSetCurrent(cuda_context)
cuda.cuStreamCreate(ctypes.byref(cuda_stream), 1)
stream = cuda_stream.value


def device(nbytes, array=None):
    address = ctypes.c_uint64()
    if cuda.cuMemAlloc_v2(ctypes.byref(address), ctypes.c_size_t(max(nbytes, 1))):
        raise MemoryError
    data = b"\\xa5" * max(nbytes, 1) if array is None or not nbytes else array.tobytes()
    cuda.cuMemcpyHtoD_v2(address, data, ctypes.c_size_t(len(data)))
    return address.value


def synchronize():
    cuda.cuStreamSynchronize(cuda_stream)
""",
    "address": """
def address(memory):
    return memory.ctypes.data if isinstance(memory, np.ndarray) else memory
""",
    "fetch": """
def fetch(memory, nbytes, dtype, dims):
    if not isinstance(memory, np.ndarray):
        data = ctypes.create_string_buffer(max(nbytes, 1))
        cuda.cuMemcpyDtoH_v2(data, ctypes.c_uint64(memory), ctypes.c_size_t(nbytes))
        memory = np.frombuffer(data.raw, np.uint8)
    return memory[:nbytes].view(dtype).reshape(dims).copy()
""",
    "plain": '''
def plain(value):
    """Dims, lists and enumerators as Python's own values."""
    if hasattr(type(value), "__members__"):
        return value.name
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return tuple(plain(value[index]) for index in range(len(value)))
''',
    "answer": """
def answer(call):
    try:
        return plain(call())
    except Exception:
        return "refused"
""",
    "granted": '''
def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result
''',
    "logged": '''
def logged(result):
    """The result of a call that says no by its log alone."""
    if result is False or any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records):
        raise RuntimeError("refused by the log")
    return result
''',
    "model": '''
def model(number):
    """The model of that number: the file beside this script or, where there is none, what is written in it."""
    path = pathlib.Path(__file__).with_suffix(f".{number}.onnx")
    return path.read_bytes() if path.exists() else base64.b64decode(MODELS[number])
''',
    "refused_before": '''
def refused_before(call):
    """A call that was refused when this was written, as it is to be."""
    try:
        call()
    except Exception as error:
        print("refused:", error)
''',
}


def helpers(code: str, engine: Engine) -> str:
    """The logger and those functions that ``code`` calls."""
    noise = ""
    if engine.noise:
        patterns = "|".join(f"(?:{pattern})" for pattern in engine.noise)
        noise = f"\n            if re.search({patterns!r}, str(text)):\n                return"
    text = _STOP + (_LOGGER.replace("NOISE", noise) if engine.logs else "")
    known = {**_FUNCTIONS, **dict(engine.functions)}
    wanted = {name for name in known if re.search(rf"(?<![.\w]){name}\(", code)}
    if re.search(r"\b(stream\b|synchronize\()", code):
        wanted.add("device")
    if "answer" in wanted:
        wanted.add("plain")
    functions = "\n".join(known[name] for name in known if name in wanted)
    if "device" not in wanted:
        functions = _host_only(functions)
    return f"{text}\n{functions}\n\n" if functions else f"{text}\n"


def _host_only(functions: str) -> str:
    fetch = _FUNCTIONS["fetch"]
    lines = fetch.split("\n")
    return functions.replace(fetch, "\n".join([*lines[:2], lines[-2], ""]))


def imports(code: str) -> list[str]:
    """The modules of the standard library that the functions, and what stands before the calls, use."""
    return [name for name in ("base64", "ctypes", "os", "pathlib", "re", "warnings") if f"{name}." in code]


def model_call(model: bytes) -> str:
    """How a model is written in an entry; `numbered` takes it out of the code."""
    return f'model("{base64.b64encode(model).decode()}")'


def numbered(code: str) -> tuple[str, str]:
    """The code with models called by their numbers, and the lines that hold the models."""
    texts: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"model({texts.setdefault(found[1], len(texts) + 1)})"

    code = re.sub(r'(?<![.\w])model\("([A-Za-z0-9+/=]*)"\)', number, code)
    lines = []
    for text, index in texts.items():
        cut = [f'        "{text[start : start + 100]}"' for start in range(0, len(text), 100)]
        lines.append("\n".join([f"    {index}: (", *cut, "    ),"]))
    return code, "\n".join(["MODELS = {", *lines, "}"]) if lines else ""


def models(script: str) -> dict[int, bytes]:
    """The models that a script holds, by number."""
    for node in ast.parse(script).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "MODELS":
            return {number: base64.b64decode(text) for number, text in ast.literal_eval(node.value).items()}
    return {}


def docstring(head: Head) -> str:
    """What the script says of itself."""
    lines = [
        f"{head.case}{head.subcase}: {head.sentence}",
        "",
        f"{head.clause}: {head.statement}",
        "",
        f"{head.backend} was expected to give: {head.expected}",
        f"It gave: {head.got}",
        "",
        "Exit status 1 while the defect is there, 0 when it is gone.",
    ]
    text = "\n".join("\n".join(textwrap.wrap(line, 110)) for line in lines)
    return '"""' + text.replace("\\", "\\\\").replace('"""', "'''").removesuffix('"') + '\n"""'


def guard(head: Head, seconds: float) -> str:
    """The lines that run the script once more as a child and look at how that ends."""
    return f"""if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout={seconds:g}).returncode
    except subprocess.TimeoutExpired:
        status = "no end within {seconds:g} s"
    print({f"clause:   {head.clause}: {head.statement}"!r})
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {{status}}")
    sys.exit(status if status in (0, 2) else 1)"""
