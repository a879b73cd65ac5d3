"""DS-LAY-068/padded_at_run_time: Run-time extents are padded when they are known; all other axes stay.

DS-LAY-068: Scatter output is no shape tensor; Einsum, ND one-hot etc. fall under "all other layers".

onnx_reference 1.23.2, edition 10 was expected to give: engine built
It gave: refused by None: index can't contain negative values

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
        "CAgSCGR5bnNoYXBlOuIBCjUKAWEKCmNvbnN0YW50LzEKAAoKY29uc3RhbnQvMhIFcGFkLzMaCm5vZGUvcGFkLzMiA1BhZAoeCgVw"
        "YWQvMxIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKjIIBBAHQgpjb25zdGFudC8xSiABAAAAAAAAAAIAAAAAAAAAAAAA"
        "AAAAAAD//////////yoiCAIQB0IKY29uc3RhbnQvMkoQAgAAAAAAAAADAAAAAAAAAFoTCgFhEg4KDAgBEggKAAoACgAKAGITCgF5"
        "Eg4KDAgBEggKAAoACgAKAEIECgAQEg=="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))
    got = evaluator.run(['y'], {'a': np.full((2, 3, 4, 5), 1.0, np.float32)})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-068: Scatter output is no shape tensor; Einsum, ND one-hot etc. fall under "all other layers".')
print('expected: engine built')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
