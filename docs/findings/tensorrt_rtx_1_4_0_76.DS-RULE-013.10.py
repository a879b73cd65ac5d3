"""DS-RULE-013/conditional_output_rule[layer=conditional_output,order=SE,uses=built]: IIfConditionalOutputLayer
is t × t → t: both branches have the class of the output.

DS-RULE-013: IIfConditionalOutputLayer: t -> t in the seed's list; the layer has two inputs so it is read as t
x t -> t.

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
network = builder.create_network(1)
array = np.array([0], np.int64)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
array_2 = np.array([0], np.int64)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((), weights_2)
tensor = constant_layer.get_output(0)
tensor_2 = constant_layer_2.get_output(0)
element_wise_layer = network.add_elementwise(tensor, tensor_2, op=trt.ElementWiseOperation.GREATER)
if_conditional = network.add_if_conditional()
tensor_3 = element_wise_layer.get_output(0)
condition_layer = if_conditional.set_condition(tensor_3)
tensor_4 = network.add_input('a', trt.DataType.INT64, (2,))
if_conditional_input_layer = if_conditional.add_input(tensor_4)
tensor_5 = network.add_input('b', trt.DataType.INT64, (2,))
if_conditional_input_layer_2 = if_conditional.add_input(tensor_5)
array_3 = np.array([1], np.int64)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network.add_constant((1,), weights_3)
tensor_6 = if_conditional_input_layer.get_output(0)
tensor_7 = constant_layer_3.get_output(0)
element_wise_layer_2 = network.add_elementwise(tensor_6, tensor_7, op=trt.ElementWiseOperation.SUM)
array_4 = np.array([1], np.int64)
weights_4 = trt.Weights(array_4)
constant_layer_4 = network.add_constant((1,), weights_4)
tensor_8 = if_conditional_input_layer_2.get_output(0)
tensor_9 = constant_layer_4.get_output(0)
element_wise_layer_3 = network.add_elementwise(tensor_8, tensor_9, op=trt.ElementWiseOperation.SUM)
tensor_10 = element_wise_layer_2.get_output(0)
tensor_11 = element_wise_layer_3.get_output(0)
if_conditional_output_layer = if_conditional.add_output(tensor_10, tensor_11)
tensor_12 = if_conditional_output_layer.get_output(0)
fill_layer = network.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
fill_layer.set_input(0, tensor_12)
tensor_13 = fill_layer.get_output(0)
tensor_13.name = 'filled'
network.mark_output(tensor_13)
identity_layer = network.add_identity(tensor_12)
tensor_14 = identity_layer.get_output(0)
tensor_14.name = 'used'
network.mark_output(tensor_14)
profile = builder.create_optimization_profile()
profile.set_shape_input('a', [3, 5], [3, 5], [3, 5])
profile.set_shape_input('b', [4, 2], [4, 2], [4, 2])
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network, config)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print("clause:   DS-RULE-013: IIfConditionalOutputLayer: t -> t in the seed's list; the layer has two inputs so it is read as t x t -> t.")
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
