"""DS-LAY-009/out_of_bounds_at_run_time[start=2,stride=1]: Where the extent is known at run time only, so is the
error.

DS-LAY-009: Slice kDEFAULT (STRICT_BOUNDS from 8.5): any coordinate out of bounds is an error; an empty result
reads none.

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: (2,)

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
        "CAgSCGR5bnNoYXBlOvoCClEKAWEKCmNvbnN0YW50LzEKCmNvbnN0YW50LzYKCmNvbnN0YW50LzUKCmNvbnN0YW50LzMSB3NsaWNl"
        "LzkaDG5vZGUvc2xpY2UvOSIFU2xpY2UKTQoHc2xpY2UvOQoKY29uc3RhbnQvMhIKcmVzaGFwZS8xMRoPbm9kZS9yZXNoYXBlLzEx"
        "IgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAECCiMKCnJlc2hhcGUvMTESAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoa"
        "CAEQB0IKY29uc3RhbnQvMUoIAgAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzJKCAMAAAAAAAAAKhoIARAHQgpjb25zdGFudC8zSggB"
        "AAAAAAAAACoaCAEQB0IKY29uc3RhbnQvNUoIAAAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzZKCAUAAAAAAAAAWg0KAWESCAoGCAES"
        "AgoAYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()
read = core.read_model(model(1))
read.reshape({'a': [(1, 9)]})
compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_3 = compiled.create_infer_request()
request_3.set_tensor('a', openvino.Tensor(np.array([0.0, 0.0, 0.0, 0.0], np.float32)))

try:
    read_4 = core.read_model(model(1))
    read_4.reshape({'a': [4]})
    request_3.set_tensor('a', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0], np.float32)))
    outcome_3 = request_3.infer()
    array_3 = np.array(request_3.get_tensor('y').data)
    got = array_3.shape
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-009: Slice kDEFAULT (STRICT_BOUNDS from 8.5): any coordinate out of bounds is an error; an empty result reads none.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
