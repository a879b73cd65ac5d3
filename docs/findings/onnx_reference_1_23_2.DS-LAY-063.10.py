"""DS-LAY-063/grouped_deconvolutions[maps=1]: In groups each map sees its own channels, as many as the kernel's
first axis has for it.

DS-LAY-063: Deconvolution: O = (I-1)*S+DK-(B+A); SAME: O = min(I*S,(I-1)*S+DK), P = max(DK-S,0).

onnx_reference 1.23.2, edition 10 was expected to give: engine built
It gave: refused by None: cannot reshape array of size 6 into shape (1,2,6)

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
        "CAgSCGR5bnNoYXBlOpIDCqUBCgNpbjAKCmNvbnN0YW50LzESD2NvbnZ0cmFuc3Bvc2UvMhoUbm9kZS9jb252dHJhbnNwb3NlLzIi"
        "DUNvbnZUcmFuc3Bvc2UqEgoJZGlsYXRpb25zQAFAAaABByoMCgVncm91cBgCoAECKhUKDGtlcm5lbF9zaGFwZUADQAKgAQcqEQoE"
        "cGFkc0AAQABAAEAAoAEHKhAKB3N0cmlkZXNAAkABoAEHCi4KD2NvbnZ0cmFuc3Bvc2UvMhIEb3V0MBoLb3V0cHV0L291dDAiCElk"
        "ZW50aXR5EgduZXR3b3JrKngIBAgBCAMIAhABQgpjb25zdGFudC8xSmBlGXO/3eGCvu11cL9JFEG/Di5vPweMoT5DARO+nXpCPdng"
        "Pj89h5++e+o4PsIXvD5pDpS+bnQcPYHOBz/zf1E/96cyvybpXT8yWX2/RIYBP1/9Hj8Q+jm/2BUmvkVpIT9aHQoDaW4wEhYKFAgB"
        "EhAKAggCCgIIBAoCCAMKAggEYhYKBG91dDASDgoMCAESCAoACgAKAAoAQgQKABAS"
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    evaluator_2 = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))
    got = evaluator_2.run(['out0'], {'in0': np.full((2, 4, 3, 4), 1.0, np.float32)})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-063: Deconvolution: O = (I-1)*S+DK-(B+A); SAME: O = min(I*S,(I-1)*S+DK), P = max(DK-S,0).')
print('expected: engine built')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
