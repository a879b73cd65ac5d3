"""DS-NET-019/tensor_inside_a_region_as_output[region=conditional]: A tensor inside of a loop or of an if-
conditional is no output: it is refused when marked, or at build.

DS-NET-019: A network input cannot be marked as output, nor can a tensor inside a loop or an if-conditional.

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: accepted

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
        "CAgSCGR5bnNoYXBlOvsECowDCgljb25kaXRpb24SBGlmLzcaCW5vZGUvaWYvNyICSWYqswEKC2Vsc2VfYnJhbmNoMqABCioKAXgS"
        "CmlkZW50aXR5LzMaD25vZGUvaWRlbnRpdHkvMyIISWRlbnRpdHkKJAoKaWRlbnRpdHkvMxIFYWJzLzQaCm5vZGUvYWJzLzQiA0Fi"
        "cwooCgVhYnMvNBIHeWllbGQvNhoMbm9kZS95aWVsZC82IghJZGVudGl0eRILZWxzZV9icmFuY2hiFQoHeWllbGQvNhIKCggIARIE"
        "CgAKAKABBSqzAQoLdGhlbl9icmFuY2gyoAEKKgoBeBIKaWRlbnRpdHkvMRoPbm9kZS9pZGVudGl0eS8xIghJZGVudGl0eQokCgpp"
        "ZGVudGl0eS8xEgVuZWcvMhoKbm9kZS9uZWcvMiIDTmVnCigKBW5lZy8yEgd5aWVsZC81Ggxub2RlL3lpZWxkLzUiCElkZW50aXR5"
        "Egt0aGVuX2JyYW5jaGIVCgd5aWVsZC81EgoKCAgBEgQKAAoAoAEFCioKAXgSCmlkZW50aXR5LzgaD25vZGUvaWRlbnRpdHkvOCII"
        "SWRlbnRpdHkKJAoKaWRlbnRpdHkvOBIFbmVnLzkaCm5vZGUvbmVnLzkiA05lZwodCgRpZi83EgF5GghvdXRwdXQveSIISWRlbnRp"
        "dHkKIgoFbmVnLzkSA3Q1XxoKb3V0cHV0L3Q1XyIISWRlbnRpdHkSB25ldHdvcmtaEwoBeBIOCgwIARIICgIIAgoCCANaEwoJY29u"
        "ZGl0aW9uEgYKBAgJEgBiDwoBeRIKCggIARIECgAKAGIRCgN0NV8SCgoICAESBAoACgBCBAoAEBI="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    compiled = core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_2 = core.read_model(model(1))
    request.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32).reshape((2, 3))))
    request.set_tensor('condition', openvino.Tensor(np.array([True], np.bool_).reshape(())))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    array_2 = np.array(request.get_tensor('t5_').data)
    got = array_2
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-NET-019: A network input cannot be marked as output, nor can a tensor inside a loop or an if-conditional.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
