"""DS-NET-008/dims_of_the_other_profile_of_foo[profile=0,dims=3x250x250]: The chapter's two profiles overlap at H
= 200: what lies in one of them only is refused under the other.

DS-NET-008: Use step 2: one of the build-time profiles is selected, and it must be one that covers the input
dimensions which will be used.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: True

Exit status 1 while the defect is there, 0 when it is gone.
"""

import ctypes
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
tensor = network.add_input('foo', trt.DataType.FLOAT, (3, -1, -1))
activation_layer = network.add_activation(tensor, type=trt.ActivationType.RELU)
tensor_2 = activation_layer.get_output(0)
tensor_2.name = 'bar'
network.mark_output(tensor_2)
profile = builder.create_optimization_profile()
profile.set_shape('foo', (3, 100, 200), (3, 150, 250), (3, 200, 300))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('foo', (3, 200, 100), (3, 250, 250), (3, 300, 400))
config.add_optimization_profile(profile_2)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_optimization_profile_async(0, stream)
context.set_input_shape('foo', (3, 150, 250))
context.set_input_shape('foo', (3, 100, 200))
context.set_input_shape('foo', (3, 199, 300))

records.clear()
try:
    got = plain(granted(context.set_input_shape('foo', (3, 250, 250))))
except Exception as error:
    got = error
fine = isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-NET-008: Use step 2: one of the build-time profiles is selected, and it must be one that covers the input dimensions which will be used.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
