"""DS-LAY-068/newer_layers_of_halves[kind=non_zero]: One-hot encodings, subscripts and samples of a grid, of half
floats.

DS-LAY-068: Scatter output is no shape tensor; Einsum, ND one-hot etc. fall under "all other layers".

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: engine built
It gave: refused by None: [tacticSupply.cpp::getSupportedFormats::48] Error Code 2: Internal Error (Assertion
!layerImpls.empty() failed. (Unnamed Layer* 0) [NonZero] has no runners that implement it In
getSupportedFormats at /_src/optimizer/builder/tacticSupply.cpp:48)

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
network_3 = builder.create_network(1)
tensor_8 = network_3.add_input('in0', trt.DataType.HALF, (-1, -1))
non_zero_layer_2 = network_3.add_non_zero(tensor_8)
tensor_9 = non_zero_layer_2.get_output(0)
slice_layer_2 = network_3.add_slice(tensor_9, start=(0, 0), shape=(2, 6), stride=(1, 1))
slice_layer_2.mode = trt.SampleMode.FILL
tensor_10 = slice_layer_2.get_output(0)
tensor_10.name = 'out0'
network_3.mark_output(tensor_10)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('in0', (2, 3), (2, 3), (2, 3))
config_3 = builder.create_builder_config()
config_3.clear_flag(trt.BuilderFlag.TF32)
config_3.add_optimization_profile(profile_2)

records.clear()
try:
    got = plain(granted(builder.build_serialized_network(network_3, config_3)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-068: Scatter output is no shape tensor; Einsum, ND one-hot etc. fall under "all other layers".')
print('expected: engine built')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
