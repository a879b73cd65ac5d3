"""DS-LAY-051/unary_of_integers[op=ABS]: Before 10 no operation but SIGN takes Int32, not even ABS and NEG.

DS-LAY-051: Unary: kNOT needs Bool; kSIGN float or Int32; all others float or int8; output has the input's
shape.

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
network_5 = builder.create_network(1)
tensor_9 = network_5.add_input('a', trt.DataType.INT32, (3,))
unary_layer_5 = network_5.add_unary(tensor_9, op=trt.UnaryOperation.ABS)
tensor_10 = unary_layer_5.get_output(0)
tensor_10.name = 'y'
network_5.mark_output(tensor_10)

records.clear()
try:
    config = granted(builder.create_builder_config())
    granted(config.clear_flag(trt.BuilderFlag.TF32))
    plan = granted(builder.build_serialized_network(network_5, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print("clause:   DS-LAY-051: Unary: kNOT needs Bool; kSIGN float or Int32; all others float or int8; output has the input's shape.")
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
