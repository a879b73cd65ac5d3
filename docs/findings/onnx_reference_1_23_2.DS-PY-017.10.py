"""DS-PY-017/execution_is_false[missing=dims]: It returns False, and raises nothing, where dims are not set, and
where an input has no address.

DS-PY-017: context.execute_v2(bindings) and execute_async_v2(bindings, stream_handle, input_consumed=None)
return a bool.

onnx_reference 1.23.2, edition 10 was expected to give: refused by False
It gave: refused by RuntimeError: Unable to find input 'a' in known results [''], self.rt_inits_ has [],
feed_inputs has [].

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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOoYBCh4KAWEKAWISBWFkZC8xGgpub2RlL2FkZC8xIgNBZGQKIgoFYWRkLzESA3N1bRoKb3V0cHV0L3N1bSII"
        "SWRlbnRpdHkSB25ldHdvcmtaEQoBYRIMCgoIARIGCgAKAggEWhEKAWISDAoKCAESBgoACgIIBGIRCgNzdW0SCgoICAESBAoACgBC"
        "BAoAEBI="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway
evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))

try:
    got = evaluator.run(['sum'], {})
except Exception as error:
    got = error
fine = got is False

print('clause:   DS-PY-017: context.execute_v2(bindings) and execute_async_v2(bindings, stream_handle, input_consumed=None) return a bool.')
print('expected: refused by False')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
