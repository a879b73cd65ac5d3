"""The engine: what was built, asked through binding indices (8.x) or tensor names (8.5 and later)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .bindings import BindingTable
from .built import BuiltNetwork, common_dims
from .config import BuilderFlag, EngineCapability, ProfilingVerbosity
from .context import IExecutionContext
from .dims import Dims, Extents
from .dtypes import DataType
from .enums import Enum
from .errors import Journal, Refusal, refusal_returns
from .hostmemory import IHostMemory
from .managed import Managed
from .owners import ProfileOwners
from .tensors import ITensor, TensorFormat, TensorLocation

if TYPE_CHECKING:
    from .plan import Plan


class TensorIOMode(Enum):
    """The part a tensor plays at the boundary."""

    NONE = 0
    INPUT = 1
    OUTPUT = 2


class ICudaEngine(Managed):
    """A built engine. A ``binding`` is an index or a name."""

    def __init__(self, plan: Plan) -> None:
        """Made by ``Runtime.deserialize_cuda_engine``."""
        self.built = BuiltNetwork(plan)
        self.owners = ProfileOwners(self.built)
        self.journal: Journal = plan.graph.journal

    # Profiles and contexts

    @property
    def num_optimization_profiles(self) -> int:
        """The number of profiles; one at least (DS-PROF-023)."""
        return len(self.built.profiles)

    def create_execution_context(self) -> IExecutionContext | None:
        """A new context (DS-NET-007), on profile 0 where the edition gives it that (DS-CTX-007).

        Else it has no profile (DS-CTX-014), and a record says so (DS-CTX-015).
        """
        context = IExecutionContext(self)
        if self.owners.gives_profile_0():
            context.adopt_profile(0)
        else:
            text = "Could not set default profile 0 for execution context. Profile index must be set explicitly."
            self.journal.inform("DS-CTX-015", text)
        return context

    # Bindings (8.x)

    @cached_property
    def bindings(self) -> BindingTable:
        """The binding table; AttributeError from edition 10 on, which addresses tensors by name only."""
        if not self.built.graph.edition.has_bindings:
            raise AttributeError(f"edition {self.built.graph.edition.name} has no bindings: use the calls by tensor name")
        return BindingTable(self.built.tensors, len(self.built.profiles))

    @property
    def num_bindings(self) -> int:
        """Inputs and outputs times profiles (DS-BIND-001)."""
        return len(self.bindings)

    def __len__(self) -> int:
        return len(self.bindings)

    def __getitem__(self, key: int | str) -> int | str:
        if isinstance(key, str):
            return self.bindings.index(key)
        name = self.bindings.name(key + len(self.bindings) if key < 0 else key)
        if name is None:
            raise IndexError(f"binding {key} is out of range for {len(self.bindings)} bindings")
        return name

    def get_binding_name(self, index: int) -> str | None:
        """The name of a binding; None out of range (DS-BIND-018)."""
        return self.bindings.name(index)

    def get_binding_index(self, name: str) -> int:
        """The index of a binding's name; -1 if there is none (DS-BIND-017)."""
        return self.bindings.index(name)

    def binding_is_input(self, binding: int | str) -> bool:
        """True for an input; False for an output and out of range (DS-BIND-019)."""
        index = self._index(binding)
        return index in self.bindings and self.bindings.tensor(index).is_network_input

    def get_binding_dtype(self, binding: int | str) -> DataType:
        """The element type; IndexError for an index or a name that is no binding's."""
        return self._tensor_at(binding).dtype

    @refusal_returns(Dims.invalid)
    def get_binding_shape(self, binding: int | str) -> Dims:
        """The dims under the binding's profile, -1 where they vary (DS-DIM-004, DS-DIM-010).

        Invalid Dims and an ERROR record for an index out of range (DS-DIM-011).
        """
        index = self._index(binding)
        self.bindings.check(index, "DS-DIM-011")
        return Dims(self.built.dims_in(self.bindings.row(index), self.bindings.tensor(index)))

    def is_shape_binding(self, binding: int) -> bool:
        """True if phase 1 reads or writes the binding (DS-EST-018); False out of range."""
        return binding in self.bindings and self.bindings.tensor(binding).is_shape_tensor

    def is_execution_binding(self, binding: int) -> bool:
        """True if phase 2 reads or writes the binding (DS-EST-018); False out of range."""
        return binding in self.bindings and self.bindings.tensor(binding).is_execution_tensor

    def get_location(self, binding: int | str) -> TensorLocation:
        """Where the elements are: shape tensors on the host."""
        return _location(self._tensor_at(binding))

    def get_binding_bytes_per_component(self, index: int) -> int:
        """Bytes of one element."""
        return self._tensor_at(index).dtype.itemsize

    def get_binding_format(self, index: int) -> TensorFormat:
        """Always LINEAR: everything is row-major here."""
        self._tensor_at(index)
        return TensorFormat.LINEAR

    def get_profile_shape(self, profile_index: int, binding: int | str) -> list[Dims]:
        """[min, opt, max] of an input in a profile (DS-PROF-026, DS-PY-010).

        An index of the first profile is corrected, with a WARNING (DS-BIND-010). Three invalid Dims
        and an ERROR record for anything that is no input of that profile (DS-BIND-014).
        """
        ranges = self._profile_ranges(profile_index, binding)
        return [Dims.invalid()] * 3 if ranges is None else [Dims(dims) for dims in ranges]

    @refusal_returns(lambda: None)
    def _profile_ranges(self, profile: int, binding: int | str) -> list[Extents] | None:
        self.built.check_profile(profile, "DS-PROF-026")
        index = self._index(binding)
        call = "ICudaEngine::getProfileDimensions"
        return self.built.dims_range(self.bindings.correct(index, profile, self.journal, call), profile)

    def get_profile_shape_input(self, profile_index: int, binding: int | str) -> list[list[int]]:
        """[min, opt, max] of the values of an input shape tensor (DS-PROF-027).

        Raises RuntimeError with an ERROR record for anything else. (TensorRT 8.2 to 9.3 swap the two
        arguments on the way; that defect is not copied, DS-PY-011.)
        """
        try:
            self.built.check_profile(profile_index, "DS-PROF-026")
            call = "ICudaEngine::getProfileShapeValues"
            tensor = self.bindings.correct(self._index(binding), profile_index, self.journal, call)
            return self.built.values_range(tensor, profile_index)
        except Refusal as refusal:
            self.journal.error(refusal, "ICudaEngine.get_profile_shape_input: ")
            raise RuntimeError(f"Binding index does not correspond to an input shape tensor. ({refusal})") from None

    # Tensors by name (8.5 and later)

    @property
    def num_io_tensors(self) -> int:
        """Inputs and outputs, whatever the number of profiles."""
        return len(self.built.tensors)

    def get_tensor_name(self, index: int) -> str:
        """The name of input or output ``index``; IndexError out of range."""
        if not 0 <= index < len(self.built.tensors):
            raise IndexError(f"tensor {index} is out of range for {len(self.built.tensors)} inputs and outputs")
        return self.built.tensors[index].name

    @refusal_returns(Dims.invalid)
    def get_tensor_shape(self, name: str) -> Dims:
        """The dims, -1 where they vary within or between profiles; invalid for an unknown name."""
        tensor = self.built.tensor(name)
        dims = self.built.dims_in(0, tensor)
        for profile in range(1, len(self.built.profiles)):
            dims = common_dims(dims, self.built.dims_in(profile, tensor))
        return Dims(dims)

    @refusal_returns(lambda: DataType.FLOAT)
    def get_tensor_dtype(self, name: str) -> DataType:
        """The element type; FLOAT and an ERROR record for an unknown name."""
        return self.built.tensor(name).dtype

    @refusal_returns(lambda: TensorIOMode.NONE)
    def get_tensor_mode(self, name: str) -> TensorIOMode:
        """INPUT or OUTPUT; NONE and an ERROR record for an unknown name."""
        return TensorIOMode.INPUT if self.built.tensor(name).is_network_input else TensorIOMode.OUTPUT

    @refusal_returns(lambda: TensorLocation.DEVICE)
    def get_tensor_location(self, name: str) -> TensorLocation:
        """HOST for a shape tensor."""
        return _location(self.built.tensor(name))

    @refusal_returns(lambda: False)
    def is_shape_inference_io(self, name: str) -> bool:
        """True if phase 1 reads or writes the tensor (DS-EST-018)."""
        return self.built.tensor(name).is_shape_tensor

    def get_tensor_profile_shape(self, name: str, profile_index: int) -> list[Dims]:
        """[min, opt, max] of an input in a profile; three invalid Dims and an ERROR record otherwise."""
        ranges = self._named_ranges(name, profile_index)
        return [Dims.invalid()] * 3 if ranges is None else [Dims(dims) for dims in ranges]

    @refusal_returns(lambda: None)
    def _named_ranges(self, name: str, profile: int) -> list[Extents] | None:
        self.built.check_profile(profile, "DS-PROF-026")
        return self.built.dims_range(self.built.tensor(name), profile)

    @refusal_returns(list)
    def get_tensor_profile_values(self, name: str, profile_index: int) -> list[list[int]]:
        """[min, opt, max] of the values of an input shape tensor; [] and an ERROR record otherwise (10)."""
        self.built.check_profile(profile_index, "DS-PROF-026")
        return self.built.values_range(self.built.tensor(name), profile_index)

    # The whole engine

    def serialize(self) -> IHostMemory:
        """The plan that this engine was read from, byte for byte."""
        from .plan import write_plan

        plan = self.built.plan
        return IHostMemory(write_plan(plan.graph, plan.profiles, plan.name, plan.shares_profiles, plan.flags))

    @property
    def name(self) -> str:
        """The network's name."""
        return self.built.plan.name

    @property
    def num_layers(self) -> int:
        """The number of layers; nothing is fused here."""
        return len(self.built.order)

    @property
    def has_implicit_batch_dimension(self) -> bool:
        """False: only explicit-batch networks are built (DS-NET-002)."""
        return False

    @property
    def max_batch_size(self) -> int:
        """Meant for implicit-batch engines; always 1."""
        return 1

    @property
    def refittable(self) -> bool:
        """True if built with REFIT."""
        return bool(self.built.plan.flags >> BuilderFlag.REFIT & 1)

    @property
    def engine_capability(self) -> EngineCapability:
        """STANDARD."""
        return EngineCapability.STANDARD

    @property
    def profiling_verbosity(self) -> ProfilingVerbosity:
        """Layer names only."""
        return ProfilingVerbosity.LAYER_NAMES_ONLY

    @property
    def device_memory_size(self) -> int:
        """0: buffers are made as they are needed."""
        return 0

    # What the calls above share

    def _index(self, binding: int | str) -> int:
        return self.bindings.index(binding) if isinstance(binding, str) else binding

    def _tensor_at(self, binding: int | str) -> ITensor:
        index = self._index(binding)
        if index not in self.bindings:
            raise IndexError(f"binding {binding!r} is none of the {len(self.bindings)} bindings")
        return self.bindings.tensor(index)


def _location(tensor: ITensor) -> TensorLocation:
    return TensorLocation.HOST if tensor.is_shape_tensor else TensorLocation.DEVICE
