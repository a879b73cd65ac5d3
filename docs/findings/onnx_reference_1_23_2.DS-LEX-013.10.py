"""DS-LEX-013/extents_that_are_found[layer=slice,mixed=False]: Extents that constant propagation finds are known:
all of a constant, some of a mixture.

DS-LEX-013: The output shape of a dynamic Resize/Shuffle/Slice is not known at build time unless constant
propagation finds it; the rank is.

onnx_reference 1.23.2, edition 10 was expected to give: (2, 1)
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
        "CAgSCGR5bnNoYXBlOpcHCkYKCmNvbnN0YW50LzIKCmNvbnN0YW50LzMSCGNvbmNhdC80Gg1ub2RlL2NvbmNhdC80IgZDb25jYXQq"
        "CwoEYXhpcxgAoAECCi4KCGNvbmNhdC80Cgpjb25zdGFudC81EgVtdWwvNhoKbm9kZS9tdWwvNiIDTXVsCisKCmNvbnN0YW50LzEK"
        "BW11bC82EgVhZGQvNxoKbm9kZS9hZGQvNyIDQWRkCjEKBWFkZC83Cgtjb25zdGFudC8xMBIHbGVzcy8xMRoMbm9kZS9sZXNzLzEx"
        "IgRMZXNzCj0KB2xlc3MvMTEKC2NvbnN0YW50LzEyCgVhZGQvNxIId2hlcmUvMTMaDW5vZGUvd2hlcmUvMTMiBVdoZXJlClIKAXgK"
        "CmNvbnN0YW50LzEKCHdoZXJlLzEzCgtjb25zdGFudC8xNAoKY29uc3RhbnQvNRIIc2xpY2UvMTUaDW5vZGUvc2xpY2UvMTUiBVNs"
        "aWNlCjQKCGNvbmNhdC80Cgtjb25zdGFudC8xMBIHbGVzcy8xNhoMbm9kZS9sZXNzLzE2IgRMZXNzCkAKB2xlc3MvMTYKC2NvbnN0"
        "YW50LzE3Cghjb25jYXQvNBIId2hlcmUvMTgaDW5vZGUvd2hlcmUvMTgiBVdoZXJlCkwKCHNsaWNlLzE1Cgh3aGVyZS8xOBIKcmVz"
        "aGFwZS8xORoPbm9kZS9yZXNoYXBlLzE5IgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAECCicKCnJlc2hhcGUvMTkSA3Q0XxoKb3V0"
        "cHV0L3Q0XyIISWRlbnRpdHkSB25ldHdvcmsqIggCEAdCCmNvbnN0YW50LzFKEAAAAAAAAAAAAAAAAAAAAAAqGggBEAdCCmNvbnN0"
        "YW50LzJKCAIAAAAAAAAAKhoIARAHQgpjb25zdGFudC8zSggBAAAAAAAAACoiCAIQB0IKY29uc3RhbnQvNUoQAQAAAAAAAAABAAAA"
        "AAAAACobCAEQB0ILY29uc3RhbnQvMTBKCAAAAAAAAAAAKiMIAhAHQgtjb25zdGFudC8xMkoQAQAAgP////8BAACA/////yojCAIQ"
        "B0ILY29uc3RhbnQvMTRKEAAAAAAAAAAAAQAAAAAAAAAqIwgCEAdCC2NvbnN0YW50LzE3ShD+//////////7/////////WhMKAXgS"
        "DgoMCAESCAoCCAIKAggCYhEKA3Q0XxIKCggIARIECgAKAEIECgAQEg=="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred_5 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    got = dims(inferred_5, 't4_')
except Exception as error:
    got = error
fine = got == (2, 1)

print('clause:   DS-LEX-013: The output shape of a dynamic Resize/Shuffle/Slice is not known at build time unless constant propagation finds it; the rank is.')
print('expected: (2, 1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
