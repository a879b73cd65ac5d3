"""DS-LAY-064/the_headers_pooling[mode=EXPLICIT_ROUND_DOWN]: I=6, B=3, A=2, S=2, F=3: 5 in both explicit modes, 3
in SAME_UPPER.

DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the
unpadded overlap (averageCountExcludesPadding default true).

onnxruntime 1.32.0, edition 10 was expected to give: a value
It gave: refused by invalid dims: [ONNXRuntimeError] : 1 : FAIL : Exception during initialization:
/onnxruntime_src/onnxruntime/core/providers/cpu/nn/pool_attributes.h:88
onnxruntime::PoolAttributes::PoolAttributes(const KernelInfoType&, const std::string&, int) [with
KernelInfoType = onnxruntime::OpKernelInfo; std::string = std::__cxx11::basic_string<char>] pads[dim] <
kernel_shape[dim] && pads[dim + kernel_shape.size()] < kernel_shape[dim] was false. Pad should be smaller than
kernel.

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import onnxruntime


def stop(*error):
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(2)  # neither there nor gone: a call before it does not work


sys.excepthook = stop


def model(number):
    """The model of that number: the file beside this script or, where there is none, what is written in it."""
    path = pathlib.Path(__file__).with_suffix(f".{number}.onnx")
    return path.read_bytes() if path.exists() else base64.b64decode(MODELS[number])


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOsQBCmMKAWESCW1heHBvb2wvMRoObm9kZS9tYXhwb29sLzEiB01heFBvb2wqFQoMa2VybmVsX3NoYXBlQANA"
        "A6ABByoRCgRwYWRzQANAA0ACQAKgAQcqEAoHc3RyaWRlc0ACQAKgAQcKIgoJbWF4cG9vbC8xEgF5GghvdXRwdXQveSIISWRlbnRp"
        "dHkSB25ldHdvcmtaGwoBYRIWChQIARIQCgIIAQoCCAEKAggGCgIIBmITCgF5Eg4KDAgBEggKAAoACgAKAEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    got = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the unpadded overlap (averageCountExcludesPadding default true).')
print('expected: a value')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
