"""DS-LAY-060/more_than_there_are[extent=0,k=1]: K is at most 3840, and at most the extent of the axis.

DS-LAY-060: TopK: exactly one axis, one of the last four; K <= 3840; both outputs have K on the axis; values
sorted; indices Int32; Int32 data refused.

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
        "CAgSCGR5bnNoYXBlOvYBCl4KAWEKCmNvbnN0YW50LzESBnRvcGsvMhIGdG9way8zGgtub2RlL3RvcGsvMiIEVG9wSyoLCgRheGlz"
        "GAGgAQIqDgoHbGFyZ2VzdBgBoAECKg0KBnNvcnRlZBgBoAECCi4KBnRvcGsvMxIGY2FzdC80Ggtub2RlL2Nhc3QvNCIEQ2FzdCoJ"
        "CgJ0bxgGoAECCh8KBnRvcGsvMhIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhoIARAHQgpjb25zdGFudC8xSggBAAAA"
        "AAAAAFoTCgFhEg4KDAgBEggKAggCCgIIAGIJCgF5EgQKAggBQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_4 = core.read_model(model(1))
    compiled = core.compile_model(read_4, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_5 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.empty((2, 0), np.float32)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-060: TopK: exactly one axis, one of the last four; K <= 3840; both outputs have K on the axis; values sorted; indices Int32; Int32 data refused.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
