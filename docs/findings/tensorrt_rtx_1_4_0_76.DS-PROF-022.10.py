"""DS-PROF-022/refittable_with_several_profiles[profiles=2,flag=first]: A refittable engine with more than one
profile is refused, when the profile is added or at the build.

DS-PROF-022: A refittable engine is limited to one profile.

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
tensor = network.add_input('foo', trt.DataType.FLOAT, (-1, 4))
activation_layer = network.add_activation(tensor, type=trt.ActivationType.RELU)
tensor_2 = activation_layer.get_output(0)
tensor_2.name = 'bar'
network.mark_output(tensor_2)
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.set_flag(trt.BuilderFlag.REFIT)
profile = builder.create_optimization_profile()
profile.set_shape('foo', (1, 4), (2, 4), (5, 4))
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('foo', (11, 4), (12, 4), (15, 4))
config.add_optimization_profile(profile_2)

records.clear()
try:
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-PROF-022: A refittable engine is limited to one profile.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
