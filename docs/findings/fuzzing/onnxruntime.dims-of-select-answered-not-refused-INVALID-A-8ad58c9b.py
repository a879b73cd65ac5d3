# dims of select: answered, not refused: INVALID_ARGUMENT Invalid model Node input not is not a graph input initializer
"""DS-LAY-005/dims_of_select_answered_not_refused_invalid_argume: dims of select: answered, not refused:
INVALID_ARGUMENT Invalid model Node input not is not a graph input initializer.

DS-LAY-005: Select: Bool condition; the three inputs have equal rank; per axis equal or 1; output = the length
that is not 1.

onnxruntime 1.32.0, edition 10 was expected to give: a value
It gave: refused by invalid dims: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Invalid model. Node input
'not/1' is not a graph input, initializer, or output of a previous node.

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

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
        "CAgSCGR5bnNoYXBlOqQBChwKAngwEgVub3QvMRoKbm9kZS9ub3QvMSIDTm90CjMKBW5vdC8xCgVub3QvMQoFbm90LzESB3doZXJl"
        "LzIaDG5vZGUvd2hlcmUvMiIFV2hlcmUKIgoHd2hlcmUvMhICbzAaCW91dHB1dC9vMCIISWRlbnRpdHkSB25ldHdvcmtaEAoCeDAS"
        "CgoICAkSBAoACgBiEAoCbzASCgoICAkSBAoACgBCBAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    got = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-005: Select: Bool condition; the three inputs have equal rank; per axis equal or 1; output = the length that is not 1.')
print('expected: a value')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
