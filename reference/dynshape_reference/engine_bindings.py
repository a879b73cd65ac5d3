"""An engine's questions by binding index or binding name (8.x)."""

from __future__ import annotations

import operator
from functools import cached_property

from .arguments import read_text
from .bindings import BindingTable
from .built import BuiltNetwork
from .dims import Dims, Extents
from .dtypes import DataType
from .errors import Journal, Refusal, refusal_returns
from .formats import COMPONENTS, VECTORIZED_DIM, describe_format, location_of
from .tensors import ITensor, TensorFormat, TensorLocation

NO_BINDING = -1


class BindingQuestions:
    """A binding is given by its index, or by its name where TensorRT has that overload (DS-PY-009)."""

    built: BuiltNetwork
    journal: Journal

    @cached_property
    def bindings(self) -> BindingTable:
        """The binding table; AttributeError from edition 10 on, which addresses tensors by name only."""
        if not self.built.graph.edition.has_bindings:
            edition = self.built.graph.edition.name
            raise AttributeError(f"edition {edition} has no bindings: use the calls by tensor name")
        return BindingTable(self.built.tensors, len(self.built.profiles))

    @property
    def num_bindings(self) -> int:
        """Inputs and outputs times profiles (DS-BIND-001)."""
        return len(self.bindings)

    def __len__(self) -> int:
        return len(self.bindings)

    def get_binding_name(self, index: int) -> str | None:
        """The name of a binding; None out of range (DS-BIND-018)."""
        return self.bindings.name(operator.index(index))

    def get_binding_index(self, name: str) -> int:
        """The index of a binding's name; -1 with an ERROR record if there is none (DS-BIND-017)."""
        index = self.bindings.index(read_text(name))
        if index == NO_BINDING:
            text = f"Cannot find binding of given name: {name}"
            self.journal.error(Refusal("DS-BIND-017", text, value=name), "ICudaEngine.get_binding_index: ")
        return index

    def binding_is_input(self, index: int | str | None = None, *, name: str | None = None) -> bool:
        """True for an input; False for an output and out of range (DS-BIND-019)."""
        number = self._index(_binding(index, name))
        return number in self.bindings and self.bindings.tensor(number).is_network_input

    def get_binding_dtype(self, index: int | str | None = None, *, name: str | None = None) -> DataType:
        """The element type; IndexError for what is no binding's."""
        return self._tensor_at(_binding(index, name)).dtype

    def get_binding_shape(self, index: int | str | None = None, *, name: str | None = None) -> Dims:
        """The dims under the binding's profile, -1 where they vary (DS-DIM-004, DS-DIM-010).

        Invalid Dims and an ERROR record for an index out of range (DS-DIM-011).
        """
        return self._shape_at(self._index(_binding(index, name)))

    @refusal_returns(Dims.invalid)
    def _shape_at(self, index: int) -> Dims:
        self.bindings.check(index, "DS-DIM-011")
        return Dims(self.built.dims_in(self.bindings.row(index), self.bindings.tensor(index)))

    def is_shape_binding(self, binding: int) -> bool:
        """True if phase 1 reads or writes the binding (DS-EST-018); False out of range."""
        return binding in self.bindings and self.bindings.tensor(binding).is_shape_tensor

    def is_execution_binding(self, binding: int) -> bool:
        """True if phase 2 reads or writes the binding (DS-EST-018); False out of range."""
        return binding in self.bindings and self.bindings.tensor(binding).is_execution_tensor

    def get_location(self, index: int | str | None = None, *, name: str | None = None) -> TensorLocation:
        """Where the elements are, HOST for shape tensors."""
        return location_of(self._tensor_at(_binding(index, name)))

    def get_binding_bytes_per_component(self, index: int) -> int:
        """Bytes of one element."""
        return self._tensor_at(index).dtype.itemsize

    def get_binding_components_per_element(self, index: int) -> int:
        """Always 1: elements are not packed into vectors."""
        self._tensor_at(index)
        return COMPONENTS

    def get_binding_vectorized_dim(self, index: int) -> int:
        """Always -1: no dimension is vectorized."""
        self._tensor_at(index)
        return VECTORIZED_DIM

    def get_binding_format(self, index: int) -> TensorFormat:
        """Always LINEAR: everything is row-major here."""
        self._tensor_at(index)
        return TensorFormat.LINEAR

    def get_binding_format_desc(self, index: int) -> str:
        """The format in words."""
        return describe_format(self._tensor_at(index).dtype)

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

    def _index(self, binding: int | str) -> int:
        return self.bindings.index(binding) if isinstance(binding, str) else operator.index(binding)

    def _tensor_at(self, binding: int | str) -> ITensor:
        index = self._index(binding)
        if index not in self.bindings:
            raise IndexError(f"binding {binding!r} is none of the {len(self.bindings)} bindings")
        return self.bindings.tensor(index)


def _binding(index: int | str | None, name: str | None) -> int | str:
    # TensorRT has two overloads, `index: int` and `name: str`; by position either may be given.
    if (index is None) == (name is None):
        raise TypeError("one argument is wanted, index or name")
    return index if name is None else name  # type: ignore[return-value]
