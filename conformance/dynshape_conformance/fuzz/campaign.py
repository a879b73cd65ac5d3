"""A campaign: parts of some hundred examples each, every one its own Hypothesis run with its own seed.

A part whose example disagrees for an unknown cause is shrunk by Hypothesis to the smallest example of
that very cause; the cause is then known, and the same part is run again. So a finding hides no other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from .. import backends
from ..adapter import Adapter
from .compare import Disagreement, disagreements
from .drafts import drafts
from .known import Causes
from .networks import Draft, Network, grow
from .observe import UNSUPPORTED, Fact, observe_network
from .run_time import observe_all
from .store import Finding

PART = 250
"""Examples of one part."""
MOST_AGAIN = 60
"""How often one part is run again for another cause."""


@dataclass(frozen=True)
class Setting:
    """What is compared with what."""

    backend: str
    against: str
    edition: str
    seed: int
    deep: bool
    """Profiles, builds and calls too, not only the network."""


class Pair:
    """The two backends of a campaign."""

    def __init__(self, setting: Setting) -> None:
        """Load both."""
        self.setting = setting
        self.ours: Adapter = backends.load(setting.against, setting.edition)[0]
        self.theirs: Adapter = backends.load(setting.backend, setting.edition)[0]
        self.integer = "int64" if setting.edition not in ("8.4", "8.5", "8.6", "9") else "int32"

    def observe(self, draft: Draft) -> tuple[Network, list[Fact], list[Fact]]:
        """The network of a draft, and what both say of it."""
        network = grow(self.ours, draft, self.integer)
        definition, ours = observe_network(self.ours, network)
        other, theirs = observe_network(self.theirs, network)
        if self.setting.deep and definition is not None and other is not None:
            shape_inputs = frozenset(k.id for k in network.inputs if definition.is_shape_tensor(k.id).value)
            ours += observe_all(definition, network, draft, shape_inputs)
            theirs += observe_all(other, network, draft, shape_inputs)
        return network, ours, theirs


class Found(Exception):
    """An example that disagrees for the cause that is being shrunk."""


@dataclass
class Part:
    """What one part of a campaign gave."""

    examples: int = 0
    unsupported: int = 0
    """Of these, how many the backend does not claim to define or to build."""
    executed: int = 0
    """Of these, how many both executed at least once."""
    seen: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


def run_part(pair: Pair, number: int, known: Causes, examples: int = PART) -> Part:
    """Run part ``number``; causes found are added to ``known``."""
    part = Part()
    for _ in range(MOST_AGAIN):
        finding = _run_once(pair, number, known, examples, part)
        if finding is None:
            break
        part.findings.append(finding)
        known.add(finding.disagreement.cause)
    return part


def _run_once(pair: Pair, number: int, known: Causes, examples: int, part: Part) -> Finding | None:
    """One Hypothesis run; the smallest example of the first unknown cause, if there is one."""
    wanted: list[str] = []
    smallest: list[Finding] = []
    seen: Counter[str] = Counter()
    count = unsupported = executed = 0

    def test(draft: Draft) -> None:
        nonlocal count, unsupported, executed
        count += not wanted
        network, ours, theirs = pair.observe(draft)
        if not wanted:
            unsupported += any(fact.kind in ("define", "build") and fact.value == UNSUPPORTED for fact in theirs)
            executed += all(_was_executed(facts) for facts in (ours, theirs))
        for disagreement in disagreements(ours, theirs):
            if not wanted:
                seen[disagreement.cause] += 1
                if disagreement.cause not in known:
                    wanted.append(disagreement.cause)
            if wanted and disagreement.cause == wanted[0]:
                smallest[:] = [_finding(network, ours, disagreement)]
                raise Found

    text = f"{pair.setting.seed} {number}"
    limits = settings(
        max_examples=examples, database=None, deadline=None, derandomize=False, report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    run = seed(hashlib.sha256(text.encode()).hexdigest())(limits(given(drafts(pair.setting.deep))(test)))
    try:
        run()
    except Found:
        return smallest[0]
    part.examples, part.unsupported, part.executed, part.seen = count, unsupported, executed, seen
    return None


def _was_executed(facts: list[Fact]) -> bool:
    return any(fact.kind == "infer" and fact.value == "accepted" for fact in facts)


def _finding(network: Network, facts: list[Fact], disagreement: Disagreement) -> Finding:
    steps = []
    for fact in facts[len(network.program.operations) :]:
        if " of t" not in fact.about or fact.about == disagreement.about:
            steps.append(fact.about)
        if fact.about == disagreement.about and fact.kind == disagreement.cause.split(":")[0]:
            break
    return Finding(disagreement, network.program.to_json(), tuple(steps))
