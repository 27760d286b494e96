"""A declaration as records, and its run through the compiled kernels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.days import day_number
from oneprice.core.errors import InputError, InternalError
from oneprice.core.kernel_digest import kernel_digest
from oneprice.core.order import MAX_LINE_MINOR
from oneprice.core.order_record import LINE, MAX_CLAIMS
from oneprice.core.postcodes import postcode_key
from oneprice.core.source import Ratio, parse_decimal, ratio_of
from oneprice.core.vocabulary import FLAG, INCOTERM, MATERIAL, MATERIALS, MODE, PURPOSE, flag_mask
from oneprice.tariffs.declared import Declaration, DeclaredLine, Number
from oneprice.tariffs.entries import ROOMS, entries
from oneprice.tariffs.facts import fact_fields
from oneprice.tariffs.law_book import Law
from oneprice.tariffs.readers.columns import country_code
from oneprice.tariffs.readers.hs_codes import code_interval
from oneprice.tariffs.readers.sales_tax import sales_tax_of
from oneprice.tariffs.tables import DECLARED, MAX_SCHEMES, SITUATION, TAX_CHARGE

UNKNOWN = -1  # a name the law does not hold
MOST_G = 2_000_000
MOST_UNITS = 100_000
MOST_HEADING_DIGITS = 10


@dataclass
class Filed:
    """The records of one declaration; `run` fills them."""

    situation: Any  # SITUATION[1]
    declared: Any  # DECLARED[1]
    lines: Any  # LINE[n]
    segment: Any  # int64[3]
    slots: Any  # int64[slot_count, n + 1]
    charges: Any  # TAX_CHARGE
    billed: Any  # int64[n]
    stale: bool  # whether the rules are not known on the entry day: not to be run

    def run(self, law: Law) -> None:
        """Price the declaration through the kernels."""
        n = len(self.lines)
        com, heading, keys, parts = np.zeros((4, n), np.int64)
        digest = entries().declare(
            law.ref, self.situation, self.declared, self.lines, np.arange(n), n, com, heading,
            self.billed, keys, parts, self.segment, self.slots, self.charges,
        )  # fmt: skip
        if digest != kernel_digest(ROOMS):
            raise InternalError("compiled kernels are stale; remove the numba cache")


def encode(law: Law, place: str, declaration: Declaration) -> Filed:
    """Return the records of a declaration.

    Raises
    ------
    InputError
        What the law or the records cannot hold, naming the field.
    """
    if not declaration.lines:
        raise InputError("lines", "none", "give one line or more")
    number, n = law.place(place), len(declaration.lines)
    scale = _scale(law, declaration.currency)
    lines = np.zeros(n, LINE)
    for i, line in enumerate(declaration.lines):
        for name, value in _line(law, line, scale, f"lines.{i}").items():
            lines[i][name] = value
    freight = declaration.freight
    parts = (freight.before_export, freight.international, freight.after_entry)
    segment = [_minor(part, scale, "freight") for part in parts]
    stack = _stack(law, place, number, declaration.stack)
    most = law.tables["stack"]["step_hi"] - law.tables["stack"]["step_lo"]
    return Filed(
        situation=_situation(law, number, declaration, scale),
        declared=_declared(declaration, stack, sum(segment), scale),
        lines=lines,
        segment=np.array(segment, np.int64) * PIPS_PER_MINOR,
        slots=np.zeros((int(law.tables["stack"]["slot_count"].max()), n + 1), np.int64),
        charges=np.zeros(int(most.max()) * (n + 1), TAX_CHARGE),
        billed=np.zeros(n, np.int64),
        stale=declaration.check_known and _stale(law, number, declaration.entry_day),
    )


def _stale(law: Law, number: int, entry: date) -> bool:
    """Tell whether the rules of a place are no longer known on an entry day."""
    return day_number(entry) >= int(law.tables["jurisdiction"][number]["known_until_day"])


def _scale(law: Law, currency: str) -> int:
    """Return the minor units of one unit of a currency."""
    number = law.ids.require("currency", currency, "currency")
    return int(10 ** law.tables["currency"][number]["exponent"])


def _exact(number: object, where: str) -> Fraction:
    """Return a number exactly; no float."""
    if isinstance(number, str):
        return parse_decimal(number, where)
    if isinstance(number, bool) or not isinstance(number, int | Fraction):
        raise InputError(where, number, "give decimal text, an integer or a Fraction")
    return Fraction(number)


def _minor(amount: Number, scale: int, where: str, most: int = MAX_LINE_MINOR) -> int:
    """Return an amount in whole minor units."""
    minor = _exact(amount, where) * scale
    if minor.denominator != 1 or not 0 <= minor <= most:
        places = len(str(scale)) - 1
        shape = f"give at most {places} decimals" if places else "give a whole number"
        raise InputError(where, str(amount), f"{shape}, 0 to {most // scale}")
    return int(minor)


def _situation(law: Law, number: int, declaration: Declaration, scale: int) -> Any:
    ids = law.ids
    entry = declaration.entry_day
    sale = _day(declaration.sale_day, entry)
    ship_from = declaration.ship_from or declaration.lines[0].origin
    tax_num, tax_den = _sales_tax(law, number, declaration, sale)
    words = (("mode", MODE), ("purpose", PURPOSE), ("incoterm", INCOTERM))
    for name, known in words:
        if not known.get(getattr(declaration, name)):
            remedy = "give one of " + ", ".join(word for word in known if word)
            raise InputError(name, getattr(declaration, name), remedy)
    fields = {
        "jurisdiction": number,
        "currency": ids.require("currency", declaration.currency, "currency"),
        "sale_day": sale,
        "entry_day": day_number(entry),
        "export_day": _day(declaration.export_day, entry),
        "mode": MODE[declaration.mode],
        "purpose": PURPOSE[declaration.purpose],
        "has_tax_id": int(declaration.buyer_tax_id),
        "incoterm": INCOTERM[declaration.incoterm],
        "from_country": ids.find("country", country_code(ship_from, "ship_from")) or UNKNOWN,
        "line_hi": len(declaration.lines),
        "prior_minor": _minor(declaration.prior_same_day, scale, "prior_same_day"),
        "tax_num": tax_num,
        "tax_den": tax_den,
    }
    return _record(SITUATION, fields)


def _day(day: date | None, default: date) -> int:
    return day_number(default if day is None else day)


def _sales_tax(law: Law, number: int, declaration: Declaration, day: int) -> Ratio:
    """Return the sales tax that is given, else that of the postcode (C-56)."""
    if declaration.sales_tax_rate is not None:
        rate = _exact(declaration.sales_tax_rate, "sales_tax_rate")
        if not 0 <= rate <= 1:
            raise InputError(
                "sales_tax_rate",
                str(declaration.sales_tax_rate),
                'give a fraction such as "0.0887"',
            )
        return ratio_of(rate, "sales_tax_rate")
    if not declaration.postcode:
        return -1, 1
    return sales_tax_of(law.tables, number, *postcode_key(declaration.postcode), day)


def _declared(declaration: Declaration, stack: tuple[int, int], freight: int, scale: int) -> Any:
    billed = declaration.billed
    fields = {
        "pieces": _whole(declaration.pieces, 1, MOST_UNITS, "pieces"),
        "stack": stack[0],
        "heading_digits": stack[1],
        "freight_minor": freight,
        "billed_minor": -1 if billed is None else _minor(billed, scale, "billed"),
    }
    return _record(DECLARED, fields)


def _record(dtype: Any, fields: dict[str, int]) -> Any:
    record = np.zeros(1, dtype)
    for name, value in fields.items():
        record[0][name] = value
    return record


def _whole(value: object, least: int, most: int, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputError(where, value, f"give an integer of {least} to {most}")
    return value


def _stack(law: Law, place: str, number: int, name: str) -> tuple[int, int]:
    """Return (row, heading digits) of a stack that is named, (0, 0) where none is."""
    if not name:
        return 0, 0
    stack = law.ids.find("stack", f"{place}/{name}")
    if not stack:
        listed = (law.ids.name("stack", i) for i in range(1, law.ids.count("stack")))
        own = [word.removeprefix(f"{place}/") for word in listed if word.startswith(f"{place}/")]
        raise InputError("stack", name, f"give a stack of {place}: " + ", ".join(own))
    row = law.tables["jurisdiction"][number]
    regimes = law.tables["regime"][int(row["regime_lo"]) : int(row["regime_hi"])]
    digits = [int(each["heading_digits"]) for each in regimes if each["stack"] == stack]
    return stack, digits[0] if digits else MOST_HEADING_DIGITS


def _line(law: Law, line: DeclaredLine, scale: int, where: str) -> dict[str, int]:
    ids = law.ids
    hs_lo, hs_hi = code_interval(line.hs, f"{where}.hs")
    origin = country_code(line.origin, f"{where}.origin")
    _refuse_unknown(line, where)
    parts = {
        name: _minor(value, scale, f"{where}.part_values.{name}")
        for name, value in line.part_values.items()
    }
    weights = {"net_g": line.net_g, "battery_net_g": line.battery_g}
    return {
        "quantity": _whole(line.quantity, 1, MOST_UNITS, f"{where}.quantity"),
        "goods_minor": _minor(line.goods, scale, f"{where}.goods"),
        "weight_g": _whole(line.gross_g, 1, MOST_G, f"{where}.gross_g"),
        "hs_lo": hs_lo,
        "hs_hi": hs_hi,
        "country_of_origin": ids.find("country", origin) or UNKNOWN,
        "flags": flag_mask(list(line.flags)),
        "claim_mask": _bits(law, "claim", line.claims, MAX_CLAIMS),
        "epr_mask": _bits(law, "scheme", line.epr_schemes, MAX_SCHEMES),
        **{name: UNKNOWN if grams is None else grams for name, grams in weights.items()},
        **{f"pack_{m}_g": line.packaging.get(word, 0) for m, word in enumerate(MATERIALS)},
        **fact_fields(ids, line.duty_quantities, parts, where),
    }


def _refuse_unknown(line: DeclaredLine, where: str) -> None:
    """Refuse words and weights that would otherwise be left out."""
    for name, words, known in (
        ("flags", line.flags, FLAG),
        ("packaging", line.packaging, MATERIAL),
    ):
        for word in words:
            if word not in known:
                raise InputError(f"{where}.{name}", word, f"give some of {', '.join(known)}")
    weights = {"net_g": line.net_g, "battery_g": line.battery_g, **line.packaging}
    for name, grams in weights.items():
        if grams is not None:
            _whole(grams, 0, MOST_G, f"{where}.{name}")


def _bits(law: Law, space: str, words: tuple[str, ...], most: int) -> int:
    """Return the bits of words that the law knows; what it never asks counts nothing."""
    numbers = (law.ids.find(space, word) for word in words)
    mask = 0
    for number in numbers:
        mask |= 1 << number if 0 < number <= most else 0
    return mask
