"""Mutants of DS-NET: run-time dimensions in a network definition."""

from __future__ import annotations

from ..model import Mutant, mutant

NETWORK = "network.py"
GRAPH = "graph.py"
STATE = "state.py"
CONTEXT = "context.py"
BASE = "layers/base.py"
CHECKS = "profile_checks.py"
VALIDATION = "validation.py"
WILD_IN_IMPLICIT = "if self._implicit_batch and UNKNOWN in dims:"
IMPLICIT = "        implicit = not explicit and self.edition.has_implicit_batch"
EXTENT = "            if not UNKNOWN <= extent <= self.edition.max_extent:"
CHECK_DIMS = "        self.graph.check_input_dims(name, dims)\n"
NEEDS_PROFILE = "        if graph.is_dynamic():\n"
CREATED = "        context = IExecutionContext(self)\n"
SPAN = "if not low <= extent <= high:"
RANGE = "self.built.profiles[profile].range_of(tensor.name, axis)"
OWN = "        return Dims(self.state.dims_of(tensor))\n"
LACKING = (
    "        if self.missing():\n"
    '            names = ", ".join(tensor.name for tensor in self.missing())\n'
    "            clause"
)
VOLUME = "known_volume(dims) > most:"
MISSING = '        if tensor.is_dynamic:\n            text = f"{tensor.name}: dynamic input is missing'
NOT_INPUT = '        if tensor.is_network_input:\n            text = f"{tensor.name} is a network input, so'
AT = "return self.inputs[index] if 0 <= operator.index(index) < len(self.inputs) else None"
MOST = "        most = self.required_inputs + self.optional_inputs"
CAPABILITY = "            if tensor.is_dynamic:\n                capability"
LAYER_DIMS = '        if not self.is_network_input:\n            text = f"{self._name} is no network input: its dims'
WAITS = "                    if layer.waits_for(current):\n                        pending.extend(layer.outputs)"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-NET-002",
        "wildcard_in_implicit_batch",
        "A network with an implicit batch dimension takes -1.",
        NETWORK,
        WILD_IN_IMPLICIT,
        "if False:",
    ),
    mutant(
        "DS-NET-002",
        "first_axis_only",
        "A network with an implicit batch dimension takes -1 on all axes but the first.",
        NETWORK,
        WILD_IN_IMPLICIT,
        WILD_IN_IMPLICIT.replace("dims:", "dims[:1]:"),
    ),
    mutant(
        "DS-NET-002",
        "engine_says_implicit",
        "An engine says that it has an implicit batch dimension.",
        "engine.py",
        '(DS-NET-002)."""\n        return False',
        '(DS-NET-002)."""\n        return True',
    ),
    mutant(
        "DS-NET-004",
        "always_implicit",
        "The flag EXPLICIT_BATCH is ignored.",
        "builder.py",
        IMPLICIT,
        IMPLICIT.replace("not explicit and ", ""),
    ),
    mutant(
        "DS-NET-004",
        "never_implicit",
        "Networks are explicit without the flag, too.",
        "builder.py",
        IMPLICIT,
        "        implicit = False",
    ),
    mutant(
        "DS-NET-005",
        "minus_two_accepted",
        "An extent of -2 is accepted.",
        GRAPH,
        EXTENT,
        EXTENT.replace("UNKNOWN <=", "UNKNOWN - 1 <="),
    ),
    mutant(
        "DS-NET-005",
        "first_axis_only",
        "Negative extents are refused on the first axis only.",
        GRAPH,
        EXTENT,
        EXTENT[:-1] + " and axis == 0:",
    ),
    mutant(
        "DS-NET-005",
        "minus_two_is_minus_one",
        "An extent below -1 stands for -1.",
        NETWORK,
        CHECK_DIMS,
        "        dims = tuple(max(extent, -1) for extent in dims)\n" + CHECK_DIMS,
    ),
    mutant(
        "DS-NET-005",
        "one_wildcard_only",
        "A second -1 is refused.",
        NETWORK,
        CHECK_DIMS,
        CHECK_DIMS + '        if dims.count(UNKNOWN) > 1:\n            raise Refusal("DS-NET-005", "one -1 only")\n',
    ),
    mutant(
        "DS-NET-006",
        "no_profile_needed",
        "A network with run-time dims is built without a profile.",
        VALIDATION,
        NEEDS_PROFILE,
        "        if False:\n",
    ),
    mutant(
        "DS-NET-006",
        "always_needed",
        "A network without run-time dims needs a profile.",
        VALIDATION,
        NEEDS_PROFILE,
        "        if True:\n",
        "            dynamic = next(tensor for tensor in graph.inputs if tensor.is_dynamic or tensor.is_shape_tensor)",
        "            dynamic = graph.inputs[0]",
    ),
    mutant(
        "DS-NET-007",
        "one_context_only",
        "No second context is created.",
        "engine.py",
        CREATED,
        '        if vars(self).get("made", False):\n            return None\n        self.made = True\n' + CREATED,
    ),
    mutant(
        "DS-NET-007",
        "static_engines_only",
        "No context is created of an engine with run-time dims.",
        "engine.py",
        CREATED,
        "        if self.built.is_dynamic:\n            return None\n" + CREATED,
    ),
    mutant(
        "DS-NET-008",
        "always_profile_0",
        "Dims are held against profile 0.",
        STATE,
        RANGE,
        RANGE.replace("[profile]", "[0]"),
    ),
    mutant(
        "DS-NET-008",
        "any_profile",
        "Dims may fit any profile.",
        STATE,
        SPAN,
        "if not any(a <= extent <= b for a, b in (p.range_of(tensor.name, axis) for p in self.built.profiles)):",
    ),
    mutant(
        "DS-NET-008",
        "last_digit",
        "Dims are held against the profile that the last digit of the index names.",
        STATE,
        RANGE,
        RANGE.replace("[profile]", "[profile % 10]"),
    ),
    mutant(
        "DS-NET-009",
        "outputs_at_max",
        "An output has the dims that follow from the greatest dims of the inputs.",
        STATE,
        "                self.check_all()\n            return self.shapes().dims(tensor)\n",
        "                self.check_all()\n"
        "            greatest = {name: entry[2] or () for name, entry in "
        "self.built.profiles[self.profile].dims.items()}\n"
        "            return Shapes(self.built.graph, greatest, {}).dims(tensor)\n",
    ),
    mutant(
        "DS-NET-009",
        "outputs_stay_unknown",
        "An output keeps its -1 after all inputs were set.",
        CONTEXT,
        OWN,
        "        if not tensor.is_network_input:\n            return Dims(self.engine.built.dims_in(profile, tensor))\n"
        + OWN,
    ),
    mutant(
        "DS-NET-010",
        "executes_at_opt",
        "Execution takes the best dims of the profile where none were set.",
        STATE,
        LACKING,
        "        for tensor in self.missing_dims():\n"
        "            self.set_dims(tensor, self.built.profiles[self.profile].dims[tensor.name][1])\n" + LACKING,
    ),
    mutant(
        "DS-NET-010",
        "does_nothing",
        "Execution with missing dims is accepted, and does nothing.",
        STATE,
        LACKING,
        "        if self.missing():\n            return\n" + LACKING,
    ),
    mutant("DS-NET-011", "rank_9", "Nine dimensions are accepted.", "dims.py", "MAX_DIMS = 8", "MAX_DIMS = 9"),
    mutant("DS-NET-011", "rank_7", "Eight dimensions are refused.", "dims.py", "MAX_DIMS = 8", "MAX_DIMS = 7"),
    mutant(
        "DS-NET-011",
        "greatest_extent_refused",
        "An extent of 2^31 - 1 is refused.",
        GRAPH,
        EXTENT,
        EXTENT.replace("max_extent:", "max_extent - 1:"),
    ),
    mutant(
        "DS-NET-012",
        "empty_for_a_failed_query",
        "A query that failed answers dims of rank 0.",
        CONTEXT,
        "@refusal_returns(Dims.invalid)\n    def get_binding_shape",
        "@refusal_returns(Dims)\n    def get_binding_shape",
    ),
    mutant(
        "DS-NET-012",
        "scalars_invalid",
        "Dims of rank 0 are answered as invalid ones.",
        CONTEXT,
        OWN,
        "        return Dims(self.state.dims_of(tensor)) if self.state.dims_of(tensor) else Dims.invalid()\n",
    ),
    mutant("DS-NET-013", "unlimited", "A tensor may have any number of elements.", CHECKS, VOLUME, "False:"),
    mutant(
        "DS-NET-013",
        "inputs_only",
        "Only inputs are limited.",
        CHECKS,
        "            for layer in order:\n                for tensor in layer.outputs:\n",
        "            for layer in order[:0]:\n                for tensor in layer.outputs:\n",
    ),
    mutant("DS-NET-013", "twice_as_many", "The limit is 2^32.", CHECKS, VOLUME, "known_volume(dims) > 2 * most:"),
    mutant(
        "DS-NET-013", "limit_included", "2^31 elements are accepted.", CHECKS, VOLUME, "known_volume(dims) > most + 1:"
    ),
    mutant("DS-NET-013", "a_quarter", "2^29 elements are refused.", CHECKS, VOLUME, "known_volume(dims) > most // 4:"),
    mutant(
        "DS-NET-013",
        "of_the_best",
        "The volume is taken from the best dims, and so is all else at kMAX.",
        CHECKS,
        "            shapes = at_opt if is_same else",
        "            shapes = at_opt if is_same or selector == MAX else",
    ),
    mutant(
        "DS-NET-014",
        "reduced_axis_unknown",
        "A reduced axis shows what its input has there.",
        "layers/reduce.py",
        "1 if axis in reduced else extent",
        "extent if axis in reduced else extent",
    ),
    mutant(
        "DS-NET-014",
        "lengths_added_blindly",
        "Concatenation adds -1 like any other length.",
        "layers/concatenation.py",
        "UNKNOWN if UNKNOWN in (result[axis], extent) else result[axis] + extent",
        "result[axis] + extent",
    ),
    mutant(
        "DS-NET-014",
        "wild_against_1",
        "Of -1 against 1 the output shows 1.",
        "shapes.py",
        "(-1 if -1 in extents else 1)",
        "1",
    ),
    mutant(
        "DS-NET-015",
        "layer_output_assignable",
        "The dims of a layer's output can be assigned.",
        "tensors.py",
        LAYER_DIMS,
        "        if not self.is_network_input:\n"
        "            self.graph.shapes._dims[self] = tuple(dims)\n"
        "            return\n" + LAYER_DIMS,
    ),
    mutant(
        "DS-NET-015",
        "refused_but_stored",
        "Dims assigned to a layer's output are refused and kept.",
        "tensors.py",
        LAYER_DIMS,
        "        if not self.is_network_input:\n            self.graph.shapes._dims[self] = tuple(dims)\n" + LAYER_DIMS,
    ),
    mutant(
        "DS-NET-015",
        "dependants_stale",
        "Tensors that depend on a changed input keep their dims.",
        GRAPH,
        WAITS,
        "                    pass",
    ),
    mutant(
        "DS-NET-015",
        "one_step_only",
        "Only the layers next to a changed input are worked out anew.",
        GRAPH,
        WAITS,
        WAITS.replace("waits_for(current)", "waits_for(current) and current is tensor"),
    ),
    mutant(
        "DS-NET-016",
        "refused_input_stays",
        "An input that is refused is added.",
        NETWORK,
        CHECK_DIMS,
        "        if min(dims, default=0) < -1:\n"
        "            self.graph.add_input(name, dtype, tuple(max(extent, 1) for extent in dims))\n" + CHECK_DIMS,
    ),
    mutant(
        "DS-NET-016",
        "entry_in_first_profile_only",
        "An input may be missing in profiles after the first.",
        CHECKS,
        MISSING,
        MISSING.replace("is_dynamic", "is_dynamic and index == 0"),
    ),
    mutant(
        "DS-NET-016",
        "static_entries_needed",
        "Inputs without -1 need an entry in every profile.",
        CHECKS,
        MISSING,
        MISSING.replace("tensor.is_dynamic", "True"),
    ),
    mutant(
        "DS-NET-018",
        "capability_ignored",
        "Run-time dims are built for every capability.",
        VALIDATION,
        CAPABILITY,
        "            if False:\n                capability",
    ),
    mutant(
        "DS-NET-018",
        "dla_accepted",
        "Layers are placed on a DLA that is not there.",
        VALIDATION,
        "!= DeviceType.GPU:",
        "not in (DeviceType.GPU, DeviceType.DLA):",
    ),
    mutant(
        "DS-NET-019",
        "inputs_can_be_outputs",
        "An input can be marked as output.",
        NETWORK,
        NOT_INPUT,
        NOT_INPUT.replace("tensor.is_network_input", "False", 1),
    ),
    mutant(
        "DS-NET-019",
        "refused_but_marked",
        "An input that is refused as output is marked.",
        NETWORK,
        NOT_INPUT,
        "        if tensor.is_network_input:\n            self.graph.outputs[tensor] = False\n" + NOT_INPUT,
    ),
    mutant(
        "DS-NET-020",
        "shape_outputs_not_counted",
        "Outputs that are marked for shapes are not counted.",
        NETWORK,
        "        return len(self.graph.outputs)",
        "        return sum(not for_shapes for for_shapes in self.graph.outputs.values())",
        "self._found(list(self.graph.outputs), index",
        "self._found([tensor for tensor, for_shapes in self.graph.outputs.items() if not for_shapes], index",
    ),
    mutant(
        "DS-NET-021",
        "index_wraps",
        "Negative indices of a layer's inputs count from the end.",
        BASE,
        AT,
        "return self.inputs[index] if -len(self.inputs) <= index < len(self.inputs) else None",
    ),
    mutant(
        "DS-NET-021",
        "index_clamped",
        "An index beyond a layer's last input answers that.",
        BASE,
        AT,
        "return self.inputs[max(0, min(index, len(self.inputs) - 1))] if self.inputs else None",
    ),
    mutant("DS-NET-022", "inputs_can_be_added", "Every layer takes one input more.", BASE, MOST, MOST + " + 1"),
    mutant(
        "DS-NET-022",
        "no_optional_inputs",
        "Optional inputs can't be given.",
        BASE,
        MOST,
        "        most = self.required_inputs",
    ),
    mutant(
        "DS-NET-022",
        "ignored",
        "Another input is accepted and ignored.",
        BASE,
        "        self.graph.connect(self, index, tensor)",
        "        pass",
    ),
    mutant(
        "DS-NET-023",
        "only_of_shape_layers",
        "The type of a shape tensor that another layer computes can be set.",
        BASE,
        "(tensor.is_shape_tensor or self.kind == LayerType.SHAPE)",
        "self.kind == LayerType.SHAPE",
    ),
    mutant(
        "DS-NET-023",
        "int32_refused_too",
        "Not even Int32 can be set where a shape is computed.",
        BASE,
        "and dtype not in permitted:",
        "and True:",
    ),
    mutant(
        "DS-NET-023",
        "refused_but_set",
        "A type that is refused is set.",
        BASE,
        '            raise Refusal("DS-NET-023", text, tensor=tensor.name',
        "            self.set_types[index] = dtype\n"
        "            self.graph.changed(self)\n"
        '            raise Refusal("DS-NET-023", text, tensor=tensor.name',
    ),
    mutant(
        "DS-NET-023",
        "shape_layer_settable",
        "The type of IShapeLayer can be set.",
        BASE,
        "== LayerType.SHAPE",
        "== LayerType.SLICE",
    ),
    mutant(
        "DS-NET-015",
        "dims_of_the_first_build",
        "New dims of an input do not count in a build after the first.",
        "graph.py",
        "        self._settled = None\n        self.forget_in(self.shapes, tensor)",
        "        self.forget_in(self.shapes, tensor)",
    ),
    mutant(
        "DS-NET-016",
        "name_used_twice",
        "An input may have the name of another one, until the network is built.",
        "network.py",
        "        self.graph.check_name(name)\n",
        "",
        edition="10",
    ),
    mutant(
        "DS-NET-019",
        "inside_of_a_region",
        "A tensor inside of a loop or conditional can be an output.",
        "nesting.py",
        "    region = nesting.innermost(nesting.of(tensor))\n    if region is not None:\n        text",
        "    region = nesting.innermost(nesting.of(tensor))\n    if region is not None and False:\n        text",
    ),
    mutant(
        "DS-NET-011",
        "seven_axes_set",
        "A wildcard on the eighth axis need not be set.",
        "tensors.py",
        "UNKNOWN in self.declared_dims\n",
        "UNKNOWN in self.declared_dims[:7]\n",
    ),
)
