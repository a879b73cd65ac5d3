"""DS-RULE-016/fill_with_three_inputs_as_shape[tensor=t1]: Used as a shape tensor the output leaves start and
step execution tensors; 8.4 refuses it.

DS-RULE-016: IFillLayer with three inputs: S x E x E -> E: start/delta (or min/max) inputs are E and so is the
output.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: False
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
array = np.array([2], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1,), weights)
array_2 = np.array([1.0], np.float32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((), weights_2)
array_3 = np.array([2.0], np.float32)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network.add_constant((1,), weights_3)
fill_layer = network.add_fill(shape=(1,), op=trt.FillOperation.LINSPACE, output_type=trt.DataType.FLOAT)
tensor = constant_layer.get_output(0)
fill_layer.set_input(0, tensor)
tensor_2 = constant_layer_2.get_output(0)
fill_layer.set_input(1, tensor_2)
tensor_3 = constant_layer_3.get_output(0)
fill_layer.set_input(2, tensor_3)
tensor_4 = fill_layer.get_output(0)
cast_layer = network.add_cast(tensor_4, to_type=trt.DataType.INT32)
fill_layer_2 = network.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
tensor_5 = cast_layer.get_output(0)
fill_layer_2.set_input(0, tensor_5)
tensor_6 = fill_layer_2.get_output(0)
tensor_6.name = 'filled'
network.mark_output(tensor_6)

records.clear()
try:
    got = plain(tensor_2.is_shape_tensor)
except Exception as error:
    got = error
fine = got == False

print('clause:   DS-RULE-016: IFillLayer with three inputs: S x E x E -> E: start/delta (or min/max) inputs are E and so is the output.')
print('expected: False')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
