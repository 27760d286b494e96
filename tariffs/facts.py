"""What an order declares for duties, as the numbered facts of a line (C-57)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.core.order_record import FACTS_PER_LINE
from oneprice.core.source import parse_decimal
from oneprice.tariffs.rates.units import FACT_NAMES, UNIT_NAMES, find_fact, find_unit
from oneprice.tariffs.tables import FACTS

ASKED_BY_NOBODY = -1
POLARITY = "polarity"
UNDER_100 = "degree under 100"
MOST = Fraction(10**9)


def fact_fields(
    ids: IdSpaces, quantities: Mapping[str, str], parts_minor: Mapping[str, int], where: str
) -> dict[str, int]:
    """Return `fact_1`, `value_1` ... of a LINE record.

    Parameters
    ----------
    ids : IdSpaces
        Names of a book; a fact that it does not ask is -1.
    quantities : mapping of str to str
        Units of quantity per unit of the line, and degrees, by their written names (`head`, `hl`,
        `% vol`; `polarity` counts as the degrees it lacks to 100). Decimal texts; what is finer
        than a thousandth of the normal unit is rounded up.
    parts_minor : mapping of str to int
        Minor units of the parts of one unit.
    where : str
        Line, for messages.

    Raises
    ------
    InputError
        Unknown or doubled names, a value of a thousand million or more, too many facts.
    """
    milli: dict[str, int] = {}
    for word, text in sorted(quantities.items()):
        place = f"{where}.duty_quantities.{word}"
        name, value = _quantity(word, text, place)
        if name in milli:
            raise InputError(place, text, "give each unit once")
        milli[name] = ceil(value * 1000)
    values = milli | {f"part:{name}": minor for name, minor in sorted(parts_minor.items())}
    if len(values) > FACTS_PER_LINE:
        remedy = f"give at most {FACTS_PER_LINE} of duty_quantities and part_values_minor together"
        raise InputError(f"{where}.duty_quantities", len(values), remedy)
    fields: dict[str, int] = {}
    for number, (name, said) in enumerate(values.items(), start=1):
        fields[f"fact_{number}"] = ids.find("fact", name) or ASKED_BY_NOBODY
        fields[f"value_{number}"] = said
    return fields


def _quantity(word: str, text: str, where: str) -> tuple[str, Fraction]:
    """Return the normal name of a fact and its value in the normal unit."""
    value = parse_decimal(text, where)
    if not 0 <= value < MOST:
        raise InputError(where, text, "give a value of 0 or more, below one thousand million")
    if word == POLARITY:
        return UNDER_100, max(Fraction(0), 100 - value)
    degree = find_fact(word)
    if degree is not None:
        return degree, value
    if word in FACTS:
        return word, value
    unit = find_unit(word)
    if unit is None:
        names = sorted(UNIT_NAMES | FACT_NAMES | {POLARITY})
        raise InputError(where, word, f"give a unit or degree of {', '.join(names)}")
    return unit.name, value * unit.size
