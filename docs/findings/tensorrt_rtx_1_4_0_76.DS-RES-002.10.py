"""DS-RES-002/convolution_of_run_time_channels[dims=1x-1x8x8]: One over a run-time number of channels is refused.

DS-RES-002: IConvolutionLayer: the channel dimension of the input is a build-time constant.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: accepted

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x', trt.DataType.FLOAT, (1, -1, 8, 8))
array = np.full((54,), 1.0, np.float32)
weights = trt.Weights(array)
weights_2 = trt.Weights(trt.DataType.FLOAT)
convolution_layer = network.add_convolution_nd(tensor, num_output_maps=2, kernel_shape=(3, 3), kernel=weights, bias=weights_2)
tensor_2 = convolution_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)
profile = builder.create_optimization_profile()
profile.set_shape('x', (1, 3, 8, 8), (1, 6, 8, 8), (1, 9, 8, 8))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)

records.clear()
try:
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-RES-002: IConvolutionLayer: the channel dimension of the input is a build-time constant.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
