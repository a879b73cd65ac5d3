"""DS-LAY-023/nothing_to_gather_from: Of an axis without elements every index is out of bounds.

DS-LAY-023: Gather: out-of-bounds access yields 0; a negative index on an axis of dynamic length is undefined.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: engine built
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 4: API Usage Error (IGatherLayer
(Unnamed Layer* 0) [Gather]: (Unnamed Layer* 0) [Gather]: cannot do non-empty gather from an empty axis In
processCheck at /_src/optimizer/shapeof/graphShapeAnalyzer.cpp:1042 In analyzeShapes at
/_src/optimizer/shapeof/graphShapeAnalyzer.cpp:2792)

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


def granted(result):
    """The result of a call that says no by None, False or -1."""
    if result is None or result is False or (type(result) is int and result == -1):
        raise RuntimeError(f"refused by {result}")
    return result


logger = Logger()
builder = trt.Builder(logger)
network_2 = builder.create_network(1)
tensor_4 = network_2.add_input('in0', trt.DataType.FLOAT, (0, 2))
tensor_5 = network_2.add_input('in1', trt.DataType.INT32, (2,))
gather_layer_2 = network_2.add_gather(tensor_4, tensor_5, axis=0)
tensor_6 = gather_layer_2.get_output(0)
tensor_6.name = 'out0'
network_2.mark_output(tensor_6)

records.clear()
try:
    config_2 = granted(builder.create_builder_config())
    granted(config_2.clear_flag(trt.BuilderFlag.TF32))
    got = plain(granted(builder.build_serialized_network(network_2, config_2)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-023: Gather: out-of-bounds access yields 0; a negative index on an axis of dynamic length is undefined.')
print('expected: engine built')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
