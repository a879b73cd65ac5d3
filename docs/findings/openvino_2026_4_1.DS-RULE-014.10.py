"""DS-RULE-014/activation_values_of_every_function[type=ELU]: The functions that are no whole numbers elsewhere,
at points where they are quarters.

DS-RULE-014: IActivationLayer: t -> t: an activation may also make a shape tensor (contradicts the E->E-only
example).

openvino 2026.4.1, edition 10 was expected to give: (0, 6, -8)
It gave: (-41, -41, -41)

Exit status 1 while the defect is there, 0 when it is gone.
"""

import base64
import os
import pathlib
import sys

import openvino


def stop(*error):
    sys.__excepthook__(*error)
    sys.stdout.flush()
    os._exit(2)  # neither there nor gone: a call before it does not work


sys.excepthook = stop


def plain(value):
    """Dims, lists and enumerators as Python's own values."""
    if hasattr(type(value), "__members__"):
        return value.name
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return tuple(plain(value[index]) for index in range(len(value)))


def answer(call):
    try:
        return plain(call())
    except Exception:
        return "refused"


def model(number):
    """The model of that number: the file beside this script or, where there is none, what is written in it."""
    path = pathlib.Path(__file__).with_suffix(f".{number}.onnx")
    return path.read_bytes() if path.exists() else base64.b64decode(MODELS[number])


def dims(read, name):
    """What a model says of a tensor's dims; -1 for an extent that it leaves open, None without a rank."""
    (port,) = [port for port in (*read.inputs, *read.outputs) if name in port.names]
    if port.partial_shape.rank.is_dynamic:
        return None
    return tuple(dim.get_length() if dim.is_static else -1 for dim in port.partial_shape)


MODELS = {
    1: (
        "CAgSCGR5bnNoYXBlOqsFCjUKCmNvbnN0YW50LzESBWVsdS8yGgpub2RlL2VsdS8yIgNFbHUqDwoFYWxwaGEVAAAAQKABAQorCgVl"
        "bHUvMgoKY29uc3RhbnQvMxIFbXVsLzQaCm5vZGUvbXVsLzQiA011bAorCgVtdWwvNAoKY29uc3RhbnQvNRIFYWRkLzYaCm5vZGUv"
        "YWRkLzYiA0FkZAolCgVhZGQvNhIHZmxvb3IvNxoMbm9kZS9mbG9vci83IgVGbG9vcgovCgdmbG9vci83EgZjYXN0LzgaC25vZGUv"
        "Y2FzdC84IgRDYXN0KgkKAnRvGAegAQIKLgoGY2FzdC84Cgpjb25zdGFudC85EgZhZGQvMTAaC25vZGUvYWRkLzEwIgNBZGQKRgoG"
        "YWRkLzEwEhJjb25zdGFudG9mc2hhcGUvMTMaF25vZGUvY29uc3RhbnRvZnNoYXBlLzEzIg9Db25zdGFudE9mU2hhcGUKhwEKEmNv"
        "bnN0YW50b2ZzaGFwZS8xMxIUcmFuZG9tdW5pZm9ybWxpa2UvMTQaGW5vZGUvcmFuZG9tdW5pZm9ybWxpa2UvMTQiEVJhbmRvbVVu"
        "aWZvcm1MaWtlKg4KBGhpZ2gVAACAP6ABASoNCgNsb3cVAAAAAKABASoOCgRzZWVkFQAAMEGgAQEKMwoUcmFuZG9tdW5pZm9ybWxp"
        "a2UvMTQSBHQxMF8aC291dHB1dC90MTBfIghJZGVudGl0eRIHbmV0d29yayoeCAMQAUIKY29uc3RhbnQvMUoMAAAAAAAAwD8AALTC"
        "KhYIARABQgpjb25zdGFudC8zSgQAAIBAKhYIARABQgpjb25zdGFudC81SgQAAAA/KhoIARAHQgpjb25zdGFudC85SggoAAAAAAAA"
        "AGIUCgR0MTBfEgwKCggBEgYKAAoACgBCBAoAEBI="
    ),
}

core = openvino.Core()
read_3 = core.read_model(model(1))

try:
    got = []
    got.append(answer(lambda: dims(read_3, 't10_')))
except Exception as error:
    got = error
before = [(-1, -1, -1)]  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print('clause:   DS-RULE-014: IActivationLayer: t -> t: an activation may also make a shape tensor (contradicts the E->E-only example).')
print('expected: (0, 6, -8)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
