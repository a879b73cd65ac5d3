"""DS-LAY-017/inputs_beyond_the_fill_value[index=5]: There is no input after the fill value (before 10.0, which
adds axes).

DS-LAY-017: Slice setInput with index k > 0 makes getNbInputs k+1; skipped inputs are null.

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


def logged(result):
    """The result of a call that says no by its log alone."""
    if result is False or any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records):
        raise RuntimeError("refused by the log")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x', trt.DataType.FLOAT, (4, 4))
slice_layer = network.add_slice(tensor, start=(0, 0), shape=(2, 2), stride=(1, 1))

records.clear()
try:
    got = logged(slice_layer.set_input(5, tensor))
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-017: Slice setInput with index k > 0 makes getNbInputs k+1; skipped inputs are null.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
