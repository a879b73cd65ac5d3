"""DS-LEX-010/gathered_out_of_bounds[index=4]: An index beyond the data is refused in a shape computation.

DS-LEX-010: IGatherLayer can compute on shapes and make a new shape tensor.

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
        "CAgSCGR5bnNoYXBlOq0DCkYKCmNvbnN0YW50LzEKCmNvbnN0YW50LzISCGdhdGhlci8zGg1ub2RlL2dhdGhlci8zIgZHYXRoZXIq"
        "CwoEYXhpcxgAoAECCkYKCGdhdGhlci8zEhFjb25zdGFudG9mc2hhcGUvNhoWbm9kZS9jb25zdGFudG9mc2hhcGUvNiIPQ29uc3Rh"
        "bnRPZlNoYXBlCoQBChFjb25zdGFudG9mc2hhcGUvNhITcmFuZG9tdW5pZm9ybWxpa2UvNxoYbm9kZS9yYW5kb211bmlmb3JtbGlr"
        "ZS83IhFSYW5kb21Vbmlmb3JtTGlrZSoOCgRoaWdoFQAAgD+gAQEqDQoDbG93FQAAAACgAQEqDgoEc2VlZBUAAIBAoAEBCiwKE3Jh"
        "bmRvbXVuaWZvcm1saWtlLzcSAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoyCAQQB0IKY29uc3RhbnQvMUogCgAAAAAA"
        "AAAUAAAAAAAAAB4AAAAAAAAABQAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzJKCAQAAAAAAAAAYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LEX-010: IGatherLayer can compute on shapes and make a new shape tensor.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
