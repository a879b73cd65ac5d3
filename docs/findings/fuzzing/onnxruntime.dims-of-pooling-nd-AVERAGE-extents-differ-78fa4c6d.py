# dims of pooling_nd AVERAGE: extents differ
"""DS-LAY-064/dims_of_pooling_nd_average_extents_differ: dims of pooling_nd AVERAGE: extents differ.

DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the
unpadded overlap (averageCountExcludesPadding default true).

onnxruntime 1.32.0, edition 10 was expected to give: (-1, -1, 0, -1)
It gave: (-1, -1, 1, -1)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

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


def dims(session, name):
    """What the session says of a tensor's dims; -1 for an extent that it leaves open."""
    (node,) = [node for node in (*session.get_inputs(), *session.get_outputs()) if node.name == name]
    return tuple(extent if isinstance(extent, int) else -1 for extent in node.shape)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOu4BCooBCgJ4MBINYXZlcmFnZXBvb2wvMRoSbm9kZS9hdmVyYWdlcG9vbC8xIgtBdmVyYWdlUG9vbCoYChFj"
        "b3VudF9pbmNsdWRlX3BhZBgAoAECKhUKDGtlcm5lbF9zaGFwZUACQAGgAQcqEQoEcGFkc0AAQABAAEAAoAEHKhAKB3N0cmlkZXNA"
        "AkABoAEHCigKDWF2ZXJhZ2Vwb29sLzESAm8wGglvdXRwdXQvbzAiCElkZW50aXR5EgduZXR3b3JrWhYKAngwEhAKDggBEgoKAAoA"
        "CgIIAQoAYhQKAm8wEg4KDAgBEggKAAoACgAKAEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = dims(session, 'o0')
except Exception as error:
    got = error
fine = got == (-1, -1, 0, -1)

print('clause:   DS-LAY-064: Pooling explicit/SAME as convolution with DK = F; padding is -inf for max; average divides by the unpadded overlap (averageCountExcludesPadding default true).')
print('expected: (-1, -1, 0, -1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
