"""Words for a broken cargo rule: what it allows, what was given, and what would keep it (C-60)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from oneprice.carriers.tables import AIRCRAFT, CARGO_LIMIT
from oneprice.core._kernels import UNBOUNDED
from oneprice.core.book import Book
from oneprice.core.vocabulary import BATTERY_KINDS, MODES, flag_words
from oneprice.routing.words.numbers import decimal_text

ALL_MODES = sum(1 << code for code, word in enumerate(MODES) if word)


class Asked(NamedTuple):
    """What a kind of limit asks of a line."""

    words: str  # after "allows UN3481 by air up to 100"
    field: str  # of the order line
    record: str  # of the encoded line
    scale: int  # smallest units in one of the order's


ASKED = {
    CARGO_LIMIT["max_wh"]: Asked(" Wh per {kind}", "watt_hours", "battery_mwh", 1000),
    CARGO_LIMIT["max_lithium_g"]: Asked(
        " g of lithium per {kind}", "lithium_g", "lithium_mg", 1000
    ),
    CARGO_LIMIT["max_soc_pct"]: Asked("% charged", "soc_pct", "soc_pct", 1),
    CARGO_LIMIT["max_ml"]: Asked(" ml in one unit", "liquid_ml", "liquid_ml", 1),
    CARGO_LIMIT["max_net_g"]: Asked(
        " g of battery in one parcel", "battery_net_g", "battery_net_g", 1
    ),
    CARGO_LIMIT["max_units"]: Asked(" units in one parcel", "", "", 1),
}


def cargo_sentence(book: Book, lines: Any, record: Any) -> str:
    """Return the sentence of a CARGO_RULE refusal: rule, lane, value, source and remedy."""
    ids, rule = book.ids, book.tables["cargo_rule"][record["fact"]]
    lane, line = book.tables["lane"][record["lane"]], lines[record["line"]]
    asked_flags = int(rule["mask"]) | int(rule["all_mask"])
    shown = ", ".join(flag_words(int(line["flags"]) & asked_flags))
    way = f"{shown} by {MODES[int(lane['mode'])]}"
    aircraft = {code: word for word, code in AIRCRAFT.items()}[int(rule["aircraft"])]
    way += f" on {aircraft} aircraft" if aircraft else ""
    asked = ASKED.get(int(rule["limit"]))
    if asked is None:
        said = f"forbids {way}"
    else:
        kind = BATTERY_KINDS[int(line["battery_kind"])] or "battery"
        said = f"allows {way} up to {_number(rule['value'], asked)}{asked.words.format(kind=kind)}"
        said += f", {_given(record, line, asked)}"
    over = int(rule["wh_over_mwh"])
    if over >= 0:
        said += f", above {_watt_hours(over)} Wh"
    if rule["wh_to_mwh"] < UNBOUNDED:
        said += f", up to {_watt_hours(int(rule['wh_to_mwh']))} Wh"
    remedy = ids.name("remedy", rule["remedy"]) or _remedy(rule, record, asked)
    named, source = ids.name("rule", rule["rule"]), ids.name("source", rule["source"])
    return f"{named} {said} (lane {ids.name('lane', lane['name'])}): {source}; {remedy}"


def _number(value: int, asked: Asked) -> str:
    return decimal_text(Fraction(int(value), asked.scale), 3)


def _watt_hours(energy_mwh: int) -> str:
    return decimal_text(Fraction(energy_mwh, 1000), 3)


def _given(record: Any, line: Any, asked: Asked) -> str:
    """Return what the order says where the rule asks."""
    if record["given"]:
        return f"one of the given parcels holds {int(record['given'])}"
    if not asked.field:
        return "one unit is one"
    value = int(line[asked.record])
    if value < 0:
        return f"the order does not give {asked.field}"
    return f"the order gives {_number(value, asked)}"


def _remedy(rule: Any, record: Any, asked: Asked | None) -> str:
    """Return what would keep a rule that does not say it itself."""
    if asked is None:
        return _another_way(rule)
    if not asked.field:
        most = int(rule["value"])
        return f"give more parcels, {most} units in each" if most else _another_way(rule)
    most_text = _number(rule["value"], asked)
    if record["given"]:
        return f"give parcels with {asked.field} of at most {most_text}"
    return f"give {asked.field} of at most {most_text}"


def _another_way(rule: Any) -> str:
    """Return which lanes a rule leaves open, and the energy below which it does not count."""
    if rule["aircraft"] == AIRCRAFT["passenger"]:
        ways = "ship it by a freighter lane"
    elif int(rule["mode_mask"]) & ALL_MODES != ALL_MODES:
        ways = "ship it by another mode"
    else:
        ways = "ship it by another lane"
    over = int(rule["wh_over_mwh"])
    return ways if over < 0 else f"{ways}, or give watt_hours of at most {_watt_hours(over)}"
