"""DS-NET-013/volume_of_2_to_31[rows=65536,volume=broadcast]: A tensor of 2^31 elements or more, fixed or at
kMAX, is refused.

DS-NET-013: The volume of a tensor is below 2^31 elements; for wildcard inputs the volume is taken from the
profile maxima.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: refused
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
tensor_5 = network_3.add_input('a', trt.DataType.FLOAT, (-1, 1))
tensor_6 = network_3.add_input('b', trt.DataType.FLOAT, (1, -1))
element_wise_layer = network_3.add_elementwise(tensor_5, tensor_6, op=trt.ElementWiseOperation.SUM)
tensor_7 = element_wise_layer.get_output(0)
tensor_7.name = 'sum'
network_3.mark_output(tensor_7)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('a', (1, 1), (1, 1), (65536, 1))
profile_2.set_shape('b', (1, 1), (1, 1), (1, 32768))
config_3 = builder.create_builder_config()
config_3.clear_flag(trt.BuilderFlag.TF32)
config_3.add_optimization_profile(profile_2)

records.clear()
try:
    plan = granted(builder.build_serialized_network(network_3, config_3))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-NET-013: The volume of a tensor is below 2^31 elements; for wildcard inputs the volume is taken from the profile maxima.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
