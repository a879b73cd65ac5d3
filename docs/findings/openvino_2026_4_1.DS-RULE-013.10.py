"""DS-RULE-013/branch_that_is_taken[condition=True]: With a constant condition the value is that of the branch
that is taken.

DS-RULE-013: IIfConditionalOutputLayer: t -> t in the seed's list; the layer has two inputs so it is read as t
x t -> t.

openvino 2026.4.1, edition 10 was expected to give: (11, 12)
It gave: (-41, -41)

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
        "CAgSCGR5bnNoYXBlOqUICjwKCmNvbnN0YW50LzEKCmNvbnN0YW50LzISCWdyZWF0ZXIvMxoObm9kZS9ncmVhdGVyLzMiB0dyZWF0"
        "ZXIKvwQKCWdyZWF0ZXIvMxIFaWYvMTQaCm5vZGUvaWYvMTQiAklmKo4CCgtlbHNlX2JyYW5jaDL7AQozCgpjb25zdGFudC84Egpp"
        "ZGVudGl0eS85Gg9ub2RlL2lkZW50aXR5LzkiCElkZW50aXR5CjMKCmlkZW50aXR5LzkKC2NvbnN0YW50LzEwEgZhZGQvMTEaC25v"
        "ZGUvYWRkLzExIgNBZGQKKwoGYWRkLzExEgh5aWVsZC8xMxoNbm9kZS95aWVsZC8xMyIISWRlbnRpdHkSC2Vsc2VfYnJhbmNoKiII"
        "AhAHQgpjb25zdGFudC84ShADAAAAAAAAAAQAAAAAAAAAKhsIARAHQgtjb25zdGFudC8xMEoIFAAAAAAAAABiFAoIeWllbGQvMTMS"
        "CAoGCAcSAgoAoAEFKokCCgt0aGVuX2JyYW5jaDL2AQozCgpjb25zdGFudC80EgppZGVudGl0eS81Gg9ub2RlL2lkZW50aXR5LzUi"
        "CElkZW50aXR5CjAKCmlkZW50aXR5LzUKCmNvbnN0YW50LzYSBWFkZC83Ggpub2RlL2FkZC83IgNBZGQKKgoFYWRkLzcSCHlpZWxk"
        "LzEyGg1ub2RlL3lpZWxkLzEyIghJZGVudGl0eRILdGhlbl9icmFuY2gqIggCEAdCCmNvbnN0YW50LzRKEAEAAAAAAAAAAgAAAAAA"
        "AAAqGggBEAdCCmNvbnN0YW50LzZKCAoAAAAAAAAAYhQKCHlpZWxkLzEyEggKBggHEgIKAKABBQouCgVpZi8xNAoLY29uc3RhbnQv"
        "MTUSBmFkZC8xNhoLbm9kZS9hZGQvMTYiA0FkZApGCgZhZGQvMTYSEmNvbnN0YW50b2ZzaGFwZS8xORoXbm9kZS9jb25zdGFudG9m"
        "c2hhcGUvMTkiD0NvbnN0YW50T2ZTaGFwZQqHAQoSY29uc3RhbnRvZnNoYXBlLzE5EhRyYW5kb211bmlmb3JtbGlrZS8yMBoZbm9k"
        "ZS9yYW5kb211bmlmb3JtbGlrZS8yMCIRUmFuZG9tVW5pZm9ybUxpa2UqDgoEaGlnaBUAAIA/oAEBKg0KA2xvdxUAAAAAoAEBKg4K"
        "BHNlZWQVAACIQaABAQozChRyYW5kb211bmlmb3JtbGlrZS8yMBIEdDE2XxoLb3V0cHV0L3QxNl8iCElkZW50aXR5EgduZXR3b3Jr"
        "KhgQB0IKY29uc3RhbnQvMUoIAQAAAAAAAAAqGBAHQgpjb25zdGFudC8ySggAAAAAAAAAACobCAEQB0ILY29uc3RhbnQvMTVKCCgA"
        "AAAAAAAAYhIKBHQxNl8SCgoICAESBAoACgBCBAoAEBI="
    ),
}

core = openvino.Core()
read = core.read_model(model(1))

try:
    got = []
    got.append(answer(lambda: dims(read, 't16_')))
except Exception as error:
    got = error
before = [(-1, -1)]  # what it gave: the defect is there while it still does
fine = isinstance(got, Exception) or repr(got) != repr(before)

print("clause:   DS-RULE-013: IIfConditionalOutputLayer: t -> t in the seed's list; the layer has two inputs so it is read as t x t -> t.")
print('expected: (11, 12)')
print("got:     ", repr(got))
print("gone" if fine else "the defect is there")
sys.exit(0 if fine else 1)
