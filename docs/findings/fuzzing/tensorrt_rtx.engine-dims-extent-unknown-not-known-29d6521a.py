# engine dims: extent unknown, not known
"""DS-DIM-010/engine_dims_extent_unknown_not_known: engine dims: extent unknown, not known.

DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the
profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per
profile.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: (6, -1)
It gave: (6, 2)

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


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
tensor_2 = network.add_input('x1', trt.DataType.BOOL, (6, -1))
tensor_3 = network.add_input('x2', trt.DataType.INT64, ())
top_k_layer = network.add_topk(tensor, axes=2, k=1, op=trt.TopKOperation.MIN)
tensor_4 = top_k_layer.get_output(0)
matrix_multiply_layer = network.add_matrix_multiply(tensor, input1=tensor_4, op0=trt.MatrixOperation.TRANSPOSE, op1=trt.MatrixOperation.NONE)
shuffle_layer = network.add_shuffle(tensor)
shuffle_layer.reshape_dims = (-1,)
tensor_5 = matrix_multiply_layer.get_output(0)
activation_layer = network.add_activation(tensor_5, type=trt.ActivationType.SIGMOID)
identity_layer = network.add_identity(tensor_2)
identity_layer_2 = network.add_identity(tensor_3)
tensor_6 = top_k_layer.get_output(1)
tensor_6.name = 'o0'
network.mark_output(tensor_6)
tensor_7 = shuffle_layer.get_output(0)
tensor_7.name = 'o1'
network.mark_output(tensor_7)
tensor_8 = activation_layer.get_output(0)
tensor_8.name = 'o2'
network.mark_output(tensor_8)
tensor_9 = identity_layer.get_output(0)
tensor_9.name = 'o3'
network.mark_output(tensor_9)
tensor_10 = identity_layer_2.get_output(0)
tensor_10.name = 'o4'
network.mark_output(tensor_10)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (1, 1), (2, 2), (4, 4))
profile.set_shape('x1', (6, 2), (6, 2), (6, 2))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('x0', (1, 1), (2, 2), (4, 4))
profile_2.set_shape('x1', (6, 1), (6, 2), (6, 4))
config.add_optimization_profile(profile_2)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('x0', (1, 1), (2, 2), (4, 4))
profile_3.set_shape('x1', (6, 1), (6, 2), (6, 4))
config.add_optimization_profile(profile_3)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)

records.clear()
try:
    got = plain(engine.get_tensor_shape('o3'))
except Exception as error:
    got = error
fine = got == (6, -1)

print('clause:   DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per profile.')
print('expected: (6, -1)')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
