"""Twins with one wrong rounding, bound or day of the law each, which a comparison must catch."""

from __future__ import annotations

from reference.duties import laid
from reference.measures import Asked, Measure
from reference.money import Cut, Rounding
from reference.reading import Row, day_number
from reference.stacks import Cell, Stack
from reference.timetable import named_day
from wrongtwins import Wrong

fits, minor = Measure.fits, Rounding.minor


def cut_to_unit(amount: Cut, unit_pip: int, mode: str) -> int:
    """Round down whatever the mode says: wrong (C-05)."""
    return amount[0] // unit_pip * unit_pip if unit_pip else amount[0]


def cut_minor(pip: int) -> int:
    """Cut to the minor unit where half up is asked for: wrong (C-09, C-10)."""
    return pip // 10_000


def cut_freight(rounding: Rounding, amount: Cut) -> int:
    """Cut freight and surcharges to the minor unit: wrong (C-33)."""
    return amount[0] // 10_000


def half_down(rounding: Rounding, amount: Cut) -> int:
    """Round ties down: wrong by one unit, and only on a tie (C-33)."""
    exact = not amount[1] and rounding.mode == "half_up"
    return minor(rounding, (amount[0] - 1, False) if exact else amount)


def cut_down(amount: Cut) -> Cut:
    """Cut down what is taken off: wrong by one pip (C-39, C-57)."""
    return -amount[0], amount[1]


def laid_without_cap(op: str, stands: Cut, side: Cut) -> Cut:
    """Leave out upper bounds: wrong (C-57)."""
    return stands if op == "at_most" else laid(op, stands, side)


def no_slot_bound(stack: Stack, limit: int | str | None, cell: Cell) -> int | None:
    """Leave out bounds that are slots: wrong (C-39)."""
    return None if isinstance(limit, str) else limit


def holds_on_last_day(row: Row, day: int) -> bool:
    """Let a row hold on the day that ends it: wrong (C-11)."""
    start, end = row.get("valid_from", ""), row.get("valid_to", "")
    return (not start or day_number(start) <= day) and (not end or day <= day_number(end))


def later_named_day(steps: list[tuple[int, int]]) -> int:
    """Name the day after the likeliest: wrong (C-22, C-54)."""
    return named_day(steps) + 1


def any_unit_weight(measure: Measure, asked: Asked) -> bool:
    """Take unit weights for wider by one gram: wrong (C-41)."""
    lighter = asked._replace(unit_g=asked.unit_g - 1)
    return fits(measure, asked) or fits(measure, lighter)


entry_day = property(lambda entry: entry.named)  # of exchange rates, also where the law says export


WRONG_LAWS = [
    Wrong("reference.stacks.rounded", cut_to_unit, 1, 0),
    Wrong("reference.money.Rounding.minor", cut_freight, 1, 0),
    Wrong("reference.money.Rounding.minor", half_down, 1, 10),
    Wrong("reference.fx.minor", cut_minor, 1, 0),
    Wrong("reference.duties.taken_off", cut_down, 4, 35),
    Wrong("reference.stacks.taken_off", cut_down, 13, 71),
    Wrong("reference.duties.laid", laid_without_cap, 1, 17),
    Wrong("reference.stacks.Stack.bound", no_slot_bound, 1, 8),
    Wrong("reference.measures.holds", holds_on_last_day, 1, 29),
    Wrong("reference.measures.Measure.fits", any_unit_weight, 1, 22),
    Wrong("reference.route_case.named_day", later_named_day, 1, 0),
    Wrong("reference.entry_case.EntryCase.fx_day", entry_day, 1, 45),
]
