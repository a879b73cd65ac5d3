"""DS-LAY-054/condition_of_wide_integers: The condition is Bool, and no Int64.

DS-LAY-054: If-conditional: both branches defined, same number of outputs, same type and shape per output;
condition 0-D Bool execution tensor.

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
        "CAgSCGR5bnNoYXBlOtgDCoADCgFjEgRpZi83Gglub2RlL2lmLzciAklmKrEBCgtlbHNlX2JyYW5jaDKeAQoqCgF4EgppZGVudGl0"
        "eS8zGg9ub2RlL2lkZW50aXR5LzMiCElkZW50aXR5CiQKCmlkZW50aXR5LzMSBWFicy80Ggpub2RlL2Ficy80IgNBYnMKKAoFYWJz"
        "LzQSB3lpZWxkLzYaDG5vZGUveWllbGQvNiIISWRlbnRpdHkSC2Vsc2VfYnJhbmNoYhMKB3lpZWxkLzYSCAoGCAESAgoAoAEFKrEB"
        "Cgt0aGVuX2JyYW5jaDKeAQoqCgF4EgppZGVudGl0eS8xGg9ub2RlL2lkZW50aXR5LzEiCElkZW50aXR5CiQKCmlkZW50aXR5LzES"
        "BW5lZy8yGgpub2RlL25lZy8yIgNOZWcKKAoFbmVnLzISB3lpZWxkLzUaDG5vZGUveWllbGQvNSIISWRlbnRpdHkSC3RoZW5fYnJh"
        "bmNoYhMKB3lpZWxkLzUSCAoGCAESAgoAoAEFCh0KBGlmLzcSAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29ya1oLCgFjEgYK"
        "BAgHEgBaDwoBeBIKCggIARIECgIIAmINCgF5EggKBggBEgIKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('c', openvino.Tensor(np.array([1], np.int64).reshape(())))
    request.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0], np.float32)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-054: If-conditional: both branches defined, same number of outputs, same type and shape per output; condition 0-D Bool execution tensor.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
