"""Classes that clients derive from, and the error of forgetting their ``__init__``."""

from __future__ import annotations

import dynshape_reference as trt
import pytest

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
