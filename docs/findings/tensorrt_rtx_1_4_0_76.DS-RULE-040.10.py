"""DS-RULE-040/length_of_a_loop_output[kind=CONCATENATE]: The second input of a loop output of kind CONCATENATE
or REVERSE is a shape tensor of rank 0: E × S → E.

DS-RULE-040: ILoopOutputLayer kCONCATENATE/kREVERSE: second input is a 0-D Int32 shape tensor (E x S -> E);
not listed in the seed.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 4: API Usage Error (Tensor (Unnamed
Layer* 3) [Activation]_output has an invalid inferred type DataType{-1}. In operator() at
/_src/optimizer/api/network.cpp:3342)

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x', trt.DataType.FLOAT, (2,))
tensor_2 = network.add_input('n', trt.DataType.INT32, ())
loop = network.add_loop()
array = np.array([3], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
tensor_3 = constant_layer.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_3, kind=trt.TripLimit.COUNT)
recurrence_layer = loop.add_recurrence(tensor)
tensor_4 = recurrence_layer.get_output(0)
activation_layer = network.add_activation(tensor_4, type=trt.ActivationType.RELU)
loop_output_layer = loop.add_loop_output(tensor_4, kind=trt.LoopOutput.CONCATENATE)
loop_output_layer.set_input(1, tensor_2)
tensor_6 = loop_output_layer.get_output(0)
tensor_6.name = 'y'
network.mark_output(tensor_6)
profile = builder.create_optimization_profile()
profile.set_shape_input('n', [3], [3], [3])
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network, config)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-RULE-040: ILoopOutputLayer kCONCATENATE/kREVERSE: second input is a 0-D Int32 shape tensor (E x S -> E); not listed in the seed.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
