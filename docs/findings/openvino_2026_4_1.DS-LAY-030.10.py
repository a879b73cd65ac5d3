"""DS-LAY-030/zero_as_an_extent_of_a_full_tensor[reshape=0,placeholder=True]: With False a 0 makes the volume 0:
refused for a tensor with elements, though True accepts it.

DS-LAY-030: setZeroIsPlaceholder(false): a 0 means a zero-length dim; default is true.

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
        "CAgSCGR5bnNoYXBlOrQBCkUKAWEKCmNvbnN0YW50LzESCXJlc2hhcGUvMhoObm9kZS9yZXNoYXBlLzIiB1Jlc2hhcGUqEAoJYWxs"
        "b3d6ZXJvGACgAQIKIgoJcmVzaGFwZS8yEgF5GghvdXRwdXQveSIISWRlbnRpdHkSB25ldHdvcmsqGggBEAdCCmNvbnN0YW50LzFK"
        "CAAAAAAAAAAAWhMKAWESDgoMCAESCAoCCAIKAggDYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_4 = core.read_model(model(1))
    compiled = core.compile_model(read_4, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_5 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32).reshape((2, 3))))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-030: setZeroIsPlaceholder(false): a 0 means a zero-length dim; default is true.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
