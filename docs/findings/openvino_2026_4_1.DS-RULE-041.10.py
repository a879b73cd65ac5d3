"""DS-RULE-041/condition_that_is_no_scalar[condition=integer]: A condition that is no Bool of rank 0 is refused.

DS-RULE-041: IConditionLayer: condition is a 0-D Bool execution tensor (E -> ).

openvino 2026.4.1, edition 10 was expected to give: refused
It gave: accepted

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


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOuYDCosDCgRmbGFnEgRpZi83Gglub2RlL2lmLzciAklmKrUBCgtlbHNlX2JyYW5jaDKiAQoqCgF4EgppZGVu"
        "dGl0eS8zGg9ub2RlL2lkZW50aXR5LzMiCElkZW50aXR5CicKCmlkZW50aXR5LzMSBnRhbmgvNBoLbm9kZS90YW5oLzQiBFRhbmgK"
        "KQoGdGFuaC80Egd5aWVsZC82Ggxub2RlL3lpZWxkLzYiCElkZW50aXR5EgtlbHNlX2JyYW5jaGITCgd5aWVsZC82EggKBggBEgIK"
        "AKABBSq1AQoLdGhlbl9icmFuY2gyogEKKgoBeBIKaWRlbnRpdHkvMRoPbm9kZS9pZGVudGl0eS8xIghJZGVudGl0eQonCgppZGVu"
        "dGl0eS8xEgZyZWx1LzIaC25vZGUvcmVsdS8yIgRSZWx1CikKBnJlbHUvMhIHeWllbGQvNRoMbm9kZS95aWVsZC81IghJZGVudGl0"
        "eRILdGhlbl9icmFuY2hiEwoHeWllbGQvNRIICgYIARICCgCgAQUKHQoEaWYvNxIBeRoIb3V0cHV0L3kiCElkZW50aXR5EgduZXR3"
        "b3JrWg4KBGZsYWcSBgoECAYSAFoPCgF4EgoKCAgBEgQKAggCYg0KAXkSCAoGCAESAgoAQgQKABAS"
    ),
}

core = openvino.Core()

try:
    read_2 = core.read_model(model(1))
    compiled = core.compile_model(read_2, "CPU", {'INFERENCE_PRECISION_HINT': 'f32'})
    request = compiled.create_infer_request()
    read_3 = core.read_model(model(1))
    request.set_tensor('flag', openvino.Tensor(np.array([1], np.int32).reshape(())))
    request.set_tensor('x', openvino.Tensor(np.array([1.0, 1.0], np.float32)))
    outcome = request.infer()
    array = np.array(request.get_tensor('y').data)
    got = array
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-RULE-041: IConditionLayer: condition is a 0-D Bool execution tensor (E -> ).')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
