"""DS-RULE-031/both_classes_build[layer=conditional_output]: A network with an input of both classes builds.

DS-RULE-031: A tensor that is both is usable in phase 1 and in phase 2.

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
network_6 = builder.create_network(1)
array_7 = np.array([0], np.int64)
weights_7 = trt.Weights(array_7)
constant_layer_7 = network_6.add_constant((), weights_7)
array_8 = np.array([0], np.int64)
weights_8 = trt.Weights(array_8)
constant_layer_8 = network_6.add_constant((), weights_8)
tensor_38 = constant_layer_7.get_output(0)
tensor_39 = constant_layer_8.get_output(0)
element_wise_layer_6 = network_6.add_elementwise(tensor_38, tensor_39, op=trt.ElementWiseOperation.GREATER)
if_conditional_2 = network_6.add_if_conditional()
tensor_40 = element_wise_layer_6.get_output(0)
condition_layer_2 = if_conditional_2.set_condition(tensor_40)
tensor_41 = network_6.add_input('a', trt.DataType.INT64, (2,))
if_conditional_input_layer_2 = if_conditional_2.add_input(tensor_41)
tensor_42 = network_6.add_input('b', trt.DataType.INT64, (2,))
if_conditional_input_layer_3 = if_conditional_2.add_input(tensor_42)
array_9 = np.array([1], np.int64)
weights_9 = trt.Weights(array_9)
constant_layer_9 = network_6.add_constant((1,), weights_9)
tensor_43 = if_conditional_input_layer_2.get_output(0)
tensor_44 = constant_layer_9.get_output(0)
element_wise_layer_7 = network_6.add_elementwise(tensor_43, tensor_44, op=trt.ElementWiseOperation.SUM)
array_10 = np.array([1], np.int64)
weights_10 = trt.Weights(array_10)
constant_layer_10 = network_6.add_constant((1,), weights_10)
tensor_45 = if_conditional_input_layer_3.get_output(0)
tensor_46 = constant_layer_10.get_output(0)
element_wise_layer_8 = network_6.add_elementwise(tensor_45, tensor_46, op=trt.ElementWiseOperation.SUM)
tensor_47 = element_wise_layer_7.get_output(0)
tensor_48 = element_wise_layer_8.get_output(0)
if_conditional_output_layer_2 = if_conditional_2.add_output(tensor_47, tensor_48)
fill_layer_6 = network_6.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
tensor_49 = if_conditional_output_layer_2.get_output(0)
fill_layer_6.set_input(0, tensor_49)
tensor_50 = fill_layer_6.get_output(0)
tensor_50.name = 'filled'
network_6.mark_output(tensor_50)
identity_layer_6 = network_6.add_identity(tensor_49)
tensor_51 = identity_layer_6.get_output(0)
tensor_51.name = 'used'
network_6.mark_output(tensor_51)
profile_6 = builder.create_optimization_profile()
profile_6.set_shape_input('a', [3, 5], [3, 5], [3, 5])
profile_6.set_shape_input('b', [4, 2], [4, 2], [4, 2])
config_6 = builder.create_builder_config()
config_6.clear_flag(trt.BuilderFlag.TF32)
config_6.add_optimization_profile(profile_6)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network_6, config_6)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-RULE-031: A tensor that is both is usable in phase 1 and in phase 2.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
