"""DS-LAY-056/nothing_put_together_while[kind=CONCATENATE,axis=0]: A condition that is false from the start:
outputs of length 0 are empty, and states as they were.

DS-LAY-056: Loop: at least one trip limit, at most one kCOUNT (Int32 scalar) and one kWHILE (Bool scalar);
exit at the first reached; count 0 runs no iteration (inferred).

onnx_reference 1.23.2, edition 10 was expected to give: engine built
It gave: refused by None: need at least one array to concatenate

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys
import warnings

import numpy as np
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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOroOClEKAXgKCmNvbnN0YW50LzIKCmNvbnN0YW50LzMKCmNvbnN0YW50LzcKCmNvbnN0YW50LzMSB3NsaWNl"
        "LzgaDG5vZGUvc2xpY2UvOCIFU2xpY2UKTQoHc2xpY2UvOAoKY29uc3RhbnQvORIKcmVzaGFwZS8xMBoPbm9kZS9yZXNoYXBlLzEw"
        "IgdSZXNoYXBlKhAKCWFsbG93emVybxgAoAECCjYKCnJlc2hhcGUvMTAKC2NvbnN0YW50LzExEgdsZXNzLzEyGgxub2RlL2xlc3Mv"
        "MTIiBExlc3MKjAYKAAoHbGVzcy8xMgoBeBIHbG9vcC8zMRIHbG9vcC8zMhoMbm9kZS9sb29wLzMxIgRMb29wKtUFCgRib2R5MskF"
        "CicKCHN0YXRlLzE1CgF4EgZhZGQvMTYaC25vZGUvYWRkLzE2IgNBZGQKXAoGYWRkLzE2Cgtjb25zdGFudC8xNwoLY29uc3RhbnQv"
        "MTgKC2NvbnN0YW50LzIyCgtjb25zdGFudC8xOBIIc2xpY2UvMjMaDW5vZGUvc2xpY2UvMjMiBVNsaWNlCk8KCHNsaWNlLzIzCgtj"
        "b25zdGFudC8yNBIKcmVzaGFwZS8yNRoPbm9kZS9yZXNoYXBlLzI1IgdSZXNoYXBlKhAKCWFsbG93emVybxgAoAECCjYKCnJlc2hh"
        "cGUvMjUKC2NvbnN0YW50LzI2EgdsZXNzLzI3Ggxub2RlL2xlc3MvMjciBExlc3MKLAoHbGVzcy8yNxIIeWllbGQvMjgaDW5vZGUv"
        "eWllbGQvMjgiCElkZW50aXR5CisKBmFkZC8xNhIIeWllbGQvMjkaDW5vZGUveWllbGQvMjkiCElkZW50aXR5CisKBmFkZC8xNhII"
        "eWllbGQvMzAaDW5vZGUveWllbGQvMzAiCElkZW50aXR5EgRib2R5KiMIAhAHQgtjb25zdGFudC8xN0oQAAAAAAAAAAAAAAAAAAAA"
        "ACojCAIQB0ILY29uc3RhbnQvMThKEAEAAAAAAAAAAQAAAAAAAAAqIwgCEAdCC2NvbnN0YW50LzIyShAAAAAAAAAAAAEAAAAAAAAA"
        "KhMIABAHQgtjb25zdGFudC8yNEoAKhUQAUILY29uc3RhbnQvMjZKBAAAgD9aFgoMaXRlcmF0aW9uLzEzEgYKBAgHEgBaFgoMY29u"
        "ZGl0aW9uLzE0EgYKBAgJEgBaGgoIc3RhdGUvMTUSDgoMCAESCAoCCAIKAggDYhIKCHlpZWxkLzI4EgYKBAgJEgBiFgoIeWllbGQv"
        "MjkSCgoICAESBAoACgBiFgoIeWllbGQvMzASCgoICAESBAoACgCgAQUKKQoHbG9vcC8zMhIIc2hhcGUvMzYaDW5vZGUvc2hhcGUv"
        "MzYiBVNoYXBlCkcKCHNoYXBlLzM2Cgtjb25zdGFudC8zNRIJZ2F0aGVyLzM3Gg5ub2RlL2dhdGhlci8zNyIGR2F0aGVyKgsKBGF4"
        "aXMYAKABAgoyCgtjb25zdGFudC8zNQoJZ2F0aGVyLzM3EgZzdWIvMzgaC25vZGUvc3ViLzM4IgNTdWIKLwoGc3ViLzM4Cgtjb25z"
        "dGFudC8zNRIGbWF4LzM5Ggtub2RlL21heC8zOSIDTWF4ClEKC2NvbnN0YW50LzQwCgZtYXgvMzkKCmNvbnN0YW50LzISCWNvbmNh"
        "dC80MRoObm9kZS9jb25jYXQvNDEiBkNvbmNhdCoLCgRheGlzGACgAQIKLgoHbG9vcC8zMgoJY29uY2F0LzQxEgZwYWQvNDIaC25v"
        "ZGUvcGFkLzQyIgNQYWQKSgoLY29uc3RhbnQvMzUKC2NvbnN0YW50LzQzEgljb25jYXQvNDQaDm5vZGUvY29uY2F0LzQ0IgZDb25j"
        "YXQqCwoEYXhpcxgAoAECCksKBnBhZC80MgoJY29uY2F0LzQ0EgpyZXNoYXBlLzQ1Gg9ub2RlL3Jlc2hhcGUvNDUiB1Jlc2hhcGUq"
        "EAoJYWxsb3d6ZXJvGAGgAQIKIwoKcmVzaGFwZS80NRIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKiIIAhAHQgpjb25z"
        "dGFudC8yShAAAAAAAAAAAAAAAAAAAAAAKiIIAhAHQgpjb25zdGFudC8zShABAAAAAAAAAAEAAAAAAAAAKiIIAhAHQgpjb25zdGFu"
        "dC83ShAAAAAAAAAAAAEAAAAAAAAAKhIIABAHQgpjb25zdGFudC85SgAqFRABQgtjb25zdGFudC8xMUoEAACAPyobCAEQB0ILY29u"
        "c3RhbnQvMzVKCAAAAAAAAAAAKisIAxAHQgtjb25zdGFudC80MEoYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAKiMIAhAHQgtjb25z"
        "dGFudC80M0oQAgAAAAAAAAADAAAAAAAAAFoTCgF4Eg4KDAgBEggKAggCCgIIA2IRCgF5EgwKCggBEgYKAAoACgBCBAoAEBI="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))
    got = evaluator.run(['y'], {'x': np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], np.float32).reshape((2, 3))})
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-056: Loop: at least one trip limit, at most one kCOUNT (Int32 scalar) and one kWHILE (Bool scalar); exit at the first reached; count 0 runs no iteration (inferred).')
print('expected: engine built')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
