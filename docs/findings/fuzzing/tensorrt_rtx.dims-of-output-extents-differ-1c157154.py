# dims of output: extents differ
"""DS-DIM-009/dims_of_output_extents_differ: dims of output: extents differ.

DS-DIM-009: An output with nbDims == -1 means that the input shapes are inconsistent for the network.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: (2, 2)
It gave: (1, 1)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import ctypes
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


cuda = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
cuda_context, cuda_stream = ctypes.c_void_p(), ctypes.c_void_p()
cuda.cuInit(0)
cuda.cuDevicePrimaryCtxRetain(ctypes.byref(cuda_context), 0)
cuda.cuCtxSetCurrent(cuda_context)
cuda.cuStreamCreate(ctypes.byref(cuda_stream), 1)
stream = cuda_stream.value


def device(nbytes, array=None):
    address = ctypes.c_uint64()
    if cuda.cuMemAlloc_v2(ctypes.byref(address), ctypes.c_size_t(max(nbytes, 1))):
        raise MemoryError
    data = b"\xa5" * max(nbytes, 1) if array is None or not nbytes else array.tobytes()
    cuda.cuMemcpyHtoD_v2(address, data, ctypes.c_size_t(len(data)))
    return address.value


def synchronize():
    cuda.cuStreamSynchronize(cuda_stream)


def address(memory):
    return memory.ctypes.data if isinstance(memory, np.ndarray) else memory


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
tensor_2 = network.add_input('x1', trt.DataType.FLOAT, (-1, -1))
tensor_3 = network.add_input('x2', trt.DataType.FLOAT, (-1, -1))
element_wise_layer = network.add_elementwise(tensor_3, tensor_3, op=trt.ElementWiseOperation.SUM)
tensor_4 = element_wise_layer.get_output(0)
element_wise_layer_2 = network.add_elementwise(tensor_4, tensor_4, op=trt.ElementWiseOperation.SUM)
tensor_5 = element_wise_layer_2.get_output(0)
element_wise_layer_3 = network.add_elementwise(tensor_5, tensor_5, op=trt.ElementWiseOperation.SUM)
identity_layer = network.add_identity(tensor)
identity_layer_2 = network.add_identity(tensor_2)
tensor_6 = element_wise_layer_3.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)
tensor_7 = identity_layer.get_output(0)
tensor_7.name = 'o1'
network.mark_output(tensor_7)
tensor_8 = identity_layer_2.get_output(0)
tensor_8.name = 'o2'
network.mark_output(tensor_8)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (1, 1), (1, 1), (6, 6))
profile.set_shape('x1', (1, 1), (2, 2), (4, 4))
profile.set_shape('x2', (1, 1), (2, 2), (4, 4))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('x0', (2, 2), (2, 2), (2, 2))
profile_2.set_shape('x1', (2, 2), (2, 2), (2, 2))
profile_2.set_shape('x2', (2, 2), (2, 2), (2, 2))
config.add_optimization_profile(profile_2)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('x0', (0, 0), (2, 2), (3, 3))
profile_3.set_shape('x1', (0, 0), (2, 2), (3, 3))
profile_3.set_shape('x2', (0, 0), (2, 2), (3, 3))
config.add_optimization_profile(profile_3)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context_2 = engine.create_execution_context()
context_2.set_input_shape('x0', (1, 1))
context_2.set_input_shape('x1', (2, 2))
context_2.set_input_shape('x2', (2, 2))
memory_19 = device(4, np.array([4.0], np.float32).reshape((1, 1)))
context_2.set_tensor_address('x0', address(memory_19))
memory_20 = device(16, np.array([-4.0, -3.0, 1.0, -3.0], np.float32).reshape((2, 2)))
context_2.set_tensor_address('x1', address(memory_20))
memory_21 = device(16, np.array([0.0, 3.0, 4.0, -2.0], np.float32).reshape((2, 2)))
context_2.set_tensor_address('x2', address(memory_21))
memory_22 = device(16)
context_2.set_tensor_address('o0', address(memory_22))
memory_23 = device(4)
context_2.set_tensor_address('o1', address(memory_23))
memory_24 = device(16)
context_2.set_tensor_address('o2', address(memory_24))
context_2.execute_async_v3(stream)
context_2.set_optimization_profile_async(1, stream)

records.clear()
try:
    got = plain(context_2.get_tensor_shape('o1'))
except Exception as error:
    got = error
fine = got == (2, 2)

print('clause:   DS-DIM-009: An output with nbDims == -1 means that the input shapes are inconsistent for the network.')
print('expected: (2, 2)')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
