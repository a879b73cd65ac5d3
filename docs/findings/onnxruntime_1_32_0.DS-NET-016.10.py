"""DS-NET-016/name_of_another_tensor[output=bar]: Inputs and outputs have unique names, by the header of 10:
another one of that name is an error.

DS-NET-016: `addInput` returns nullptr on error; a wildcard input must have an entry in every profile.

onnxruntime 1.32.0, edition 10 was expected to give: refused
It gave: accepted

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
        "CAgSCGR5bnNoYXBlOqwBCiAKA2ZvbxIGcmVsdS8xGgtub2RlL3JlbHUvMSIEUmVsdQosCgNmb28SCmlkZW50aXR5LzIaD25vZGUv"
        "aWRlbnRpdHkvMiIISWRlbnRpdHkKJwoKaWRlbnRpdHkvMhIDYmFyGgpvdXRwdXQvYmFyIghJZGVudGl0eRIHbmV0d29ya1oVCgNm"
        "b28SDgoMCAESCAoCCAIKAggDYhEKA2JhchIKCggIARIECgAKAEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session_2 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    session_3 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    results = session_2.run(['bar'], {'foo': np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32).reshape((2, 3))})
    got = results
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-NET-016: `addInput` returns nullptr on error; a wildcard input must have an entry in every profile.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
