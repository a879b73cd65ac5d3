"""DS-LAY-052/activation_of_other_types[type=LEAKY_RELU]: Bool is no number.

DS-LAY-052: Activation formulas: LEAKY x>=0?x:a*x; ELU x>=0?x:a*(e^x-1); SELU x>0?b*x:b*(a*e^x-a); SOFTSIGN;
SOFTPLUS a*log(e^(b*x)+1); CLIP max(a,min(b,x)); HARD_SIGMOID max(0,min(1,a*x+b)); SCALED_TANH a*tanh(b*x);
THRESHOLDED x>a?x:0.

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
        "CAgSCGR5bnNoYXBlOosBCj4KAWESC2xlYWt5cmVsdS8xGhBub2RlL2xlYWt5cmVsdS8xIglMZWFreVJlbHUqDwoFYWxwaGEVCtcj"
        "PKABAQokCgtsZWFreXJlbHUvMRIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrWg8KAWESCgoICAkSBAoCCANiCQoBeRIE"
        "CgIICUIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.array([True, True, True], np.bool_)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-052: Activation formulas: LEAKY x>=0?x:a*x; ELU x>=0?x:a*(e^x-1); SELU x>0?b*x:b*(a*e^x-a); SOFTSIGN; SOFTPLUS a*log(e^(b*x)+1); CLIP max(a,min(b,x)); HARD_SIGMOID max(0,min(1,a*x+b)); SCALED_TANH a*tanh(b*x); THRESHOLDED x>a?x:0.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
