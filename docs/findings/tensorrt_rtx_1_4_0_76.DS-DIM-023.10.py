"""DS-DIM-023/back_and_forth[network=recurrent_head]: On one context, from point to point of a profile and back:
the dims follow the last ones that were set.

DS-DIM-023: Setting dims again with other values replaces them; outputs are recomputed on demand.

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
network_3 = builder.create_network(1)
tensor_77 = network_3.add_input('x', trt.DataType.FLOAT, (-1, -1, 3))
tensor_78 = network_3.add_input('start', trt.DataType.FLOAT, (-1, 3))
shape_layer_3 = network_3.add_shape(tensor_77)
array_23 = np.array([1], np.int32)
weights_23 = trt.Weights(array_23)
constant_layer_17 = network_3.add_constant((1,), weights_23)
tensor_79 = shape_layer_3.get_output(0)
tensor_80 = constant_layer_17.get_output(0)
gather_layer_2 = network_3.add_gather(tensor_79, tensor_80, axis=0)
tensor_81 = gather_layer_2.get_output(0)
cast_layer = network_3.add_cast(tensor_81, to_type=trt.DataType.INT32)
tensor_82 = cast_layer.get_output(0)
slice_layer = network_3.add_slice(tensor_82, start=(0,), shape=(1,), stride=(1,))
tensor_83 = slice_layer.get_output(0)
shuffle_layer_8 = network_3.add_shuffle(tensor_83)
shuffle_layer_8.reshape_dims = ()
loop = network_3.add_loop()
tensor_84 = shuffle_layer_8.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_84, kind=trt.TripLimit.COUNT)
iterator_layer = loop.add_iterator(tensor_77, axis=1, reverse=False)
recurrence_layer = loop.add_recurrence(tensor_78)
array_24 = np.array([0.125, 0.125, 0.125, 0.0, 0.25, 0.375, 0.125, -0.125, -0.375], np.float32)
weights_24 = trt.Weights(array_24)
constant_layer_18 = network_3.add_constant((3, 3), weights_24)
tensor_85 = iterator_layer.get_output(0)
tensor_86 = constant_layer_18.get_output(0)
matrix_multiply_layer_9 = network_3.add_matrix_multiply(tensor_85, input1=tensor_86, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
array_25 = np.array([0.25, 0.375, 0.25, 0.0, -0.5, 0.125, -0.5, 0.375, -0.125], np.float32)
weights_25 = trt.Weights(array_25)
constant_layer_19 = network_3.add_constant((3, 3), weights_25)
tensor_87 = recurrence_layer.get_output(0)
tensor_88 = constant_layer_19.get_output(0)
matrix_multiply_layer_10 = network_3.add_matrix_multiply(tensor_87, input1=tensor_88, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
tensor_89 = matrix_multiply_layer_9.get_output(0)
tensor_90 = matrix_multiply_layer_10.get_output(0)
element_wise_layer_20 = network_3.add_elementwise(tensor_89, tensor_90, op=trt.ElementWiseOperation.SUM)
array_26 = np.array([0.75, 0.5, 1.0], np.float32)
weights_26 = trt.Weights(array_26)
constant_layer_20 = network_3.add_constant((1, 3), weights_26)
tensor_91 = element_wise_layer_20.get_output(0)
tensor_92 = constant_layer_20.get_output(0)
element_wise_layer_21 = network_3.add_elementwise(tensor_91, tensor_92, op=trt.ElementWiseOperation.SUM)
tensor_93 = element_wise_layer_21.get_output(0)
activation_layer_4 = network_3.add_activation(tensor_93, type=trt.ActivationType.RELU)
tensor_94 = activation_layer_4.get_output(0)
recurrence_layer.set_input(1, tensor_94)
loop_output_layer = loop.add_loop_output(tensor_94, kind=trt.LoopOutput.CONCATENATE, axis=1)
loop_output_layer.set_input(1, tensor_84)
loop_output_layer_2 = loop.add_loop_output(tensor_87, kind=trt.LoopOutput.LAST_VALUE, axis=0)
tensor_95 = loop_output_layer.get_output(0)
tensor_95.name = 'states'
network_3.mark_output(tensor_95)
array_27 = np.array([3], np.int32)
weights_27 = trt.Weights(array_27)
constant_layer_21 = network_3.add_constant((), weights_27)
tensor_96 = constant_layer_21.get_output(0)
element_wise_layer_22 = network_3.add_elementwise(tensor_84, tensor_96, op=trt.ElementWiseOperation.GREATER)
if_conditional = network_3.add_if_conditional()
tensor_97 = element_wise_layer_22.get_output(0)
condition_layer = if_conditional.set_condition(tensor_97)
if_conditional_input_layer = if_conditional.add_input(tensor_95)
tensor_98 = loop_output_layer_2.get_output(0)
if_conditional_input_layer_2 = if_conditional.add_input(tensor_98)
tensor_99 = if_conditional_input_layer.get_output(0)
reduce_layer_6 = network_3.add_reduce(tensor_99, op=trt.ReduceOperation.AVG, axes=2, keep_dims=False)
tensor_100 = if_conditional_input_layer_2.get_output(0)
identity_layer = network_3.add_identity(tensor_100)
tensor_101 = reduce_layer_6.get_output(0)
tensor_102 = identity_layer.get_output(0)
if_conditional_output_layer = if_conditional.add_output(tensor_101, tensor_102)
tensor_103 = if_conditional_output_layer.get_output(0)
tensor_103.name = 'head'
network_3.mark_output(tensor_103)
profile_5 = builder.create_optimization_profile()
profile_5.set_shape('x', (1, 1, 3), (2, 4, 3), (3, 7, 3))
profile_5.set_shape('start', (1, 3), (2, 3), (3, 3))
config_3 = builder.create_builder_config()
config_3.clear_flag(trt.BuilderFlag.TF32)
config_3.add_optimization_profile(profile_5)
plan_3 = builder.build_serialized_network(network_3, config_3)
engine_3 = runtime.deserialize_cuda_engine(plan_3)
context_3 = engine_3.create_execution_context()
context_3.set_input_shape('x', (1, 1, 3))
context_3.set_input_shape('start', (1, 3))

records.clear()
try:
    got = plain(context_3.get_tensor_shape('head'))
except Exception as error:
    got = error
fine = got == (1, 3)

print('clause:   DS-DIM-023: Setting dims again with other values replaces them; outputs are recomputed on demand.')
print('expected: (1, 3)')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
