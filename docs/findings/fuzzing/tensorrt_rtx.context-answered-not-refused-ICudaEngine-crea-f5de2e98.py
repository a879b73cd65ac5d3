# context: answered, not refused: ICudaEngine createExecutionContext Myelin myelin_graph h attachExceptionMsgToGraph MyelinCheckException cudnn_graph_utils h CHECK false failed
"""DS-CTX-007/context_answered_not_refused_icudaengine_createexe: context: answered, not refused: ICudaEngine
createExecutionContext Myelin myelin_graph h attachExceptionMsgToGraph MyelinCheckException cudnn_graph_utils
h CHECK false failed.

DS-CTX-007: Profile 0 is selected implicitly for the first context created from an engine.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: ICudaEngine::createExecutionContext: Error Code 1: Myelin ([myelin_graph.h:1250:
attachExceptionMsgToGraph] MyelinCheckException: cudnn_graph_utils.h:405: CHECK(false) failed. cuDNN graph
compilation failed. In MyelinGraphContext at /_src/runtime/myelin/graphContext.cpp:78)

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
tensor = network.add_input('x0', trt.DataType.FLOAT, (-1, -1))
matrix_multiply_layer = network.add_matrix_multiply(tensor, input1=tensor, op0=trt.MatrixOperation.TRANSPOSE, op1=trt.MatrixOperation.TRANSPOSE)
tensor_2 = matrix_multiply_layer.get_output(0)
reduce_layer = network.add_reduce(tensor_2, axes=3, keep_dims=True, op=trt.ReduceOperation.PROD)
element_wise_layer = network.add_elementwise(tensor_2, tensor_2, op=trt.ElementWiseOperation.SUM)
tensor_3 = element_wise_layer.get_output(0)
tensor_3.name = 'o0'
network.mark_output(tensor_3)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (0, 0), (2, 2), (3, 3))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
plan = builder.build_serialized_network(network, config)
engine = runtime.deserialize_cuda_engine(plan)

records.clear()
try:
    got = plain(granted(engine.create_execution_context()))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-CTX-007: Profile 0 is selected implicitly for the first context created from an engine.')
print('expected: accepted')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
