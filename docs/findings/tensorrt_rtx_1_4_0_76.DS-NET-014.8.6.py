"""DS-NET-014/dims_that_derive_from_wildcards[network=recurrent_head]: Through many layers, -1 stands where an
extent derives from a wildcard, and the number where none does.

DS-NET-014: `ITensor::getDimensions` of a layer output shows -1 for each dimension that derives from a
wildcard.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: a value
It gave: refused by invalid dims: __len__() should return >= 0

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


logger = Logger()
builder = trt.Builder(logger)
network_4 = builder.create_network(1)
tensor_106 = network_4.add_input('x', trt.DataType.FLOAT, (-1, -1, 3))
tensor_107 = network_4.add_input('start', trt.DataType.FLOAT, (-1, 3))
shape_layer_3 = network_4.add_shape(tensor_106)
array_29 = np.array([1], np.int32)
weights_29 = trt.Weights(array_29)
constant_layer_23 = network_4.add_constant((1,), weights_29)
tensor_108 = shape_layer_3.get_output(0)
tensor_109 = constant_layer_23.get_output(0)
gather_layer_6 = network_4.add_gather(tensor_108, tensor_109, axis=0)
tensor_110 = gather_layer_6.get_output(0)
slice_layer = network_4.add_slice(tensor_110, start=(0,), shape=(1,), stride=(1,))
tensor_111 = slice_layer.get_output(0)
shuffle_layer_12 = network_4.add_shuffle(tensor_111)
shuffle_layer_12.reshape_dims = ()
loop = network_4.add_loop()
tensor_112 = shuffle_layer_12.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_112, kind=trt.TripLimit.COUNT)
iterator_layer = loop.add_iterator(tensor_106, axis=1, reverse=False)
recurrence_layer = loop.add_recurrence(tensor_107)
array_30 = np.array([0.125, 0.125, 0.125, 0.0, 0.25, 0.375, 0.125, -0.125, -0.375], np.float32)
weights_30 = trt.Weights(array_30)
constant_layer_24 = network_4.add_constant((3, 3), weights_30)
tensor_113 = iterator_layer.get_output(0)
tensor_114 = constant_layer_24.get_output(0)
matrix_multiply_layer_9 = network_4.add_matrix_multiply(tensor_113, input1=tensor_114, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
array_31 = np.array([0.25, 0.375, 0.25, 0.0, -0.5, 0.125, -0.5, 0.375, -0.125], np.float32)
weights_31 = trt.Weights(array_31)
constant_layer_25 = network_4.add_constant((3, 3), weights_31)
tensor_115 = recurrence_layer.get_output(0)
tensor_116 = constant_layer_25.get_output(0)
matrix_multiply_layer_10 = network_4.add_matrix_multiply(tensor_115, input1=tensor_116, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
tensor_117 = matrix_multiply_layer_9.get_output(0)
tensor_118 = matrix_multiply_layer_10.get_output(0)
element_wise_layer_24 = network_4.add_elementwise(tensor_117, tensor_118, op=trt.ElementWiseOperation.SUM)
array_32 = np.array([0.75, 0.5, 1.0], np.float32)
weights_32 = trt.Weights(array_32)
constant_layer_26 = network_4.add_constant((1, 3), weights_32)
tensor_119 = element_wise_layer_24.get_output(0)
tensor_120 = constant_layer_26.get_output(0)
element_wise_layer_25 = network_4.add_elementwise(tensor_119, tensor_120, op=trt.ElementWiseOperation.SUM)
tensor_121 = element_wise_layer_25.get_output(0)
activation_layer_6 = network_4.add_activation(tensor_121, type=trt.ActivationType.RELU)
tensor_122 = activation_layer_6.get_output(0)
recurrence_layer.set_input(1, tensor_122)
loop_output_layer = loop.add_loop_output(tensor_122, kind=trt.LoopOutput.CONCATENATE, axis=1)
loop_output_layer.set_input(1, tensor_112)
loop_output_layer_2 = loop.add_loop_output(tensor_115, kind=trt.LoopOutput.LAST_VALUE, axis=0)
tensor_123 = loop_output_layer.get_output(0)
tensor_123.name = 'states'
network_4.mark_output(tensor_123)
array_33 = np.array([3], np.int32)
weights_33 = trt.Weights(array_33)
constant_layer_27 = network_4.add_constant((), weights_33)
tensor_124 = constant_layer_27.get_output(0)
element_wise_layer_26 = network_4.add_elementwise(tensor_112, tensor_124, op=trt.ElementWiseOperation.GREATER)
if_conditional = network_4.add_if_conditional()
tensor_125 = element_wise_layer_26.get_output(0)
condition_layer = if_conditional.set_condition(tensor_125)
if_conditional_input_layer = if_conditional.add_input(tensor_123)
tensor_126 = loop_output_layer_2.get_output(0)
if_conditional_input_layer_2 = if_conditional.add_input(tensor_126)
tensor_127 = if_conditional_input_layer.get_output(0)
reduce_layer_8 = network_4.add_reduce(tensor_127, op=trt.ReduceOperation.AVG, axes=2, keep_dims=False)
tensor_128 = if_conditional_input_layer_2.get_output(0)
identity_layer = network_4.add_identity(tensor_128)
tensor_129 = reduce_layer_8.get_output(0)
tensor_130 = identity_layer.get_output(0)
if_conditional_output_layer = if_conditional.add_output(tensor_129, tensor_130)
tensor_131 = if_conditional_output_layer.get_output(0)
tensor_131.name = 'head'
network_4.mark_output(tensor_131)

records.clear()
try:
    got = plain(tensor_131.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-NET-014: `ITensor::getDimensions` of a layer output shows -1 for each dimension that derives from a wildcard.')
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
