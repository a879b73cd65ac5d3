"""Classes that clients derive from, and the error of forgetting their ``__init__``."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net


def test_what_a_callback_raises_is_printed_and_stops_nothing(capsys):
    class Wrong(trt.ILogger):
        def log(self, severity, msg):
            raise ValueError("mine")

    class Timer(trt.IProfiler):
        def report_layer_time(self, layer_name, ms):
            raise KeyError("timer")

    builder = trt.Builder(Wrong())
    assert builder.create_network(1).add_input("x", trt.float32, (-3,)) is None
    assert capsys.readouterr().err == "[ERROR] Exception caught in log(): ValueError: mine\n"
    net = Net()
    net.output(net.relu(net.input("x", (2,))))
    context = net.engine().create_execution_context()
    context.profiler = Timer()
    assert context.execute_v2([np.zeros(2, np.float32), np.zeros(2, np.float32)])
    assert "Exception caught in report_layer_time(): KeyError: 'timer'" in capsys.readouterr().err


BASES = [
    trt.ILogger,
    trt.Logger,
    trt.IProfiler,
    trt.IErrorRecorder,
    trt.IOutputAllocator,
    trt.IInt8EntropyCalibrator2,
    trt.IInt8MinMaxCalibrator,
]


@pytest.mark.parametrize("base", BASES)
def test_a_derived_class_calls_the_init_of_its_base(base):
    class Calls(base):
        def __init__(self, label):
            base.__init__(self)
            self.label = label

    class Inherits(base):
        label = "inherited"

    class Forgets(base):
        def __init__(self):
            self.label = "forgotten"

    assert Calls("called").label == "called" and Inherits().label == "inherited"
    with pytest.raises(TypeError, match=rf"{base.__name__}\.__init__\(\) must be called when overriding __init__"):
        Forgets()
