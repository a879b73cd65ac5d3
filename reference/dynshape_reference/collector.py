"""Python's collector of cyclic garbage, set aside where it can find nothing."""

from __future__ import annotations

import gc


class collector_paused:
    """A context in which there is no search for cyclic garbage.

    Working out shapes, recording an execution and reading a plan make many objects, and drop none of them in
    cycles. Python would look through all that there are again and again, which takes as long as making them.
    """

    # No generator with `contextlib.contextmanager`: that takes ten times as long, and most networks are small.

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_enabled:
            gc.enable()
