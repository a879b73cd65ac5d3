"""DS-LAY-064/pooling_window_that_does_not_fit_at_run_time: An extent that turns out to be too small gives an
output without dims.

DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the
unpadded overlap (averageCountExcludesPadding default true).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: (1, 3, -1, 4)

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


def answer(call):
    try:
        return plain(call())
    except Exception:
        return "refused"


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.FLOAT, (-1, -1, -1, -1))
pooling_layer = network.add_pooling_nd(tensor, type=trt.PoolingType.MAX, window_size=(5, 5))
pooling_layer.stride_nd = (1, 1)
tensor_2 = pooling_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)
profile = builder.create_optimization_profile()
profile.set_shape('a', (1, 1, 2, 2), (1, 3, 8, 8), (1, 3, 8, 8))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_input_shape('a', (1, 3, 3, 8))

records.clear()
try:
    got = []
    got.append(answer(lambda: context.get_tensor_shape('y')))
except Exception as error:
    got = error
before = [(1, 3, -1, 4)]  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print('clause:   DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the unpadded overlap (averageCountExcludesPadding default true).')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
