"""How a window moves along one axis: what layers tell a device about windows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WindowAxis:
    """A window of ``window`` taps that are ``dilation`` apart, moved by ``stride`` from step to step."""

    window: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    """Padding before the data; where it is negative, so much of the data is skipped."""
    after: int = 0
    """Padding after the data."""

    @property
    def span(self) -> int:
        """The length from the first tap to the last, both included (DK in DS-LAY-061)."""
        return 1 + self.dilation * (self.window - 1)
