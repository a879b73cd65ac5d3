"""DS-NET-011/extent_beyond_int32[axis=0]: Before 10.0 an extent is an int32: one beyond is refused.

DS-NET-011: A tensor has rank 0 to 8 (`Dims::MAX_DIMS` = 8); extents are int32.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: refused
It gave: accepted

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
import sys

import tensorrt_rtx as trt


def stop(*error):
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(2)  # neither there nor gone: a call before it does not work


sys.excepthook = stop
records = []  # (severity, text, clause) of the engine's log


class Logger(trt.ILogger):
    def __init__(self):
        trt.ILogger.__init__(self)

    def log(self, severity, text):
        if severity.name not in ("INFO", "VERBOSE"):
            if re.search('(?:In JIT build, strongly typed is enabled by default)|(?:\\[checkMacros\\.cpp::catchCudaError)', str(text)):
                return
            records.append((severity.name, str(text), getattr(text, "clause", None)))


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)

records.clear()
try:
    tensor = granted(network.add_input('x', trt.DataType.FLOAT, (2147483648, 1)))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-NET-011: A tensor has rank 0 to 8 (`Dims::MAX_DIMS` = 8); extents are int32.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
