# build: answered, not refused: Check false failed at src core src node cpp While validating node
"""DS-PROF-008/build_answered_not_refused_check_false_failed_at_s: build: answered, not refused: Check false
failed at src core src node cpp While validating node.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/core.cpp:117: Exception from
src/inference/src/dev/plugin.cpp:54: Check 'false' failed at src/core/src/node.cpp:150: While validating node
'opset11::TopK node/topk/2 (opset1::Parameter x0[0]:f32[1..4,1..4], opset1::Constant Constant_3[0]:i32[]) ->
(f32[1,1..4], i32[1,1..4])' with friendly_name 'node/topk/2': Default output not supported

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
        "CAgSCGR5bnNoYXBlOpAECl8KAngwCgpjb25zdGFudC8xEgZ0b3BrLzISBnRvcGsvMxoLbm9kZS90b3BrLzIiBFRvcEsqCwoEYXhp"
        "cxgAoAECKg4KB2xhcmdlc3QYAaABAioNCgZzb3J0ZWQYAaABAgouCgZ0b3BrLzMSBmNhc3QvNBoLbm9kZS9jYXN0LzQiBENhc3Qq"
        "CQoCdG8YBqABAgooCgZ0b3BrLzIKBnRvcGsvMhIFYWRkLzUaCm5vZGUvYWRkLzUiA0FkZAomCgVhZGQvNQoFYWRkLzUSBWFkZC82"
        "Ggpub2RlL2FkZC82IgNBZGQKJgoFYWRkLzYKBWFkZC82EgVhZGQvNxoKbm9kZS9hZGQvNyIDQWRkCi4KBnRvcGsvMhIGY2FzdC84"
        "Ggtub2RlL2Nhc3QvOCIEQ2FzdCoJCgJ0bxgJoAECCiEKBmNhc3QvNBICbzAaCW91dHB1dC9vMCIISWRlbnRpdHkKIAoFYWRkLzcS"
        "Am8xGglvdXRwdXQvbzEiCElkZW50aXR5CiEKBmNhc3QvOBICbzIaCW91dHB1dC9vMiIISWRlbnRpdHkSB25ldHdvcmsqGggBEAdC"
        "CmNvbnN0YW50LzFKCAEAAAAAAAAAWhAKAngwEgoKCAgBEgQKAAoAYhAKAm8wEgoKCAgGEgQKAAoAYhAKAm8xEgoKCAgBEgQKAAoA"
        "YhAKAm8yEgoKCAgJEgQKAAoAQgQKABAS"
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
