# dims of resize LINEAR: refused by DS-LAY-037, not answered
"""DS-LAY-037/dims_of_resize_linear_refused_by_ds_lay_037_not_an: dims of resize LINEAR: refused by DS-LAY-037,
not answered.

DS-LAY-037: Resize modes: nearest on up to 8 inner dims (Python docstring says 3), linear on up to 3 inner
dims; outer dims unchanged.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: (1, 1, 1, 1)

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
tensor = network.add_input('x0', trt.DataType.FLOAT, (2, -1, -1, -1))
array = np.array([1, 1, 1, 1], np.int64)
weights = trt.Weights(array)
constant_layer = network.add_constant((4,), weights)
resize_layer = network.add_resize(tensor)
resize_layer.coordinate_transformation = trt.ResizeCoordinateTransformation.ASYMMETRIC
resize_layer.resize_mode = trt.InterpolationMode.LINEAR
tensor_2 = constant_layer.get_output(0)
resize_layer.set_input(1, tensor_2)

records.clear()
try:
    tensor_3 = resize_layer.get_output(0)
    got = plain(tensor_3.shape)
except Exception as error:
    got = error
fine = isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-037: Resize modes: nearest on up to 8 inner dims (Python docstring says 3), linear on up to 3 inner dims; outer dims unchanged.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
