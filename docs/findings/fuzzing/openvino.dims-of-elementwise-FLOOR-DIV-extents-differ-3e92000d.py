# dims of elementwise FLOOR_DIV: extents differ
"""DS-LAY-001/dims_of_elementwise_floor_div_extents_differ: dims of elementwise FLOOR_DIV: extents differ.

DS-LAY-001: ElementWise: inputs have equal rank; per axis lengths are equal or one of them is 1 (then
broadcast). No rank extension.

openvino 2026.4.1, edition 10 was expected to give: (1, 0)
It gave: (1, 1)

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


def dims(read, name):
    """What a model says of a tensor's dims; -1 for an extent that it leaves open, None without a rank."""
    (port,) = [port for port in (*read.inputs, *read.outputs) if name in port.names]
    if port.partial_shape.rank.is_dynamic:
        return None
    return tuple(dim.get_length() if dim.is_static else -1 for dim in port.partial_shape)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOvUGCiIKAngwEgdzaGFwZS82Ggxub2RlL3NoYXBlLzYiBVNoYXBlCkMKB3NoYXBlLzYKCmNvbnN0YW50LzQS"
        "CGdhdGhlci83Gg1ub2RlL2dhdGhlci83IgZHYXRoZXIqCwoEYXhpcxgAoAECCi4KCGdhdGhlci83Cgpjb25zdGFudC81EgVzdWIv"
        "OBoKbm9kZS9zdWIvOCIDU3ViCisKCmNvbnN0YW50LzQKBXN1Yi84EgVtaW4vORoKbm9kZS9taW4vOSIDTWluCi0KBW1pbi85Cgpj"
        "b25zdGFudC80EgZtYXgvMTAaC25vZGUvbWF4LzEwIgNNYXgKPAoCeDAKBm1heC8xMBIJZ2F0aGVyLzExGg5ub2RlL2dhdGhlci8x"
        "MSIGR2F0aGVyKgsKBGF4aXMYAKABAgokCgJ4MBIIc2hhcGUvMTMaDW5vZGUvc2hhcGUvMTMiBVNoYXBlCkYKCHNoYXBlLzEzCgpj"
        "b25zdGFudC81EglnYXRoZXIvMTQaDm5vZGUvZ2F0aGVyLzE0IgZHYXRoZXIqCwoEYXhpcxgAoAECCjEKCWdhdGhlci8xNAoKY29u"
        "c3RhbnQvNRIGc3ViLzE1Ggtub2RlL3N1Yi8xNSIDU3ViCi8KC2NvbnN0YW50LzEyCgZzdWIvMTUSBm1pbi8xNhoLbm9kZS9taW4v"
        "MTYiA01pbgouCgZtaW4vMTYKCmNvbnN0YW50LzQSBm1heC8xNxoLbm9kZS9tYXgvMTciA01heApDCglnYXRoZXIvMTEKBm1heC8x"
        "NxIJZ2F0aGVyLzE4Gg5ub2RlL2dhdGhlci8xOCIGR2F0aGVyKgsKBGF4aXMYAaABAgowCglnYXRoZXIvMTgKCWdhdGhlci8xOBIG"
        "ZGl2LzE5Ggtub2RlL2Rpdi8xOSIDRGl2CigKBmRpdi8xORIIZmxvb3IvMjAaDW5vZGUvZmxvb3IvMjAiBUZsb29yCiMKCGZsb29y"
        "LzIwEgJvMBoJb3V0cHV0L28wIghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IKY29uc3RhbnQvNEoIAAAAAAAAAAAqGggBEAdCCmNv"
        "bnN0YW50LzVKCAEAAAAAAAAAKhMIABAHQgtjb25zdGFudC8xMkoAWhAKAngwEgoKCAgBEgQKAAoAYhAKAm8wEgoKCAgBEgQKAAoA"
        "QgQKABAS"
    ),
}

core = openvino.Core()

try:
    read = core.read_model(model(1))
    got = dims(read, 'o0')
except Exception as error:
    got = error
fine = got == (1, 0)

print('clause:   DS-LAY-001: ElementWise: inputs have equal rank; per axis lengths are equal or one of them is 1 (then broadcast). No rank extension.')
print('expected: (1, 0)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
