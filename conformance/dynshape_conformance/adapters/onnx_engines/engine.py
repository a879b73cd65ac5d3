"""Engines: a model that is ready, with the ranges that its inputs were built for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...adapter import Context, Dims, Unsupported
from ..onnx_export import Input, Model, Network, export
from .absent import BINDINGS, PROFILES, without
from .answers import made_up, of_engine
from .context import OnnxContext
from .port import Facts, Port, Range
from .profile import OnnxProfile


class OnnxEngine:
    """A model that an engine has made ready; see `adapter.Engine`."""

    def __init__(self, port: Port, edition: str, network: Network, profiles: Sequence[OnnxProfile]) -> None:
        """Raises `EngineRefused` where the engine refuses the model, or its inputs at the kOPT of a profile."""
        self.port = port
        self.edition = edition
        self.network = network
        self.inputs: dict[str, Input] = {input.name: input for input in network.inputs.values()}
        self.ranges, self.value_ranges = self._ranges(profiles)
        self.model = self.export({}, {})
        if self.model.incomplete:
            raise Unsupported(f"ONNX's shape inference gives {self.model.incomplete} no rank")
        self.facts = port.check(self.model)
        self._session = port.session(self.model, self.ranges)
        for profile in profiles:
            values = {name: best for name, (_, best, _) in profile.value_ranges.items()}
            self.facts_at({name: best for name, (_, best, _) in profile.ranges.items()}, values)

    def _ranges(self, profiles: Sequence[OnnxProfile]) -> tuple[dict[str, Range], dict[str, Range]]:
        wild = {name for name, input in self.inputs.items() if -1 in input.dims}
        for profile in profiles or [OnnxProfile()]:
            if wild - profile.ranges.keys():
                raise Unsupported(f"{PROFILES}: a build without a range for {min(wild - profile.ranges.keys())}")
            if profile.ranges.keys() - self.inputs.keys():
                raise Unsupported(f"{PROFILES}: a range for what is no input")
            for name, bounds in profile.ranges.items():
                if not all(_agrees(self.inputs[name], dims) for dims in bounds):
                    raise Unsupported(f"{PROFILES}: a range of {name} beyond its declared dims")
        if not profiles:
            return {}, {}
        return dict(profiles[0].ranges), dict(profiles[0].value_ranges)

    def export(self, dims: Mapping[str, Dims], values: Mapping[str, Sequence[int]]) -> Model:
        """The model with these dims of inputs, and these inputs as constants."""
        return export(self.network, self.edition, dims, values)

    def facts_at(self, dims: Mapping[str, Dims], values: Mapping[str, Sequence[int]]) -> dict[str, Facts]:
        """What the engine infers at these dims and shape values; raises `EngineRefused`."""
        return self.port.facts_at(lambda given: self.export(given, values), dims)

    @of_engine()
    def create_context(self) -> Context:
        """A context: a session of the engine, or what the adapter keeps beside one."""
        return OnnxContext(self, self._session())

    @made_up
    def tensors(self) -> tuple[str, ...]:
        """The names that the adapter wrote into the model."""
        return (*self.model.inputs, *self.model.outputs)

    @of_engine(channel="invalid dims")
    def tensor_dims(self, name: str) -> Dims:
        """What the engine infers; -1 for an extent that it leaves open."""
        return self._dims(name)

    @of_engine(channel="invalid dims")
    def dims(self, name: str, profile: int = 0) -> Dims:
        """As `tensor_dims`."""
        return self._dims(name)

    def _dims(self, name: str) -> Dims:
        if name not in self.facts:
            raise Unsupported(f"no tensor is called {name}: the engine is asked by names it has")
        dims = self.facts[name].dims
        if dims is None:
            raise Unsupported(f"{self.port.name} infers no rank of {name}")
        return dims

    num_profiles = without(PROFILES)
    profile_dims = without(PROFILES)
    profile_values = without(PROFILES)
    tensor_profile_dims = without(PROFILES)
    has_implicit_batch_dimension = without("ONNX has no implicit batch dimension to ask for")
    num_bindings = without(BINDINGS)
    binding_name = without(BINDINGS)
    binding_index = without(BINDINGS)
    lookup = without(BINDINGS)
    binding_is_input = without(BINDINGS)
    binding_dtype = without(BINDINGS)
    binding_dims = without(BINDINGS)
    is_shape_binding = without(BINDINGS)
    is_execution_binding = without(BINDINGS)
    serialize = without("the plan would be the exporter's model, not the engine's")
    reload = without("the plan would be the exporter's model, not the engine's")

    def release(self) -> None:
        """Give the engine up; contexts keep what they need."""


def _agrees(input: Input, dims: Dims) -> bool:
    pairs = zip(input.dims, dims, strict=False)
    return len(dims) == len(input.dims) and all(declared in (-1, extent) for declared, extent in pairs)
