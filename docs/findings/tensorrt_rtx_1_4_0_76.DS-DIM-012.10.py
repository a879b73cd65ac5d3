"""DS-DIM-012/negative_extents[min=0,dims=-1,axis=0,extent=-1]: A run-time extent that is negative is refused, -1
included, also where min is 0.

DS-DIM-012: Only entries that are -1 in the engine may be replaced; a fixed extent must be repeated unchanged;
new extents are >= 0.

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
tensor = network.add_input('x', trt.DataType.FLOAT, (-1,))
element_wise_layer = network.add_elementwise(tensor, tensor, op=trt.ElementWiseOperation.SUM)
tensor_2 = element_wise_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)
profile = builder.create_optimization_profile()
profile.set_shape('x', (0,), (4,), (9,))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()

records.clear()
try:
    got = plain(granted(context.set_input_shape('x', (-1,))))
except Exception as error:
    got = error
fine = isinstance(got, Exception) or got is None or got is False or got == -1 or got == ()
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)
fine = fine and (str(got) == "refused by False" or got is False)

print('clause:   DS-DIM-012: Only entries that are -1 in the engine may be replaced; a fixed extent must be repeated unchanged; new extents are >= 0.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
