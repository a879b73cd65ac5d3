"""Debug tensors (10): this engine shows none, so what asks for them says so or has nothing to do."""

from __future__ import annotations

from typing import Any

from .derivable import Derivable
from .errors import Journal, Refusal, refusal_returns
from .out_of_scope import refuse_use
from .stored import API

REASON = "this engine shows no tensors while it executes: mark the tensor as an output"


class IDebugListener(Derivable):
    """The base of debug listeners; none is ever called."""

    def process_debug_tensor(self, addr: int, location: Any, type: Any, shape: Any, name: str, stream: int) -> bool:
        """Would receive a tensor that was marked."""
        raise NotImplementedError("a debug listener derived from IDebugListener must override process_debug_tensor")


class NoDebugMarks:
    """A network in which no tensor can be marked for debugging."""

    def mark_debug(self, tensor: Any) -> bool:
        """NotImplementedError: debug tensors are left out."""
        refuse_use("mark_debug", REASON)

    def unmark_debug(self, tensor: Any) -> bool:
        """NotImplementedError: debug tensors are left out."""
        refuse_use("unmark_debug", REASON)

    def is_debug_tensor(self, tensor: Any) -> bool:
        """False: none is marked."""
        return False


class NoDebugState:
    """A context none of whose tensors is marked for debugging."""

    journal: Journal
    _debug_listener: IDebugListener | None = None

    def set_all_tensors_debug_state(self, flag: bool) -> bool:
        """True: the state of all marked tensors is set, as there are none."""
        return True

    @refusal_returns(lambda: False)
    def set_tensor_debug_state(self, name: str, flag: bool) -> bool:
        """False with an ERROR record: no tensor is marked."""
        raise Refusal(API, f"{name} is not marked for debugging: {REASON}", tensor=name, value=name)

    def get_debug_state(self, name: str) -> bool:
        """False: no tensor is marked."""
        return False

    def set_debug_listener(self, listener: IDebugListener | None) -> bool:
        """Keep a listener, which is never called; True. TypeError for what is none."""
        if listener is not None and not isinstance(listener, IDebugListener):
            raise TypeError(f"an IDebugListener or None is wanted, not {type(listener).__name__}")
        self._debug_listener = listener
        return True

    def get_debug_listener(self) -> IDebugListener | None:
        """The listener kept, None for none."""
        return self._debug_listener
