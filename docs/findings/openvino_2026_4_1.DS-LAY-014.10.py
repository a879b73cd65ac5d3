"""DS-LAY-014/nothing_of_nothing[mode=CLAMP,dims=0,size=0]: A size of 0 on that axis is accepted, and an axis
with elements gives any size.

DS-LAY-014: Slice kCLAMP/kREFLECT: an input axis of length 0 demands output length 0 on that axis.

openvino 2026.4.1, edition 10 was expected to give: (0,)
It gave: (1,)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

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


def dims(read, name):
    """What a model says of a tensor's dims; -1 for an extent that it leaves open, None without a rank."""
    (port,) = [port for port in (*read.inputs, *read.outputs) if name in port.names]
    if port.partial_shape.rank.is_dynamic:
        return None
    return tuple(dim.get_length() if dim.is_static else -1 for dim in port.partial_shape)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOt4CCjAKCmNvbnN0YW50LzEKCmNvbnN0YW50LzMSBXN1Yi80Ggpub2RlL3N1Yi80IgNTdWIKKwoKY29uc3Rh"
        "bnQvMgoFc3ViLzQSBW1pbi81Ggpub2RlL21pbi81IgNNaW4KKwoFbWluLzUKCmNvbnN0YW50LzESBW1heC82Ggpub2RlL21heC82"
        "IgNNYXgKOAoBYQoFbWF4LzYSCGdhdGhlci83Gg1ub2RlL2dhdGhlci83IgZHYXRoZXIqCwoEYXhpcxgAoAECCiEKCGdhdGhlci83"
        "EgF5GghvdXRwdXQveSIISWRlbnRpdHkSB25ldHdvcmsqGggBEAdCCmNvbnN0YW50LzFKCAAAAAAAAAAAKhIIABAHQgpjb25zdGFu"
        "dC8ySgAqGggBEAdCCmNvbnN0YW50LzNKCAEAAAAAAAAAWg8KAWESCgoICAESBAoCCABiDQoBeRIICgYIARICCgBCBAoAEBI="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    got = dims(read, 'y')
except Exception as error:
    got = error
fine = got == (0,)

print('clause:   DS-LAY-014: Slice kCLAMP/kREFLECT: an input axis of length 0 demands output length 0 on that axis.')
print('expected: (0,)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
