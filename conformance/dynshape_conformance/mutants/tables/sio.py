"""Mutants of DS-SIO: shape tensors as network inputs and outputs."""

from __future__ import annotations

from ..model import Mutant, mutant

PROFILE = "profile.py"
CHECKS = "profile_checks.py"
STATE = "state.py"
CONTEXT = "context.py"
NETWORK = "network.py"
VALIDATION = "validation.py"
MISSING = '        text = f"optimization profile {index} is missing values'
GIVEN = "    if given != wanted:\n"
BOUNDARY = "if boundary and tensor.dtype not in edition.boundary_types:"
IS_INPUT = "        if not (tensor.is_network_input and tensor.is_shape_tensor):\n"
COUNT = "        if len(numbers) != len(low):\n"
SPAN = "            if not least <= value <= greatest:\n"
LACKING = "        return [tensor for tensor in self.built.shape_inputs if tensor not in self._values]"
NO_VALUES = "    if not values:\n"
RANKS = "    if before and len(before[0]) != len(values):\n"
ORDER = "        if before and value < before[-1][axis]:\n"
WARN_OTHERS = "        if tensor.name in ranges.values and not tensor.is_shape_tensor:\n"
MARKED = "        if tensor in self.graph.outputs:\n"
INPUT = '        if tensor.is_network_input:\n            text = f"{tensor.name} is a network input, so'
UNMARKED = "        if self.graph.outputs.get(tensor) is not for_shapes:\n"
TO_SET = '        profile = self.state.selected("DS-SIO-024")\n'
ALL_VALUES = "        return not self.state.missing_values()"
KEPT = "        self._values[tensor] = np.array(numbers, np.int64).reshape(tensor.declared_dims)\n"
NEEDED = "        lacking = self.missing()\n"
TO_READ = '            profile = self.state.selected("DS-SIO-027")\n'

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-SIO-002",
        "inputs_not_inferred",
        "An input is never inferred to be a shape tensor.",
        "tensors.py",
        "        return self in self.graph.classes.shape",
        "        return self in self.graph.classes.shape and not self.is_network_input",
    ),
    mutant(
        "DS-SIO-003",
        "values_not_needed",
        "Values may be missing in a profile.",
        CHECKS,
        "    if tensor.name not in ranges.values:\n",
        "    if tensor.name not in ranges.values:\n"
        "        ranges.values[tensor.name] = [(1,) * known_volume(tensor.declared_dims)] * 3\n"
        "    if tensor.name not in ranges.values:\n",
    ),
    mutant(
        "DS-SIO-003",
        "first_profile_only",
        "Values may be missing in profiles after the first.",
        CHECKS,
        "    if tensor.name not in ranges.values:\n",
        "    if index and tensor.name not in ranges.values:\n"
        "        ranges.values[tensor.name] = [(1,) * known_volume(tensor.declared_dims)] * 3\n"
        "    if tensor.name not in ranges.values:\n",
    ),
    mutant(
        "DS-SIO-004",
        "values_not_needed",
        "Execution takes the best values of the profile where none were set.",
        STATE,
        "        allocators = allocators or {}\n",
        "        allocators = allocators or {}\n"
        "        for tensor in self.missing_values():\n"
        "            self.set_values(tensor, self.built.profiles[self.profile].values[tensor.name][1])\n",
    ),
    mutant(
        "DS-SIO-004",
        "all_specified",
        "A context says that all values are specified.",
        CONTEXT,
        ALL_VALUES,
        "        return True",
    ),
    mutant(
        "DS-SIO-005",
        "wild_shape",
        "An input shape tensor may have -1 dims.",
        VALIDATION,
        "    if not is_known(dims):\n",
        "    if not is_known(dims) and not tensor.is_network_input:\n",
    ),
    mutant(
        "DS-SIO-006",
        "opt_is_max",
        "The best values are kept as the greatest, too.",
        PROFILE,
        "        return [list(values) for values in stored if values is not None]",
        "        return [list(stored[0] or ()), list(stored[1] or ()), list(stored[1] or ())]",
    ),
    mutant(
        "DS-SIO-007",
        "ignored",
        "Values set at run time are ignored in favour of the best ones.",
        STATE,
        KEPT,
        KEPT.replace("numbers", "self.built.profiles[profile].values[tensor.name][1]"),
    ),
    mutant(
        "DS-SIO-007",
        "first_values_stay",
        "Values that were set once stay.",
        STATE,
        KEPT,
        "        if tensor not in self._values:\n    " + KEPT,
    ),
    mutant(
        "DS-SIO-008",
        "outputs_inferred",
        "An output that is made of shape tensors only is one.",
        "graph.py",
        '            self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network '
        'output")\n'
        "\n    def unmark",
        '            self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network '
        'output")\n'
        "            if tensor.dtype == DataType.INT32:\n"
        '                self._classes.demand(tensor, SHAPE, "a network output")\n'
        "\n    def unmark",
    ),
    mutant(
        "DS-SIO-009",
        "marked_as_execution",
        "An output that is marked for shapes is an execution tensor.",
        NETWORK,
        "        self.graph.mark_output(tensor, for_shapes=True)",
        "        self.graph.mark_output(tensor, for_shapes=False)",
    ),
    mutant(
        "DS-SIO-009",
        "not_marked",
        "mark_output_for_shapes marks nothing.",
        NETWORK,
        "        self.graph.mark_output(tensor, for_shapes=True)\n",
        "",
    ),
    mutant(
        "DS-SIO-012",
        "mark_not_followed",
        "A mark for shapes makes no shape tensors of what the output is made of.",
        NETWORK,
        "        self.graph.mark_output(tensor, for_shapes=True)",
        "        self.graph.mark_output(tensor, for_shapes=False)",
    ),
    mutant(
        "DS-SIO-013", "any_type", "Shape tensors at the boundary may have any type.", VALIDATION, BOUNDARY, "if False:"
    ),
    mutant(
        "DS-SIO-013",
        "outputs_free",
        "Output shape tensors may have any type.",
        VALIDATION,
        BOUNDARY,
        "if tensor.is_network_input and tensor.dtype not in edition.boundary_types:",
    ),
    mutant(
        "DS-SIO-014",
        "float_accepted",
        "Shape tensors at the boundary may be Float.",
        VALIDATION,
        BOUNDARY,
        BOUNDARY.replace("edition.boundary_types", "(*edition.boundary_types, DataType.FLOAT)"),
    ),
    mutant(
        "DS-SIO-015",
        "bool_accepted",
        "Shape tensors at the boundary may be Bool.",
        VALIDATION,
        BOUNDARY,
        BOUNDARY.replace("edition.boundary_types", "(*edition.boundary_types, DataType.BOOL)"),
    ),
    mutant(
        "DS-SIO-007",
        "any_input",
        "Values can be set on any input.",
        STATE,
        IS_INPUT,
        "        if not (tensor.is_network_input and tensor.is_shape_tensor):\n            return\n" + IS_INPUT,
    ),
    mutant(
        "DS-SIO-018",
        "others_not_warned",
        "Nothing is said about values of an input that is no shape tensor.",
        CHECKS,
        WARN_OTHERS,
        "        if False:\n",
    ),
    mutant("DS-SIO-019", "none_accepted", "No values at all are accepted.", PROFILE, NO_VALUES, "    if False:\n"),
    mutant(
        "DS-SIO-019",
        "counts_may_differ",
        "Least, best and greatest values may differ in number.",
        PROFILE,
        RANKS,
        "    if False:\n",
        "        if before and value < before[-1][axis]:\n",
        "        if before and axis < len(before[-1]) and value < before[-1][axis]:\n",
    ),
    mutant(
        "DS-SIO-019",
        "count_unchecked",
        "The number of values need not be that of the tensor's elements.",
        CHECKS,
        GIVEN,
        "    if False:\n",
    ),
    mutant(
        "DS-SIO-020",
        "unordered",
        "Values need not be in the order min, opt, max.",
        PROFILE,
        ORDER,
        "        if False:\n",
        "if not least <= middle <= greatest:",
        'if what == "dims" and not least <= middle <= greatest:',
    ),
    mutant(
        "DS-SIO-020",
        "first_element_only",
        "Only the first element is held to the order min, opt, max.",
        PROFILE,
        ORDER,
        "        if before and axis == 0 and value < before[-1][axis]:\n",
        "if not least <= middle <= greatest:",
        'if (what == "dims" or axis == 0) and not least <= middle <= greatest:',
    ),
    mutant(
        "DS-SIO-020",
        "negative_refused",
        "Negative values are refused.",
        PROFILE,
        ORDER,
        "        if value < 0 or before and value < before[-1][axis]:\n",
        "{value} is below {before[-1][axis]}",
        "{value} is below 0",
        'permitted=f">= {before[-1][axis]}"',
        'permitted=">= 0"',
    ),
    mutant(
        "DS-SIO-020",
        "zero_refused",
        "A value of 0 is refused.",
        PROFILE,
        NO_VALUES,
        "    if not values or 0 in values:\n",
    ),
    mutant(
        "DS-SIO-021",
        "minus_one_refused",
        "A value of -1 is refused.",
        PROFILE,
        NO_VALUES,
        "    if not values or -1 in values:\n",
    ),
    mutant(
        "DS-SIO-022",
        "opt_unchecked",
        "The best values need not fit the network.",
        CHECKS,
        "for selector in (OPT, MIN, MAX):",
        "for selector in (MIN, MAX):",
    ),
    mutant(
        "DS-SIO-023",
        "zeros_if_unset",
        "A profile answers 0 for values that were never set.",
        PROFILE,
        "            return []\n        return [list(values)",
        "            return [[0]] * 3\n        return [list(values)",
    ),
    mutant(
        "DS-SIO-024",
        "without_profile",
        "Values set without a profile are accepted, and forgotten.",
        CONTEXT,
        TO_SET,
        "        if self.state.profile == NO_PROFILE:\n            return True\n" + TO_SET,
    ),
    mutant(
        "DS-SIO-024",
        "one_input_is_enough",
        "Values of one input are enough.",
        STATE,
        LACKING,
        "        return [] if self._values else [tensor for tensor in self.built.shape_inputs]",
        KEPT,
        KEPT + "        for other in self.built.shape_inputs:\n"
        "            best = np.array(self.built.profiles[profile].values[other.name][1], np.int64)\n"
        "            self._values.setdefault(other, best.reshape(other.declared_dims))\n",
    ),
    mutant(
        "DS-SIO-025",
        "range_unchecked",
        "Values outside the range are accepted.",
        STATE,
        SPAN,
        "            if False:\n",
    ),
    mutant(
        "DS-SIO-025",
        "max_excluded",
        "The greatest value is refused.",
        STATE,
        SPAN,
        "            if not least <= value < greatest and not least == value == greatest:\n",
    ),
    mutant(
        "DS-SIO-025",
        "first_element_only",
        "Only the first element is held against the range.",
        STATE,
        SPAN,
        "            if index == 0 and not least <= value <= greatest:\n",
    ),
    mutant(
        "DS-SIO-025",
        "profile_0",
        "The range is that of profile 0.",
        STATE,
        "self.built.profiles[profile].values[tensor.name])\n        if len",
        "self.built.profiles[0].values[tensor.name])\n        if len",
    ),
    mutant(
        "DS-SIO-026",
        "first_for_all",
        "The first value is taken for all elements.",
        STATE,
        KEPT,
        KEPT.replace("numbers", "[numbers[0]] * len(numbers)"),
    ),
    mutant(
        "DS-SIO-027",
        "best_before_all_is_set",
        "Before all inputs are set the values of an output are those of the best ones.",
        STATE,
        NEEDED,
        "        for missing in self.missing_values():\n"
        "            self.set_values(missing, self.built.profiles[self.profile].values[missing.name][1])\n" + NEEDED,
    ),
    mutant(
        "DS-SIO-027",
        "reversed",
        "Values of shape tensors are answered from the last to the first.",
        STATE,
        "return [int(element) for element in value.data.flat]",
        "return [int(element) for element in value.data.flat][::-1]",
    ),
    mutant(
        "DS-SIO-027",
        "without_profile",
        "A context without a profile answers with no values.",
        CONTEXT,
        TO_READ,
        "            if self.state.profile == NO_PROFILE:\n                return []\n" + TO_READ,
    ),
    mutant(
        "DS-SIO-028",
        "never_specified",
        "A context never says that all values are specified.",
        CONTEXT,
        ALL_VALUES,
        "        return bool(self.state._values) and not self.state.missing_values()",
    ),
    mutant(
        "DS-SIO-029",
        "twice_accepted",
        "An output can be marked for shapes as well.",
        NETWORK,
        MARKED,
        "        if False:\n",
    ),
    mutant(
        "DS-SIO-030",
        "rank_2_accepted",
        "A shape output may have two dimensions.",
        VALIDATION,
        "and len(graph.shapes.dims(tensor)) > 1:",
        "and len(graph.shapes.dims(tensor)) > 2:",
    ),
    mutant(
        "DS-SIO-030",
        "scalar_refused",
        "A shape output may not have rank 0.",
        VALIDATION,
        "and len(graph.shapes.dims(tensor)) > 1:",
        "and len(graph.shapes.dims(tensor)) != 1:",
    ),
    mutant(
        "DS-SIO-031",
        "input_accepted",
        "A network input can be marked for shapes.",
        NETWORK,
        INPUT,
        INPUT.replace("tensor.is_network_input", "tensor.is_network_input and input_clause is None", 1),
    ),
    mutant(
        "DS-SIO-032",
        "always_true",
        "Unmarking a tensor that is not marked answers True.",
        NETWORK,
        UNMARKED,
        "        if for_shapes and tensor not in self.graph.outputs:\n"
        "            self.graph.outputs[tensor] = True\n"
        "            self.graph._bearers[tensor.name] = tensor\n" + UNMARKED,
    ),
    mutant(
        "DS-SIO-032",
        "any_output_unmarked",
        "Any output can be unmarked for shapes.",
        NETWORK,
        UNMARKED,
        "        if tensor not in self.graph.outputs:\n",
    ),
    mutant(
        "DS-SIO-033",
        "dims_needed",
        "The dims of input shape tensors have to be set.",
        STATE,
        "if tensor.is_dynamic and tensor not in self._dims]",
        "if (tensor.is_dynamic or tensor in self.built.shape_inputs) and tensor not in self._dims]",
    ),
    mutant(
        "DS-SIO-007",
        "values_shared",
        "The values set on one context are those of every other.",
        "state.py",
        "        self._values: dict[ITensor, Array] = {}\n",
        '        self._values: dict[ITensor, Array] = built.__dict__.setdefault("shared_values", {})\n',
    ),
    mutant(
        "DS-SIO-024",
        "scalars_need_no_call",
        "A scalar shape input counts as set from the start.",
        "state.py",
        "if tensor not in self._values]",
        "if tensor not in self._values and tensor.declared_dims]",
    ),
    mutant(
        "DS-SIO-024",
        "pinned_values_need_no_call",
        "A shape input counts as set where the profile leaves it no choice.",
        "state.py",
        "        return [tensor for tensor in self.built.shape_inputs if tensor not in self._values]",
        "        bounds = self.built.profiles[max(self.profile, 0)].values\n"
        "        free = [each for each in self.built.shape_inputs if bounds[each.name][0] != bounds[each.name][2]]\n"
        "        return [tensor for tensor in free if tensor not in self._values]",
    ),
    mutant(
        "DS-SIO-027",
        "least_values_read",
        "Of a shape input the least values of a later profile are read.",
        "state.py",
        "        return [int(element) for element in value.data.flat]",
        "        if tensor.is_network_input and self.profile:\n"
        "            return list(self.built.profiles[self.profile].values[tensor.name][0] or ())\n"
        "        return [int(element) for element in value.data.flat]",
    ),
    mutant(
        "DS-SIO-027",
        "input_needs_all",
        "The values of a shape input can't be read while anything else is missing.",
        "state.py",
        "            lacking = [missing for missing in lacking if missing is tensor]\n",
        "            lacking = list(lacking)\n",
    ),
    mutant(
        "DS-SIO-033",
        "dims_refused",
        "The dims of a shape input can't be set, not even to what they are.",
        "state.py",
        "        declared = tensor.declared_dims\n        if len(dims) != len(declared):",
        "        declared = tensor.declared_dims\n"
        "        if tensor in self.built.shape_inputs and not tensor.is_dynamic:\n"
        '            raise Refusal("DS-SIO-033", "fixed")\n'
        "        if len(dims) != len(declared):",
    ),
    mutant(
        "DS-SIO-022",
        "best_values_of_the_first",
        "Of several shape inputs only the first has its best values tried.",
        "profile_checks.py",
        "    for tensor in graph.shape_inputs():",
        "    for tensor in graph.shape_inputs()[:1]:",
    ),
    mutant(
        "DS-SIO-003",
        "none_for_both_classes",
        "A shape input that is an execution tensor too needs no values.",
        "profile_checks.py",
        "    if tensor.is_shape_tensor:\n        _check_values",
        "    if tensor.is_shape_tensor and not tensor.is_execution_tensor:\n        _check_values",
    ),
    mutant(
        "DS-SIO-018",
        "first_profile_only",
        "Values for inputs that are no shape tensors are found in the first profile only.",
        "profile_checks.py",
        "    for tensor in graph.inputs:\n        if tensor.name in ranges.values and not",
        "    for tensor in graph.inputs if index == 0 else ():\n        if tensor.name in ranges.values and not",
    ),
)
