"""DS-PROF-011/setting_another_rank[ranks=3x2x3]: Dims whose rank is not that of a selector set before are
refused when they are set.

DS-PROF-011: All three and the network input have the same rank.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
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


def logged(result):
    """The result of a call that says no by its log alone."""
    if result is False or any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records):
        raise RuntimeError("refused by the log")
    return result


logger = Logger()
builder = trt.Builder(logger)
profile = builder.create_optimization_profile()

records.clear()
try:
    got = logged(profile.set_shape('foo', (1, 1, 1), (2, 2), (3, 3, 3)))
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-PROF-011: All three and the network input have the same rank.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
