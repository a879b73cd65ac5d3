# build: answered, not refused: IBuilder buildSerializedNetwork Myelin api_compile cpp create_copy_operation Slice op _slice does not have
"""DS-PROF-008/build_answered_not_refused_ibuilder_buildserialize: build: answered, not refused: IBuilder
buildSerializedNetwork Myelin api_compile cpp create_copy_operation Slice op _slice does not have.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 1: Myelin ([api_compile.cpp:5618:
create_copy_operation] Slice op '(Unnamed Layer* 2) [Slice]_slice' does not have starts field set. The starts
field must be set on a slice op. In compileGraph at /_src/optimizer/myelin/codeGenerator.cpp:1783)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
import sys

import numpy as np
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
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
array = np.array([-3.0], np.float32)
weights = trt.Weights(array)
constant_layer = network.add_constant((), weights)
tensor_2 = constant_layer.get_output(0)
identity_layer = network.add_identity(tensor_2)
tensor_3 = identity_layer.get_output(0)
slice_layer = network.add_slice(tensor_3, shape=(), start=(), stride=())
slice_layer.mode = trt.SampleMode.FILL
tensor_4 = slice_layer.get_output(0)
tensor_4.name = 'o0'
network.mark_output(tensor_4)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (1, 1), (2, 2), (4, 4))
config = builder.create_builder_config()
config.add_optimization_profile(profile)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network, config)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
