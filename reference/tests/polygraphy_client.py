"""Polygraphy, a real client of TensorRT, on the reference engine: run as a program, with an edition as argument.

CUDA's memory calls are answered with host memory; everything else is Polygraphy's own code.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

os.environ["DYNSHAPE_EDITION"] = sys.argv[1]

import dynshape_reference as trt
import numpy as np

# Polygraphy chooses its calls by the module's version.
sys.modules["tensorrt"] = trt

from polygraphy.backend.trt import (  # noqa: E402
    Calibrator,
    Profile,
    TrtRunner,
    create_config,
    engine_from_bytes,
    engine_from_network,
    get_trt_logger,
)
from polygraphy.cuda import cuda  # noqa: E402


class HostCuda:
    """The calls of Polygraphy's CUDA wrapper, on host memory."""

    def __init__(self) -> None:
        self.blocks: dict[int, Any] = {}

    def malloc(self, nbytes: int) -> int:
        block = ctypes.create_string_buffer(max(nbytes, 1))
        self.blocks[ctypes.addressof(block)] = block
        return ctypes.addressof(block)

    def free(self, address: int) -> None:
        self.blocks.pop(address, None)

    def memcpy(self, dst: int, src: int, nbytes: int, kind: Any, stream_ptr: Any = None) -> None:
        ctypes.memmove(dst, src, nbytes)

    def create_stream(self) -> int:
        return 1

    def stream_synchronize(self, stream: int) -> None:
        pass

    def destroy_stream(self, stream: int) -> None:
        pass


cuda.G_CUDA = HostCuda()


def network() -> tuple[Any, Any]:
    builder = trt.Builder(get_trt_logger())
    return builder, builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))


def two_profiles() -> None:
    builder, net = network()
    relu = net.add_activation(net.add_input("foo", trt.float32, (3, -1, -1)), trt.ActivationType.RELU)
    relu.get_output(0).name = "bar"
    net.mark_output(relu.get_output(0))
    profiles = [
        Profile().add("foo", (3, 100, 200), (3, 150, 250), (3, 200, 300)),
        Profile().add("foo", (3, 200, 100), (3, 250, 250), (3, 300, 400)),
    ]
    plan = bytes(engine_from_network((builder, net), create_config(builder, net, profiles=profiles)).serialize())
    numbers = np.random.default_rng(0)
    with TrtRunner(engine_from_bytes(plan)) as runner:
        for profile, dims in ((0, (3, 150, 250)), (1, (3, 250, 250))):
            runner.set_profile(profile)
            x = numbers.standard_normal(dims).astype(np.float32)
            assert np.array_equal(runner.infer({"foo": x})["bar"], np.maximum(x, 0))


def shape_input() -> None:
    builder, net = network()
    shuffle = net.add_shuffle(net.add_input("x", trt.float32, (-1, -1)))
    shuffle.set_input(1, net.add_input("dims", trt.int32, (2,)))
    shuffle.get_output(0).name = "y"
    net.mark_output(shuffle.get_output(0))
    profile = Profile().add("x", (1, 1), (4, 6), (9, 9)).add("dims", (1, 1), (4, 6), (81, 81))
    x = np.arange(24, dtype=np.float32).reshape(4, 6)
    with TrtRunner(engine_from_network((builder, net), create_config(builder, net, profiles=[profile]))) as runner:
        y = runner.infer({"x": x, "dims": np.array([8, 3], np.int32)})["y"]
    assert np.array_equal(y, x.reshape(8, 3))


def calibration() -> None:
    numbers = np.random.default_rng(1)
    x = numbers.standard_normal((2, 3, 8, 8)).astype(np.float32)
    kernel = numbers.standard_normal((4, 3, 3, 3)).astype(np.float32)
    outputs = []
    for int8 in (False, True):
        builder, net = network()
        data = net.add_input("x", trt.float32, (-1, 3, 8, 8))
        layer = net.add_convolution_nd(data, 4, (3, 3), trt.Weights(kernel), trt.Weights(np.zeros(4, np.float32)))
        layer.get_output(0).name = "y"
        net.mark_output(layer.get_output(0))
        profile = Profile().add("x", (1, 3, 8, 8), (2, 3, 8, 8), (4, 3, 8, 8))
        calibrator = Calibrator(data_loader=[{"x": x}]) if int8 else None
        config = create_config(builder, net, profiles=[profile], int8=int8, calibrator=calibrator)
        with TrtRunner(engine_from_network((builder, net), config)) as runner:
            outputs.append(runner.infer({"x": x})["y"].copy())
    difference = np.abs(outputs[0] - outputs[1]).max()
    assert 0 < difference < 0.2 * np.abs(outputs[0]).max(), difference


two_profiles()
shape_input()
calibration()
print("all of it ran")
