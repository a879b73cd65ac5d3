"""DS-RES-010/known_extents_of_a_reshape[layer=shuffle,order=unknown_first]: A reshape by a concatenation of an
unknown value and 3 has dims (-1,3); so have resize and slice.

DS-RES-010: The shape analyser propagates constants element by element through the layers that do shape
computation.

openvino 2026.4.1, edition 10 was expected to give: (-1, 3)
It gave: (-1, -1)

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
        "CAgSCGR5bnNoYXBlOoYCCj0KAW4KCmNvbnN0YW50LzESCGNvbmNhdC8yGg1ub2RlL2NvbmNhdC8yIgZDb25jYXQqCwoEYXhpcxgA"
        "oAECCkMKAXgKCGNvbmNhdC8yEglyZXNoYXBlLzMaDm5vZGUvcmVzaGFwZS8zIgdSZXNoYXBlKhAKCWFsbG93emVybxgAoAECCiYK"
        "CXJlc2hhcGUvMxIDdDRfGgpvdXRwdXQvdDRfIghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IKY29uc3RhbnQvMUoIAwAAAAAAAABa"
        "DwoBbhIKCggIBxIECgIIAVoPCgF4EgoKCAgBEgQKAAoAYhEKA3Q0XxIKCggIARIECgAKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    got = dims(read, 't4_')
except Exception as error:
    got = error
fine = got == (-1, 3)

print('clause:   DS-RES-010: The shape analyser propagates constants element by element through the layers that do shape computation.')
print('expected: (-1, 3)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
