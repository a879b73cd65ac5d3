"""DS-NET-018/wildcards_on_dla[wildcard=not_leading]: On DLA a run-time dimension that is not the leading one, or
that varies, is refused.

DS-NET-018: Wildcard dimensions are supported only for EngineCapability kSTANDARD; on DLA only the leading
dimension may be a wildcard and min=opt=max is required.

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
network = builder.create_network(1)
tensor = network.add_input('foo', trt.DataType.FLOAT, (1, -1))
activation_layer = network.add_activation(tensor, type=trt.ActivationType.RELU)
tensor_2 = activation_layer.get_output(0)
tensor_2.name = 'bar'
network.mark_output(tensor_2)
profile = builder.create_optimization_profile()
profile.set_shape('foo', (1, 4), (1, 4), (1, 4))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
config.default_device_type = trt.DeviceType.DLA

records.clear()
try:
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)
fine = fine and (str(got) == "refused by None" or got is None)

print('clause:   DS-NET-018: Wildcard dimensions are supported only for EngineCapability kSTANDARD; on DLA only the leading dimension may be a wildcard and min=opt=max is required.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
