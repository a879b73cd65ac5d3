# is_shape_tensor of quantize: False, not True
"""DS-EST-015/is_shape_tensor_of_quantize_false_not_true: is_shape_tensor of quantize: False, not True.

DS-EST-015: A tensor counts as shape tensor only if it is needed as one: marked with markOutputForShapes, or
fed to a layer input that requires a shape tensor (directly or through polymorphic layers).

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
            if re.search('(?:In JIT build, strongly typed is enabled by default)', str(text)):
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
array = np.array([1.0], np.float32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
tensor_2 = constant_layer.get_output(0)
quantize_layer = network.add_quantize(tensor, tensor_2, output_type=trt.DataType.INT8)
array_2 = np.array([1.0], np.float32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((), weights_2)
tensor_3 = quantize_layer.get_output(0)
tensor_4 = constant_layer_2.get_output(0)
dequantize_layer = network.add_dequantize(tensor_3, tensor_4, output_type=trt.DataType.FLOAT)
tensor_5 = dequantize_layer.get_output(0)
cast_layer = network.add_cast(tensor_5, to_type=trt.DataType.INT64)
tensor_6 = cast_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output_for_shapes(tensor_6)

records.clear()
try:
    tensor_3 = quantize_layer.get_output(0)
    got = plain(tensor_3.is_shape_tensor)
except Exception as error:
    got = error
fine = got == False

print('clause:   DS-EST-015: A tensor counts as shape tensor only if it is needed as one: marked with markOutputForShapes, or fed to a layer input that requires a shape tensor (directly or through polymorphic layers).')
print('expected: False')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
