# dims of slice FILL: answered, not refused: ITensor getDimensions API Usage Error ISliceLayer dims of stride input must be
"""DS-LAY-007/dims_of_slice_fill_answered_not_refused_itensor_ge: dims of slice FILL: answered, not refused:
ITensor getDimensions API Usage Error ISliceLayer dims of stride input must be.

DS-LAY-007: Slice: output[i] = input[start + i*stride] per axis; size gives the output dims; parameters have
the input's rank.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: a value
It gave: refused by invalid dims: __len__() should return >= 0

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


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.INT64, (1,))
array = np.array([1], np.int64)
weights = trt.Weights(array)
constant_layer = network.add_constant((1,), weights)
slice_layer = network.add_slice(tensor, shape=(1,), start=(0,), stride=(1,))
slice_layer.mode = trt.SampleMode.STRICT_BOUNDS
tensor_2 = constant_layer.get_output(0)
slice_layer.set_input(2, tensor_2)
slice_layer.set_input(3, tensor)
array_2 = np.array([1], np.int64)
weights_2 = trt.Weights(array_2)
constant_layer_2 = network.add_constant((1,), weights_2)
tensor_3 = slice_layer.get_output(0)
slice_layer_2 = network.add_slice(tensor_3, shape=(1,), start=(0,), stride=(1,))
slice_layer_2.mode = trt.SampleMode.FILL
tensor_4 = constant_layer_2.get_output(0)
slice_layer_2.set_input(2, tensor_4)
slice_layer_2.set_input(3, tensor_3)
tensor_5 = slice_layer_2.get_output(0)
tensor_5.name = 'o0'
network.mark_output(tensor_5)

records.clear()
try:
    tensor_5 = slice_layer_2.get_output(0)
    got = plain(tensor_5.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print("clause:   DS-LAY-007: Slice: output[i] = input[start + i*stride] per axis; size gives the output dims; parameters have the input's rank.")
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
