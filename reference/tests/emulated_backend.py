"""A pytest plugin: ``--backend reference:cuda`` runs the kernels on the CPU, by `cuda_emulation`.

    PYTHONPATH=reference/tests pytest --pyargs dynshape_conformance.cases -p emulated_backend \
        -p dynshape_conformance.plugin --backend reference:cuda
"""

from __future__ import annotations

from cuda_emulation import EmulatedDriver
from dynshape_conformance.adapters import reference
from dynshape_conformance.adapters.trt_memory import HostMemory
from dynshape_reference.kernels import cuda_driver

_DRIVER = EmulatedDriver()
cuda_driver.find_driver = lambda: _DRIVER  # type: ignore[assignment]
reference.CudaMemory = HostMemory  # type: ignore[misc, assignment]
