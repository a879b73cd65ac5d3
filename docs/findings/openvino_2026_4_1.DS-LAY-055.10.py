"""DS-LAY-055/output_beside_its_source: What a loop yields has the dims of what it started with, also where only
the run time knows them.

DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd
input (0-D Int32 shape tensor from outside).

openvino 2026.4.1, edition 10 was expected to give: engine built
It gave: refused by None: Check 'TRShape::broadcast_merge_into(output_shape, input_shapes[1], autob)' failed
at src/core/shape_inference/include/eltwise_shape_inference.hpp:26: While validating node 'opset1::Add
node/add/19 (opset5::Loop node/loop/18[0]:f32[?,4294967297..4294967299], opset1::Parameter
x[0]:f32[1..4,3..5]) -> (f32[?,?])' with friendly_name 'node/add/19': Argument shapes are inconsistent.

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
        "CAgSCGR5bnNoYXBlOskGCqUFCgpjb25zdGFudC8yCgpjb25zdGFudC8zCgF4Egdsb29wLzE4Ggxub2RlL2xvb3AvMTgiBExvb3Aq"
        "6gQKBGJvZHky3gQKJAoHc3RhdGUvNgoBeBIFYWRkLzcaCm5vZGUvYWRkLzciA0FkZAohCgF4EgdzaGFwZS84Ggxub2RlL3NoYXBl"
        "LzgiBVNoYXBlCiUKBWFkZC83EgdzaGFwZS85Ggxub2RlL3NoYXBlLzkiBVNoYXBlCiwKB3NoYXBlLzkKB3NoYXBlLzgSBnN1Yi8x"
        "MBoLbm9kZS9zdWIvMTAiA1N1YgoiCgZzdWIvMTASBmFicy8xMRoLbm9kZS9hYnMvMTEiA0FicwovCgZhYnMvMTEKC2NvbnN0YW50"
        "LzEyEgZtdWwvMTMaC25vZGUvbXVsLzEzIgNNdWwKKwoHc2hhcGUvOAoGbXVsLzEzEgZhZGQvMTQaC25vZGUvYWRkLzE0IgNBZGQK"
        "RwoFYWRkLzcKBmFkZC8xNBIKcmVzaGFwZS8xNRoPbm9kZS9yZXNoYXBlLzE1IgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAECCjAK"
        "C2NvbmRpdGlvbi81Egh5aWVsZC8xNhoNbm9kZS95aWVsZC8xNiIISWRlbnRpdHkKLwoKcmVzaGFwZS8xNRIIeWllbGQvMTcaDW5v"
        "ZGUveWllbGQvMTciCElkZW50aXR5EgRib2R5KhkQB0ILY29uc3RhbnQvMTJKCP///38AAAAAWhUKC2l0ZXJhdGlvbi80EgYKBAgH"
        "EgBaFQoLY29uZGl0aW9uLzUSBgoECAkSAFoVCgdzdGF0ZS82EgoKCAgBEgQKAAoAYhIKCHlpZWxkLzE2EgYKBAgJEgBiFgoIeWll"
        "bGQvMTcSCgoICAESBAoACgCgAQUKJgoHbG9vcC8xOAoBeBIGYWRkLzE5Ggtub2RlL2FkZC8xOSIDQWRkCh8KBmFkZC8xORIBeRoI"
        "b3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhgQB0IKY29uc3RhbnQvMkoIAQAAAAAAAAAqERAJQgpjb25zdGFudC8zSgEBWg8K"
        "AXgSCgoICAESBAoACgBiDwoBeRIKCggIARIECgAKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    got = read.reshape({'x': [(1, 4), (3, 5)]})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd input (0-D Int32 shape tensor from outside).')
print('expected: engine built')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
