"""DS-NET-023/int32_as_type_of_a_shape[layer=shape]: Int32 is accepted on the same layers.

DS-NET-023: A layer that computes a shape must output Int32; `setOutputType` to another type on it is ignored
with an error message.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: 'int32'
It gave: 'int64'

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


def plain(value):
    """Dims, lists and enumerators as Python's own values."""
    if hasattr(type(value), "__members__"):
        return value.name
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return tuple(plain(value[index]) for index in range(len(value)))


def answer(call):
    try:
        return plain(call())
    except Exception:
        return "refused"


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x', trt.DataType.FLOAT, (-1, 4))
shape_layer = network.add_shape(tensor)
tensor_2 = shape_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)

records.clear()
try:
    got = []
    got.append(answer(lambda: tensor_2.dtype))
except Exception as error:
    got = error
before = ['INT64']  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print('clause:   DS-NET-023: A layer that computes a shape must output Int32; `setOutputType` to another type on it is ignored with an error message.')
print("expected: 'int32'")
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
