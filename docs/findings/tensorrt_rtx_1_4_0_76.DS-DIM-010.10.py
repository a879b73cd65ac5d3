"""DS-DIM-010/engine_dims_of_one_name_that_varies[profiles=5xvaries]: By name an extent that varies within a
profile is -1, whichever of the profiles that is.

DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the
profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per
profile.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: (-1, 4)
It gave: (5, 4)

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


logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network_2 = builder.create_network(1)
tensor_3 = network_2.add_input('foo', trt.DataType.FLOAT, (-1, 4))
activation_layer_2 = network_2.add_activation(tensor_3, type=trt.ActivationType.RELU)
tensor_4 = activation_layer_2.get_output(0)
tensor_4.name = 'bar'
network_2.mark_output(tensor_4)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('foo', (5, 4), (5, 4), (5, 4))
config_2 = builder.create_builder_config()
config_2.clear_flag(trt.BuilderFlag.TF32)
config_2.add_optimization_profile(profile_2)
profile_3 = builder.create_optimization_profile()
profile_3.set_shape('foo', (1, 4), (5, 4), (9, 4))
config_2.add_optimization_profile(profile_3)
plan_2 = builder.build_serialized_network(network_2, config_2)
engine_2 = runtime.deserialize_cuda_engine(plan_2)

records.clear()
try:
    got = plain(engine_2.get_tensor_shape('bar'))
except Exception as error:
    got = error
fine = got == (-1, 4)

print('clause:   DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per profile.')
print('expected: (-1, 4)')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
