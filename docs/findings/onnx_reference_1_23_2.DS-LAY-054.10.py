"""DS-LAY-054/branch_known_at_build_time[condition=1]: A constant condition says which branch's values count, in
a shape computation too.

DS-LAY-054: If-conditional: both branches defined, same number of outputs, same type and shape per output;
condition 0-D Bool execution tensor.

onnx_reference 1.23.2, edition 10 was expected to give: (2, 6)
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
        "CAgSCGR5bnNoYXBlOrYGCjwKCmNvbnN0YW50LzEKCmNvbnN0YW50LzISCWdyZWF0ZXIvMxoObm9kZS9ncmVhdGVyLzMiB0dyZWF0"
        "ZXIKggQKCWdyZWF0ZXIvMxIFaWYvMTIaCm5vZGUvaWYvMTIiAklmKu0BCgtlbHNlX2JyYW5jaDLaAQozCgpjb25zdGFudC83Egpp"
        "ZGVudGl0eS84Gg9ub2RlL2lkZW50aXR5LzgiCElkZW50aXR5CjMKCmlkZW50aXR5LzgSCmlkZW50aXR5LzkaD25vZGUvaWRlbnRp"
        "dHkvOSIISWRlbnRpdHkKLwoKaWRlbnRpdHkvORIIeWllbGQvMTEaDW5vZGUveWllbGQvMTEiCElkZW50aXR5EgtlbHNlX2JyYW5j"
        "aCoaCAIQBkIKY29uc3RhbnQvN0oIAwAAAAQAAABiFAoIeWllbGQvMTESCAoGCAYSAgoAoAEFKu0BCgt0aGVuX2JyYW5jaDLaAQoz"
        "Cgpjb25zdGFudC80EgppZGVudGl0eS81Gg9ub2RlL2lkZW50aXR5LzUiCElkZW50aXR5CjMKCmlkZW50aXR5LzUSCmlkZW50aXR5"
        "LzYaD25vZGUvaWRlbnRpdHkvNiIISWRlbnRpdHkKLwoKaWRlbnRpdHkvNhIIeWllbGQvMTAaDW5vZGUveWllbGQvMTAiCElkZW50"
        "aXR5Egt0aGVuX2JyYW5jaCoaCAIQBkIKY29uc3RhbnQvNEoIAgAAAAYAAABiFAoIeWllbGQvMTASCAoGCAYSAgoAoAEFCi8KBWlm"
        "LzEyEgdjYXN0LzEzGgxub2RlL2Nhc3QvMTMiBENhc3QqCQoCdG8YB6ABAgpECgF4CgdjYXN0LzEzEgpyZXNoYXBlLzE0Gg9ub2Rl"
        "L3Jlc2hhcGUvMTQiB1Jlc2hhcGUqEAoJYWxsb3d6ZXJvGACgAQIKIwoKcmVzaGFwZS8xNBIBeRoIb3V0cHV0L3kiCElkZW50aXR5"
        "EgduZXR3b3JrKhQQBkIKY29uc3RhbnQvMUoEAQAAACoUEAZCCmNvbnN0YW50LzJKBAAAAABaDwoBeBIKCggIARIECgIIDGIPCgF5"
        "EgoKCAgBEgQKAAoAQgQKABAS"
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    got = dims(inferred, 'y')
except Exception as error:
    got = error
fine = got == (2, 6)

print('clause:   DS-LAY-054: If-conditional: both branches defined, same number of outputs, same type and shape per output; condition 0-D Bool execution tensor.')
print('expected: (2, 6)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
