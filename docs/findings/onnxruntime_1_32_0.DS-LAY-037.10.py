"""DS-LAY-037/inner_axes[mode=LINEAR,new=-1x3x3x3]: NEAREST resizes up to eight axes, LINEAR the last three.

DS-LAY-037: Resize modes: nearest on up to 8 inner dims (Python docstring says 3), linear on up to 3 inner
dims; outer dims unchanged.

onnxruntime 1.32.0, edition 10 was expected to give: (-1, 3, 3, 3)
It gave: (-1, -1, -1, -1)

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
        "CAgSCGR5bnNoYXBlOpUFCiEKAWESB3NoYXBlLzEaDG5vZGUvc2hhcGUvMSIFU2hhcGUKLwoHc2hhcGUvMRIGY2FzdC8yGgtub2Rl"
        "L2Nhc3QvMiIEQ2FzdCoJCgJ0bxgBoAECCiwKBmNhc3QvMgoKY29uc3RhbnQvMxIFbXVsLzQaCm5vZGUvbXVsLzQiA011bAolCgVt"
        "dWwvNBIHZmxvb3IvNRoMbm9kZS9mbG9vci81IgVGbG9vcgovCgdmbG9vci81EgZjYXN0LzYaC25vZGUvY2FzdC82IgRDYXN0KgkK"
        "AnRvGAegAQIKNQoGY2FzdC82Cgpjb25zdGFudC83EghnYXRoZXIvOBoNbm9kZS9nYXRoZXIvOCIGR2F0aGVyCocBCgFhCgAKAAoI"
        "Z2F0aGVyLzgSCHJlc2l6ZS85Gg1ub2RlL3Jlc2l6ZS85IgZSZXNpemUqDwoEYXhlc0ABQAJAA6ABByovCh5jb29yZGluYXRlX3Ry"
        "YW5zZm9ybWF0aW9uX21vZGUiCmFzeW1tZXRyaWOgAQMqEQoEbW9kZSIGbGluZWFyoAEDCkoKCHJlc2l6ZS85CgZjYXN0LzYSCnJl"
        "c2hhcGUvMTAaD25vZGUvcmVzaGFwZS8xMCIHUmVzaGFwZSoQCglhbGxvd3plcm8YAaABAgojCgpyZXNoYXBlLzEwEgF5GghvdXRw"
        "dXQveSIISWRlbnRpdHkSB25ldHdvcmsqIggEEAFCCmNvbnN0YW50LzNKEAAAgD8AAMA/AADAPwAAwD8qKggDEAdCCmNvbnN0YW50"
        "LzdKGAEAAAAAAAAAAgAAAAAAAAADAAAAAAAAAFoZCgFhEhQKEggBEg4KAAoCCAIKAggCCgIIAmITCgF5Eg4KDAgBEggKAAoACgAK"
        "AEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session_6 = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = dims(session_6, 'y')
except Exception as error:
    got = error
fine = got == (-1, 3, 3, 3)

print('clause:   DS-LAY-037: Resize modes: nearest on up to 8 inner dims (Python docstring says 3), linear on up to 3 inner dims; outer dims unchanged.')
print('expected: (-1, 3, 3, 3)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
