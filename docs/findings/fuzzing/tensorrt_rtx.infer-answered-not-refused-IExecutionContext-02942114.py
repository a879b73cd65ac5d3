# infer: answered, not refused: IExecutionContext enqueueV Myelin immediate cpp exec Error during shape inference of f
"""DS-NET-010/infer_answered_not_refused_iexecutioncontext_enque: infer: answered, not refused: IExecutionContext
enqueueV Myelin immediate cpp exec Error during shape inference of f.

DS-NET-010: Use step 4: work is enqueued only after steps 1-3.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by False: IExecutionContext::enqueueV3: Error Code 1: Myelin ([immediate.cpp:345: exec]
Error during shape inference of o2 : f32[1, 0, 0, 0]{3, 2, 1, 0} = slice((Unnamed Layer* 2) [Parametric
ReLU]_output), starts=(0, 0, 1, 0), ends=(proxy___mye422, proxy___mye424, proxy___mye426, proxy___mye428),
axes=(0, 1, 2, 3), steps=(1, -1, -1, 1), name=(Unnamed Layer* 5) [Slice]_slice Error is:;  In
shapeChangeHelper at /_src/runtime/myelin/runner.cpp:501)

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.FLOAT, (2, -1, -1, 6))
tensor_2 = network.add_input('x1', trt.DataType.BOOL, (6, 2, 3, 2))
identity_layer = network.add_identity(tensor)
array = np.array([2.0], np.float32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1, 1, 1, 1), weights)
tensor_3 = identity_layer.get_output(0)
tensor_4 = constant_layer.get_output(0)
parametric_re_l_u_layer = network.add_parametric_relu(tensor_3, tensor_4)
activation_layer = network.add_activation(tensor_3, type=trt.ActivationType.ELU)
element_wise_layer = network.add_elementwise(tensor_2, tensor_2, op=trt.ElementWiseOperation.EQUAL)
tensor_5 = parametric_re_l_u_layer.get_output(0)
slice_layer = network.add_slice(tensor_5, shape=(1, 0, 0, 0), start=(0, 0, 1, 0), stride=(1, -1, -1, 1))
slice_layer.mode = trt.SampleMode.STRICT_BOUNDS
slice_layer_2 = network.add_slice(tensor_2, shape=(0, 1, 1, 1), start=(-1, 1, -1, 0), stride=(-1, 1, 2, 1))
slice_layer_2.mode = trt.SampleMode.FILL
cast_layer = network.add_cast(tensor_2, to_type=trt.DataType.INT32)
tensor_6 = activation_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)
tensor_7 = element_wise_layer.get_output(0)
tensor_7.name = 'o1'
network.mark_output(tensor_7)
tensor_8 = slice_layer.get_output(0)
tensor_8.name = 'o2'
network.mark_output(tensor_8)
tensor_9 = slice_layer_2.get_output(0)
tensor_9.name = 'o3'
network.mark_output(tensor_9)
tensor_10 = cast_layer.get_output(0)
tensor_10.name = 'o4'
network.mark_output(tensor_10)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (2, 1, 1, 6), (2, 1, 1, 6), (2, 6, 6, 6))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_optimization_profile_async(0, stream)
context.set_optimization_profile_async(0, stream)
context.set_input_shape('x0', (2, 1, 1, 6))

records.clear()
try:
    engine.num_io_tensors
    engine.get_tensor_name(0)
    engine.get_tensor_name(1)
    engine.get_tensor_name(2)
    engine.get_tensor_name(3)
    engine.get_tensor_name(4)
    engine.get_tensor_name(5)
    engine.get_tensor_name(6)
    engine.get_tensor_location('x0')
    engine.get_tensor_mode('x0')
    context.get_tensor_shape('x0')
    engine.get_tensor_dtype('x0')
    memory = device(48, np.array([2.0, -1.0, 1.0, 2.0, -1.0, -4.0, 4.0, -3.0, 2.0, 0.0, 3.0, 3.0], np.float32).reshape((2, 1, 1, 6)))
    granted(context.set_tensor_address('x0', address(memory)))
    engine.get_tensor_location('x1')
    engine.get_tensor_mode('x1')
    context.get_tensor_shape('x1')
    engine.get_tensor_dtype('x1')
    memory_2 = device(72, np.array([True, True, True, True, True, False, True, False, True, False, False, True, True, False, True, False, False, True, True, False, True, True, False, False, True, True, True, False, True, False, False, True, True, True, False, False, False, False, False, True, False, False, True, False, False, False, True, False, False, True, True, True, False, True, False, False, False, False, False, True, False, True, False, False, False, False, True, True, False, False, False, False], np.bool_).reshape((6, 2, 3, 2)))
    granted(context.set_tensor_address('x1', address(memory_2)))
    engine.get_tensor_location('o0')
    engine.get_tensor_mode('o0')
    context.get_tensor_shape('o0')
    engine.get_tensor_dtype('o0')
    memory_3 = device(48)
    granted(context.set_tensor_address('o0', address(memory_3)))
    engine.get_tensor_location('o1')
    engine.get_tensor_mode('o1')
    context.get_tensor_shape('o1')
    engine.get_tensor_dtype('o1')
    memory_4 = device(72)
    granted(context.set_tensor_address('o1', address(memory_4)))
    engine.get_tensor_location('o2')
    engine.get_tensor_mode('o2')
    context.get_tensor_shape('o2')
    engine.get_tensor_dtype('o2')
    memory_5 = device(0)
    granted(context.set_tensor_address('o2', address(memory_5)))
    engine.get_tensor_location('o3')
    engine.get_tensor_mode('o3')
    context.get_tensor_shape('o3')
    engine.get_tensor_dtype('o3')
    memory_6 = device(0)
    granted(context.set_tensor_address('o3', address(memory_6)))
    engine.get_tensor_location('o4')
    engine.get_tensor_mode('o4')
    context.get_tensor_shape('o4')
    engine.get_tensor_dtype('o4')
    memory_7 = device(288)
    granted(context.set_tensor_address('o4', address(memory_7)))
    got = plain(granted(context.execute_async_v3(stream)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-NET-010: Use step 4: work is enqueued only after steps 1-3.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
