"""Mutants of layers by type, of random numbers, of dims by themselves and of the older calls."""

from __future__ import annotations

from ..model import Mutant, mutant

MAKING = "kernels/numpy_making.py"
WINDOWS = "kernels/numpy_windows.py"
CORE = "kernels/numpy_core.py"
DIMS = "dims.py"
CONTEXT = "context.py"

MUTANTS: tuple[Mutant, ...] = (
    mutant(
        "DS-LAY-004",
        "whole_floor_by_floats",
        "FLOOR_DIV of integers goes by way of float64.",
        CORE,
        'np.floor(a / b) if a.dtype.kind == "f" else a // b',
        "np.floor(a / b)",
        edition="10",
    ),
    mutant(
        "DS-LAY-047",
        "squares_of_uniform",
        "Uniform numbers are squared: more of them lie near alpha.",
        MAKING,
        "uniform(stream, 0, count) * (high - low)",
        "uniform(stream, 0, count) ** 2 * (high - low)",
    ),
    mutant(
        "DS-LAY-047",
        "half_of_the_angles",
        "Normal numbers are made of angles of one half circle, and are never below the mean.",
        MAKING,
        "np.cos(angle)",
        "np.abs(np.cos(angle))",
        edition="8.6",
    ),
    mutant(
        "DS-LAY-064",
        "counts_of_another_axis",
        "An average over three axes is divided by the counts of another axis.",
        WINDOWS,
        "(x.ndim - 1 - position))",
        "(x.ndim - 1 >> position))",
    ),
    mutant(
        "DS-LAY-024",
        "reversed_by_default",
        "Until it is set the first transpose is read as the reverse of the axes.",
        "layers/shuffle.py",
        "Permutation(IDENTITY if self.first_order is None",
        "Permutation(IDENTITY[::-1] if self.first_order is None",
    ),
    mutant(
        "DS-RES-012",
        "kernel_tensor_unchecked",
        "A kernel that is a tensor may have any dims.",
        "layers/weighted.py",
        "        if dims != wanted:\n",
        "        if len(dims) != len(wanted):\n",
        edition="8.6",
    ),
    mutant(
        "DS-DIM-029",
        "nothing_missing_without_a_profile",
        "Without a profile no input lacks anything.",
        CONTEXT,
        '            self.state.selected("DS-DIM-020")\n            lacking',
        "            if self.state.profile < 0:\n                return []\n            lacking",
        edition="8.6",
    ),
    mutant(
        "DS-PY-012",
        "assigned_in_vain",
        "An assignment of active_optimization_profile is lost.",
        CONTEXT,
        '        self._select(value, "Error in set optimization profile.")\n',
        "        return\n",
    ),
    mutant(
        "DS-PY-012",
        "assigned_by_names",
        "From 10 on active_optimization_profile can be assigned.",
        CONTEXT,
        "        if not self.edition.has_bindings:\n            raise AttributeError",
        "        if False:\n            raise AttributeError",
        edition="10",
    ),
    mutant(
        "DS-PY-017",
        "queued_returns_none",
        "execute_async_v2 returns nothing.",
        CONTEXT,
        "signal(read_handle(input_consumed), stream)\n        return done\n",
        "signal(read_handle(input_consumed), stream)\n",
    ),
    mutant(
        "DS-PY-018",
        "longer_than_they_are",
        "Dims2 and its like take more entries than they have.",
        DIMS,
        "len(extents) != self._length:",
        "len(extents) < self._length:",
    ),
    mutant(
        "DS-PY-018",
        "index_as_of_a_list",
        "An index that is too great is a ValueError.",
        DIMS,
        "raise IndexError(f",
        "raise ValueError(f",
    ),
    mutant(
        "DS-PY-018",
        "no_list_is_equal",
        "Dims are equal to tuples only.",
        DIMS,
        "if isinstance(other, (list, tuple)):",
        "if isinstance(other, tuple):",
    ),
)
