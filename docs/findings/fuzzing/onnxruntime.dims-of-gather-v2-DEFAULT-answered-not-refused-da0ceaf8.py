# dims of gather_v2 DEFAULT: answered, not refused: FAIL Node node gather Op Gather indices must be in rank rank
"""DS-LAY-018/dims_of_gather_v2_default_answered_not_refused_fai: dims of gather_v2 DEFAULT: answered, not
refused: FAIL Node node gather Op Gather indices must be in rank rank.

DS-LAY-018: Gather kDEFAULT: rank s = q + r - 1 - nbElementWiseDims; output dims = data dims with the axis
replaced by the indices' dims.

onnxruntime 1.30.0, edition 10 was expected to give: a value
It gave: refused by invalid dims: [ONNXRuntimeError] : 1 : FAIL : Node (node/gather/2) Op (Gather)
[ShapeInferenceError] indices must be in [-rank, rank-1].

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
        "CAgSCGR5bnNoYXBlOroBCiIKAngwEgdzaGFwZS8xGgxub2RlL3NoYXBlLzEiBVNoYXBlCkAKB3NoYXBlLzEKB3NoYXBlLzESCGdh"
        "dGhlci8yGg1ub2RlL2dhdGhlci8yIgZHYXRoZXIqCwoEYXhpcxgAoAECCiMKCGdhdGhlci8yEgJvMRoJb3V0cHV0L28xIghJZGVu"
        "dGl0eRIHbmV0d29ya1oUCgJ4MBIOCgwIARIICgIIAgoCCAJiDgoCbzESCAoGCAcSAgoAQgQKABAS"
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

print("clause:   DS-LAY-018: Gather kDEFAULT: rank s = q + r - 1 - nbElementWiseDims; output dims = data dims with the axis replaced by the indices' dims.")
print('expected: a value')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
