"""Running the steps of a tax stack over slots (C-37 to C-41)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from reference.goods import Line
from reference.measures import Measure, Tariff
from reference.money import Cut, clamped, cut, cut_part, rounded, shares
from reference.refused import Refused
from reference.stack_rows import Gate, Step
from reference.surcharges import OPS


@dataclass
class Slot:
    """Values per line and their total."""

    lines: list[int]
    total: int


@dataclass(frozen=True)
class Result:
    """What a step charges on a line (None: on the whole consignment), in pips."""

    step: Step
    line: int | None
    pip: int
    measure: Measure | None = None


@dataclass
class Cell:
    """What a step is priced on: some lines together, or the entry."""

    lines: list[int]
    measure: Measure | None
    whole: bool = False


class Stack:
    """The slots of one consignment and the steps run on them."""

    def __init__(
        self, lines: list[Line], tariff: Tariff, heading_digits: int, sales_tax: str | None
    ) -> None:
        self.lines, self.tariff = lines, tariff
        self.heading_digits, self.sales_tax = heading_digits, sales_tax
        self.slots: dict[str, Slot] = {}

    def put(self, name: str, values: list[int], total: int | None = None) -> None:
        """Set an input slot; its total is the sum unless said otherwise (C-37)."""
        self.slots[name] = Slot(values, sum(values) if total is None else total)

    def slot(self, name: str) -> Slot:
        """Return a slot; a code that has not run holds 0."""
        return self.slots.get(name) or Slot([0] * len(self.lines), 0)

    def copy(self) -> Stack:
        """Return a stack with its own slots."""
        twin = Stack(self.lines, self.tariff, self.heading_digits, self.sales_tax)
        twin.slots = {k: Slot(list(v.lines), v.total) for k, v in self.slots.items()}
        return twin

    def run(self, steps: Iterable[Step], day: int) -> list[Result]:
        """Run steps in `seq` order (C-38) and return what they charge."""
        results: list[Result] = []
        for step in sorted(steps, key=lambda step: step.seq):
            if all(self.open(gate) for gate in step.gates if not gate.of_line):
                results += self.step(step, day)
        return results

    def open(self, gate: Gate, line: int | None = None) -> bool:
        """Tell whether a gate holds, on the total or on a line (C-40)."""
        slot = self.slot(gate.slot)
        return OPS[gate.op](slot.total if line is None else slot.lines[line], gate.bound)

    def cells(self, step: Step, day: int) -> list[Cell]:
        """Return the cells of a step by its scope (C-38)."""
        if step.scope == "entry":
            return [Cell(list(range(len(self.lines))), None, whole=True)]
        cells: dict[object, Cell] = {}
        for i, line in enumerate(self.lines):
            if not all(self.open(gate, i) for gate in step.gates if gate.of_line):
                continue
            measure = None
            if step.measure:
                measure = self.tariff.line_measure(step.measure, line, day, step.required)
            heading = (line.hs[: self.heading_digits], id(measure))
            key: object = heading if step.scope == "heading" else i
            cells.setdefault(key, Cell([], measure)).lines.append(i)
        return list(cells.values())

    def step(self, step: Step, day: int) -> list[Result]:
        """Price a step on its cells and add it to its slot."""
        slot = self.slots.setdefault(step.code, Slot([0] * len(self.lines), 0))
        results = []
        for cell in self.cells(step, day):
            if step.measure and cell.measure is None:
                continue  # no rate applies: nothing is owed and nothing is shown
            pip = rounded(self.amount(step, cell), step.unit, step.mode)
            results.append(Result(step, None if cell.whole else cell.lines[0], pip, cell.measure))
        for result in results:
            slot.total += result.pip
            if result.line is None:
                for i, part in enumerate(shares(result.pip, self.slot(step.share).lines)):
                    slot.lines[i] += part
            else:
                slot.lines[result.line] += result.pip
        return results

    def value(self, name: str, cell: Cell) -> int:
        """Return a slot summed over a cell."""
        slot = self.slot(name)
        return slot.total if cell.whole else sum(slot.lines[i] for i in cell.lines)

    def basis(self, step: Step, cell: Cell) -> int:
        """Return the basis: terms cut to pips and summed, then rounded (C-39)."""
        total, sticky = 0, False
        for term in step.terms:
            value, factor = self.value(term.slot, cell), term.factor
            part, lost = cut_part(value * factor.numerator, factor.denominator)
            total += part
            sticky = sticky or lost
        return rounded((total, sticky), step.base_unit, step.base_mode)

    def amount(self, step: Step, cell: Cell) -> Cut:
        """Return the amount of a step before its rounding (C-06, C-39, C-41)."""
        basis = self.basis(step, cell)
        if step.has_flat and basis <= 0:
            return 0, False
        beyond, rate = max(0, basis - step.q0), self.rate(step, cell)
        x = -(-beyond // step.step) if step.step else beyond
        pip, sticky = cut_part(step.flat * rate.denominator + rate.numerator * x, rate.denominator)
        if cell.measure is not None:
            for amount, unit in cell.measure.duty.specific:
                part, lost = cut(amount * self.pips_per_unit() * self.quantity(cell, unit))
                pip, sticky = pip + part, sticky or lost
        return clamped((pip, sticky), step.min, step.max)

    def pips_per_unit(self) -> int:
        """Return the pips in one unit of the jurisdiction's currency."""
        return self.slots["_PIPS"].total

    def rate(self, step: Step, cell: Cell) -> Fraction:
        """Return the rate on the basis."""
        if step.sales_tax:
            if self.sales_tax is None:
                raise Refused("SALES_TAX_MISSING")
            return Fraction(self.sales_tax)
        if step.measure:
            return cell.measure.duty.ad_valorem if cell.measure else Fraction(0)
        return step.rate

    def quantity(self, cell: Cell, unit: str) -> Fraction:
        """Return the declared quantity of a cell in a unit, or refuse (C-41)."""
        total = Fraction(0)
        for i in cell.lines:
            declared = self.lines[i].declared(unit)
            if declared is None:
                raise Refused("DUTY_INPUT_MISSING", text=unit)
            total += declared
        return total
