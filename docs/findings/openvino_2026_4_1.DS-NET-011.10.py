"""DS-NET-011/greatest_extents_since_10[axis=0,extent=9223372036854775807]: From 10 on an extent has 64 bits:
2^63 - 1 is one, at every place, where there are no elements too many.

DS-NET-011: A tensor has rank 0 to 8 (`Dims::MAX_DIMS` = 8); extents are int32.

openvino 2026.4.1, edition 10 was expected to give: (9223372036854775807, 0)
It gave: (-1, 0)

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
        "CAgSCGR5bnNoYXBlOpQBCioKAXgSCmlkZW50aXR5LzEaD25vZGUvaWRlbnRpdHkvMSIISWRlbnRpdHkKKwoKaWRlbnRpdHkvMRIF"
        "Y29weV8aDG91dHB1dC9jb3B5XyIISWRlbnRpdHkSB25ldHdvcmtaGwoBeBIWChQIARIQCgoI//////////9/CgIIAGITCgVjb3B5"
        "XxIKCggIARIECgAKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read_3 = core.read_model(model(1))
    got = dims(read_3, 'x')
except Exception as error:
    got = error
fine = got == (9223372036854775807, 0)

print('clause:   DS-NET-011: A tensor has rank 0 to 8 (`Dims::MAX_DIMS` = 8); extents are int32.')
print('expected: (9223372036854775807, 0)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
