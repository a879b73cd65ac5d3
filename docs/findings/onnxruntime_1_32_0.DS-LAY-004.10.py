"""DS-LAY-004/integers_divided_by_zero[op=DIV]: What execution makes of an integer divided by zero.

DS-LAY-004: ElementWise 14 operations SUM PROD MAX MIN SUB DIV POW FLOOR_DIV AND OR XOR EQUAL GREATER LESS
(values 0-13); Int32 DIV truncates toward zero and FLOOR_DIV floors (truncation is inferred, not in the
header).

onnxruntime 1.32.0, edition 10 was expected to give: a value
It gave: refused by Fail: [ONNXRuntimeError] : 1 : FAIL : Non-zero status code returned while running Div
node. Name:'node/div/1' Status Message: element_wise_ops.cc:703 Compute Integer division by zero

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
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
        "CAgSCGR5bnNoYXBlOocBCiIKA2luMAoDaW4xEgVkaXYvMRoKbm9kZS9kaXYvMSIDRGl2CiQKBWRpdi8xEgRvdXQwGgtvdXRwdXQv"
        "b3V0MCIISWRlbnRpdHkSB25ldHdvcmtaDwoDaW4wEggKBggGEgIKAFoPCgNpbjESCAoGCAYSAgoAYhAKBG91dDASCAoGCAYSAgoA"
        "QgQKABAS"
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session_3 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])

try:
    got = session_3.run(['out0'], {'in0': np.array([7, -7, 0], np.int32), 'in1': np.array([0, 0, 0], np.int32)})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-004: ElementWise 14 operations SUM PROD MAX MIN SUB DIV POW FLOOR_DIV AND OR XOR EQUAL GREATER LESS (values 0-13); Int32 DIV truncates toward zero and FLOOR_DIV floors (truncation is inferred, not in the header).')
print('expected: a value')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
