"""Scripted backends: each does one thing, so that each must get a known verdict from `scripted_cases`.

Only what the scripted cases ask is there: a definition that lists its inputs, marks shape tensors
and accepts or refuses a profile.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from dynshape_conformance.adapter import Answer, Description, LogRecord, ProcessLost, Refusal, Unavailable, Unsupported
from dynshape_fixtures import Program

ERROR = LogRecord("ERROR", "refused, object at 0x7f0012345678", "DS-NET-002")


class HonestDefinition:
    """Answers as the scripted cases expect."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.answers: list[Answer[None]] = [Answer() for _ in program.operations]

    def inputs(self) -> Answer[tuple[str, ...]]:
        return Answer(tuple(op["name"] for op in self.program.operations if op["do"] == "input"))

    def num_profiles(self) -> Answer[int]:
        return Answer(0)

    def has_implicit_batch_dimension(self) -> Answer[bool]:
        return Answer(refusal=Refusal("None"), records=(ERROR,))


class WrongDefinition(HonestDefinition):
    """Answers everything wrongly."""

    def inputs(self) -> Answer[tuple[str, ...]]:
        return Answer(("nobody",), records=(ERROR,))

    def num_profiles(self) -> Answer[int]:
        return Answer(7)

    def has_implicit_batch_dimension(self) -> Answer[bool]:
        return Answer(True)


class MistypedDefinition(HonestDefinition):
    """Answers with what is no answer."""

    def inputs(self) -> Any:
        return None

    def num_profiles(self) -> Any:
        return Answer("zero", records=None)  # type: ignore[arg-type]

    def has_implicit_batch_dimension(self) -> Any:
        return 5


class Honest:
    """Does everything right."""

    definition: type[HonestDefinition] = HonestDefinition
    features = frozenset({"names", "contexts"})

    def __init__(self, edition: str | None = None) -> None:
        self.edition = edition or "8.6"

    def describe(self) -> Description:
        return Description(type(self).__name__.lower(), "1.0", "cpu", self.edition, self.features, explains=True)

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        return self.definition(program)


class Wrong(Honest):
    definition = WrongDefinition


class Mistyped(Honest):
    definition = MistypedDefinition


class Boasts(Honest):
    """Claims a feature that it does not have."""

    features = frozenset({"names", "contexts", "execution"})


class WithdrawingDefinition(HonestDefinition):
    def build(self) -> Any:
        raise Unsupported("it can't build after all")


class BoastsAndWithdraws(Boasts):
    """Claims a feature, and says no when it is asked for it."""

    definition = WithdrawingDefinition


class BuildingDefinition(HonestDefinition):
    def build(self) -> Answer[Any]:
        return Answer(object())


class Modest(Honest):
    """Has a feature that it does not claim."""

    definition = BuildingDefinition


class GarbageDefinition(HonestDefinition):
    """Answers with objects of no type that any case expects."""

    def inputs(self) -> Any:
        return Answer(object())

    def num_profiles(self) -> Any:
        return Answer(float("nan"))  # type: ignore[arg-type]

    def has_implicit_batch_dimension(self) -> Any:
        return Answer(b"\x00\xff")  # type: ignore[arg-type]


class Garbage(Honest):
    definition = GarbageDefinition


class LaggingDefinition(HonestDefinition):
    """Answers each question with the answer to the one before, as a desynchronised connection does."""

    late: Any = None

    def _instead_of(self, answer: Any) -> Any:
        LaggingDefinition.late, before = answer, LaggingDefinition.late
        return Answer(before and before.value)

    def inputs(self) -> Any:
        return self._instead_of(super().inputs())

    def num_profiles(self) -> Any:
        return self._instead_of(super().num_profiles())

    def has_implicit_batch_dimension(self) -> Any:
        return self._instead_of(super().has_implicit_batch_dimension())


class Lagging(Honest):
    definition = LaggingDefinition


class Nothing(Honest):
    """Supports nothing."""

    features = frozenset()

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        raise Unsupported("this engine defines no networks")


class DefineRaises(Honest):
    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        raise KeyError("an adapter's own mistake")


class Exits(Honest):
    """Calls sys.exit while it is asked for a definition."""

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        sys.exit("a library that thinks it owns the process")


class Vanishes(Honest):
    """Ends its process, without a word, at the program whose input is called ``trap``."""

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        if any(operation.get("name") == "trap" for operation in program.operations):
            self.end()
        return self.definition(program)

    def end(self) -> None:
        os._exit(3)


class Segfaults(Vanishes):
    def end(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)


class EmulatingDefinition(HonestDefinition):
    """Makes up how many profiles there are."""

    def num_profiles(self) -> Answer[int]:
        return Answer(0, emulated=True)


class Emulating(Honest):
    definition = EmulatingDefinition


class Poisoned(Honest):
    """Has lost its process at the program whose input is called ``trap``, and repeats that from then on."""

    lost = False

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        self.lost |= any(operation.get("name") == "trap" for operation in program.operations)
        if self.lost:
            raise ProcessLost("CUDA error 717")
        return self.definition(program)


class Noisy(Honest):
    """Prints in the middle of everything, below Python and without ends of lines."""

    def define(self, program: Program, explicit_batch: bool | None = True) -> Any:
        os.write(1, b"engine says \xff hello")
        os.write(2, b"ERROR: this is the engine's own\n")
        return self.definition(program)


class DescribeRaises(Honest):
    def describe(self) -> Description:
        raise RuntimeError("first line\nsecond line")


class DescribeMistyped(Honest):
    def describe(self) -> Any:
        return {"name": "x"}


class DescribeOdd(Honest):
    features = frozenset({"telepathy"})


class Timeless(Honest):
    def describe(self) -> Description:
        return Description("timeless", "1.0", "cpu", "3.14")


class FactoryRaises:
    def __init__(self, edition: str | None) -> None:
        raise TypeError("no such device")


class Absent:
    def __init__(self, edition: str | None) -> None:
        raise Unavailable("the engine's package is not installed")


class FickleDefinition(HonestDefinition):
    """Answers by what was asked before."""

    def num_profiles(self) -> Answer[int]:
        Fickle.asked += 1
        return Answer(Fickle.asked)


class Fickle(Honest):
    asked = 0
    definition = FickleDefinition


class OneEdition(Honest):
    def __init__(self, edition: str | None = None) -> None:
        if edition not in (None, "8.6"):
            raise ValueError("only 8.6")
        super().__init__(edition)


NAMES = {
    "honest": "Honest",
    "wrong": "Wrong",
    "mistyped": "Mistyped",
    "nothing": "Nothing",
    "define-raises": "DefineRaises",
    "exits": "Exits",
    "vanishes": "Vanishes",
    "segfaults": "Segfaults",
    "emulating": "Emulating",
    "poisoned": "Poisoned",
    "noisy": "Noisy",
    "describe-raises": "DescribeRaises",
    "describe-mistyped": "DescribeMistyped",
    "describe-odd": "DescribeOdd",
    "timeless": "Timeless",
    "factory-raises": "FactoryRaises",
    "absent": "Absent",
    "one-edition": "OneEdition",
    "fickle": "Fickle",
    "no-such-name": "NoSuchName",
}
"""Backend to class; the last one does not exist."""
