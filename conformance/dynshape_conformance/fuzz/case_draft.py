"""The draft of a case for a finding: what was asked up to the disagreement, and the answer that was expected.

A person looks at it, picks the clause and a name, and takes it over into the corpus or drops it. As a
file of cases it runs as it is (``dynshape run --cases``), and `reproducers` make a script of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from math import inf

from dynshape_fixtures.program import Program

from ..adapter import Array
from ..reproducers.arrays import array_text
from ..spec import Clause, load_registry
from .compare import Disagreement
from .observe import LOST, REFUSED, Fact
from .run_time import Result

QUESTIONS = {
    "define": ("DS-NET-002",),
    "add input": ("DS-NET-016",),
    "add mark_output": ("DS-NET-019",),
    "add mark_output_for_shapes": ("DS-SIO-009", "DS-SIO-030"),
    "is_shape_tensor": ("DS-EST-015", "DS-EST-014"),
    "is_execution_tensor": ("DS-EST-016", "DS-EST-014"),
    "profile dims of engine": ("DS-PROF-026",),
    "profile dims": ("DS-PROF-012", "DS-PROF-011"),
    "profile values": ("DS-SIO-020", "DS-SIO-006"),
    "profile added": ("DS-PROF-021", "DS-PROF-020"),
    "build": ("DS-PROF-008", "DS-PROF-028"),
    "tensors": ("DS-BIND-023",),
    "num_profiles": ("DS-PROF-009",),
    "engine dims": ("DS-DIM-010", "DS-NET-014"),
    "context": ("DS-CTX-007", "DS-CTX-022"),
    "active profile": ("DS-CTX-007", "DS-CTX-022"),
    "select profile": ("DS-CTX-003", "DS-CTX-013"),
    "release": ("DS-CTX-006",),
    "set dims": ("DS-DIM-014", "DS-DIM-012"),
    "set values": ("DS-SIO-025", "DS-SIO-007"),
    "dims of output": ("DS-DIM-009", "DS-NET-009"),
    "infer": ("DS-NET-010", "DS-DIM-008"),
}
"""Clauses that decide a question, whatever the network; for layers see `touched`."""
COMMANDS = ("profile", "build", "context", "select", "set ", "infer", "release")
"""Kinds of questions that change something, so that a case has to repeat them."""


def touched(kind: str, named: str, edition: str) -> list[str]:
    """Ids of the clauses that a question of ``kind`` rests on, the one that a refusal ``named`` first.

    A question about a layer's outputs rests on the clauses whose statement starts with the layer's name,
    then on those that speak of the layer at all.
    """
    clauses = load_registry()
    # A refusal may rest on the API's documentation, where no clause repeats it.
    found = [named] if any(clause.id == named for clause in clauses.clauses) else []
    for start, ids in sorted(QUESTIONS.items(), key=lambda item: -len(item[0])):
        if kind == start or kind.startswith(start + " of "):
            found += ids
            break
    layer = re.match(r"(?:add|\w+ of|value of) (\w+)", kind)
    if layer is not None:
        word = re.sub(r"_(v2|nd)$", "", layer[1]).replace("_", "").lower()
        found += [clause.id for clause in _of_layers() if _letters(clause).startswith(word)]
        found += [clause.id for clause in _of_layers() if word in _letters(clause)]
    if kind.startswith("dims of"):
        found.append("DS-NET-014")
    return [id for id in dict.fromkeys(found) if clauses.get(id).applies_to(edition)]


@cache
def _of_layers() -> tuple[Clause, ...]:
    return tuple(clause for clause in load_registry().clauses if clause.id.startswith(("DS-LAY", "DS-RULE")))


@cache
def _letters(clause: Clause) -> str:
    """A statement's letters, run together: names of layers are written in several ways."""
    return re.sub(r"[^a-z]", "", clause.statement.lower())


def write_draft(program: Program, facts: Sequence[Fact], disagreement: Disagreement, edition: str) -> str:
    """A module with one case; ``facts`` end with the one that is disagreed about."""
    last = facts[-1]
    clauses = touched(last.kind, disagreement.clause, edition) or ["DS-NET-001"]
    role = "negative" if last.value == REFUSED else "positive"
    name = re.sub(r"\W+", "_", disagreement.cause.lower())[:50].strip("_")
    accepted = all(fact.value == "accepted" for fact in facts if fact.kind.startswith("add "))
    defined = "t.define(PROGRAM)" if accepted else "t.adapter.define(PROGRAM)"
    body = [f"definition = {defined}", *_history(facts[:-1]), *_check(last, disagreement)]
    needs_numpy = any("np." in line for line in body)
    return "\n".join(
        [
            f'"""A draft, not looked at yet. It touches {", ".join(clauses)}."""',
            "",
            "from __future__ import annotations",
            "",
            *(["import numpy as np"] if needs_numpy else []),
            f"from dynshape_conformance.case import Trial, {role}",
            "from dynshape_fixtures.program import Program",
            "",
            "PROGRAM = Program.from_json(",
            f"    {program.to_json()!r}",
            ")",
            "",
            "",
            f'@{role}("{clauses[0]}")',
            f"def {name}(t: Trial) -> None:",
            f'    """{_sentence(disagreement.cause)}"""',
            *(f"    {line}" for line in body),
            "",
        ]
    )


def _sentence(cause: str) -> str:
    return cause.replace("\\", " ").replace('"', "'") + "."


def _history(facts: Sequence[Fact]) -> Iterator[str]:
    profiles: set[str] = set()
    for fact in facts:
        code = _code(fact)
        if not code or not fact.kind.startswith(COMMANDS) or " of " in fact.kind:
            continue
        for profile in re.findall(r"\bprofile_\d+\b", code):
            if profile not in profiles:
                profiles.add(profile)
                yield f"{profile} = definition.create_profile()"
        if fact.kind == "release" or fact.value == REFUSED:
            yield code
        else:
            yield (f"{fact.made} = " if fact.made else "") + f"t.prepared({code}, {fact.about!r})"


def _code(fact: Fact) -> str:
    if fact.given is None:
        return fact.code
    arrays = ", ".join(f"{name!r}: {_array(array)}" for name, array in fact.given.items())
    return fact.code.format(f"{{{arrays}}}")


def _array(array: Array) -> str:
    return array_text(array, longest=inf)


def _check(fact: Fact, disagreement: Disagreement) -> Iterator[str]:
    code = _code(fact)
    if not code:
        yield f"t.true(True, {'a process that lives on: ' + disagreement.got!r})"
    elif isinstance(fact.value, Result):
        wanted = fact.value.array
        bound = 0.0 if fact.value.exact else fact.value.bound()
        yield f"t.close({code}, {_array(wanted)}, {bound!r})"
    elif fact.value == REFUSED:
        yield f"t.refused({code}, {fact.clause!r})" if fact.clause else f"t.refused({code})"
    elif fact.made or fact.value is None or fact.value in LOST:
        yield f"t.accepted({code})"
    else:
        yield f"t.equal({code}, {fact.value!r})"
