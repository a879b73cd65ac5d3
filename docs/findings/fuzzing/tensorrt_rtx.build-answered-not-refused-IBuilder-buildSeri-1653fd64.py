# build: answered, not refused: IBuilder buildSerializedNetwork Myelin myelin_graph h attachExceptionMsgToGraph MyelinCheckException resize_lowering cpp CHECK insert_point parent
"""DS-PROF-008/build_answered_not_refused_ibuilder_buildserialize: build: answered, not refused: IBuilder
buildSerializedNetwork Myelin myelin_graph h attachExceptionMsgToGraph MyelinCheckException resize_lowering
cpp CHECK insert_point parent.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 1: Myelin ([myelin_graph.h:1250:
attachExceptionMsgToGraph] MyelinCheckException: resize_lowering.cpp:440: CHECK(insert_point->parent() == bb
&& "insert_point is not in bb.") failed.  In compileGraph at /_src/optimizer/myelin/codeGenerator.cpp:1783)

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
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
loop = network.add_loop()
array = np.array([1], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
tensor_2 = constant_layer.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_2, kind=trt.TripLimit.COUNT)
recurrence_layer = loop.add_recurrence(tensor)
tensor_3 = recurrence_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_3, tensor, op=trt.ElementWiseOperation.SUM)
loop_output_layer = loop.add_loop_output(tensor_3, axis=0, kind=trt.LoopOutput.LAST_VALUE)
tensor_5 = loop_output_layer.get_output(0)
resize_layer = network.add_resize(tensor_5)
resize_layer.coordinate_transformation = trt.ResizeCoordinateTransformation.ASYMMETRIC
resize_layer.nearest_rounding = trt.ResizeRoundMode.FLOOR
resize_layer.resize_mode = trt.InterpolationMode.NEAREST
resize_layer.scales = (1.0, 2.0)
tensor_6 = resize_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (1, 1), (2, 2), (4, 4))
config = builder.create_builder_config()
config.add_optimization_profile(profile)

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
