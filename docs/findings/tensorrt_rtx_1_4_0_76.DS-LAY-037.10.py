"""DS-LAY-037/outer_axes_by_values[values=3x2x2x2]: By values too LINEAR changes no axis before the last three:
others are refused when they are known.

DS-LAY-037: Resize modes: nearest on up to 8 inner dims (Python docstring says 3), linear on up to 3 inner
dims; outer dims unchanged.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: (3, 2, 2, 2)

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


def host(nbytes, array=None):
    room = np.full(nbytes + 64, 0xA5, np.uint8)
    if array is not None:
        room[:nbytes] = np.frombuffer(array.tobytes(), np.uint8)
    return room


def address(memory):
    return memory.ctypes.data if isinstance(memory, np.ndarray) else memory


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
tensor = network.add_input('x', trt.DataType.FLOAT, (2, 2, 2, 2))
tensor_2 = network.add_input('d', trt.DataType.INT64, (4,))
resize_layer = network.add_resize(tensor)
resize_layer.resize_mode = trt.InterpolationMode.LINEAR
resize_layer.set_input(1, tensor_2)
tensor_3 = resize_layer.get_output(0)
tensor_3.name = 'y'
network.mark_output(tensor_3)
profile = builder.create_optimization_profile()
profile.set_shape_input('d', [1, 1, 1, 1], [2, 2, 2, 2], [5, 5, 5, 5])
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
memory = host(32, np.array([2, 3, 4, 5], np.int64))
context.set_tensor_address('d', address(memory))
memory_2 = host(32, np.array([3, 2, 2, 2], np.int64))
context.set_tensor_address('d', address(memory_2))

records.clear()
try:
    got = []
    got.append(answer(lambda: context.get_tensor_shape('y')))
except Exception as error:
    got = error
before = [(3, 2, 2, 2)]  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print('clause:   DS-LAY-037: Resize modes: nearest on up to 8 inner dims (Python docstring says 3), linear on up to 3 inner dims; outer dims unchanged.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
