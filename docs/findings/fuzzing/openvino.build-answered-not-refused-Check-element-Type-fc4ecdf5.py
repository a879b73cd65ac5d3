# build: answered, not refused: Check element Type merge result_et get_input_element_type get_input_element_type failed at src core src
"""DS-PROF-008/build_answered_not_refused_check_element_type_merg: build: answered, not refused: Check element
Type merge result_et get_input_element_type get_input_element_type failed at src core src.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/core.cpp:117: Exception from
src/inference/src/dev/plugin.cpp:54: Check 'element::Type::merge(result_et, get_input_element_type(1),
get_input_element_type(2))' failed at src/core/src/op/select.cpp:68: While validating node 'opset1::Select o0
(opset1::LogicalAnd node/and/1[0]:boolean[1..4,1..4], opset1::LogicalAnd node/and/1[0]:boolean[1..4,1..4],
opset1::Convert Convert_3714[0]:u8[1..4,1..4]) -> (boolean[1..4,1..4])' with friendly_name 'o0': Argument 1
and 2 element types must match.

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
        "CAgSCGR5bnNoYXBlOqUBCiAKAngwCgJ4MBIFYW5kLzEaCm5vZGUvYW5kLzEiA0FuZAowCgVhbmQvMQoFYW5kLzEKAngwEgd3aGVy"
        "ZS8yGgxub2RlL3doZXJlLzIiBVdoZXJlCiIKB3doZXJlLzISAm8wGglvdXRwdXQvbzAiCElkZW50aXR5EgduZXR3b3JrWhAKAngw"
        "EgoKCAgJEgQKAAoAYhAKAm8wEgoKCAgJEgQKAAoAQgQKABAS"
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
