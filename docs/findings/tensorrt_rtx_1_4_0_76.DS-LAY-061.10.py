"""DS-LAY-061/convolution_extents_at_run_time[mode=EXPLICIT_ROUND_UP,window=3,stride=2,before=0]: The same for a
dynamic height and width.

DS-LAY-061: Convolution explicit: O = floor((M-DK)/S)+1 (ROUND_DOWN) or ceil (ROUND_UP), M = I+B+A, DK =
1+D*(F-1).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: context created
It gave: refused by None: ICudaEngine::createExecutionContext: Error Code 1: Myelin ([cudnn_graph.cpp:468:
ixn_constructor_impl<myelin::exec::{anonymous}::ixn_conv_cudnn_graph_t>] In ixn_conv_cudnn_graph_t `(Unnamed
Layer* 0) [Convolution]`:  In MyelinGraphContext at /_src/runtime/myelin/graphContext.cpp:78)

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network_4 = builder.create_network(1)
tensor_7 = network_4.add_input('x', trt.DataType.FLOAT, (-1, 3, -1, -1))
array_4 = np.full((81,), 1.0, np.float32)
weights_4 = trt.Weights(array_4)
convolution_layer_4 = network_4.add_convolution_nd(tensor_7, num_output_maps=3, kernel_shape=(3, 3), kernel=weights_4)
convolution_layer_4.stride_nd = (2, 2)
convolution_layer_4.dilation_nd = (1, 1)
convolution_layer_4.padding_mode = trt.PaddingMode.EXPLICIT_ROUND_UP
tensor_8 = convolution_layer_4.get_output(0)
tensor_8.name = 'y'
network_4.mark_output(tensor_8)
profile_4 = builder.create_optimization_profile()
profile_4.set_shape('x', (1, 3, 5, 5), (2, 3, 8, 8), (4, 3, 12, 12))
config_4 = builder.create_builder_config()
config_4.clear_flag(trt.BuilderFlag.TF32)
config_4.add_optimization_profile(profile_4)
plan_4 = builder.build_serialized_network(network_4, config_4)
engine_4 = runtime.deserialize_cuda_engine(plan_4)

records.clear()
try:
    got = plain(granted(engine_4.create_execution_context()))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-061: Convolution explicit: O = floor((M-DK)/S)+1 (ROUND_DOWN) or ceil (ROUND_UP), M = I+B+A, DK = 1+D*(F-1).')
print('expected: context created')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
