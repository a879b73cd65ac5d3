"""Sums of products by an equation: two arrays at a time, as products of matrices or element by element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..dims import known_volume
from .cuda_arrays import Operand
from .cuda_chain import ChainKernels
from .cuda_params import MAX_RANK
from .cuda_products import ProductKernels
from .cuda_reducing import ReducingKernels
from .cuda_selecting import SelectingKernels


@dataclass(frozen=True)
class Term:
    """An array with a letter for each axis, none twice."""

    letters: str
    array: Operand

    def extents(self) -> dict[str, int]:
        """Those of the letters."""
        return dict(zip(self.letters, self.array.shape, strict=True))


class EinsumKernels(ChainKernels, ReducingKernels, SelectingKernels, ProductKernels):
    """See `kernels.device.Device`."""

    def einsum(self, equation: str, arrays: Sequence[Operand]) -> Operand:
        """See `Device.einsum`. More than one step is computed in float32 in between."""
        left, _, output = equation.partition("->")
        letters = left.split(",")
        extents = dict.fromkeys(left.replace(",", ""), 1)
        for term, array in zip(letters, arrays, strict=True):
            extents.update({one: extent for one, extent in zip(term, array.shape, strict=True) if extent != 1})
        # Axes of one element only change dims: they are taken away, and put into the result.
        wide = [letter for letter in output if extents[letter] != 1]
        terms = [self._narrowed(term, array) for term, array in zip(letters, arrays, strict=True)]
        while len(terms) > 1:
            wanted = set(wide).union(*(term.letters for term in terms[2:]))
            first, second = (self._summed(term, wanted | set(other.letters)) for term, other in _pair(terms))
            if len(set(first.letters + second.letters)) > MAX_RANK:
                return self.host.einsum(equation, [np.asarray(self.ready(array)) for array in arrays])
            if len(terms) > 2 and not first.array.dtype == second.array.dtype == np.float32:
                first, second = (Term(term.letters, self.as_float32(term.array)) for term in (first, second))
            terms[:2] = [self._multiplied(first, second, wanted)]
        result = self._ordered(self._summed(terms[0], set(wide)), "".join(wide))
        return self.ready(result).reshape(tuple(extents[letter] for letter in output))

    def _narrowed(self, letters: str, array: Operand) -> Term:
        """Without axes of one element, and the diagonal of axes that bear one letter."""
        wide = [(letter, extent) for letter, extent in zip(letters, array.shape, strict=True) if extent != 1]
        letters, dims = "".join(letter for letter, _ in wide), tuple(extent for _, extent in wide)
        if dims != array.shape:
            array = self.ready(array).reshape(dims)
        for letter in sorted(set(letters)):
            places = [place for place, other in enumerate(letters) if other == letter]
            if len(places) > 1:
                rest = [place for place in range(len(letters)) if place not in places]
                extent, times = array.shape[places[0]], len(places)
                dims = tuple(array.shape[place] for place in rest)
                lines = self.ready(self.transpose(array, [*rest, *places])).reshape((*dims, extent**times))
                step = sum(extent**power for power in range(times))
                array = self.gather(lines, np.arange(extent, dtype=np.int32) * step, len(rest), False)
                letters = "".join(letters[place] for place in rest) + letter
        return Term(letters, array)

    def _summed(self, term: Term, wanted: set[str]) -> Term:
        """Without the letters that nothing else has."""
        axes = [axis for axis, letter in enumerate(term.letters) if letter not in wanted]
        if not axes:
            return term
        array = self.reduce("SUM", term.array, axes, False)
        return Term("".join(letter for letter in term.letters if letter in wanted), array)

    def _multiplied(self, left: Term, right: Term, wanted: set[str]) -> Term:
        """The product of two terms, summed over their common letters that nothing else has."""
        common = [letter for letter in left.letters if letter in right.letters]
        batch = "".join(letter for letter in common if letter in wanted)
        summed = "".join(letter for letter in common if letter not in wanted)
        rows, columns = ("".join(letter for letter in term.letters if letter not in common) for term in (left, right))
        extents = {**left.extents(), **right.extents()}
        dims = tuple(extents[letter] for letter in batch + rows + columns)
        a, b = self._stacked(left, batch, rows, summed), self._stacked(right, batch, summed, columns)
        if not summed:
            product = self.elementwise("PROD", a, b)
        elif not rows and not columns:
            lines = known_volume(tuple(extents[letter] for letter in batch)), a.shape[-1]
            product = self.elementwise("PROD", self.ready(a).reshape(lines), self.ready(b).reshape(lines))
            product = self.reduce("SUM", product, [1], False)
        else:
            product = self.matrix_multiply(a, b)
        return Term(batch + rows + columns, self.ready(product).reshape(dims))

    def _stacked(self, term: Term, batch: str, rows: str, columns: str) -> Operand:
        """A term as (batch, rows, columns); what only lies the other way round is left so."""
        extents = term.extents()
        lead, height, width = (
            known_volume(tuple(extents[letter] for letter in group)) for group in (batch, rows, columns)
        )
        if term.letters == batch + columns + rows:
            return self.transpose(self.ready(term.array).reshape((lead, width, height)), (0, 2, 1))
        ordered = self._ordered(term, batch + rows + columns)
        return self.ready(ordered).reshape((lead, height, width))

    def _ordered(self, term: Term, letters: str) -> Operand:
        """The array with its axes in another order."""
        if term.letters == letters:
            return term.array
        return self.transpose(term.array, [term.letters.index(letter) for letter in letters])


def _pair(terms: Sequence[Term]) -> tuple[tuple[Term, Term], tuple[Term, Term]]:
    return (terms[0], terms[1]), (terms[1], terms[0])
