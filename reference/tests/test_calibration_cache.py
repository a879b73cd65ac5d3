"""The calibration cache."""

from __future__ import annotations

import dynshape_reference as trt
import numpy as np
import pytest
from calibration_harness import batch, calibrator, relu_net, scales_of
from reference_harness import Net, run


def test_a_build_from_the_cache_asks_for_no_batch():
    net = relu_net()
    net.config.int8_calibrator = made = calibrator("EntropyCalibration2", [[batch()]])
    first = bytes(net.plan())
    again = calibrator("EntropyCalibration2", [])
    again.cache = made.cache.replace(b"TRT-8601", b"TRT-8503")
    for kept in (again.cache, bytearray(again.cache), memoryview(again.cache)):
        again.cache = kept
        net.config.int8_calibrator = again
        assert bytes(net.plan()) == first and again.asked == []


@pytest.mark.parametrize(
    "cache",
    [
        b"nonsense",
        b"\xff\xfe\x00",
        b"TRT-8601-MinMaxCalibration\nx: 3c010a14\nout: 3c010a14\n",
        b"TRT-8601-EntropyCalibration2\nx: hello\n",
        b"TRT-8601-EntropyCalibration2\nx: 7fc00000\n",
        b"TRT-8601-EntropyCalibration2\nx: 123456789abc\n",
        b"TRT-8601-EntropyCalibration2\nx\n",
        b"TRT-8601-EntropyCalibration2\nsomebody: 3c010a14\n",
        "TRT-8601-EntropyCalibration2\nx: 3c010a14\n",
        17,
    ],
)
def test_a_cache_of_no_use_is_warned_about_and_made_anew(cache):
    net = relu_net()
    net.config.int8_calibrator = made = calibrator("EntropyCalibration2", [[batch()]])
    made.cache = cache
    net.log.records.clear()
    assert net.plan() is not None and len(made.asked) == 2
    assert net.log.take(trt.ILogger.WARNING) == ["DS-CAL-013", "API"]
    assert made.cache.startswith(b"TRT-8601-EntropyCalibration2\nx: ")


def test_a_tensor_that_the_cache_lacks_keeps_its_layers_in_floating_point():
    net = Net()
    net.output(net.relu(net.relu(net.input("x", (4,)))))
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = made = calibrator("MinMaxCalibration", [])
    made.cache = b"TRT-8601-MinMaxCalibration\nx: 3f800000\n"
    net.log.records.clear()
    assert run(net, {"x": np.array([-3, 0.6, 1.2, 300], np.float32)}).tolist() == [0, 1, 1, 127]
    assert net.log.take(trt.ILogger.WARNING) == ["API"]


def test_a_tensor_of_zeros_has_no_scale():
    net = relu_net(dims=(2, 3))
    net.config.int8_calibrator = made = calibrator("EntropyCalibration2", [[np.full((2, 3), -1, np.float32)]])
    assert net.plan() is not None
    assert scales_of(made.cache)["out"] == 0 and scales_of(made.cache)["x"] > 0


def test_the_network_of_the_user_stays_as_it_is():
    net = Net()
    kernel = np.random.default_rng(6).normal(size=(2, 1, 2, 2)).astype(np.float32)
    layer = net.network.add_convolution_nd(net.input("x", (1, 1, 4, 4)), 2, (2, 2), kernel)
    net.output(layer.get_output(0))
    plain = bytes(net.plan())
    net.config.set_flag(trt.BuilderFlag.INT8)
    net.config.int8_calibrator = calibrator("MinMaxCalibration", [[np.ones((1, 1, 4, 4), np.float32)]])
    assert bytes(net.plan()) != plain
    net.config.clear_flag(trt.BuilderFlag.INT8)
    assert bytes(net.plan()) == plain


def test_an_empty_cache_is_none():
    net = relu_net()
    net.config.int8_calibrator = made = calibrator("EntropyCalibration2", [[batch()]])
    made.cache = b""
    net.log.records.clear()
    assert net.plan() is not None and made.cache != b"" and net.log.take(trt.ILogger.WARNING) == ["DS-CAL-013"]
