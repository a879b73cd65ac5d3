# build: answered, not refused: Check element Type merge result_et result_et arg_pad_element_type failed at src core src
"""DS-PROF-008/build_answered_not_refused_check_element_type_merg: build: answered, not refused: Check element
Type merge result_et result_et arg_pad_element_type failed at src core src.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/core.cpp:117: Exception from
src/inference/src/dev/plugin.cpp:54: Check 'element::Type::merge(result_et, result_et, arg_pad_element_type)'
failed at src/core/src/op/util/pad_base.cpp:82: While validating node 'opset1::Pad node/pad/15 (opset1::Select
node/where/2[0]:boolean[1..4,1..4], opset1::Constant Constant_17[0]:i32[2], opset1::Constant
Constant_18[0]:i32[2], opset1::Constant Constant_16[0]:u8[]) -> (boolean[2..5,1..4])' with friendly_name
'node/pad/15': Argument element types do not match (input arg element type: boolean, arg_pad element type:
u8).

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
        "CAgSCGR5bnNoYXBlOpYHCiAKAngwCgJ4MBIFYW5kLzEaCm5vZGUvYW5kLzEiA0FuZAoqCgJ4MAoCeDAKAngwEgd3aGVyZS8yGgxu"
        "b2RlL3doZXJlLzIiBVdoZXJlCicKB3doZXJlLzISB3NoYXBlLzUaDG5vZGUvc2hhcGUvNSIFU2hhcGUKNgoHc2hhcGUvNQoKY29u"
        "c3RhbnQvNBIIZ2F0aGVyLzYaDW5vZGUvZ2F0aGVyLzYiBkdhdGhlcgozCgpjb25zdGFudC80Cgpjb25zdGFudC80EgZsZXNzLzca"
        "C25vZGUvbGVzcy83IgRMZXNzCi4KCmNvbnN0YW50LzQKCGdhdGhlci82EgVhZGQvOBoKbm9kZS9hZGQvOCIDQWRkCjkKBmxlc3Mv"
        "NwoFYWRkLzgKCmNvbnN0YW50LzQSB3doZXJlLzkaDG5vZGUvd2hlcmUvOSIFV2hlcmUKUAoHd2hlcmUvOQoKY29uc3RhbnQvNBIR"
        "Z3JlYXRlcm9yZXF1YWwvMTAaFm5vZGUvZ3JlYXRlcm9yZXF1YWwvMTAiDkdyZWF0ZXJPckVxdWFsCjAKB3doZXJlLzkKCGdhdGhl"
        "ci82EgdsZXNzLzExGgxub2RlL2xlc3MvMTEiBExlc3MKNgoRZ3JlYXRlcm9yZXF1YWwvMTAKB2xlc3MvMTESBmFuZC8xMhoLbm9k"
        "ZS9hbmQvMTIiA0FuZAo7CgZhbmQvMTIKB3doZXJlLzkKCGdhdGhlci82Egh3aGVyZS8xMxoNbm9kZS93aGVyZS8xMyIFV2hlcmUK"
        "MAoHd2hlcmUvMgoLY29uc3RhbnQvMTQSBnBhZC8xNRoLbm9kZS9wYWQvMTUiA1BhZApCCgZwYWQvMTUKCHdoZXJlLzEzEglnYXRo"
        "ZXIvMTYaDm5vZGUvZ2F0aGVyLzE2IgZHYXRoZXIqCwoEYXhpcxgAoAECCiAKBWFuZC8xEgJvMBoJb3V0cHV0L28wIghJZGVudGl0"
        "eQokCglnYXRoZXIvMTYSAm8xGglvdXRwdXQvbzEiCElkZW50aXR5EgduZXR3b3JrKhoIARAHQgpjb25zdGFudC80SggAAAAAAAAA"
        "ACozCAQQB0ILY29uc3RhbnQvMTRKIAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAWhAKAngwEgoKCAgJEgQKAAoAYhAK"
        "Am8wEgoKCAgJEgQKAAoAYhAKAm8xEgoKCAgJEgQKAAoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    read.reshape({'x0': [(1, 4), (1, 4)]})
    got = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
