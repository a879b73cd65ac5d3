"""DS-LAY-055/no_iterations_to_put_together[kind=CONCATENATE,axis=0]: Of no iterations and a length of 0 there is
an output without elements, of the dims that it has otherwise.

DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd
input (0-D Int32 shape tensor from outside).

openvino 2026.4.1, edition 10 was expected to give: an answer
It gave: the process ended with status -8

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import subprocess
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
        "CAgSCGR5bnNoYXBlOp0JCo0DCgpjb25zdGFudC8yCgpjb25zdGFudC8zCgF4Egdsb29wLzExEgdsb29wLzEyGgxub2RlL2xvb3Av"
        "MTEiBExvb3AqyQIKBGJvZHkyvQIKJAoHc3RhdGUvNgoBeBIFYWRkLzcaCm5vZGUvYWRkLzciA0FkZAouCgtjb25kaXRpb24vNRIH"
        "eWllbGQvOBoMbm9kZS95aWVsZC84IghJZGVudGl0eQooCgVhZGQvNxIHeWllbGQvORoMbm9kZS95aWVsZC85IghJZGVudGl0eQoq"
        "CgVhZGQvNxIIeWllbGQvMTAaDW5vZGUveWllbGQvMTAiCElkZW50aXR5EgRib2R5WhUKC2l0ZXJhdGlvbi80EgYKBAgHEgBaFQoL"
        "Y29uZGl0aW9uLzUSBgoECAkSAFoZCgdzdGF0ZS82Eg4KDAgBEggKAggCCgIIA2IRCgd5aWVsZC84EgYKBAgJEgBiFQoHeWllbGQv"
        "ORIKCggIARIECgAKAGIWCgh5aWVsZC8xMBIKCggIARIECgAKAKABBQopCgdsb29wLzEyEghzaGFwZS8xNBoNbm9kZS9zaGFwZS8x"
        "NCIFU2hhcGUKRwoIc2hhcGUvMTQKC2NvbnN0YW50LzEzEglnYXRoZXIvMTUaDm5vZGUvZ2F0aGVyLzE1IgZHYXRoZXIqCwoEYXhp"
        "cxgAoAECCjIKC2NvbnN0YW50LzEzCglnYXRoZXIvMTUSBnN1Yi8xNhoLbm9kZS9zdWIvMTYiA1N1YgovCgZzdWIvMTYKC2NvbnN0"
        "YW50LzEzEgZtYXgvMTcaC25vZGUvbWF4LzE3IgNNYXgKUgoLY29uc3RhbnQvMTgKBm1heC8xNwoLY29uc3RhbnQvMTkSCWNvbmNh"
        "dC8yMBoObm9kZS9jb25jYXQvMjAiBkNvbmNhdCoLCgRheGlzGACgAQIKLgoHbG9vcC8xMgoJY29uY2F0LzIwEgZwYWQvMjEaC25v"
        "ZGUvcGFkLzIxIgNQYWQKSgoLY29uc3RhbnQvMTMKC2NvbnN0YW50LzIyEgljb25jYXQvMjMaDm5vZGUvY29uY2F0LzIzIgZDb25j"
        "YXQqCwoEYXhpcxgAoAECCksKBnBhZC8yMQoJY29uY2F0LzIzEgpyZXNoYXBlLzI0Gg9ub2RlL3Jlc2hhcGUvMjQiB1Jlc2hhcGUq"
        "EAoJYWxsb3d6ZXJvGAGgAQIKIwoKcmVzaGFwZS8yNBIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKhgQB0IKY29uc3Rh"
        "bnQvMkoIAAAAAAAAAAAqERAJQgpjb25zdGFudC8zSgEBKhsIARAHQgtjb25zdGFudC8xM0oIAAAAAAAAAAAqKwgDEAdCC2NvbnN0"
        "YW50LzE4ShgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAqIwgCEAdCC2NvbnN0YW50LzE5ShAAAAAAAAAAAAAAAAAAAAAAKiMIAhAH"
        "Qgtjb25zdGFudC8yMkoQAgAAAAAAAAADAAAAAAAAAFoTCgF4Eg4KDAgBEggKAggCCgIIA2IRCgF5EgwKCggBEgYKAAoACgBCBAoA"
        "EBI="
    ),
}

if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print('clause:   DS-LAY-055: Loop: LAST_VALUE adds no dim; CONCATENATE/REVERSE add one at setAxis (default 0) of length = 2nd input (0-D Int32 shape tensor from outside).')
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

core = openvino.Core()
read = core.read_model(model(1))
try:
    core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
