"""What a worker says of itself when it starts, and what stands in the place of an answer."""

from __future__ import annotations

from typing import Any

from ..adapter import Description, Unsupported
from ..outcome import AdapterError
from .calls import PROTOCOL
from .values import WireError


def failure(message: dict[str, Any]) -> Exception:
    """The exception in an answer that is ``unsupported`` or ``error``."""
    if message.keys() == {"unsupported"} and isinstance(message["unsupported"], str):
        return Unsupported(message["unsupported"])
    error = message.get("error")
    if message.keys() == {"error"} and isinstance(error, dict) and error.keys() == {"type", "text"}:
        return AdapterError(f"{error['type']}: {error['text']}")
    raise WireError(f"answered by {', '.join(sorted(map(str, message)))[:80]}")


def description(value: Any) -> Description:
    """The description in the answer to ``hello``; raises `WireError` where it has not the right form."""
    texts, lists = ("name", "version", "device", "edition"), ("features", "emulated", "extensions")
    if not isinstance(value, dict):
        raise WireError(f"answered by a {type(value).__name__}")
    if value.get("protocol") != PROTOCOL:
        raise WireError(f"the worker speaks protocol {str(value.get('protocol'))[:20]}, not {PROTOCOL}")
    for name in texts:
        if not isinstance(value.get(name), str):
            raise WireError(f"no text for {name}")
    for name in lists:
        if not isinstance(value.get(name, []), list) or not all(isinstance(item, str) for item in value.get(name, [])):
            raise WireError(f"no list of names for {name}")
    name, version, device, edition = (value[text] for text in texts)
    features, emulated = (frozenset(value.get(name, ())) for name in ("features", "emulated"))
    return Description(name, version, device, edition, features, emulated, value.get("explains", False) is True)
