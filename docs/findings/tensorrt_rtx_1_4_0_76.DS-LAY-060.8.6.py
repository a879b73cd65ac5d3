"""DS-LAY-060/topk_of_integers[dtype=int32]: Before 10 Int32 data are refused.

DS-LAY-060: TopK: exactly one axis, one of the last four; K <= 3840; both outputs have K on the axis; values
sorted; indices Int32; Int32 data refused.

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
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.INT32, (3, 4))
top_k_layer = network.add_topk(tensor, op=trt.TopKOperation.MAX, k=2, axes=2)
tensor_2 = top_k_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)

records.clear()
try:
    config = granted(builder.create_builder_config())
    granted(config.clear_flag(trt.BuilderFlag.TF32))
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-060: TopK: exactly one axis, one of the last four; K <= 3840; both outputs have K on the axis; values sorted; indices Int32; Int32 data refused.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
