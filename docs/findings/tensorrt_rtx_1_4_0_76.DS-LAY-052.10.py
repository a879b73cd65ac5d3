"""DS-LAY-052/activation_values[type=ELU,alpha=1.0,beta=0.0,dtype=float32]: Every function by its formula, with
several parameters.

DS-LAY-052: Activation formulas: LEAKY x>=0?x:a*x; ELU x>=0?x:a*(e^x-1); SELU x>0?b*x:b*(a*e^x-a); SOFTSIGN;
SOFTPLUS a*log(e^(b*x)+1); CLIP max(a,min(b,x)); HARD_SIGMOID max(0,min(1,a*x+b)); SCALED_TANH a*tanh(b*x);
THRESHOLDED x>a?x:0.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: element (0) within 4.77e-06 of -0.950212931632136
It gave: -0.47510647773742676, off by 0.475 (7970963.6 ULP); 5 of 11 elements are out of bounds

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
tensor = network.add_input('in0', trt.DataType.FLOAT, (-1,))
activation_layer = network.add_activation(tensor, type=trt.ActivationType.RELU)
activation_layer.alpha = 0.0
activation_layer.beta = 0.0
tensor_2 = activation_layer.get_output(0)
tensor_2.name = 'out0'
network.mark_output(tensor_2)
activation_layer_2 = network.add_activation(tensor, type=trt.ActivationType.SIGMOID)
activation_layer_2.alpha = 0.0
activation_layer_2.beta = 0.0
tensor_3 = activation_layer_2.get_output(0)
tensor_3.name = 'out1'
network.mark_output(tensor_3)
activation_layer_3 = network.add_activation(tensor, type=trt.ActivationType.TANH)
activation_layer_3.alpha = 0.0
activation_layer_3.beta = 0.0
tensor_4 = activation_layer_3.get_output(0)
tensor_4.name = 'out2'
network.mark_output(tensor_4)
activation_layer_4 = network.add_activation(tensor, type=trt.ActivationType.LEAKY_RELU)
activation_layer_4.alpha = 0.25
activation_layer_4.beta = 0.0
tensor_5 = activation_layer_4.get_output(0)
tensor_5.name = 'out3'
network.mark_output(tensor_5)
activation_layer_5 = network.add_activation(tensor, type=trt.ActivationType.LEAKY_RELU)
activation_layer_5.alpha = -0.5
activation_layer_5.beta = 0.0
tensor_6 = activation_layer_5.get_output(0)
tensor_6.name = 'out4'
network.mark_output(tensor_6)
activation_layer_6 = network.add_activation(tensor, type=trt.ActivationType.LEAKY_RELU)
activation_layer_6.alpha = 2.0
activation_layer_6.beta = 0.0
tensor_7 = activation_layer_6.get_output(0)
tensor_7.name = 'out5'
network.mark_output(tensor_7)
activation_layer_7 = network.add_activation(tensor, type=trt.ActivationType.ELU)
activation_layer_7.alpha = 1.0
activation_layer_7.beta = 0.0
tensor_8 = activation_layer_7.get_output(0)
tensor_8.name = 'out6'
network.mark_output(tensor_8)
activation_layer_8 = network.add_activation(tensor, type=trt.ActivationType.ELU)
activation_layer_8.alpha = 0.5
activation_layer_8.beta = 0.0
tensor_9 = activation_layer_8.get_output(0)
tensor_9.name = 'out7'
network.mark_output(tensor_9)
activation_layer_9 = network.add_activation(tensor, type=trt.ActivationType.SELU)
activation_layer_9.alpha = 1.75
activation_layer_9.beta = 1.0
tensor_10 = activation_layer_9.get_output(0)
tensor_10.name = 'out8'
network.mark_output(tensor_10)
activation_layer_10 = network.add_activation(tensor, type=trt.ActivationType.SELU)
activation_layer_10.alpha = 1.0
activation_layer_10.beta = 0.5
tensor_11 = activation_layer_10.get_output(0)
tensor_11.name = 'out9'
network.mark_output(tensor_11)
activation_layer_11 = network.add_activation(tensor, type=trt.ActivationType.SELU)
activation_layer_11.alpha = 2.0
activation_layer_11.beta = 3.0
tensor_12 = activation_layer_11.get_output(0)
tensor_12.name = 'out10'
network.mark_output(tensor_12)
activation_layer_12 = network.add_activation(tensor, type=trt.ActivationType.SOFTSIGN)
activation_layer_12.alpha = 0.0
activation_layer_12.beta = 0.0
tensor_13 = activation_layer_12.get_output(0)
tensor_13.name = 'out11'
network.mark_output(tensor_13)
activation_layer_13 = network.add_activation(tensor, type=trt.ActivationType.SOFTPLUS)
activation_layer_13.alpha = 1.0
activation_layer_13.beta = 1.0
tensor_14 = activation_layer_13.get_output(0)
tensor_14.name = 'out12'
network.mark_output(tensor_14)
activation_layer_14 = network.add_activation(tensor, type=trt.ActivationType.SOFTPLUS)
activation_layer_14.alpha = 2.0
activation_layer_14.beta = 0.5
tensor_15 = activation_layer_14.get_output(0)
tensor_15.name = 'out13'
network.mark_output(tensor_15)
activation_layer_15 = network.add_activation(tensor, type=trt.ActivationType.CLIP)
activation_layer_15.alpha = -1.0
activation_layer_15.beta = 1.0
tensor_16 = activation_layer_15.get_output(0)
tensor_16.name = 'out14'
network.mark_output(tensor_16)
activation_layer_16 = network.add_activation(tensor, type=trt.ActivationType.CLIP)
activation_layer_16.alpha = 0.5
activation_layer_16.beta = 2.0
tensor_17 = activation_layer_16.get_output(0)
tensor_17.name = 'out15'
network.mark_output(tensor_17)
activation_layer_17 = network.add_activation(tensor, type=trt.ActivationType.CLIP)
activation_layer_17.alpha = 2.0
activation_layer_17.beta = -1.0
tensor_18 = activation_layer_17.get_output(0)
tensor_18.name = 'out16'
network.mark_output(tensor_18)
activation_layer_18 = network.add_activation(tensor, type=trt.ActivationType.HARD_SIGMOID)
activation_layer_18.alpha = 0.25
activation_layer_18.beta = 0.5
tensor_19 = activation_layer_18.get_output(0)
tensor_19.name = 'out17'
network.mark_output(tensor_19)
activation_layer_19 = network.add_activation(tensor, type=trt.ActivationType.HARD_SIGMOID)
activation_layer_19.alpha = 1.0
activation_layer_19.beta = 0.0
tensor_20 = activation_layer_19.get_output(0)
tensor_20.name = 'out18'
network.mark_output(tensor_20)
activation_layer_20 = network.add_activation(tensor, type=trt.ActivationType.HARD_SIGMOID)
activation_layer_20.alpha = -0.5
activation_layer_20.beta = 0.25
tensor_21 = activation_layer_20.get_output(0)
tensor_21.name = 'out19'
network.mark_output(tensor_21)
activation_layer_21 = network.add_activation(tensor, type=trt.ActivationType.SCALED_TANH)
activation_layer_21.alpha = 1.0
activation_layer_21.beta = 1.0
tensor_22 = activation_layer_21.get_output(0)
tensor_22.name = 'out20'
network.mark_output(tensor_22)
activation_layer_22 = network.add_activation(tensor, type=trt.ActivationType.SCALED_TANH)
activation_layer_22.alpha = 2.0
activation_layer_22.beta = 0.5
tensor_23 = activation_layer_22.get_output(0)
tensor_23.name = 'out21'
network.mark_output(tensor_23)
activation_layer_23 = network.add_activation(tensor, type=trt.ActivationType.SCALED_TANH)
activation_layer_23.alpha = -2.0
activation_layer_23.beta = -0.5
tensor_24 = activation_layer_23.get_output(0)
tensor_24.name = 'out22'
network.mark_output(tensor_24)
activation_layer_24 = network.add_activation(tensor, type=trt.ActivationType.THRESHOLDED_RELU)
activation_layer_24.alpha = 1.0
activation_layer_24.beta = 0.0
tensor_25 = activation_layer_24.get_output(0)
tensor_25.name = 'out23'
network.mark_output(tensor_25)
activation_layer_25 = network.add_activation(tensor, type=trt.ActivationType.THRESHOLDED_RELU)
activation_layer_25.alpha = -0.5
activation_layer_25.beta = 0.0
tensor_26 = activation_layer_25.get_output(0)
tensor_26.name = 'out24'
network.mark_output(tensor_26)
profile = builder.create_optimization_profile()
profile.set_shape('in0', (11,), (11,), (11,))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_input_shape('in0', (11,))

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
    engine.get_tensor_name(7)
    engine.get_tensor_name(8)
    engine.get_tensor_name(9)
    engine.get_tensor_name(10)
    engine.get_tensor_name(11)
    engine.get_tensor_name(12)
    engine.get_tensor_name(13)
    engine.get_tensor_name(14)
    engine.get_tensor_name(15)
    engine.get_tensor_name(16)
    engine.get_tensor_name(17)
    engine.get_tensor_name(18)
    engine.get_tensor_name(19)
    engine.get_tensor_name(20)
    engine.get_tensor_name(21)
    engine.get_tensor_name(22)
    engine.get_tensor_name(23)
    engine.get_tensor_name(24)
    engine.get_tensor_name(25)
    engine.get_tensor_location('in0')
    engine.get_tensor_mode('in0')
    context.get_tensor_shape('in0')
    engine.get_tensor_dtype('in0')
    memory = device(44, np.array([-3.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 3.0], np.float32))
    granted(context.set_tensor_address('in0', address(memory)))
    engine.get_tensor_location('out0')
    engine.get_tensor_mode('out0')
    context.get_tensor_shape('out0')
    engine.get_tensor_dtype('out0')
    memory_2 = device(44)
    granted(context.set_tensor_address('out0', address(memory_2)))
    engine.get_tensor_location('out1')
    engine.get_tensor_mode('out1')
    context.get_tensor_shape('out1')
    engine.get_tensor_dtype('out1')
    memory_3 = device(44)
    granted(context.set_tensor_address('out1', address(memory_3)))
    engine.get_tensor_location('out2')
    engine.get_tensor_mode('out2')
    context.get_tensor_shape('out2')
    engine.get_tensor_dtype('out2')
    memory_4 = device(44)
    granted(context.set_tensor_address('out2', address(memory_4)))
    engine.get_tensor_location('out3')
    engine.get_tensor_mode('out3')
    context.get_tensor_shape('out3')
    engine.get_tensor_dtype('out3')
    memory_5 = device(44)
    granted(context.set_tensor_address('out3', address(memory_5)))
    engine.get_tensor_location('out4')
    engine.get_tensor_mode('out4')
    context.get_tensor_shape('out4')
    engine.get_tensor_dtype('out4')
    memory_6 = device(44)
    granted(context.set_tensor_address('out4', address(memory_6)))
    engine.get_tensor_location('out5')
    engine.get_tensor_mode('out5')
    context.get_tensor_shape('out5')
    engine.get_tensor_dtype('out5')
    memory_7 = device(44)
    granted(context.set_tensor_address('out5', address(memory_7)))
    engine.get_tensor_location('out6')
    engine.get_tensor_mode('out6')
    context.get_tensor_shape('out6')
    engine.get_tensor_dtype('out6')
    memory_8 = device(44)
    granted(context.set_tensor_address('out6', address(memory_8)))
    engine.get_tensor_location('out7')
    engine.get_tensor_mode('out7')
    context.get_tensor_shape('out7')
    engine.get_tensor_dtype('out7')
    memory_9 = device(44)
    granted(context.set_tensor_address('out7', address(memory_9)))
    engine.get_tensor_location('out8')
    engine.get_tensor_mode('out8')
    context.get_tensor_shape('out8')
    engine.get_tensor_dtype('out8')
    memory_10 = device(44)
    granted(context.set_tensor_address('out8', address(memory_10)))
    engine.get_tensor_location('out9')
    engine.get_tensor_mode('out9')
    context.get_tensor_shape('out9')
    engine.get_tensor_dtype('out9')
    memory_11 = device(44)
    granted(context.set_tensor_address('out9', address(memory_11)))
    engine.get_tensor_location('out10')
    engine.get_tensor_mode('out10')
    context.get_tensor_shape('out10')
    engine.get_tensor_dtype('out10')
    memory_12 = device(44)
    granted(context.set_tensor_address('out10', address(memory_12)))
    engine.get_tensor_location('out11')
    engine.get_tensor_mode('out11')
    context.get_tensor_shape('out11')
    engine.get_tensor_dtype('out11')
    memory_13 = device(44)
    granted(context.set_tensor_address('out11', address(memory_13)))
    engine.get_tensor_location('out12')
    engine.get_tensor_mode('out12')
    context.get_tensor_shape('out12')
    engine.get_tensor_dtype('out12')
    memory_14 = device(44)
    granted(context.set_tensor_address('out12', address(memory_14)))
    engine.get_tensor_location('out13')
    engine.get_tensor_mode('out13')
    context.get_tensor_shape('out13')
    engine.get_tensor_dtype('out13')
    memory_15 = device(44)
    granted(context.set_tensor_address('out13', address(memory_15)))
    engine.get_tensor_location('out14')
    engine.get_tensor_mode('out14')
    context.get_tensor_shape('out14')
    engine.get_tensor_dtype('out14')
    memory_16 = device(44)
    granted(context.set_tensor_address('out14', address(memory_16)))
    engine.get_tensor_location('out15')
    engine.get_tensor_mode('out15')
    context.get_tensor_shape('out15')
    engine.get_tensor_dtype('out15')
    memory_17 = device(44)
    granted(context.set_tensor_address('out15', address(memory_17)))
    engine.get_tensor_location('out16')
    engine.get_tensor_mode('out16')
    context.get_tensor_shape('out16')
    engine.get_tensor_dtype('out16')
    memory_18 = device(44)
    granted(context.set_tensor_address('out16', address(memory_18)))
    engine.get_tensor_location('out17')
    engine.get_tensor_mode('out17')
    context.get_tensor_shape('out17')
    engine.get_tensor_dtype('out17')
    memory_19 = device(44)
    granted(context.set_tensor_address('out17', address(memory_19)))
    engine.get_tensor_location('out18')
    engine.get_tensor_mode('out18')
    context.get_tensor_shape('out18')
    engine.get_tensor_dtype('out18')
    memory_20 = device(44)
    granted(context.set_tensor_address('out18', address(memory_20)))
    engine.get_tensor_location('out19')
    engine.get_tensor_mode('out19')
    context.get_tensor_shape('out19')
    engine.get_tensor_dtype('out19')
    memory_21 = device(44)
    granted(context.set_tensor_address('out19', address(memory_21)))
    engine.get_tensor_location('out20')
    engine.get_tensor_mode('out20')
    context.get_tensor_shape('out20')
    engine.get_tensor_dtype('out20')
    memory_22 = device(44)
    granted(context.set_tensor_address('out20', address(memory_22)))
    engine.get_tensor_location('out21')
    engine.get_tensor_mode('out21')
    context.get_tensor_shape('out21')
    engine.get_tensor_dtype('out21')
    memory_23 = device(44)
    granted(context.set_tensor_address('out21', address(memory_23)))
    engine.get_tensor_location('out22')
    engine.get_tensor_mode('out22')
    context.get_tensor_shape('out22')
    engine.get_tensor_dtype('out22')
    memory_24 = device(44)
    granted(context.set_tensor_address('out22', address(memory_24)))
    engine.get_tensor_location('out23')
    engine.get_tensor_mode('out23')
    context.get_tensor_shape('out23')
    engine.get_tensor_dtype('out23')
    memory_25 = device(44)
    granted(context.set_tensor_address('out23', address(memory_25)))
    engine.get_tensor_location('out24')
    engine.get_tensor_mode('out24')
    context.get_tensor_shape('out24')
    engine.get_tensor_dtype('out24')
    memory_26 = device(44)
    granted(context.set_tensor_address('out24', address(memory_26)))
    granted(context.execute_async_v3(stream))
    synchronize()
    fetch(memory_2, 44, 'float32', (11,))
    fetch(memory_3, 44, 'float32', (11,))
    fetch(memory_4, 44, 'float32', (11,))
    fetch(memory_5, 44, 'float32', (11,))
    fetch(memory_6, 44, 'float32', (11,))
    fetch(memory_7, 44, 'float32', (11,))
    got = fetch(memory_8, 44, 'float32', (11,))
except Exception as error:
    got = error
wanted, bound = np.array([-0.950212931632136, -0.7768698398515702, -0.6321205588285577, -0.3934693402873666, -0.22119921692859512, 0.0, 0.25, 0.5, 1.0, 1.5, 3.0], np.float64), np.array([4.76837158203125e-06, 3.337860107421875e-06, 2.86102294921875e-06, 2.384185791015625e-06, 2.1457672119140625e-06, 1.9073486328125e-06, 2.1457672119140625e-06, 2.384185791015625e-06, 2.86102294921875e-06, 3.337860107421875e-06, 4.76837158203125e-06], np.float64)
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print('clause:   DS-LAY-052: Activation formulas: LEAKY x>=0?x:a*x; ELU x>=0?x:a*(e^x-1); SELU x>0?b*x:b*(a*e^x-a); SOFTSIGN; SOFTPLUS a*log(e^(b*x)+1); CLIP max(a,min(b,x)); HARD_SIGMOID max(0,min(1,a*x+b)); SCALED_TANH a*tanh(b*x); THRESHOLDED x>a?x:0.')
print('expected: element (0) within 4.77e-06 of -0.950212931632136')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
