"""DS-LEX-007/slice_by_values[inputs=1x2,start=8,size=3,stride=-1]: ISliceLayer takes start, size and stride as
inputs 1, 2 and 3, any of them, at run time.

DS-LEX-007: ISliceLayer takes optional inputs 1, 2, 3: start, size, stride.

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: (1,)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
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


def refused_before(call):
    """A call that was refused when this was written, as it is to be."""
    try:
        call()
    except Exception as error:
        print("refused:", error)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOqYHCi4KAnAyCgpjb25zdGFudC8yEgdlcXVhbC8zGgxub2RlL2VxdWFsLzMiBUVxdWFsCjcKB2VxdWFsLzMK"
        "CmNvbnN0YW50LzIKAnAxEgd3aGVyZS80Ggxub2RlL3doZXJlLzQiBVdoZXJlCigKAnAyCgpjb25zdGFudC8xEgVtdWwvNRoKbm9k"
        "ZS9tdWwvNSIDTXVsCigKB3doZXJlLzQKBW11bC81EgVhZGQvNhoKbm9kZS9hZGQvNiIDQWRkCjAKB3doZXJlLzQKCmNvbnN0YW50"
        "LzISBmxlc3MvNxoLbm9kZS9sZXNzLzciBExlc3MKOwoGbGVzcy83Cgpjb25zdGFudC84Cgd3aGVyZS80Egd3aGVyZS85Ggxub2Rl"
        "L3doZXJlLzkiBVdoZXJlCjAKBWFkZC82Cgpjb25zdGFudC8yEgdsZXNzLzEwGgxub2RlL2xlc3MvMTAiBExlc3MKPQoHbGVzcy8x"
        "MAoLY29uc3RhbnQvMTEKBWFkZC82Egh3aGVyZS8xMhoNbm9kZS93aGVyZS8xMiIFV2hlcmUKTgoBeAoHd2hlcmUvOQoId2hlcmUv"
        "MTIKCmNvbnN0YW50LzIKCmNvbnN0YW50LzESCHNsaWNlLzEzGg1ub2RlL3NsaWNlLzEzIgVTbGljZQotCgJwMgoKY29uc3RhbnQv"
        "MhIHbGVzcy8xNBoMbm9kZS9sZXNzLzE0IgRMZXNzCjoKB2xlc3MvMTQKC2NvbnN0YW50LzE1CgJwMhIId2hlcmUvMTYaDW5vZGUv"
        "d2hlcmUvMTYiBVdoZXJlCkwKCHNsaWNlLzEzCgh3aGVyZS8xNhIKcmVzaGFwZS8xNxoPbm9kZS9yZXNoYXBlLzE3IgdSZXNoYXBl"
        "KhAKCWFsbG93emVybxgBoAECCiMKCnJlc2hhcGUvMTcSAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IKY29u"
        "c3RhbnQvMUoIAgAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzJKCAAAAAAAAAAAKhoIARAHQgpjb25zdGFudC84Sgj///9/AAAAACob"
        "CAEQB0ILY29uc3RhbnQvMTFKCAEAAID/////KhsIARAHQgtjb25zdGFudC8xNUoI/v////////9aDwoBeBIKCggIARIECgIICVoQ"
        "CgJwMRIKCggIBxIECgIIAVoQCgJwMhIKCggIBxIECgIIAWINCgF5EggKBggBEgIKAEIECgAQEg=="
    ),
    2: (
        "CAgSCGR5bnNoYXBlOv8CClMKAXgKCmNvbnN0YW50LzEKCmNvbnN0YW50LzcKCmNvbnN0YW50LzUKCmNvbnN0YW50LzMSCHNsaWNl"
        "LzEwGg1ub2RlL3NsaWNlLzEwIgVTbGljZQpOCghzbGljZS8xMAoKY29uc3RhbnQvMhIKcmVzaGFwZS8xMhoPbm9kZS9yZXNoYXBl"
        "LzEyIgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAECCiMKCnJlc2hhcGUvMTISAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29y"
        "ayoaCAEQB0IKY29uc3RhbnQvMUoICAAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzJKCAMAAAAAAAAAKhoIARAHQgpjb25zdGFudC8z"
        "SggCAAAAAAAAACoaCAEQB0IKY29uc3RhbnQvNUoIAAAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzdKCA4AAAAAAAAAWg8KAXgSCgoI"
        "CAESBAoCCAliDQoBeRIICgYIARICCgBCBAoAEBI="
    ),
}

core = openvino.Core()
read_18 = core.read_model(model(1))
compiled_4 = core.compile_model(read_18, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
request_16 = compiled_4.create_infer_request()
request_16.set_tensor('x', openvino.Tensor(np.full((9,), 1.0, np.float32)))
request_16.set_tensor('p1', openvino.Tensor(np.array([1], np.int64)))
request_16.set_tensor('p2', openvino.Tensor(np.array([2], np.int64)))
outcome_31 = request_16.infer()
request_16.set_tensor('p1', openvino.Tensor(np.array([1], np.int64)))
request_16.set_tensor('p2', openvino.Tensor(np.array([2], np.int64)))
request_16.set_tensor('x', openvino.Tensor(np.arange(-3.0, 6.0).astype(np.float32)))
outcome_32 = request_16.infer()
request_16.set_tensor('x', openvino.Tensor(np.full((9,), 1.0, np.float32)))
request_16.set_tensor('p1', openvino.Tensor(np.array([0], np.int64)))
request_16.set_tensor('p2', openvino.Tensor(np.array([3], np.int64)))
outcome_33 = request_16.infer()
request_16.set_tensor('p1', openvino.Tensor(np.array([0], np.int64)))
request_16.set_tensor('p2', openvino.Tensor(np.array([3], np.int64)))
request_16.set_tensor('x', openvino.Tensor(np.arange(-3.0, 6.0).astype(np.float32)))
outcome_34 = request_16.infer()
request_16.set_tensor('x', openvino.Tensor(np.full((9,), 1.0, np.float32)))
request_16.set_tensor('p1', openvino.Tensor(np.array([8], np.int64)))
request_16.set_tensor('p2', openvino.Tensor(np.array([1], np.int64)))
outcome_35 = request_16.infer()
request_16.set_tensor('p1', openvino.Tensor(np.array([8], np.int64)))
request_16.set_tensor('p2', openvino.Tensor(np.array([1], np.int64)))
request_16.set_tensor('x', openvino.Tensor(np.arange(-3.0, 6.0).astype(np.float32)))
outcome_36 = request_16.infer()

try:
    refused_before(lambda: core.read_model(model(2)))
    request_16.set_tensor('x', openvino.Tensor(np.full((9,), 1.0, np.float32)))
    request_16.set_tensor('p1', openvino.Tensor(np.array([8], np.int64)))
    request_16.set_tensor('p2', openvino.Tensor(np.array([3], np.int64)))
    outcome_37 = request_16.infer()
    array_37 = np.array(request_16.get_tensor('y').data)
    got = array_37.shape
except Exception as error:
    got = error
fine = type(got).__name__ == 'invalid dims'

print('clause:   DS-LEX-007: ISliceLayer takes optional inputs 1, 2, 3: start, size, stride.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
