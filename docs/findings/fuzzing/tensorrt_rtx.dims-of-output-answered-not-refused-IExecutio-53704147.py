# dims of output: answered, not refused: IExecutionContext getTensorShape Internal Error cannot do non empty gather from an empty
"""DS-DIM-009/dims_of_output_answered_not_refused_iexecutioncont: dims of output: answered, not refused:
IExecutionContext getTensorShape Internal Error cannot do non empty gather from an empty.

DS-DIM-009: An output with nbDims == -1 means that the input shapes are inconsistent for the network.

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
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.FLOAT, (4, -1))
element_wise_layer = network.add_elementwise(tensor, tensor, op=trt.ElementWiseOperation.PROD)
array = np.array([2, 0], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1, 2), weights)
tensor_2 = constant_layer.get_output(0)
gather_layer = network.add_gather_v2(tensor, tensor_2, mode=trt.GatherMode.DEFAULT)
gather_layer.axis = 1
tensor_3 = element_wise_layer.get_output(0)
tensor_3.name = 'o0'
network.mark_output(tensor_3)
tensor_4 = gather_layer.get_output(0)
tensor_4.name = 'o1'
network.mark_output(tensor_4)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (4, 0), (4, 2), (4, 3))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('x0', (4, 1), (4, 1), (4, 6))
config.add_optimization_profile(profile_2)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('x0', (4, 1), (4, 2), (4, 4))
config.add_optimization_profile(profile_3)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_input_shape('x0', (4, 0))

records.clear()
try:
    got = plain(context.get_tensor_shape('o0'))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-DIM-009: An output with nbDims == -1 means that the input shapes are inconsistent for the network.')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
