"""What a backend answers about a generated network, as a list of facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..adapter import Adapter, Answer, Array, Definition, Unsupported
from ..outcome import EngineLost
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
    code: str = ""
    """The question as an expression of Python, as a case asks it; empty where a case has no way to."""
    made: str = ""
    """The variable of a case that holds the answer's value, where later questions need it."""
    given: Mapping[str, Array] | None = None
    """The arrays that ``{}`` in the code stands for."""


REFUSED = "refused"
ERROR = "error"
"""The value where the engine or its adapter raised what no adapter should raise."""
UNSUPPORTED = "unsupported"
CRASH, TIMEOUT = "crash", "timeout"
"""The value where the engine's process died of the question, or gave no answer to it in time."""
LOST = (CRASH, TIMEOUT)
GATES = ("define", "add ", "profile", "build", "context", "select", "set ")
"""Kinds of facts without which the later ones mean nothing."""


class Observation:
    """The facts that one backend gives, as far as it lives."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.facts: list[Fact] = []

    def ask(
        self,
        kind: str,
        about: str,
        question: Question,
        code: str = "",
        made: str = "",
        given: Mapping[str, Array] | None = None,
    ) -> Fact:
        """Keep the fact that a question yields; of what is ``made``, only that it was accepted.

        Raises `EngineLost`, the fact being kept, if the process that hosts the engine is gone.
        """
        try:
            outcome = _outcome(kind, question, bool(made))
        except EngineLost as lost:
            word = lost.verdict if lost.verdict in LOST else ERROR
            self.facts.append(Fact(kind, about, word, "", lost.text, code, made, given))
            raise
        fact = Fact(kind, about, *outcome, code, made, given)
        self.facts.append(fact)
        return fact

    def network(self, adapter: Adapter, network: Network) -> Definition | None:
        """Define a network and ask for every operation and tensor; None if it can't be defined."""
        defined: list[Definition] = []

        def define() -> Answer[None]:
            defined.append(adapter.define(network.program))
            return Answer()

        self.ask("define", "define", define, made="definition")
        if not defined:
            return None
        (definition,) = defined
        for number, (operation, answer) in enumerate(zip(network.program.operations, definition.answers, strict=True)):
            do, id = operation["do"], operation["id"]
            what = network.kinds.get(id, do) if do == "layer" else do
            given = partial(_given, answer)
            self.ask(f"add {what}", f"{do} {id}", given, f"definition.answers[{number}]", "_")
        for tensor in network.tensors:
            kind = network.kinds[tensor]
            for name, question in (
                ("dims", definition.tensor_dims),
                ("dtype", definition.tensor_dtype),
                ("is_shape_tensor", definition.is_shape_tensor),
                ("is_execution_tensor", definition.is_execution_tensor),
            ):
                method = name if name.startswith("is") else f"tensor_{name}"
                code = f"definition.{method}({tensor!r})"
                self.ask(f"{name} of {kind}", f"{name} of {tensor}", partial(question, tensor), code)
        return definition


Question = Callable[[], Answer[Any]]


def _outcome(kind: str, question: Question, only_accepted: bool) -> tuple[Value, str, str]:
    """Value, clause and text of a fact."""
    try:
        answer = question()
    except Unsupported as error:
        return UNSUPPORTED, "", str(error)
    except Exception as error:
        return ERROR, "", f"{type(error).__name__}: {error}"
    if not answer.ok or (answer.value is False and kind.startswith(GATES)):
        errors = [record for record in answer.records if record.severity in ("ERROR", "INTERNAL_ERROR")]
        clause = next((record.clause for record in errors if record.clause), "")
        text = errors[0].text if errors else (answer.refusal.text if answer.refusal else "")
        return REFUSED, clause, text
    return ("accepted" if only_accepted else answer.value), "", ""


def _given(answer: Answer[Any]) -> Answer[Any]:
    return answer
