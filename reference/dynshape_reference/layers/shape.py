"""IShapeLayer: the dims of a tensor, as a tensor."""

from __future__ import annotations

import numpy as np

from ..dims import UNKNOWN, Extents
from ..dtypes import DataType
from ..partial import Partial
from ..shapes import View
from .base import ILayer
from .layer_type import LayerType


class IShapeLayer(ILayer):
    """The dims of the input, a 1-D tensor of Int32, or Int64 from edition 10 (DS-LEX-001, DS-LAY-034)."""

    kind = LayerType.SHAPE
    label = "Shape"

    def rule(self) -> str:
        """DS-RULE-008: the classes of input and output are independent."""
        return "t1 → t2"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """DS-LAY-034."""
        return [self.graph.edition.shape_type]

    def output_dims(self, view: View) -> list[Extents]:
        """As many elements as the input has axes; none for a scalar (DS-LEX-003)."""
        return [(len(view.dims(0)),)]

    def inputs_read_for_value(self) -> list[int]:
        """None: only the dims of the input matter."""
        return []

    def output_values(self, view: View) -> list[Partial | None]:
        """The dims of the input, each known or not (DS-LEX-002, DS-RES-011)."""
        dims = np.array(view.dims(0), np.int64)
        return [Partial(dims, dims != UNKNOWN)]
