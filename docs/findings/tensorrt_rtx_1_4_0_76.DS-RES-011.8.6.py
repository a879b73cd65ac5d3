"""DS-RES-011/unknown_dims_stay_unknown[value=sum]: What depends on a run-time dim is not known, whichever way
round it comes.

DS-RES-011: It is enough that constant propagation finds the value.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: a value
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
network_3 = builder.create_network(1)
tensor_10 = network_3.add_input('x', trt.DataType.FLOAT, (-1, 3, -1))
shape_layer_3 = network_3.add_shape(tensor_10)
tensor_11 = shape_layer_3.get_output(0)
slice_layer_2 = network_3.add_slice(tensor_11, start=(0,), shape=(1,), stride=(1,))
array_2 = np.array([2], np.int32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network_3.add_constant((1,), weights_2)
tensor_12 = slice_layer_2.get_output(0)
tensor_13 = constant_layer_2.get_output(0)
element_wise_layer = network_3.add_elementwise(tensor_12, tensor_13, op=trt.ElementWiseOperation.SUM)
fill_layer_3 = network_3.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
tensor_14 = element_wise_layer.get_output(0)
fill_layer_3.set_input(0, tensor_14)

records.clear()
try:
    tensor_15 = fill_layer_3.get_output(0)
    got = plain(tensor_15.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-RES-011: It is enough that constant propagation finds the value.')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
