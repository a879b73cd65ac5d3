"""DS-LAY-044/other_dims_differ_at_run_time: A dynamic dim is checked at run time.

DS-LAY-044: Concatenation: output length on the axis is the sum, all other dims equal; a dynamic dim is
checked at run time.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: dims (3, 3) of a set
It gave: refused by False: IExecutionContext::setInputShape: Error Code 3: API Usage Error (Parameter check
failed, condition: engineDims.d[i] == dims.d[i]. Static dimension mismatch while setting input shape for a.
Set dimensions are [3,3]. Expected dimensions are [2,3]. In setInputShape at
/_src/runtime/api/executionContext.cpp:2382)

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
runtime = trt.Runtime(logger)
network = builder.create_network(1)
tensor = network.add_input('a', trt.DataType.FLOAT, (-1, -1))
tensor_2 = network.add_input('b', trt.DataType.FLOAT, (-1, -1))
concatenation_layer = network.add_concatenation([tensor, tensor_2])
concatenation_layer.axis = 1
tensor_3 = concatenation_layer.get_output(0)
tensor_3.name = 'y'
network.mark_output(tensor_3)
profile = builder.create_optimization_profile()
profile.set_shape('a', (2, 3), (2, 3), (3, 3))
profile.set_shape('b', (2, 0), (2, 5), (2, 5))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)
context = engine.create_execution_context()

records.clear()
try:
    got = plain(granted(context.set_input_shape('a', (3, 3))))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-044: Concatenation: output length on the axis is the sum, all other dims equal; a dynamic dim is checked at run time.')
print('expected: dims (3, 3) of a set')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
