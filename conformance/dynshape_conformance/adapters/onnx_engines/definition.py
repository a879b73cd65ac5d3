"""Network definitions for ONNX engines: operations are gathered, and the engine is asked about the model."""

from __future__ import annotations

from collections.abc import Sequence

from dynshape_fixtures.program import Operation, Program

from ...adapter import Answer, Dims, Engine, LogRecord, Profile, Refusal, Unsupported
from ..onnx_export import Layer, Network, export
from .absent import BUILDER, CLASSES, LAYERS, PROFILES, without
from .answers import made_up, refused
from .engine import OnnxEngine
from .port import EngineRefused, Facts, Port
from .profile import OnnxProfile


class OnnxDefinition:
    """A network definition; see `adapter.Definition`.

    After each program the engine loads the whole network. Where it refuses, the first operation is
    refused whose layer it refuses together with what that layer rests on.
    """

    def __init__(self, port: Port, edition: str, program: Program) -> None:
        self.port = port
        self.edition = edition
        self.network = Network()
        self.answers: list[Answer[None]] = []
        self._profiles: list[OnnxProfile] = []
        self._refused: set[str] = set()
        self._facts: dict[str, Facts] = {}
        self.extend(program)

    def extend(self, program: Program) -> list[Answer[None]]:
        """Carry out the operations of a program, and have the engine load the network."""
        self._facts.clear()
        answers: list[Answer[None]] = []
        for operation in program.operations:
            missing = sorted(self._refused & _named(operation))
            if missing:
                self._refused.add(operation["id"])
                answers.append(Answer(refusal=Refusal("operand", f"{missing[0]} was refused")))
                continue
            self.network.apply(operation)
            answers.append(Answer())
        refusal = self._load()
        if refusal is not None:
            layer, answer = refusal
            self._refuse(program.operations, answers, layer, answer)
        self.answers.extend(answers)
        return answers

    def _load(self) -> tuple[str, Answer[None]] | None:
        """Have the engine load the network; the layer that it refuses, and how."""
        if not self.network.layers:
            return None
        try:
            self._check(self._ends())
            return None
        except EngineRefused as whole:
            error = whole
        for id in self.network.layers:
            if self.network.makes_tensor(id):
                try:
                    self._check([id])
                except EngineRefused as error_of_layer:
                    return id, refused(error_of_layer)
        return list(self.network.layers)[-1], refused(error)

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

    def _refuse(
        self, operations: Sequence[Operation], answers: list[Answer[None]], layer: str, answer: Answer[None]
    ) -> None:
        self._refused.add(layer)
        first = True
        for index, operation in enumerate(operations):
            if first and operation["id"] == layer:
                answers[index], first = answer, False
            elif self._refused & _named(operation):
                self._refused.add(operation["id"])
                answers[index] = Answer(refusal=Refusal("operand", f"{layer} was refused"))
        if first:  # A later change made the engine refuse a layer of an earlier program.
            answers[-1] = answer
        self.network.remove(self._refused)

    # Facts

    @made_up
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the model."""
        return tuple(input.name for input in self.network.inputs.values())

    @made_up
    def outputs(self) -> tuple[str, ...]:
        """The outputs of the model."""
        return tuple(self.network.name(tensor) for tensor in self.network.outputs)

    def tensor_dims(self, tensor: str) -> Answer[Dims]:
        """What the engine infers; -1 for an extent that it leaves open."""
        try:
            facts = self._facts_of(tensor)
        except EngineRefused as error:
            return refused(error, "invalid dims")
        if isinstance(facts, Answer):
            return facts
        if facts.dims is None:
            raise Unsupported(f"{self.port.name} infers no rank of {tensor}")
        return Answer(facts.dims)

    def tensor_dtype(self, tensor: str) -> Answer[str]:
        """What the engine infers; emulated where the exporter converts what ONNX's operator yields."""
        try:
            facts = self._facts_of(tensor)
        except EngineRefused as error:
            return refused(error)
        if isinstance(facts, Answer):
            return Answer(refusal=facts.refusal, records=facts.records)
        return Answer(facts.dtype, emulated=self.network.is_converted(tensor, self.edition))

    def _facts_of(self, tensor: str) -> Facts | Answer[Dims]:
        if tensor.split(":")[0] in self._refused:
            text = f"{tensor} was refused"
            return Answer(refusal=Refusal("operand", text), records=(LogRecord("ERROR", text),))
        if tensor not in self._facts:
            name = self.network.name(tensor)
            if tensor in self.network.inputs:
                self._facts.update(self._facts_of_input(tensor))
            else:
                self._facts[tensor] = self._check([tensor])[name]
        return self._facts[tensor]

    def _facts_of_input(self, tensor: str) -> dict[str, Facts]:
        probe = Network()
        probe.inputs[tensor] = self.network.inputs[tensor]
        probe.layers["copy"] = Layer("copy", "identity", {0: tensor}, {}, {})
        facts = self.port.check(export(probe, self.edition, targets=["copy"]))
        return {tensor: facts[self.network.name(tensor)]}

    has_implicit_batch_dimension = without("ONNX has no implicit batch dimension to ask for")
    tensor_name = without("names of tensors are the adapter's: it writes them into the model")
    is_shape_tensor = without(CLASSES)
    is_execution_tensor = without(CLASSES)
    layer_num_inputs = without(LAYERS)
    layer_input = without(LAYERS)
    layer_property = without(LAYERS)
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
        """Make the model ready; it is refused if the engine refuses it, at the kOPT of a profile included."""
        if self._refused:
            text = f"{min(self._refused)} was refused"
            return Answer(refusal=Refusal("operand", text), records=(LogRecord("ERROR", text),))
        try:
            return Answer(OnnxEngine(self.port, self.edition, self.network.copy(), list(self._profiles)))
        except EngineRefused as error:
            return refused(error)


def _named(operation: Operation) -> set[str]:
    """The ids of the layers and tensors that an operation names."""
    arguments = operation.get("arguments", {})
    names = [operation["id"], *operation.get("inputs", ()), operation.get("tensor")]
    names += [arguments.get("loop"), arguments.get("conditional")]
    return {name.split(":")[0] for name in names if isinstance(name, str)}
