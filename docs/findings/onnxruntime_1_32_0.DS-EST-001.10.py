"""DS-EST-001/no_execution_without_shapes[n=1]: Where the first phase fails nothing is executed.

DS-EST-001: An engine with dynamic shapes runs in two phases: first the shapes of all tensors are computed,
then work is streamed to the GPU.

onnxruntime 1.32.0, edition 10 was expected to give: refused
It gave: accepted

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import numpy as np
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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOuQDCiEKAXgSB3NoYXBlLzIaDG5vZGUvc2hhcGUvMiIFU2hhcGUKVwoHc2hhcGUvMgoKY29uc3RhbnQvMwoK"
        "Y29uc3RhbnQvNAoKY29uc3RhbnQvMwoKY29uc3RhbnQvNBIHc2xpY2UvOBoMbm9kZS9zbGljZS84IgVTbGljZQokCgdzbGljZS84"
        "CgFuEgVtdWwvORoKbm9kZS9tdWwvOSIDTXVsCkMKCmNvbnN0YW50LzEKBW11bC85Egljb25jYXQvMTAaDm5vZGUvY29uY2F0LzEw"
        "IgZDb25jYXQqCwoEYXhpcxgAoAECCkYKAXgKCWNvbmNhdC8xMBIKcmVzaGFwZS8xMRoPbm9kZS9yZXNoYXBlLzExIgdSZXNoYXBl"
        "KhAKCWFsbG93emVybxgAoAECCiMKCnJlc2hhcGUvMTESAXkaCG91dHB1dC95IghJZGVudGl0eRIHbmV0d29yayoaCAEQB0IKY29u"
        "c3RhbnQvMUoIBgAAAAAAAAAqGggBEAdCCmNvbnN0YW50LzNKCAAAAAAAAAAAKhoIARAHQgpjb25zdGFudC80SggBAAAAAAAAAFoP"
        "CgF4EgoKCAgBEgQKAAoAWg8KAW4SCgoICAcSBAoCCAFiDwoBeRIKCggIARIECgAKAEIECgAQEg=="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])

try:
    results_3 = session.run(['y'], {'n': np.array([1], np.int64), 'x': np.arange(-3.0, 21.0).astype(np.float32).reshape((2, 12))})
    got = results_3[0]
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-EST-001: An engine with dynamic shapes runs in two phases: first the shapes of all tensors are computed, then work is streamed to the GPU.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
