"""DS-LEX-013/extents_that_are_found[layer=resize,mixed=True]: Extents that constant propagation finds are known:
all of a constant, some of a mixture.

DS-LEX-013: The output shape of a dynamic Resize/Shuffle/Slice is not known at build time unless constant
propagation finds it; the rank is.

onnxruntime 1.32.0, edition 10 was expected to give: (-1, 1)
It gave: (-1, -1)

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
        "CAgSCGR5bnNoYXBlOtgCCj0KAW4KCmNvbnN0YW50LzESCGNvbmNhdC8yGg1ub2RlL2NvbmNhdC8yIgZDb25jYXQqCwoEYXhpcxgA"
        "oAECCpEBCgF4CgAKAAoIY29uY2F0LzISCHJlc2l6ZS8zGg1ub2RlL3Jlc2l6ZS8zIgZSZXNpemUqLwoeY29vcmRpbmF0ZV90cmFu"
        "c2Zvcm1hdGlvbl9tb2RlIgphc3ltbWV0cmljoAEDKhIKBG1vZGUiB25lYXJlc3SgAQMqGAoMbmVhcmVzdF9tb2RlIgVmbG9vcqAB"
        "AwolCghyZXNpemUvMxIDdDRfGgpvdXRwdXQvdDRfIghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IKY29uc3RhbnQvMUoIAQAAAAAA"
        "AABaDwoBbhIKCggIBxIECgIIAVoTCgF4Eg4KDAgBEggKAggCCgIIAmIRCgN0NF8SCgoICAESBAoACgBCBAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session_4 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = dims(session_4, 't4_')
except Exception as error:
    got = error
fine = got == (-1, 1)

print('clause:   DS-LEX-013: The output shape of a dynamic Resize/Shuffle/Slice is not known at build time unless constant propagation finds it; the rank is.')
print('expected: (-1, 1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
