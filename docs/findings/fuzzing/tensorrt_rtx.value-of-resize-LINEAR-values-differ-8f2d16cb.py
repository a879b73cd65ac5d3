# value of resize LINEAR: values differ
"""DS-LAY-035/value_of_resize_linear_values_differ: value of resize LINEAR: values differ.

DS-LAY-035: Resize: output rank = input rank; with output dims set directly, or as input 1 (1-D Int32 shape
tensor).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: element (1) within 3.05e-05 of -4.0
It gave: -2.8735182454018313e-16, off by 4 (8388608.0 ULP); 1 of 2 elements are out of bounds

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
tensor = network.add_input('x0', trt.DataType.FLOAT, (2,))
activation_layer = network.add_activation(tensor, type=trt.ActivationType.SOFTPLUS)
element_wise_layer = network.add_elementwise(tensor, tensor, op=trt.ElementWiseOperation.MIN)
tensor_2 = element_wise_layer.get_output(0)
resize_layer = network.add_resize(tensor_2)
resize_layer.coordinate_transformation = trt.ResizeCoordinateTransformation.HALF_PIXEL
resize_layer.resize_mode = trt.InterpolationMode.LINEAR
resize_layer.scales = (1.0,)
tensor_3 = activation_layer.get_output(0)
tensor_3.name = 'o0'
network.mark_output(tensor_3)
tensor_4 = resize_layer.get_output(0)
tensor_4.name = 'o1'
network.mark_output(tensor_4)
tensor_2.name = 'o2'
network.mark_output(tensor_2)
profile = builder.create_optimization_profile()
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()

records.clear()
try:
    engine.num_io_tensors
    engine.get_tensor_name(0)
    engine.get_tensor_name(1)
    engine.get_tensor_name(2)
    engine.get_tensor_name(3)
    engine.get_tensor_location('x0')
    engine.get_tensor_mode('x0')
    context.get_tensor_shape('x0')
    engine.get_tensor_dtype('x0')
    memory = device(8, np.array([0.0, -4.0], np.float32))
    granted(context.set_tensor_address('x0', address(memory)))
    engine.get_tensor_location('o0')
    engine.get_tensor_mode('o0')
    context.get_tensor_shape('o0')
    engine.get_tensor_dtype('o0')
    memory_2 = device(8)
    granted(context.set_tensor_address('o0', address(memory_2)))
    engine.get_tensor_location('o1')
    engine.get_tensor_mode('o1')
    context.get_tensor_shape('o1')
    engine.get_tensor_dtype('o1')
    memory_3 = device(8)
    granted(context.set_tensor_address('o1', address(memory_3)))
    engine.get_tensor_location('o2')
    engine.get_tensor_mode('o2')
    context.get_tensor_shape('o2')
    engine.get_tensor_dtype('o2')
    memory_4 = device(8)
    granted(context.set_tensor_address('o2', address(memory_4)))
    granted(context.execute_async_v3(stream))
    synchronize()
    fetch(memory_2, 8, 'float32', (2,))
    got = fetch(memory_3, 8, 'float32', (2,))
except Exception as error:
    got = error
wanted, bound = np.array([0.0, -4.0], np.float32), np.array([3.0517578125e-05], np.float64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print('clause:   DS-LAY-035: Resize: output rank = input rank; with output dims set directly, or as input 1 (1-D Int32 shape tensor).')
print('expected: element (1) within 3.05e-05 of -4.0')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
