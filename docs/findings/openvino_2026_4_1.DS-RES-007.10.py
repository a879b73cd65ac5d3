"""DS-RES-007/nothing_is_executed_that_does_not_fit[layer=slice;stride]: Nor is anything executed, and afterwards
values that fit are.

DS-RES-007: Extra shape inputs must also agree with the run-time dimensions of the data input.

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
        "CAgSCGR5bnNoYXBlOt0ICj0KAWQKCmNvbnN0YW50LzMSCGdhdGhlci81Gg1ub2RlL2dhdGhlci81IgZHYXRoZXIqCwoEYXhpcxgA"
        "oAECCi4KCmNvbnN0YW50LzYKCGdhdGhlci81EgVtdWwvNxoKbm9kZS9tdWwvNyIDTXVsCisKCmNvbnN0YW50LzMKBW11bC83EgVh"
        "ZGQvOBoKbm9kZS9hZGQvOCIDQWRkCiEKAXgSB3NoYXBlLzkaDG5vZGUvc2hhcGUvOSIFU2hhcGUKRQoHc2hhcGUvOQoKY29uc3Rh"
        "bnQvMxIJZ2F0aGVyLzEwGg5ub2RlL2dhdGhlci8xMCIGR2F0aGVyKgsKBGF4aXMYAKABAgowCgVhZGQvOAoKY29uc3RhbnQvMxIH"
        "bGVzcy8xMhoMbm9kZS9sZXNzLzEyIgRMZXNzCj0KB2xlc3MvMTIKC2NvbnN0YW50LzEzCgVhZGQvOBIId2hlcmUvMTQaDW5vZGUv"
        "d2hlcmUvMTQiBVdoZXJlCj0KAXgKCHdoZXJlLzE0EglnYXRoZXIvMTUaDm5vZGUvZ2F0aGVyLzE1IgZHYXRoZXIqCwoEYXhpcxgA"
        "oAECCkAKAWQKC2NvbnN0YW50LzExEglnYXRoZXIvMTYaDm5vZGUvZ2F0aGVyLzE2IgZHYXRoZXIqCwoEYXhpcxgAoAECCjEKCmNv"
        "bnN0YW50LzYKCWdhdGhlci8xNhIGbXVsLzE3Ggtub2RlL211bC8xNyIDTXVsCi4KCmNvbnN0YW50LzMKBm11bC8xNxIGYWRkLzE4"
        "Ggtub2RlL2FkZC8xOCIDQWRkCiMKAXgSCHNoYXBlLzE5Gg1ub2RlL3NoYXBlLzE5IgVTaGFwZQpHCghzaGFwZS8xOQoLY29uc3Rh"
        "bnQvMTESCWdhdGhlci8yMBoObm9kZS9nYXRoZXIvMjAiBkdhdGhlcioLCgRheGlzGACgAQIKMQoGYWRkLzE4Cgpjb25zdGFudC8z"
        "EgdsZXNzLzIxGgxub2RlL2xlc3MvMjEiBExlc3MKPgoHbGVzcy8yMQoLY29uc3RhbnQvMTMKBmFkZC8xOBIId2hlcmUvMjIaDW5v"
        "ZGUvd2hlcmUvMjIiBVdoZXJlCkUKCWdhdGhlci8xNQoId2hlcmUvMjISCWdhdGhlci8yMxoObm9kZS9nYXRoZXIvMjMiBkdhdGhl"
        "cioLCgRheGlzGAGgAQIKIgoJZ2F0aGVyLzIzEgF5GghvdXRwdXQveSIISWRlbnRpdHkSB25ldHdvcmsqGggBEAdCCmNvbnN0YW50"
        "LzNKCAAAAAAAAAAAKiIIAhAHQgpjb25zdGFudC82ShAAAAAAAAAAAAEAAAAAAAAAKhsIARAHQgtjb25zdGFudC8xMUoIAQAAAAAA"
        "AAAqGwgBEAdCC2NvbnN0YW50LzEzSgj///9/AAAAAFoPCgF4EgoKCAgBEgQKAAoAWg8KAWQSCgoICAcSBAoCCAJiDwoBeRIKCggI"
        "ARIECgAKAEIECgAQEg=="
    ),
}

core = openvino.Core()
read_10 = core.read_model(model(1))
read_10.reshape({'x': [(2, 8), (4, 12)]})
compiled_4 = core.compile_model(read_10, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_16 = compiled_4.create_infer_request()
request_16.set_tensor('x', openvino.Tensor(np.full((4, 6), 0.0, np.float32)))

try:
    request_16.set_tensor('d', openvino.Tensor(np.array([4, 4], np.int64)))
    request_16.set_tensor('x', openvino.Tensor(np.arange(-3.0, 21.0).astype(np.float32).reshape((4, 6))))
    outcome_8 = request_16.infer()
    array_8 = np.array(request_16.get_tensor('y').data)
    got = array_8
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-RES-007: Extra shape inputs must also agree with the run-time dimensions of the data input.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
