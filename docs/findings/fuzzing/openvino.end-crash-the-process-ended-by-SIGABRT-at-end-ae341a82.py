# end: crash: the process ended by SIGABRT at end
"""DS-DIM-025/a_line_of_no_elements: end: crash: the process ended by SIGABRT at end.

DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity
results.

openvino 2026.4.1, edition 10 was expected to give: an answer
It gave: the process ended with status -6

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
        "CAgSCGR5bnNoYXBlOqsJCkIKCmNvbnN0YW50LzYKCmNvbnN0YW50LzUKCmNvbnN0YW50LzcSB3JhbmdlLzgaDG5vZGUvcmFuZ2Uv"
        "OCIFUmFuZ2UKMQoHcmFuZ2UvOBIHY2FzdC8xMBoMbm9kZS9jYXN0LzEwIgRDYXN0KgkKAnRvGAGgAQIKLwoHY2FzdC8xMAoKY29u"
        "c3RhbnQvORIGbXVsLzExGgtub2RlL211bC8xMSIDTXVsCjsKBm11bC8xMQoLY29uc3RhbnQvMTISCnJlc2hhcGUvMTMaD25vZGUv"
        "cmVzaGFwZS8xMyIHUmVzaGFwZQoyCgpjb25zdGFudC8yCgpyZXNoYXBlLzEzEgZhZGQvMTQaC25vZGUvYWRkLzE0IgNBZGQKRAoK"
        "Y29uc3RhbnQvNgoKY29uc3RhbnQvNgoKY29uc3RhbnQvNxIIcmFuZ2UvMTYaDW5vZGUvcmFuZ2UvMTYiBVJhbmdlCjIKCHJhbmdl"
        "LzE2EgdjYXN0LzE3Ggxub2RlL2Nhc3QvMTciBENhc3QqCQoCdG8YAaABAgovCgdjYXN0LzE3Cgpjb25zdGFudC85EgZtdWwvMTga"
        "C25vZGUvbXVsLzE4IgNNdWwKOwoGbXVsLzE4Cgtjb25zdGFudC8xORIKcmVzaGFwZS8yMBoPbm9kZS9yZXNoYXBlLzIwIgdSZXNo"
        "YXBlCi4KBmFkZC8xNAoKcmVzaGFwZS8yMBIGYWRkLzIxGgtub2RlL2FkZC8yMSIDQWRkCkUKCmNvbnN0YW50LzYKC2NvbnN0YW50"
        "LzIzCgpjb25zdGFudC83EghyYW5nZS8yNBoNbm9kZS9yYW5nZS8yNCIFUmFuZ2UKMgoIcmFuZ2UvMjQSB2Nhc3QvMjUaDG5vZGUv"
        "Y2FzdC8yNSIEQ2FzdCoJCgJ0bxgBoAECCi8KB2Nhc3QvMjUKCmNvbnN0YW50LzkSBm11bC8yNhoLbm9kZS9tdWwvMjYiA011bAoq"
        "CgZhZGQvMjEKBm11bC8yNhIGYWRkLzI3Ggtub2RlL2FkZC8yNyIDQWRkCi0KAngwEgtpZGVudGl0eS8yOBoQbm9kZS9pZGVudGl0"
        "eS8yOCIISWRlbnRpdHkKIQoGYWRkLzI3EgJvMBoJb3V0cHV0L28wIghJZGVudGl0eQomCgtpZGVudGl0eS8yOBICbzEaCW91dHB1"
        "dC9vMSIISWRlbnRpdHkSB25ldHdvcmsqFBABQgpjb25zdGFudC8ySgQAAIA/KhgQB0IKY29uc3RhbnQvNUoIAgAAAAAAAAAqGBAH"
        "Qgpjb25zdGFudC82SggAAAAAAAAAACoYEAdCCmNvbnN0YW50LzdKCAEAAAAAAAAAKhYIARABQgpjb25zdGFudC85SgQAAIA/KisI"
        "AxAHQgtjb25zdGFudC8xMkoY//////////8BAAAAAAAAAAEAAAAAAAAAKiMIAhAHQgtjb25zdGFudC8xOUoQ//////////8BAAAA"
        "AAAAACoZEAdCC2NvbnN0YW50LzIzSggEAAAAAAAAAFoQCgJ4MBIKCggIARIECgIIAWISCgJvMBIMCgoIARIGCgAKAAoAYg4KAm8x"
        "EggKBggBEgIKAEIECgAQEg=="
    ),
}

if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print("clause:   DS-DIM-025: An extent 0 is legal when the profile's min is 0: empty tensors run and give empty or identity results.")
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

core = openvino.Core()
read = core.read_model(model(1))
try:
    core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
