"""DS-RULE-029/other_layers_pass_no_shape_class[layer=matrix_multiply]: Wanted as a shape tensor, the output
makes no shape tensor of the input of such a layer.

DS-RULE-029: All other layers: E x ... -> E x ... : only execution tensors in and out.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: False
It gave: True

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
tensor = network.add_input('a', trt.DataType.INT64, (4,))
cast_layer = network.add_cast(tensor, to_type=trt.DataType.FLOAT)
tensor_2 = cast_layer.get_output(0)
shuffle_layer = network.add_shuffle(tensor_2)
shuffle_layer.reshape_dims = (2, 2)
array = np.array([1.0, 1.0, 1.0, 1.0], np.float32)
weights = trt.Weights(array)
constant_layer = network.add_constant((2, 2), weights)
tensor_3 = shuffle_layer.get_output(0)
tensor_4 = constant_layer.get_output(0)
matrix_multiply_layer = network.add_matrix_multiply(tensor_3, input1=tensor_4, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
tensor_5 = matrix_multiply_layer.get_output(0)
shuffle_layer_2 = network.add_shuffle(tensor_5)
shuffle_layer_2.reshape_dims = (-1,)
tensor_6 = shuffle_layer_2.get_output(0)
cast_layer_2 = network.add_cast(tensor_6, to_type=trt.DataType.INT64)
tensor_7 = cast_layer_2.get_output(0)
reduce_layer = network.add_reduce(tensor_7, op=trt.ReduceOperation.SUM, axes=1, keep_dims=True)
fill_layer = network.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
tensor_8 = reduce_layer.get_output(0)
fill_layer.set_input(0, tensor_8)
tensor_9 = fill_layer.get_output(0)
tensor_9.name = 'filled'
network.mark_output(tensor_9)

records.clear()
try:
    got = plain(tensor.is_shape_tensor)
except Exception as error:
    got = error
fine = got == False

print('clause:   DS-RULE-029: All other layers: E x ... -> E x ... : only execution tensors in and out.')
print('expected: False')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
