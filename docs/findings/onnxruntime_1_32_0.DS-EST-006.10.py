"""DS-EST-006/sixty_five_elements[tensor=constant,length=65]: More than 64 are none: a tensor marked for shapes,
which has to be a shape tensor, is refused at last.

DS-EST-006: Tensors classified as shape tensors are subject to limits.

onnxruntime 1.32.0, edition 10 was expected to give: refused
It gave: accepted

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
        "CAgSCGR5bnNoYXBlOrAFCjAKCmNvbnN0YW50LzEKCmNvbnN0YW50LzISBWFkZC8zGgpub2RlL2FkZC8zIgNBZGQKJgoFYWRkLzMS"
        "BXRvdGFsGgxvdXRwdXQvdG90YWwiCElkZW50aXR5EgduZXR3b3JrKpsECEEQB0IKY29uc3RhbnQvMUqIBAEAAAAAAAAAAQAAAAAA"
        "AAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAAB"
        "AAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAA"
        "AAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAA"
        "AAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEA"
        "AAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAA"
        "AAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAA"
        "AQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzJK"
        "CAEAAAAAAAAAYhEKBXRvdGFsEggKBggHEgIKAEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session_2 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    session_3 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    results = session_2.run(['total'], {})
    got = results
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-EST-006: Tensors classified as shape tensors are subject to limits.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
