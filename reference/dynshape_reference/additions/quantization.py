"""Layers between floats and integers of eight bits."""

from __future__ import annotations

from ..dims import MAX_DIMS
from ..dtypes import FLOATS, DataType
from ..enums import enumerator
from ..errors import Refusal, refusal_returns
from ..layers.dequantize import IDequantizeLayer
from ..layers.quantize import IQuantizeLayer
from ..stored import API
from ..tensors import ITensor
from .adder import Adder


class QuantizationAdditions(Adder):
    """``add_`` calls of quantization and its inverse."""

    @refusal_returns(lambda: None)
    def add_quantize(
        self, input: ITensor, scale: ITensor, output_type: DataType | None = None
    ) -> IQuantizeLayer | None:
        """Add a rounding of floats to Int8 steps of ``scale``, a constant; for several scales set ``axis``.

        ``output_type`` is an argument from edition 10 on, and Int8 the only one that there is here.
        """
        self._check(input, scale)
        self._check_type(output_type, (DataType.INT8,))
        return self._add(IQuantizeLayer(), input, scale)

    @refusal_returns(lambda: None)
    def add_dequantize(
        self, input: ITensor, scale: ITensor, output_type: DataType | None = None
    ) -> IDequantizeLayer | None:
        """Add the inverse: Int8 steps of ``scale`` as floats, of ``output_type`` from edition 10 on."""
        self._check(input, scale)
        self._check_type(output_type, FLOATS)
        layer = self._add(IDequantizeLayer(), input, scale)
        if layer is not None and output_type is not None:
            layer.set_output_type(0, output_type)
        return layer

    def _check_type(self, output_type: DataType | None, permitted: tuple[DataType, ...]) -> None:
        if output_type is None:
            return
        if self.graph.edition.has_bindings:
            raise TypeError("output_type is an argument from edition 10 on")
        if enumerator(DataType, output_type) not in permitted:
            names = " or ".join(dtype.name for dtype in permitted)
            text = f"the output type is {names} here, not {output_type.name}"
            raise Refusal(API, text, value=output_type, permitted=permitted)

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
