# dims of slice STRICT_BOUNDS: answered, not refused: ITensor getDimensions API Usage Error Only support constant zero padding for slicing
"""DS-LAY-007/dims_of_slice_strict_bounds_answered_not_refused_i: dims of slice STRICT_BOUNDS: answered, not
refused: ITensor getDimensions API Usage Error Only support constant zero padding for slicing.

DS-LAY-007: Slice: output[i] = input[start + i*stride] per axis; size gives the output dims; parameters have
the input's rank.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: a value
It gave: refused by invalid dims: __len__() should return >= 0

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


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
tensor_2 = network.add_input('x1', trt.DataType.FLOAT, (-1, -1))
tensor_3 = network.add_input('x2', trt.DataType.INT64, (2,))
shape_layer = network.add_shape(tensor_3)
slice_layer = network.add_slice(tensor_3, shape=(1,), start=(0,), stride=(2,))
slice_layer.mode = trt.SampleMode.FILL
tensor_4 = shape_layer.get_output(0)
slice_layer.set_input(2, tensor_4)
slice_layer_2 = network.add_slice(tensor_2, shape=(1, 1), start=(0, 0), stride=(1, 1))
slice_layer_2.mode = trt.SampleMode.STRICT_BOUNDS
tensor_5 = slice_layer.get_output(0)
slice_layer_2.set_input(2, tensor_5)
tensor_6 = slice_layer_2.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)

records.clear()
try:
    tensor_6 = slice_layer_2.get_output(0)
    got = plain(tensor_6.shape)
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print("clause:   DS-LAY-007: Slice: output[i] = input[start + i*stride] per axis; size gives the output dims; parameters have the input's rank.")
print('expected: a value')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
