# is_shape_tensor of concatenation: True, not False
"""DS-EST-015/is_shape_tensor_of_concatenation_true_not_false: is_shape_tensor of concatenation: True, not False.

DS-EST-015: A tensor counts as shape tensor only if it is needed as one: marked with markOutputForShapes, or
fed to a layer input that requires a shape tensor (directly or through polymorphic layers).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: True
It gave: False

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
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
array = np.array([0], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1, 1), weights)
tensor_2 = constant_layer.get_output(0)
gather_layer = network.add_gather_v2(tensor, tensor_2, mode=trt.GatherMode.DEFAULT)
gather_layer.axis = 0
tensor_3 = gather_layer.get_output(0)
shape_layer = network.add_shape(tensor_3)
array_2 = np.array([0], np.int32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((1,), weights_2)
tensor_4 = shape_layer.get_output(0)
tensor_5 = constant_layer_2.get_output(0)
gather_layer_2 = network.add_gather(tensor_4, tensor_5, axis=0)
tensor_6 = gather_layer_2.get_output(0)
shape_layer_2 = network.add_shape(tensor_6)
array_3 = np.array([0], np.int32)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network.add_constant((1,), weights_3)
tensor_7 = shape_layer_2.get_output(0)
tensor_8 = constant_layer_3.get_output(0)
gather_layer_3 = network.add_gather(tensor_7, tensor_8, axis=0)
tensor_9 = gather_layer_3.get_output(0)
shape_layer_3 = network.add_shape(tensor_9)
array_4 = np.array([0], np.int32)
weights_4 = trt.Weights(array_4)
constant_layer_4 = network.add_constant((1,), weights_4)
tensor_10 = shape_layer_3.get_output(0)
tensor_11 = constant_layer_4.get_output(0)
gather_layer_4 = network.add_gather(tensor_10, tensor_11, axis=0)
tensor_12 = gather_layer_4.get_output(0)
concatenation_layer = network.add_concatenation([tensor_6, tensor_9, tensor_12])
concatenation_layer.axis = 0
slice_layer = network.add_slice(tensor_3, shape=(1, 1, 1), start=(0, 0, 0), stride=(1, 1, 1))
slice_layer.mode = trt.SampleMode.STRICT_BOUNDS
tensor_13 = concatenation_layer.get_output(0)
slice_layer.set_input(2, tensor_13)
tensor_14 = slice_layer.get_output(0)
tensor_14.name = 'o0'
network.mark_output(tensor_14)
tensor_13.name = 'o1'
network.mark_output(tensor_13)

records.clear()
try:
    got = plain(tensor_13.is_shape_tensor)
except Exception as error:
    got = error
fine = got == True

print('clause:   DS-EST-015: A tensor counts as shape tensor only if it is needed as one: marked with markOutputForShapes, or fed to a layer input that requires a shape tensor (directly or through polymorphic layers).')
print('expected: True')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
