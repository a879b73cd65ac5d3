# build: answered, not refused: INVALID_ARGUMENT Non zero status code returned while running ConvTranspose node Name node
"""DS-PROF-008/build_answered_not_refused_invalid_argument_non_ze: build: answered, not refused: INVALID_ARGUMENT
Non zero status code returned while running ConvTranspose node Name node.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

onnxruntime 1.32.0, edition 10 was expected to give: accepted
It gave: refused by None: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Non-zero status code returned while
running ConvTranspose node. Name:'node/convtranspose/2' Status Message: Computed output dimension is <= 0 for
dim 0. Input shape: {1,1}

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
        "CAgSCGR5bnNoYXBlOrQCCqQBCgJ4MAoKY29uc3RhbnQvMRIPY29udnRyYW5zcG9zZS8yGhRub2RlL2NvbnZ0cmFuc3Bvc2UvMiIN"
        "Q29udlRyYW5zcG9zZSoSCglkaWxhdGlvbnNAAUABoAEHKgwKBWdyb3VwGAGgAQIqFQoMa2VybmVsX3NoYXBlQAJAAaABByoRCgRw"
        "YWRzQAFAAEABQACgAQcqEAoHc3RyaWRlc0ABQAGgAQcKKgoPY29udnRyYW5zcG9zZS8yEgJvMBoJb3V0cHV0L28wIghJZGVudGl0"
        "eRIHbmV0d29yayooCAIIAQgCCAEQAUIKY29uc3RhbnQvMUoQAACAvwAAAAAAAIA/AACAv1oWCgJ4MBIQCg4IARIKCgAKAggCCgAK"
        "AGIUCgJvMBIOCgwIARIICgAKAAoACgBCBAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = session.run(['o0'], {'x0': np.array([1.0, 1.0], np.float32).reshape((1, 2, 1, 1))})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
