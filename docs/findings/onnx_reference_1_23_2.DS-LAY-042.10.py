"""DS-LAY-042/reduction_of_nothing[dtype=int32,dims=0,mask=1,op=AVG]: Over an empty volume: SUM 0, PROD 1, MAX
the least, MIN the greatest number, AVG NaN or 0.

DS-LAY-042: Reduce over an empty volume: SUM 0, PROD 1, MAX -inf or INT_MIN, MIN +inf or INT_MAX, AVG NaN
(float) or 0 (Int32).

onnx_reference 1.23.2, edition 10 was expected to give: element () within 0 of 0.0
It gave: -2147483648.0, off by 2.15e+09 (2147483648.0 ULP); 1 of 1 elements are out of bounds

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
        "CAgSCGR5bnNoYXBlOvAFCkwKA2luMAoKY29uc3RhbnQvMRILcmVkdWNlc3VtLzIaEG5vZGUvcmVkdWNlc3VtLzIiCVJlZHVjZVN1"
        "bSoPCghrZWVwZGltcxgAoAECCk8KA2luMAoKY29uc3RhbnQvMRIMcmVkdWNlcHJvZC8zGhFub2RlL3JlZHVjZXByb2QvMyIKUmVk"
        "dWNlUHJvZCoPCghrZWVwZGltcxgAoAECCkwKA2luMAoKY29uc3RhbnQvMRILcmVkdWNlbWF4LzQaEG5vZGUvcmVkdWNlbWF4LzQi"
        "CVJlZHVjZU1heCoPCghrZWVwZGltcxgAoAECCkwKA2luMAoKY29uc3RhbnQvMRILcmVkdWNlbWluLzUaEG5vZGUvcmVkdWNlbWlu"
        "LzUiCVJlZHVjZU1pbioPCghrZWVwZGltcxgAoAECCk8KA2luMAoKY29uc3RhbnQvMRIMcmVkdWNlbWVhbi82GhFub2RlL3JlZHVj"
        "ZW1lYW4vNiIKUmVkdWNlTWVhbioPCghrZWVwZGltcxgAoAECCioKC3JlZHVjZXN1bS8yEgRvdXQwGgtvdXRwdXQvb3V0MCIISWRl"
        "bnRpdHkKKwoMcmVkdWNlcHJvZC8zEgRvdXQxGgtvdXRwdXQvb3V0MSIISWRlbnRpdHkKKgoLcmVkdWNlbWF4LzQSBG91dDIaC291"
        "dHB1dC9vdXQyIghJZGVudGl0eQoqCgtyZWR1Y2VtaW4vNRIEb3V0MxoLb3V0cHV0L291dDMiCElkZW50aXR5CisKDHJlZHVjZW1l"
        "YW4vNhIEb3V0NBoLb3V0cHV0L291dDQiCElkZW50aXR5EgduZXR3b3JrKhoIARAHQgpjb25zdGFudC8xSggAAAAAAAAAAFoPCgNp"
        "bjASCAoGCAYSAgoAYg4KBG91dDASBgoECAYSAGIOCgRvdXQxEgYKBAgGEgBiDgoEb3V0MhIGCgQIBhIAYg4KBG91dDMSBgoECAYS"
        "AGIOCgRvdXQ0EgYKBAgGEgBCBAoAEBI="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
evaluator_11 = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))

try:
    results_22 = evaluator_11.run(['out0', 'out1', 'out2', 'out3', 'out4'], {'in0': np.empty((0,), np.int32)})
    results_22[0]
    results_22[1]
    results_22[2]
    results_22[3]
    got = results_22[4]
except Exception as error:
    got = error
wanted, bound = np.array([0], np.int64).reshape(()), np.array([0], np.int64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print('clause:   DS-LAY-042: Reduce over an empty volume: SUM 0, PROD 1, MAX -inf or INT_MIN, MIN +inf or INT_MAX, AVG NaN (float) or 0 (Int32).')
print('expected: element () within 0 of 0.0')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
