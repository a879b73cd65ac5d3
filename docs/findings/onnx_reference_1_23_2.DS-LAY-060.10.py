"""DS-LAY-060/negative_k_as_an_input[k=-1]: K is no negative number, if an input gives it too.

DS-LAY-060: TopK: exactly one axis, one of the last four; K <= 3840; both outputs have K on the axis; values
sorted; indices Int32; Int32 data refused.

onnx_reference 1.23.2, edition 10 was expected to give: refused
It gave: accepted

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
        "CAgSCGR5bnNoYXBlOtMCCjwKCmNvbnN0YW50LzIKCmNvbnN0YW50LzMSCXJlc2hhcGUvNBoObm9kZS9yZXNoYXBlLzQiB1Jlc2hh"
        "cGUKXQoBYQoJcmVzaGFwZS80EgZ0b3BrLzUSBnRvcGsvNhoLbm9kZS90b3BrLzUiBFRvcEsqCwoEYXhpcxgBoAECKg4KB2xhcmdl"
        "c3QYAaABAioNCgZzb3J0ZWQYAaABAgouCgZ0b3BrLzYSBmNhc3QvNxoLbm9kZS9jYXN0LzciBENhc3QqCQoCdG8YBqABAgofCgZ0"
        "b3BrLzUSAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoYEAdCCmNvbnN0YW50LzJKCP//////////KhoIARAHQgpjb25z"
        "dGFudC8zSggBAAAAAAAAAFoTCgFhEg4KDAgBEggKAggCCgIIBWIPCgF5EgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred_2 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))
    inferred_3 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    results = evaluator.run(['y'], {'a': np.full((2, 5), 1.0, np.float32)})
    got = results
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-060: TopK: exactly one axis, one of the last four; K <= 3840; both outputs have K on the axis; values sorted; indices Int32; Int32 data refused.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
