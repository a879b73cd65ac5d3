"""Mutants of DS-LAY: what is set after a layer was added, or a second time, and what is set beside an input."""

from __future__ import annotations

from ..model import Mutant, mutant

SHUFFLE = "layers/shuffle.py"
SLICE = "layers/slice.py"
GATHER = "layers/gather.py"
TOPK = "layers/topk.py"
REDUCE = "layers/reduce.py"


def kept(*fields: str) -> str:
    """The text of a method that lets go what is assigned to ``fields`` once the layer is in a network."""
    return (
        "    def __setattr__(self, field: str, value: object) -> None:\n"
        f"        if field not in {fields} or 'graph' not in vars(self):\n"
        "            super().__setattr__(field, value)\n\n"
    )


def kept_later(*fields: str) -> str:
    """As `kept`, but the first assignment after that counts."""
    return (
        "    def __setattr__(self, field: str, value: object) -> None:\n"
        f"        count = vars(self).get('_count', 0) + (field in {fields} and 'graph' in vars(self))\n"
        "        vars(self)['_count'] = count\n"
        f"        if field not in {fields} or count < 2:\n"
        "            super().__setattr__(field, value)\n\n"
    )


def first_only(clause: str, name: str, text: str, module: str, anchor: str, method: str) -> Mutant:
    """A mutant whose layers have ``method``, put before the line ``anchor``."""
    return mutant(clause, name, text, module, anchor, method + anchor)


MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-LAY-024",
        "orders_composed",
        "A first transpose that is set again is added to the one before.",
        SHUFFLE,
        "        self.first_order = read_dims(value)",
        "        order, before = read_dims(value), self.first_order\n"
        "        self.first_order = order if before is None else tuple(before[axis] for axis in order)",
    ),
    mutant(
        "DS-LAY-024",
        "second_order_once",
        "A second transpose is set once.",
        SHUFFLE,
        "        self.second_order = read_dims(value)",
        "        self.second_order = read_dims(value) if self.second_order is None else self.second_order",
    ),
    mutant(
        "DS-LAY-024",
        "no_first_step_by_an_input",
        "With reshape dims as an input there is no first transpose.",
        SHUFFLE,
        "        dims = self._permute(view.dims(0), self.first_order)",
        "        self.first_order = None if self.has_input(1) else self.first_order\n"
        "        dims = self._permute(view.dims(0), self.first_order)",
    ),
    mutant(
        "DS-LAY-024",
        "no_last_step_by_an_input",
        "With reshape dims as an input there is no second transpose.",
        SHUFFLE,
        "        dims = self._permute(view.dims(0), self.first_order)",
        "        self.second_order = None if self.has_input(1) else self.second_order\n"
        "        dims = self._permute(view.dims(0), self.first_order)",
    ),
    mutant(
        "DS-LAY-026",
        "copies_of_three_axes",
        "Beside a -1 a 0 copies 1 if the input has more than three axes.",
        SHUFFLE,
        "                result.append(dims[axis])\n",
        "                result.append(dims[axis] if len(dims) < 4 or (-1, True) not in wanted else 1)\n",
    ),
    mutant(
        "DS-LAY-015",
        "first_start",
        "A start that was set is kept.",
        SLICE,
        "        parameters[index - 1] = dims\n",
        "        parameters[index - 1] = parameters[0] if index == START and self.__dict__.get('_started') else dims\n"
        "        self.__dict__['_started'] = index == START or self.__dict__.get('_started', False)\n",
    ),
    first_only(
        "DS-LAY-010",
        "first_mode",
        "A second mode that is set does not count.",
        SLICE,
        "    def __init__(self, start: Extents",
        kept_later("mode"),
    ),
    first_only(
        "DS-LAY-020",
        "mode_as_added",
        "The mode of a gather is the one that it was added with.",
        GATHER,
        "    def __init__(self, mode: GatherMode",
        kept("mode"),
    ),
    first_only(
        "DS-LAY-022",
        "first_axis",
        "A second axis that is set does not count.",
        GATHER,
        "    def __init__(self, mode: GatherMode",
        kept_later("axis"),
    ),
    first_only(
        "DS-LAY-041",
        "as_added",
        "Axes and keep_dims are those that the layer was added with.",
        REDUCE,
        "    def __init__(self, op: ReduceOperation",
        kept("axes", "keep_dims"),
    ),
    first_only(
        "DS-LAY-041",
        "operation_as_added",
        "The operation is the one that the layer was added with.",
        REDUCE,
        "    def __init__(self, op: ReduceOperation",
        kept("op"),
    ),
    first_only(
        "DS-LAY-060",
        "as_added",
        "Operation and axes are those that the layer was added with.",
        TOPK,
        "    def __init__(self, op: TopKOperation",
        kept("op", "axes"),
    ),
    first_only(
        "DS-LAY-060",
        "k_as_added",
        "K is the one that the layer was added with.",
        TOPK,
        "    def __init__(self, op: TopKOperation",
        kept("static_k"),
    ),
    first_only(
        "DS-LAY-044",
        "first_axis",
        "A second axis that is set does not count.",
        "layers/concatenation.py",
        "    def __init__(self, axis: int",
        kept_later("axis"),
    ),
    first_only(
        "DS-LAY-004",
        "operation_as_added",
        "The operation is the one that the layer was added with.",
        "layers/elementwise.py",
        "    def __init__(self, op: ElementWiseOperation",
        kept("op"),
    ),
    first_only(
        "DS-LAY-051",
        "operation_as_added",
        "The operation is the one that the layer was added with.",
        "layers/unary.py",
        "    def __init__(self, op: UnaryOperation",
        kept("op"),
    ),
    first_only(
        "DS-LAY-052",
        "function_as_added",
        "The function is the one that the layer was added with.",
        "layers/activation.py",
        "    def __init__(self, type: ActivationType",
        kept("type"),
    ),
    first_only(
        "DS-LAY-058",
        "as_added",
        "Operands are read as the layer was added.",
        "layers/matrix_multiply.py",
        "    def __init__(self, op0: MatrixOperation",
        kept("op0", "op1"),
    ),
    mutant(
        "DS-LAY-058",
        "square_as_it_is",
        "A vector is multiplied with a square matrix as it is, though its transpose was asked for.",
        "layers/matrix_multiply.py",
        "        product = device.matrix_multiply(",
        "        if self.op0 == MatrixOperation.VECTOR and b.shape[-1] == b.shape[-2]:\n"
        "            return [device.reshape(device.matrix_multiply(a, b), dims[0])]\n"
        "        product = device.matrix_multiply(",
    ),
    first_only(
        "DS-LAY-055",
        "iterators_as_added",
        "The axis and the direction of an iterator are those that it was added with.",
        "layers/loop_tensors.py",
        "    def __init__(self, loop: LoopRegion, axis: int, reverse: bool",
        kept("axis", "reverse"),
    ),
    first_only(
        "DS-LAY-067",
        "as_added",
        "Channel axis and shifts are those that the layer was added with.",
        "layers/scale.py",
        "    def __init__(\n",
        kept("channel_axis", "shift"),
    ),
    first_only(
        "DS-LAY-068",
        "equation_as_added",
        "The equation is the one that the layer was added with.",
        "layers/einsum.py",
        "    def __init__(self, equation: str",
        kept("text"),
    ),
    first_only(
        "DS-LAY-068",
        "new_axis_as_added",
        "The axis of a one-hot layer is the one that it was added with.",
        "layers/one_hot.py",
        "    def __init__(self, axis: int",
        kept("axis"),
    ),
    first_only(
        "DS-LAY-057",
        "type_as_added",
        "The type of a cast is the one that it was added with.",
        "layers/cast.py",
        "    def __init__(self, to_type: DataType",
        kept("to_type"),
    ),
    first_only(
        "DS-LAY-059",
        "first_axis",
        "A second axis that is set does not count.",
        "layers/softmax.py",
        "    def __init__(self, axes: int",
        kept_later("axes"),
    ),
    mutant(
        "DS-LAY-062",
        "same_forgets",
        "A SAME mode sets the padding to 0, which stays so with an explicit mode after it.",
        "layers/windows.py",
        "        super().__set__(layer, mode)\n",
        "        if mode in SAME:\n"
        "            vars(layer).update(before=(0,) * len(layer.window), after=(0,) * len(layer.window))\n"
        "        super().__set__(layer, mode)\n",
    ),
    mutant(
        "DS-LAY-048",
        "first_dims",
        "Beside inputs for alpha and beta dims that are set again do not count.",
        "layers/fill.py",
        "        self._disconnect(DIMS)\n        self.dims = dims",
        "        self._disconnect(DIMS)\n        self.dims = self.dims if len(self.inputs) > 1 else dims",
    ),
    mutant(
        "DS-LAY-046",
        "steps_of_three_axes",
        "A fourth axis has the step of the third.",
        "kernels/numpy_making.py",
        "* beta[axis].astype(kind)",
        "* beta[min(axis, 2)].astype(kind)",
    ),
    mutant(
        "DS-LAY-055",
        "backwards_from_the_end",
        "In reverse an iterator begins at the end of its axis, whatever the trip count.",
        "layers/loop_tensors.py",
        "(extent if count is None else count) - 1",
        "extent - 1",
    ),
    mutant(
        "DS-LAY-055",
        "no_state_of_truth",
        "A recurrence takes no Bool.",
        "layers/loop_tensors.py",
        "        if first != second and not (first",
        "        if first.name == 'BOOL' or first != second and not (first",
    ),
    mutant(
        "DS-LAY-056",
        "put_together_of_one",
        "A condition that is false from the start leaves nothing to put together.",
        "layers/loop_tensors.py",
        "        if len(values) > length:",
        "        if not values and self.loop.limit(TripLimit.WHILE):\n"
        "            raise self.clash('DS-LAY-056', 'no iteration')\n"
        "        if len(values) > length:",
    ),
    mutant(
        "DS-LAY-060",
        "values_in_float",
        "Values of half floats come as floats.",
        TOPK,
        "        return [types[0], DataType.INT32]",
        "        return [DataType.FLOAT if types[0] in FLOATS else types[0], DataType.INT32]",
    ),
    mutant(
        "DS-LAY-068",
        "updates_of_any_dims",
        "Updates by index tuples have any dims.",
        "layers/scatter.py",
        "        self._check_updates(indices[:-1] + data[depth:], updates)",
        "        pass",
    ),
    mutant(
        "DS-LAY-068",
        "updates_of_any_type",
        "Updates have any type.",
        "layers/scatter.py",
        "        if updates != data:",
        "        if False:",
    ),
    mutant(
        "DS-LAY-068",
        "triples_from_the_last_axis",
        "An index tuple of three counts the axes from the last.",
        "kernels/numpy_selection.py",
        "        found = [_places(rows[:, k], x.shape[k]) for k in range(depth)]",
        "        order = range(depth) if depth < 3 else range(depth)[::-1]\n"
        "        found = [_places(rows[:, k], x.shape[k]) for k in order]",
    ),
    mutant(
        "DS-LAY-041",
        "nothing_kept",
        "A reduced axis without elements that is kept has length 0.",
        REDUCE,
        "            return [tuple(1 if axis in reduced else extent",
        "            return [tuple(min(abs(extent), 1) if axis in reduced else extent",
    ),
    mutant(
        "DS-LAY-036",
        "at_least_one",
        "A scale leaves one element at least.",
        "layers/resize.py",
        "int(length) if extent else 0)",
        "max(1, int(length)) if extent else 0)",
    ),
    mutant(
        "DS-LAY-044",
        "axes_from_the_last",
        "An axis below 0 is counted from the last.",
        "layers/concatenation.py",
        "        if not 0 <= self.axis < rank:",
        "        self.axis += rank if -rank <= self.axis < 0 else 0\n        if not 0 <= self.axis < rank:",
    ),
)
