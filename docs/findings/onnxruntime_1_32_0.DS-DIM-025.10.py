"""DS-DIM-025/reduction_over_an_empty_axis[op=AVG,columns=1]: A reduction over an empty axis gives its identity.

DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity
results.

onnxruntime 1.32.0, edition 10 was expected to give: element (0) within 0 of nan
It gave: 0.0, off by nan (nan ULP); 1 of 1 elements are out of bounds

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
        "CAgSCGR5bnNoYXBlOrsBCk0KAXgKCmNvbnN0YW50LzESDHJlZHVjZW1lYW4vMhoRbm9kZS9yZWR1Y2VtZWFuLzIiClJlZHVjZU1l"
        "YW4qDwoIa2VlcGRpbXMYAKABAgolCgxyZWR1Y2VtZWFuLzISAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IK"
        "Y29uc3RhbnQvMUoIAAAAAAAAAABaDwoBeBIKCggIARIECgAKAGINCgF5EggKBggBEgIKAEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session_17 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])

try:
    results_29 = session_17.run(['y'], {'x': np.empty((0, 1), np.float32)})
    got = results_29[0]
except Exception as error:
    got = error
wanted, bound = np.array([np.nan], np.float64), np.array([0], np.int64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print("clause:   DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity results.")
print('expected: element (0) within 0 of nan')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
