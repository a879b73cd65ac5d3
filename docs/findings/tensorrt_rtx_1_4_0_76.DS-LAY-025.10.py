"""DS-LAY-025/what_is_no_permutation[order=0x1x3,transpose=second_transpose]: Each axis occurs once.

DS-LAY-025: Shuffle permutation: CHW to HWC is [1,2,0] and HWC to CHW is [2,0,1]; output axis k is input axis
order[k] (the printed formula reads the other way round).

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: an answer
It gave: the process ended with status -11

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
import subprocess
import sys

import tensorrt_rtx as trt


def stop(*error):
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(2)  # neither there nor gone: a call before it does not work


sys.excepthook = stop
records = []  # (severity, text, clause) of the engine's log


class Logger(trt.ILogger):
    def __init__(self):
        trt.ILogger.__init__(self)

    def log(self, severity, text):
        if severity.name not in ("INFO", "VERBOSE"):
            if re.search('(?:In JIT build, strongly typed is enabled by default)|(?:\\[checkMacros\\.cpp::catchCudaError)', str(text)):
                return
            records.append((severity.name, str(text), getattr(text, "clause", None)))


if sys.argv[1:] != ["child"]:
    try:
        status = subprocess.run([sys.executable, __file__, "child"], timeout=60).returncode
    except subprocess.TimeoutExpired:
        status = "no end within 60 s"
    print('clause:   DS-LAY-025: Shuffle permutation: CHW to HWC is [1,2,0] and HWC to CHW is [2,0,1]; output axis k is input axis order[k] (the printed formula reads the other way round).')
    print("expected: an answer")
    print("got:      an answer" if status == 0 else f"got:      the process ended with {status}")
    sys.exit(status if status in (0, 2) else 1)

logger = Logger()
builder = trt.Builder(logger)
network_6 = builder.create_network(1)
tensor_11 = network_6.add_input('a', trt.DataType.FLOAT, (2, 3, 4))
shuffle_layer_6 = network_6.add_shuffle(tensor_11)
shuffle_layer_6.second_transpose = (0, 1, 3)
tensor_12 = shuffle_layer_6.get_output(0)
tensor_12.name = 'y'
network_6.mark_output(tensor_12)
try:
    tensor_12.shape
except Exception as error:
    print("answered by", repr(error))  # a refusal is an answer
