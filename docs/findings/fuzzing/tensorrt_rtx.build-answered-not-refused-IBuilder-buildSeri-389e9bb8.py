# build: answered, not refused: IBuilder buildSerializedNetwork API Usage Error IGatherLayer cannot do non empty gather from
"""DS-PROF-008/build_answered_not_refused_ibuilder_buildserialize: build: answered, not refused: IBuilder
buildSerializedNetwork API Usage Error IGatherLayer cannot do non empty gather from.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 4: API Usage Error (IGatherLayer
(Unnamed Layer* 2) [Gather]: (Unnamed Layer* 2) [Gather]: cannot do non-empty gather from an empty axis In
processCheck at /_src/optimizer/shapeof/graphShapeAnalyzer.cpp:1042 In analyzeShapes at
/_src/optimizer/shapeof/graphShapeAnalyzer.cpp:2792)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
import sys

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
tensor = network.add_input('x0', trt.DataType.INT64, ())
tensor_2 = network.add_input('x1', trt.DataType.INT32, (-1, -1, -1, 1))
shape_layer = network.add_shape(tensor)
tensor_3 = shape_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_3, tensor_3, op=trt.ElementWiseOperation.SUM)
gather_layer = network.add_gather_v2(tensor_3, tensor, mode=trt.GatherMode.DEFAULT)
gather_layer.axis = 0
tensor_4 = element_wise_layer.get_output(0)
reduce_layer = network.add_reduce(tensor_4, axes=1, keep_dims=False, op=trt.ReduceOperation.SUM)
identity_layer = network.add_identity(tensor_2)
tensor_5 = gather_layer.get_output(0)
tensor_5.name = 'o0'
network.mark_output(tensor_5)
tensor_6 = reduce_layer.get_output(0)
tensor_6.name = 'o1'
network.mark_output(tensor_6)
tensor_7 = identity_layer.get_output(0)
tensor_7.name = 'o2'
network.mark_output(tensor_7)
profile = builder.create_optimization_profile()
profile.set_shape('x1', (1, 1, 1, 1), (2, 2, 2, 1), (4, 4, 4, 1))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('x1', (1, 1, 1, 1), (2, 2, 2, 1), (4, 4, 4, 1))
config.add_optimization_profile(profile_2)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('x1', (1, 1, 1, 1), (2, 2, 2, 1), (4, 4, 4, 1))
config.add_optimization_profile(profile_3)

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
