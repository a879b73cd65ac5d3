"""More than 2^31 elements through the kernels that are bound by memory; to be run on a GPU by hand.

python reference/tests/cuda_huge.py
"""

from __future__ import annotations

import cupy  # type: ignore[import-not-found]
import numpy as np
from dynshape_reference.dtypes import DataType
from dynshape_reference.kernels.cuda_arrays import Buffer, DeviceArray
from dynshape_reference.kernels.cuda_device import CudaDevice, DeviceResources
from dynshape_reference.kernels.cuda_driver import find_driver

ROWS, WIDTH = 70001, 31000


def main() -> None:
    """Compare with CuPy, the whole arrays."""
    device = CudaDevice(DeviceResources(find_driver()))
    x = cupy.random.randint(-100, 100, (ROWS, WIDTH), dtype=np.int8)
    assert x.size > 2**31
    given = DeviceArray(Buffer(x.nbytes, x.data.ptr), x.shape, x.dtype, device.recorder.download)

    def check(name: str, found: object, wanted: object) -> None:
        array = device.ready(found)
        cupy.cuda.runtime.deviceSynchronize()
        memory = cupy.cuda.UnownedMemory(array.buffer.address, array.nbytes, array)
        view = cupy.ndarray(array.shape, array.dtype, cupy.cuda.MemoryPointer(memory, array.offset))
        print(f"{name:40} {view.size} elements: {'equal' if bool((view == wanted).all()) else 'DIFFERENT'}", flush=True)

    check("activation", device.activation("RELU", given, 0, 0), cupy.maximum(x, 0))
    row = cupy.arange(WIDTH).astype(np.int8).reshape(1, WIDTH)
    line = DeviceArray(Buffer(row.nbytes, row.data.ptr), row.shape, row.dtype, device.recorder.download)
    check("sum with a row", device.elementwise("SUM", given, line), x + row)
    check("cast", device.cast(given, DataType.BOOL), x != 0)
    check("transpose", device.transpose(given, (1, 0)), x.T)
    start, size = (1, 3), (ROWS - 1, WIDTH - 3)
    zero = np.zeros((), np.int8)
    check("slice", device.slice(given, list, "STRICT_BOUNDS", start, size, (1, 1), zero), x[1:, 3:])
    padded = device.pad(given, (1, 0), (ROWS + 1, WIDTH))
    check("padding", padded, cupy.concatenate([cupy.zeros((1, WIDTH), np.int8), x]))
    del padded
    check("maximum of rows", device.reduce("MAX", given, [1], True), x.max(1, keepdims=True))
    check("maximum of columns", device.reduce("MAX", given, [0], True), x.max(0, keepdims=True))
    check("maximum of all", device.reduce("MAX", given, [0, 1], True), x.max())
    indices = np.arange(ROWS, dtype=np.int32)[::-1].copy()
    check("gather of rows", device.gather(given, device.upload(indices), 0, False), x[::-1])
    twice = [np.arange(2 * extent) // 2 for extent in x.shape]
    four = cupy.broadcast_to(x[:, None, :, None], (ROWS, 2, WIDTH, 2)).reshape(2 * ROWS, 2 * WIDTH)
    check("nearest elements, doubled", device.take(given, twice, zero), four)


if __name__ == "__main__":
    main()
