"""DS-LAY-036/scaled_to_nothing[dims=3x3]: Where the product is below 1 its floor is 0: an axis without elements.

DS-LAY-036: Resize with scales: output[i] = floor(input[i]*scale[i]); number of scales = rank; static only.

onnxruntime 1.32.0, edition 10 was expected to give: a value
It gave: refused by invalid dims: [ONNXRuntimeError] : 1 : FAIL : Non-zero status code returned while running
Resize node. Name:'node/resize/7' Status Message: upsamplebase.h:548 ScalesValidation Scale value should be
greater than 0.

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
        "CAgSCGR5bnNoYXBlOtYDCiEKAWESB3NoYXBlLzEaDG5vZGUvc2hhcGUvMSIFU2hhcGUKLwoHc2hhcGUvMRIGY2FzdC8yGgtub2Rl"
        "L2Nhc3QvMiIEQ2FzdCoJCgJ0bxgBoAECCiwKBmNhc3QvMgoKY29uc3RhbnQvMxIFbXVsLzQaCm5vZGUvbXVsLzQiA011bAolCgVt"
        "dWwvNBIHZmxvb3IvNRoMbm9kZS9mbG9vci81IgVGbG9vcgovCgdmbG9vci81EgZjYXN0LzYaC25vZGUvY2FzdC82IgRDYXN0KgkK"
        "AnRvGAegAQIKjwEKAWEKAAoACgZjYXN0LzYSCHJlc2l6ZS83Gg1ub2RlL3Jlc2l6ZS83IgZSZXNpemUqLwoeY29vcmRpbmF0ZV90"
        "cmFuc2Zvcm1hdGlvbl9tb2RlIgphc3ltbWV0cmljoAEDKhIKBG1vZGUiB25lYXJlc3SgAQMqGAoMbmVhcmVzdF9tb2RlIgVmbG9v"
        "cqABAwohCghyZXNpemUvNxIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhoIAhABQgpjb25zdGFudC8zSggAAABAAACA"
        "PloPCgFhEgoKCAgBEgQKAAoAYg8KAXkSCgoICAESBAoACgBCBAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])

try:
    got = session.run(['y'], {'a': np.full((3, 3), 1.0, np.float32)})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-036: Resize with scales: output[i] = floor(input[i]*scale[i]); number of scales = rank; static only.')
print('expected: a value')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
