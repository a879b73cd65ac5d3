"""DS-LAY-003/types_not_taken[op=GREATER,dtype=bool]: Logic on numbers and arithmetic on Bool are refused.

DS-LAY-003: ElementWise types: AND/OR/XOR need Bool; POW needs a float type; others float, int8, Int32;
EQUAL/GREATER/LESS give Bool; operand types are the same or both in {float, half}.

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
        "CAgSCGR5bnNoYXBlOo4BCioKAWEKAWISCWdyZWF0ZXIvMRoObm9kZS9ncmVhdGVyLzEiB0dyZWF0ZXIKIgoJZ3JlYXRlci8xEgF5"
        "GghvdXRwdXQveSIISWRlbnRpdHkSB25ldHdvcmtaEwoBYRIOCgwICRIICgIIAgoCCANaEwoBYhIOCgwICRIICgIIAgoCCANiCQoB"
        "eRIECgIICUIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.array([True, True, True, True, True, True], np.bool_).reshape((2, 3))))
    request.set_tensor('b', openvino.Tensor(np.array([True, True, True, True, True, True], np.bool_).reshape((2, 3))))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-003: ElementWise types: AND/OR/XOR need Bool; POW needs a float type; others float, int8, Int32; EQUAL/GREATER/LESS give Bool; operand types are the same or both in {float, half}.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
