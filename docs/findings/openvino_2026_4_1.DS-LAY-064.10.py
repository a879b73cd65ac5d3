"""DS-LAY-064/pooling_of_another_rank[dtype=int32]: The input has a batch axis, a channel axis and the axes of
the window, and is of floats.

DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the
unpadded overlap (averageCountExcludesPadding default true).

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: accepted

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
        "CAgSCGR5bnNoYXBlOroBCmMKAWESCW1heHBvb2wvMRoObm9kZS9tYXhwb29sLzEiB01heFBvb2wqFQoMa2VybmVsX3NoYXBlQANA"
        "A6ABByoRCgRwYWRzQABAAEAAQACgAQcqEAoHc3RyaWRlc0ABQAGgAQcKIgoJbWF4cG9vbC8xEgF5GghvdXRwdXQveSIISWRlbnRp"
        "dHkSB25ldHdvcmtaGwoBYRIWChQIBhIQCgIIAgoCCAMKAggICgIICGIJCgF5EgQKAggGQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('a', openvino.Tensor(np.full((2, 3, 8, 8), 1, np.int32)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the unpadded overlap (averageCountExcludesPadding default true).')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
