"""DS-LAY-036/scaled_wildcards[dims=-1x4,scales=0.5x2.0]: What a scale makes of a run-time dim is none that is
known while the network is defined.

DS-LAY-036: Resize with scales: output[i] = floor(input[i]*scale[i]); number of scales = rank; static only.

onnx_reference 1.23.2, edition 10 was expected to give: (-1, 8)
It gave: (-1, -1)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys
import warnings

import onnx.reference


def stop(*error):
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(2)  # neither there nor gone: a call before it does not work


sys.excepthook = stop


def model(number):
    """The model of that number: the file beside this script or, where there is none, what is written in it."""
    path = pathlib.Path(__file__).with_suffix(f".{number}.onnx")
    return path.read_bytes() if path.exists() else base64.b64decode(MODELS[number])


def dims(inferred, name):
    """What shape inference says of a tensor's dims; -1 for an extent that it leaves open, None without a rank."""
    (info,) = [info for info in (*inferred.graph.input, *inferred.graph.output) if info.name == name]
    if not info.type.tensor_type.HasField("shape"):
        return None
    return tuple(dim.dim_value if dim.HasField("dim_value") else -1 for dim in info.type.tensor_type.shape.dim)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOtgDCiEKAWESB3NoYXBlLzEaDG5vZGUvc2hhcGUvMSIFU2hhcGUKLwoHc2hhcGUvMRIGY2FzdC8yGgtub2Rl"
        "L2Nhc3QvMiIEQ2FzdCoJCgJ0bxgBoAECCiwKBmNhc3QvMgoKY29uc3RhbnQvMxIFbXVsLzQaCm5vZGUvbXVsLzQiA011bAolCgVt"
        "dWwvNBIHZmxvb3IvNRoMbm9kZS9mbG9vci81IgVGbG9vcgovCgdmbG9vci81EgZjYXN0LzYaC25vZGUvY2FzdC82IgRDYXN0KgkK"
        "AnRvGAegAQIKjwEKAWEKAAoACgZjYXN0LzYSCHJlc2l6ZS83Gg1ub2RlL3Jlc2l6ZS83IgZSZXNpemUqLwoeY29vcmRpbmF0ZV90"
        "cmFuc2Zvcm1hdGlvbl9tb2RlIgphc3ltbWV0cmljoAEDKhIKBG1vZGUiB25lYXJlc3SgAQMqGAoMbmVhcmVzdF9tb2RlIgVmbG9v"
        "cqABAwohCghyZXNpemUvNxIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhoIAhABQgpjb25zdGFudC8zSggAAAA/AAAA"
        "QFoRCgFhEgwKCggBEgYKAAoCCARiDwoBeRIKCggIARIECgAKAEIECgAQEg=="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred_2 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    got = dims(inferred_2, 'y')
except Exception as error:
    got = error
fine = got == (-1, 8)

print('clause:   DS-LAY-036: Resize with scales: output[i] = floor(input[i]*scale[i]); number of scales = rank; static only.')
print('expected: (-1, 8)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
