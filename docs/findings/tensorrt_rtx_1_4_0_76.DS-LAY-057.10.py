"""DS-LAY-057/fractions_to_integers: Where fractions go, and numbers that are out of range.

DS-LAY-057: Identity: keeps shape; with set output type converts {float,half,Int32,Bool} to
{float,half,Int32}.

tensorrt_rtx 1.4.0.76, edition 10 was expected to give: operation {'do': 'set_output_type', 'id': 't1',
'index': 0, 'dtype': 'int32'} accepted
It gave: refused by log: ILayer::setOutputType: Error Code 3: API Usage Error (Parameter check failed,
condition: !mNetwork->usingStronglyTyped(). INetworkLayer::setOutputType cannot be called for a strongly typed
network. In setOutputType at /_src/optimizer/api/network.cpp:902)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import os
import re
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
            if re.search('(?:In JIT build, strongly typed is enabled by default)', str(text)):
                return
            records.append((severity.name, str(text), getattr(text, "clause", None)))


def logged(result):
    """The result of a call that says no by its log alone."""
    if result is False or any(severity in ("ERROR", "INTERNAL_ERROR") for severity, _, _ in records):
        raise RuntimeError("refused by the log")
    return result


logger = Logger()
builder = trt.Builder(logger)
network_2 = builder.create_network(1)
tensor_3 = network_2.add_input('in0', trt.DataType.FLOAT, (-1,))
identity_layer_2 = network_2.add_identity(tensor_3)

records.clear()
try:
    got = logged(identity_layer_2.set_output_type(0, trt.DataType.INT32))
except Exception as error:
    got = error
fine = not (isinstance(got, Exception))

print('clause:   DS-LAY-057: Identity: keeps shape; with set output type converts {float,half,Int32,Bool} to {float,half,Int32}.')
print("expected: operation {'do': 'set_output_type', 'id': 't1', 'index': 0, 'dtype': 'int32'} accepted")
print("got:     ", repr(got), *records[:3])
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
