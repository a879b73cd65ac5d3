# is_shape_tensor of elementwise SUM: True, not False
"""DS-EST-015/is_shape_tensor_of_elementwise_sum_true_not_false: is_shape_tensor of elementwise SUM: True, not
False.

DS-EST-015: A tensor counts as shape tensor only if it is needed as one: marked with markOutputForShapes, or
fed to a layer input that requires a shape tensor (directly or through polymorphic layers).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: True
It gave: False

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


def plain(value):
    """Dims, lists and enumerators as Python's own values."""
    if hasattr(type(value), "__members__"):
        return value.name
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return tuple(plain(value[index]) for index in range(len(value)))


logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.INT64, (1,))
element_wise_layer = network.add_elementwise(tensor, tensor, op=trt.ElementWiseOperation.SUM)
tensor_2 = element_wise_layer.get_output(0)
element_wise_layer_2 = network.add_elementwise(tensor_2, tensor_2, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer_2.get_output(0)
tensor_3.name = 'o0'
network.mark_output_for_shapes(tensor_3)
tensor_2.name = 'o1'
network.mark_output(tensor_2)

records.clear()
try:
    got = plain(tensor_2.is_shape_tensor)
except Exception as error:
    got = error
fine = got == True

print('clause:   DS-EST-015: A tensor counts as shape tensor only if it is needed as one: marked with markOutputForShapes, or fed to a layer input that requires a shape tensor (directly or through polymorphic layers).')
print('expected: True')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
