# build: answered, not refused: Internal Error Assertion it mShapeIntervals end failed setShapeInterval was not called for
"""DS-PROF-008/build_answered_not_refused_internal_error_assertio: build: answered, not refused: Internal Error
Assertion it mShapeIntervals end failed setShapeInterval was not called for.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: [shapeContext.cpp::getShapeInterval::754] Error Code 2: Internal Error (Assertion it
!= mShapeIntervals.end() failed. setShapeInterval was not called for tensor In getShapeInterval at
/_src/optimizer/common/shape/shapeContext.cpp:754)

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
tensor = network.add_input('x0', trt.DataType.INT64, (1,))
tensor_2 = network.add_input('x1', trt.DataType.FLOAT, ())
tensor_3 = network.add_input('x2', trt.DataType.INT64, ())
array = np.array([4, 4, 0], np.int64)
weights = trt.Weights(array)
constant_layer = network.add_constant((3,), weights)
array_2 = np.array([1.0], np.float32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((), weights_2)
array_3 = np.array([1.0, 1.0, 1.0], np.float32)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network.add_constant((3,), weights_3)
fill_layer = network.add_fill(op=trt.FillOperation.LINSPACE, shape=(3, 1, 1), output_type=trt.DataType.FLOAT)
tensor_4 = constant_layer.get_output(0)
fill_layer.set_input(0, tensor_4)
tensor_5 = constant_layer_2.get_output(0)
fill_layer.set_input(1, tensor_5)
tensor_6 = constant_layer_3.get_output(0)
fill_layer.set_input(2, tensor_6)
tensor_7 = fill_layer.get_output(0)
cast_layer = network.add_cast(tensor_7, to_type=trt.DataType.FLOAT)
fill_layer_2 = network.add_fill(op=trt.FillOperation.LINSPACE, shape=(1,), output_type=trt.DataType.FLOAT)
identity_layer = network.add_identity(tensor_2)
identity_layer_2 = network.add_identity(tensor_3)
tensor_8 = identity_layer_2.get_output(0)
tensor_8.name = 'o0'
network.mark_output(tensor_8)
profile = builder.create_optimization_profile()
profile.set_shape_input('x0', [1], [2], [4])
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
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
