# build: crash: the process ended by SIGFPE at definition build
"""DS-PROF-008/build_crash_the_process_ended_by_sigfpe_at_definit: build: crash: the process ended by SIGFPE at
definition build.

DS-PROF-008: The shapes of a profile must be valid input shapes for the network.

openvino 2026.4.1, edition 10 was expected to give: an answer
It gave: the process ended with status -8

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
        "CAgSCGR5bnNoYXBlOtsGChwKAngwEgVub3QvMRoKbm9kZS9ub3QvMSIDTm90CiYKBW5vdC8xCgVub3QvMRIFYW5kLzIaCm5vZGUv"
        "YW5kLzIiA0FuZAomCgVhbmQvMgoFYW5kLzISBWFuZC8zGgpub2RlL2FuZC8zIgNBbmQKKwoCeDASCmlkZW50aXR5LzQaD25vZGUv"
        "aWRlbnRpdHkvNCIISWRlbnRpdHkKYAoKaWRlbnRpdHkvNAoLY29uc3RhbnQvMTYKC2NvbnN0YW50LzEzCgtjb25zdGFudC8xOQoL"
        "Y29uc3RhbnQvMTASCHNsaWNlLzIwGg1ub2RlL3NsaWNlLzIwIgVTbGljZQpOCghzbGljZS8yMAoKY29uc3RhbnQvORIKcmVzaGFw"
        "ZS8yMhoPbm9kZS9yZXNoYXBlLzIyIgdSZXNoYXBlKhAKCWFsbG93emVybxgBoAECCjsKCnJlc2hhcGUvMjIKCmNvbnN0YW50LzYS"
        "CWV4cGFuZC8yMxoObm9kZS9leHBhbmQvMjMiBkV4cGFuZAogCgVhbmQvMxICbzAaCW91dHB1dC9vMCIISWRlbnRpdHkKJAoJZXhw"
        "YW5kLzIzEgJvMRoJb3V0cHV0L28xIghJZGVudGl0eRIHbmV0d29yayoyCAQQB0IKY29uc3RhbnQvNkogAQAAAAAAAAABAAAAAAAA"
        "AAIAAAAAAAAAAAAAAAAAAAAqMggEEAdCCmNvbnN0YW50LzlKIAEAAAAAAAAAAQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAKjMIBBAH"
        "Qgtjb25zdGFudC8xMEogAQAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAQAAAAAAAAAqMwgEEAdCC2NvbnN0YW50LzEzSiAAAAAAAAAA"
        "AAAAAAAAAAAAAgAAAAAAAAAAAAAAAAAAACozCAQQB0ILY29uc3RhbnQvMTZKIP///38AAAAA////fwAAAAABAAAAAAAAAAAAAAAA"
        "AAAAKjMIBBAHQgtjb25zdGFudC8xOUogAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAABaFgoCeDASEAoOCAkSCgoACgAK"
        "AAoCCAZiFAoCbzASDgoMCAkSCAoACgAKAAoAYhQKAm8xEg4KDAgJEggKAAoACgAKAEIECgAQEg=="
    ),
}

if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print('clause:   DS-PROF-008: The shapes of a profile must be valid input shapes for the network.')
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

core = openvino.Core()
read = core.read_model(model(1))
read.reshape({'x0': [(1, 4), (1, 4), (1, 4), (6, 6)]})
try:
    core.compile_model(read, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
