"""The adapter for engines that take ONNX models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dynshape_fixtures.program import Program

from ...adapter import Definition, Description, Unsupported
from .definition import OnnxDefinition
from .port import Port

if TYPE_CHECKING:
    from ...reproducers.journal import Journal
    from ...reproducers.script import Engine

EDITIONS = ("8.6", "10")


class OnnxAdapter:
    """An engine that takes ONNX models, as a backend; see `adapter.Adapter`."""

    def __init__(self, port: Port, edition: str | None) -> None:
        """Scored by edition 10 unless ``edition`` is another one of `EDITIONS`."""
        self.port = port
        self.edition = edition or "10"
        if self.edition not in EDITIONS:
            raise ValueError(f"{port.name} is not scored by edition {edition}, only by {', '.join(EDITIONS)}")

    def describe(self) -> Description:
        """Name, version, device, edition and features."""
        return Description(
            name=self.port.name,
            version=self.port.version,
            device=self.port.device,
            edition=self.edition,
            features=frozenset({"contexts", "execution", "names"}),
            emulated=frozenset() if self.port.keeps_dims else frozenset({"contexts"}),
        )

    def define(self, program: Program, explicit_batch: bool | None = True) -> Definition:
        """A new network definition."""
        if not explicit_batch:
            raise Unsupported("ONNX networks have no implicit batch dimension")
        journal = self.port.calls.journal
        if journal is None:
            return OnnxDefinition(self.port, self.edition, program)
        # Imported here: a reproducer is wanted seldom.
        from .recorded import Recorded

        return Recorded(OnnxDefinition(self.port, self.edition, program), journal)

    @property
    def module(self) -> Any:
        """The engine's package."""
        return self.port.module

    def record(self, journal: Journal | None) -> None:
        """Keep every call on the engine in ``journal`` from now on; None: no longer."""
        self.port.calls.journal = journal
        if journal is not None:
            journal.logs = False
            journal.express(self.port.module, self.port.script().module)

    def engine(self) -> Engine:
        """How a script gets at the engine."""
        return self.port.script()
