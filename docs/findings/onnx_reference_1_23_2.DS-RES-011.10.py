"""DS-RES-011/rank_2_in_between: By way of two dims (8.5 and later) the elements that are known stay known, and
no others.

DS-RES-011: It is enough that constant propagation finds the value.

onnx_reference 1.23.2, edition 10 was expected to give: (-1, -1, 3, 8)
It gave: (-1, -1, -1, -1)

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
        "CAgSCGR5bnNoYXBlOuYFCiEKAXgSB3NoYXBlLzEaDG5vZGUvc2hhcGUvMSIFU2hhcGUKQwoHc2hhcGUvMQoKY29uc3RhbnQvMhII"
        "Y29uY2F0LzMaDW5vZGUvY29uY2F0LzMiBkNvbmNhdCoLCgRheGlzGACgAQIKTAoIY29uY2F0LzMKCmNvbnN0YW50LzQSCXJlc2hh"
        "cGUvNRoObm9kZS9yZXNoYXBlLzUiB1Jlc2hhcGUqEAoJYWxsb3d6ZXJvGACgAQIKRAoJcmVzaGFwZS81Egt0cmFuc3Bvc2UvNhoQ"
        "bm9kZS90cmFuc3Bvc2UvNiIJVHJhbnNwb3NlKg0KBHBlcm1AAUAAoAEHCk8KC3RyYW5zcG9zZS82Cgpjb25zdGFudC83EglyZXNo"
        "YXBlLzgaDm5vZGUvcmVzaGFwZS84IgdSZXNoYXBlKhAKCWFsbG93emVybxgAoAECCkkKCXJlc2hhcGUvOBISY29uc3RhbnRvZnNo"
        "YXBlLzExGhdub2RlL2NvbnN0YW50b2ZzaGFwZS8xMSIPQ29uc3RhbnRPZlNoYXBlCocBChJjb25zdGFudG9mc2hhcGUvMTESFHJh"
        "bmRvbXVuaWZvcm1saWtlLzEyGhlub2RlL3JhbmRvbXVuaWZvcm1saWtlLzEyIhFSYW5kb21Vbmlmb3JtTGlrZSoOCgRoaWdoFQAA"
        "gD+gAQEqDQoDbG93FQAAAACgAQEqDgoEc2VlZBUAAMBAoAEBCjEKFHJhbmRvbXVuaWZvcm1saWtlLzEyEgN0Nl8aCm91dHB1dC90"
        "Nl8iCElkZW50aXR5EgduZXR3b3JrKhoIARAHQgpjb25zdGFudC8ySggIAAAAAAAAACoiCAIQB0IKY29uc3RhbnQvNEoQAgAAAAAA"
        "AAACAAAAAAAAACoaCAEQB0IKY29uc3RhbnQvN0oIBAAAAAAAAABaEwoBeBIOCgwIARIICgAKAggDCgBiFQoDdDZfEg4KDAgBEggK"
        "AAoACgAKAEIECgAQEg=="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    got = dims(inferred, 't6_')
except Exception as error:
    got = error
fine = got == (-1, -1, 3, 8)

print('clause:   DS-RES-011: It is enough that constant propagation finds the value.')
print('expected: (-1, -1, 3, 8)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
