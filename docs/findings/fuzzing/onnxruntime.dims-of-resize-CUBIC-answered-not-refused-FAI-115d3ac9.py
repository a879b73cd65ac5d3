# dims of resize CUBIC: answered, not refused: FAIL Node node resize Op Resize Number of elements of input sizes
"""DS-LAY-035/dims_of_resize_cubic_answered_not_refused_fail_nod: dims of resize CUBIC: answered, not refused:
FAIL Node node resize Op Resize Number of elements of input sizes.

DS-LAY-035: Resize: output rank = input rank; with output dims set directly, or as input 1 (1-D Int32 shape
tensor).

onnxruntime 1.32.0, edition 10 was expected to give: a value
It gave: refused by invalid dims: [ONNXRuntimeError] : 1 : FAIL : Node (node/resize/20) Op (Resize)
[ShapeInferenceError] Number of elements of input 'sizes' (0) must be same as rank of input 'X' (2).

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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOoIICqgFCgpjb25zdGFudC8yCgpjb25zdGFudC8zCgJ4MBIHbG9vcC8xOBoMbm9kZS9sb29wLzE4IgRMb29w"
        "KuwECgRib2R5MuAECiUKB3N0YXRlLzYKAngwEgVhZGQvNxoKbm9kZS9hZGQvNyIDQWRkCiIKAngwEgdzaGFwZS84Ggxub2RlL3No"
        "YXBlLzgiBVNoYXBlCiUKBWFkZC83EgdzaGFwZS85Ggxub2RlL3NoYXBlLzkiBVNoYXBlCiwKB3NoYXBlLzkKB3NoYXBlLzgSBnN1"
        "Yi8xMBoLbm9kZS9zdWIvMTAiA1N1YgoiCgZzdWIvMTASBmFicy8xMRoLbm9kZS9hYnMvMTEiA0FicwovCgZhYnMvMTEKC2NvbnN0"
        "YW50LzEyEgZtdWwvMTMaC25vZGUvbXVsLzEzIgNNdWwKKwoHc2hhcGUvOAoGbXVsLzEzEgZhZGQvMTQaC25vZGUvYWRkLzE0IgNB"
        "ZGQKRwoFYWRkLzcKBmFkZC8xNBIKcmVzaGFwZS8xNRoPbm9kZS9yZXNoYXBlLzE1IgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAEC"
        "CjAKC2NvbmRpdGlvbi81Egh5aWVsZC8xNhoNbm9kZS95aWVsZC8xNiIISWRlbnRpdHkKLwoKcmVzaGFwZS8xNRIIeWllbGQvMTca"
        "DW5vZGUveWllbGQvMTciCElkZW50aXR5EgRib2R5KhkQB0ILY29uc3RhbnQvMTJKCP///38AAAAAWhUKC2l0ZXJhdGlvbi80EgYK"
        "BAgHEgBaFQoLY29uZGl0aW9uLzUSBgoECAkSAFoVCgdzdGF0ZS82EgoKCAgBEgQKAAoAYhIKCHlpZWxkLzE2EgYKBAgJEgBiFgoI"
        "eWllbGQvMTcSCgoICAESBAoACgCgAQUKKQoHbG9vcC8xOBIIc2hhcGUvMTkaDW5vZGUvc2hhcGUvMTkiBVNoYXBlCqkBCgJ4MAoA"
        "CgAKCHNoYXBlLzE5EglyZXNpemUvMjAaDm5vZGUvcmVzaXplLzIwIgZSZXNpemUqLwoeY29vcmRpbmF0ZV90cmFuc2Zvcm1hdGlv"
        "bl9tb2RlIgphc3ltbWV0cmljoAEDKhcKDWN1YmljX2NvZWZmX2EVAABAv6ABASoWCg9leGNsdWRlX291dHNpZGUYAKABAioQCgRt"
        "b2RlIgVjdWJpY6ABAwokCglyZXNpemUvMjASAm8wGglvdXRwdXQvbzAiCElkZW50aXR5EgduZXR3b3JrKhgQB0IKY29uc3RhbnQv"
        "MkoIAQAAAAAAAAAqERAJQgpjb25zdGFudC8zSgEBWhAKAngwEgoKCAgBEgQKAAoAYhAKAm8wEgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    got = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-035: Resize: output rank = input rank; with output dims set directly, or as input 1 (1-D Int32 shape tensor).')
print('expected: a value')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
