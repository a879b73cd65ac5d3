"""Reading TOML that people wrote; what is wrong with a file is one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .backends import SetupError


def read(path: Path, what: str = "") -> dict[str, Any]:
    """What a file holds; ``what`` is for the `SetupError` where it can't be read, e.g. ``the expectations ``."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise SetupError(f"can't read {what}{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{path}: no TOML: {error}") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> dict[str, Any]:
    """What a text holds; ``name`` is for the `SetupError` where it is no TOML."""
    # Imported here: a run without expectations has no use for it. It also writes, and keeps comments.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(text).unwrap()
    except (TOMLKitError, RecursionError) as error:
        raise SetupError(f"{name}: no TOML: {error}") from error
