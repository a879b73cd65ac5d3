"""DS-NET-016/name_of_another_tensor[output=foo]: Inputs and outputs have unique names, by the header of 10:
another one of that name is an error.

DS-NET-016: `addInput` returns nullptr on error; a wildcard input must have an entry in every profile.

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
        "CAgSCGR5bnNoYXBlOuQBCiAKA2ZvbxIGcmVsdS8xGgtub2RlL3JlbHUvMSIEUmVsdQosCgNmb28SCmlkZW50aXR5LzIaD25vZGUv"
        "aWRlbnRpdHkvMiIISWRlbnRpdHkKIwoGcmVsdS8xEgNiYXIaCm91dHB1dC9iYXIiCElkZW50aXR5CicKCmlkZW50aXR5LzISA2Zv"
        "bxoKb3V0cHV0L2ZvbyIISWRlbnRpdHkSB25ldHdvcmtaFQoDZm9vEg4KDAgBEggKAggCCgIIA2IRCgNiYXISCgoICAESBAoACgBi"
        "EQoDZm9vEgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('foo', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32).reshape((2, 3))))
    outcome = request.infer()
    array = np.array(request.get_tensor('bar').data)
    array_2 = np.array(request.get_tensor('foo').data)
    got = array_2
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-NET-016: `addInput` returns nullptr on error; a wildcard input must have an entry in every profile.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
