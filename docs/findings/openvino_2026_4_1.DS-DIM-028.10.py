"""DS-DIM-028/unequal_extents_within_an_input[dims=4x5]: So are unequal extents of one name within one input.

DS-DIM-028: 8.5+: equal dimension names on inputs promise equal extents at run time; a violation is an error.

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: (4, 5)

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
        "CAgSCGR5bnNoYXBlOnwKIAoDZm9vEgZyZWx1LzEaC25vZGUvcmVsdS8xIgRSZWx1CiMKBnJlbHUvMRIDYmFyGgpvdXRwdXQvYmFy"
        "IghJZGVudGl0eRIHbmV0d29ya1oXCgNmb28SEAoOCAESCgoDEgFuCgMSAW5iEQoDYmFyEgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

core = openvino.Core()
read = core.read_model(model(1))
read.reshape({'foo': [(1, 9), (1, 9)]})
compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_4 = compiled.create_infer_request()
request_4.set_tensor('foo', openvino.Tensor(np.full((4, 4), 0.0, np.float32)))
request_4.set_tensor('foo', openvino.Tensor(np.full((4, 4), 1.0, np.float32)))
outcome_4 = request_4.infer()
request_4.set_tensor('foo', openvino.Tensor(np.full((4, 5), 0.0, np.float32)))

try:
    read_6 = core.read_model(model(1))
    read_6.reshape({'foo': [4, 5]})
    request_4.set_tensor('foo', openvino.Tensor(np.full((4, 5), 1.0, np.float32)))
    outcome_5 = request_4.infer()
    array_5 = np.array(request_4.get_tensor('bar').data)
    got = array_5.shape
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-DIM-028: 8.5+: equal dimension names on inputs promise equal extents at run time; a violation is an error.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
