"""Mutants of DS-EST: execution tensors and shape tensors."""

from __future__ import annotations

from ..model import Mutant, mutant

RULES = "rules.py"
STATE = "state.py"
ENGINE = "engine_bindings.py"
VALIDATION = "validation.py"
OUTPUTS = "        for tensor, for_shapes in self.outputs.items():\n                self._classes"
IS_SHAPE = "return binding in self.bindings and self.bindings.tensor(binding).is_shape_tensor"
IS_EXECUTION = "return binding in self.bindings and self.bindings.tensor(binding).is_execution_tensor"
NULL = "if tensor.is_execution_tensor and tensor not in allocators and is_null("
RANK = "    if len(dims) > edition.shape_tensor_rank:\n"
TYPES = "    types = (DataType.INT32, DataType.FLOAT, DataType.BOOL, *edition.boundary_types)\n"
LINEAR = "    if tensor.allowed_formats != LINEAR_ONLY:\n"
DEMANDED = "        for index, symbol in parse_rule(layer.rule()).demands:"
MARK = "        return self in self.graph.classes.shape"
MARK_EXECUTION = "        return self in self.graph.classes.execution"
SHUFFLE = 'return "t × S → t" if len(self.inputs) > 1 else "t → t"'

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-EST-001",
        "shapes_after_execution",
        "The dims of outputs are known after an execution only.",
        STATE,
        "        try:\n            if not self.missing():\n                self.check_all()\n            return",
        '        if "executed" not in vars(self):\n'
        "            return self.built.dims_in(self.profile, tensor)\n"
        "        try:\n"
        "            if not self.missing():\n"
        "                self.check_all()\n"
        "            return",
        "        allocators = allocators or {}\n",
        "        allocators = allocators or {}\n        self.executed = True\n",
    ),
    mutant(
        "DS-EST-002",
        "shapes_once",
        "The dims of outputs are worked out once, on the first demand.",
        STATE,
        "        self._values[tensor] = np.array(numbers, np.int64).reshape(tensor.declared_dims)\n"
        "        self._known = None\n",
        "        self._values[tensor] = np.array(numbers, np.int64).reshape(tensor.declared_dims)\n",
        "            self._dims[tensor] = dims\n            self._known = None\n",
        "            self._dims[tensor] = dims\n",
    ),
    mutant(
        "DS-EST-004",
        "length_of_shapes_unknown",
        "The number of elements that IShapeLayer yields is unknown.",
        "layers/shape.py",
        "return [(len(view.dims(0)),)]",
        "return [(UNKNOWN,)]",
    ),
    mutant(
        "DS-EST-005",
        "never_both",
        "A tensor keeps the class that it got first.",
        RULES,
        "        if tensor in marks:\n            return False\n",
        "        if tensor in self.shape or tensor in self.execution:\n            return False\n",
    ),
    mutant(
        "DS-EST-005",
        "always_some",
        "A tensor that nothing uses is an execution tensor.",
        "tensors.py",
        MARK_EXECUTION,
        MARK_EXECUTION + " or not self.uses",
    ),
    mutant(
        "DS-EST-006",
        "computed_ones_unlimited",
        "Shape tensors that a layer computes have no limits.",
        VALIDATION,
        "    check_shape_tensor(tensor, graph.shapes.dims(tensor), edition)\n",
        "    if tensor.producer is None:\n        check_shape_tensor(tensor, graph.shapes.dims(tensor), edition)\n",
        edition="8.4",
    ),
    mutant(
        "DS-EST-006",
        "unlimited",
        "Shape tensors have no limits.",
        VALIDATION,
        "    for tensor in graph.classes.shape:\n",
        "    for tensor in list(graph.classes.shape)[:0]:\n",
    ),
    mutant(
        "DS-EST-008",
        "rank_2",
        "A shape tensor may have two dimensions in 8.4.",
        VALIDATION,
        RANK,
        RANK.replace("rank:", "rank + 1:"),
        edition="8.4",
    ),
    mutant(
        "DS-EST-008",
        "rank_1_refused",
        "A shape tensor has no dimensions in 8.4.",
        VALIDATION,
        RANK,
        RANK.replace("rank:", "rank - 1:"),
        edition="8.4",
    ),
    mutant(
        "DS-EST-009",
        "any_type",
        "A shape tensor may have any type.",
        VALIDATION,
        TYPES,
        "    types = tuple(DataType)\n",
        edition="8.4",
    ),
    mutant(
        "DS-EST-009",
        "no_bool",
        "A shape tensor may not be Bool.",
        VALIDATION,
        TYPES,
        TYPES.replace("DataType.BOOL, ", ""),
    ),
    mutant(
        "DS-EST-009",
        "no_float",
        "A shape tensor may not be Float.",
        VALIDATION,
        TYPES,
        TYPES.replace("DataType.FLOAT, ", ""),
    ),
    mutant(
        "DS-EST-010",
        "wild_length",
        "A shape tensor may have a length that is not known at build time.",
        VALIDATION,
        "    if not is_known(dims):\n",
        "    if False:\n",
    ),
    mutant(
        "DS-EST-011",
        "shape_of_2_d",
        "IShapeLayer yields a column.",
        "layers/shape.py",
        "return [(len(view.dims(0)),)]",
        "return [(len(view.dims(0)), 1)]",
        "return [Partial(dims, dims != UNKNOWN)]",
        "return [Partial(dims[:, None], dims[:, None] != UNKNOWN)]",
    ),
    mutant(
        "DS-EST-011",
        "always_a_shape",
        "The output of IShapeLayer is a shape tensor whether used as one or not.",
        "tensors.py",
        MARK,
        MARK + ' or (self.producer is not None and self.producer.label == "Shape")',
    ),
    mutant(
        "DS-EST-012",
        "no_shape_needed",
        "The second input of a shuffle need not be a shape tensor.",
        "layers/shuffle.py",
        SHUFFLE,
        SHUFFLE.replace("t × S", "t × E"),
    ),
    mutant(
        "DS-EST-013",
        "sums_of_execution_only",
        "An elementwise operation on two execution tensors marks them as shape tensors, too.",
        "layers/elementwise.py",
        'return "t × t → t"',
        'return "S × S → t"',
    ),
    mutant(
        "DS-EST-013",
        "sums_of_shapes_refused",
        "An elementwise operation does not reach its operands as shape tensors.",
        "layers/elementwise.py",
        'return "t × t → t"',
        'return "E × E → E"',
    ),
    mutant(
        "DS-EST-014",
        "one_step_only",
        "A class spreads to the inputs of a layer and no further.",
        RULES,
        "                    pending.append((operand, symbol))",
        "                    pass",
    ),
    mutant(
        "DS-EST-014",
        "integers_are_shapes",
        "Every 1-D Int32 tensor is a shape tensor.",
        "tensors.py",
        MARK,
        MARK + " or (self.dtype == DataType.INT32 and len(self.declared_dims or ()) == 1)",
    ),
    mutant(
        "DS-EST-015",
        "marking_does_nothing",
        "mark_output_for_shapes makes no shape tensor.",
        "graph.py",
        '            self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network '
        'output")\n'
        "\n    def unmark",
        '            self._classes.demand(tensor, EXECUTION, "a network output")\n\n    def unmark',
    ),
    mutant(
        "DS-EST-015",
        "outputs_are_shapes",
        "A network output is a shape tensor, too.",
        "graph.py",
        '            self._classes.demand(tensor, SHAPE if for_shapes else EXECUTION, "a network '
        'output")\n'
        "\n    def unmark",
        '            self._classes.demand(tensor, SHAPE, "a network output")\n'
        '            self._classes.demand(tensor, EXECUTION, "a network output")\n'
        "\n    def unmark",
    ),
    mutant(
        "DS-EST-016",
        "without_a_path",
        "What a layer reads is an execution tensor, path to an output or not.",
        RULES,
        DEMANDED,
        "        for index, tensor in enumerate(layer.inputs):\n"
        "            if tensor is not None and parse_rule(layer.rule()).inputs[index] not in (SHAPE, EXECUTION):\n"
        "                self.execution.setdefault(tensor, (layer, index))\n" + DEMANDED,
    ),
    mutant(
        "DS-EST-017",
        "measured_is_executed",
        "A tensor used for its dims only is an execution tensor.",
        "layers/shape.py",
        'return "t1 → t2"',
        'return "E → t2"',
    ),
    mutant(
        "DS-EST-018",
        "shape_bindings_by_type",
        "Bindings of type Int32 are shape bindings.",
        ENGINE,
        IS_SHAPE,
        "return binding in self.bindings and self.bindings.tensor(binding).dtype == DataType.INT32",
    ),
    mutant(
        "DS-EST-018",
        "execution_unless_shape",
        "A binding that is a shape binding is no execution binding.",
        ENGINE,
        IS_EXECUTION,
        IS_EXECUTION + " and not self.is_shape_binding(binding)",
    ),
    mutant(
        "DS-EST-018",
        "all_executed",
        "Every binding is an execution binding.",
        ENGINE,
        IS_EXECUTION,
        "return binding in self.bindings",
    ),
    mutant(
        "DS-EST-019",
        "null_refused",
        "A null pointer is refused for every binding.",
        STATE,
        NULL,
        "if tensor not in allocators and is_null(",
    ),
    mutant(
        "DS-EST-019",
        "null_inputs_accepted",
        "A null pointer is accepted for every input, and read as zeros.",
        STATE,
        NULL,
        "if not tensor.is_network_input and " + NULL[3:],
        "buffers[tensor], shapes) for tensor in given}\n",
        "buffers[tensor], shapes) for tensor in given}\n"
        "        inputs.update({t: np.zeros(shapes.dims(t), np.float32) for t in graph.inputs if t "
        "not in inputs})\n",
    ),
    mutant(
        "DS-EST-020",
        "boundary_type_free",
        "A shape tensor at the boundary may be Float.",
        VALIDATION,
        "if boundary and tensor.dtype not in edition.boundary_types:",
        "if boundary and tensor.dtype not in (*edition.boundary_types, DataType.FLOAT):",
    ),
    mutant(
        "DS-EST-020",
        "outputs_no_shape_bindings",
        "Only inputs are shape bindings.",
        ENGINE,
        IS_SHAPE,
        IS_SHAPE + " and self.binding_is_input(binding)",
    ),
    mutant("DS-EST-021", "any_format", "A shape tensor may have any format.", VALIDATION, LINEAR, "    if False:\n"),
    mutant(
        "DS-EST-022",
        "seventeen",
        "A slice or fill of 17 elements can be a shape tensor in 8.4.",
        "editions.py",
        "    shape_slice_volume=16,\n",
        "    shape_slice_volume=17,\n",
        edition="8.4",
    ),
    mutant(
        "DS-EST-022",
        "fifteen_at_most",
        "A slice or fill of 16 elements can't be a shape tensor in 8.4.",
        "editions.py",
        "    shape_slice_volume=16,\n",
        "    shape_slice_volume=15,\n",
        edition="8.4",
    ),
    mutant(
        "DS-EST-006",
        "sixty_three_at_most",
        "In 8.6 a shape tensor has at most 63 elements.",
        "editions.py",
        "    shape_tensor_volume=64,\n    shape_slice_volume=64,\n    infers_in_empty_reshape=True",
        "    shape_tensor_volume=63,\n    shape_slice_volume=64,\n    infers_in_empty_reshape=True",
        edition="8.6",
    ),
    mutant(
        "DS-EST-006",
        "sixteen_still",
        "In 8.6 slices and fills still have at most 16 elements as shape tensors.",
        "editions.py",
        "    shape_slice_volume=64,\n    infers_in_empty_reshape=True",
        "    shape_slice_volume=16,\n    infers_in_empty_reshape=True",
        edition="8.6",
    ),
    mutant(
        "DS-EST-006",
        "sixty_five_in_8_6",
        "In 8.6 a shape tensor may have more than 64 elements.",
        "validation.py",
        "    if known_volume(dims) > edition.shape_tensor_volume:",
        "    if known_volume(dims) > 2 * edition.shape_tensor_volume:",
        edition="8.6",
    ),
    mutant(
        "DS-EST-003",
        "first_inputs_again",
        "The third run on inputs of the same dims computes on those of the first.",
        "state.py",
        "        inputs = {tensor: _view(tensor, buffers[tensor], shapes) for tensor in given}\n",
        "        inputs = {tensor: _view(tensor, buffers[tensor], shapes) for tensor in given}\n"
        '        runs = self.__dict__.setdefault("runs", {})\n'
        "        seen = runs.setdefault(str([array.shape for array in inputs.values()]), [])\n"
        "        seen.append({tensor: array.copy() for tensor, array in inputs.items()})\n"
        "        inputs = seen[0] if len(seen) > 2 else inputs\n",
    ),
    mutant(
        "DS-EST-018",
        "nothing_for_computed_dims",
        "What the second phase computes dims from is no execution binding.",
        "rules.py",
        "                self.barriers[current] = layer\n",
        "                self.barriers[current] = layer\n                continue\n",
        edition="8.6",
    ),
)
