"""Mutants of DS-LAY: constants and layers that pick and move elements."""

from __future__ import annotations

from ..model import Mutant, mutant

SLICE = "layers/slice.py"
BASE = "layers/base.py"
GATHER = "layers/gather.py"
PICKING = "kernels/numpy_selection.py"
RESIZE = "layers/resize.py"
CONCATENATION = "layers/concatenation.py"
CONSTANT = "layers/constant.py"
TOPK = "layers/topk.py"
ZEROED = "return picked if inside.all() else np.where(inside, picked, np.zeros((), picked.dtype))"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-LAY-016",
        "size_of_the_parameter",
        "The output dims are the static size though there is a third input.",
        SLICE,
        "        return fit_shape_value(view.value(index), rank)\n",
        "        return self.parameters[index - 1] if index == SIZE else fit_shape_value(view.value(index), rank)\n",
    ),
    mutant(
        "DS-LAY-016",
        "dynamic_with_a_start",
        "A start or a stride as an input makes the output dims wildcards.",
        SLICE,
        "        return [tuple(max(extent, UNKNOWN) for extent in size)]\n",
        "        dynamic = self.has_input(START) or self.has_input(STRIDE)\n"
        "        return [tuple(UNKNOWN if dynamic else max(extent, UNKNOWN) for extent in size)]\n",
    ),
    mutant(
        "DS-LAY-016",
        "size_once_and_for_all",
        "A third input that was taken away still counts.",
        SLICE,
        "            self.graph.connect(self, index, None)\n",
        "            pass\n",
    ),
    mutant(
        "DS-LAY-017",
        "absent_are_not_counted",
        "The number of inputs is that of the inputs that are there.",
        BASE,
        "        return len(self.inputs)\n\n    @property\n    def num_outputs",
        "        return sum(tensor is not None for tensor in self.inputs)\n\n    @property\n    def num_outputs",
    ),
    mutant(
        "DS-LAY-017",
        "four_from_the_start",
        "A slice layer has four inputs from the start.",
        BASE,
        "        return len(self.inputs)\n\n    @property\n    def num_outputs",
        "        return max(len(self.inputs), 4 if self.optional_inputs == 4 else 0)\n"
        "\n    @property\n    def num_outputs",
    ),
    mutant(
        "DS-LAY-017",
        "skipped_are_the_data",
        "An input that was skipped is the data.",
        "graph.py",
        "            layer.inputs.append(None)\n",
        "            layer.inputs.append(layer.inputs[0])\n",
    ),
    mutant(
        "DS-LAY-017",
        "six_inputs",
        "A slice layer takes a sixth input.",
        SLICE,
        "    optional_inputs = 4\n",
        "    optional_inputs = 5\n",
        edition="8.6",
    ),
    mutant(
        "DS-LAY-023",
        "last_element_out_of_bounds",
        "Out of bounds a gather yields the first element.",
        PICKING,
        ZEROED,
        "return picked",
    ),
    mutant(
        "DS-LAY-023",
        "one_out_of_bounds",
        "Out of bounds a gather yields 1.",
        PICKING,
        ZEROED,
        "return picked if inside.all() else np.where(inside, picked, np.ones((), picked.dtype))",
    ),
    mutant(
        "DS-LAY-023",
        "wraps",
        "Indices beyond the end begin anew.",
        PICKING,
        "    wide = indices.astype(np.int64)\n",
        "    wide = indices.astype(np.int64) % max(extent, 1)\n",
    ),
    mutant(
        "DS-LAY-023",
        "one_too_far",
        "The index one beyond the end is the last element.",
        PICKING,
        "    inside = (counted >= 0) & (counted < extent)\n    return np.where(inside, counted, 0), inside",
        "    inside = (counted >= 0) & (counted <= extent)\n"
        "    return np.where(inside, counted, 0).clip(0, extent - 1), inside",
    ),
    mutant(
        "DS-LAY-035",
        "rank_of_the_wanted",
        "Output dims of another length change the rank.",
        RESIZE,
        '        if len(wanted) != len(dims):\n            text = f"output dims',
        "        wanted = (*dims[: len(dims) - len(wanted)], *wanted)[: len(dims)]\n"
        '        if len(wanted) != len(dims):\n            text = f"output dims',
    ),
    mutant(
        "DS-LAY-035",
        "input_1_of_any_length",
        "Input 1 may have another length than the rank.",
        RESIZE,
        "            if length != (len(dims),):\n",
        "            if len(length) != 1:\n",
        "            wanted = fit_shape_value(value, len(dims))\n",
        "            wanted = (*fit_shape_value(value, len(dims)), *dims)[: len(dims)]\n",
    ),
    mutant(
        "DS-LAY-035",
        "input_1_of_floats",
        "Input 1 may be floats.",
        RESIZE,
        "        if self.has_input(1) and types[1] not in INTEGERS:\n",
        "        if False:\n",
    ),
    mutant(
        "DS-LAY-035",
        "dims_of_the_input",
        "Output dims that are set have no effect.",
        RESIZE,
        "            wanted = self.size\n",
        "            wanted = dims\n",
    ),
    mutant(
        "DS-LAY-045",
        "axis_0_by_default",
        "The axis of a concatenation is 0 until set.",
        "additions/core.py",
        "IConcatenationLayer(max(0, self._rank_of(tensors[0]) - 3))",
        "IConcatenationLayer(0)",
    ),
    mutant(
        "DS-LAY-045",
        "axis_1_by_default",
        "The axis of a concatenation is 1 until set, 0 for one axis.",
        "additions/core.py",
        "IConcatenationLayer(max(0, self._rank_of(tensors[0]) - 3))",
        "IConcatenationLayer(min(1, max(0, self._rank_of(tensors[0]) - 1)))",
    ),
    mutant(
        "DS-LAY-045",
        "rank_minus_2",
        "The axis of a concatenation is rank - 2 until set.",
        "additions/core.py",
        "IConcatenationLayer(max(0, self._rank_of(tensors[0]) - 3))",
        "IConcatenationLayer(max(0, self._rank_of(tensors[0]) - 2))",
    ),
    mutant(
        "DS-LAY-050",
        "more_weights_will_do",
        "A constant may have more weights than elements.",
        CONSTANT,
        "        if known_volume(dims) != self.array.size:\n",
        "        if known_volume(dims) > self.array.size:\n",
        "        return [device.reshape(self.array, dims[0])]",
        "        return [device.reshape(self.array[: known_volume(dims[0])], dims[0])]",
    ),
    mutant(
        "DS-LAY-050",
        "bool_constants",
        "There are Bool constants before 10.",
        CONSTANT,
        "        if dtype == DataType.BOOL and not self.graph.edition.has_int64:\n",
        "        if False:\n",
        edition="8.6",
    ),
    mutant(
        "DS-LAY-050",
        "no_bool_in_10",
        "There are no Bool constants from 10 on either.",
        CONSTANT,
        "        if dtype == DataType.BOOL and not self.graph.edition.has_int64:\n",
        "        if dtype == DataType.BOOL:\n",
        edition="10",
    ),
    mutant(
        "DS-LAY-050",
        "floats_only",
        "Int32 weights give a float output.",
        CONSTANT,
        "        return [dtype]\n",
        "        return [DataType.FLOAT]\n",
    ),
    mutant(
        "DS-LAY-050",
        "no_wildcards",
        "A constant has no wildcards.",
        CONSTANT,
        "        if min(self.dims, default=0) < UNKNOWN or self.dims.count(UNKNOWN) > 1:\n",
        "        if min(self.dims, default=0) < 0:\n",
    ),
    mutant(
        "DS-LAY-050",
        "column_by_column",
        "Weights run down the columns.",
        CONSTANT,
        "        return [device.reshape(self.array, dims[0])]",
        "        return [device.transpose(device.reshape(self.array, dims[0][::-1]), range(len(dims[0]))[::-1])]",
    ),
    mutant(
        "DS-LAY-060",
        "k_of_5000",
        "K may be 5000.",
        TOPK,
        "MOST = 3840\n",
        "MOST = 5000\n",
    ),
    mutant(
        "DS-LAY-060",
        "any_axis",
        "The axis may be any of eight.",
        TOPK,
        "        if not max(0, len(dims) - 4) <= axis < len(dims):\n",
        "        if not 0 <= axis < len(dims):\n",
    ),
    mutant(
        "DS-LAY-060",
        "lowest_of_several_axes",
        "A mask may name several axes; the highest counts.",
        TOPK,
        "return self.axes.bit_length() - 1 if self.axes > 0 and self.axes & (self.axes - 1) == 0 else -1",
        "return self.axes.bit_length() - 1",
    ),
    mutant(
        "DS-LAY-060",
        "k_beyond_the_extent",
        "K beyond the extent is cut to it.",
        TOPK,
        "        if k > dims[axis] != UNKNOWN:\n",
        "        k = min(k, dims[axis]) if dims[axis] != UNKNOWN else k\n        if False:\n",
    ),
    mutant(
        "DS-LAY-060",
        "in_their_order",
        "The elements come in the order of their indices.",
        PICKING,
        "        first = np.take(order, np.arange(k), axis)\n",
        "        first = np.sort(np.take(order, np.arange(k), axis), axis)\n",
    ),
    mutant(
        "DS-LAY-060",
        "min_is_max",
        "MIN picks the greatest.",
        PICKING,
        '        if op == "MAX":\n            # Reversed',
        "        if True:\n            # Reversed",
    ),
    mutant(
        "DS-LAY-060",
        "one_index_for_all",
        "The second output has the dims of the input.",
        TOPK,
        "        return [kept, kept]\n",
        "        return [kept, dims]\n",
    ),
    mutant(
        "DS-LAY-060",
        "float_indices",
        "Indices have the type of the data.",
        TOPK,
        "        return [types[0], DataType.INT32]\n",
        "        return [types[0], types[0]]\n",
    ),
    mutant(
        "DS-LAY-060",
        "integers_too",
        "Int32 data are taken before 10.",
        TOPK,
        "        integers = INTEGERS if self.graph.edition.has_general_forms else ()\n",
        "        integers = INTEGERS\n",
        edition="8.6",
    ),
    mutant(
        "DS-LAY-068",
        "scatter_of_shapes",
        "A scatter makes shape tensors.",
        "layers/scatter.py",
        '        return "E × E × E → E"',
        '        return "t × t × t → t"',
        edition="8.4",
    ),
    mutant(
        "DS-LAY-068",
        "einsum_of_shapes",
        "An einsum makes shape tensors.",
        "layers/einsum.py",
        'return " × ".join("E" for _ in self.inputs) + " → E"',
        'return " × ".join("t" for _ in self.inputs) + " → t"',
        edition="8.4",
    ),
    mutant(
        "DS-LAY-068",
        "updates_are_left_out",
        "A scatter along an axis copies the data.",
        PICKING,
        "result[tuple(places[at] if k == axis else line for k, line in enumerate(at))] = updates[at]",
        "pass",
    ),
    mutant(
        "DS-LAY-068",
        "slices_are_left_out",
        "A scatter of slices copies the data.",
        PICKING,
        "        result[tuple(places[inside] for places, _ in found)] = slices[inside]\n",
        "",
    ),
    mutant(
        "DS-LAY-015",
        "setter_takes_all_inputs",
        "Setting one of the Dims takes all three inputs away.",
        "layers/slice.py",
        "        if self.has_input(index):\n            self.graph.connect(self, index, None)\n        parameters",
        "        for each in (STRIDE, SIZE, START):\n"
        "            if self.has_input(each):\n"
        "                self.graph.connect(self, each, None)\n"
        "        parameters",
    ),
    mutant(
        "DS-LAY-007",
        "strides_of_three_axes",
        "Strides of axes after the third count as 1.",
        "layers/slice.py",
        "            line = start[axis] + np.arange(size[axis], dtype=np.int64) * stride[axis]\n",
        "            step = stride[axis] if axis < 3 else 1\n"
        "            line = start[axis] + np.arange(size[axis], dtype=np.int64) * step\n",
    ),
    mutant(
        "DS-LAY-009",
        "bounds_of_two_axes",
        "Bounds of axes after the second are not looked at.",
        "layers/slice.py",
        "            if extent > 0 and dims[axis] != UNKNOWN:",
        "            if axis < 2 and extent > 0 and dims[axis] != UNKNOWN:",
    ),
    mutant(
        "DS-LAY-025",
        "turned_back_from_five_axes",
        "From five axes on a transpose goes the other way round.",
        "layers/shuffle.py",
        "        return tuple(dims[source] for source in order)\n",
        "        if len(order) > 4:\n"
        "            return tuple(dims[order.index(axis)] for axis in range(len(order)))\n"
        "        return tuple(dims[source] for source in order)\n",
    ),
    mutant(
        "DS-LAY-018",
        "three_indices_turned",
        "Dims of indices of three axes or more come in reverse order.",
        "layers/gather.py",
        "            return data[: self.axis] + indices + data[self.axis + 1 :]",
        "            turned = indices if len(indices) < 3 else indices[::-1]\n"
        "            return data[: self.axis] + turned + data[self.axis + 1 :]",
    ),
    mutant(
        "DS-LAY-008",
        "no_shapes_backwards",
        "Slices of negative stride make no shape tensor.",
        "layers/slice.py",
        "    def check_shape_use(self, view: View) -> None:\n",
        "    def check_shape_use(self, view: View) -> None:\n"
        '        """None goes backwards."""\n'
        "        if min(self.parameters[2], default=1) < 0:\n"
        '            raise self.clash("DS-LAY-008", "a negative stride")\n'
        "        self.check_elements(view)\n"
        "\n"
        "    def check_elements(self, view: View) -> None:\n",
    ),
    mutant(
        "DS-LAY-012",
        "filled_on_two_axes",
        "FILL clamps on axes after the second.",
        "layers/slice.py",
        "            lines.append(_map_into(line, extent, self.mode))",
        "            mode = SliceMode.CLAMP if axis > 1 and self.mode == SliceMode.FILL else self.mode\n"
        "            lines.append(_map_into(line, extent, mode))",
    ),
    mutant(
        "DS-LAY-020",
        "three_axes",
        "ELEMENT picks along the third axis where a later one is asked for.",
        "layers/gather.py",
        "            return device.gather_elements(data, indices, self.axis)",
        "            return device.gather_elements(data, indices, min(self.axis, 2))",
    ),
)
