"""DS-LAY-050/constants_of_every_rank[dtype=float32,dims=0]: As many weights as the dims have elements, row by
row; a scalar has one.

DS-LAY-050: Constant: Int32 weights give an Int32 output; no Bool constants; number of weights = volume of the
dims; a wildcard dim is legal if the run-time volume equals the count.

openvino 2026.4.1, edition 10 was expected to give: (0,)
It gave: ()

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
        "CAgSCGR5bnNoYXBlOlEKIwoKY29uc3RhbnQvMRIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhIIABABQgpjb25zdGFu"
        "dC8xSgBiDQoBeRIICgYIARICCgBCBAoAEBI="
    ),
}

core = openvino.Core()

try:
    read_8 = core.read_model(model(1))
    got = dims(read_8, 'y')
except Exception as error:
    got = error
fine = got == (0,)

print('clause:   DS-LAY-050: Constant: Int32 weights give an Int32 output; no Bool constants; number of weights = volume of the dims; a wildcard dim is legal if the run-time volume equals the count.')
print('expected: (0,)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
