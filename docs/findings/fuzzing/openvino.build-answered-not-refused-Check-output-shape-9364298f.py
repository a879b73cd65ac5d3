# build: answered, not refused: Check output_shape merge_into output_shape indices_pshape failed at src core shape_inference include gather_elements_shape_inference
"""DS-PROF-008/build_answered_not_refused_check_output_shape_merg: build: answered, not refused: Check
output_shape merge_into output_shape indices_pshape failed at src core shape_inference include
gather_elements_shape_inference.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Check 'output_shape.merge_into(output_shape, indices_pshape)' failed at
src/core/shape_inference/include/gather_elements_shape_inference.hpp:56: While validating node
'opset6::GatherElements node/gatherelements/15 (opset12::Pad node/pad/14[0]:f32[3,2], opset1::Select
node/where/12[0]:i64[1,1]) -> (f32[1,1])' with friendly_name 'node/gatherelements/15': Shapes [3,2] and [1,1]
are not consistent, `data` and `indices` must have equal or intersecting dimensions, except for the dimension
at axis index.0

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
        "CAgSCGR5bnNoYXBlOsUGCiIKAngwEgdzaGFwZS8zGgxub2RlL3NoYXBlLzMiBVNoYXBlCjYKB3NoYXBlLzMKCmNvbnN0YW50LzQS"
        "CGdhdGhlci81Gg1ub2RlL2dhdGhlci81IgZHYXRoZXIKMwoKY29uc3RhbnQvMgoKY29uc3RhbnQvNBIGbGVzcy82Ggtub2RlL2xl"
        "c3MvNiIETGVzcwouCgpjb25zdGFudC8yCghnYXRoZXIvNRIFYWRkLzcaCm5vZGUvYWRkLzciA0FkZAo5CgZsZXNzLzYKBWFkZC83"
        "Cgpjb25zdGFudC8yEgd3aGVyZS84Ggxub2RlL3doZXJlLzgiBVdoZXJlCk4KB3doZXJlLzgKCmNvbnN0YW50LzQSEGdyZWF0ZXJv"
        "cmVxdWFsLzkaFW5vZGUvZ3JlYXRlcm9yZXF1YWwvOSIOR3JlYXRlck9yRXF1YWwKMAoHd2hlcmUvOAoIZ2F0aGVyLzUSB2xlc3Mv"
        "MTAaDG5vZGUvbGVzcy8xMCIETGVzcwo1ChBncmVhdGVyb3JlcXVhbC85CgdsZXNzLzEwEgZhbmQvMTEaC25vZGUvYW5kLzExIgNB"
        "bmQKOwoGYW5kLzExCgd3aGVyZS84CghnYXRoZXIvNRIId2hlcmUvMTIaDW5vZGUvd2hlcmUvMTIiBVdoZXJlCisKAngwCgtjb25z"
        "dGFudC8xMxIGcGFkLzE0Ggtub2RlL3BhZC8xNCIDUGFkCloKBnBhZC8xNAoId2hlcmUvMTISEWdhdGhlcmVsZW1lbnRzLzE1GhZu"
        "b2RlL2dhdGhlcmVsZW1lbnRzLzE1Ig5HYXRoZXJFbGVtZW50cyoLCgRheGlzGACgAQIKLAoRZ2F0aGVyZWxlbWVudHMvMTUSAm8w"
        "GglvdXRwdXQvbzAiCElkZW50aXR5EgduZXR3b3JrKhwIAQgBEAdCCmNvbnN0YW50LzJKCAAAAAAAAAAAKhoIARAHQgpjb25zdGFu"
        "dC80SggAAAAAAAAAACozCAQQB0ILY29uc3RhbnQvMTNKIAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAWhAKAngwEgoK"
        "CAgBEgQKAAoAYhAKAm8wEgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    got = read_2.reshape({'x0': [2, 2]})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
