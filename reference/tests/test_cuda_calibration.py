"""Calibration for engines on a device: batches in its memory or in the host's give the plan of NumPy."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from calibration_harness import calibrator
from cuda_streams import ON_GPU, Place
from dynshape_reference.kernels import cuda_driver
from reference_harness import Recorder

ROWS, WIDTH = 4, 8


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place()
    monkeypatch.setattr(cuda_driver, "find_driver", lambda: made.driver)
    return made


def batches(count: int = 3) -> list[Any]:
    random = np.random.default_rng(5)
    return [(random.standard_normal((ROWS, WIDTH)) * 3).astype(np.float32) for _ in range(count)]


def build(given: list[Any], device: str, log: Any = None) -> tuple[bytes | None, bytes | None]:
    """The plan and the calibration cache of relu(x) with these batches."""
    builder = trt.Builder(log or trt.Logger(trt.Logger.ERROR), device=device)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
    x = network.add_input("x", trt.float32, (-1, WIDTH))
    y = network.add_activation(x, trt.ActivationType.RELU).get_output(0)
    y.name = "y"
    network.mark_output(y)
    config, profile = builder.create_builder_config(), builder.create_optimization_profile()
    profile.set_shape("x", (1, WIDTH), (ROWS, WIDTH), (8, WIDTH))
    config.add_optimization_profile(profile)
    config.set_flag(trt.BuilderFlag.INT8)
    made = calibrator("EntropyCalibration2", [[one] for one in given])
    config.int8_calibrator = made
    plan = builder.build_serialized_network(network, config)
    return None if plan is None else bytes(memoryview(plan)), made.cache


def test_batches_on_the_device_and_on_the_host(place: Place) -> None:
    arrays = batches()
    wanted = build(arrays, "numpy")
    assert None not in wanted
    on_device = [place.given(array) for array in arrays]
    given = {
        "arrays of the host": arrays,
        "addresses of the host": [array.ctypes.data for array in arrays],
        "addresses of the device": [place.address(array) for array in on_device],
        "NumPy's integers": [np.int64(place.address(array)) for array in on_device],
        "arrays of the device": [place.shown(array) for array in on_device],
        "both": [arrays[0], place.shown(on_device[1]), place.address(on_device[2])],
    }
    for name, one in given.items():
        assert build(one, "cuda") == wanted, name


def test_a_device_is_asked_for_its_memory(place: Place) -> None:
    """A device's address is never read as one of the host."""
    arrays = [place.given(array) for array in batches()]
    read: list[int] = []
    download = place.driver.download
    place.driver.download = lambda array, address, stream: read.append(address) or download(array, address, stream)
    build([place.address(array) for array in arrays], "cuda")
    del place.driver.download
    assert read == [place.address(array) for array in arrays]


@pytest.mark.parametrize(
    "make, clause",
    [
        (lambda place: place.shown(place.given(np.zeros((ROWS, WIDTH + 1), np.float32))), "DS-CAL-003"),
        (lambda place: place.shown(place.given(np.zeros((ROWS, WIDTH), np.int32))), "DS-PY-017"),
        (lambda place: 0, "DS-CAL-012"),
        (lambda place: None, "DS-CAL-012"),
        (lambda place: "x", "DS-CAL-012"),
    ],
)
def test_what_is_no_batch_is_refused(place: Place, make: Any, clause: str) -> None:
    log = Recorder()
    assert build([make(place)], "cuda", log)[0] is None
    assert log.take() == [clause]


def test_memory_of_a_device_is_none_of_the_host(place: Place) -> None:
    log = Recorder()
    assert build([place.shown(place.given(batches(1)[0]))], "numpy", log)[0] is None
    assert log.take() == ["DS-PY-017"]


@pytest.mark.skipif(ON_GPU, reason="there is a device")
def test_without_a_device_addresses_are_the_host_s(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> Any:
        raise cuda_driver.NoCuda("no CUDA device")

    monkeypatch.setattr(cuda_driver, "find_driver", none)
    arrays = batches()
    assert build([array.ctypes.data for array in arrays], "cuda") == build(arrays, "numpy")
