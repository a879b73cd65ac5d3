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
        "CAgSCGR5bnNoYXBlOqQJCkYKCmNvbnN0YW50LzIKCmNvbnN0YW50LzMSCGNvbmNhdC80Gg1ub2RlL2NvbmNhdC80IgZDb25jYXQq"
        "CwoEYXhpcxgAoAECCjQKCGNvbmNhdC80Cgpjb25zdGFudC82EgdlcXVhbC83Ggxub2RlL2VxdWFsLzciBUVxdWFsCj8KB2VxdWFs"
        "LzcKCmNvbnN0YW50LzEKCmNvbnN0YW50LzESB3doZXJlLzgaDG5vZGUvd2hlcmUvOCIFV2hlcmUKLgoIY29uY2F0LzQKCmNvbnN0"
        "YW50LzUSBW11bC85Ggpub2RlL211bC85IgNNdWwKKgoHd2hlcmUvOAoFbXVsLzkSBmFkZC8xMBoLbm9kZS9hZGQvMTAiA0FkZAoy"
        "Cgd3aGVyZS84Cgpjb25zdGFudC82EgdsZXNzLzExGgxub2RlL2xlc3MvMTEiBExlc3MKPwoHbGVzcy8xMQoLY29uc3RhbnQvMTIK"
        "B3doZXJlLzgSCHdoZXJlLzEzGg1ub2RlL3doZXJlLzEzIgVXaGVyZQoxCgZhZGQvMTAKCmNvbnN0YW50LzYSB2xlc3MvMTQaDG5v"
        "ZGUvbGVzcy8xNCIETGVzcwo+CgdsZXNzLzE0Cgtjb25zdGFudC8xNQoGYWRkLzEwEgh3aGVyZS8xNhoNbm9kZS93aGVyZS8xNiIF"
        "V2hlcmUKUAoBeAoId2hlcmUvMTMKCHdoZXJlLzE2Cgtjb25zdGFudC8xNwoKY29uc3RhbnQvNRIIc2xpY2UvMTgaDW5vZGUvc2xp"
        "Y2UvMTgiBVNsaWNlCjMKCGNvbmNhdC80Cgpjb25zdGFudC82EgdsZXNzLzE5Ggxub2RlL2xlc3MvMTkiBExlc3MKQAoHbGVzcy8x"
        "OQoLY29uc3RhbnQvMjAKCGNvbmNhdC80Egh3aGVyZS8yMRoNbm9kZS93aGVyZS8yMSIFV2hlcmUKTAoIc2xpY2UvMTgKCHdoZXJl"
        "LzIxEgpyZXNoYXBlLzIyGg9ub2RlL3Jlc2hhcGUvMjIiB1Jlc2hhcGUqEAoJYWxsb3d6ZXJvGAGgAQIKJwoKcmVzaGFwZS8yMhID"
        "dDRfGgpvdXRwdXQvdDRfIghJZGVudGl0eRIHbmV0d29yayoiCAIQB0IKY29uc3RhbnQvMUoQAAAAAAAAAAAAAAAAAAAAACoaCAEQ"
        "B0IKY29uc3RhbnQvMkoIAgAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzNKCAEAAAAAAAAAKiIIAhAHQgpjb25zdGFudC81ShABAAAA"
        "AAAAAAEAAAAAAAAAKhoIARAHQgpjb25zdGFudC82SggAAAAAAAAAACojCAIQB0ILY29uc3RhbnQvMTJKEP///38AAAAA////fwAA"
        "AAAqIwgCEAdCC2NvbnN0YW50LzE1ShABAACA/////wEAAID/////KiMIAhAHQgtjb25zdGFudC8xN0oQAAAAAAAAAAABAAAAAAAA"
        "ACojCAIQB0ILY29uc3RhbnQvMjBKEP7//////////v////////9aEwoBeBIOCgwIARIICgIIAgoCCAJiEQoDdDRfEgoKCAgBEgQK"
        "AAoAQgQKABAS"
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
