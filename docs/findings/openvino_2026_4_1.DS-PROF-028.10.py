"""DS-PROF-028/inconsistent_ends_are_warned_about[network=slice,inconsistent=min]: A build warns about a kMIN or
kMAX that is not consistent across the inputs.

DS-PROF-028: kOPT values must be executable; kMIN and kMAX need not be self-consistent across inputs: TensorRT
warns and builds as long as kOPT works.

openvino 2026.4.1, edition 10 was expected to give: a log record of severity WARNING
It gave: accepted, no such record

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
        "CAgSCGR5bnNoYXBlOvoCClEKAXgKCmNvbnN0YW50LzEKCmNvbnN0YW50LzYKCmNvbnN0YW50LzUKCmNvbnN0YW50LzMSB3NsaWNl"
        "LzkaDG5vZGUvc2xpY2UvOSIFU2xpY2UKTQoHc2xpY2UvOQoKY29uc3RhbnQvMhIKcmVzaGFwZS8xMRoPbm9kZS9yZXNoYXBlLzEx"
        "IgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAECCiMKCnJlc2hhcGUvMTESAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoa"
        "CAEQB0IKY29uc3RhbnQvMUoIAgAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzJKCAMAAAAAAAAAKhoIARAHQgpjb25zdGFudC8zSggB"
        "AAAAAAAAACoaCAEQB0IKY29uc3RhbnQvNUoIAAAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzZKCAUAAAAAAAAAWg0KAXgSCAoGCAES"
        "AgoAYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_49 = core.read_model(model(1))
    read_49.reshape({'x': [(4, 8)]})
    compiled_13 = core.compile_model(read_49, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request_37 = compiled_13.create_infer_request()
    read_50 = core.read_model(model(1))
    read_50.reshape({'x': [6]})
    request_37.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32)))
    outcome_21 = request_37.infer()
    array_21 = np.array(request_37.get_tensor('y').data)
    request_38 = compiled_13.create_infer_request()
    read_51 = core.read_model(model(1))
    read_51.reshape({'x': [4]})
    request_38.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0], np.float32)))
    outcome_22 = request_38.infer()
    array_22 = np.array(request_38.get_tensor('y').data)
    request_39 = compiled_13.create_infer_request()
    read_52 = core.read_model(model(1))
    read_52.reshape({'x': [8]})
    request_39.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32)))
    outcome_23 = request_39.infer()
    array_23 = np.array(request_39.get_tensor('y').data)
    got = array_23
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-PROF-028: kOPT values must be executable; kMIN and kMAX need not be self-consistent across inputs: TensorRT warns and builds as long as kOPT works.')
print('expected: a log record of severity WARNING')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
