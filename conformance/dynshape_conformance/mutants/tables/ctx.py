"""Mutants of DS-CTX: the profile of an execution context."""

from __future__ import annotations

from ..model import Mutant, mutant

OWNERS = "owners.py"
CONTEXT = "context.py"
STATE = "state.py"
IN_RANGE = "if not 0 <= profile < self._profiles:"
TAKEN = "if self._holders.get(profile) not in (None, context):"
HOLDERS = "weakref.WeakValueDictionary[int, IExecutionContext] = weakref.WeakValueDictionary()"
GIVEN = "        return 0 not in self._holders and ("
CLAIM = "        self.engine.owners.claim(self, self.state.profile, profile)\n"
ADOPT = "            self.adopt_profile(operator.index(profile))"
REFUSED = '            self.journal.error(refusal, "IExecutionContext.set_optimization_profile_async: ")\n'
DIMS_GONE = "        self._dims.clear()\n"
TO_SET_DIMS = '        profile = self.state.selected("DS-DIM-002")\n'
TO_EXECUTE = '        profile = self.state.selected("DS-CTX-005")\n'
NO_SHARE = "        if not self._exclusive:\n            return True"
CREATED = "        context = IExecutionContext(self)\n"
LACKING = (
    "        if self.missing():\n"
    '            names = ", ".join(tensor.name for tensor in self.missing())\n'
    "            clause"
)

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-CTX-001",
        "dims_without_profile",
        "Dims set without a profile are accepted, and forgotten.",
        CONTEXT,
        TO_SET_DIMS,
        "        if self.state.profile == NO_PROFILE:\n            return True\n" + TO_SET_DIMS,
    ),
    mutant(
        "DS-CTX-001",
        "dims_select_a_profile",
        "Setting dims without a profile selects that of the binding.",
        CONTEXT,
        TO_SET_DIMS,
        "        if self.state.profile == NO_PROFILE:\n"
        "            self.state.start_under(operator.index(binding) // len(self.engine.built.tensors))\n" + TO_SET_DIMS,
    ),
    mutant("DS-CTX-002", "no_exclusivity", "Contexts may hold one profile together.", OWNERS, TAKEN, "if False:"),
    mutant(
        "DS-CTX-002",
        "profile_0_only",
        "Only profile 0 is exclusive.",
        OWNERS,
        TAKEN,
        f"if profile == 0 and {TAKEN[3:]}",
    ),
    mutant(
        "DS-CTX-002",
        "first_profiles_only",
        "Profiles from 8 on are not exclusive.",
        OWNERS,
        TAKEN,
        f"if profile < 8 and {TAKEN[3:]}",
    ),
    mutant(
        "DS-CTX-002",
        "engines_share_owners",
        "A profile that is held in one engine is held in all.",
        OWNERS,
        f"        self._holders: {HOLDERS}\n",
        '        vars(weakref).setdefault("held", weakref.WeakValueDictionary())\n'
        '        self._holders = vars(weakref)["held"]\n',
    ),
    mutant(
        "DS-CTX-003",
        "without_effect",
        "Selecting a profile has no effect after the first time.",
        STATE,
        "        self.profile = profile\n        self._dims",
        "        self.profile = profile if self.profile == NO_PROFILE else self.profile\n        self._dims",
    ),
    mutant(
        "DS-CTX-003",
        "no_way_back_to_0",
        "Profile 0 can't be selected after another.",
        CONTEXT,
        ADOPT,
        "            if profile == 0 and self.state.profile > 0:\n"
        '                raise Refusal("DS-CTX-003", "no way back")\n' + ADOPT,
    ),
    mutant(
        "DS-CTX-005",
        "executes_without_profile",
        "Execution without a profile succeeds, and does nothing.",
        CONTEXT,
        TO_EXECUTE,
        "        if self.state.profile == NO_PROFILE:\n            return True\n" + TO_EXECUTE,
    ),
    mutant(
        "DS-CTX-005",
        "wrong_reason",
        "Execution without a profile is refused for another reason.",
        CONTEXT,
        TO_EXECUTE,
        TO_EXECUTE.replace("DS-CTX-005", "DS-DIM-002"),
    ),
    mutant(
        "DS-CTX-006",
        "never_freed",
        "A destroyed context keeps its profile.",
        OWNERS,
        HOLDERS,
        "dict[int, IExecutionContext] = {}",
    ),
    mutant(
        "DS-CTX-006",
        "all_freed",
        "When a context is destroyed, all profiles become free.",
        CONTEXT,
        "    # The profile\n",
        "    def __del__(self) -> None:\n        self.engine.owners._holders.clear()\n\n    # The profile\n",
    ),
    mutant(
        "DS-CTX-007",
        "none_for_the_first",
        "The first context has no profile.",
        OWNERS,
        GIVEN,
        "        return False and (",
    ),
    mutant(
        "DS-CTX-007",
        "last_for_the_first",
        "The first context gets the last profile.",
        CONTEXT,
        CLAIM,
        "        if self.state.profile == NO_PROFILE and self.engine.owners._created == 1:\n"
        "            profile = len(self.engine.built.profiles) - 1\n" + CLAIM,
    ),
    mutant(
        "DS-CTX-007",
        "like_8_4",
        "Only the engine's very first context gets profile 0.",
        OWNERS,
        'self._rule != "first"',
        "False",
    ),
    mutant(
        "DS-CTX-007",
        "like_8_6",
        "A later context gets profile 0 if it is free.",
        OWNERS,
        'self._rule != "first"',
        "True",
        edition="8.4",
    ),
    mutant(
        "DS-CTX-008",
        "switches_once",
        "A context can be switched once only.",
        CONTEXT,
        ADOPT,
        '            self.switches = vars(self).get("switches", 0) + 1\n'
        "            if self.switches > 2:\n"
        '                raise Refusal("DS-CTX-008", "switched already")\n' + ADOPT,
    ),
    mutant(
        "DS-CTX-010",
        "former_kept",
        "A context that was switched still holds its former profile.",
        OWNERS,
        "            del self._holders[former]",
        "            pass",
    ),
    mutant(
        "DS-CTX-008",
        "upwards_only",
        "A context can be switched to a greater index only.",
        CONTEXT,
        ADOPT,
        '            if profile < self.state.profile:\n                raise Refusal("DS-CTX-008", "upwards only")\n'
        + ADOPT,
    ),
    mutant(
        "DS-CTX-009",
        "first_work_dropped",
        "The first work after a switch is dropped.",
        CONTEXT,
        CLAIM,
        CLAIM + "        self.dropping = self.state.profile != NO_PROFILE\n",
        "        if self.profiler is None:\n            if self.layer_times",
        '        if vars(self).pop("dropping", False):\n'
        "            return\n"
        "        if self.profiler is None:\n"
        "            if self.layer_times",
    ),
    mutant("DS-CTX-013", "index_unchecked", "A profile index out of range is accepted.", OWNERS, IN_RANGE, "if False:"),
    mutant(
        "DS-CTX-013",
        "negative_wraps",
        "Negative indices count from the end.",
        CONTEXT,
        ADOPT,
        "            self.adopt_profile(profile + len(self.engine.built.profiles) if profile < 0 "
        "else operator.index(profile))",
    ),
    mutant(
        "DS-CTX-013",
        "beyond_is_last",
        "An index beyond the last stands for the last.",
        CONTEXT,
        ADOPT,
        "            self.adopt_profile(min(operator.index(profile), len(self.engine.built.profiles) - 1))",
    ),
    mutant(
        "DS-CTX-013",
        "last_refused",
        "The last profile can't be selected.",
        OWNERS,
        IN_RANGE,
        "if not 0 <= profile < max(self._profiles - 1, 1):",
    ),
    mutant(
        "DS-CTX-013",
        "refusal_drops_the_former",
        "A refused selection leaves the context without a profile.",
        CONTEXT,
        REFUSED,
        REFUSED + "            self.state.start_under(NO_PROFILE)\n",
    ),
    mutant(
        "DS-CTX-013",
        "refusal_takes_effect",
        "A refused selection is reported as the active one.",
        CONTEXT,
        REFUSED,
        REFUSED + "            self.state.profile = profile\n",
    ),
    mutant(
        "DS-CTX-014",
        "any_free_profile",
        "A later context gets the lowest free profile.",
        "engine.py",
        '        else:\n            text = "Could not',
        "        elif free := [k for k in range(len(self.built.profiles)) if k not in "
        "self.owners._holders]:\n"
        "            context.adopt_profile(free[0])\n"
        "        else:\n"
        '            text = "Could not',
    ),
    mutant(
        "DS-CTX-014",
        "reported_as_0",
        "A context without a profile reports profile 0.",
        CONTEXT,
        "        return self.state.profile\n",
        "        return max(self.state.profile, 0)\n",
    ),
    mutant(
        "DS-CTX-014",
        "executes_under_0",
        "A context without a profile executes under profile 0.",
        CONTEXT,
        TO_EXECUTE,
        "        if self.state.profile == NO_PROFILE:\n            self.state.start_under(0)\n            return True\n"
        + TO_EXECUTE,
    ),
    mutant(
        "DS-CTX-015",
        "no_further_context",
        "No further context is created once profile 0 is taken.",
        "engine.py",
        '        else:\n            text = "Could not',
        '        else:\n            return None\n            text = "Could not',
    ),
    mutant(
        "DS-CTX-015",
        "as_many_as_profiles",
        "No more contexts are created than there are profiles.",
        "engine.py",
        CREATED,
        "        if self.owners._created > len(self.built.profiles):\n            return None\n" + CREATED,
    ),
    mutant(
        "DS-CTX-015",
        "not_logged",
        "No record says that a context got no profile.",
        "engine.py",
        '            self.journal.inform("DS-CTX-015", text)\n',
        "            pass\n",
    ),
    mutant(
        "DS-CTX-015",
        "logged_once",
        "Only the first context of an engine that got no profile leaves a record.",
        "engine.py",
        '            self.journal.inform("DS-CTX-015", text)\n',
        '            if not getattr(self.owners, "_said", False):\n'
        '                self.journal.inform("DS-CTX-015", text)\n'
        "            self.owners._said = True\n",
    ),
    mutant(
        "DS-CTX-016",
        "static_is_exclusive",
        "Profiles of an engine without run-time dims are exclusive too.",
        OWNERS,
        "built.is_dynamic and not",
        "not",
    ),
    mutant(
        "DS-CTX-016",
        "static_needs_selection",
        "Later contexts of an engine without run-time dims have no profile.",
        OWNERS,
        NO_SHARE,
        "        if not self._exclusive:\n            return self._created == 1",
    ),
    mutant("DS-CTX-017", "dims_kept", "Dims outlive a switch.", STATE, DIMS_GONE, ""),
    mutant("DS-CTX-017", "values_kept", "Shape values outlive a switch.", STATE, "        self._values.clear()\n", ""),
    mutant(
        "DS-CTX-017",
        "first_input_only",
        "A switch voids the dims of the first input only.",
        STATE,
        DIMS_GONE,
        "        self._dims = dict(list(self._dims.items())[1:])\n",
    ),
    mutant(
        "DS-CTX-017",
        "restored_on_return",
        "Dims come back when their profile does.",
        STATE,
        "        self.profile = profile\n" + DIMS_GONE,
        '        kept = self.__dict__.setdefault("kept", {})\n'
        "        kept[self.profile] = dict(self._dims)\n"
        "        self.profile = profile\n"
        "        self._dims = kept.get(profile, {})\n",
    ),
    mutant(
        "DS-CTX-017",
        "stale_shapes",
        "The dims of outputs outlive a switch.",
        STATE,
        "        self._values.clear()\n        self._known = None",
        "        self._values.clear()",
    ),
    mutant(
        "DS-CTX-017",
        "fitting_dims_kept",
        "Dims that fit the new profile outlive a switch.",
        STATE,
        DIMS_GONE,
        "        ranges = self.built.profiles[profile]\n"
        "        fits = lambda t, d: all(a <= e <= b for x, e in enumerate(d) for a, b in "
        "[ranges.range_of(t.name, x)])\n"
        "        self._dims = {t: d for t, d in self._dims.items() if fits(t, d)}\n",
    ),
    mutant(
        "DS-CTX-018",
        "dims_shared",
        "Dims set on one context are set on all.",
        "engine.py",
        CREATED,
        CREATED + '        self.shared = vars(self).get("shared", context.state._dims)\n'
        "        context.state._dims = self.shared\n",
    ),
    mutant(
        "DS-CTX-018",
        "one_selection_for_all",
        "Selecting a profile on one context moves all others.",
        CONTEXT,
        CLAIM,
        CLAIM + "        for other in list(self.engine.owners._holders.values()):\n"
        "            other.state.profile = profile\n",
    ),
    mutant(
        "DS-CTX-019",
        "missing_dims_unnoticed",
        "Execution with missing dims is accepted, and does nothing.",
        STATE,
        LACKING,
        "        if self.missing():\n            return\n" + LACKING,
    ),
    mutant(
        "DS-CTX-019",
        "opt_for_missing_dims",
        "Execution takes the best dims of the profile where none were set.",
        STATE,
        LACKING,
        "        for tensor in self.missing_dims():\n"
        "            self.set_dims(tensor, self.built.profiles[self.profile].dims[tensor.name][1])\n" + LACKING,
    ),
    mutant(
        "DS-CTX-019",
        "first_input_only",
        "Execution takes the best dims of the profile for all inputs but the first.",
        STATE,
        LACKING,
        "        for tensor in self.missing_dims():\n"
        "            if tensor is not self.built.graph.inputs[0]:\n"
        "                self.set_dims(tensor, self.built.profiles[self.profile].dims[tensor.name][1])\n" + LACKING,
    ),
    mutant(
        "DS-CTX-020",
        "first_row_read",
        "Execution reads the first row of addresses, whatever the profile.",
        CONTEXT,
        "first = profile * columns if",
        "first = 0 * columns if",
    ),
    mutant(
        "DS-CTX-020",
        "all_rows_read",
        "A null address in any row is refused.",
        CONTEXT,
        "        row = zip(",
        "        if any(isinstance(b, int) and b == 0 for b in bindings):\n"
        '            raise Refusal("DS-EST-019", "null")\n'
        "        row = zip(",
    ),
    mutant(
        "DS-CTX-022",
        "still_exclusive",
        "Profiles are still exclusive in edition 10.",
        "editions.py",
        'implicit_profile="always",\n    shares_profiles=True',
        'implicit_profile="free",\n    shares_profiles=False',
        edition="10",
    ),
    mutant(
        "DS-CTX-022",
        "later_contexts_without",
        "Later contexts have no profile in edition 10.",
        OWNERS,
        NO_SHARE,
        '        if not self._exclusive and self._rule == "always":\n            return self._created == 1\n'
        + NO_SHARE,
        edition="10",
    ),
    mutant(
        "DS-CTX-013",
        "refused_index_voids_values",
        "An index that is refused makes the values void that were set, and keeps the dims.",
        "context.py",
        REFUSED,
        "            self.state._values.clear()\n" + REFUSED,
    ),
    mutant(
        "DS-CTX-013",
        "refused_index_voids_dims",
        "An index that is refused makes the dims void that were set.",
        "context.py",
        '            self.journal.error(refusal, "IExecutionContext.set_optimization_profile_async: ")\n',
        "            self.state.start_under(former)\n"
        '            self.journal.error(refusal, "IExecutionContext.set_optimization_profile_async: ")\n',
    ),
    mutant(
        "DS-CTX-002",
        "third_holder_forgotten",
        "Of three contexts the one that switches last does not hold its profile.",
        "owners.py",
        "        self._holders[profile] = context\n",
        "        self._holders[profile] = context\n"
        "        if former >= 0 and len(self._holders) > 2:\n"
        "            del self._holders[profile]\n",
    ),
)
