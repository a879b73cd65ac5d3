"""INMSLayer: boxes that do not overlap with better ones of their class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..dims import UNKNOWN, Extents, is_known, show
from ..dtypes import FLOATS, INTEGERS, Array, DataType
from ..enums import Enum
from ..errors import Refusal, refusal_returns
from ..shapes import View, unify_extents
from .base import ILayer
from .layer_type import LayerType
from .setting import Setting, number

if TYPE_CHECKING:
    from ..kernels.device import Device

CLAUSE = "DS-LAY-068"
BOXES, SCORES, MOST_BOXES, IOU_THRESHOLD, SCORE_THRESHOLD = range(5)
SCALARS = {MOST_BOXES: "MaxOutputBoxesPerClass", IOU_THRESHOLD: "IoUThreshold", SCORE_THRESHOLD: "ScoreThreshold"}
HIGHEST_LIMIT = 5000


class BoundingBoxFormat(Enum):
    """What the four numbers of a box are: two opposite corners, or center and size."""

    CORNER_PAIRS = 0
    CENTER_SIZES = 1


class INMSLayer(ILayer):
    """Boxes (N, boxes, 4) or (N, boxes, classes, 4), scores (N, boxes, classes), and a limit for each class.

    Inputs 3 and 4 are thresholds for overlap and score, 0 where they are absent. For each item of the
    batch the ``topk_box_limit`` best candidates with a score above the threshold are looked at, best
    first; one is selected if its overlap with those selected before, of its class, is not above the
    threshold. Of equal scores the lower class, then the lower box, comes first. Output 0 has a row
    (item, class, box) for each selected box, by item and falling score; output 1 is their number.
    (8.5 and later)
    """

    kind = LayerType.NMS
    label = "NMS"
    fields = ("bounding_box_format", "limit")
    input_count = (3, 3)
    optional_inputs = 2
    data_dependent = True

    bounding_box_format = Setting(BoundingBoxFormat)
    limit = Setting(number)

    def __init__(self) -> None:
        """Corner pairs, and as many candidates as the engine takes."""
        self.bounding_box_format = BoundingBoxFormat.CORNER_PAIRS
        self.limit = HIGHEST_LIMIT

    @property
    def topk_box_limit(self) -> int:
        """How many candidates of each item are looked at."""
        return self.limit

    @topk_box_limit.setter
    def topk_box_limit(self, value: Any) -> None:
        self._assign_limit(number(value))

    @refusal_returns(lambda: None)
    def _assign_limit(self, limit: int) -> None:
        if not 0 <= limit <= HIGHEST_LIMIT:
            text = f"{self.name}: a topk_box_limit of {limit}; valid are 0..{HIGHEST_LIMIT}"
            raise Refusal(CLAUSE, text, value=limit, permitted=(0, HIGHEST_LIMIT))
        self.limit = limit

    def rule(self) -> str:
        """DS-RULE-029."""
        return " × ".join("E" for _ in self.inputs) + " → E × E"

    def output_count(self) -> int:
        """The selected boxes and their number."""
        return 2

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """Int32 both; boxes and scores are floats of one type, thresholds are floats."""
        if types[BOXES] not in FLOATS or types[SCORES] != types[BOXES]:
            raise self.wrong_type(CLAUSE, f"boxes and scores of one float type ({types[BOXES].name})", types[SCORES])
        if types[MOST_BOXES] not in INTEGERS:
            raise self.wrong_type(CLAUSE, "an Int32 MaxOutputBoxesPerClass", types[MOST_BOXES])
        for index in (IOU_THRESHOLD, SCORE_THRESHOLD):
            if self.has_input(index) and types[index] not in FLOATS:
                raise self.wrong_type(CLAUSE, f"a float {SCALARS[index]}", types[index])
        return [DataType.INT32, DataType.INT32]

    def output_dims(self, view: View) -> list[Extents]:
        """As many rows as phase 2 selects boxes."""
        boxes, scores = view.dims(BOXES), view.dims(SCORES)
        if len(boxes) not in (3, 4) or len(scores) != 3 or boxes[-1] not in (4, UNKNOWN):
            text = f"boxes {show(boxes)} and scores {show(scores)} are not (N,B,4) or (N,B,C,4), and (N,B,C)"
            raise self.clash(CLAUSE, text, value=(boxes, scores))
        for axis in range(len(boxes) - 1):
            if unify_extents(boxes[axis], scores[axis]) is None:
                text = f"axis {axis}: {boxes[axis]} in boxes {show(boxes)}, {scores[axis]} in scores {show(scores)}"
                raise self.clash(CLAUSE, text, axis=axis, value=boxes[axis], permitted=scores[axis])
        for index, name in SCALARS.items():
            if self.has_input(index) and view.dims(index):
                dims = view.dims(index)
                raise self.clash(CLAUSE, f"{name} is a scalar, not {show(dims)}", value=dims, permitted=())
        return [(UNKNOWN, 3), ()]

    def greatest_dims(self, view: View) -> list[Extents]:
        """All boxes for each item and class, or as many of them as a constant input 2 allows."""
        scores = view.dims(SCORES)
        if not is_known(scores):
            return [(UNKNOWN, 3), ()]
        items, boxes, classes = scores
        most = view.value(MOST_BOXES)
        if most is not None and most.complete:
            boxes = min(boxes, max(0, int(most.data)))
        return [(items * classes * boxes, 3), ()]

    def compute(self, device: Device, inputs: list[Array | None], dims: list[Extents]) -> list[Array]:
        """Select boxes."""
        boxes, scores, most = inputs[:3]
        assert boxes is not None and scores is not None and most is not None
        iou, least = (self._threshold(inputs, index) for index in (IOU_THRESHOLD, SCORE_THRESHOLD))
        center_sizes = self.bounding_box_format == BoundingBoxFormat.CENTER_SIZES
        return list(device.nms(boxes, scores, int(most), iou, least, center_sizes, self.limit))

    def _threshold(self, inputs: list[Array | None], index: int) -> float:
        given = inputs[index] if self.has_input(index) else None
        return 0.0 if given is None else float(given)
