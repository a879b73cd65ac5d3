"""DS-LAY-049/line_as_a_shape[dtype=int32,length=1]: A line of up to 16 Int32 or Float numbers can be a shape
tensor.

DS-LAY-049: Fill can make a shape tensor only if kLINSPACE, 1-D Int32 or Float, at most 16 elements, at most
input 0, and length foldable to a constant.

openvino 2026.4.1, edition 10 was expected to give: (0,)
It gave: (1,)

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
        "CAgSCGR5bnNoYXBlOvMKCkIKCmNvbnN0YW50LzYKCmNvbnN0YW50LzUKCmNvbnN0YW50LzUSB3JhbmdlLzcaDG5vZGUvcmFuZ2Uv"
        "NyIFUmFuZ2UKLwoHcmFuZ2UvNxIGY2FzdC84Ggtub2RlL2Nhc3QvOCIEQ2FzdCoJCgJ0bxgGoAECCiwKBmNhc3QvOAoKY29uc3Rh"
        "bnQvNBIFbXVsLzkaCm5vZGUvbXVsLzkiA011bAotCgpjb25zdGFudC8zCgVtdWwvORIGYWRkLzEwGgtub2RlL2FkZC8xMCIDQWRk"
        "ClEKBmFkZC8xMAoKY29uc3RhbnQvMRIMcmVkdWNlc3VtLzExGhFub2RlL3JlZHVjZXN1bS8xMSIJUmVkdWNlU3VtKg8KCGtlZXBk"
        "aW1zGAGgAQIKNgoMcmVkdWNlc3VtLzExEgdjYXN0LzEyGgxub2RlL2Nhc3QvMTIiBENhc3QqCQoCdG8YB6ABAgpCCgtjb25zdGFu"
        "dC8xMwoKY29uc3RhbnQvMgoHY2FzdC8xMhIId2hlcmUvMTQaDW5vZGUvd2hlcmUvMTQiBVdoZXJlCjAKCHdoZXJlLzE0Cgpjb25z"
        "dGFudC8yEgZtdWwvMTUaC25vZGUvbXVsLzE1IgNNdWwKLgoKY29uc3RhbnQvMQoGbXVsLzE1EgZhZGQvMTYaC25vZGUvYWRkLzE2"
        "IgNBZGQKMQoGYWRkLzE2Cgpjb25zdGFudC8xEgdsZXNzLzE5Ggxub2RlL2xlc3MvMTkiBExlc3MKPgoHbGVzcy8xOQoLY29uc3Rh"
        "bnQvMjAKBmFkZC8xNhIId2hlcmUvMjEaDW5vZGUvd2hlcmUvMjEiBVdoZXJlClEKAXgKCmNvbnN0YW50LzEKCHdoZXJlLzIxCgpj"
        "b25zdGFudC8xCgpjb25zdGFudC8yEghzbGljZS8yMhoNbm9kZS9zbGljZS8yMiIFU2xpY2UKMwoId2hlcmUvMTQKCmNvbnN0YW50"
        "LzESB2xlc3MvMjMaDG5vZGUvbGVzcy8yMyIETGVzcwpACgdsZXNzLzIzCgtjb25zdGFudC8yNAoId2hlcmUvMTQSCHdoZXJlLzI1"
        "Gg1ub2RlL3doZXJlLzI1IgVXaGVyZQpMCghzbGljZS8yMgoId2hlcmUvMjUSCnJlc2hhcGUvMjYaD25vZGUvcmVzaGFwZS8yNiIH"
        "UmVzaGFwZSoQCglhbGxvd3plcm8YAaABAgoyCgdjYXN0LzEyCgpjb25zdGFudC8xEgdsZXNzLzI3Ggxub2RlL2xlc3MvMjciBExl"
        "c3MKPwoHbGVzcy8yNwoLY29uc3RhbnQvMjQKB2Nhc3QvMTISCHdoZXJlLzI4Gg1ub2RlL3doZXJlLzI4IgVXaGVyZQo5CgpyZXNo"
        "YXBlLzI2Cgh3aGVyZS8yOBIJZXhwYW5kLzI5Gg5ub2RlL2V4cGFuZC8yOSIGRXhwYW5kCiIKCWV4cGFuZC8yORIBeRoIb3V0cHV0"
        "L3kiCElkZW50aXR5EgduZXR3b3JrKhoIARAHQgpjb25zdGFudC8xSggAAAAAAAAAACoaCAEQB0IKY29uc3RhbnQvMkoIAQAAAAAA"
        "AAAqFBAGQgpjb25zdGFudC8zSgQAAAAAKhYIARAGQgpjb25zdGFudC80SgQBAAAAKhgQB0IKY29uc3RhbnQvNUoIAQAAAAAAAAAq"
        "GBAHQgpjb25zdGFudC82SggAAAAAAAAAACoUCAEQCUILY29uc3RhbnQvMTNKAQEqGwgBEAdCC2NvbnN0YW50LzIwSggBAACA////"
        "/yobCAEQB0ILY29uc3RhbnQvMjRKCP7/////////Wg0KAXgSCAoGCAESAgoAYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()
read = core.read_model(model(1))
read.reshape({'x': [(1, 9)]})
compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_4 = compiled.create_infer_request()
request_4.set_tensor('x', openvino.Tensor(np.array([0.0, 0.0, 0.0, 0.0], np.float32)))

try:
    request_4.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0], np.float32)))
    outcome_4 = request_4.infer()
    array_4 = np.array(request_4.get_tensor('y').data)
    got = array_4.shape
except Exception as error:
    got = error
fine = got == (0,)

print('clause:   DS-LAY-049: Fill can make a shape tensor only if kLINSPACE, 1-D Int32 or Float, at most 16 elements, at most input 0, and length foldable to a constant.')
print('expected: (0,)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
