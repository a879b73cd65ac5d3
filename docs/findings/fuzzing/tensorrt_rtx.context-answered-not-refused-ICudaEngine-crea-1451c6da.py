# context: answered, not refused: ICudaEngine createExecutionContext Myelin myelin_graph h attachExceptionMsgToGraph MyelinCheckException cudnn_graph_utils cpp CHECK false failed
"""DS-CTX-007/context_answered_not_refused_icudaengine_createexe: context: answered, not refused: ICudaEngine
createExecutionContext Myelin myelin_graph h attachExceptionMsgToGraph MyelinCheckException cudnn_graph_utils
cpp CHECK false failed.

DS-CTX-007: Profile 0 is selected implicitly for the first context created from an engine.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: accepted
It gave: refused by None: ICudaEngine::createExecutionContext: Error Code 1: Myelin ([myelin_graph.h:1250:
attachExceptionMsgToGraph] MyelinCheckException: cudnn_graph_utils.cpp:68: CHECK(false) failed. Myelin type
has not been implemented: 11 In MyelinGraphContext at /_src/runtime/myelin/graphContext.cpp:78)

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
tensor_2 = network.add_input('x1', trt.DataType.FLOAT, (-1, -1))
reduce_layer = network.add_reduce(tensor, axes=2, keep_dims=False, op=trt.ReduceOperation.SUM)
tensor_3 = reduce_layer.get_output(0)
element_wise_layer = network.add_elementwise(tensor_3, tensor_3, op=trt.ElementWiseOperation.SUM)
tensor_4 = element_wise_layer.get_output(0)
resize_layer = network.add_resize(tensor_4)
resize_layer.coordinate_transformation = trt.ResizeCoordinateTransformation.ALIGN_CORNERS
resize_layer.resize_mode = trt.InterpolationMode.CUBIC
resize_layer.scales = (1.5,)
matrix_multiply_layer = network.add_matrix_multiply(tensor, input1=tensor_2, op0=trt.MatrixOperation.NONE, op1=trt.MatrixOperation.NONE)
tensor_5 = matrix_multiply_layer.get_output(0)
cast_layer = network.add_cast(tensor_5, to_type=trt.DataType.INT64)
resize_layer_2 = network.add_resize(tensor_3)
resize_layer_2.coordinate_transformation = trt.ResizeCoordinateTransformation.ALIGN_CORNERS
resize_layer_2.resize_mode = trt.InterpolationMode.LINEAR
resize_layer_2.scales = (1.0,)
tensor_6 = resize_layer.get_output(0)
tensor_6.name = 'o0'
network.mark_output(tensor_6)
tensor_7 = cast_layer.get_output(0)
tensor_7.name = 'o1'
network.mark_output(tensor_7)
tensor_8 = resize_layer_2.get_output(0)
tensor_8.name = 'o2'
network.mark_output(tensor_8)
profile = builder.create_optimization_profile()
profile.set_shape('x0', (0, 0), (2, 2), (3, 3))
profile.set_shape('x1', (0, 0), (2, 2), (3, 3))
config = builder.create_builder_config()
config.clear_flag(trt.BuilderFlag.TF32)
config.add_optimization_profile(profile)
profile_2 = builder.create_optimization_profile()
profile_2.set_shape('x0', (3, 3), (4, 4), (5, 5))
profile_2.set_shape('x1', (3, 3), (4, 4), (5, 5))
config.add_optimization_profile(profile_2)
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
