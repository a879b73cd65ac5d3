"""DS-LAY-053/assertion_that_is_provably_true[dims=3]: Provably true it does not.

DS-LAY-053: Assertion: Bool shape tensor; provably false at build time rejects the network; false at run time
is a run-time error like a volume change.

tensorrt_rtx 1.4.0.76, edition 8.6 was expected to give: accepted
It gave: refused by None: ITensor::getDimensions: Error Code 4: API Usage Error ((Unnamed Layer* 2)
[ElementWise]: ElementWiseOperation GREATER must have same input types. But they are of types Int64 and Int32.
In validateTypes at /_src/optimizer/common/nodes/elementWiseNode.cpp:37)

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
tensor = network.add_input('x', trt.DataType.FLOAT, (3,))
shape_layer = network.add_shape(tensor)
array = np.array([2], np.int32)
weights = trt.Weights(array)
constant_layer = network.add_constant((1,), weights)
tensor_2 = shape_layer.get_output(0)
tensor_3 = constant_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_2, tensor_3, op=trt.ElementWiseOperation.GREATER)
tensor_4 = element_wise_layer.get_output(0)
assertion_layer = network.add_assertion(tensor_4, message='x is too short')
identity_layer = network.add_identity(tensor)
tensor_5 = identity_layer.get_output(0)
tensor_5.name = 'y'
network.mark_output(tensor_5)

records.clear()
try:
    config = granted(builder.create_builder_config())
    granted(config.clear_flag(trt.BuilderFlag.TF32))
    got = plain(granted(builder.build_serialized_network(network, config)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-053: Assertion: Bool shape tensor; provably false at build time rejects the network; false at run time is a run-time error like a volume change.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
