"""DS-LEX-013/extents_that_are_found[layer=shuffle,mixed=True]: Extents that constant propagation finds are
known: all of a constant, some of a mixture.

DS-LEX-013: The output shape of a dynamic Resize/Shuffle/Slice is not known at build time unless constant
propagation finds it; the rank is.

openvino 2026.4.1, edition 10 was expected to give: (-1, 1)
It gave: (-1, -1)

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
        "CAgSCGR5bnNoYXBlOp8CCj0KAW4KCmNvbnN0YW50LzESCGNvbmNhdC8yGg1ub2RlL2NvbmNhdC8yIgZDb25jYXQqCwoEYXhpcxgA"
        "oAECCkYKBGZsYXQKCGNvbmNhdC8yEglyZXNoYXBlLzMaDm5vZGUvcmVzaGFwZS8zIgdSZXNoYXBlKhAKCWFsbG93emVybxgAoAEC"
        "CiYKCXJlc2hhcGUvMxIDdDVfGgpvdXRwdXQvdDVfIghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IKY29uc3RhbnQvMUoIAQAAAAAA"
        "AABaDwoBbhIKCggIBxIECgIIAVoTCgF4Eg4KDAgBEggKAggCCgIIAloQCgRmbGF0EggKBggBEgIKAGIRCgN0NV8SCgoICAESBAoA"
        "CgBCBAoAEBI="
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    got = dims(read_2, 't5_')
except Exception as error:
    got = error
fine = got == (-1, 1)

print('clause:   DS-LEX-013: The output shape of a dynamic Resize/Shuffle/Slice is not known at build time unless constant propagation finds it; the rank is.')
print('expected: (-1, 1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
