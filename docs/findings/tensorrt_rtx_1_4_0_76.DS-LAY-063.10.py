"""DS-LAY-063/deconvolutions_over_three_axes[mode=EXPLICIT_ROUND_DOWN]: Over three axes as over two.

DS-LAY-063: Deconvolution: O = (I-1)*S+DK-(B+A); SAME: O = min(I*S,(I-1)*S+DK), P = max(DK-S,0).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: engine built
It gave: refused by None: IBuilder::buildSerializedNetwork: Error Code 1: Myelin ([myelin_graph.h:1250:
attachExceptionMsgToGraph] MyelinCheckException: cudnn_impl.cpp:1240: CHECK(false) failed. Strided & Dilated
Deconv not supported by cuDNN In compileGraph at /_src/optimizer/myelin/codeGenerator.cpp:1783)

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
network_3 = builder.create_network(1)
tensor_5 = network_3.add_input('in0', trt.DataType.FLOAT, (1, 2, 2, 3, 2))
array_3 = np.array([0.7834221124649048, 0.1703258752822876, -0.05738066881895065, 0.5465540289878845, -0.9393079876899719, 0.41393017768859863, -0.2515123188495636, -0.8182945847511292, 0.3210001289844513, 0.8629277348518372, -0.5856176614761353, 0.26018041372299194, -0.40367382764816284, 0.48351335525512695, 0.4443296194076538, -0.5625691413879395, 0.6597737669944763, 0.3153044283390045, 0.36559781432151794, 0.6401515007019043, -0.14285419881343842, 0.517410933971405, 0.756960391998291, -0.7953601479530334, 0.6995366811752319, -0.21214532852172852, -0.040632154792547226, -0.7073308825492859, 0.3968527019023895, -0.4160427749156952, 0.7422782778739929, -0.4492512345314026, 0.1236194372177124, -0.20068755745887756, 0.22581897675991058, -0.6067215204238892, -0.6394249200820923, 0.49372076988220215, 0.5044468641281128, 0.13395574688911438, 0.8421593308448792, -0.5884498953819275, 0.7018022537231445, -0.6620253920555115, 0.9287154674530029, 0.24738545715808868, 0.21376757323741913, 0.941117525100708], np.float32)
weights_3 = trt.Weights(array_3)
deconvolution_layer_3 = network_3.add_deconvolution_nd(tensor_5, num_output_maps=2, kernel_shape=(2, 3, 2), kernel=weights_3)
deconvolution_layer_3.stride_nd = (2, 1, 1)
deconvolution_layer_3.dilation_nd = (1, 1, 2)
deconvolution_layer_3.pre_padding = (0, 1, 0)
deconvolution_layer_3.post_padding = (0, 0, 0)
deconvolution_layer_3.padding_mode = trt.PaddingMode.EXPLICIT_ROUND_DOWN
tensor_6 = deconvolution_layer_3.get_output(0)
tensor_6.name = 'out0'
network_3.mark_output(tensor_6)

records.clear()
try:
    config_2 = granted(builder.create_builder_config())
    granted(config_2.clear_flag(trt.BuilderFlag.TF32))
    got = plain(granted(builder.build_serialized_network(network_3, config_2)))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception) or got is None or got is False or got == -1 or got == ())

print('clause:   DS-LAY-063: Deconvolution: O = (I-1)*S+DK-(B+A); SAME: O = min(I*S,(I-1)*S+DK), P = max(DK-S,0).')
print('expected: engine built')
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
