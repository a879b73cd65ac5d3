"""DS-LAY-056/nothing_put_together_while[kind=CONCATENATE,axis=1]: A condition that is false from the start:
outputs of length 0 are empty, and states as they were.

DS-LAY-056: Loop: at least one trip limit, at most one kCOUNT (Int32 scalar) and one kWHILE (Bool scalar);
exit at the first reached; count 0 runs no iteration (inferred).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: engine built
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 1: Myelin ([shape.cpp:1904:
finalize_shape] No scan input/output tensor to derive shape for tensor $$myelin$$(Unnamed Loop* 0)^(Unnamed
Layer* 7) [LoopOutput] copy In compileGraph at /_src/optimizer/myelin/codeGenerator.cpp:1783)

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
tensor_10 = network_2.add_input('x', trt.DataType.FLOAT, (2, 3))
loop_2 = network_2.add_loop()
recurrence_layer_2 = loop_2.add_recurrence(tensor_10)
tensor_11 = recurrence_layer_2.get_output(0)
element_wise_layer_3 = network_2.add_elementwise(tensor_11, tensor_10, op=trt.ElementWiseOperation.SUM)
tensor_12 = element_wise_layer_3.get_output(0)
recurrence_layer_2.set_input(1, tensor_12)
slice_layer_2 = network_2.add_slice(tensor_11, start=(0, 0), shape=(1, 1), stride=(1, 1))
tensor_13 = slice_layer_2.get_output(0)
shuffle_layer_2 = network_2.add_shuffle(tensor_13)
shuffle_layer_2.reshape_dims = ()
array_3 = np.array([1.0], np.float32)
weights_3 = trt.Weights(array_3)
constant_layer_3 = network_2.add_constant((), weights_3)
tensor_14 = shuffle_layer_2.get_output(0)
tensor_15 = constant_layer_3.get_output(0)
element_wise_layer_4 = network_2.add_elementwise(tensor_14, tensor_15, op=trt.ElementWiseOperation.LESS)
tensor_16 = element_wise_layer_4.get_output(0)
trip_limit_layer_2 = loop_2.add_trip_limit(tensor_16, kind=trt.TripLimit.WHILE)
loop_output_layer_2 = loop_2.add_loop_output(tensor_12, kind=trt.LoopOutput.CONCATENATE, axis=1)
array_4 = np.array([0], np.int32)
weights_4 = trt.Weights(array_4)
constant_layer_4 = network_2.add_constant((), weights_4)
tensor_17 = constant_layer_4.get_output(0)
loop_output_layer_2.set_input(1, tensor_17)
tensor_18 = loop_output_layer_2.get_output(0)
tensor_18.name = 'y'
network_2.mark_output(tensor_18)

records.clear()
try:
    config_2 = granted(builder.create_builder_config())
    granted(config_2.clear_flag(trt.BuilderFlag.TF32))
    got = plain(granted(builder.build_serialized_network(network_2, config_2)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-056: Loop: at least one trip limit, at most one kCOUNT (Int32 scalar) and one kWHILE (Bool scalar); exit at the first reached; count 0 runs no iteration (inferred).')
print('expected: engine built')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
