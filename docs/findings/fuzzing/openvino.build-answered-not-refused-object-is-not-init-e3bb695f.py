# build: answered, not refused: object is not initialized
"""DS-PROF-008/build_answered_not_refused_object_is_not_initializ: build: answered, not refused: object is not
initialized.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/core.cpp:117: Exception from
src/inference/src/dev/plugin.cpp:54: object is not initialized

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
        "CAgSCGR5bnNoYXBlOowDCpQBCgJ4MAoACgAKCmNvbnN0YW50LzESCHJlc2l6ZS8yGg1ub2RlL3Jlc2l6ZS8yIgZSZXNpemUqLwoe"
        "Y29vcmRpbmF0ZV90cmFuc2Zvcm1hdGlvbl9tb2RlIgphc3ltbWV0cmljoAEDKhIKBG1vZGUiB25lYXJlc3SgAQMqGAoMbmVhcmVz"
        "dF9tb2RlIgVmbG9vcqABAwpDCghyZXNpemUvMhILdHJhbnNwb3NlLzMaEG5vZGUvdHJhbnNwb3NlLzMiCVRyYW5zcG9zZSoNCgRw"
        "ZXJtQAFAAKABBwo4CghyZXNpemUvMgoLdHJhbnNwb3NlLzMSCG1hdG11bC80Gg1ub2RlL21hdG11bC80IgZNYXRNdWwKIwoIbWF0"
        "bXVsLzQSAm8wGglvdXRwdXQvbzAiCElkZW50aXR5EgduZXR3b3JrKiIIAhAHQgpjb25zdGFudC8xShABAAAAAAAAAAAAAAAAAAAA"
        "WhAKAngwEgoKCAgBEgQKAAoAYhAKAm8wEgoKCAgBEgQKAAoAQgQKABAS"
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
