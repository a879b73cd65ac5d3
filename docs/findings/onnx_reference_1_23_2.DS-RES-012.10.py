"""DS-RES-012/as_many_weights_as_needed[layer=deconvolution,channels=4,groups=2]: Outputs times channels of a
group times window: so many weights are accepted.

DS-RES-012: Convolution weight count must equal K * C/groups * prod(kernel).

onnx_reference 1.23.2, edition 10 was expected to give: accepted
It gave: refused by None: cannot reshape array of size 9 into shape (1,2,9)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys
import warnings

import numpy as np
import onnx.reference


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
        "CAgSCGR5bnNoYXBlOrcDCqMBCgF4Cgpjb25zdGFudC8xEg9jb252dHJhbnNwb3NlLzIaFG5vZGUvY29udnRyYW5zcG9zZS8yIg1D"
        "b252VHJhbnNwb3NlKhIKCWRpbGF0aW9uc0ABQAGgAQcqDAoFZ3JvdXAYAqABAioVCgxrZXJuZWxfc2hhcGVAA0ADoAEHKhEKBHBh"
        "ZHNAAEAAQABAAKABByoQCgdzdHJpZGVzQAFAAaABBwooCg9jb252dHJhbnNwb3NlLzISAXkaCG91dHB1dC95IghJZGVudGl0eRIH"
        "bmV0d29yayqpAQgECAEIAwgDEAFCCmNvbnN0YW50LzFKkAEAAIA/AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/"
        "AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACAPwAAgD8AAIA/AACA"
        "PwAAgD8AAIA/AACAPwAAgD8AAIA/AACAPwAAgD9aGwoBeBIWChQIARIQCgIIAQoCCAQKAggICgIICGITCgF5Eg4KDAgBEggKAAoA"
        "CgAKAEIECgAQEg=="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    evaluator_6 = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))
    got = evaluator_6.run(['y'], {'x': np.full((1, 4, 8, 8), 1.0, np.float32)})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-RES-012: Convolution weight count must equal K * C/groups * prod(kernel).')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
