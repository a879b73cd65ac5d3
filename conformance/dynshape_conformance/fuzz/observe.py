"""What a backend answers about a generated network, as a list of facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..adapter import Adapter, Answer, Definition, Unsupported
from .networks import Network

Value = Any


@dataclass(frozen=True)
class Fact:
    """One answer.

    ``about`` names the question for people; ``kind`` is what the question is about whatever the
    network (``dims of slice``), by which disagreements are told apart.
    """

    kind: str
    about: str
    value: Value
    """What was answered; ``REFUSED`` or ``UNSUPPORTED`` where nothing was."""
    clause: str = ""
    """The clause that a refusal names, where the engine names clauses."""
    text: str = ""
    """What the engine said to a refusal."""


REFUSED = "refused"
ERROR = "error"
"""The value where the engine or its adapter raised what no adapter should raise."""
UNSUPPORTED = "unsupported"
GATES = ("define", "add ", "profile", "build", "context", "select", "set ")
"""Kinds of facts without which the later ones mean nothing."""


def ask(kind: str, about: str, question: Callable[[], Answer[Any]], plain: bool = True) -> Fact:
    """The fact that a question yields; what is no plain data is only noted as accepted."""
    try:
        answer = question()
    except Unsupported as error:
        return Fact(kind, about, UNSUPPORTED, text=str(error))
    except Exception as error:
        return Fact(kind, about, ERROR, text=f"{type(error).__name__}: {error}")
    if not answer.ok or (answer.value is False and kind.startswith(GATES)):
        errors = [record for record in answer.records if record.severity in ("ERROR", "INTERNAL_ERROR")]
        clause = next((record.clause for record in errors if record.clause), "")
        text = errors[0].text if errors else (answer.refusal.text if answer.refusal else "")
        return Fact(kind, about, REFUSED, clause, text)
    return Fact(kind, about, answer.value if plain else "accepted")


def observe_network(adapter: Adapter, network: Network) -> tuple[Definition | None, list[Fact]]:
    """The network defined on a backend, and for every operation and tensor what it says; None if it can't be."""
    made: list[Definition] = []

    def define() -> Answer[None]:
        made.append(adapter.define(network.program))
        return Answer()

    facts = [ask("define", "define", define, False)]
    if not made:
        return None, facts
    (definition,) = made
    for operation, answer in zip(network.program.operations, definition.answers, strict=True):
        what = network.kinds.get(operation["id"], operation["do"]) if operation["do"] == "layer" else operation["do"]
        facts.append(ask(f"add {what}", f"{operation['do']} {operation['id']}", partial(_given, answer), False))
    for tensor in network.tensors:
        kind = network.kinds[tensor]
        for name, question in (
            ("dims", definition.tensor_dims),
            ("dtype", definition.tensor_dtype),
            ("is_shape_tensor", definition.is_shape_tensor),
            ("is_execution_tensor", definition.is_execution_tensor),
        ):
            facts.append(ask(f"{name} of {kind}", f"{name} of {tensor}", partial(question, tensor)))
    return definition, facts


def _given(answer: Answer[Any]) -> Answer[Any]:
    return answer
