"""The options a declarant has: measure types of the EU and UK tariffs by what they offer.

A line is often open to several rates: the one for third countries, a preference, a quota, a
suspension. They are listed in the order in which a declarant should look at them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class DutyOption(NamedTuple):
    """One way to clear goods: its name and its place in the list, lowest first."""

    name: str
    priority: int


# Options in the order of the list; those of one priority keep it.
THIRD_COUNTRY = DutyOption("third_country_tariff", 1)
PREFERENCE = DutyOption("tariff_preference", 2)
NON_PREFERENTIAL_QUOTA = DutyOption("non_preferential", 3)
PREFERENTIAL_QUOTA = DutyOption("preferential", 3)
SUSPENSION = DutyOption("suspension", 3)
CERTAIN_CATEGORY = DutyOption("certain_category_goods", 3)
WAIVER = DutyOption("waiver", 10)
OPTIONS = (
    THIRD_COUNTRY,
    PREFERENCE,
    NON_PREFERENTIAL_QUOTA,
    PREFERENTIAL_QUOTA,
    SUSPENSION,
    CERTAIN_CATEGORY,
    WAIVER,
)
# Measure type -> option (TARIC measure types, as the UK trade tariff lists them, state of 2025).
MEASURE_TYPES = {
    "103": THIRD_COUNTRY,
    "105": THIRD_COUNTRY,  # under end use
    "106": PREFERENCE,  # customs union duty
    "142": PREFERENCE,
    "145": PREFERENCE,  # under end use
    "122": NON_PREFERENTIAL_QUOTA,
    "123": NON_PREFERENTIAL_QUOTA,  # under end use
    "143": PREFERENTIAL_QUOTA,
    "146": PREFERENTIAL_QUOTA,  # under end use
    "147": PREFERENTIAL_QUOTA,  # of the customs union
    "112": SUSPENSION,  # autonomous
    "115": SUSPENSION,  # autonomous, under end use
    "141": SUSPENSION,  # preferential
    "117": CERTAIN_CATEGORY,  # ships, boats and drilling platforms
    "119": CERTAIN_CATEGORY,  # airworthiness
    "waiver": WAIVER,  # relief the importer claims for itself, no measure of the tariff
}


def duty_options(measure_types: Iterable[str]) -> tuple[DutyOption, ...]:
    """Return the options that measure types open, each once, in the order of the list.

    Raises
    ------
    KeyError
        A measure type that opens no option.

    Examples
    --------
    >>> [option.name for option in duty_options(["142", "103"])]
    ['third_country_tariff', 'tariff_preference']
    """
    open_to = {MEASURE_TYPES[each] for each in measure_types}
    return tuple(option for option in OPTIONS if option in open_to)
