"""Network definitions for ONNX engines: operations are gathered, and the engine is asked about the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dynshape_fixtures.program import Program

from ...adapter import Answer, Dims, Engine, Profile, Unsupported
from ..onnx_export import Layer, Network, export
from .absent import BUILDER, CLASSES, DIMS, LAYERS, PROFILES, without
from .answers import made_up, of_engine, refused
from .engine import OnnxEngine
from .port import EngineRefused, Facts, Port
from .profile import OnnxProfile


class OnnxDefinition:
    """A network definition; see `adapter.Definition`.

    That an operation is taken down is no answer of the engine: it is asked when dims are asked for, and by
    the build. What can't be translated is `Unsupported` at once.
    """

    def __init__(self, port: Port, edition: str, program: Program) -> None:
        self.port = port
        self.edition = edition
        self.network = Network()
        self.answers: list[Answer[None]] = []
        self._profiles: list[OnnxProfile] = []
        self._facts: dict[str, Facts] = {}
        self.extend(program)

    def extend(self, program: Program) -> list[Answer[None]]:
        """Take down the operations of a program."""
        self._facts.clear()
        answers: list[Answer[None]] = []
        for operation in program.operations:
            self.network.apply(operation)
            # What TensorRT's call returns: True for shapes, else nothing.
            granted = True if operation["do"].endswith("mark_output_for_shapes") else None
            answers.append(Answer(granted, emulated=True))  # type: ignore[arg-type]
        export(self.network, self.edition, targets=self._ends())
        self.answers.extend(answers)
        return answers

    def _ends(self) -> list[str]:
        """The tensors that nothing is made of, and those that are marked."""
        used = {operand for layer in self.network.layers.values() for operand in layer.operands()}
        ends = [id for id in self.network.layers if id not in used and self.network.makes_tensor(id)]
        return list(dict.fromkeys([*self.network.outputs, *ends]))

    def _check(self, targets: Sequence[str]) -> dict[str, Facts]:
        model = export(self.network, self.edition, targets=targets)
        facts = self.port.check(model)
        if model.incomplete:
            raise Unsupported(f"ONNX's shape inference gives {model.incomplete} no rank, {self.port.name} does")
        return facts

    # Facts

    @made_up
    def inputs(self) -> tuple[str, ...]:
        """The names that the adapter writes into the model."""
        return tuple(input.name for input in self.network.inputs.values())

    @made_up
    def outputs(self) -> tuple[str, ...]:
        """The names that the adapter writes into the model."""
        return tuple(self.network.name(tensor) for tensor in self.network.outputs)

    @of_engine(channel="invalid dims")
    def tensor_dims(self, tensor: str) -> Dims:
        """What the engine infers; -1 for an extent that it leaves open."""
        facts = self._facts_of(tensor)
        dims: Dims | None = self._saw(tensor, facts, "dims")
        if dims is None:
            raise Unsupported(f"{self.port.name} infers no rank of {tensor}")
        return dims

    def tensor_dtype(self, tensor: str) -> Answer[str]:
        """What the engine infers; emulated where the exporter converts what ONNX's operator yields."""
        try:
            facts = self._facts_of(tensor)
        except EngineRefused as error:
            return refused(error)
        dtype = self._saw(tensor, facts, "dtype")
        return Answer(dtype, emulated=self.network.is_converted(tensor, self.edition))

    def _facts_of(self, tensor: str) -> Facts:
        if tensor not in self._facts:
            if tensor in self.network.inputs:
                self._facts[tensor] = self._facts_of_input(tensor)
            else:
                self._facts[tensor] = self._check([tensor])[self.network.name(tensor)]
        return self._facts[tensor]

    def _saw(self, tensor: str, facts: Facts, what: str) -> Any:
        text = f"{what}({{}}, {self.network.name(tensor)!r})"
        return self.port.calls.saw(getattr(facts, what), text, facts.owner)

    def _facts_of_input(self, tensor: str) -> Facts:
        probe = Network()
        probe.inputs[tensor] = self.network.inputs[tensor]
        probe.layers["copy"] = Layer("copy", "identity", {0: tensor}, {}, {})
        return self.port.check(export(probe, self.edition, targets=["copy"]))[self.network.name(tensor)]

    has_implicit_batch_dimension = without("ONNX has no implicit batch dimension to ask for")
    tensor_name = without("names of tensors are the adapter's: it writes them into the model")
    is_shape_tensor = without(CLASSES)
    is_execution_tensor = without(CLASSES)
    layer_num_inputs = without(LAYERS)
    layer_input = without(LAYERS)
    layer_property = without(LAYERS)
    dims_made = without(DIMS)
    dims_entry = without(DIMS)
    dims_equal = without(DIMS)
    num_profiles = without(PROFILES)
    configure = without(BUILDER)
    set_calibration_profile = without(BUILDER)
    calibration_profile = without(BUILDER)
    set_calibrator = without(BUILDER)
    calibration = without(BUILDER)

    # Profiles and build

    def create_profile(self) -> Profile:
        """A profile that the adapter keeps."""
        return OnnxProfile()

    @made_up
    def add_profile(self, profile: Profile) -> int:
        """The index of the profile."""
        assert isinstance(profile, OnnxProfile)
        self._profiles.append(profile)
        return len(self._profiles) - 1

    def build(self) -> Answer[Engine]:
        """Make the model ready; refused where the engine refuses it, or its first execution at a kOPT.

        Emulated where there is something to warn of: the engine refuses, and the adapter makes a warning of it.
        """
        try:
            engine = OnnxEngine(self.port, self.edition, self.network.copy(), list(self._profiles))
        except EngineRefused as error:
            return refused(error, "None")
        return Answer(engine, records=tuple(engine.warnings), emulated=bool(engine.warnings))
