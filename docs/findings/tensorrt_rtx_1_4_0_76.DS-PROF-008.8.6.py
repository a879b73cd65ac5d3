"""DS-PROF-008/realistic_networks_build[network=pipeline_a]: With profiles whose dims and values fit them,
networks of many layers are built.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: accepted
It gave: refused by None: ITensor::getDimensions: Error Code 4: API Usage Error ((Unnamed Layer* 6)
[ElementWise]: ElementWiseOperation FLOOR_DIV must have same input types. But they are of types Int64 and
Int32. In validateTypes at /_src/optimizer/common/nodes/elementWiseNode.cpp:37)

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
network_4 = builder.create_network(1)
tensor_106 = network_4.add_input('image', trt.DataType.FLOAT, (-1, 1, -1, -1))
array_29 = np.array([0.5], np.float32)
weights_29 = trt.Weights(array_29)
constant_layer_23 = network_4.add_constant((1, 1, 1, 1), weights_29)
tensor_107 = constant_layer_23.get_output(0)
element_wise_layer_24 = network_4.add_elementwise(tensor_106, tensor_107, op=trt.ElementWiseOperation.PROD)
tensor_108 = element_wise_layer_24.get_output(0)
tensor_108.name = 'half'
network_4.mark_output(tensor_108)
shape_layer_3 = network_4.add_shape(tensor_106)
array_30 = np.array([2, 3], np.int32)
weights_30 = trt.Weights(array_30)
constant_layer_24 = network_4.add_constant((2,), weights_30)
tensor_109 = shape_layer_3.get_output(0)
tensor_110 = constant_layer_24.get_output(0)
gather_layer_6 = network_4.add_gather(tensor_109, tensor_110, axis=0)
array_31 = np.array([2], np.int32)
weights_31 = trt.Weights(array_31)
constant_layer_25 = network_4.add_constant((1,), weights_31)
tensor_111 = gather_layer_6.get_output(0)
tensor_112 = constant_layer_25.get_output(0)
element_wise_layer_25 = network_4.add_elementwise(tensor_111, tensor_112, op=trt.ElementWiseOperation.FLOOR_DIV)
array_32 = np.array([0, 1], np.int32)
weights_32 = trt.Weights(array_32)
constant_layer_26 = network_4.add_constant((2,), weights_32)
tensor_113 = constant_layer_26.get_output(0)
gather_layer_7 = network_4.add_gather(tensor_109, tensor_113, axis=0)
tensor_114 = gather_layer_7.get_output(0)
tensor_115 = element_wise_layer_25.get_output(0)
concatenation_layer_3 = network_4.add_concatenation([tensor_114, tensor_115])
concatenation_layer_3.axis = 0
tensor_116 = concatenation_layer_3.get_output(0)
tensor_116.name = 'dims'
network_4.mark_output_for_shapes(tensor_116)
profile_6 = builder.create_optimization_profile()
profile_6.set_shape('image', (1, 1, 2, 3), (1, 1, 4, 6), (2, 1, 9, 7))
config_4 = builder.create_builder_config()
config_4.clear_flag(trt.BuilderFlag.TF32)
config_4.add_optimization_profile(profile_6)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network_4, config_4)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
