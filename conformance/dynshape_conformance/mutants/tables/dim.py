"""Mutants of DS-DIM: run-time dimensions of engines and contexts."""

from __future__ import annotations

from ..model import Mutant, mutant

STATE = "state.py"
CONTEXT = "context.py"
ENGINE = "engine_bindings.py"
BUILT = "built.py"
CHECKS = "profile_checks.py"
SHAPES = "shapes.py"
TABLE = "bindings.py"
SPAN = "if not low <= extent <= high:"
RANGE = "            low, high = self.built.profiles[profile].range_of(tensor.name, axis)\n"
FIXED = "                if extent != fixed:"
RANK = "        if len(dims) != len(declared):"
DECLARED = "        declared = tensor.declared_dims\n"
LOOP = "        for axis, (extent, fixed) in enumerate(zip(dims, declared, strict=True)):\n"
SET = (
    "        self.state.set_dims(self.engine.bindings.in_row(operator.index(binding), profile, "
    "call), dims)\n"
    "        return True"
)
CHANGE = "            self._dims[tensor] = dims\n            self._known = None"
TO_SET = '        profile = self.state.selected("DS-DIM-002")\n'
OUTPUT = '        if not tensor.is_network_input:\n            text = f"{tensor.name} is an output: its dims follow'
OWN = "        return Dims(self.state.dims_of(tensor))\n"
QUERY = "            return self.shapes().dims(tensor)\n        except ShapeError as error:\n            raise error"
CHECK = "                self.check_all()\n            return self.shapes()"
OF_PROFILE = "common_dims(entries[0] or (), entries[2] or ())"
OF_ENGINE = "self.built.dims_in(self.bindings.row(index), self.bindings.tensor(index))"
CHECK_ENGINE = '        self.bindings.check(index, "DS-DIM-011")\n'
MISSING = "if tensor.is_dynamic and tensor not in self._dims]"
SPECIFIED = "        return not self.state.missing_dims()"
UNSET = "self.built.dims_in(self.profile, tensor) if given is None else"
CHECK_QUERY = '        table.check(binding, "DS-DIM-020")'
CHECK_STRIDES = '        table.check(binding, "DS-DIM-026")'
CHECK_SETTER = '        self.check(index, "DS-DIM-016")\n'
IN_PROFILE = "if extent != UNKNOWN and three != (extent,) * 3:"
BROADCAST = (
    "        fixed = {extent for extent in extents if extent not in (1, -1)}\n"
    "        if len(fixed) > 1:\n"
    "            return None\n"
)
UNANSWERABLE = '        if not is_known(dims):\n            text = f"{tensor.name}: strides'
NAMES = "            other, other_axis = first.setdefault(name, (tensor, axis))"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-DIM-001",
        "fixed_extents_free",
        "A fixed extent may have any range in a profile.",
        CHECKS,
        IN_PROFILE,
        "if False:",
    ),
    mutant(
        "DS-DIM-001",
        "all_wild_or_none",
        "A fixed extent beside -1 is taken for -1.",
        "graph.py",
        "        tensor = ITensor(self, name, dtype, dims)\n",
        "        dims = (UNKNOWN,) * len(dims) if UNKNOWN in dims else dims\n"
        "        tensor = ITensor(self, name, dtype, dims)\n",
    ),
    mutant(
        "DS-DIM-002",
        "without_profile",
        "Dims set without a profile select the first one.",
        CONTEXT,
        TO_SET,
        "        if self.state.profile == NO_PROFILE:\n            self.state.start_under(0)\n" + TO_SET,
    ),
    mutant(
        "DS-DIM-002",
        "kept_for_later",
        "Dims set without a profile are accepted.",
        CONTEXT,
        TO_SET,
        "        if self.state.profile == NO_PROFILE:\n            return True\n" + TO_SET,
    ),
    mutant(
        "DS-DIM-003",
        "answers_false",
        "Dims are set, and the answer is False.",
        CONTEXT,
        SET,
        SET.replace("True", "False"),
    ),
    mutant(
        "DS-DIM-003",
        "best_only",
        "Only the best dims of the profile are accepted.",
        STATE,
        RANGE,
        "            low = high = self.built.profiles[profile].dims[tensor.name][1][axis]\n",
    ),
    mutant(
        "DS-DIM-004",
        "best_dims",
        "An engine's dims are the best ones of the profile.",
        BUILT,
        OF_PROFILE,
        "(entries[1] or ())",
    ),
    mutant(
        "DS-DIM-004",
        "greatest_dims",
        "An engine's dims are the greatest ones of the profile.",
        BUILT,
        OF_PROFILE,
        "(entries[2] or ())",
    ),
    mutant(
        "DS-DIM-005",
        "refused_dims_stored",
        "Dims that are refused are stored.",
        STATE,
        LOOP,
        "        self._dims[tensor] = dims\n        self._known = None\n" + LOOP,
    ),
    mutant(
        "DS-DIM-005",
        "reversed",
        "A context answers the dims of inputs in reverse order.",
        STATE,
        "        if tensor.is_network_input:\n            return self.shapes().dims(tensor)\n",
        "        if tensor.is_network_input:\n            return self.shapes().dims(tensor)[::-1]\n",
    ),
    mutant(
        "DS-DIM-006",
        "shared_by_contexts",
        "Dims set on one context are set on all.",
        STATE,
        "        self._dims: dict[ITensor, Extents] = {}",
        '        self._dims = vars(built).setdefault("shared", {})',
    ),
    mutant(
        "DS-DIM-006",
        "engine_shows_them",
        "Dims set on a context are the engine's, too.",
        STATE,
        CHANGE,
        CHANGE + "\n            self.built.dims_in(self.profile, tensor)\n"
        "            self.built._shapes[self.profile]._dims[tensor] = dims",
    ),
    mutant(
        "DS-DIM-007",
        "consistency_checked",
        "Setting dims answers False where the network can't run with them.",
        CONTEXT,
        SET,
        SET.replace("return True", "return bool(self.state.missing()) or self.state.check_all() is None"),
    ),
    mutant(
        "DS-DIM-008",
        "first_input_counts",
        "Where extents clash the output has those of the first input.",
        SHAPES,
        BROADCAST,
        BROADCAST.replace("return None", "return all_dims[0]"),
    ),
    mutant(
        "DS-DIM-008",
        "one_not_broadcast",
        "An extent of 1 is not broadcast.",
        SHAPES,
        "extent not in (1, -1)}",
        "extent != -1}",
    ),
    mutant(
        "DS-DIM-009",
        "anything_broadcast",
        "Of two extents that differ the greater one counts.",
        SHAPES,
        BROADCAST,
        BROADCAST.replace("return None", "fixed = {max(fixed)}"),
    ),
    mutant(
        "DS-DIM-009",
        "concatenation_unchecked",
        "Concatenation does not compare the other axes.",
        "layers/concatenation.py",
        "                if common is None:",
        "                common = result[axis] if common is None else common\n                if common is None:",
    ),
    mutant(
        "DS-DIM-009",
        "inner_extents_unchecked",
        "A matrix product does not compare the inner extents.",
        "layers/matrix_multiply.py",
        "        if unify_extents(inner0[0], inner1[0]) is None:",
        "        if False:",
    ),
    mutant(
        "DS-DIM-009",
        "without_error",
        "Inconsistent inputs leave no record.",
        CONTEXT,
        OWN,
        "        try:\n"
        "            return Dims(self.state.dims_of(tensor))\n"
        "        except Refusal:\n"
        "            return Dims.invalid()\n",
    ),
    mutant(
        "DS-DIM-009",
        "shown_as_unknown",
        "With inconsistent inputs an output shows -1 everywhere.",
        STATE,
        QUERY,
        QUERY.replace(
            "raise error", "return (UNKNOWN,) * len(self.built.dims_in(self.profile, tensor))\n            raise error"
        ),
    ),
    mutant(
        "DS-DIM-009",
        "sticks",
        "Once inconsistent, a context stays so.",
        STATE,
        CHECK,
        CHECK.replace(
            "self.check_all()",
            "self.__dict__.setdefault('first', self.shapes()).work_out(final=True)\n                self.check_all()",
        ),
    ),
    mutant(
        "DS-DIM-010",
        "always_unknown",
        "A dimension whose range is one extent is reported as -1.",
        BUILT,
        "a if a == b else UNKNOWN for",
        "UNKNOWN for",
    ),
    mutant(
        "DS-DIM-010",
        "least_against_best",
        "A dimension is reported where its least and best extent are equal.",
        BUILT,
        OF_PROFILE,
        "common_dims(entries[0] or (), entries[1] or ())",
    ),
    mutant(
        "DS-DIM-010",
        "row_of_profile_0",
        "An engine's dims of a binding are those of profile 0.",
        ENGINE,
        OF_ENGINE,
        "self.built.dims_in(0, self.bindings.tensor(index))",
    ),
    mutant(
        "DS-DIM-011",
        "without_error",
        "A bad index leaves no record.",
        ENGINE,
        CHECK_ENGINE,
        "        if index not in self.bindings:\n            return Dims.invalid()\n",
    ),
    mutant(
        "DS-DIM-011",
        "negative_wraps",
        "Negative indices count from the end.",
        ENGINE,
        CHECK_ENGINE,
        "        index += len(self.bindings) if index < 0 else 0\n" + CHECK_ENGINE,
    ),
    mutant(
        "DS-DIM-012",
        "fixed_extents_free",
        "A fixed extent may be set to another.",
        STATE,
        FIXED,
        "                if False:",
    ),
    mutant(
        "DS-DIM-012",
        "first_axis_only",
        "A fixed extent is held fixed on the first axis only.",
        STATE,
        FIXED,
        "                if extent != fixed and axis == 0:",
    ),
    mutant(
        "DS-DIM-012",
        "ones_free",
        "A fixed extent of 1 may be set to another.",
        STATE,
        FIXED,
        "                if extent != fixed and fixed != 1:",
    ),
    mutant(
        "DS-DIM-012",
        "minus_one_for_fixed",
        "-1 stands for a fixed extent.",
        STATE,
        FIXED,
        "                if extent not in (fixed, UNKNOWN):",
    ),
    mutant(
        "DS-DIM-012",
        "minus_one_accepted",
        "-1 is accepted where an extent is to be set.",
        STATE,
        SPAN,
        "if extent != UNKNOWN and not low <= extent <= high:",
    ),
    mutant(
        "DS-DIM-012",
        "static_inputs_free",
        "Inputs without -1 take any dims.",
        STATE,
        DECLARED,
        DECLARED + "        if not tensor.is_dynamic:\n            return\n",
    ),
    mutant(
        "DS-DIM-013",
        "rank_unchecked",
        "Dims of another rank are cut or filled.",
        STATE,
        RANK,
        "        dims = (*dims, *declared[len(dims) :])[: len(declared)]\n" + RANK,
    ),
    mutant(
        "DS-DIM-013",
        "batch_of_1_dropped",
        "A leading 1 too many is dropped.",
        STATE,
        RANK,
        "        dims = dims[1:] if len(dims) == len(declared) + 1 and dims[0] == 1 else dims\n" + RANK,
    ),
    mutant(
        "DS-DIM-013",
        "filled_with_1",
        "Missing dimensions are taken for 1.",
        STATE,
        RANK,
        "        dims = (1,) * (len(declared) - len(dims)) + dims\n" + RANK,
    ),
    mutant(
        "DS-DIM-014",
        "max_excluded",
        "The greatest extent is refused.",
        STATE,
        SPAN,
        "if not low <= extent < high and not low == extent == high:",
    ),
    mutant(
        "DS-DIM-014",
        "min_excluded",
        "The least extent is refused.",
        STATE,
        SPAN,
        "if not low < extent <= high and not low == extent == high:",
    ),
    mutant(
        "DS-DIM-014",
        "one_above",
        "One more than the greatest extent is accepted.",
        STATE,
        SPAN,
        "if not low <= extent <= high + 1:",
    ),
    mutant(
        "DS-DIM-014",
        "one_below",
        "One less than the least extent is accepted.",
        STATE,
        SPAN,
        "if not low - 1 <= extent <= high:",
    ),
    mutant(
        "DS-DIM-014",
        "min_unchecked",
        "Extents below the least are accepted.",
        STATE,
        SPAN,
        "if not 0 <= extent <= high:",
    ),
    mutant(
        "DS-DIM-014",
        "first_axis_only",
        "Only the first axis is checked.",
        STATE,
        RANGE,
        "            if axis > 0:\n                continue\n" + RANGE,
    ),
    mutant(
        "DS-DIM-014",
        "last_axis_free",
        "The last axis is not checked.",
        STATE,
        RANGE,
        "            if 0 < axis == len(dims) - 1:\n                continue\n" + RANGE,
    ),
    mutant(
        "DS-DIM-014",
        "next_axis",
        "An extent is held against the range of the next axis.",
        STATE,
        RANGE,
        RANGE.replace("axis)", "min(axis + 1, len(dims) - 1))"),
    ),
    mutant(
        "DS-DIM-014",
        "profile_last_digit",
        "The range is that of the profile that the last digit of the index names.",
        STATE,
        RANGE,
        RANGE.replace("[profile]", "[profile % 10]"),
    ),
    mutant(
        "DS-DIM-015",
        "ignored",
        "Dims set on an output are accepted and ignored.",
        STATE,
        OUTPUT,
        "        if not tensor.is_network_input:\n            return\n" + OUTPUT,
    ),
    mutant(
        "DS-DIM-016",
        "row_corrected",
        "An index of another row is corrected.",
        TABLE,
        CHECK_SETTER,
        "        index = profile * self.per_profile + index % self.per_profile if index in self else index\n"
        + CHECK_SETTER,
    ),
    mutant(
        "DS-DIM-016",
        "negative_wraps",
        "Negative indices count from the end.",
        TABLE,
        CHECK_SETTER,
        "        index += len(self) if index < 0 else 0\n" + CHECK_SETTER,
    ),
    mutant(
        "DS-DIM-017",
        "always_specified",
        "A context says that all dims are specified.",
        CONTEXT,
        SPECIFIED,
        "        return True",
    ),
    mutant(
        "DS-DIM-017",
        "one_is_enough",
        "A context says that all dims are specified once one input's are.",
        CONTEXT,
        SPECIFIED,
        "        return bool(self.state._dims) or not self.state.missing_dims()",
    ),
    mutant(
        "DS-DIM-017",
        "static_inputs_too",
        "Dims of inputs without -1 have to be set.",
        STATE,
        MISSING,
        "if tensor not in self._dims]",
    ),
    mutant(
        "DS-DIM-018",
        "never_specified",
        "A context never says that all dims are specified.",
        CONTEXT,
        SPECIFIED,
        "        return False",
    ),
    mutant(
        "DS-DIM-018",
        "something_set",
        "All dims are specified only once something was set.",
        CONTEXT,
        SPECIFIED,
        "        return bool(self.state._dims) and not self.state.missing_dims()",
    ),
    mutant(
        "DS-DIM-019",
        "least_dims",
        "An input that was not set shows its least dims.",
        STATE,
        UNSET,
        "(self.built.profiles[self.profile].dims.get(tensor.name) or [tensor.declared_dims])[0] if given is None else",
    ),
    mutant(
        "DS-DIM-019",
        "declared_dims",
        "An input that was not set shows its dims in the network.",
        STATE,
        UNSET,
        "tensor.declared_dims if given is None else",
    ),
    mutant(
        "DS-DIM-020",
        "index_wraps",
        "An index out of range wraps round.",
        CONTEXT,
        CHECK_QUERY,
        "        binding %= len(table)\n" + CHECK_QUERY,
    ),
    mutant(
        "DS-DIM-020",
        "without_profile",
        "A context without a profile answers the dims of profile 0.",
        CONTEXT,
        '        profile = self.state.selected("DS-DIM-020")\n        table',
        "        if self.state.profile == NO_PROFILE:\n"
        "            return Dims(self.engine.built.dims_in(0, self.engine.bindings.tensor(binding)))\n"
        + '        profile = self.state.selected("DS-DIM-020")\n        table',
    ),
    mutant(
        "DS-DIM-021",
        "outputs_at_opt",
        "Before all inputs are set an output has the dims that follow from the best ones.",
        STATE,
        QUERY,
        "            if self.missing():\n"
        "                best = {name: entry[1] or () for name, entry in "
        "self.built.profiles[self.profile].dims.items()}\n"
        "                return Shapes(self.built.graph, best, {}).dims(tensor)\n" + QUERY,
    ),
    mutant(
        "DS-DIM-021",
        "zero_for_unknown",
        "Before all inputs are set an output shows 0 for -1.",
        CONTEXT,
        OWN,
        "        dims = self.state.dims_of(tensor)\n"
        "        return Dims(dims if tensor.is_network_input else [max(extent, 0) for extent in dims])\n",
    ),
    mutant(
        "DS-DIM-022",
        "zero_refused",
        "An extent of 0 is refused.",
        STATE,
        SPAN,
        "if extent == 0 or not low <= extent <= high:",
    ),
    mutant(
        "DS-DIM-022",
        "zero_shown_as_1",
        "An extent of 0 is reported as 1.",
        CONTEXT,
        OWN,
        "        return Dims(tuple(extent or 1 for extent in self.state.dims_of(tensor)))\n",
    ),
    mutant(
        "DS-DIM-023",
        "first_dims_stay",
        "Dims that were set once stay.",
        STATE,
        "        if self._dims.get(tensor) != dims:",
        "        if tensor not in self._dims:",
    ),
    mutant(
        "DS-DIM-023",
        "outputs_stale",
        "The dims of outputs are worked out once.",
        STATE,
        CHANGE,
        "            self._dims[tensor] = dims\n"
        "            if self._known is None or self.missing_dims():\n"
        "                self._known = None\n"
        "            else:\n"
        "                self._known._dims[tensor] = dims",
    ),
    mutant(
        "DS-DIM-025",
        "zero_always_accepted",
        "An extent of 0 is accepted whatever the least one is.",
        STATE,
        SPAN,
        "if extent != 0 and not low <= extent <= high:",
    ),
    mutant(
        "DS-DIM-025",
        "zero_against_1_is_1",
        "An extent of 1 against 0 gives 1.",
        SHAPES,
        "extent not in (1, -1)}",
        "extent not in (0, 1, -1)}",
    ),
    mutant(
        "DS-DIM-025",
        "greatest_of_nothing_is_0",
        "The greatest of no elements is 0.",
        "kernels/numpy_core.py",
        "-np.inf",
        "0",
    ),
    mutant(
        "DS-DIM-026",
        "of_unknown_dims",
        "Strides are answered for dims that are not known.",
        STATE,
        UNANSWERABLE,
        '        if False:\n            text = f"{tensor.name}: strides',
    ),
    mutant(
        "DS-DIM-026",
        "index_wraps",
        "An index out of range wraps round.",
        CONTEXT,
        CHECK_STRIDES,
        "        binding %= len(table)\n" + CHECK_STRIDES,
    ),
    mutant(
        "DS-DIM-027",
        "rank_1_for_scalars",
        "An input of rank 0 is taken for one of dims (1).",
        "network.py",
        "        return self.graph.add_input(name, dtype, dims)",
        "        return self.graph.add_input(name, dtype, dims or (1,))",
    ),
    mutant(
        "DS-DIM-027",
        "scalars_must_be_set",
        "The dims of an input of rank 0 have to be set.",
        STATE,
        MISSING,
        "if (tensor.is_dynamic or not tensor.declared_dims) and tensor not in self._dims]",
    ),
    mutant(
        "DS-DIM-028",
        "at_build_only",
        "Equal names are checked at build only.",
        STATE,
        "        check_dimension_names(self.built.graph, shapes)\n",
        "",
    ),
    mutant(
        "DS-DIM-028",
        "within_an_input",
        "Equal names are compared within one input only.",
        CHECKS,
        NAMES,
        '            other, other_axis = first.setdefault(f"{tensor.name} {name}", (tensor, axis))',
    ),
    mutant(
        "DS-DIM-028",
        "all_names_are_one",
        "All named dimensions have to be equal.",
        CHECKS,
        NAMES,
        '            other, other_axis = first.setdefault("", (tensor, axis))',
    ),
    mutant(
        "DS-DIM-029",
        "nothing_missing",
        "infer_shapes never names an input.",
        CONTEXT,
        "            lacking = [tensor.name for tensor in self.state.missing()]",
        "            lacking = []",
    ),
    mutant(
        "DS-DIM-029",
        "unchecked",
        "infer_shapes does not notice inconsistent inputs.",
        CONTEXT,
        "                self.state.check_all()\n                self.state.write",
        "                self.state.write",
    ),
    mutant(
        "DS-DIM-010",
        "values_of_min",
        "An engine's dims of an output follow from the least shape values though these vary.",
        "built.py",
        "Partial(least, np.asarray(least == greatest))",
        "Partial(least, np.asarray(least <= greatest))",
    ),
    mutant(
        "DS-DIM-010",
        "one_name_by_profile_0",
        "By name the engine's dims are those under the first profile.",
        "engine_names.py",
        "self.built.dims_in_all(self.built.tensor(name))",
        "self.built.dims_in(0, self.built.tensor(name))",
    ),
    mutant(
        "DS-DIM-018",
        "specified_without_a_profile",
        "A context without a profile says that all dims are specified.",
        "context.py",
        "        return not self.state.missing_dims()\n",
        "        return self.state.profile == NO_PROFILE or not self.state.missing_dims()\n",
    ),
    mutant(
        "DS-DIM-026",
        "strides_in_bytes",
        "Strides count bytes.",
        "state.py",
        "        return Dims(strides)\n",
        "        return Dims([stride * tensor.dtype.itemsize for stride in strides])\n",
    ),
    mutant(
        "DS-DIM-028",
        "first_two_inputs",
        "Names of dimensions of the first two inputs only are looked at.",
        "profile_checks.py",
        "    for tensor in graph.inputs:\n        names = tensor.dimension_names",
        "    for tensor in graph.inputs[:2]:\n        names = tensor.dimension_names",
    ),
    mutant(
        "DS-DIM-005",
        "lost_by_a_refused_execution",
        "A refused execution makes all dims void.",
        "state.py",
        "        try:\n"
        "            self.check_all()\n"
        "        except ShapeError as error:\n"
        "            raise error.at_run_time() from None\n"
        "        for tensor",
        "        try:\n"
        "            self.check_all()\n"
        "        except ShapeError as error:\n"
        "            self.start_under(self.profile)\n"
        "            raise error.at_run_time() from None\n"
        "        for tensor",
    ),
    mutant(
        "DS-DIM-009",
        "executed_all_the_same",
        "An execution with inputs that do not fit each other computes nothing and says that all is well.",
        "state.py",
        "        self.check_ready(buffers, allocators)\n        graph",
        "        try:\n"
        "            self.check_ready(buffers, allocators)\n"
        "        except Refusal as refusal:\n"
        "            if refusal.code == ErrorCodeTRT.FAILED_EXECUTION:\n"
        "                return\n"
        "            raise\n"
        "        graph",
    ),
    mutant(
        "DS-DIM-028",
        "ends_must_agree",
        "Least and greatest extents of one name must be equal, too.",
        "profile_checks.py",
        'if selector == OPT or refusal.clause == "DS-NET-013":',
        'if selector == OPT or refusal.clause in ("DS-NET-013", "DS-DIM-028"):',
    ),
    mutant(
        "DS-DIM-014",
        "first_two_inputs",
        "Ranges of inputs after the second are not looked at.",
        "state.py",
        "            low, high = self.built.profiles[profile].range_of(tensor.name, axis)\n",
        "            if tensor in self.built.graph.inputs[2:]:\n"
        "                continue\n"
        "            low, high = self.built.profiles[profile].range_of(tensor.name, axis)\n",
    ),
    mutant(
        "DS-DIM-028",
        "first_two_axes",
        "Names of axes after the second are not looked at.",
        "profile_checks.py",
        "        for axis, name in sorted(names.items()) if names else ():\n",
        "        for axis, name in sorted(names.items()) if names else ():\n"
        "            if axis > 1:\n"
        "                continue\n",
    ),
    mutant(
        "DS-DIM-026",
        "strides_by_the_first_axis",
        "Strides are invalid only while the extent of the first axis is not known.",
        "state.py",
        '        if not is_known(dims):\n            text = f"{tensor.name}: strides',
        '        if dims[:1] == (UNKNOWN,):\n            text = f"{tensor.name}: strides',
    ),
    mutant(
        "DS-DIM-026",
        "no_strides_of_scalars",
        "The strides of a scalar are invalid.",
        "state.py",
        '        if not is_known(dims):\n            text = f"{tensor.name}: strides',
        '        if not dims or not is_known(dims):\n            text = f"{tensor.name}: strides',
    ),
    mutant(
        "DS-DIM-010",
        "first_and_last_profile",
        "By name an extent is -1 only if it differs between the first and the last profile.",
        "built.py",
        "        for profile in range(1, len(self.profiles)):\n            dims = common",
        "        for profile in range(1, len(self.profiles))[-1:]:\n            dims = common",
        edition="10",
    ),
)
