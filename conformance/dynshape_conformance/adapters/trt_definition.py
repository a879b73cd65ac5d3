"""Network definitions through TensorRT's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dynshape_fixtures.program import Operation, Program

from ..adapter import Answer, Dims, Engine, Profile, Unsupported
from . import trt_names
from .trt_calibration import CalibratedDefinition
from .trt_engine import TrtEngine
from .trt_module import RefusedCall, TrtModule, answering, dims_of, index_of, value_of
from .trt_profile import TrtProfile

_SETTINGS = {
    "engine_capability": ("engine_capability", "EngineCapability"),
    "device_type": ("default_device_type", "DeviceType"),
}


class TrtDefinition(CalibratedDefinition):
    """A network definition with its builder configuration; see `adapter.Definition`."""

    def __init__(self, trt: TrtModule, program: Program, explicit_batch: bool | None) -> None:
        self.trt = trt
        self.answers: list[Answer[Any]] = []
        self._network = self._create_network(explicit_batch)
        self._tensors: dict[str, Any] = {}
        self._layers: dict[str, Any] = {}
        self._outputs: dict[str, Any] = {}
        """Outputs of layers that were asked for; they stay the same."""
        self._kinds: dict[str, str] = {}
        self._refused: set[str] = set()
        # The builder reads weights where they lie, at build time: they must outlive the definition.
        self._weights: list[Any] = []
        self._made_config: Any = None
        self.extend(program)

    @property
    def _config(self) -> Any:
        # Made when it is needed: many a definition is never built.
        if self._made_config is None:
            self._made_config = self.trt.make(self.trt.builder, "create_builder_config")
            # On at first: then products of float32 have 10 bits of fraction in place of 23, which no clause speaks of.
            tf32 = getattr(self.trt.module.BuilderFlag, "TF32", None)
            if tf32 is not None:
                self.trt.call(self._made_config, "clear_flag", tf32)
        return self._made_config

    def _create_network(self, explicit_batch: bool | None) -> Any:
        if explicit_batch is None:
            return self.trt.make(self.trt.builder, "create_network")
        # From 10.0 on the flag is deprecated and every network is explicit; later the enumerator is gone.
        flags = getattr(self.trt.module.NetworkDefinitionCreationFlag, "EXPLICIT_BATCH", None)
        flag = 1 << int(flags) if explicit_batch and flags is not None else 0
        network = self.trt.make(self.trt.builder, "create_network", flag)
        if network is None:
            raise Unsupported(
                f"{self.trt.name} {self.trt.version} makes no network with explicit_batch={explicit_batch}"
            )
        return network

    def extend(self, program: Program) -> list[Answer[Any]]:
        """Carry out the operations of a program."""
        answers = [self._carry_out(operation) for operation in program.operations]
        self.answers.extend(answers)
        return answers

    @answering
    def _carry_out(self, operation: Operation) -> Any:
        fields = operation.copy()
        do, id = fields.pop("do"), fields.pop("id")
        try:
            return getattr(self, f"_do_{do}")(id, **fields)
        except (RefusedCall, Unsupported):
            # A second tensor of the same id (a duplicate input name) must not hide the first.
            if id not in self._tensors and id not in self._layers:
                self._refused.add(id)
            raise

    # Operands

    def _tensor(self, id: str) -> Any:
        if self._refused and (id in self._refused or id.split(":")[0] in self._refused):
            raise RefusedCall("operand", f"{id} was refused")
        if id in self._tensors:
            return self._tensors[id]
        found = self._outputs.get(id)
        if found is None:
            layer, _, index = id.partition(":")
            found = value_of(self.trt.call(self._layer(layer), "get_output", int(index or 0)))
            self._outputs[id] = found
        return found

    def _layer(self, id: str) -> Any:
        if id in self._refused:
            raise RefusedCall("operand", f"{id} was refused")
        if id not in self._layers:
            raise ValueError(f"the program has no tensor or layer {id!r}")
        return self._layers[id]

    def _argument(self, kind: str, field: str, value: Any) -> Any:
        if isinstance(value, str):
            classes = trt_names.enum_classes(kind, field)
            if classes:
                return self.trt.enumerator(classes, value)
            return self.trt.dtype(value) if field in trt_names.DTYPE_FIELDS else value
        if value is not None and trt_names.holds_weights(kind, field):
            weights, array = self.trt.weights(value)
            self._weights += [weights, array]
            return weights
        return tuple(value) if isinstance(value, list) else value

    # Operations

    def _do_input(self, id: str, name: str, dtype: str, dims: Sequence[int]) -> None:
        added = self.trt.call(self._network, "add_input", name, self.trt.dtype(dtype), tuple(dims))
        self._tensors[id] = value_of(added)

    def _do_constant(self, id: str, dtype: str, dims: Sequence[int], values: Sequence[Any]) -> None:
        weights, array = self.trt.weights(values, dtype)
        self._weights += [weights, array]
        self._add(id, "constant", self._network, "add_constant", tuple(dims), weights)

    def _do_layer(
        self, id: str, kind: str, inputs: Sequence[str], arguments: dict[str, Any], properties: dict[str, Any]
    ) -> None:
        tensors = [self._tensor(tensor) for tensor in inputs]
        maker, method = self._network, f"add_{kind}"
        if kind in trt_names.BOUNDARY_KINDS:
            owner, method = trt_names.BOUNDARY_KINDS[kind]
            maker = self._layer(arguments[owner])
            arguments = {field: value for field, value in arguments.items() if field != owner}
        elif not self.trt.has(maker, method):
            method = f"add_{trt_names.RENAMED_KINDS.get(kind, kind)}"
        output_type = None
        if trt_names.family(kind) in trt_names.OUTPUT_TYPES:
            output_type = arguments.get("output_type")
            arguments = self._with_output_type(kind, arguments)
        given = {field: self._argument(kind, field, value) for field, value in arguments.items()}
        if kind == "matrix_multiply" and len(tensors) == 2:
            # The one layer whose operands do not lead: input0, op0, input1, op1.
            self._add(id, kind, maker, method, tensors[0], input1=tensors[1], **given)
        elif kind in trt_names.LIST_KINDS:
            self._add(id, kind, maker, method, tensors, **given)
        else:
            self._add(id, kind, maker, method, *tensors, **given)
        if output_type is not None and not self.trt.modern:
            self.trt.command(self._layers[id], "set_output_type", 0, self.trt.dtype(output_type))
        for property, value in properties.items():
            self._do_set_property(id, property, value)

    def _with_output_type(self, kind: str, arguments: dict[str, Any]) -> dict[str, Any]:
        others = {field: value for field, value in arguments.items() if field != "output_type"}
        if not self.trt.modern:
            return others
        return {**others, "output_type": arguments.get("output_type", trt_names.OUTPUT_TYPES[trt_names.family(kind)])}

    def _add(self, id: str, kind: str, maker: Any, method: str, /, *args: Any, **kwargs: Any) -> None:
        layer = value_of(self.trt.call(maker, method, *args, **kwargs))
        if id in self._layers:
            self._outputs.clear()
        self._layers[id] = layer
        self._kinds[id] = kind

    def _do_set_input(self, id: str, index: int, tensor: str) -> None:
        self.trt.command(self._layer(id), "set_input", index, self._tensor(tensor))

    def _do_set_property(self, id: str, property: str, value: Any) -> None:
        self.trt.set(self._layer(id), property, self._argument(self._kinds[id], property, value))

    def _do_set_output_type(self, id: str, index: int, dtype: str) -> None:
        self.trt.command(self._layer(id), "set_output_type", index, self.trt.dtype(dtype))

    def _do_set_tensor(self, id: str, property: str, value: Any) -> None:
        self.trt.set(self._tensor(id), property, self._argument("", property, value))

    def _do_set_dimension_name(self, id: str, index: int, name: str) -> None:
        self.trt.command(self._tensor(id), "set_dimension_name", index, name)

    def _do_mark_output(self, id: str) -> Any:
        return self.trt.command(self._network, "mark_output", self._tensor(id))

    def _do_unmark_output(self, id: str) -> Any:
        return self.trt.command(self._network, "unmark_output", self._tensor(id))

    def _do_mark_output_for_shapes(self, id: str) -> Any:
        return self.trt.command(self._network, "mark_output_for_shapes", self._tensor(id))

    def _do_unmark_output_for_shapes(self, id: str) -> Any:
        return self.trt.command(self._network, "unmark_output_for_shapes", self._tensor(id))

    # Facts

    @answering
    def inputs(self) -> tuple[str, ...]:
        """Names of the network inputs, in order."""
        return self._boundary("num_inputs", "get_input")

    @answering
    def outputs(self) -> tuple[str, ...]:
        """Names of the network outputs, in order."""
        return self._boundary("num_outputs", "get_output")

    def _boundary(self, count: str, getter: str) -> tuple[str, ...]:
        number = self.trt.get(self._network, count)
        return tuple(str(self.trt.call(self._network, getter, index).name) for index in range(number))

    @answering
    def has_implicit_batch_dimension(self) -> bool:
        """The property of the network."""
        return bool(self.trt.get(self._network, "has_implicit_batch_dimension"))

    @answering
    def tensor_name(self, tensor: str) -> str:
        """``tensor.name``."""
        return str(self.trt.get(self._tensor(tensor), "name"))

    @answering
    def tensor_dims(self, tensor: str) -> Dims:
        """``tensor.shape``."""
        return dims_of(self.trt.get(self._tensor(tensor), "shape"))

    @answering
    def tensor_dtype(self, tensor: str) -> str:
        """``tensor.dtype``."""
        return str(self.trt.read(self.trt.get(self._tensor(tensor), "dtype")))

    @answering
    def is_shape_tensor(self, tensor: str) -> bool:
        """``tensor.is_shape_tensor``."""
        return bool(self.trt.get(self._tensor(tensor), "is_shape_tensor"))

    @answering
    def is_execution_tensor(self, tensor: str) -> bool:
        """``tensor.is_execution_tensor``."""
        return bool(self.trt.get(self._tensor(tensor), "is_execution_tensor"))

    @answering
    def layer_num_inputs(self, layer: str) -> int:
        """``layer.num_inputs``."""
        return int(self.trt.get(self._layer(layer), "num_inputs"))

    @answering
    def layer_input(self, layer: str, index: int) -> str | None:
        """The name of ``layer.get_input(index)``."""
        tensor = self.trt.call(self._layer(layer), "get_input", index)
        return None if tensor is None else str(self.trt.get(tensor, "name"))

    @answering
    def layer_property(self, layer: str, property: str) -> Any:
        """A property of the layer."""
        return self.trt.read(self.trt.get(self._layer(layer), property))

    # Dims by themselves

    @answering
    def dims_made(self, kind: str, entries: Sequence[int]) -> Dims:
        """The entries of ``kind(list(entries))``."""
        return dims_of(self.trt.dims(kind, entries))

    @answering
    def dims_entry(self, kind: str, entries: Sequence[int], index: int) -> int:
        """``kind(list(entries))[index]``."""
        return int(self.trt.call(self.trt.dims(kind, entries), "__getitem__", index))

    @answering
    def dims_equal(self, kind: str, entries: Sequence[int], other: Sequence[int], sequence: str) -> bool:
        """``kind(list(entries)) == other``."""
        return bool(self.trt.dims(kind, entries) == (list(other) if sequence == "list" else tuple(other)))

    # Profiles, configuration, build

    def create_profile(self) -> Profile:
        """``builder.create_optimization_profile()``."""
        return TrtProfile(self.trt, self.trt.make(self.trt.builder, "create_optimization_profile"))

    @answering
    def add_profile(self, profile: Profile) -> int:
        """``config.add_optimization_profile``."""
        assert isinstance(profile, TrtProfile)
        return index_of(self.trt.call(self._config, "add_optimization_profile", profile.handle))

    @answering
    def num_profiles(self) -> int:
        """``config.num_optimization_profiles``."""
        return int(self.trt.get(self._config, "num_optimization_profiles"))

    @answering
    def configure(self, setting: str, value: Any) -> None:
        """A setting of the builder configuration."""
        if setting == "flag":
            self.trt.command(self._config, "set_flag", self.trt.enumerator("BuilderFlag", value))
        elif setting == "preview_feature":
            feature = self.trt.enumerator("PreviewFeature", value)
            self.trt.command(self._config, "set_preview_feature", feature, True)
        elif setting in _SETTINGS:
            property, enum = _SETTINGS[setting]
            self.trt.set(self._config, property, self.trt.enumerator(enum, value))
        else:
            raise Unsupported(f"builder configuration {setting!r}")

    @answering
    def build(self) -> Engine:
        """``build_serialized_network`` and ``deserialize_cuda_engine``."""
        builder = self.trt.builder
        plan = bytes(value_of(self.trt.call(builder, "build_serialized_network", self._network, self._config)))
        if not plan:
            raise RefusedCall("empty plan")
        return TrtEngine(self.trt, self.trt.load(plan) if self.trt.memory is not None else None, plan)
