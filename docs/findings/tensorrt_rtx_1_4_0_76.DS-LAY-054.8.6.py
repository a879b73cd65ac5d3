"""DS-LAY-054/branches_of_two_shapes[then=2x3,other=2x4]: Before 10 both branches yield one shape: not even 1 is
broadcast.

DS-LAY-054: If-conditional: both branches defined, same number of outputs, same type and shape per output;
condition 0-D Bool execution tensor.

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
network = builder.create_network(1)
tensor = network.add_input('c', trt.DataType.BOOL, ())
tensor_2 = network.add_input('a', trt.DataType.FLOAT, (2, 3))
tensor_3 = network.add_input('b', trt.DataType.FLOAT, (2, 4))
if_conditional = network.add_if_conditional()
condition_layer = if_conditional.set_condition(tensor)
if_conditional_input_layer = if_conditional.add_input(tensor_2)
if_conditional_input_layer_2 = if_conditional.add_input(tensor_3)
tensor_4 = if_conditional_input_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_4, tensor_4, op=trt.ElementWiseOperation.SUM)
tensor_5 = if_conditional_input_layer_2.get_output(0)
element_wise_layer_2 = network.add_elementwise(tensor_5, tensor_5, op=trt.ElementWiseOperation.PROD)
tensor_6 = element_wise_layer_2.get_output(0)
element_wise_layer_3 = network.add_elementwise(tensor_5, tensor_6, op=trt.ElementWiseOperation.SUB)
tensor_7 = element_wise_layer.get_output(0)
tensor_8 = element_wise_layer_3.get_output(0)
if_conditional_output_layer = if_conditional.add_output(tensor_7, tensor_8)
tensor_9 = if_conditional_output_layer.get_output(0)
tensor_9.name = 'y'
network.mark_output(tensor_9)

records.clear()
try:
    config = granted(builder.create_builder_config())
    plan = granted(builder.build_serialized_network(network, config))
    got = None
except Exception as error:
    got = error
fine = isinstance(got, Exception)
fine = fine and any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records)

print('clause:   DS-LAY-054: If-conditional: both branches defined, same number of outputs, same type and shape per output; condition 0-D Bool execution tensor.')
print('expected: refused')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
