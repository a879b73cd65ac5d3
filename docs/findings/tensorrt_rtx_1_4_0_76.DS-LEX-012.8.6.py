"""DS-LEX-012/average_of_integers: An average of integers is not supported for shape tensors.

DS-LEX-012: IReduceLayer can compute on shapes and make a new shape tensor.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: refused
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
array = np.array([2, 4], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((2,), weights)
tensor = constant_layer.get_output(0)
reduce_layer = network.add_reduce(tensor, op=trt.ReduceOperation.AVG, axes=1, keep_dims=True)
fill_layer = network.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
tensor_2 = reduce_layer.get_output(0)
fill_layer.set_input(0, tensor_2)
tensor_3 = fill_layer.get_output(0)
tensor_3.name = 'y'
network.mark_output(tensor_3)

records.clear()
try:
    config = granted(builder.create_builder_config())
    granted(config.clear_flag(trt.BuilderFlag.TF32))
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LEX-012: IReduceLayer can compute on shapes and make a new shape tensor.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
