"""The dims of a gather in mode ND with indices of rank 0, asked about many times in one process, end it by SIGSEGV.

Expected: dims, or a refusal. Exit status 1 while the defect is there, 0 when it is gone.
"""

import subprocess
import sys

import tensorrt_rtx as trt

if sys.argv[1:] != ["child"]:
    status = subprocess.run([sys.executable, __file__, "child"], check=False).returncode
    print("expected: an answer, however often it is asked")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(0 if status == 0 else 1)

builder = trt.Builder(trt.Logger(trt.Logger.ERROR))
for _ in range(100):
    network = builder.create_network(0)
    data = network.add_input("data", trt.float32, (4, 4))
    indices = network.add_input("indices", trt.int32, ())
    layer = network.add_gather_v2(data, indices, trt.GatherMode.ND)
    try:
        len(layer.get_output(0).shape)
    except (RuntimeError, ValueError):
        pass  # invalid dims: a refusal
