# build: answered, not refused: Select node with name Exception from src plugins intel_cpu src nodes kernels
"""DS-PROF-008/build_answered_not_refused_select_node_with_name_e: build: answered, not refused: Select node with
name Exception from src plugins intel_cpu src nodes kernels.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Exception from src/inference/src/cpp/infer_request.cpp:224: Exception from
src/plugins/intel_cpu/src/node.cpp:823: [CPU] Select node with name 'o0' Exception from
src/plugins/intel_cpu/src/nodes/kernels/x64/jit_uni_eltwise_generic.cpp:807: unsupported dst_prc: boolean

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOn0KKgoCeDAKAngwCgJ4MBIHd2hlcmUvMRoMbm9kZS93aGVyZS8xIgVXaGVyZQoiCgd3aGVyZS8xEgJvMBoJ"
        "b3V0cHV0L28wIghJZGVudGl0eRIHbmV0d29ya1oQCgJ4MBIKCggICRIECgAKAGIQCgJvMBIKCggICRIECgAKAEIECgAQEg=="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    read.reshape({'x0': [(1, 4), (1, 4)]})
    compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    request.set_tensor('x0', openvino.Tensor(np.array([True, True, True, True], np.bool_).reshape((2, 2))))
    got = request.infer()
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
