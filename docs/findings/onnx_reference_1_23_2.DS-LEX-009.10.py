"""DS-LEX-009/division_by_zero[op=DIV]: A shape computation that divides by zero is refused.

DS-LEX-009: IElementWiseLayer can compute on shapes and make a new shape tensor.

onnx_reference 1.23.2, edition 10 was expected to give: refused
It gave: accepted

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
        "CAgSCGR5bnNoYXBlOo4DCjAKCmNvbnN0YW50LzEKCmNvbnN0YW50LzISBWRpdi8zGgpub2RlL2Rpdi8zIgNEaXYKQwoFZGl2LzMS"
        "EWNvbnN0YW50b2ZzaGFwZS82GhZub2RlL2NvbnN0YW50b2ZzaGFwZS82Ig9Db25zdGFudE9mU2hhcGUKhAEKEWNvbnN0YW50b2Zz"
        "aGFwZS82EhNyYW5kb211bmlmb3JtbGlrZS83Ghhub2RlL3JhbmRvbXVuaWZvcm1saWtlLzciEVJhbmRvbVVuaWZvcm1MaWtlKg4K"
        "BGhpZ2gVAACAP6ABASoNCgNsb3cVAAAAAKABASoOCgRzZWVkFQAAgECgAQEKLAoTcmFuZG9tdW5pZm9ybWxpa2UvNxIBeRoIb3V0"
        "cHV0L3kiCElkZW50aXR5EgduZXR3b3JrKiIIAhAHQgpjb25zdGFudC8xShAEAAAAAAAAAAQAAAAAAAAAKiIIAhAHQgpjb25zdGFu"
        "dC8yShACAAAAAAAAAAAAAAAAAAAAYg8KAXkSCgoICAESBAoACgBCBAoAEBI="
    ),
}

warnings.simplefilter("ignore")  # NumPy's, about what the results show anyway

try:
    inferred_2 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    evaluator = onnx.reference.ReferenceEvaluator(onnx.load_from_string(model(1)))
    inferred_3 = onnx.shape_inference.infer_shapes(onnx.load_from_string(model(1)), check_type=True, strict_mode=True, data_prop=True)
    results = evaluator.run(['y'], {})
    got = results
except Exception as error:
    got = error
fine = isinstance(got, Exception)

print('clause:   DS-LEX-009: IElementWiseLayer can compute on shapes and make a new shape tensor.')
print('expected: refused')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
