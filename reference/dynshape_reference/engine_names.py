"""An engine's questions by tensor name (8.5 and later)."""

from __future__ import annotations

import operator
from typing import Any

from .built import BuiltNetwork
from .dims import Dims, Extents
from .dtypes import DataType
from .errors import Journal, refusal_returns
from .formats import COMPONENTS, VECTORIZED_DIM, describe_format, location_of
from .stored import API
from .tensors import ITensor, TensorFormat, TensorIOMode, TensorLocation


class NameQuestions:
    """A name is that of an input or output, the same for all profiles (DS-BIND-023).

    Where there is a ``profile_index``, 0 is the default; the answer does not depend on it, but an
    index out of range is refused.
    """

    built: BuiltNetwork
    journal: Journal

    @property
    def num_io_tensors(self) -> int:
        """Inputs and outputs, whatever the number of profiles."""
        return len(self.built.tensors)

    def get_tensor_name(self, index: int) -> str:
        """The name of input or output ``index``; IndexError out of range."""
        index = operator.index(index)
        if not 0 <= index < len(self.built.tensors):
            raise IndexError(f"tensor {index} is out of range for {len(self.built.tensors)} inputs and outputs")
        return self.built.tensors[index].name

    @refusal_returns(Dims.invalid)
    def get_tensor_shape(self, name: str) -> Dims:
        """The dims, -1 where they vary within or between profiles; invalid for an unknown name."""
        return Dims(self.built.dims_in_all(self.built.tensor(name)))

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
        return location_of(self.built.tensor(name))

    @refusal_returns(lambda: False)
    def is_shape_inference_io(self, name: str) -> bool:
        """True if phase 1 reads or writes the tensor (DS-EST-018)."""
        return self.built.tensor(name).is_shape_tensor

    @refusal_returns(lambda: -1)
    def get_tensor_bytes_per_component(self, name: str, profile_index: int | None = None) -> int:
        """Bytes of one element; -1 and an ERROR record for an unknown name."""
        return self._tensor_in(name, profile_index, "getTensorBytesPerComponent").dtype.itemsize

    @refusal_returns(lambda: -1)
    def get_tensor_components_per_element(self, name: str, profile_index: int | None = None) -> int:
        """1: elements are not packed into vectors; -1 and an ERROR record for an unknown name."""
        self._tensor_in(name, profile_index, "getTensorComponentsPerElement")
        return COMPONENTS

    @refusal_returns(lambda: VECTORIZED_DIM)
    def get_tensor_vectorized_dim(self, name: str, profile_index: int | None = None) -> int:
        """Always -1: no dimension is vectorized."""
        self._tensor_in(name, profile_index, "getTensorVectorizedDim")
        return VECTORIZED_DIM

    @refusal_returns(lambda: TensorFormat.LINEAR)
    def get_tensor_format(self, name: str, profile_index: int | None = None) -> TensorFormat:
        """Always LINEAR: everything is row-major here. An ERROR record for an unknown name."""
        self._tensor_in(name, profile_index, "getTensorFormat")
        return TensorFormat.LINEAR

    @refusal_returns(str)
    def get_tensor_format_desc(self, name: str, profile_index: int | None = None) -> str:
        """The format in words; empty, and an ERROR record, for an unknown name."""
        return describe_format(self._tensor_in(name, profile_index, "getTensorFormatDesc").dtype)

    def _tensor_in(self, name: str, profile: int | None, call: str) -> ITensor:
        tensor = self.built.tensor(name)
        count = len(self.built.profiles)
        if profile is None and count > 1:
            asked = f"ICudaEngine::{call}(char const* tensorName"
            text = (
                f"The engine contains {count} profiles. {asked}) only returns results for profile 0. Use {asked}, "
                f"int32_t profileIndex) instead to obtain results for profiles 1 to {count - 1}."
            )
            self.journal.warn(API, text, tensor=name)
        self.built.check_profile(0 if profile is None else profile, "DS-PROF-026")
        return tensor

    def get_tensor_profile_shape(self, name: str, profile_index: int) -> list[Dims]:
        """[min, opt, max] of an input in a profile; three invalid Dims and an ERROR record otherwise."""
        ranges = self._named_ranges(name, profile_index)
        return [Dims.invalid()] * 3 if ranges is None else [Dims(dims) for dims in ranges]

    @refusal_returns(lambda: None)
    def _named_ranges(self, name: str, profile: int) -> list[Extents] | None:
        self.built.check_profile(profile, "DS-PROF-026")
        return self.built.dims_range(self.built.tensor(name), profile)

    @refusal_returns(list)
    def get_tensor_profile_values(self, name: Any, profile_index: Any) -> list[list[int]]:
        """[min, opt, max] of the values of an input shape tensor; [] and an ERROR record otherwise (10).

        TensorRT-RTX 1.4 takes them in the other order, ``(0, "x")``, and names them the wrong way round: what is
        given in that order is read so.
        """
        if isinstance(profile_index, str):
            name, profile_index = profile_index, name
        self.built.check_profile(profile_index, "DS-PROF-026")
        return self.built.values_range(self.built.tensor(name), profile_index)
