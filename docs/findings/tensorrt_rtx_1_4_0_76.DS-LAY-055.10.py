"""DS-LAY-055/axis_of_an_output_set_later: An axis that is set later counts, though the dims were asked for
before.

DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd
input (0-D Int32 shape tensor from outside).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: (2, 3, 4)
It gave: (4, 2, 3)

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
tensor = network.add_input('x', trt.DataType.FLOAT, (2, 3))
loop = network.add_loop()
recurrence_layer = loop.add_recurrence(tensor)
tensor_2 = recurrence_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_2, tensor, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer.get_output(0)
recurrence_layer.set_input(1, tensor_3)
array = np.array([3], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
tensor_4 = constant_layer.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_4, kind=trt.TripLimit.COUNT)
loop_output_layer = loop.add_loop_output(tensor_3, kind=trt.LoopOutput.CONCATENATE, axis=0)
array_2 = np.array([4], np.int32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((), weights_2)
tensor_5 = constant_layer_2.get_output(0)
loop_output_layer.set_input(1, tensor_5)
tensor_6 = loop_output_layer.get_output(0)

records.clear()
try:
    got = plain(tensor_6.shape)
except Exception as error:
    got = error
fine = got == (2, 3, 4)

print('clause:   DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd input (0-D Int32 shape tensor from outside).')
print('expected: (2, 3, 4)')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
