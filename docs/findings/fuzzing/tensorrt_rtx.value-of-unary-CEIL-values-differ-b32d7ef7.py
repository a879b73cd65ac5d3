# value of unary CEIL: values differ
"""DS-LAY-051/value_of_unary_ceil_values_differ: value of unary CEIL: values differ.

DS-LAY-051: Unary: kNOT needs Bool; kSIGN float or Int32; all others float or int8; output has the input's
shape.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: element (2,3,3,0) within 0 of 4.0
It gave: -4.0, off by 8 (16777216.0 ULP); 238 of 288 elements are out of bounds

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


def fetch(memory, nbytes, dtype, dims):
    if not isinstance(memory, np.ndarray):
        data = ctypes.create_string_buffer(max(nbytes, 1))
        cuda.cuMemcpyDtoH_v2(data, ctypes.c_uint64(memory), ctypes.c_size_t(nbytes))
        memory = np.frombuffer(data.raw, np.uint8)
    return memory[:nbytes].view(dtype).reshape(dims).copy()


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1, 4, 2))
resize_layer = network.add_resize(tensor)
resize_layer.coordinate_transformation = trt.ResizeCoordinateTransformation.HALF_PIXEL
resize_layer.nearest_rounding = trt.ResizeRoundMode.HALF_DOWN
resize_layer.resize_mode = trt.InterpolationMode.NEAREST
resize_layer.scales = (2.0, 1.0, 1.0, 0.5)
array = np.array([0], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1, 1, 1, 1), weights)
array_2 = np.array([2.0], np.float32)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((1, 1, 1, 1), weights_2)
tensor_2 = resize_layer.get_output(0)
tensor_3 = constant_layer.get_output(0)
tensor_4 = constant_layer_2.get_output(0)
scatter_layer = network.add_scatter(tensor_2, tensor_3, tensor_4, mode=trt.ScatterMode.ELEMENT)
scatter_layer.axis = 3
tensor_5 = scatter_layer.get_output(0)
unary_layer = network.add_unary(tensor_5, op=trt.UnaryOperation.CEIL)
tensor_6 = unary_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (1, 1, 4, 2), (1, 1, 4, 2), (6, 6, 4, 2))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('x0', (0, 0, 4, 2), (2, 2, 4, 2), (3, 3, 4, 2))
config.add_optimization_profile(profile_2)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('x0', (2, 2, 4, 2), (2, 2, 4, 2), (2, 2, 4, 2))
config.add_optimization_profile(profile_3)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context_2 = engine.create_execution_context()
context.set_input_shape('x0', (1, 1, 4, 2))
memory = device(32, np.array([-2.0, -1.0, 3.0, 3.0, -1.0, -3.0, 0.0, -1.0], np.float32).reshape((1, 1, 4, 2)))
context.set_tensor_address('x0', address(memory))
memory_2 = device(32)
context.set_tensor_address('o0', address(memory_2))
synchronize()
context_2.set_input_shape('x0', (6, 6, 4, 2))

records.clear()
try:
    engine.num_io_tensors
    engine.get_tensor_name(0)
    engine.get_tensor_name(1)
    engine.get_tensor_location('x0')
    engine.get_tensor_mode('x0')
    context_2.get_tensor_shape('x0')
    engine.get_tensor_dtype('x0')
    memory_3 = device(1152, np.array([-3.0, 1.0, -4.0, 0.0, -3.0, -2.0, 2.0, -3.0, -2.0, 2.0, 2.0, 1.0, 4.0, -4.0, -1.0, 2.0, 0.0, -3.0, -2.0, -3.0, -3.0, -3.0, 1.0, 2.0, 3.0, -1.0, -2.0, -3.0, 2.0, -3.0, 2.0, -1.0, -4.0, 0.0, 4.0, 2.0, 0.0, 2.0, 3.0, -2.0, 3.0, -2.0, 4.0, 2.0, 4.0, 1.0, 4.0, 4.0, 4.0, 4.0, 0.0, 4.0, 1.0, 3.0, -1.0, -3.0, 4.0, -1.0, 1.0, -4.0, 4.0, 2.0, 3.0, 2.0, -4.0, 2.0, -2.0, 4.0, -4.0, 1.0, 0.0, 0.0, -4.0, 4.0, 3.0, 2.0, 4.0, 0.0, 4.0, -2.0, -3.0, -2.0, 3.0, -2.0, -4.0, -2.0, 2.0, 1.0, 4.0, -4.0, 4.0, -3.0, 1.0, 3.0, 0.0, -3.0, 1.0, -3.0, 1.0, 0.0, -4.0, 4.0, -2.0, -1.0, 3.0, 3.0, -1.0, -1.0, -1.0, 0.0, -1.0, 1.0, 1.0, 4.0, -1.0, -1.0, -3.0, -3.0, -3.0, -4.0, 0.0, -2.0, 1.0, -2.0, 3.0, 2.0, -4.0, -1.0, 0.0, -3.0, 4.0, -4.0, -2.0, -1.0, -1.0, -4.0, 0.0, -3.0, -3.0, 2.0, -3.0, -2.0, -3.0, 4.0, 1.0, 4.0, -2.0, -2.0, -3.0, -4.0, -1.0, -1.0, -4.0, 4.0, -1.0, 0.0, -2.0, -3.0, 0.0, -4.0, -1.0, 2.0, -2.0, 4.0, -3.0, -1.0, 3.0, 0.0, 0.0, -2.0, -3.0, 1.0, 1.0, 0.0, 3.0, -4.0, 2.0, -2.0, -1.0, -4.0, 2.0, 4.0, 4.0, -1.0, 4.0, 2.0, 3.0, 0.0, -2.0, 3.0, 0.0, -4.0, -3.0, -1.0, 2.0, 3.0, -2.0, 2.0, 4.0, -4.0, 4.0, 0.0, -1.0, -2.0, -4.0, 0.0, -2.0, -4.0, 3.0, 3.0, 3.0, -3.0, 4.0, 0.0, -3.0, -3.0, -2.0, 0.0, -2.0, 2.0, -2.0, -4.0, 1.0, 2.0, 0.0, -3.0, 0.0, -1.0, -4.0, 2.0, 4.0, -3.0, 4.0, 0.0, -4.0, -1.0, 1.0, -2.0, 2.0, 4.0, 0.0, 0.0, -1.0, 4.0, -4.0, -4.0, 1.0, 3.0, 1.0, 4.0, -2.0, -4.0, 4.0, -2.0, 4.0, -4.0, -1.0, 3.0, 2.0, 3.0, 1.0, -2.0, 4.0, -3.0, -3.0, -2.0, -4.0, -2.0, -3.0, 0.0, -1.0, -3.0, -2.0, -4.0, 0.0, -2.0, 4.0, 1.0, -4.0, -2.0, 0.0, 4.0, -1.0, -3.0, 2.0, -2.0, 2.0, 4.0], np.float32).reshape((6, 6, 4, 2)))
    granted(context_2.set_tensor_address('x0', address(memory_3)))
    engine.get_tensor_location('o0')
    engine.get_tensor_mode('o0')
    context_2.get_tensor_shape('o0')
    engine.get_tensor_dtype('o0')
    memory_4 = device(1152)
    granted(context_2.set_tensor_address('o0', address(memory_4)))
    granted(context_2.execute_async_v3(stream))
    synchronize()
    got = fetch(memory_4, 1152, 'float32', (12, 6, 4, 1))
except Exception as error:
    got = error
wanted, bound = np.array([2.0, -4.0, -3.0, 2.0, -2.0, 2.0, 4.0, -1.0, 0.0, -2.0, -3.0, 1.0, 3.0, -2.0, 2.0, 2.0, -4.0, 4.0, 0.0, 3.0, 3.0, 4.0, 4.0, 4.0, -3.0, -4.0, -3.0, 2.0, -2.0, 2.0, 4.0, -1.0, 0.0, -2.0, -3.0, 1.0, 3.0, -2.0, 2.0, 2.0, -4.0, 4.0, 0.0, 3.0, 3.0, 4.0, 4.0, 4.0, 4.0, 0.0, 1.0, -1.0, 4.0, 1.0, 4.0, 3.0, -4.0, -2.0, -4.0, 0.0, -4.0, 3.0, 4.0, 4.0, -3.0, 3.0, -4.0, 2.0, 4.0, 4.0, 1.0, 0.0, 4.0, 0.0, 1.0, -1.0, 4.0, 1.0, 4.0, 3.0, -4.0, -2.0, -4.0, 0.0, -4.0, 3.0, 4.0, 4.0, -3.0, 3.0, -4.0, 2.0, 4.0, 4.0, 1.0, 0.0, 1.0, 1.0, -4.0, -2.0, 3.0, -1.0, -1.0, -1.0, 1.0, -1.0, -3.0, -3.0, 0.0, 1.0, 3.0, -4.0, 0.0, 4.0, -2.0, -1.0, 0.0, -3.0, -3.0, -3.0, 1.0, 1.0, -4.0, -2.0, 3.0, -1.0, -1.0, -1.0, 1.0, -1.0, -3.0, -3.0, 0.0, 1.0, 3.0, -4.0, 0.0, 4.0, -2.0, -1.0, 0.0, -3.0, -3.0, -3.0, 1.0, -2.0, -3.0, -1.0, -4.0, -1.0, -2.0, 0.0, -1.0, -2.0, -3.0, 3.0, 0.0, -3.0, 1.0, 3.0, 2.0, -1.0, 2.0, 4.0, 4.0, 3.0, -2.0, 0.0, 1.0, -2.0, -3.0, -1.0, -4.0, -1.0, -2.0, 0.0, -1.0, -2.0, -3.0, 3.0, 0.0, -3.0, 1.0, 3.0, 2.0, -1.0, 2.0, 4.0, 4.0, 3.0, -2.0, 0.0, -3.0, 2.0, -2.0, 4.0, 4.0, -1.0, -4.0, -2.0, 3.0, 3.0, 4.0, -3.0, -2.0, -2.0, -2.0, 1.0, 0.0, 0.0, -4.0, 4.0, 4.0, -4.0, 1.0, 2.0, -3.0, 2.0, -2.0, 4.0, 4.0, -1.0, -4.0, -2.0, 3.0, 3.0, 4.0, -3.0, -2.0, -2.0, -2.0, 1.0, 0.0, 0.0, -4.0, 4.0, 4.0, -4.0, 1.0, 2.0, 0.0, -1.0, -4.0, 1.0, 1.0, -2.0, 4.0, 4.0, -1.0, 2.0, 1.0, 4.0, -3.0, -4.0, -3.0, -1.0, -2.0, 0.0, 4.0, -4.0, 0.0, -1.0, 2.0, 2.0, 0.0, -1.0, -4.0, 1.0, 1.0, -2.0, 4.0, 4.0, -1.0, 2.0, 1.0, 4.0, -3.0, -4.0, -3.0, -1.0, -2.0, 0.0, 4.0, -4.0, 0.0, -1.0, 2.0, 2.0], np.float32).reshape((12, 6, 4, 1)), np.array([0.0], np.float64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print("clause:   DS-LAY-051: Unary: kNOT needs Bool; kSIGN float or Int32; all others float or int8; output has the input's shape.")
print('expected: element (2,3,3,0) within 0 of 4.0')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
