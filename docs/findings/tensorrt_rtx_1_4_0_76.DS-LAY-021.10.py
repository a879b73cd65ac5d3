"""DS-LAY-021/tuples_of_too_many_batches[indices=()]: Tuples are no longer than the data have axes that are not
elementwise, and take an axis of their own.

DS-LAY-021: Gather kND: output dims = indices[:-1] + data[nbElementWise + indices.d[q-1]:]; indices' last dim
is a build-time constant and <= r - nbElementWise; the printed header formula is garbled.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: an answer
It gave: the process ended with status -11

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
import subprocess
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


if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print("clause:   DS-LAY-021: Gather kND: output dims = indices[:-1] + data[nbElementWise + indices.d[q-1]:]; indices' last dim is a build-time constant and <= r - nbElementWise; the printed header formula is garbled.")
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.FLOAT, (2, 3))
tensor_2 = network.add_input('b', trt.DataType.INT32, (2, 3, 1))
gather_layer = network.add_gather_v2(tensor, tensor_2, mode=trt.GatherMode.ND)
gather_layer.num_elementwise_dims = 2
tensor_3 = gather_layer.get_output(0)
tensor_3.name = 'y'
network.mark_output(tensor_3)
tensor_3.shape
network_2 = builder.create_network(1)
tensor_4 = network_2.add_input('a', trt.DataType.FLOAT, (2, 3))
tensor_5 = network_2.add_input('b', trt.DataType.INT32, (2, 2))
gather_layer_2 = network_2.add_gather_v2(tensor_4, tensor_5, mode=trt.GatherMode.ND)
gather_layer_2.num_elementwise_dims = 1
tensor_6 = gather_layer_2.get_output(0)
tensor_6.name = 'y'
network_2.mark_output(tensor_6)
tensor_6.shape
network_3 = builder.create_network(1)
tensor_7 = network_3.add_input('a', trt.DataType.FLOAT, (2, 3))
tensor_8 = network_3.add_input('b', trt.DataType.INT32, (2, 1))
gather_layer_3 = network_3.add_gather_v2(tensor_7, tensor_8, mode=trt.GatherMode.ND)
gather_layer_3.num_elementwise_dims = -1
tensor_9 = gather_layer_3.get_output(0)
tensor_9.name = 'y'
network_3.mark_output(tensor_9)
tensor_9.shape
network_4 = builder.create_network(1)
tensor_10 = network_4.add_input('a', trt.DataType.FLOAT, (3,))
tensor_11 = network_4.add_input('b', trt.DataType.INT32, (3, 1))
gather_layer_4 = network_4.add_gather_v2(tensor_10, tensor_11, mode=trt.GatherMode.ND)
gather_layer_4.num_elementwise_dims = 1
tensor_12 = gather_layer_4.get_output(0)
tensor_12.name = 'y'
network_4.mark_output(tensor_12)
tensor_12.shape
network_5 = builder.create_network(1)
tensor_13 = network_5.add_input('a', trt.DataType.FLOAT, (2, 3))
tensor_14 = network_5.add_input('b', trt.DataType.INT32, ())
gather_layer_5 = network_5.add_gather_v2(tensor_13, tensor_14, mode=trt.GatherMode.ND)
tensor_15 = gather_layer_5.get_output(0)
tensor_15.name = 'y'
network_5.mark_output(tensor_15)
try:
    tensor_15.shape
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
