"""Scripted backends whose answers hold what Python authors put there by mistake, or that are not written yet."""

from __future__ import annotations

from typing import Any

import numpy as np
from dynshape_conformance.adapter import Answer, Refusal, Unsupported
from dynshape_fixtures import Program
from fake_backends import Honest, HonestDefinition, Wrong, WrongDefinition


class NumPyDefinition(HonestDefinition):
    """NumPy's scalars for Python's, lists for tuples."""

    def inputs(self) -> Any:
        return Answer([np.str_(name) for name in super().inputs().get()])

    def num_profiles(self) -> Any:
        return Answer(np.int64(0))


class NumPy(Honest):
    definition = NumPyDefinition


class NumPyWrongDefinition(WrongDefinition):
    def inputs(self) -> Any:
        return Answer([np.str_("nobody")])

    def num_profiles(self) -> Any:
        return Answer(np.bool_(False))

    def has_implicit_batch_dimension(self) -> Any:
        return Answer(np.bool_(True))


class NumPyWrong(Wrong):
    definition = NumPyWrongDefinition


class TooManyDigitsDefinition(HonestDefinition):
    """A number that Python does not write, as it has more than 4300 digits."""

    def num_profiles(self) -> Any:
        return Answer(10**5000)


class TooManyDigits(Honest):
    definition = TooManyDigitsDefinition


class TextsDefinition(HonestDefinition):
    """Texts, where the protocol has objects."""

    def num_profiles(self) -> Any:
        return Answer(0, records=("loaded",))  # type: ignore[arg-type]

    def has_implicit_batch_dimension(self) -> Any:
        return Answer(refusal="None")  # type: ignore[arg-type]


class Texts(Honest):
    definition = TextsDefinition


class NoChannelDefinition(HonestDefinition):
    def has_implicit_batch_dimension(self) -> Any:
        return Answer(refusal=Refusal(None))  # type: ignore[arg-type]


class NoChannel(Honest):
    definition = NoChannelDefinition


class NotYet:
    """As README.md has it."""

    def __getattr__(self, name: str) -> Any:
        raise Unsupported(f"{name} is not there yet")


class PartialDefinition(NotYet):
    def __init__(self, program: Program) -> None:
        self.answers = [Answer[None]() for _ in program.operations]

    def num_profiles(self) -> Answer[int]:
        return Answer(0)


class Partial(Honest):
    definition = PartialDefinition  # type: ignore[assignment]


NAMES = {
    "partial": "Partial",
    "numpy": "NumPy",
    "numpy-wrong": "NumPyWrong",
    "too-many-digits": "TooManyDigits",
    "texts": "Texts",
    "no-channel": "NoChannel",
}
"""Backend to class."""
