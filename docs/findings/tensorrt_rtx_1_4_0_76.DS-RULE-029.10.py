"""DS-RULE-029/other_layers_with_data[layer=topk;indices]: All other layers take execution tensors and yield
execution tensors.

DS-RULE-029: All other layers: E x ... -> E x ... : only execution tensors in and out.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: 'E'
It gave: '-'

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
network_4 = builder.create_network(1)
tensor_14 = network_4.add_input('a', trt.DataType.INT64, (4,))
cast_layer_4 = network_4.add_cast(tensor_14, to_type=trt.DataType.FLOAT)
tensor_15 = cast_layer_4.get_output(0)
shuffle_layer_4 = network_4.add_shuffle(tensor_15)

records.clear()
try:
    got = []
    got.append(answer(lambda: setattr(shuffle_layer_4, 'reshape_dims', (2, 2))))
    tensor_16 = shuffle_layer_4.get_output(0)
    top_k_layer_2 = network_4.add_topk(tensor_16, op=trt.TopKOperation.MAX, k=1, axes=2)
    tensor_17 = top_k_layer_2.get_output(1)
    got.append(answer(lambda: setattr(tensor_17, 'name', 'y')))
    got.append(answer(lambda: network_4.mark_output(tensor_17)))
    got.append(answer(lambda: tensor_17.is_shape_tensor))
    got.append(answer(lambda: tensor_17.is_execution_tensor))
    got.append(answer(lambda: tensor_14.is_shape_tensor))
    got.append(answer(lambda: tensor_14.is_execution_tensor))
except Exception as error:
    got = error
before = [None, None, None, False, True, False, False]  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print('clause:   DS-RULE-029: All other layers: E x ... -> E x ... : only execution tensors in and out.')
print("expected: 'E'")
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
