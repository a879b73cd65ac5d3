"""DS-LAY-042/reduction_of_no_shape_values[op=SUM]: The same in a shape computation: the shape of a scalar has no
elements.

DS-LAY-042: Reduce over an empty volume: SUM 0, PROD 1, MAX -inf or INT_MIN, MIN +inf or INT_MAX, AVG NaN
(float) or 0 (Int32).

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
    print('clause:   DS-LAY-042: Reduce over an empty volume: SUM 0, PROD 1, MAX -inf or INT_MIN, MIN +inf or INT_MAX, AVG NaN (float) or 0 (Int32).')
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

logger = Logger()
builder = trt.Builder(logger)
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('x', trt.DataType.FLOAT, ())
unary_layer = network.add_unary(tensor, op=trt.UnaryOperation.NEG)
tensor_2 = unary_layer.get_output(0)
tensor_2.name = 'y'
network.mark_output(tensor_2)
shape_layer = network.add_shape(tensor)
tensor_3 = shape_layer.get_output(0)
cast_layer = network.add_cast(tensor_3, to_type=trt.DataType.INT32)
tensor_4 = cast_layer.get_output(0)
reduce_layer = network.add_reduce(tensor_4, op=trt.ReduceOperation.SUM, axes=1, keep_dims=False)
tensor_5 = reduce_layer.get_output(0)
tensor_5.name = 'value'
network.mark_output_for_shapes(tensor_5)
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()
try:
    context.get_tensor_shape('value')
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
