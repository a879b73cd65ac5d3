"""Mutants of DS-LEX: what layers have for dynamic shapes."""

from __future__ import annotations

from ..model import Mutant, mutant

SHAPE = "layers/shape.py"
SHUFFLE = "layers/shuffle.py"
SLICE = "layers/slice.py"
RESIZE = "layers/resize.py"
VALUES = "        dims = np.array(view.dims(0), np.int64)\n"
RESHAPE_SETTER = (
    "        if self.has_input(1):\n            self.graph.connect(self, 1, None)\n        self.reshape = dims"
)
SLICE_SETTER = "        if self.has_input(index):\n            self.graph.connect(self, index, None)\n"
RESIZE_SETTER = '        if self.has_input(1):\n            text = f"{self.name}: {name} of a resize'
WANTED = "            dims = self._resolve(dims, self._wanted_at_run_time(view))\n"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-LEX-001",
        "column",
        "IShapeLayer yields a column.",
        SHAPE,
        "return [(len(view.dims(0)),)]",
        "return [(len(view.dims(0)), 1)]",
        "return [Partial(dims, dims != UNKNOWN)]",
        "return [Partial(dims[:, None], dims[:, None] != UNKNOWN)]",
    ),
    mutant(
        "DS-LEX-001",
        "eight_elements",
        "IShapeLayer yields eight elements, whatever the rank.",
        SHAPE,
        "return [(len(view.dims(0)),)]",
        "return [(8,)]",
        VALUES,
        VALUES.replace("view.dims(0)", "(view.dims(0) + (1,) * 8)[:8]"),
    ),
    mutant(
        "DS-LEX-002",
        "reversed",
        "IShapeLayer lists the dims from the last to the first.",
        SHAPE,
        VALUES,
        VALUES.replace("view.dims(0)", "view.dims(0)[::-1]"),
    ),
    mutant(
        "DS-LEX-002",
        "leading_extent_left_out",
        "IShapeLayer gives 1 for the first dimension.",
        SHAPE,
        VALUES,
        VALUES + "        dims[:1] = 1\n",
    ),
    mutant(
        "DS-LEX-002",
        "sorted",
        "IShapeLayer sorts the dims in descending order.",
        SHAPE,
        VALUES,
        VALUES.replace("view.dims(0)", "sorted(view.dims(0), reverse=True)"),
    ),
    mutant(
        "DS-LEX-002",
        "cumulated",
        "IShapeLayer gives volumes up to each axis.",
        SHAPE,
        VALUES,
        VALUES + "        dims = np.where(dims < 0, dims, np.cumprod(dims))\n",
    ),
    mutant(
        "DS-LEX-003",
        "scalar_is_one",
        "IShapeLayer gives {1} for a scalar.",
        SHAPE,
        "return [(len(view.dims(0)),)]",
        "return [(len(view.dims(0)) or 1,)]",
        VALUES,
        VALUES.replace("view.dims(0)", "view.dims(0) or (1,)"),
    ),
    mutant(
        "DS-LEX-006",
        "input_1_ignored",
        "A second input of a shuffle is ignored at run time.",
        SHUFFLE,
        WANTED,
        "            self._wanted_at_run_time(view)\n",
    ),
    mutant(
        "DS-LEX-006",
        "reversed",
        "A shuffle reads its second input from the last to the first.",
        SHUFFLE,
        WANTED,
        WANTED.replace("self._wanted_at_run_time(view)", "self._wanted_at_run_time(view)[::-1]"),
    ),
    mutant(
        "DS-LEX-013",
        "rank_by_data",
        "A shuffle to run-time dims shows the rank of its data.",
        SHUFFLE,
        "        if self.has_input(1):\n            dims = self._resolve",
        "        if self.has_input(1) and not self.graph.shapes.value(self.present(1)).complete and "
        "view._shapes is self.graph.shapes:\n"
        "            dims = (UNKNOWN,) * len(dims)\n"
        "        elif self.has_input(1):\n"
        "            dims = self._resolve",
    ),
    mutant(
        "DS-LEX-013",
        "never_propagated",
        "A shuffle to run-time dims shows -1 even where they are constant.",
        SHUFFLE,
        "            return [(UNKNOWN, False)] * shape[0]\n        return [(int(v), bool(k))",
        "            return [(UNKNOWN, False)] * shape[0]\n"
        "        if view._shapes is self.graph.shapes:\n"
        "            return [(UNKNOWN, False)] * shape[0]\n"
        "        return [(int(v), bool(k))",
    ),
    mutant(
        "DS-LEX-014",
        "shuffle_keeps_input",
        "Reshape dims that are set later do not remove the second input of a shuffle.",
        SHUFFLE,
        RESHAPE_SETTER,
        "        self.reshape = dims",
    ),
    mutant(
        "DS-LEX-014",
        "shuffle_refuses",
        "Reshape dims are not taken while there is a second input.",
        SHUFFLE,
        RESHAPE_SETTER,
        "        if self.has_input(1):\n            return\n        self.reshape = dims",
    ),
    mutant(
        "DS-LEX-014",
        "slice_keeps_input",
        "Parameters that are set later do not remove the inputs of a slice.",
        SLICE,
        SLICE_SETTER,
        "",
    ),
    mutant(
        "DS-LEX-014",
        "resize_drops_input",
        "Output dims that are set later remove the second input of a resize.",
        RESIZE,
        RESIZE_SETTER,
        "        if self.has_input(1):\n"
        "            self.graph.connect(self, 1, None)\n"
        "        if False:\n"
        '            text = f"{self.name}: {name} of a resize',
    ),
    mutant(
        "DS-LEX-014",
        "resize_silent",
        "Output dims of a resize with a second input are ignored without a word.",
        RESIZE,
        RESIZE_SETTER,
        '        if self.has_input(1):\n            return\n            text = f"{self.name}: {name} of a resize',
    ),
    mutant(
        "DS-LEX-015",
        "shuffle_shows_static",
        "A shuffle with a second input shows the reshape dims that were set.",
        SHUFFLE,
        "if self.reshape is None or self.has_input(1) else",
        "if self.reshape is None else",
    ),
    mutant(
        "DS-LEX-015",
        "slice_shows_static",
        "A slice with inputs shows the parameters that were set.",
        SLICE,
        "return Dims.invalid() if self.has_input(index) else",
        "return Dims.invalid() if False else",
    ),
    mutant(
        "DS-LEX-015",
        "resize_shows_static",
        "A resize with a second input shows the dims of its data.",
        RESIZE,
        "if self.has_input(1) or self.factors:",
        "if self.factors:",
    ),
    mutant(
        "DS-LEX-002",
        "extents_cut",
        "Of an extent beyond 32 bits IShapeLayer gives the lower ones.",
        "layers/shape.py",
        "dims = np.array(view.dims(0), np.int64)",
        "dims = np.array(view.dims(0), np.int64).astype(np.int32).astype(np.int64)",
        edition="10",
    ),
    mutant(
        "DS-LEX-009",
        "numbers_of_32_bits",
        "In edition 10 shape arithmetic has 32 bits.",
        "partial.py",
        "else np.int64 for dtype in DataType",
        "else np.int32 for dtype in DataType",
        edition="10",
    ),
    mutant(
        "DS-LEX-009",
        "sums_by_float32",
        "Sums of shape values are computed in float32.",
        "layers/elementwise.py",
        "        return [device.elementwise(self.op.name, a, b)]",
        '        if device.checks_values and self.op == ElementWiseOperation.SUM and a.dtype.kind == "i":\n'
        "            return [(a.astype(np.float32) + b.astype(np.float32)).astype(a.dtype)]\n"
        "        return [device.elementwise(self.op.name, a, b)]",
    ),
    mutant(
        "DS-LEX-009",
        "equal_floats_are_greater",
        "Of shape values that are floats equal ones count as greater.",
        "layers/elementwise.py",
        "        return [device.elementwise(self.op.name, a, b)]",
        '        if device.checks_values and self.op == ElementWiseOperation.GREATER and a.dtype.kind == "f":\n'
        "            return [a >= b]\n"
        "        return [device.elementwise(self.op.name, a, b)]",
    ),
    mutant(
        "DS-LEX-009",
        "quotients_of_floats_truncate",
        "FLOOR_DIV of shape values that are floats rounds toward zero.",
        "layers/elementwise.py",
        "        return [device.elementwise(self.op.name, a, b)]",
        '        if device.checks_values and self.op == ElementWiseOperation.FLOOR_DIV and a.dtype.kind == "f":\n'
        "            return [np.trunc(a / b)]\n"
        "        return [device.elementwise(self.op.name, a, b)]",
    ),
    mutant(
        "DS-LEX-012",
        "no_average_at_all",
        "Averages of floats are refused for shape tensors too.",
        "layers/reduce.py",
        "if self.op == ReduceOperation.AVG and dtype in INTEGERS:",
        "if self.op == ReduceOperation.AVG:",
    ),
)
