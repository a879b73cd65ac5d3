"""DS-SIO-029/second_mark_for_shapes[first=mark_output]: It returns False for what is an output already, by
either call, and changes nothing.

DS-SIO-029: markOutputForShapes returns False if the tensor is already marked as an output.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
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


def logged(result):
    """The result of a call that says no by its log alone."""
    if result is False or any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records):
        raise RuntimeError("refused by the log")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.INT64, (2,))
array = np.array([1, 1], np.int64)
weights = trt.Weights(array)
constant_layer = network.add_constant((2,), weights)
tensor_2 = constant_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor, tensor_2, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer.get_output(0)
tensor_3.name = 'total'
network.mark_output(tensor_3)

records.clear()
try:
    got = logged(network.mark_output_for_shapes(tensor_3))
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)
fine = fine and (str(got) == "refused by False" or got is False)

print('clause:   DS-SIO-029: markOutputForShapes returns False if the tensor is already marked as an output.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
