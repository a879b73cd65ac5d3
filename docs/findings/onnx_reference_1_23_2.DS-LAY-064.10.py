"""DS-LAY-064/pooling_extents_at_run_time[mode=SAME_LOWER]: The same for a dynamic height and width.

DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the
unpadded overlap (averageCountExcludesPadding default true).

onnx_reference 1.23.2, edition 10 was expected to give: (1, 3, 3, 6)
It gave: (1, 3, 2, 6)

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
        "CAgSCGR5bnNoYXBlOsYBCmsKAXgSCW1heHBvb2wvMRoObm9kZS9tYXhwb29sLzEiB01heFBvb2wqGQoIYXV0b19wYWQiClNBTUVf"
        "TE9XRVKgAQMqFQoMa2VybmVsX3NoYXBlQANAA6ABByoQCgdzdHJpZGVzQAJAAqABBwoiCgltYXhwb29sLzESAXkaCG91dHB1dC95"
        "IghJZGVudGl0eRIHbmV0d29ya1oVCgF4EhAKDggBEgoKAAoCCAMKAAoAYhMKAXkSDgoMCAESCAoACgAKAAoAQgQKABAS"
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
evaluator_4 = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))

try:
    results_25 = evaluator_4.run(['y'], {'x': np.full((1, 3, 5, 12), 1.0, np.float32)})
    got = results_25[0].shape
except Exception as error:
    got = error
fine = got == (1, 3, 3, 6)

print('clause:   DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the unpadded overlap (averageCountExcludesPadding default true).')
print('expected: (1, 3, 3, 6)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
