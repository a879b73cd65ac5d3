# value of slice WRAP: values differ
"""DS-LAY-007/value_of_slice_wrap_values_differ: value of slice WRAP: values differ.

DS-LAY-007: Slice: output[i] = input[start + i*stride] per axis; size gives the output dims; parameters have
the input's rank.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: element () within 8.58e-06 of 1.125
It gave: -2.8735182454018313e-16, off by 1.13 (9437184.0 ULP); 1 of 1 elements are out of bounds

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
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
tensor_2 = network.add_input('x1', trt.DataType.FLOAT, (2, 4))
shuffle_layer = network.add_shuffle(tensor_2)
shuffle_layer.first_transpose = (1, 0)
shuffle_layer.reshape_dims = (-1,)
shuffle_layer.second_transpose = (0,)
tensor_3 = shuffle_layer.get_output(0)
reduce_layer = network.add_reduce(tensor_3, axes=1, keep_dims=False, op=trt.ReduceOperation.AVG)
cast_layer = network.add_cast(tensor_3, to_type=trt.DataType.INT32)
loop = network.add_loop()
array = np.array([1], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
tensor_4 = constant_layer.get_output(0)
trip_limit_layer = loop.add_trip_limit(tensor_4, kind=trt.TripLimit.COUNT)
recurrence_layer = loop.add_recurrence(tensor)
tensor_5 = recurrence_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_5, tensor, op=trt.ElementWiseOperation.SUM)
tensor_6 = element_wise_layer.get_output(0)
recurrence_layer.set_input(1, tensor_6)
loop_output_layer = loop.add_loop_output(tensor_5, axis=0, kind=trt.LoopOutput.LAST_VALUE)
tensor_7 = reduce_layer.get_output(0)
slice_layer = network.add_slice(tensor_7, shape=(), start=(), stride=())
slice_layer.mode = trt.SampleMode.WRAP
tensor_8 = cast_layer.get_output(0)
tensor_8.name = 'o0'
network.mark_output(tensor_8)
tensor_9 = loop_output_layer.get_output(0)
tensor_9.name = 'o1'
network.mark_output(tensor_9)
tensor_10 = slice_layer.get_output(0)
tensor_10.name = 'o2'
network.mark_output(tensor_10)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (3, 3), (4, 4), (5, 5))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_input_shape('x0', (4, 4))

records.clear()
try:
    engine.num_io_tensors
    engine.get_tensor_name(0)
    engine.get_tensor_name(1)
    engine.get_tensor_name(2)
    engine.get_tensor_name(3)
    engine.get_tensor_name(4)
    engine.get_tensor_location('x0')
    engine.get_tensor_mode('x0')
    context.get_tensor_shape('x0')
    engine.get_tensor_dtype('x0')
    memory = device(64, np.array([4.0, -3.0, 3.0, 1.0, -3.0, 4.0, 1.0, -1.0, 3.0, 4.0, -4.0, 2.0, 3.0, -3.0, 2.0, -1.0], np.float32).reshape((4, 4)))
    granted(context.set_tensor_address('x0', address(memory)))
    engine.get_tensor_location('x1')
    engine.get_tensor_mode('x1')
    context.get_tensor_shape('x1')
    engine.get_tensor_dtype('x1')
    memory_2 = device(32, np.array([4.0, 1.0, 3.0, -2.0, 2.0, -3.0, 3.0, 1.0], np.float32).reshape((2, 4)))
    granted(context.set_tensor_address('x1', address(memory_2)))
    engine.get_tensor_location('o0')
    engine.get_tensor_mode('o0')
    context.get_tensor_shape('o0')
    engine.get_tensor_dtype('o0')
    memory_3 = device(32)
    granted(context.set_tensor_address('o0', address(memory_3)))
    engine.get_tensor_location('o1')
    engine.get_tensor_mode('o1')
    context.get_tensor_shape('o1')
    engine.get_tensor_dtype('o1')
    memory_4 = device(64)
    granted(context.set_tensor_address('o1', address(memory_4)))
    engine.get_tensor_location('o2')
    engine.get_tensor_mode('o2')
    context.get_tensor_shape('o2')
    engine.get_tensor_dtype('o2')
    memory_5 = device(4)
    granted(context.set_tensor_address('o2', address(memory_5)))
    granted(context.execute_async_v3(stream))
    synchronize()
    fetch(memory_3, 32, 'int32', (8,))
    fetch(memory_4, 64, 'float32', (4, 4))
    got = fetch(memory_5, 4, 'float32', ())
except Exception as error:
    got = error
wanted, bound = np.array([1.125], np.float32).reshape(()), np.array([8.58306884765625e-06], np.float64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print("clause:   DS-LAY-007: Slice: output[i] = input[start + i*stride] per axis; size gives the output dims; parameters have the input's rank.")
print('expected: element () within 8.58e-06 of 1.125')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
