"""A context's calls about outputs whose dims depend on data (8.5 and later)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .dims import is_known, known_volume
from .errors import Journal, Refusal, refusal_returns
from .output_allocator import IOutputAllocator
from .tensors import ITensor

if TYPE_CHECKING:
    from .state import ContextState


class ContextOutputs:
    """What an application asks and says about the memory of outputs."""

    journal: Journal
    state: ContextState

    @refusal_returns(lambda: False)
    def set_output_allocator(self, name: str, output_allocator: IOutputAllocator | None) -> bool:
        """Let an allocator give the memory of an output in ``execute_async_v3``; None for none.

        False with an ERROR record for a name that is no output's.
        """
        if output_allocator is not None and not isinstance(output_allocator, IOutputAllocator):
            raise TypeError(f"an IOutputAllocator or None is wanted, not {type(output_allocator).__name__}")
        tensor = self._output(name)
        if output_allocator is None:
            self.state.allocators.pop(tensor, None)
        else:
            self.state.allocators[tensor] = output_allocator
        return True

    @refusal_returns(lambda: None)
    def get_output_allocator(self, name: str) -> IOutputAllocator | None:
        """The allocator of an output; None for none, and with an ERROR record for a name that is no output's."""
        return self.state.allocators.get(self._output(name))

    @refusal_returns(lambda: -1)
    def get_max_output_size(self, name: str) -> int:
        """The most bytes that an output can take with the inputs as they are set.

        -1 while dims or values of inputs are missing, or where no bound can be told; with an ERROR
        record for a name that is no output's and for inputs that are inconsistent.
        """
        tensor = self._output(name)
        self.state.selected("DS-DIM-020")
        if self.state.missing():
            return -1
        dims = self.state.greatest_dims_of(tensor)
        return known_volume(dims) * tensor.dtype.itemsize if is_known(dims) else -1

    def _output(self, name: str) -> ITensor:
        tensor = self.state.built.tensor(name)
        if tensor.is_network_input:
            raise Refusal("DS-BIND-023", f"{name} is an input, not an output", tensor=name, value=name)
        return tensor
