"""A campaign: parts of some hundred examples each, every one its own Hypothesis run with its own seed.

A part whose example disagrees for an unknown cause is shrunk by Hypothesis to the smallest example of
that very cause; the cause is then known, and the same part is run again. So a finding hides no other.
Where an engine takes seconds for an example, shrinking is limited, or left out: then a part is run once.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from .case_draft import write_draft
from .compare import Disagreement, disagreements
from .drafts import drafts
from .known import Causes
from .networks import Draft, Network
from .observe import CRASH, TIMEOUT, UNSUPPORTED, Fact
from .pair import Pair, Setting
from .store import Finding

PART, DEEP_PART = 250, 50
"""Examples of one part; with builds and executions each takes longer, and what is interrupted is lost."""
MOST_AGAIN = 60
"""How often one part is run again for another cause."""
MOST_LOST = 30
"""How many processes a finding may cost while it is shrunk; one that hangs counts as ten."""


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


def part_size(setting: Setting) -> int:
    """How many examples a part of a campaign has."""
    return setting.part or (DEEP_PART if setting.deep else PART)


def run_part(
    pair: Pair,
    number: int,
    known: Causes,
    examples: int | None = None,
    keep: Callable[[Finding], object] = lambda finding: None,
    shrink: int | None = None,
) -> Part:
    """Run part ``number``; causes found are added to ``known``, and each finding is handed to ``keep`` at once.

    ``shrink`` is the number of examples that may be tried to make one smaller; None: as many as help.
    """
    part = Part()
    size = examples or part_size(pair.setting)

    def take(finding: Finding) -> None:
        keep(finding)
        part.findings.append(finding)
        known.add(finding.disagreement.cause)

    for _ in range(MOST_AGAIN):
        finding = _run_once(pair, number, known, size, part, take, shrink)
        if finding is None:
            break
        take(finding)
    return part


def _run_once(
    pair: Pair,
    number: int,
    known: Causes,
    examples: int,
    part: Part,
    take: Callable[[Finding], None],
    shrink: int | None,
) -> Finding | None:
    """One Hypothesis run; the smallest example of the first unknown cause, if there is one.

    Nothing is shrunk where ``shrink`` is 0: findings go to ``take`` as they come, and the run goes on.
    """
    wanted: list[str] = []
    smallest: list[tuple[Network, list[Fact], list[Fact], Disagreement]] = []
    seen: Counter[str] = Counter()
    count = unsupported = executed = lost = tried = 0
    shown: set[Draft] = set()

    def test(draft: Draft) -> None:
        nonlocal count, unsupported, executed, lost, tried
        count += not wanted
        tried += bool(wanted)
        if lost >= MOST_LOST or (shrink is not None and tried > shrink):
            # Enough was tried, or enough processes were lost: what is smallest so far has to do.
            if draft in shown:
                raise Found
            return
        network, ours, theirs = pair.observe(draft)
        if wanted:
            lost += {CRASH: 1, TIMEOUT: 10}.get(str(theirs[-1].value), 0)
        else:
            unsupported += any(fact.kind in ("define", "build") and fact.value == UNSUPPORTED for fact in theirs)
            executed += all(_was_executed(facts) for facts in (ours, theirs))
        for disagreement in disagreements(ours, theirs):
            if not wanted:
                seen[disagreement.cause] += 1
                if disagreement.cause not in known and shrink == 0:
                    take(_finding(network, ours, theirs, disagreement, pair.setting.edition))
                elif disagreement.cause not in known:
                    wanted.append(disagreement.cause)
            if wanted and disagreement.cause == wanted[0]:
                shown.add(draft)
                smallest[:] = [(network, ours, theirs, disagreement)]
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
        return _finding(*smallest[0], pair.setting.edition)
    except Flaky:
        # The engine does not always answer so: a finding all the more, with the last network that showed it.
        return replace(_finding(*smallest[0], pair.setting.edition), always=False)
    part.examples, part.unsupported, part.executed, part.seen = count, unsupported, executed, seen
    return None


def _was_executed(facts: list[Fact]) -> bool:
    return any(fact.kind == "infer" and fact.value == "accepted" for fact in facts)


def _finding(
    network: Network, ours: list[Fact], theirs: list[Fact], disagreement: Disagreement, edition: str
) -> Finding:
    told = ours if disagreement.place < len(ours) else theirs
    facts = told[: disagreement.place + 1]
    after = facts[len(network.program.operations) :]
    steps = [fact.about for fact in after if " of t" not in fact.about or fact.about == disagreement.about]
    draft = write_draft(network.program, facts, disagreement, edition)
    return Finding(disagreement, network.program.to_json(), tuple(steps), draft)
