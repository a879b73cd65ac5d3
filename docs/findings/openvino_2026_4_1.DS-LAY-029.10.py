"""DS-LAY-029/values_that_do_not_fit[values=-1x-1]: Two values of -1, one that nothing fits, and a volume that
differs: no output dims.

DS-LAY-029: -1 and 0 have the same meaning when the reshape dims come from input 1 at run time.

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: (2, 12)

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


def refused_before(call):
    """A call that was refused when this was written, as it is to be."""
    try:
        call()
    except Exception as error:
        print("refused:", error)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOtABCikKAWQSBmNhc3QvMRoLbm9kZS9jYXN0LzEiBENhc3QqCQoCdG8YB6ABAgpBCgF4CgZjYXN0LzESCXJl"
        "c2hhcGUvMhoObm9kZS9yZXNoYXBlLzIiB1Jlc2hhcGUqEAoJYWxsb3d6ZXJvGACgAQIKIgoJcmVzaGFwZS8yEgF5GghvdXRwdXQv"
        "eSIISWRlbnRpdHkSB25ldHdvcmtaEQoBeBIMCgoIARIGCgAKAAoAWg8KAWQSCgoICAYSBAoCCAJiDwoBeRIKCggIARIECgAKAEIE"
        "CgAQEg=="
    ),
    2: (
        "CAgSCGR5bnNoYXBlOrYBCkUKAXgKCmNvbnN0YW50LzISCXJlc2hhcGUvMxoObm9kZS9yZXNoYXBlLzMiB1Jlc2hhcGUqEAoJYWxs"
        "b3d6ZXJvGACgAQIKIgoJcmVzaGFwZS8zEgF5GghvdXRwdXQveSIISWRlbnRpdHkSB25ldHdvcmsqIggCEAdCCmNvbnN0YW50LzJK"
        "EP////////////////////9aEQoBeBIMCgoIARIGCgAKAAoAYgkKAXkSBAoCCAFCBAoAEBI="
    ),
}

core = openvino.Core()
read = core.read_model(model(1))
read.reshape({'x': [(0, 30), (0, 30), (0, 30)]})
compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_4 = compiled.create_infer_request()
request_4.set_tensor('x', openvino.Tensor(np.full((2, 3, 4), 0.0, np.float32)))

try:
    refused_before(lambda: core.read_model(model(2)))
    request_4.set_tensor('x', openvino.Tensor(np.full((2, 3, 4), 1.0, np.float32)))
    request_4.set_tensor('d', openvino.Tensor(np.array([-1, -1], np.int32)))
    outcome_2 = request_4.infer()
    array_2 = np.array(request_4.get_tensor('y').data)
    got = array_2.shape
except Exception as error:
    got = error
fine = type(got).__name__ == 'invalid dims'

print('clause:   DS-LAY-029: -1 and 0 have the same meaning when the reshape dims come from input 1 at run time.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
