"""What only a GPU can show: grids as high as they get, and blocks that run at the same time. ``DYNSHAPE_CUDA=1``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from test_cuda_kernels import ON_GPU, Draw, compare, driver_to_test, rounds
from test_cuda_suppressing import drawn, selected

pytestmark = pytest.mark.skipif(not ON_GPU, reason="runs on a GPU, with DYNSHAPE_CUDA=1")
TIMES = 10


def repeated(operation: Callable[[Any, Any], Any], x: Any) -> None:
    """The same bytes, as often as it is done; blocks that wait for each other in the wrong places are found by this."""
    from dynshape_reference.kernels.cuda_device import CudaDevice, DeviceResources

    device = CudaDevice(DeviceResources(driver_to_test()))
    device.recorder = type(device.recorder)(device.resources.driver, 0, aligned=True)
    given = device.upload(x)
    first = device.fetch(operation(device, given))
    for _ in range(TIMES):
        assert device.fetch(operation(device, given)).tobytes() == first.tobytes()


@rounds("float32", "float16")
@pytest.mark.parametrize("dims", [(40, 32768), (20, 131072), (260, 20000), (8, 1024, 512), (3, 1023, 129)])
def test_softmax_by_clusters(dims: tuple[int, ...], dtype: str) -> None:
    x = Draw(dims).array(dims, dtype)
    compare(lambda device, given: device.softmax(given(x), 1), dtype)
    repeated(lambda device, given: device.softmax(given, 1), x)


@rounds("float32", "float16")
@pytest.mark.parametrize("dims", [(40, 32768), (20, 131072), (40, 20001), (3000, 4096)])
def test_normalization_by_clusters(dims: tuple[int, ...], dtype: str) -> None:
    x, scale, bias = (Draw((dims, n)).array(d, dtype) for n, d in enumerate((dims, (1, dims[1]), (1, dims[1]))))
    compare(lambda device, given: device.normalize(given(x), given(scale), given(bias), [1], 1e-5), dtype, ulps=32)
    factors: list[Any] = []

    def again(device: Any, given: Any) -> Any:
        factors[:] = factors or [device.upload(array) for array in (scale, bias)]
        return device.normalize(given, *factors, [1], 1e-5)

    repeated(again, x)


@rounds("float32", "float16", "int32", "int8")
@pytest.mark.parametrize("dims", [(4096, 1000), (3, 500_001), (100_003, 33), (2, 3000, 513)])
def test_sums_of_many_blocks(dims: tuple[int, ...], dtype: str) -> None:
    """The last block to come combines the parts of all."""
    x = Draw(dims).array(dims, dtype)
    for axes in ([0], [1], list(range(len(dims)))):
        repeated(lambda device, given, axes=axes: device.reduce("MAX", given, axes, True), x)
        compare(lambda device, given, axes=axes: device.reduce("MAX", given(x), axes, True), dtype)
        if dtype.startswith("float"):
            repeated(lambda device, given, axes=axes: device.reduce("SUM", given, axes, True), x)


def test_suppression_of_more_items_than_a_grid_is_high() -> None:
    boxes, scores = drawn("many", 65600, 3, 1, "float32")
    selected(boxes, scores, 2, 0.3)
