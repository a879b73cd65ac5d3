# dims of fill LINSPACE: answered, not refused: Internal Error Assertion isInFlight p second symbolicRep failed In checkCalculationStatusSanity at _src
"""DS-LAY-046/dims_of_fill_linspace_answered_not_refused_interna: dims of fill LINSPACE: answered, not refused:
Internal Error Assertion isInFlight p second symbolicRep failed In checkCalculationStatusSanity at _src.

DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] =
alpha + i*beta.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: a value
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
tensor = network.add_input('x0', trt.DataType.INT64, (1,))
tensor_2 = network.add_input('x1', trt.DataType.BOOL, (3,))
select_layer = network.add_select(tensor_2, tensor, tensor)
array = np.array([1.0], np.float32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
array_2 = np.array([1.0, 1.0, 1.0], np.float32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((3,), weights_2)
fill_layer = network.add_fill(op=trt.FillOperation.LINSPACE, shape=(1, 1, 1), output_type=trt.DataType.FLOAT)
tensor_3 = select_layer.get_output(0)
fill_layer.set_input(0, tensor_3)
tensor_4 = constant_layer.get_output(0)
fill_layer.set_input(1, tensor_4)
tensor_5 = constant_layer_2.get_output(0)
fill_layer.set_input(2, tensor_5)
tensor_6 = fill_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)

records.clear()
try:
    got = plain(tensor_6.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] = alpha + i*beta.')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
