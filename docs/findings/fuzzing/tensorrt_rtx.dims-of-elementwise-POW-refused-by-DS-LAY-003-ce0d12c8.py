# dims of elementwise POW: refused by DS-LAY-003, not answered
"""DS-LAY-003/dims_of_elementwise_pow_refused_by_ds_lay_003_not: dims of elementwise POW: refused by DS-LAY-003,
not answered.

DS-LAY-003: ElementWise types: AND/OR/XOR need Bool; POW needs a float type; others float, int8, Int32;
EQUAL/GREATER/LESS give Bool; operand types are the same or both in {float, half}.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: (-1, -1)

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
element_wise_layer = network.add_elementwise(tensor_3, tensor_3, op=trt.ElementWiseOperation.POW)

records.clear()
try:
    tensor_6 = element_wise_layer.get_output(0)
    got = plain(tensor_6.shape)
except Exception as error:
    got = error
fine = isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-003: ElementWise types: AND/OR/XOR need Bool; POW needs a float type; others float, int8, Int32; EQUAL/GREATER/LESS give Bool; operand types are the same or both in {float, half}.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
