# dims of gather_v2 ND: refused by DS-LAY-021, not answered
"""DS-LAY-021/dims_of_gather_v2_nd_refused_by_ds_lay_021_not_ans: dims of gather_v2 ND: refused by DS-LAY-021,
not answered.

DS-LAY-021: Gather kND: output dims = indices[:-1] + data[nbElementWise + indices.d[q-1]:]; indices' last dim
is a build-time constant and <= r - nbElementWise; the printed header formula is garbled.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: ()

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
constant_layer = network.add_constant((1,), weights)
tensor_2 = constant_layer.get_output(0)
gather_layer = network.add_gather_v2(tensor, tensor_2, mode=trt.GatherMode.ND)
gather_layer.num_elementwise_dims = 1

records.clear()
try:
    tensor_3 = gather_layer.get_output(0)
    got = plain(tensor_3.shape)
except Exception as error:
    got = error
fine = isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print("clause:   DS-LAY-021: Gather kND: output dims = indices[:-1] + data[nbElementWise + indices.d[q-1]:]; indices' last dim is a build-time constant and <= r - nbElementWise; the printed header formula is garbled.")
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
