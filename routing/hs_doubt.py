"""HS codes in doubt: the tariff lines a code covers, and the dearest of them (C-42, C-52)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from oneprice.core.book import Book
from oneprice.core.days import utc_day
from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.quote import Option, Quote
from oneprice.core.vocabulary import TIERS
from oneprice.routing.encode import canonical, hs_interval, jurisdiction_of
from oneprice.routing.hs_words import DIGITS, UNRANKED, Near, gathered, nearest
from oneprice.tariffs.options import measures_of
from oneprice.tariffs.readers.hs_codes import MIN_CODE_DIGITS

if TYPE_CHECKING:
    from oneprice.routing.engine import Engine


@dataclass(frozen=True)
class HsCandidate:
    """One tariff line that a code may mean, or one near a code that the tariff does not know.

    Attributes
    ----------
    code : str
        Digits that name the tariff line without doubt.
    tariff_line : str
        The line of the tariff that gives the base rate, with dots.
    rates : tuple of (kind, text)
        The measures of the line's origin on the sale day, conditional ones included.
    prices_minor, duties_minor : mapping of tier to minor units
        Price of the whole order and its duty lines, in the order's currency, were this the code;
        tiers that are refused are left out.
    refusals : tuple of str
        Why tiers are refused.
    goods : str
        What the tariff line is called, "" where nothing says.
    covered : bool
        Whether it lies inside the given code.
    """

    code: str
    tariff_line: str
    rates: tuple[tuple[str, str], ...]
    prices_minor: Mapping[str, int]
    duties_minor: Mapping[str, int]
    refusals: tuple[str, ...]
    goods: str = ""
    covered: bool = True


def code_of(order: Order, line: int) -> str:
    """Return the code that counts for the destination."""
    spoken = order.lines[line]
    return spoken.hs_national.get(order.buyer.country, spoken.hs_code)


def with_codes(order: Order, codes: Mapping[int, str]) -> Order:
    """Return the order with other national codes on some lines, the policy left out."""
    country = order.buyer.country
    lines = list(order.lines)
    for i, code in codes.items():
        national = {**lines[i].hs_national, country: code}
        lines[i] = lines[i].model_copy(update={"hs_national": national})
    return order.model_copy(update={"lines": tuple(lines), "hs_policy": "refuse"})


def covered(book: Book, order: Order, line: int) -> list[tuple[int, str]]:
    """Return (row of COMMODITY, code) of the tariff lines that a line's code covers.

    They ascend. A tariff line is spoken of by the shortest code of an even number of digits that
    begins where it begins and lies inside it and inside the given code.
    """
    digits = code_of(order, line)
    lo, hi = hs_interval(digits)
    first, end = _range(book, order)
    table = book.tables["commodity"][first:end]
    rows = np.flatnonzero((table["lo"] < hi) & (table["hi"] > lo))
    return [
        (first + int(row), _shortest(max(lo, int(found["lo"])), min(hi, int(found["hi"])), digits))
        for row, found in zip(rows, table[rows], strict=True)
    ]


def _range(book: Book, order: Order) -> tuple[int, int]:
    place = book.tables["jurisdiction"][jurisdiction_of(book, order.buyer.country)]
    return int(place["commodity_lo"]), int(place["commodity_hi"])


def _shortest(lo: int, hi: int, digits: str) -> str:
    """Return the shortest code of even length, at least as long as the given one, in [lo, hi)."""
    length = len(digits) + len(digits) % 2
    while length < DIGITS and not _begins(lo, hi, DIGITS - length):
        length += 2
    return f"{lo:0{DIGITS}d}"[:length]


def _begins(lo: int, hi: int, zeros: int) -> bool:
    width = 10**zeros
    return bool(lo % width == 0 and lo + width <= hi)


def is_doubtful(book: Book, order: Order, line: int) -> bool:
    """Return whether a code is known but says less than the tariff asks for (HS_AMBIGUOUS)."""
    rows = [row for row, _ in covered(book, order, line)]
    if not rows:
        return False
    table = book.tables["commodity"][rows]
    lo, hi = hs_interval(code_of(order, line))
    inner_gaps = (table["lo"][1:] > table["hi"][:-1]).any()
    gaps = bool(inner_gaps or table["lo"][0] > lo or table["hi"][-1] < hi)
    return gaps or any((table[name] != table[name][0]).any() for name in _meaning(table))


def _meaning(table: Any) -> list[str]:
    """Return the fields of COMMODITY that say which measures a tariff line has."""
    return [name for name in table.dtype.names if name not in ("lo", "hi", "name", "goods")]


def doubtful_lines(book: Book, order: Order) -> list[int]:
    """Return the lines whose code is in doubt, in canonical order (C-27)."""
    return [i for i in canonical(order) if is_doubtful(book, order, i)]


def settle(
    book: Book, order: Order, price: Callable[[list[Order]], Any]
) -> tuple[Order, dict[int, str]]:
    """Return the order with its doubtful codes decided, and what was chosen (C-52).

    Each line in turn, in canonical order, takes the tariff line with the highest sum of prices
    over the tiers, ties to the lowest code, while lines not yet decided stand at their lowest.
    Where the tariff lines are not all offered in the same tiers the doubt has no bound: the
    order comes back as it is, to be refused.
    """
    plain = order.model_copy(update={"hs_policy": "refuse"})
    open_lines = doubtful_lines(book, order)
    codes = {i: covered(book, order, i)[0][1] for i in open_lines}
    for i in open_lines:
        choices = [code for _, code in covered(book, order, i)]
        trials = [with_codes(order, codes | {i: code}) for code in choices]
        sums = _sums(price(trials))
        if sums is None:
            return plain, {}
        codes[i] = choices[int(np.argmax(sums))]
    return with_codes(order, codes), codes


def _sums(options: Any) -> list[int] | None:
    """Return the sum of prices of each trial, None where they are not offered alike."""
    offered = options["status"] == 0
    if not offered[0].any() or (offered != offered[0]).any():
        return None
    return [int(row["price_minor"][offered[0]].sum()) for row in options]


def tell_chosen(quote: Quote, chosen: Mapping[int, str]) -> Quote:
    """Return the quote with the chosen codes at the consignments that hold the lines."""
    options = tuple(tell_option(option, chosen) for option in quote.options)
    return quote.model_copy(update={"options": options})


def tell_option(option: Option, chosen: Mapping[int, str]) -> Option:
    """Return an option with the chosen codes at the consignments that hold the lines."""
    parts = tuple(
        part.model_copy(
            update={"hs_chosen": {i: chosen[i] for i in sorted(part.lines) if i in chosen}}
        )
        for part in option.consignments
    )
    return option.model_copy(update={"consignments": parts})


def candidates(engine: Engine, order: Order, line: int) -> tuple[HsCandidate, ...]:
    """Return every tariff line that a line's code may mean, with rates, prices and duties.

    Those that share words with the line's description come first. Of an unknown code it is the
    nearest that the tariff knows. The other doubtful lines stand at their lowest tariff line.

    Raises
    ------
    InputError
        The order has no such line.
    """
    if not 0 <= line < len(order.lines):
        raise InputError("line", line, f"give a line from 0 to {len(order.lines) - 1}")
    book = engine.book
    codes = {i: covered(book, order, i)[0][1] for i in doubtful_lines(book, order)}
    inside = covered(book, order, line)
    found = []
    for row, code in _by_words(book, order, line, inside) or _near(book, order, line):
        quote = engine.quote(with_codes(order, codes | {line: code}))
        record = book.tables["commodity"][row]
        name = book.ids.name("commodity", record["name"])
        goods = book.ids.name("goods", record["goods"])
        duties = {
            option.service_tier: sum(c.amount_minor for c in option.charges if c.kind == "duty")
            for option in quote.options
        }
        prices = {option.service_tier: option.price_minor for option in quote.options}
        reasons = tuple(dict.fromkeys(refusal.reason for refusal in quote.refusals))
        rates = _rates(book, order, line, row)
        said = (code, name, rates, prices, duties, reasons)
        found.append(HsCandidate(*said, goods=goods, covered=bool(inside)))
    return tuple(found)


def _by_words(
    book: Book, order: Order, line: int, inside: list[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Return tariff lines by the words they share with the description, then by code."""
    description = order.lines[line].description
    if not description or len(inside) < 2:
        return inside
    ranks = gathered(book, jurisdiction_of(book, order.buyer.country)).ranks(description)
    goods = book.tables["commodity"]["goods"]
    return sorted(inside, key=lambda each: (ranks.get(int(goods[each[0]]), UNRANKED), each[0]))


def _near(book: Book, order: Order, line: int) -> list[tuple[int, str]]:
    """Return the tariff lines nearest to an unknown code, each with a code that names it."""
    found = nearest_lines(book, order, line)
    table = book.tables["commodity"][[near.row for near in found]]
    codes = [_shortest(int(row["lo"]), int(row["hi"]), "0" * MIN_CODE_DIGITS) for row in table]
    return [(near.row, code) for near, code in zip(found, codes, strict=True)]


def nearest_lines(book: Book, order: Order, line: int) -> list[Near]:
    """Return up to three tariff lines near a line's code and description, nearest first."""
    description = order.lines[line].description or ""
    return nearest(book, order.buyer.country, code_of(order, line), description)


def _rates(book: Book, order: Order, line: int, row: int) -> tuple[tuple[str, str], ...]:
    """Return (kind, rate text) of the measures of a tariff line for the line's origin."""
    ids = book.ids
    origin = ids.find("country", order.lines[line].country_of_origin)
    day = utc_day(order.quoted_at)
    found: dict[tuple[str, int], str] = {}
    for measure in measures_of(book.tables, row):
        holds = measure["from_day"] <= day < measure["to_day"]
        if holds and measure["origin"] in (0, origin):
            text = ids.name("rate_text", measure["text"])
            claim = int(measure["claim"])
            if claim:
                text += f" with {ids.name('claim', claim)}"
            key = ids.name("measure_kind", measure["kind"]), claim
            found.setdefault(key, text)
    return tuple((kind, text) for (kind, _), text in found.items())


def spread(found: tuple[HsCandidate, ...]) -> dict[str, tuple[int, int]]:
    """Return the lowest and highest price by tier, of tiers that every candidate is offered in."""
    tiers = [tier for tier in TIERS if found and all(tier in each.prices_minor for each in found)]
    prices = {tier: [each.prices_minor[tier] for each in found] for tier in tiers}
    return {tier: (min(listed), max(listed)) for tier, listed in prices.items()}
