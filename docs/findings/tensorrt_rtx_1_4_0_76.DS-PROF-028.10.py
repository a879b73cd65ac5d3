"""DS-PROF-028/inconsistent_ends_are_warned_about[network=elementwise,inconsistent=min]: A build warns about a
kMIN or kMAX that is not consistent across the inputs.

DS-PROF-028: kOPT values must be executable; kMIN and kMAX need not be self-consistent across inputs: TensorRT
warns and builds as long as kOPT works.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: a log record of severity WARNING
It gave: accepted, no such record

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
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.FLOAT, (-1, -1))
tensor_2 = network.add_input('b', trt.DataType.FLOAT, (-1, -1))
element_wise_layer = network.add_elementwise(tensor, tensor_2, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer.get_output(0)
tensor_3.name = 'sum'
network.mark_output(tensor_3)
profile = builder.create_optimization_profile()
profile.set_shape('a', (2, 1), (4, 4), (8, 8))
profile.set_shape('b', (3, 1), (4, 4), (8, 8))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)

records.clear()
try:
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = any(severity == "WARNING" for severity, _, clause in records)

print('clause:   DS-PROF-028: kOPT values must be executable; kMIN and kMAX need not be self-consistent across inputs: TensorRT warns and builds as long as kOPT works.')
print('expected: a log record of severity WARNING')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
