"""DS-LAY-004/no_such_operands[op=POW]: The operations are on two tensors: one of no type that they take is
refused for each of them.

DS-LAY-004: ElementWise 14 operations SUM PROD MAX MIN SUB DIV POW FLOOR_DIV AND OR XOR EQUAL GREATER LESS
(values 0-13); Int32 DIV truncates toward zero and FLOOR_DIV floors (truncation is inferred, not in the
header).

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: accepted

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
import openvino


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
        "CAgSCGR5bnNoYXBlOnYKHgoBYQoBYhIFcG93LzEaCm5vZGUvcG93LzEiA1BvdwoeCgVwb3cvMRIBeRoIb3V0cHV0L3kiCElkZW50"
        "aXR5EgduZXR3b3JrWg8KAWESCgoICAESBAoCCAJaDwoBYhIKCggICRIECgIIAmIJCgF5EgQKAggBQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.array([1.0, 1.0], np.float32)))
    request.set_tensor('b', openvino.Tensor(np.array([True, True], np.bool_)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-004: ElementWise 14 operations SUM PROD MAX MIN SUB DIV POW FLOOR_DIV AND OR XOR EQUAL GREATER LESS (values 0-13); Int32 DIV truncates toward zero and FLOOR_DIV floors (truncation is inferred, not in the header).')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
