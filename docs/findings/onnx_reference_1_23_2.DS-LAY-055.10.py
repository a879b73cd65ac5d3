"""DS-LAY-055/dims_of_outputs[kind=LAST_VALUE,dims=5]: LAST_VALUE adds no axis; the others put one of the given
length in at the axis.

DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd
input (0-D Int32 shape tensor from outside).

onnx_reference 1.23.2, edition 10 was expected to give: (5,)
It gave: (-1,)

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
        "CAgSCGR5bnNoYXBlOrsDCroCCgpjb25zdGFudC8yCgpjb25zdGFudC8zCgF4Egdsb29wLzEwGgxub2RlL2xvb3AvMTAiBExvb3Aq"
        "/wEKBGJvZHky8wEKJAoHc3RhdGUvNgoBeBIFYWRkLzcaCm5vZGUvYWRkLzciA0FkZAouCgtjb25kaXRpb24vNRIHeWllbGQvOBoM"
        "bm9kZS95aWVsZC84IghJZGVudGl0eQooCgVhZGQvNxIHeWllbGQvORoMbm9kZS95aWVsZC85IghJZGVudGl0eRIEYm9keVoVCgtp"
        "dGVyYXRpb24vNBIGCgQIBxIAWhUKC2NvbmRpdGlvbi81EgYKBAgJEgBaFQoHc3RhdGUvNhIKCggIARIECgIIBWIRCgd5aWVsZC84"
        "EgYKBAgJEgBiEwoHeWllbGQvORIICgYIARICCgCgAQUKJAoHbG9vcC8xMBIDdDdfGgpvdXRwdXQvdDdfIghJZGVudGl0eRIHbmV0"
        "d29yayoYEAdCCmNvbnN0YW50LzJKCAMAAAAAAAAAKhEQCUIKY29uc3RhbnQvM0oBAVoPCgF4EgoKCAgBEgQKAggFYg8KA3Q3XxII"
        "CgYIARICCgBCBAoAEBI="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred_4 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    got = dims(inferred_4, 't7_')
except Exception as error:
    got = error
fine = got == (5,)

print('clause:   DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd input (0-D Int32 shape tensor from outside).')
print('expected: (5,)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
