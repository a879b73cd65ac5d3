# build: answered, not refused: Check TRShape broadcast_merge_into label_to_shape label_it first label_it second op AutoBroadcastType NUMPY failed
"""DS-PROF-008/build_answered_not_refused_check_trshape_broadcast: build: answered, not refused: Check TRShape
broadcast_merge_into label_to_shape label_it first label_it second op AutoBroadcastType NUMPY failed.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: accepted
It gave: refused by None: Check 'TRShape::broadcast_merge_into(label_to_shape[label_it.first],
label_it.second, op::AutoBroadcastType::NUMPY)' failed at
src/core/shape_inference/include/einsum_shape_inference.hpp:90: While validating node 'opset7::Einsum
node/einsum/19 (opset5::Loop node/loop/18[0]:f32[4294967297..4294967299,4294967297..4294967299],
opset1::Parameter x0[0]:f32[3..5,3..5]) -> (f32[?,?])' with friendly_name 'node/einsum/19': Different input
dimensions indicated by the same labels for Einsum must be broadcastable.

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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOvcGCqgFCgpjb25zdGFudC8yCgpjb25zdGFudC8zCgJ4MBIHbG9vcC8xOBoMbm9kZS9sb29wLzE4IgRMb29w"
        "KuwECgRib2R5MuAECiUKB3N0YXRlLzYKAngwEgVhZGQvNxoKbm9kZS9hZGQvNyIDQWRkCiIKAngwEgdzaGFwZS84Ggxub2RlL3No"
        "YXBlLzgiBVNoYXBlCiUKBWFkZC83EgdzaGFwZS85Ggxub2RlL3NoYXBlLzkiBVNoYXBlCiwKB3NoYXBlLzkKB3NoYXBlLzgSBnN1"
        "Yi8xMBoLbm9kZS9zdWIvMTAiA1N1YgoiCgZzdWIvMTASBmFicy8xMRoLbm9kZS9hYnMvMTEiA0FicwovCgZhYnMvMTEKC2NvbnN0"
        "YW50LzEyEgZtdWwvMTMaC25vZGUvbXVsLzEzIgNNdWwKKwoHc2hhcGUvOAoGbXVsLzEzEgZhZGQvMTQaC25vZGUvYWRkLzE0IgNB"
        "ZGQKRwoFYWRkLzcKBmFkZC8xNBIKcmVzaGFwZS8xNRoPbm9kZS9yZXNoYXBlLzE1IgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAEC"
        "CjAKC2NvbmRpdGlvbi81Egh5aWVsZC8xNhoNbm9kZS95aWVsZC8xNiIISWRlbnRpdHkKLwoKcmVzaGFwZS8xNRIIeWllbGQvMTca"
        "DW5vZGUveWllbGQvMTciCElkZW50aXR5EgRib2R5KhkQB0ILY29uc3RhbnQvMTJKCP///38AAAAAWhUKC2l0ZXJhdGlvbi80EgYK"
        "BAgHEgBaFQoLY29uZGl0aW9uLzUSBgoECAkSAFoVCgdzdGF0ZS82EgoKCAgBEgQKAAoAYhIKCHlpZWxkLzE2EgYKBAgJEgBiFgoI"
        "eWllbGQvMTcSCgoICAESBAoACgCgAQUKSgoHbG9vcC8xOAoCeDASCWVpbnN1bS8xORoObm9kZS9laW5zdW0vMTkiBkVpbnN1bSoY"
        "CghlcXVhdGlvbiIJaWosamstPmlroAEDCiQKCWVpbnN1bS8xORICbzAaCW91dHB1dC9vMCIISWRlbnRpdHkSB25ldHdvcmsqGBAH"
        "Qgpjb25zdGFudC8ySggBAAAAAAAAACoREAlCCmNvbnN0YW50LzNKAQFaEAoCeDASCgoICAESBAoACgBiEAoCbzASCgoICAESBAoA"
        "CgBCBAoAEBI="
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    got = read.reshape({'x0': [(3, 5), (3, 5)]})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
print('expected: accepted')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
