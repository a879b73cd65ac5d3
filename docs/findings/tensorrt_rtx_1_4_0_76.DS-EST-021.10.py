"""DS-EST-021/other_formats_of_shape_tensors[tensor=input,formats=0b10]: Any other format, or linear as one of
several, is refused.

DS-EST-021: Shape tensors may only have row-major linear format.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: accepted

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('d', trt.DataType.INT64, (2,))
tensor_2 = network.add_input('x', trt.DataType.FLOAT, (6,))
shuffle_layer = network.add_shuffle(tensor_2)
shuffle_layer.set_input(1, tensor)
tensor_3 = shuffle_layer.get_output(0)
tensor_3.name = 'y'
network.mark_output(tensor_3)
array = np.array([1, 1], np.int64)
weights = trt.Weights(array)
constant_layer = network.add_constant((2,), weights)
tensor_4 = constant_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor, tensor_4, op=trt.ElementWiseOperation.SUM)
tensor_5 = element_wise_layer.get_output(0)
tensor_5.name = 'total'
network.mark_output_for_shapes(tensor_5)
profile = builder.create_optimization_profile()
profile.set_shape_input('d', [2, 3], [2, 3], [2, 3])
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)

records.clear()
try:
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-EST-021: Shape tensors may only have row-major linear format.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
