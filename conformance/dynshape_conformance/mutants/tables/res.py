"""Mutants of DS-RES: restrictions for dynamic shapes."""

from __future__ import annotations

from ..model import Mutant, mutant

WEIGHTED = "layers/weighted.py"
BASE = "layers/base.py"
COUNT = "            if self.kernel.size != count:\n"
PARTLY = "            if not value.complete:\n                unclear.append(index)\n"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-RES-001",
        "run_time_weights",
        "Weights that are an input may have run-time dims.",
        WEIGHTED,
        "        if not is_known(dims):\n",
        "        if False:\n",
        "        if dims != wanted:\n",
        "        if is_known(dims) and dims != wanted:\n",
    ),
    mutant(
        "DS-RES-002",
        "channels_free",
        "A run-time number of channels of a convolution is taken for the kernel's.",
        "layers/filter.py",
        "        if channels == UNKNOWN:\n",
        '        if channels == UNKNOWN and self.label == "Convolution":\n'
        "            return [(*dims[:channel_axis], self.num_output_maps, *moved)]\n"
        "        if channels == UNKNOWN:\n",
    ),
    mutant(
        "DS-RES-003",
        "channels_free",
        "A run-time number of channels of a deconvolution is taken for the kernel's.",
        "layers/filter.py",
        "        if channels == UNKNOWN:\n",
        '        if channels == UNKNOWN and self.label == "Deconvolution":\n'
        "            return [(*dims[:channel_axis], self.num_output_maps, *moved)]\n"
        "        if channels == UNKNOWN:\n",
    ),
    mutant(
        "DS-RES-004",
        "spatial_free",
        "IFullyConnectedLayer takes a run-time channel dimension.",
        "layers/fully_connected.py",
        "        if UNKNOWN in dims[-3:]:\n",
        "        if UNKNOWN in dims[-3:] and UNKNOWN in dims[-2:]:\n",
        "        self.check_kernel(view, self.kernel_dims(dims))\n",
        "        if UNKNOWN not in dims[-3:]:\n            self.check_kernel(view, self.kernel_dims(dims))\n",
    ),
    mutant(
        "DS-RES-004",
        "batch_fixed_too",
        "IFullyConnectedLayer takes no run-time batch.",
        "layers/fully_connected.py",
        "        if UNKNOWN in dims[-3:]:\n",
        "        if UNKNOWN in dims:\n",
        "dims[-3:].index(UNKNOWN)",
        "dims[-3:].index(dims[-3])",
    ),
    mutant(
        "DS-RES-005",
        "int8_channels_free",
        "With Int8 the channel dimension may be set at run time.",
        "int8.py",
        "if len(dims) >= 4 and dims[1] == UNKNOWN:",
        "if False:",
        "from .plan import Plan, read_plan, write_plan\n",
        "from .plan import Plan, read_plan, write_plan\n"
        "from . import validation\n"
        "\nvalidation.check_int8_channels = lambda graph: None\n",
    ),
    mutant(
        "DS-RES-005",
        "batch_fixed_too",
        "With Int8 the batch may not be set at run time.",
        "channels.py",
        "dims[CHANNEL_AXIS] == UNKNOWN:",
        "UNKNOWN in dims:",
    ),
    mutant(
        "DS-RES-006",
        "slice_bounds_unchecked",
        "A slice out of bounds is accepted at build.",
        "layers/slice.py",
        "        elif self.mode == SliceMode.STRICT_BOUNDS and start is not None:",
        "        elif False and start is not None:",
    ),
    mutant(
        "DS-RES-006",
        "reshape_unchecked",
        "A reshape to another volume is accepted.",
        "layers/shuffle.py",
        "        if all(is_sure for _, is_sure in wanted):\n",
        "        if False:\n",
    ),
    mutant(
        "DS-RES-007",
        "reshape_unchecked",
        "A reshape to another volume is accepted.",
        "layers/shuffle.py",
        "            if not fits and 0 not in common and UNKNOWN not in common:",
        "            if False:",
    ),
    mutant(
        "DS-RES-008",
        "not_at_run_time",
        "A slice out of bounds is not found.",
        "layers/slice.py",
        "        elif self.mode == SliceMode.STRICT_BOUNDS and start is not None:",
        "        elif False and start is not None:",
    ),
    mutant(
        "DS-RES-010",
        "all_or_nothing",
        "One element that is not known makes the others unknown, too.",
        BASE,
        PARTLY,
        "            if not value.complete:\n                return self._no_values(all_dims)\n",
    ),
    mutant(
        "DS-RES-011",
        "shape_unknown",
        "IShapeLayer makes no build-time constant where a dimension is unknown.",
        "layers/shape.py",
        "return [Partial(dims, dims != UNKNOWN)]",
        "return [Partial(dims, np.full(dims.shape, UNKNOWN not in dims))]",
    ),
    mutant(
        "DS-RES-009",
        "products_unknown",
        "Where an operand is partly known the result is unknown altogether.",
        "layers/elementwise.py",
        "return [np.logical_and(*every(masks))]",
        "return [np.logical_and(*every(masks)) & False]",
    ),
    mutant(
        "DS-RES-012",
        "more_weights_accepted",
        "A kernel may have more weights than it needs.",
        WEIGHTED,
        COUNT,
        "            if self.kernel.size < count:\n",
        "return device.reshape(self.kernel if given is None else given, dims)",
        "return device.reshape(self.kernel[: known_volume(dims)] if given is None else given, dims)",
    ),
    mutant(
        "DS-RES-012",
        "groups_ignored",
        "Groups do not count in the number of weights.",
        "layers/convolution.py",
        "channels // self.num_groups",
        "channels",
    ),
    mutant(
        "DS-RES-013",
        "batch_fixed",
        "A convolution takes no run-time batch.",
        "layers/filter.py",
        "        if channels == UNKNOWN:\n",
        "        if UNKNOWN in dims[: channel_axis + 1]:\n",
    ),
    mutant(
        "DS-RES-013",
        "window_fixed",
        "Convolution and pooling take no run-time extents where their window moves.",
        "layers/windows.py",
        "            result = UNKNOWN if extent == UNKNOWN else",
        "            if extent == UNKNOWN:\n"
        '                raise self.clash(self.clause, "the extent is not known")\n'
        "            result = UNKNOWN if extent == UNKNOWN else",
    ),
    mutant(
        "DS-RES-014",
        "channels_free",
        "The axis of IScaleLayer's weights may be set at run time.",
        "layers/scale.py",
        "        if count and UNKNOWN in along:\n",
        "        if count and UNKNOWN in along:\n            return\n        if False:\n",
    ),
    mutant(
        "DS-RES-014",
        "other_axes_fixed_too",
        "IScaleLayer takes no run-time dims at all.",
        "layers/scale.py",
        "            self._check_count(name, getattr(self, name).size, along)",
        "            self._check_count(name, getattr(self, name).size, dims if UNKNOWN in dims else along)",
    ),
    mutant(
        "DS-RES-015",
        "depth_unknown",
        "Index tuples of unknown length are taken for one index.",
        "layers/gather.py",
        "        if depth == UNKNOWN:\n",
        "        depth = 1 if depth == UNKNOWN else depth\n        if depth == UNKNOWN:\n",
    ),
    mutant(
        "DS-RES-010",
        "rows_forgotten",
        "A reduction of which a part is known is known nowhere.",
        "layers/reduce.py",
        "        return [np.asarray(np.all(every(masks)[0]",
        "        return [np.asarray(False & np.all(every(masks)[0]",
        edition="8.6",
    ),
    mutant(
        "DS-RES-010",
        "branch_forgets_parts",
        "On the way into a branch a value of which a part is known is not followed.",
        "layers/conditional.py",
        "        return every(masks)\n",
        "        return [mask & mask.all() for mask in every(masks)]\n",
    ),
    mutant(
        "DS-RES-015",
        "depth_is_data",
        "The depth of a one-hot layer is an execution tensor.",
        "layers/one_hot.py",
        '"E × E × S → E"',
        '"E × E × E → E"',
        edition="8.6",
    ),
    mutant(
        "DS-RES-010",
        "three_parts_at_most",
        "Of a concatenation of more than three parts, of which some are unknown, nothing is known.",
        "layers/concatenation.py",
        "        return [np.concatenate(every(masks), self.axis)]",
        "        return [np.concatenate([mask & (len(masks) < 4) for mask in every(masks)], self.axis)]",
    ),
)
