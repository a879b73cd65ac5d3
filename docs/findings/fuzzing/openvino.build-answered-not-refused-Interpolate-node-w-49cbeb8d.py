# build: answered, not refused: Interpolate node with name node resize Exception from src plugins intel_cpu src
"""DS-PROF-008/build_answered_not_refused_interpolate_node_with_n: build: answered, not refused: Interpolate node
with name node resize Exception from src plugins intel_cpu src.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/infer_request.cpp:224: Exception from
src/plugins/intel_cpu/src/node.cpp:823: [CPU] Interpolate node with name 'node/resize/2' Exception from
src/plugins/intel_cpu/src/nodes/interpolate.cpp:2513: [CPU] Interpolate node with name 'node/resize/2' only
supports resize on spatial dimensions(depth, height and width)

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
        "CAgSCGR5bnNoYXBlOr4CCpIBCgJ4MAoACgpjb25zdGFudC8xEghyZXNpemUvMhoNbm9kZS9yZXNpemUvMiIGUmVzaXplKi8KHmNv"
        "b3JkaW5hdGVfdHJhbnNmb3JtYXRpb25fbW9kZSIKYXN5bW1ldHJpY6ABAyoSCgRtb2RlIgduZWFyZXN0oAEDKhgKDG5lYXJlc3Rf"
        "bW9kZSIFZmxvb3KgAQMKLAoIcmVzaXplLzIKCHJlc2l6ZS8yEgVhZGQvMxoKbm9kZS9hZGQvMyIDQWRkCiAKBWFkZC8zEgJvMBoJ"
        "b3V0cHV0L28wIghJZGVudGl0eRIHbmV0d29yayoiCAQQAUIKY29uc3RhbnQvMUoQAAAAQAAAgD8AAIA/AACAP1oUCgJ4MBIOCgwI"
        "ARIICgAKAAoACgBiFAoCbzASDgoMCAESCAoACgAKAAoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    read.reshape({'x0': [(1, 4), (1, 4), (1, 4), (1, 4)]})
    compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    request.set_tensor('x0', openvino.Tensor(np.full((2, 2, 2, 2), 1.0, np.float32)))
    got = request.infer()
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
