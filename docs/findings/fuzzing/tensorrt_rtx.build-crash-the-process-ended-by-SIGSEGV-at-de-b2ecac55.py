# build: crash: the process ended by SIGSEGV at definition build
"""DS-PROF-008/build_crash_the_process_ended_by_sigsegv_at_defini: build: crash: the process ended by SIGSEGV at
definition build.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

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
            if re.search('(?:In JIT build, strongly typed is enabled by default)|(?:\\[checkMacros\\.cpp::catchCudaError)', str(text)):
                return
            records.append((severity.name, str(text), getattr(text, "clause", None)))


if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

logger = Logger()
builder = trt.Builder(logger)
network = builder.create_network(1)
tensor = network.add_input('x0', trt.DataType.INT64, ())
weights = trt.Weights(trt.DataType.INT64)
constant_layer = network.add_constant((0,), weights)
slice_layer = network.add_slice(tensor, shape=(), start=(), stride=())
slice_layer.mode = trt.SampleMode.REFLECT
tensor_2 = constant_layer.get_output(0)
slice_layer.set_input(2, tensor_2)
tensor_3 = slice_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_3, tensor_3, op=trt.ElementWiseOperation.SUM)
tensor_4 = element_wise_layer.get_output(0)
element_wise_layer_2 = network.add_elementwise(tensor_4, tensor_4, op=trt.ElementWiseOperation.SUM)
tensor_5 = element_wise_layer_2.get_output(0)
tensor_5.name = 'o0'
network.mark_output(tensor_5)
profile = builder.create_optimization_profile()
config = builder.create_builder_config()
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
config.add_optimization_profile(profile_2)
try:
    builder.build_serialized_network(network, config)
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
