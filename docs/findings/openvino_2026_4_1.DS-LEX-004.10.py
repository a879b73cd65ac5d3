"""DS-LEX-004/resize_to_what_is_no_list_of_dims[dims=negative]: Input 1 has one integer for each axis; there is
no third input.

DS-LEX-004: IResizeLayer takes an optional second input: the wanted output dimensions.

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
        "CAgSCGR5bnNoYXBlOqgCCpMBCgF4CgAKAAoKY29uc3RhbnQvMRIIcmVzaXplLzIaDW5vZGUvcmVzaXplLzIiBlJlc2l6ZSovCh5j"
        "b29yZGluYXRlX3RyYW5zZm9ybWF0aW9uX21vZGUiCmFzeW1tZXRyaWOgAQMqEgoEbW9kZSIHbmVhcmVzdKABAyoYCgxuZWFyZXN0"
        "X21vZGUiBWZsb29yoAEDCiEKCHJlc2l6ZS8yEgF5GghvdXRwdXQveSIISWRlbnRpdHkSB25ldHdvcmsqMggEEAdCCmNvbnN0YW50"
        "LzFKIAEAAAAAAAAAAQAAAAAAAAD8/////////wYAAAAAAAAAWhsKAXgSFgoUCAESEAoCCAEKAggBCgIIAgoCCANiEwoBeRIOCgwI"
        "ARIICgAKAAoACgBCBAoAEBI="
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32).reshape((1, 1, 2, 3))))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LEX-004: IResizeLayer takes an optional second input: the wanted output dimensions.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
