"""DS-LAY-050/constant_with_a_wildcard[dims=-1]: A wildcard is legal where the number of weights settles it.

DS-LAY-050: Constant: Int32 weights give an Int32 output; no Bool constants; number of weights = volume of the
dims; a wildcard dim is legal if the run-time volume equals the count.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: a value
It gave: refused by invalid dims: __len__() should return >= 0

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
import sys

import numpy as np
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


def plain(value):
    """Dims, lists and enumerators as Python's own values."""
    if hasattr(type(value), "__members__"):
        return value.name
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return tuple(plain(value[index]) for index in range(len(value)))


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
array = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32)
weights = trt.Weights(array)
constant_layer = network.add_constant((-1,), weights)
tensor = constant_layer.get_output(0)
tensor.name = 'y'
network.mark_output(tensor)

records.clear()
try:
    got = plain(tensor.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-050: Constant: Int32 weights give an Int32 output; no Bool constants; number of weights = volume of the dims; a wildcard dim is legal if the run-time volume equals the count.')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
