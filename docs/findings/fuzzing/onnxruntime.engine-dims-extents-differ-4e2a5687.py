# engine dims: extents differ
"""DS-DIM-010/engine_dims_extents_differ: engine dims: extents differ.

DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the
profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per
profile.

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
        "CAgSCGR5bnNoYXBlOsMBCmQKAngwEgltYXhwb29sLzEaDm5vZGUvbWF4cG9vbC8xIgdNYXhQb29sKhUKDGtlcm5lbF9zaGFwZUAC"
        "QAGgAQcqEQoEcGFkc0AAQABAAEAAoAEHKhAKB3N0cmlkZXNAAkABoAEHCiQKCW1heHBvb2wvMRICbzAaCW91dHB1dC9vMCIISWRl"
        "bnRpdHkSB25ldHdvcmtaFgoCeDASEAoOCAESCgoACgAKAggBCgBiFAoCbzASDgoMCAESCAoACgAKAAoAQgQKABAS"
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])

try:
    got = dims(session, 'o0')
except Exception as error:
    got = error
fine = got == (-1, -1, 0, -1)

print('clause:   DS-DIM-010: `ICudaEngine::getBindingDimensions` shows -1 for a dim only if it varies over min..max of the profile that the binding index belongs to; with min==max it shows the fixed number, so answers differ per profile.')
print('expected: (-1, -1, 0, -1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
