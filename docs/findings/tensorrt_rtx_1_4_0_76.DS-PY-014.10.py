"""DS-PY-014/dims_that_are_not[dims=-1x4]: Dims out of range are False, and never an exception.

DS-PY-014: context.set_binding_shape(binding, shape) returns True/False and never raises for range errors;
get_binding_shape returns Dims.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: True

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.FLOAT, (-1, 4))
tensor_2 = network.add_input('b', trt.DataType.FLOAT, (-1, 4))
element_wise_layer = network.add_elementwise(tensor, tensor_2, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer.get_output(0)
tensor_3.name = 'sum'
network.mark_output(tensor_3)
profile = builder.create_optimization_profile()
profile.set_shape('a', (1, 4), (2, 4), (5, 4))
profile.set_shape('b', (1, 4), (2, 4), (5, 4))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('a', (11, 4), (12, 4), (15, 4))
profile_2.set_shape('b', (11, 4), (12, 4), (15, 4))
config.add_optimization_profile(profile_2)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
context.set_input_shape('a', (0, 4))
context.set_input_shape('a', (6, 4))
context.set_input_shape('a', (3, 5))
context.set_input_shape('a', (3,))
context.set_input_shape('a', (3, 4, 1))

records.clear()
try:
    got = plain(granted(context.set_input_shape('a', (-1, 4))))
except Exception as error:
    got = error
fine = isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()
fine = fine and (str(got) == "refused by False" or got is False)

print('clause:   DS-PY-014: context.set_binding_shape(binding, shape) returns True/False and never raises for range errors; get_binding_shape returns Dims.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
