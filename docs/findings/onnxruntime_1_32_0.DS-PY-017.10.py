"""DS-PY-017/execution_is_false[missing=dims]: It returns False, and raises nothing, where dims are not set, and
where an input has no address.

DS-PY-017: context.execute_v2(bindings) and execute_async_v2(bindings, stream_handle, input_consumed=None)
return a bool.

onnxruntime 1.32.0, edition 10 was expected to give: refused by False
It gave: refused by ValueError: Required inputs (['a', 'b']) are missing from input feed ([]).

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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOoYBCh4KAWEKAWISBWFkZC8xGgpub2RlL2FkZC8xIgNBZGQKIgoFYWRkLzESA3N1bRoKb3V0cHV0L3N1bSII"
        "SWRlbnRpdHkSB25ldHdvcmtaEQoBYRIMCgoIARIGCgAKAggEWhEKAWISDAoKCAESBgoACgIIBGIRCgNzdW0SCgoICAESBAoACgBC"
        "BAoAEBI="
    ),
}

options = onnxruntime.SessionOptions()
options.log_severity_level = 4
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model(1), options, providers=['CPUExecutionProvider'])

try:
    got = session.run(['sum'], {})
except Exception as error:
    got = error
fine = got is False

print('clause:   DS-PY-017: context.execute_v2(bindings) and execute_async_v2(bindings, stream_handle, input_consumed=None) return a bool.')
print('expected: refused by False')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
