"""The two backends of a campaign, each in this process or in one of its own that may die and is started again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .. import backends
from ..adapter import Adapter
from ..outcome import EngineLost
from ..worker.remote import RemoteAdapter
from .networks import Draft, Network, grow
from .observe import ERROR, LOST, Fact, Observation
from .run_time import observe_all


@dataclass(frozen=True)
class Setting:
    """What is compared with what."""

    backend: str
    against: str
    edition: str
    seed: int
    deep: bool
    """Profiles, builds and calls too, not only the network."""
    timeout: float = 60.0
    """Seconds for one answer of a backend in a process of its own."""
    part: int | None = None
    """Networks of one part of the campaign; None: `campaign.part_size`."""


class Side:
    """One of the two backends."""

    def __init__(self, name: str, edition: str, timeout: float) -> None:
        """Load it; raises `SetupError` where it can't be used."""
        launch = backends.launch(name, edition, timeout)
        self.remote: RemoteAdapter | None = None
        self._start: Callable[[], RemoteAdapter] | None = launch
        self._local: Adapter | None = backends.load(name, edition)[0] if launch is None else None
        self.adapter()

    def adapter(self) -> Adapter:
        """The adapter; started again if its process was lost."""
        if self._start is None:
            assert self._local is not None
            return self._local
        if self.remote is None:
            self.remote = self._start()
        return self.remote

    def finish(self) -> None:
        """The end of one network: a process of its own lets go of all objects. Raises `EngineLost`."""
        if self.remote is not None:
            self.remote.session.finish()

    def drop(self) -> None:
        """The process is lost."""
        if self.remote is not None:
            self.remote.session.worker.close()
            self.remote = None


class Pair:
    """Both backends."""

    def __init__(self, setting: Setting) -> None:
        """Load both."""
        self.setting = setting
        self.ours = Side(setting.against, setting.edition, setting.timeout)
        self.theirs = Side(setting.backend, setting.edition, setting.timeout)
        in_process = self.ours.remote is None
        self.grower = self.ours.adapter() if in_process else backends.load("reference", setting.edition)[0]
        """Says while a network grows what its tensors are; must not die."""
        self.integer = "int64" if setting.edition not in ("8.4", "8.5", "8.6", "9") else "int32"

    def observe(self, draft: Draft) -> tuple[Network, list[Fact], list[Fact]]:
        """The network of a draft, and what both say of it."""
        network = self.network(draft)
        shape_inputs: set[str] = set()
        ours = self.facts(self.ours, network, draft, shape_inputs)
        return network, ours, self.facts(self.theirs, network, draft, shape_inputs)

    def network(self, draft: Draft) -> Network:
        """The network of a draft."""
        return grow(self.grower, draft, self.integer)

    def facts(self, side: Side, network: Network, draft: Draft, shape_inputs: set[str]) -> list[Fact]:
        """What one side says of a network; `ours` adds the ``shape_inputs`` that profiles need values for."""
        seen = Observation()
        try:
            definition = seen.network(side.adapter(), network)
            if self.setting.deep and definition is not None:
                if side is self.ours:
                    shape_inputs.update(k.id for k in network.inputs if definition.is_shape_tensor(k.id).value)
                observe_all(seen, definition, network, draft, frozenset(shape_inputs))
            definition = None
            side.finish()
            seen.facts.append(Fact("end", "end", "accepted"))
        except EngineLost as lost:
            if not seen.facts or seen.facts[-1].value not in LOST:
                seen.facts.append(Fact("end", "end", lost.verdict if lost.verdict in LOST else ERROR, text=lost.text))
            side.drop()
        except Exception as error:
            seen.facts.append(Fact("end", "end", ERROR, text=f"{type(error).__name__}: {error}"))
        return seen.facts
