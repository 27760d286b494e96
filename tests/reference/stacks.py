"""Running the steps of a tax stack over slots (C-37 to C-41)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from reference.duties import Dutiable
from reference.fx import Converter
from reference.goods import Line
from reference.measures import Measure, Shipped, Tariff
from reference.money import PIPS, Cut, clamped, cut_part, joined, rounded, shares, taken_off
from reference.reading import Row, ratio
from reference.refused import Refused
from reference.stack_rows import Gate, Step, is_no_sum
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


@dataclass(frozen=True)
class Setting:
    """What the steps of a consignment look at besides its slots."""

    lines: list[Line]
    tariff: Tariff
    shipped: Shipped
    sales_tax: str  # empty: not known
    customs: Converter
    order_currency: str
    currency: str

    @property
    def unit_pip(self) -> int:
        """Return the pips in one unit of the jurisdiction's currency."""
        return PIPS * 10 ** self.customs.fx.currencies.exponent[self.currency]

    def converted(self, value_minor: int) -> int:
        """Return an amount of the order in pips of the market, half up to the minor unit."""
        rates = self.customs
        return rates.minors(value_minor * PIPS, self.order_currency, self.currency) * PIPS


class Stack:
    """The slots of one consignment and the steps run on them."""

    def __init__(self, setting: Setting, heading_digits: int) -> None:
        self.setting, self.lines, self.heading_digits = setting, setting.lines, heading_digits
        self.slots: dict[str, Slot] = {}
        self.asked: list[Row] = []  # regime rows whose value was tested
        self.billed: dict[str, set[int]] = {}  # by EPR scheme, the places of its billed lines

    def put(self, name: str, values: list[int], total: int | None = None) -> None:
        """Set an input slot; its total is the sum unless said otherwise (C-37)."""
        self.slots[name] = Slot(values, sum(values) if total is None else total)

    def slot(self, name: str) -> Slot:
        """Return a slot; a code that has not run holds 0."""
        return self.slots.get(name) or Slot([0] * len(self.lines), 0)

    def copy(self) -> Stack:
        """Return a stack with its own slots."""
        twin = Stack(self.setting, self.heading_digits)
        twin.slots = {k: Slot(list(v.lines), v.total) for k, v in self.slots.items()}
        twin.billed = self.billed
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

    def places(self, step: Step) -> list[int]:
        """Return the lines of a step: with a scheme only those billed under it (C-45)."""
        every = range(len(self.lines))
        if not step.scheme:
            return list(every)
        return [i for i in every if i in self.billed.get(step.scheme, ())]

    def cells(self, step: Step, day: int) -> list[Cell]:
        """Return the cells of a step by its scope (C-38)."""
        places = self.places(step)
        if step.scope == "entry":
            return [Cell(places, None, whole=True)] if places else []
        cells: dict[object, Cell] = {}
        for i in places:
            if not all(self.open(gate, i) for gate in step.gates if gate.of_line):
                continue
            line, measure = self.lines[i], None
            if step.measure:
                tariff, shipped = self.setting.tariff, self.setting.shipped
                measure = tariff.line_measure(step.measure, line, day, shipped, step.required)
            heading = (line.hs[: self.heading_digits], id(measure))
            key: object = heading if step.scope == "heading" else i
            cells.setdefault(key, Cell([], measure)).lines.append(i)
        return list(cells.values())

    def step(self, step: Step, day: int) -> list[Result]:
        """Price a step on its cells and add it to its slot."""
        slot = self.slots.setdefault(step.code, Slot([0] * len(self.lines), 0))
        results: list[tuple[Result, Cell]] = []
        for cell in self.cells(step, day):
            if step.measure and cell.measure is None:
                continue  # no rate applies: nothing is owed and nothing is shown
            pip = rounded(self.amount(step, cell), step.unit, step.mode)
            place = None if cell.whole else cell.lines[0]
            results.append((Result(step, place, pip, cell.measure), cell))
        for result, cell in results:
            slot.total += result.pip
            if cell.whole:
                keys = self.slot(step.share).lines
                parts = shares(result.pip, [keys[i] for i in cell.lines])
                for i, part in zip(cell.lines, parts, strict=True):
                    slot.lines[i] += part
            else:
                slot.lines[cell.lines[0]] += result.pip
        return [result for result, _ in results]

    def value(self, name: str, cell: Cell, step: Step) -> int:
        """Return a slot summed over a cell."""
        slot = self.slot(name)
        whole = cell.whole and (not step.scheme or is_no_sum(name))
        return slot.total if whole else sum(slot.lines[i] for i in cell.lines)

    def basis(self, step: Step, cell: Cell) -> int:
        """Return the basis: terms cut and summed, not below 0, then rounded (C-39)."""
        total: Cut = (0, False)
        for term in step.terms:
            value, factor = self.value(term.slot, cell, step), term.factor
            part = cut_part(value * factor.numerator, factor.denominator)
            total = joined(total, taken_off(part) if term.taken_off else part)
        return rounded(total if total[0] >= 0 else (0, False), step.base_unit, step.base_mode)

    def amount(self, step: Step, cell: Cell) -> Cut:
        """Return the amount of a step before its rounding (C-06, C-39, C-57)."""
        basis, setting = self.basis(step, cell), self.setting
        low, high = (self.bound(limit, cell) for limit in (step.min, step.max))
        if cell.measure is not None:
            lines = [self.lines[i] for i in cell.lines]
            duty = Dutiable(basis, lines, setting.unit_pip, setting.converted)
            return clamped(duty.priced(cell.measure.duty), low, high)
        amount: Cut = (0, False)
        if not step.has_flat or basis > 0:
            amount = clamped(self.flat_and_rate(step, basis), low, high)
        if step.currency == setting.currency:
            return amount
        part = setting.customs.cut(amount[0], step.currency, setting.currency)
        return part[0], part[1] or amount[1]

    def flat_and_rate(self, step: Step, basis: int) -> Cut:
        """Return a step's flat amount and its rate on the basis (C-06)."""
        beyond, rate = max(0, basis - step.q0), self.rate(step)
        x = -(-beyond // step.step) if step.step else beyond
        return cut_part(step.flat * rate.denominator + rate.numerator * x, rate.denominator)

    def bound(self, limit: int | str | None, cell: Cell) -> int | None:
        """Return a bound; a slot's value in the same place where it is one (C-39)."""
        if not isinstance(limit, str):
            return limit
        slot = self.slot(limit)
        return slot.total if cell.whole else slot.lines[cell.lines[0]]

    def rate(self, step: Step) -> Fraction:
        """Return the rate on the basis."""
        if not step.sales_tax:
            return step.rate
        if not self.setting.sales_tax:
            raise Refused("SALES_TAX_MISSING")
        return ratio(self.setting.sales_tax)
