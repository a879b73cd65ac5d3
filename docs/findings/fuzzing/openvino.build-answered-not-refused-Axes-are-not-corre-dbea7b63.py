# build: answered, not refused: Axes are not correct
"""DS-PROF-008/build_answered_not_refused_axes_are_not_correct: build: answered, not refused: Axes are not
correct.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/core.cpp:117: Exception from
src/inference/src/dev/plugin.cpp:54: Exception from
src/core/reference/include/openvino/reference/interpolate.hpp:367: Axes are not correct!

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
        "CAgSCGR5bnNoYXBlOuMCCiIKAngwEgdzaGFwZS8xGgxub2RlL3NoYXBlLzEiBVNoYXBlCicKB3NoYXBlLzESB3NoYXBlLzIaDG5v"
        "ZGUvc2hhcGUvMiIFU2hhcGUKLwoHc2hhcGUvMhIGY2FzdC8zGgtub2RlL2Nhc3QvMyIEQ2FzdCoJCgJ0bxgBoAECCnsKBmNhc3Qv"
        "MwoACgpjb25zdGFudC80EghyZXNpemUvNRoNbm9kZS9yZXNpemUvNSIGUmVzaXplKi8KHmNvb3JkaW5hdGVfdHJhbnNmb3JtYXRp"
        "b25fbW9kZSIKYXN5bW1ldHJpY6ABAyoRCgRtb2RlIgZsaW5lYXKgAQMKIwoIcmVzaXplLzUSAm8wGglvdXRwdXQvbzAiCElkZW50"
        "aXR5EgduZXR3b3JrKhYIARABQgpjb25zdGFudC80SgQAAIA/WhAKAngwEgoKCAgBEgQKAAoAYg4KAm8wEggKBggBEgIKAEIECgAQ"
        "Eg=="
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
