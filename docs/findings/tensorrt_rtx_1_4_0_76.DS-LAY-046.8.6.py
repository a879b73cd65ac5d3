"""DS-LAY-046/linspace_of_more_axes[dims=2x3]: With static parameters a line has one axis.

DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] =
alpha + i*beta.

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
network_2 = builder.create_network(1)
fill_layer_2 = network_2.add_fill(shape=(2, 3), op=trt.FillOperation.LINSPACE, output_type=trt.DataType.FLOAT)
tensor_2 = fill_layer_2.get_output(0)
tensor_2.name = 'y'
network_2.mark_output(tensor_2)

records.clear()
try:
    config_2 = granted(builder.create_builder_config())
    granted(config_2.clear_flag(trt.BuilderFlag.TF32))
    plan = granted(builder.build_serialized_network(network_2, config_2))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] = alpha + i*beta.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
