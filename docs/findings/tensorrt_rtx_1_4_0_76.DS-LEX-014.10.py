"""DS-LEX-014/setter_takes_the_input_away[layer=shuffle,property=reshape_dims]: A static setter of shuffle or
slice takes the matching input away, which is no shape tensor any more.

DS-LEX-014: A static setter (setReshapeDimensions, setStart/Size/Stride, setOutputDimensions...) after a
dynamic input was set: Shuffle and Slice drop the input, Resize treats it as an error.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: '-'
It gave: 'S'

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
            if re.search('(?:In JIT build, strongly typed is enabled by default)|(?:\\[checkMacros\\.cpp::catchCudaError)', str(text)):
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
network = builder.create_network(1)
tensor = network.add_input('d', trt.DataType.INT64, (2,))
tensor_2 = network.add_input('x', trt.DataType.FLOAT, (6,))
shuffle_layer = network.add_shuffle(tensor_2)

records.clear()
try:
    got = []
    got.append(answer(lambda: shuffle_layer.set_input(1, tensor)))
    got.append(answer(lambda: tensor.is_shape_tensor))
    got.append(answer(lambda: tensor.is_execution_tensor))
    got.append(answer(lambda: setattr(shuffle_layer, 'reshape_dims', (3, 2))))
    got.append(answer(lambda: shuffle_layer.get_input(1)))
    got.append(answer(lambda: shuffle_layer.reshape_dims))
    got.append(answer(lambda: tensor.is_shape_tensor))
    got.append(answer(lambda: tensor.is_execution_tensor))
except Exception as error:
    got = error
before = [None, True, False, None, None, (3, 2), True, False]  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print('clause:   DS-LEX-014: A static setter (setReshapeDimensions, setStart/Size/Stride, setOutputDimensions...) after a dynamic input was set: Shuffle and Slice drop the input, Resize treats it as an error.')
print("expected: '-'")
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
