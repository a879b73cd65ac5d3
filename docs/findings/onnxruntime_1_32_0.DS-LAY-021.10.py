"""DS-LAY-021/index_tuples_of_dims: Dims that tuples pick from the dims of a tensor, of which one is known at run
time only.

DS-LAY-021: Gather kND: output dims = indices[:-1] + data[nbElementWise + indices.d[q-1]:]; indices' last dim
is a build-time constant and <= r - nbElementWise; the printed header formula is garbled.

onnxruntime 1.32.0, edition 10 was expected to give: (4, -1)
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
        "CAgSCGR5bnNoYXBlOpIDCiEKAXgSB3NoYXBlLzEaDG5vZGUvc2hhcGUvMSIFU2hhcGUKLwoHc2hhcGUvMRIGY2FzdC8yGgtub2Rl"
        "L2Nhc3QvMiIEQ2FzdCoJCgJ0bxgGoAECCk4KBmNhc3QvMgoKY29uc3RhbnQvNBIKZ2F0aGVybmQvNRoPbm9kZS9nYXRoZXJuZC81"
        "IghHYXRoZXJORCoRCgpiYXRjaF9kaW1zGACgAQIKMgoKZ2F0aGVybmQvNRIGY2FzdC82Ggtub2RlL2Nhc3QvNiIEQ2FzdCoJCgJ0"
        "bxgHoAECCkEKAXgKBmNhc3QvNhIJcmVzaGFwZS83Gg5ub2RlL3Jlc2hhcGUvNyIHUmVzaGFwZSoQCglhbGxvd3plcm8YAKABAgoi"
        "CglyZXNoYXBlLzcSAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayokCAIIARAHQgpjb25zdGFudC80ShABAAAAAAAAAAAA"
        "AAAAAAAAWhEKAXgSDAoKCAESBgoACgIIBGIPCgF5EgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = dims(session, 'y')
except Exception as error:
    got = error
fine = got == (4, -1)

print("clause:   DS-LAY-021: Gather kND: output dims = indices[:-1] + data[nbElementWise + indices.d[q-1]:]; indices' last dim is a build-time constant and <= r - nbElementWise; the printed header formula is garbled.")
print('expected: (4, -1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
