"""DS-RES-009/computed_channels[channels=sliced_dims]: The channels of a convolution may come from a reshape
whose dims are computed, as long as they are constant.

DS-RES-009: A value that must be a build-time constant need not be a constant of the API (IConstantLayer).

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
network_2 = builder.create_network(1)
tensor_8 = network_2.add_input('x', trt.DataType.FLOAT, (-1, 3, -1))
shape_layer = network_2.add_shape(tensor_8)
tensor_9 = shape_layer.get_output(0)
slice_layer = network_2.add_slice(tensor_9, start=(1,), shape=(1,), stride=(1,))
array_5 = np.array([1], np.int32)
weights_6 = trt.Weights(array_5)
constant_layer_4 = network_2.add_constant((1,), weights_6)
array_6 = np.array([4, -1], np.int32)
weights_7 = trt.Weights(array_6)
constant_layer_5 = network_2.add_constant((2,), weights_7)
tensor_10 = constant_layer_4.get_output(0)
tensor_11 = slice_layer.get_output(0)
tensor_12 = constant_layer_5.get_output(0)
concatenation_layer_2 = network_2.add_concatenation([tensor_10, tensor_11, tensor_12])
concatenation_layer_2.axis = 0
tensor_13 = network_2.add_input('flat', trt.DataType.FLOAT, (-1,))
shuffle_layer_2 = network_2.add_shuffle(tensor_13)
tensor_14 = concatenation_layer_2.get_output(0)
shuffle_layer_2.set_input(1, tensor_14)
tensor_15 = shuffle_layer_2.get_output(0)
array_7 = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32)
weights_8 = trt.Weights(array_7)
weights_9 = trt.Weights(trt.DataType.FLOAT)
convolution_layer_2 = network_2.add_convolution_nd(tensor_15, num_output_maps=2, kernel_shape=(1, 1), kernel=weights_8, bias=weights_9)
tensor_16 = convolution_layer_2.get_output(0)
tensor_16.name = 'y'
network_2.mark_output(tensor_16)

records.clear()
try:
    got = plain(tensor_16.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-RES-009: A value that must be a build-time constant need not be a constant of the API (IConstantLayer).')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
