"""DS-RES-012/kernels_of_another_number_of_elements[layer=convolution,dims=1x3x2x2]: A kernel of more or fewer
elements is refused.

DS-RES-012: Convolution weight count must equal K * C/groups * prod(kernel).

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
        "CAgSCGR5bnNoYXBlOpkCCnEKAWEKCmNvbnN0YW50LzESBmNvbnYvMhoLbm9kZS9jb252LzIiBENvbnYqEgoJZGlsYXRpb25zQAFA"
        "AaABByoMCgVncm91cBgBoAECKhEKBHBhZHNAAEAAQABAAKABByoQCgdzdHJpZGVzQAFAAaABBwofCgZjb252LzISAXkaCG91dHB1"
        "dC95IghJZGVudGl0eRIHbmV0d29yaypICAEIAwgCCAIQAUIKY29uc3RhbnQvMUowAACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACA"
        "PwAAgD8AAIA/AACAPwAAgD8AAIA/WhsKAWESFgoUCAESEAoCCAEKAggDCgIICAoCCAhiEwoBeRIOCgwIARIICgAKAAoACgBCBAoA"
        "EBI="
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.full((1, 3, 8, 8), 1.0, np.float32)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-RES-012: Convolution weight count must equal K * C/groups * prod(kernel).')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
