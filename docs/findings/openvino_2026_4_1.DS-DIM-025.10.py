"""DS-DIM-025/product_over_an_axis_resized_to_none: A resize may leave nothing of an axis, and a product over
that axis sums nothing.

DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity
results.

openvino 2026.4.1, edition 10 was expected to give: engine built
It gave: refused by None: Exception from src/inference/src/cpp/core.cpp:117: Exception from
src/inference/src/dev/plugin.cpp:54: object is not initialized

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

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
        "CAgSCGR5bnNoYXBlOocDCpMBCgF4CgAKAAoKY29uc3RhbnQvMRIIcmVzaXplLzIaDW5vZGUvcmVzaXplLzIiBlJlc2l6ZSovCh5j"
        "b29yZGluYXRlX3RyYW5zZm9ybWF0aW9uX21vZGUiCmFzeW1tZXRyaWOgAQMqEgoEbW9kZSIHbmVhcmVzdKABAyoYCgxuZWFyZXN0"
        "X21vZGUiBWZsb29yoAEDCkMKCHJlc2l6ZS8yEgt0cmFuc3Bvc2UvMxoQbm9kZS90cmFuc3Bvc2UvMyIJVHJhbnNwb3NlKg0KBHBl"
        "cm1AAUAAoAEHCjgKCHJlc2l6ZS8yCgt0cmFuc3Bvc2UvMxIIbWF0bXVsLzQaDW5vZGUvbWF0bXVsLzQiBk1hdE11bAohCghtYXRt"
        "dWwvNBIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKiIIAhAHQgpjb25zdGFudC8xShACAAAAAAAAAAAAAAAAAAAAWg8K"
        "AXgSCgoICAESBAoACgBiDwoBeRIKCggIARIECgAKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    read.reshape({'x': [(1, 4), (1, 4)]})
    got = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print("clause:   DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity results.")
print('expected: engine built')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
