"""DS-LAY-046/lines_of_wide_integers[form=inputs]: A line of Int64 steps from alpha by beta, beyond Int32 too.

DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] =
alpha + i*beta.

openvino 2026.4.1, edition 10 was expected to give: element (1,2) within 0 of 1108101562371.0
It gave: 2147483647.0, off by 1.11e+12 (1105954078724.0 ULP); 6 of 6 elements are out of bounds

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
import openvino


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
        "CAgSCGR5bnNoYXBlOrEFCkIKCmNvbnN0YW50LzYKCmNvbnN0YW50LzUKCmNvbnN0YW50LzcSB3JhbmdlLzgaDG5vZGUvcmFuZ2Uv"
        "OCIFUmFuZ2UKLwoHcmFuZ2UvOAoKY29uc3RhbnQvORIGbXVsLzEwGgtub2RlL211bC8xMCIDTXVsCjsKBm11bC8xMAoLY29uc3Rh"
        "bnQvMTESCnJlc2hhcGUvMTIaD25vZGUvcmVzaGFwZS8xMiIHUmVzaGFwZQoyCgpjb25zdGFudC8yCgpyZXNoYXBlLzEyEgZhZGQv"
        "MTMaC25vZGUvYWRkLzEzIgNBZGQKRQoKY29uc3RhbnQvNgoLY29uc3RhbnQvMTUKCmNvbnN0YW50LzcSCHJhbmdlLzE2Gg1ub2Rl"
        "L3JhbmdlLzE2IgVSYW5nZQoxCghyYW5nZS8xNgoLY29uc3RhbnQvMTcSBm11bC8xOBoLbm9kZS9tdWwvMTgiA011bAoqCgZhZGQv"
        "MTMKBm11bC8xOBIGYWRkLzE5Ggtub2RlL2FkZC8xOSIDQWRkCiUKBmFkZC8xORIEb3V0MBoLb3V0cHV0L291dDAiCElkZW50aXR5"
        "EgduZXR3b3JrKhgQB0IKY29uc3RhbnQvMkoIAQAAAAABAAAqGBAHQgpjb25zdGFudC81SggCAAAAAAAAACoYEAdCCmNvbnN0YW50"
        "LzZKCAAAAAAAAAAAKhgQB0IKY29uc3RhbnQvN0oIAQAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzlKCAAAAAACAAAAKiMIAhAHQgtj"
        "b25zdGFudC8xMUoQ//////////8BAAAAAAAAACoZEAdCC2NvbnN0YW50LzE1SggDAAAAAAAAACobCAEQB0ILY29uc3RhbnQvMTdK"
        "CAEAAAAAAAAAYhIKBG91dDASCgoICAcSBAoACgBCBAoAEBI="
    ),
}

core = openvino.Core()
read_3 = core.read_model(model(1))
compiled_2 = core.compile_model(read_3, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_4 = compiled_2.create_infer_request()

try:
    outcome_4 = request_4.infer()
    array_4 = np.array(request_4.get_tensor('out0').data)
    got = array_4
except Exception as error:
    got = error
wanted, bound = np.array([1099511627777, 1099511627778, 1099511627779, 1108101562369, 1108101562370, 1108101562371], np.int64).reshape((2, 3)), np.array([0], np.int64).reshape(())
fine = not isinstance(got, Exception) and bool(
    ((np.abs(got.astype(np.float64) - wanted) <= bound) | (got == wanted)
     | (np.isnan(got.astype(np.float64)) & np.isnan(wanted.astype(np.float64)))).all()
)

print('clause:   DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] = alpha + i*beta.')
print('expected: element (1,2) within 0 of 1108101562371.0')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
