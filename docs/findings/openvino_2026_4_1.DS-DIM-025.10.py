"""DS-DIM-025/reduction_over_an_empty_axis[op=MAX,columns=1]: A reduction over an empty axis gives its identity.

DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity
results.

openvino 2026.4.1, edition 10 was expected to give: element (0) within 0 of -inf
It gave: -3.4028234663852886e+38, off by inf (nan ULP); 1 of 1 elements are out of bounds

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
        "CAgSCGR5bnNoYXBlOrcBCkoKAXgKCmNvbnN0YW50LzESC3JlZHVjZW1heC8yGhBub2RlL3JlZHVjZW1heC8yIglSZWR1Y2VNYXgq"
        "DwoIa2VlcGRpbXMYAKABAgokCgtyZWR1Y2VtYXgvMhIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhoIARAHQgpjb25z"
        "dGFudC8xSggAAAAAAAAAAFoPCgF4EgoKCAgBEgQKAAoAYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()
read_9 = core.read_model(model(1))
read_9.reshape({'x': [(0, 9), (0, 9)]})
compiled_3 = core.compile_model(read_9, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_12 = compiled_3.create_infer_request()
request_12.set_tensor('x', openvino.Tensor(np.empty((0, 0), np.float32)))
request_12.set_tensor('x', openvino.Tensor(np.empty((0, 0), np.float32)))
outcome_16 = request_12.infer()
request_12.set_tensor('x', openvino.Tensor(np.empty((0, 1), np.float32)))

try:
    request_12.set_tensor('x', openvino.Tensor(np.empty((0, 1), np.float32)))
    outcome_17 = request_12.infer()
    array_17 = np.array(request_12.get_tensor('y').data)
    got = array_17
except Exception as error:
    got = error
wanted, bound = np.array([-np.inf], np.float64), np.array([0], np.int64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print("clause:   DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity results.")
print('expected: element (0) within 0 of -inf')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
