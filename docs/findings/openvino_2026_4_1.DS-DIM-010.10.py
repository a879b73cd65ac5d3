"""DS-DIM-010/engine_dims_of_one_name_that_varies[profiles=5xvaries]: By name an extent that varies within a
profile is -1, whichever of the profiles that is.

DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the
profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per
profile.

openvino 2026.4.1, edition 10 was expected to give: (-1, 4)
It gave: (5, 4)

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
        "CAgSCGR5bnNoYXBlOngKIAoDZm9vEgZyZWx1LzEaC25vZGUvcmVsdS8xIgRSZWx1CiMKBnJlbHUvMRIDYmFyGgpvdXRwdXQvYmFy"
        "IghJZGVudGl0eRIHbmV0d29ya1oTCgNmb28SDAoKCAESBgoACgIIBGIRCgNiYXISCgoICAESBAoACgBCBAoAEBI="
    ),
}

core = openvino.Core()
read_5 = core.read_model(model(1))
read_5.reshape({'foo': [(5, 5), (4, 4)]})

try:
    got = dims(read_5, 'foo')
except Exception as error:
    got = error
fine = got == (-1, 4)

print('clause:   DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per profile.')
print('expected: (-1, 4)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
