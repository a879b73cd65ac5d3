"""Mutants of DS-CAL: Int8 calibration with dynamic shapes."""

from __future__ import annotations

from ..model import Mutant, mutant

SETTINGS = "calibration_settings.py"
CALIBRATE = "calibrate.py"
CHECK = "            profile.ranges.check()\n"
SET = "        self._calibration_profile = _at_opt(profile, self.journal)\n        return True"
DIMS = "{name: [entries[OPT]] * 3 for name, entries in profile.ranges.dims.items()}"
SIZE = "    if graph.is_dynamic() and size != 1:\n"
USED = "profile.ranges if profile else copy.profiles[0]"
GET = "        return self._calibration_profile\n"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-CAL-001",
        "profile_ignored",
        "The calibration profile is ignored in favour of the first profile.",
        "int8.py",
        USED,
        "copy.profiles[0]",
    ),
    mutant(
        "DS-CAL-001",
        "misfit_accepted",
        "A calibration profile that lacks an input is not noticed.",
        CALIBRATE,
        '        check_profile(graph, "for calibration", ranges)\n',
        "        pass\n",
    ),
    mutant(
        "DS-CAL-002",
        "at_min",
        "Calibration runs at the least dims of the profile.",
        SETTINGS,
        DIMS,
        DIMS.replace("OPT", "0"),
    ),
    mutant(
        "DS-CAL-002",
        "at_max",
        "Calibration runs at the greatest dims of the profile.",
        SETTINGS,
        DIMS,
        DIMS.replace("OPT", "2"),
    ),
    mutant(
        "DS-CAL-003",
        "one_batch_only",
        "Only the first batch is asked for.",
        CALIBRATE,
        "    while fed or count == 0:\n",
        "    while count == 0:\n",
    ),
    mutant(
        "DS-CAL-004",
        "added_profile_needed",
        "A profile that was not added is no calibration profile.",
        SETTINGS,
        CHECK,
        CHECK
        + '            if profile not in self.profiles:\n                raise Refusal("DS-CAL-004", "not added")\n',
    ),
    mutant(
        "DS-CAL-005",
        "ignored",
        "A calibration profile is accepted and forgotten.",
        SETTINGS,
        SET,
        "        return True",
    ),
    mutant(
        "DS-CAL-006",
        "invalid_accepted",
        "A calibration profile need not be valid.",
        SETTINGS,
        CHECK,
        "            pass\n",
        DIMS,
        DIMS.replace("[entries[OPT]] * 3", "[entries[OPT] or entries[0]] * 3"),
    ),
    mutant(
        "DS-CAL-006",
        "none_refused",
        "None is no calibration profile.",
        SETTINGS,
        "            self._calibration_profile = None\n            return True",
        "            return False",
    ),
    mutant(
        "DS-CAL-007",
        "min_max_kept",
        "The least and greatest dims of a calibration profile stay.",
        SETTINGS,
        DIMS,
        DIMS.replace("[entries[OPT]] * 3", "list(entries)"),
    ),
    mutant(
        "DS-CAL-008",
        "first_stays",
        "A second calibration profile does not take the place of the first.",
        SETTINGS,
        SET,
        "        if self._calibration_profile is None:\n    " + SET,
    ),
    mutant(
        "DS-CAL-008",
        "none_answered",
        "A configuration never tells its calibration profile.",
        SETTINGS,
        GET,
        "        return None\n",
    ),
    mutant(
        "DS-CAL-009",
        "empty_profile",
        "Without a calibration profile an empty one is answered.",
        SETTINGS,
        GET,
        "        return self._calibration_profile or IOptimizationProfile(self.journal)\n",
    ),
    mutant("DS-CAL-010", "any_batch_size", "Any batch size is accepted.", CALIBRATE, SIZE, "    if False:\n"),
    mutant(
        "DS-CAL-010",
        "static_too",
        "The batch size has to be 1 without run-time dims, too.",
        CALIBRATE,
        SIZE,
        "    if size != 1:\n",
    ),
    mutant(
        "DS-CAL-011",
        "answers_false",
        "Setting a calibration profile answers False.",
        SETTINGS,
        SET,
        SET.replace("True", "False"),
    ),
    mutant(
        "DS-CAL-007",
        "values_kept",
        "The least and greatest values of shape inputs stay.",
        "calibration_settings.py",
        "copy.ranges.values = {name: [entries[OPT]] * 3 for",
        "copy.ranges.values = {name: list(entries) for",
    ),
    mutant(
        "DS-CAL-002",
        "dims_of_the_first_input",
        "Batches of all inputs of one rank are read with the dims of the first.",
        "calibrate.py",
        "        tensor: _read_input(tensor, buffer, shapes.dims(tensor), count, device)\n",
        "        tensor: _read_input(tensor, buffer, shapes.dims(fed[0]), count, device)\n",
    ),
    mutant(
        "DS-CAL-003",
        "first_two_batches",
        "Batches after the second do not count.",
        "calibrate.py",
        "        for tensor, array in inputs.items():\n            look(tensor, array)\n",
        "        if count > 2:\n"
        "            continue\n"
        "        for tensor, array in inputs.items():\n"
        "            look(tensor, array)\n",
    ),
    mutant(
        "DS-CAL-001",
        "first_input_of_the_profile",
        "Of the calibration profile only what it has for the first input is looked at.",
        "calibrate.py",
        '        check_profile(graph, "for calibration", ranges)',
        "        if graph.inputs[0].name not in ranges.dims:\n"
        '            check_profile(graph, "for calibration", ranges)',
    ),
    mutant(
        "DS-CAL-010",
        "first_axis_only",
        "The batch size has to be 1 only where axis 0 is a run-time dimension.",
        "calibrate.py",
        "    if graph.is_dynamic() and size != 1:",
        "    if any(tensor.declared_dims[:1] == (-1,) for tensor in graph.inputs) and size != 1:",
    ),
    mutant(
        "DS-CAL-010",
        "below_zero",
        "A batch size below 0 passes.",
        "calibrate.py",
        "    if graph.is_dynamic() and size != 1:",
        "    if graph.is_dynamic() and size >= 0 and size != 1:",
    ),
)
