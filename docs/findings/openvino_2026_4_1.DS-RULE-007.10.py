"""DS-RULE-007/constant_that_is_no_list_of_dims: A constant below zero is no extent, of whatever class.

DS-RULE-007: IConstantLayer: -> t: no inputs, makes either class.

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
        "CAgSCGR5bnNoYXBlOrcCCkgKCmNvbnN0YW50LzESEWNvbnN0YW50b2ZzaGFwZS80GhZub2RlL2NvbnN0YW50b2ZzaGFwZS80Ig9D"
        "b25zdGFudE9mU2hhcGUKhAEKEWNvbnN0YW50b2ZzaGFwZS80EhNyYW5kb211bmlmb3JtbGlrZS81Ghhub2RlL3JhbmRvbXVuaWZv"
        "cm1saWtlLzUiEVJhbmRvbVVuaWZvcm1MaWtlKg4KBGhpZ2gVAACAP6ABASoNCgNsb3cVAAAAAKABASoOCgRzZWVkFQAAAECgAQEK"
        "LAoTcmFuZG9tdW5pZm9ybWxpa2UvNRIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKiIIAhAHQgpjb25zdGFudC8xShAC"
        "AAAAAAAAAP3/////////YgkKAXkSBAoCCAFCBAoAEBI="
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

print('clause:   DS-RULE-007: IConstantLayer: -> t: no inputs, makes either class.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
