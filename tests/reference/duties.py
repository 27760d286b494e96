"""What a duty expression comes to on some lines (C-57)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from reference.duty_text import Duty, Side, Term
from reference.goods import Line
from reference.money import Cut, cut, cut_part, joined, taken_off
from reference.refused import Refused
from reference.units import NO_UNIT


@dataclass(frozen=True)
class Dutiable:
    """What a duty is taken on: a basis in pips, and the lines that are summed in it."""

    basis_pip: int
    lines: list[Line]
    unit_pip: int  # pips in one unit of the jurisdiction's currency
    converted: Callable[[int], int]  # the order's minor units in pips, to the minor unit

    def priced(self, duty: Duty) -> Cut:
        """Return the amount of a duty: side by side, never below 0."""
        stands: Cut = (0, False)
        for side in duty.sides:
            stands = laid(side.op, stands, self.side(side))
        return stands if stands[0] >= 0 else (0, False)

    def side(self, side: Side) -> Cut:
        """Return the sum of a side's terms."""
        total: Cut = (0, False)
        for term in side.terms:
            amount = self.term(term)
            total = joined(total, taken_off(amount) if term.taken_off else amount)
        return total

    def term(self, term: Term) -> Cut:
        """Return one term, cut to pips."""
        if term.unit is not None:
            return cut(term.rate * self.unit_pip * self.quantity(term))
        basis = self.basis_pip
        if term.part:
            part = self.part_pip(term.part)
            basis = max(0, basis - part) if term.all_but else part
        return cut_part(basis * term.rate.numerator, term.rate.denominator)

    def part_pip(self, part: str) -> int:
        """Return the value of a part, converted line by line."""
        total = 0
        for line in self.lines:
            value = line.part_minor(part)
            if value is None:
                raise Refused("DUTY_INPUT_MISSING", text=part)
            total += self.converted(value)
        return total

    def quantity(self, term: Term) -> Fraction:
        """Return the quantity in the unit of a term, over all lines, by their degrees if asked."""
        base, size = term.unit or NO_UNIT
        total = Fraction(0)
        for line in self.lines:
            declared = line.declared(base)
            if declared is None:
                raise Refused("DUTY_INPUT_MISSING", text=base)
            total += by_degree(declared, line, term.degree) if term.degree else declared
        return total / size


def laid(op: str, stands: Cut, side: Cut) -> Cut:
    """Return what stands after a side: the larger, the smaller or the sum; the first stands."""
    if op == "first":
        return side
    if op == "plus":
        return joined(stands, side)
    if stands[0] == side[0]:
        return stands[0], stands[1] or side[1]
    return max(stands, side) if op == "at_least" else min(stands, side)


def by_degree(quantity: Fraction, line: Line, name: str) -> Fraction:
    """Return a quantity times the line's degree, cut to thousandths of the normal unit."""
    degree = line.degree(name)
    if degree is None:
        raise Refused("DUTY_INPUT_MISSING", text=name)
    return Fraction(quantity * degree * 1000 // 1, 1000)
