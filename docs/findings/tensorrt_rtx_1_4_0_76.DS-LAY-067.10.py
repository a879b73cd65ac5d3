"""DS-LAY-067/scale_of_too_low_a_rank[dims=3x4x5]: The input has four axes at least.

DS-LAY-067: Scale: (in*scale+shift)^power; 1, C, or product of dims from channelAxis on weights by mode; input
rank >= 4 in explicit batch.

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
tensor = network.add_input('a', trt.DataType.FLOAT, (3, 4, 5))
array = np.array([1.0], np.float32)
weights = trt.Weights(array)
array_2 = np.array([1.0], np.float32)
weights_2 = trt.Weights(array_2)
scale_layer = network.add_scale_nd(tensor, mode=trt.ScaleMode.UNIFORM, shift=weights, scale=weights_2, channel_axis=0)
tensor_2 = scale_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)

records.clear()
try:
    config = granted(builder.create_builder_config())
    granted(config.clear_flag(trt.BuilderFlag.TF32))
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-067: Scale: (in*scale+shift)^power; 1, C, or product of dims from channelAxis on weights by mode; input rank >= 4 in explicit batch.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
