"""ONNX's node tests on its own reference evaluator, as its authors run them: one unittest method a model."""

from __future__ import annotations

from typing import Any

import onnx.backend.base
import onnx.backend.test
from onnx.reference import ReferenceEvaluator


class Evaluator:
    """A prepared model."""

    def __init__(self, model: Any) -> None:
        self._session = ReferenceEvaluator(model)

    def run(self, inputs: Any, **_: Any) -> Any:
        """Outputs, from inputs in order."""
        return self._session.run(None, dict(zip(self._session.input_names, inputs, strict=False)))


class Backend(onnx.backend.base.Backend):
    """The evaluator as ONNX's tests want it."""

    @classmethod
    def prepare(cls, model: Any, device: str = "CPU", **_: Any) -> Any:
        """A model, ready to run."""
        return Evaluator(model)

    @classmethod
    def supports_device(cls, device: str) -> bool:
        """The host only."""
        return device == "CPU"


OnnxBackendNodeModelTest = onnx.backend.test.BackendTest(Backend, __name__).test_cases["OnnxBackendNodeModelTest"]
