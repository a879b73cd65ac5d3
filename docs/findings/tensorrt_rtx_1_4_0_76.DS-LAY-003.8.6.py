"""DS-LAY-003/float_beside_half[left=float32,right=float16,op=SUM]: Before 10 the two operands may be Float and
Half, in either order.

DS-LAY-003: ElementWise types: AND/OR/XOR need Bool; POW needs a float type; others float, int8, Int32;
EQUAL/GREATER/LESS give Bool; operand types are the same or both in {float, half}.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: a value
It gave: refused by invalid dims: __len__() should return >= 0

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


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.FLOAT, (2, 3))
tensor_2 = network.add_input('b', trt.DataType.HALF, (2, 3))
element_wise_layer = network.add_elementwise(tensor, tensor_2, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer.get_output(0)
tensor_3.name = 'y'
network.mark_output(tensor_3)

records.clear()
try:
    got = plain(tensor_3.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-003: ElementWise types: AND/OR/XOR need Bool; POW needs a float type; others float, int8, Int32; EQUAL/GREATER/LESS give Bool; operand types are the same or both in {float, half}.')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
