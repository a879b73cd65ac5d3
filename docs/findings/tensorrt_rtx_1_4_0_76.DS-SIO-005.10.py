"""DS-SIO-005/run_time_dims_of_an_input_shape_tensor[use=reduced]: An input with a run-time dimension can't be a
shape tensor, whichever way it is used as one.

DS-SIO-005: The shape of an input shape tensor is always known at build time; it is the values that must be
described.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: refused
It gave: accepted

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network_3 = builder.create_network(1)
tensor_6 = network_3.add_input('d', trt.DataType.INT64, (-1,))
reduce_layer = network_3.add_reduce(tensor_6, op=trt.ReduceOperation.MAX, axes=1, keep_dims=True)
fill_layer_2 = network_3.add_fill(shape=(1,), op=trt.FillOperation.RANDOM_UNIFORM, output_type=trt.DataType.FLOAT)
tensor_7 = reduce_layer.get_output(0)
fill_layer_2.set_input(0, tensor_7)
tensor_8 = fill_layer_2.get_output(0)
tensor_8.name = 'y'
network_3.mark_output(tensor_8)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('d', (1,), (1,), (1,))
profile_3.set_shape_input('d', [1], [1], [1])
config_3 = builder.create_builder_config()
config_3.clear_flag(trt.BuilderFlag.TF32)
config_3.add_optimization_profile(profile_3)

records.clear()
try:
    plan = granted(builder.build_serialized_network(network_3, config_3))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-SIO-005: The shape of an input shape tensor is always known at build time; it is the values that must be described.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
