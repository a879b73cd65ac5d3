"""DS-NET-009/dims_of_a_recurrent_head[at=kMIN]: The number of steps is the length of what a loop concatenates;
both branches yield the batch.

DS-NET-009: Use step 3: input dimensions are set on the context; once they are set the context reports the
output dimensions computed for them.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: (1, 3)
It gave: (-1, 3)

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
tensor = network.add_input('x', trt.DataType.FLOAT, (-1, -1, 3))
tensor_2 = network.add_input('start', trt.DataType.FLOAT, (-1, 3))
shape_layer = network.add_shape(tensor)
array = np.array([1], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1,), weights)
tensor_3 = shape_layer.get_output(0)
tensor_4 = constant_layer.get_output(0)
gather_layer = network.add_gather(tensor_3, tensor_4, axis=0)
tensor_5 = gather_layer.get_output(0)
cast_layer = network.add_cast(tensor_5, to_type=trt.DataType.INT32)
tensor_6 = cast_layer.get_output(0)
slice_layer = network.add_slice(tensor_6, start=(0,), shape=(1,), stride=(1,))
tensor_7 = slice_layer.get_output(0)
shuffle_layer = network.add_shuffle(tensor_7)
shuffle_layer.reshape_dims = ()
loop = network.add_loop()
tensor_8 = shuffle_layer.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_8, kind=trt.TripLimit.COUNT)
iterator_layer = loop.add_iterator(tensor, axis=1, reverse=False)
recurrence_layer = loop.add_recurrence(tensor_2)
array_2 = np.array([0.125, 0.125, 0.125, 0.0, 0.25, 0.375, 0.125, -0.125, -0.375], np.float32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((3, 3), weights_2)
tensor_9 = iterator_layer.get_output(0)
tensor_10 = constant_layer_2.get_output(0)
matrix_multiply_layer = network.add_matrix_multiply(tensor_9, input1=tensor_10, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
array_3 = np.array([0.25, 0.375, 0.25, 0.0, -0.5, 0.125, -0.5, 0.375, -0.125], np.float32)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network.add_constant((3, 3), weights_3)
tensor_11 = recurrence_layer.get_output(0)
tensor_12 = constant_layer_3.get_output(0)
matrix_multiply_layer_2 = network.add_matrix_multiply(tensor_11, input1=tensor_12, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
tensor_13 = matrix_multiply_layer.get_output(0)
tensor_14 = matrix_multiply_layer_2.get_output(0)
element_wise_layer = network.add_elementwise(tensor_13, tensor_14, op=trt.ElementWiseOperation.SUM)
array_4 = np.array([0.75, 0.5, 1.0], np.float32)
weights_4 = trt.Weights(array_4)
constant_layer_4 = network.add_constant((1, 3), weights_4)
tensor_15 = element_wise_layer.get_output(0)
tensor_16 = constant_layer_4.get_output(0)
element_wise_layer_2 = network.add_elementwise(tensor_15, tensor_16, op=trt.ElementWiseOperation.SUM)
tensor_17 = element_wise_layer_2.get_output(0)
activation_layer = network.add_activation(tensor_17, type=trt.ActivationType.RELU)
tensor_18 = activation_layer.get_output(0)
recurrence_layer.set_input(1, tensor_18)
loop_output_layer = loop.add_loop_output(tensor_18, kind=trt.LoopOutput.CONCATENATE, axis=1)
loop_output_layer.set_input(1, tensor_8)
loop_output_layer_2 = loop.add_loop_output(tensor_11, kind=trt.LoopOutput.LAST_VALUE, axis=0)
tensor_19 = loop_output_layer.get_output(0)
tensor_19.name = 'states'
network.mark_output(tensor_19)
array_5 = np.array([3], np.int32)
weights_5 = trt.Weights(array_5)
constant_layer_5 = network.add_constant((), weights_5)
tensor_20 = constant_layer_5.get_output(0)
element_wise_layer_3 = network.add_elementwise(tensor_8, tensor_20, op=trt.ElementWiseOperation.GREATER)
if_conditional = network.add_if_conditional()
tensor_21 = element_wise_layer_3.get_output(0)
condition_layer = if_conditional.set_condition(tensor_21)
if_conditional_input_layer = if_conditional.add_input(tensor_19)
tensor_22 = loop_output_layer_2.get_output(0)
if_conditional_input_layer_2 = if_conditional.add_input(tensor_22)
tensor_23 = if_conditional_input_layer.get_output(0)
reduce_layer = network.add_reduce(tensor_23, op=trt.ReduceOperation.AVG, axes=2, keep_dims=False)
tensor_24 = if_conditional_input_layer_2.get_output(0)
identity_layer = network.add_identity(tensor_24)
tensor_25 = reduce_layer.get_output(0)
tensor_26 = identity_layer.get_output(0)
if_conditional_output_layer = if_conditional.add_output(tensor_25, tensor_26)
tensor_27 = if_conditional_output_layer.get_output(0)
tensor_27.name = 'head'
network.mark_output(tensor_27)
profile = builder.create_optimization_profile()
profile.set_shape('x', (1, 1, 3), (2, 4, 3), (3, 7, 3))
profile.set_shape('start', (1, 3), (2, 3), (3, 3))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_input_shape('x', (1, 1, 3))
context.set_input_shape('start', (1, 3))

records.clear()
try:
    got = plain(context.get_tensor_shape('head'))
except Exception as error:
    got = error
fine = got == (1, 3)

print('clause:   DS-NET-009: Use step 3: input dimensions are set on the context; once they are set the context reports the output dimensions computed for them.')
print('expected: (1, 3)')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
