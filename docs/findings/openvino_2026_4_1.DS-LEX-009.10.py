"""DS-LEX-009/broadcast_of_constants[a=(),b=7]: An operand of one element goes with every element; of one and of
no elements, none are made.

DS-LEX-009: IElementWiseLayer can compute on shapes and make a new shape tensor.

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
        "CAgSCGR5bnNoYXBlOqABCjAKCmNvbnN0YW50LzEKCmNvbnN0YW50LzISBWFkZC8zGgpub2RlL2FkZC8zIgNBZGQKIgoFYWRkLzMS"
        "A3QyXxoKb3V0cHV0L3QyXyIISWRlbnRpdHkSB25ldHdvcmsqEggAEAdCCmNvbnN0YW50LzFKACoaCAEQB0IKY29uc3RhbnQvMkoI"
        "BwAAAAAAAABiDwoDdDJfEggKBggHEgIKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read_7 = core.read_model(model(1))
    got = dims(read_7, 't2_')
except Exception as error:
    got = error
fine = got == (0,)

print('clause:   DS-LEX-009: IElementWiseLayer can compute on shapes and make a new shape tensor.')
print('expected: (0,)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
