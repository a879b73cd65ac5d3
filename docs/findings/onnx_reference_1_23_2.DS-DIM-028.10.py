"""DS-DIM-028/unequal_extents_within_an_input[dims=4x5]: So are unequal extents of one name within one input.

DS-DIM-028: 8.5+: equal dimension names on inputs promise equal extents at run time; a violation is an error.

onnx_reference 1.23.2, edition 10 was expected to give: refused
It gave: (4, 5)

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
        "CAgSCGR5bnNoYXBlOnwKIAoDZm9vEgZyZWx1LzEaC25vZGUvcmVsdS8xIgRSZWx1CiMKBnJlbHUvMRIDYmFyGgpvdXRwdXQvYmFy"
        "IghJZGVudGl0eRIHbmV0d29ya1oXCgNmb28SEAoOCAESCgoDEgFuCgMSAW5iEQoDYmFyEgoKCAgBEgQKAAoAQgQKABAS"
    ),
    2: (
        "CAgSCGR5bnNoYXBlOnoKIAoDZm9vEgZyZWx1LzEaC25vZGUvcmVsdS8xIgRSZWx1CiMKBnJlbHUvMRIDYmFyGgpvdXRwdXQvYmFy"
        "IghJZGVudGl0eRIHbmV0d29ya1oVCgNmb28SDgoMCAESCAoCCAQKAggFYhEKA2JhchIKCggIARIECgAKAEIECgAQEg=="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))

try:
    inferred_6 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(2)), check_type=True, strict_mode=True, data_prop=True)
    results_5 = evaluator.run(['bar'], {'foo': np.full((4, 5), 1.0, np.float32)})
    got = results_5[0].shape
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-DIM-028: 8.5+: equal dimension names on inputs promise equal extents at run time; a violation is an error.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
