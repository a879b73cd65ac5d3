"""Engines: a model that is ready, with the ranges that its inputs were built for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...adapter import Context, Dims, LogRecord, Unsupported
from ..onnx_export import Input, Model, Network, export, shape_inputs
from .absent import BINDINGS, PROFILES, without
from .answers import made_up, of_engine
from .context import OnnxContext
from .port import EngineRefused, Facts, Port, Ready, Session
from .profile import OnnxProfile


class OnnxEngine:
    """A model that an engine has made ready; see `adapter.Engine`."""

    def __init__(self, port: Port, edition: str, network: Network, profiles: Sequence[OnnxProfile]) -> None:
        """Raises `EngineRefused` where the engine refuses the model, or its inputs at the kOPT of a profile."""
        self.port = port
        self.edition = edition
        self.network = network
        self.inputs: dict[str, Input] = {input.name: input for input in network.inputs.values()}
        self._check(profiles)
        self.profiles = list(profiles) or [OnnxProfile()]
        self.model = self.export({}, {})
        if self.model.incomplete:
            raise Unsupported(f"ONNX's shape inference gives {self.model.incomplete} no rank")
        # An engine that knows ranges is made ready for each profile; contexts start on the first one.
        wanted = self.profiles if port.keeps_dims else self.profiles[:1]
        self._ready = [port.ready(self.model, profile.ranges) for profile in wanted]
        self.facts = self._ready[0].facts
        self.warnings: list[LogRecord] = []
        """What TensorRT would warn of while it builds: ends of profiles that the engine refuses."""
        for index, profile in enumerate(self.profiles):
            ready = self._ready[index if port.keeps_dims else 0]
            self._execute_once(ready, profile, 1)
            self.warnings += [record for end in (0, 2) for record in self._warning_at(ready, profile, index, end)]

    def _warning_at(self, ready: Ready, profile: OnnxProfile, index: int, end: int) -> list[LogRecord]:
        """kOPT must be possible; where kMIN or kMAX is not, TensorRT warns (DS-PROF-028)."""
        ranges = (*profile.ranges.values(), *profile.value_ranges.values())
        if all(bounds[end] == bounds[1] for bounds in ranges):
            return []
        try:
            self._execute_once(ready, profile, end)
        except EngineRefused as error:
            return [LogRecord("WARNING", f"{('kMIN', '', 'kMAX')[end]} of profile {index}: {error}")]
        return []

    def _execute_once(self, ready: Ready, profile: OnnxProfile, end: int) -> None:
        dims = {name: bounds[end] for name, bounds in profile.ranges.items()}
        context = OnnxContext(self, ready.open())
        context.assume(dims, {name: bounds[end] for name, bounds in profile.value_ranges.items()})
        context.prove()

    def open(self, profile: int) -> Session:
        """A new session, with the ranges of a profile where the engine knows ranges."""
        return self._ready[profile].open()

    def _check(self, profiles: Sequence[OnnxProfile]) -> None:
        wild = {name for name, input in self.inputs.items() if -1 in input.dims}
        for profile in profiles or [OnnxProfile()]:
            if wild - profile.ranges.keys():
                raise Unsupported(f"{PROFILES}: a build without a range for {min(wild - profile.ranges.keys())}")
            if profile.ranges.keys() - self.inputs.keys():
                raise Unsupported(f"{PROFILES}: a range for what is no input")
            for name, bounds in profile.ranges.items():
                if not all(_agrees(self.inputs[name], dims) for dims in bounds):
                    raise Unsupported(f"{PROFILES}: a range of {name} beyond its declared dims")
        given = [set(profile.value_ranges) for profile in profiles or [OnnxProfile()]]
        wanted = {input.name for input in shape_inputs(self.network)}
        if any(names != wanted for names in given):
            raise Unsupported(f"{PROFILES}: values of shape inputs that are missing or too many")
        for profile in profiles:
            for name, (values, _, _) in profile.value_ranges.items():
                if len(values) != int(np.prod(self.inputs[name].dims)):
                    raise Unsupported(f"{PROFILES}: {len(values)} values for {name}")

    def export(self, dims: Mapping[str, Dims], values: Mapping[str, Sequence[int]]) -> Model:
        """The model with these dims of inputs, and these inputs as constants."""
        return export(self.network, self.edition, dims, values)

    def facts_at(self, dims: Mapping[str, Dims], values: Mapping[str, Sequence[int]]) -> dict[str, Facts]:
        """What the engine infers at these dims and shape values; raises `EngineRefused`."""
        return self.port.facts_at(lambda given: self.export(given, values), dims)

    @of_engine()
    def create_context(self) -> Context:
        """A context: a session of the engine, or what the adapter keeps beside one."""
        return OnnxContext(self, self.open(0))

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
        fixed = self._fixed(0)
        if fixed and not self.port.keeps_dims:
            raise Unsupported(f"{PROFILES}: what a range of one length fixes is not known to the engine")
        if any(self._fixed(index) != fixed for index in range(1, len(self.profiles))):
            raise Unsupported(f"{PROFILES}: the model of the first does not know what the others leave open")
        facts = self.facts[name]
        dims = self.port.calls.saw(facts.dims, f"dims({{}}, {name!r})", facts.owner)
        if dims is None:
            raise Unsupported(f"{self.port.name} infers no rank of {name}")
        return dims

    def _fixed(self, index: int) -> set[tuple[str, int, int]]:
        """The extents that a profile alone fixes: input, axis and extent."""
        return {
            (input, axis, low)
            for input, (lows, _, highs) in self.profiles[index].ranges.items()
            for axis, (declared, low, high) in enumerate(zip(self.inputs[input].dims, lows, highs, strict=True))
            if low == high and declared == -1
        }

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
