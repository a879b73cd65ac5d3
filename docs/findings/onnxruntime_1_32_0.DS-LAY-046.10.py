"""DS-LAY-046/line_of_a_step_known_in_part: Dims from a line whose step is a dim that only the run time knows;
its first element is known before.

DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] =
alpha + i*beta.

onnxruntime 1.32.0, edition 10 was expected to give: (1, -1, -1)
It gave: (-1, -1, -1)

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


def dims(session, name):
    """What the session says of a tensor's dims; -1 for an extent that it leaves open."""
    (node,) = [node for node in (*session.get_inputs(), *session.get_outputs()) if node.name == name]
    return tuple(extent if isinstance(extent, int) else -1 for extent in node.shape)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOqwVCiEKAWESB3NoYXBlLzQaDG5vZGUvc2hhcGUvNCIFU2hhcGUKLwoHc2hhcGUvNBIGY2FzdC81Ggtub2Rl"
        "L2Nhc3QvNSIEQ2FzdCoJCgJ0bxgGoAECCkIKCmNvbnN0YW50LzcKCmNvbnN0YW50LzYKCmNvbnN0YW50LzgSB3JhbmdlLzkaDG5v"
        "ZGUvcmFuZ2UvOSIFUmFuZ2UKRQoGY2FzdC81Cgtjb25zdGFudC8xMBIJZ2F0aGVyLzExGg5ub2RlL2dhdGhlci8xMSIGR2F0aGVy"
        "KgsKBGF4aXMYAKABAgoxCgdyYW5nZS85EgdjYXN0LzEyGgxub2RlL2Nhc3QvMTIiBENhc3QqCQoCdG8YBqABAgouCgdjYXN0LzEy"
        "CglnYXRoZXIvMTESBm11bC8xMxoLbm9kZS9tdWwvMTMiA011bAouCgpjb25zdGFudC8zCgZtdWwvMTMSBmFkZC8xNBoLbm9kZS9h"
        "ZGQvMTQiA0FkZAowCgZhZGQvMTQSB2Nhc3QvMTUaDG5vZGUvY2FzdC8xNSIEQ2FzdCoJCgJ0bxgHoAECCioKAWIKC2NvbnN0YW50"
        "LzE3EgZwYWQvMTgaC25vZGUvcGFkLzE4IgNQYWQKRgoHY2FzdC8xNQoLY29uc3RhbnQvMTASCWdhdGhlci8xORoObm9kZS9nYXRo"
        "ZXIvMTkiBkdhdGhlcioLCgRheGlzGACgAQIKPgoJZ2F0aGVyLzE5Cgtjb25zdGFudC8yMRIKcmVzaGFwZS8yMhoPbm9kZS9yZXNo"
        "YXBlLzIyIgdSZXNoYXBlCkQKCmNvbnN0YW50LzcKCnJlc2hhcGUvMjIKCmNvbnN0YW50LzgSCHJhbmdlLzIzGg1ub2RlL3Jhbmdl"
        "LzIzIgVSYW5nZQoxCghyYW5nZS8yMwoLY29uc3RhbnQvMjASBm11bC8yNBoLbm9kZS9tdWwvMjQiA011bAovCgtjb25zdGFudC8x"
        "MAoGbXVsLzI0EgZhZGQvMjUaC25vZGUvYWRkLzI1IgNBZGQKUAoGYWRkLzI1Cgtjb25zdGFudC8xMBIRZ3JlYXRlcm9yZXF1YWwv"
        "MjYaFm5vZGUvZ3JlYXRlcm9yZXF1YWwvMjYiDkdyZWF0ZXJPckVxdWFsCjIKBmFkZC8yNQoLY29uc3RhbnQvMjASB2xlc3MvMjca"
        "DG5vZGUvbGVzcy8yNyIETGVzcwo2ChFncmVhdGVyb3JlcXVhbC8yNgoHbGVzcy8yNxIGYW5kLzI4Ggtub2RlL2FuZC8yOCIDQW5k"
        "Cj0KBmFuZC8yOAoGYWRkLzI1Cgtjb25zdGFudC8yMBIId2hlcmUvMjkaDW5vZGUvd2hlcmUvMjkiBVdoZXJlCkIKBnBhZC8xOAoI"
        "d2hlcmUvMjkSCWdhdGhlci8zMBoObm9kZS9nYXRoZXIvMzAiBkdhdGhlcioLCgRheGlzGACgAQIKRgoHY2FzdC8xNQoLY29uc3Rh"
        "bnQvMjASCWdhdGhlci8zMRoObm9kZS9nYXRoZXIvMzEiBkdhdGhlcioLCgRheGlzGACgAQIKPgoJZ2F0aGVyLzMxCgtjb25zdGFu"
        "dC8yMRIKcmVzaGFwZS8zMhoPbm9kZS9yZXNoYXBlLzMyIgdSZXNoYXBlCkQKCmNvbnN0YW50LzcKCnJlc2hhcGUvMzIKCmNvbnN0"
        "YW50LzgSCHJhbmdlLzMzGg1ub2RlL3JhbmdlLzMzIgVSYW5nZQoxCghyYW5nZS8zMwoLY29uc3RhbnQvMjASBm11bC8zNBoLbm9k"
        "ZS9tdWwvMzQiA011bAovCgtjb25zdGFudC8xMAoGbXVsLzM0EgZhZGQvMzUaC25vZGUvYWRkLzM1IgNBZGQKUAoGYWRkLzM1Cgtj"
        "b25zdGFudC8xMBIRZ3JlYXRlcm9yZXF1YWwvMzYaFm5vZGUvZ3JlYXRlcm9yZXF1YWwvMzYiDkdyZWF0ZXJPckVxdWFsCjIKBmFk"
        "ZC8zNQoLY29uc3RhbnQvMjASB2xlc3MvMzcaDG5vZGUvbGVzcy8zNyIETGVzcwo2ChFncmVhdGVyb3JlcXVhbC8zNgoHbGVzcy8z"
        "NxIGYW5kLzM4Ggtub2RlL2FuZC8zOCIDQW5kCj0KBmFuZC8zOAoGYWRkLzM1Cgtjb25zdGFudC8yMBIId2hlcmUvMzkaDW5vZGUv"
        "d2hlcmUvMzkiBVdoZXJlCkUKCWdhdGhlci8zMAoId2hlcmUvMzkSCWdhdGhlci80MBoObm9kZS9nYXRoZXIvNDAiBkdhdGhlcioL"
        "CgRheGlzGAGgAQIKRgoHY2FzdC8xNQoLY29uc3RhbnQvNDESCWdhdGhlci80MhoObm9kZS9nYXRoZXIvNDIiBkdhdGhlcioLCgRh"
        "eGlzGACgAQIKPgoJZ2F0aGVyLzQyCgtjb25zdGFudC8yMRIKcmVzaGFwZS80MxoPbm9kZS9yZXNoYXBlLzQzIgdSZXNoYXBlCkQK"
        "CmNvbnN0YW50LzcKCnJlc2hhcGUvNDMKCmNvbnN0YW50LzgSCHJhbmdlLzQ0Gg1ub2RlL3JhbmdlLzQ0IgVSYW5nZQoxCghyYW5n"
        "ZS80NAoLY29uc3RhbnQvMjASBm11bC80NRoLbm9kZS9tdWwvNDUiA011bAovCgtjb25zdGFudC8xMAoGbXVsLzQ1EgZhZGQvNDYa"
        "C25vZGUvYWRkLzQ2IgNBZGQKUAoGYWRkLzQ2Cgtjb25zdGFudC8xMBIRZ3JlYXRlcm9yZXF1YWwvNDcaFm5vZGUvZ3JlYXRlcm9y"
        "ZXF1YWwvNDciDkdyZWF0ZXJPckVxdWFsCjIKBmFkZC80NgoLY29uc3RhbnQvMjASB2xlc3MvNDgaDG5vZGUvbGVzcy80OCIETGVz"
        "cwo2ChFncmVhdGVyb3JlcXVhbC80NwoHbGVzcy80OBIGYW5kLzQ5Ggtub2RlL2FuZC80OSIDQW5kCj0KBmFuZC80OQoGYWRkLzQ2"
        "Cgtjb25zdGFudC8yMBIId2hlcmUvNTAaDW5vZGUvd2hlcmUvNTAiBVdoZXJlCkUKCWdhdGhlci80MAoId2hlcmUvNTASCWdhdGhl"
        "ci81MRoObm9kZS9nYXRoZXIvNTEiBkdhdGhlcioLCgRheGlzGAKgAQIKIgoJZ2F0aGVyLzUxEgF5GghvdXRwdXQveSIISWRlbnRp"
        "dHkSB25ldHdvcmsqFBAGQgpjb25zdGFudC8zSgQBAAAAKhgQB0IKY29uc3RhbnQvNkoIAwAAAAAAAAAqGBAHQgpjb25zdGFudC83"
        "SggAAAAAAAAAACoYEAdCCmNvbnN0YW50LzhKCAEAAAAAAAAAKhsIARAHQgtjb25zdGFudC8xMEoIAAAAAAAAAAAqQwgGEAdCC2Nv"
        "bnN0YW50LzE3SjAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAAqGwgBEAdCC2NvbnN0YW50"
        "LzIwSggBAAAAAAAAACoTCAAQB0ILY29uc3RhbnQvMjFKACobCAEQB0ILY29uc3RhbnQvNDFKCAIAAAAAAAAAWg0KAWESCAoGCAES"
        "AgoAWhcKAWISEgoQCAESDAoCCAEKAggBCgIIAWIRCgF5EgwKCggBEgYKAAoACgBCBAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1

try:
    session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])
    got = dims(session, 'y')
except Exception as error:
    got = error
fine = got == (1, -1, -1)

print('clause:   DS-LAY-046: Fill kLINSPACE: alpha = start (default 0), beta = delta (default 1); static dims are 1-D: out[i] = alpha + i*beta.')
print('expected: (1, -1, -1)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
