# build: crash: the process ended by SIGFPE at definition build
"""DS-PROF-008/build_crash_the_process_ended_by_sigfpe_at_definit: build: crash: the process ended by SIGFPE at
definition build.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

onnxruntime 1.30.0, edition 10 was expected to give: an answer
It gave: the process ended with status -8

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import subprocess
import sys

import numpy as np
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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOpcBCkMKAngwCgJ4MBIIZWluc3VtLzEaDW5vZGUvZWluc3VtLzEiBkVpbnN1bSoYCghlcXVhdGlvbiIJaWos"
        "a2otPmlroAEDCiMKCGVpbnN1bS8xEgJvMBoJb3V0cHV0L28wIghJZGVudGl0eRIHbmV0d29ya1oQCgJ4MBIKCggIARIECgAKAGIQ"
        "CgJvMBIKCggIARIECgAKAEIECgAQEg=="
    ),
}

if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
try:
    session.run(['o0'], {'x0': np.empty((0, 0), np.float32)})
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
