"""Engines for the GPU benchmark: the reference and TensorRT-RTX, by one API, with why one refuses a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Dims = tuple[int, ...]
Define = Callable[[Any, Any, list[Any]], Any]
"""Of the module, the network and its inputs; returns the output."""


class Refused(Exception):
    """An engine does not take a network; the text says why."""


class Maker:
    """Makes contexts of one module with TensorRT's API, all with one logger: TensorRT-RTX has one a process."""

    def __init__(self, trt: Any, **device: str) -> None:
        """``device``: for the reference, where it computes."""
        self.trt = trt
        self.device = device
        self.errors: list[str] = []
        errors, severity = self.errors, trt.ILogger.Severity

        class Log(trt.ILogger):  # type: ignore[misc]
            def __init__(self) -> None:
                trt.ILogger.__init__(self)

            def log(self, level: Any, text: str) -> None:
                if level in (severity.ERROR, severity.INTERNAL_ERROR):
                    errors.append(str(text))

        self.logger = Log()
        self.builder = trt.Builder(self.logger, **({"edition": "10"} if device else {}))
        self.runtime = trt.Runtime(self.logger, **device)
        self.cache: Any = None
        """TensorRT-RTX's cache of what it compiled, of the last context that was made with one."""
        self._kept: list[Any] = []

    def context(
        self,
        define: Define,
        inputs: Sequence[tuple[Dims, str]],
        profile: Sequence[tuple[Dims, Dims, Dims]] = (),
        **settings: str,
    ) -> Any:
        """A context of a network over inputs x0, x1, ... and the output y.

        ``profile`` has the least, best and greatest dims of each input, where some are run-time dims. ``settings``
        are those of TensorRT-RTX's runtime configuration, by the name of an enumerator. Raises `Refused`.
        """
        return self.load(self.plan(define, inputs, profile), **settings)

    def plan(
        self, define: Define, inputs: Sequence[tuple[Dims, str]], profile: Sequence[tuple[Dims, Dims, Dims]] = ()
    ) -> Any:
        """The plan of a network; see `context`."""
        trt = self.trt
        self.errors.clear()
        flags = 0
        if hasattr(trt.NetworkDefinitionCreationFlag, "STRONGLY_TYPED"):
            flags = 1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
        try:
            network = self.builder.create_network(flags)
            tensors = [
                network.add_input(f"x{number}", getattr(trt, dtype), dims)
                for number, (dims, dtype) in enumerate(inputs)
            ]
            output = define(trt, network, tensors)
            output.name = "y"
            network.mark_output(output)
            config = self.builder.create_builder_config()
            if profile:
                ranges = self.builder.create_optimization_profile()
                for number, three in enumerate(profile):
                    ranges.set_shape(f"x{number}", *three)
                config.add_optimization_profile(ranges)
            plan = self.builder.build_serialized_network(network, config)
        except Exception as error:
            raise self.refused(f"{type(error).__name__}: {error}") from None
        if plan is None:
            raise self.refused("no plan")
        return plan

    def load(self, plan: Any, compiled: bytes | None = None, **settings: str) -> Any:
        """A context of a plan; see `context`. ``compiled`` is what TensorRT-RTX need not compile again."""
        self.errors.clear()
        try:
            engine = self.runtime.deserialize_cuda_engine(plan)
            context = None if engine is None else self._context(engine, compiled, settings)
        except Exception as error:
            raise self.refused(f"{type(error).__name__}: {error}") from None
        if context is None:
            raise self.refused("no engine")
        self._kept += [engine]
        return context

    def _context(self, engine: Any, compiled: bytes | None, settings: dict[str, str]) -> Any:
        if not hasattr(engine, "create_runtime_config") or (compiled is None and not settings):
            return engine.create_execution_context()
        config = engine.create_runtime_config()
        if compiled is not None:
            self.cache = config.create_runtime_cache()
            if compiled:
                self.cache.deserialize(compiled)
            config.set_runtime_cache(self.cache)
            self._kept += [self.cache]
        enums = {
            "cuda_graph_strategy": "CudaGraphStrategy",
            "dynamic_shapes_kernel_specialization_strategy": "DynamicShapesKernelSpecializationStrategy",
        }
        for name, value in settings.items():
            setattr(config, name, getattr(getattr(self.trt, enums[name]), value))
        return engine.create_execution_context(config)

    def refused(self, otherwise: str) -> Refused:
        """Why nothing came: the first error that was logged."""
        return Refused((self.errors[0] if self.errors else otherwise).splitlines()[0][:200])

    def run(self, context: Any, stream: int) -> None:
        """Enqueue; raises `Refused`."""
        if not context.execute_async_v3(stream):
            raise self.refused("the execution was refused")


def bind(context: Any, inputs: Sequence[int], output: int) -> None:
    """Give the addresses of the inputs and of the output."""
    for number, address in enumerate(inputs):
        context.set_tensor_address(f"x{number}", address)
    context.set_tensor_address("y", output)
