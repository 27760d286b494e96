"""From `Order` to integers: ids, canonical line order, postcode and HS intervals (C-27, C-42)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.book import Book
from oneprice.core.days import NEVER_DAY, day_number, day_of, utc_day, utc_minute
from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.core.order import Order, OrderLine
from oneprice.core.order_record import LINE, PIECE
from oneprice.core.postcodes import postcode_key
from oneprice.core.source import parse_decimal, ratio_of
from oneprice.core.vocabulary import (
    BATTERY_KIND,
    INCOTERM,
    MATERIALS,
    PURPOSE,
    cargo_class,
    flag_mask,
    shown_mask,
)
from oneprice.routing.handling import handling_row
from oneprice.routing.tables import ORDER
from oneprice.tariffs.facts import fact_fields
from oneprice.tariffs.readers.sales_tax import sales_tax_of

ALL_TIERS = -1
MOST_MILLI = 10**12
UNKNOWN = -1  # a name the book does not hold, or a number the order does not give


class Encoded(NamedTuple):
    """One or more orders as record arrays."""

    orders: Any  # ORDER[m]
    lines: Any  # LINE[...]
    parcels: Any  # PIECE[...]


def encode_orders(book: Book, orders: list[Order], detail: bool) -> Encoded:
    """Return record arrays of several orders, read-only fields of one batch.

    Raises
    ------
    InputError
        Outside the book's window, unknown currency or origin node.
    """
    lines = np.zeros(sum(len(order.lines) for order in orders), LINE)
    parcels = np.zeros(max(1, sum(len(order.parcels) for order in orders)), PIECE)
    records = np.zeros(len(orders), ORDER)
    line_lo = parcel_lo = 0
    for i, order in enumerate(orders):
        _check_parcels(order)
        line_hi = line_lo + len(order.lines)
        parcel_hi = parcel_lo + len(order.parcels)
        groups = _encode_lines(book, order, lines[line_lo:line_hi])
        for place, parcel in enumerate(order.parcels, start=parcel_lo):
            sides = sorted((parcel.length_mm, parcel.width_mm, parcel.height_mm), reverse=True)
            parcels[place] = (parcel.weight_g, *sides, _or_absent(parcel.battery_net_g), 0, 0)
        records[i] = (
            *_order_head(book, order),
            groups,
            line_lo,
            line_hi,
            parcel_lo,
            parcel_hi,
            int(detail),
            ALL_TIERS,
            UNBOUNDED,
        )
        line_lo, parcel_lo = line_hi, parcel_hi
    return Encoded(records, lines, parcels)


def _check_parcels(order: Order) -> None:
    """Refuse own parcels that weigh less than the goods in them."""
    goods_g = sum(line.quantity * line.weight_g for line in order.lines)
    packed_g = sum(parcel.weight_g for parcel in order.parcels)
    if order.parcels and packed_g < goods_g:
        raise InputError(
            "parcels", f"{packed_g} g in all", f"give at least the {goods_g} g of goods"
        )


def _order_head(book: Book, order: Order) -> tuple[int, ...]:
    """Return the fields of ORDER up to `prior_minor`."""
    quoted_min = utc_minute(order.quoted_at, "quoted_at")  # rounded up: safe for promises
    sale_day = utc_day(order.quoted_at)
    setting = book.tables["setting"][1]
    _check_window(order, sale_day, setting)
    country = book.ids.find("country", order.buyer.country)
    jurisdiction = jurisdiction_of(book, order.buyer.country)
    postcode_lo, postcode_hi = postcode_key(order.buyer.postcode, "buyer.postcode")
    tax_num, tax_den = _sales_tax(order.buyer.sales_tax_rate)
    if tax_num < 0:  # C-56: the order's own rate comes first
        tax_num, tax_den = sales_tax_of(
            book.tables, jurisdiction, postcode_lo, postcode_hi, sale_day
        )
    prefix = f"{order.buyer.country}_"  # C-43: a tax id of the destination
    return (
        quoted_min,
        quoted_min + int(setting["quote_ttl_min"]),
        sale_day,
        book.ids.require("currency", order.currency, "currency"),
        country or UNKNOWN,
        jurisdiction,
        INCOTERM[order.incoterm],
        PURPOSE[order.shipment_purpose],
        int(any(each.scheme.startswith(prefix) for each in order.buyer.tax_ids)),
        day_number(order.deadline) if order.deadline else NEVER_DAY,
        tax_num,
        tax_den,
        postcode_lo,
        postcode_hi,
        order.prior_same_day_minor,
    )


def _check_window(order: Order, sale_day: int, setting: Any) -> None:
    first, end = int(setting["window_from_day"]), int(setting["window_to_day"])
    if not first <= sale_day < end:
        remedy = f"use a book of that day; this one covers {day_of(first)} to {day_of(end - 1)}"
        raise InputError("quoted_at", order.quoted_at.isoformat(), remedy)


def _sales_tax(text: str | None) -> tuple[int, int]:
    if text is None:
        return -1, 1
    rate = parse_decimal(text, "buyer.sales_tax_rate")
    if rate > 1:
        raise InputError("buyer.sales_tax_rate", text, 'give a fraction such as "0.0887"')
    return ratio_of(rate, "buyer.sales_tax_rate")


def jurisdiction_of(book: Book, name: str) -> int:
    """Return the row of the jurisdiction that a country has, or 0."""
    table, country = book.tables["jurisdiction"], book.ids.find("country", name)
    found = np.flatnonzero(table["country"] == country)
    return int(found[0]) if country and len(found) else 0


def canonical(order: Order) -> list[int]:
    """Return the input positions of the lines in canonical order (C-27)."""
    origin = order.consolidation == "origin"
    return sorted(range(len(order.lines)), key=lambda i: (*_sort_key(order.lines[i], origin), i))


def _sort_key(line: OrderLine, by_origin: bool) -> tuple[object, ...]:
    upright = line.orientation == "upright"
    return (
        *((line.ship_from, line.seller) if by_origin else (line.seller, line.ship_from)),
        line.sku,
        line.hs_code,
        line.country_of_origin,
        line.unit_price_minor,
        line.weight_g,
        *sorted((line.length_mm, line.width_mm, line.height_mm), reverse=True),
        line.quantity,
        upright,
        line.height_mm if upright else 0,
        not line.stackable,
        line.keep_together or "",
    )


def _encode_lines(book: Book, order: Order, out: Any) -> int:
    """Fill the LINE records of one order; return the number of consignment groups."""
    groups: dict[tuple[str, str], int] = {}
    together, sellers = {"": 0}, {"": 0}
    for place, i in enumerate(canonical(order)):
        line = order.lines[i]
        mine = line.seller if order.consolidation == "seller" else ""
        group = groups.setdefault((mine, line.ship_from), len(groups))
        word = together.setdefault(line.keep_together or "", len(together))
        numbers = {
            "keep_together": word,
            "seller": sellers.setdefault(line.seller, len(sellers)),
        }
        record = out[place]
        for name, value in (_line(book, order, i, group) | numbers).items():
            record[name] = value
    return len(groups)


def _line(book: Book, order: Order, i: int, group: int) -> dict[str, int]:
    line, ids = order.lines[i], book.ids
    where = f"lines.{i}"
    sides = sorted((line.length_mm, line.width_mm, line.height_mm), reverse=True)
    flags = shown_mask(flag_mask(list(line.cargo_flags)))
    hs_lo, hs_hi = hs_interval(line.hs_national.get(order.buyer.country, line.hs_code))
    return {
        "group": group,
        "origin_node": ids.require("node", line.ship_from, f"{where}.ship_from"),
        "input_line": i,
        "quantity": line.quantity,
        "goods_minor": line.quantity * line.unit_price_minor,
        "weight_g": line.weight_g,
        "net_g": _or_absent(line.net_weight_g),
        "length_mm": sides[0],
        "second_mm": sides[1],
        "third_mm": sides[2],
        "flags": flags,
        "cargo_class": cargo_class(flags),
        "up_mm": line.height_mm,
        "upright": int(line.orientation == "upright"),
        "stackable": int(line.stackable),
        "liquid_ml": _or_absent(line.liquid_ml),
        "battery_kind": BATTERY_KIND[line.battery_kind],
        "lithium_mg": _thousandths(line.lithium_g, f"{where}.lithium_g"),
        "battery_mwh": _thousandths(line.watt_hours, f"{where}.watt_hours"),
        "soc_pct": _or_absent(line.soc_pct),
        "battery_net_g": _or_absent(line.battery_net_g),
        "hs_lo": hs_lo,
        "hs_hi": hs_hi,
        "country_of_origin": ids.find("country", line.country_of_origin) or UNKNOWN,
        **_handling(book, line, where),
        "claim_mask": _mask(ids, "claim", line.claims),
        "epr_mask": _mask(ids, "scheme", line.epr_ids),
        **{f"pack_{m}_g": line.packaging.get(word, 0) for m, word in enumerate(MATERIALS)},
        **fact_fields(ids, line.duty_quantities, line.part_values_minor, where),
    }


def check_handling(book: Book, order: Order) -> None:
    """Refuse an order whose lines leave hours out that no row of `handling.csv` gives (C-68)."""
    for i, line in enumerate(order.lines):
        _handling(book, line, f"lines.{i}")


def _handling(book: Book, line: OrderLine, where: str) -> dict[str, int]:
    """Return the known hours of a line, or the row of the law that stands for them (C-68)."""
    if line.handling_h is not None:
        return {"handling_min": 60 * line.handling_h}
    row = handling_row(book, line.seller, book.ids.find("node", line.ship_from))
    if row == 0:
        owner = f"seller {line.seller} at {line.ship_from}"
        remedy = f"give whole hours: handling.csv has no row for {owner}"
        raise InputError(f"{where}.handling_h", "nothing", remedy)
    return {"handling_row": row}


def _or_absent(value: int | None) -> int:
    return UNKNOWN if value is None else value


def hs_interval(digits: str) -> tuple[int, int]:
    """Return the interval of 10-digit numbers that a code of 6 to 10 digits stands for."""
    width = 10 ** (10 - len(digits))
    return int(digits) * width, (int(digits) + 1) * width


def _thousandths(text: str | None, where: str) -> int:
    """Return thousandths of a decimal string, rounded up; absent is -1."""
    if text is None:
        return UNKNOWN
    value = parse_decimal(text, where) * 1000
    if value >= MOST_MILLI:
        raise InputError(where, text, "give a value below one thousand million")
    return -(-value.numerator // value.denominator)


def _mask(ids: IdSpaces, space: str, words: Iterable[str]) -> int:
    """Return names of a space as bits; those the book does not hold count nothing."""
    mask = 0
    for word in words:
        number = ids.find(space, word)
        mask |= 1 << number if number else 0
    return mask
