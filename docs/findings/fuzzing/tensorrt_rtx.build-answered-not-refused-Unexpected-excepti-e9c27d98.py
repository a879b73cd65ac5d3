# build: answered, not refused: Unexpected exception _Map_base at
"""DS-PROF-008/build_answered_not_refused_unexpected_exception__m: build: answered, not refused: Unexpected
exception _Map_base at.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: Unexpected exception _Map_base::at

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.INT64, (2,))
array = np.array([0], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1,), weights)
array_2 = np.array([2], np.int64)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((1,), weights_2)
tensor_2 = constant_layer.get_output(0)
tensor_3 = constant_layer_2.get_output(0)
scatter_layer = network.add_scatter(tensor, tensor_2, tensor_3, mode=trt.ScatterMode.ELEMENT)
scatter_layer.axis = 0
array_3 = np.array([-2.0, 0.0], np.float32)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network.add_constant((1, 2), weights_3)
tensor_4 = constant_layer_3.get_output(0)
identity_layer = network.add_identity(tensor_4)
tensor_5 = identity_layer.get_output(0)
activation_layer = network.add_activation(tensor_5, type=trt.ActivationType.HARD_SIGMOID)
tensor_6 = scatter_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output_for_shapes(tensor_6)
tensor_7 = activation_layer.get_output(0)
tensor_7.name = 'o1'
network.mark_output(tensor_7)
profile = builder.create_optimization_profile()
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
config.add_optimization_profile(profile_2)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network, config)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
