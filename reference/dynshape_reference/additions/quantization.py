"""Layers between floats and integers of eight bits."""

from __future__ import annotations

from ..dims import MAX_DIMS
from ..errors import Refusal, refusal_returns
from ..layers.dequantize import IDequantizeLayer
from ..layers.quantize import IQuantizeLayer
from ..stored import API
from ..tensors import ITensor
from .adder import Adder


class QuantizationAdditions(Adder):
    """``add_`` calls of quantization and its inverse."""

    @refusal_returns(lambda: None)
    def add_quantize(self, input: ITensor, scale: ITensor) -> IQuantizeLayer | None:
        """Add a rounding of floats to Int8 steps of ``scale``, a constant; for several scales set ``axis``."""
        self._check(input, scale)
        return self._add(IQuantizeLayer(), input, scale)

    @refusal_returns(lambda: None)
    def add_dequantize(self, input: ITensor, scale: ITensor) -> IDequantizeLayer | None:
        """Add the inverse: Int8 steps of ``scale`` as floats."""
        self._check(input, scale)
        return self._add(IDequantizeLayer(), input, scale)

    def _check(self, input: ITensor, scale: ITensor) -> None:
        for tensor, least, most in ((input, 1, MAX_DIMS), (scale, 0, 1)):
            self.check_tensor(tensor, "DS-NET-016")
            try:
                rank = len(self.graph.shapes.dims(tensor))
            except Refusal:
                # What makes the tensor may be refused until its attributes are set: the axis of a quantize layer.
                continue
            if not least <= rank <= most:
                text = f"{tensor.name} has rank {rank}; the input has rank 1 at least and the scale rank 0 or 1"
                raise Refusal(API, text, tensor=tensor.name, value=rank, permitted=(least, most))
