# build: answered, not refused: FAIL Non zero status code returned while running Resize node Name node
"""DS-PROF-008/build_answered_not_refused_fail_non_zero_status_co: build: answered, not refused: FAIL Non zero
status code returned while running Resize node Name node.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

onnxruntime 1.30.0, edition 10 was expected to give: accepted
It gave: refused by None: [ONNXRuntimeError] : 1 : FAIL : Non-zero status code returned while running Resize
node. Name:'node/resize/2' Status Message: upsamplebase.h:548 ScalesValidation Scale value should be greater
than 0.

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
import onnxruntime


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
        "CAgSCGR5bnNoYXBlOo0CCpQBCgJ4MAoACgAKCmNvbnN0YW50LzESCHJlc2l6ZS8yGg1ub2RlL3Jlc2l6ZS8yIgZSZXNpemUqLwoe"
        "Y29vcmRpbmF0ZV90cmFuc2Zvcm1hdGlvbl9tb2RlIgphc3ltbWV0cmljoAEDKhIKBG1vZGUiB25lYXJlc3SgAQMqGAoMbmVhcmVz"
        "dF9tb2RlIgVmbG9vcqABAwojCghyZXNpemUvMhICbzAaCW91dHB1dC9vMCIISWRlbnRpdHkSB25ldHdvcmsqIggCEAdCCmNvbnN0"
        "YW50LzFKEAEAAAAAAAAAAAAAAAAAAABaEAoCeDASCgoICAESBAoACgBiEAoCbzASCgoICAESBAoACgBCBAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = session.run(['o0'], {'x0': np.array([1.0, 1.0, 1.0, 1.0], np.float32).reshape((2, 2))})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
