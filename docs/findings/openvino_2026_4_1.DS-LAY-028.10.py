"""DS-LAY-028/executions_that_clash_further_on[layer=reshape]: Nor are they executed.

DS-LAY-028: Reshape keeps the volume.

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
        "CAgSCGR5bnNoYXBlOtkCCh4KAXgSBnJlbHUvMRoLbm9kZS9yZWx1LzEiBFJlbHUKSgoGcmVsdS8xCgpjb25zdGFudC8yEglyZXNo"
        "YXBlLzMaDm5vZGUvcmVzaGFwZS8zIgdSZXNoYXBlKhAKCWFsbG93emVybxgAoAECCh4KAXoSBnJlbHUvNBoLbm9kZS9yZWx1LzQi"
        "BFJlbHUKIAoGcmVsdS80EgVuZWcvNRoKbm9kZS9uZWcvNSIDTmVnCiIKCXJlc2hhcGUvMxIBeRoIb3V0cHV0L3kiCElkZW50aXR5"
        "Ch4KBW5lZy81EgF3GghvdXRwdXQvdyIISWRlbnRpdHkSB25ldHdvcmsqGggBEAdCCmNvbnN0YW50LzJKCAYAAAAAAAAAWg8KAXgS"
        "CgoICAESBAoACgBaDwoBehIKCggIARIECgAKAGINCgF5EggKBggBEgIKAGIPCgF3EgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

core = openvino.Core()
read = core.read_model(model(1))
read.reshape({'x': [(1, 9), (1, 9)], 'z': [(1, 9), (1, 9)]})
compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_4 = compiled.create_infer_request()
request_4.set_tensor('x', openvino.Tensor(np.array([0.0, 0.0, 0.0, 0.0], np.float32).reshape((2, 2))))
request_4.set_tensor('z', openvino.Tensor(np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0], np.float32).reshape((2, 3))))

try:
    request_4.set_tensor('x', openvino.Tensor(np.array([-3.0, -2.0, -1.0, 0.0], np.float32).reshape((2, 2))))
    request_4.set_tensor('z', openvino.Tensor(np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0], np.float32).reshape((2, 3))))
    outcome_4 = request_4.infer()
    array_7 = np.array(request_4.get_tensor('y').data)
    array_8 = np.array(request_4.get_tensor('w').data)
    array_7
    got = array_8
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-028: Reshape keeps the volume.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
