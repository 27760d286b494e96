"""Answers to questions back: HS codes in doubt, and unit prices for an all-in price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from oneprice.core.book import Book
from oneprice.core.order import Order
from oneprice.core.vocabulary import TIERS
from oneprice.routing.hs_doubt import HsCandidate, code_of, doubtful_lines, spread
from oneprice.routing.hs_words import HsLine
from oneprice.routing.inverse import UnitPrices
from oneprice.show_text import Money

if TYPE_CHECKING:
    from oneprice.routing.engine import Engine

LEAST_COLUMNS = 3  # code, rates and prices; the goods stand between where a book tells them


def hs_view(engine: Engine, order: Order, line: int | None = None) -> RenderableType:
    """Return one table per line in doubt, or for the line asked for."""
    lines = doubtful_lines(engine.book, order) if line is None else [line]
    parts: list[RenderableType] = []
    for i in lines:
        found = engine.hs_candidates(order, i)
        parts += _line(engine.book, order, i, found)
    return Group(*parts) if parts else Text("every HS code names one tariff line, or none")


def _line(
    book: Book, order: Order, line: int, found: tuple[HsCandidate, ...]
) -> list[RenderableType]:
    country, code = order.buyer.country, code_of(order, line)
    head = Text.assemble(
        (f"line {line}  {order.lines[line].sku}", "bold"), f"  HS {code} in {country}"
    )
    if not found:
        return [head.append(" is not in the tariff; the nearest it knows: none")]
    if not found[0].covered:
        near = ", ".join(each.tariff_line for each in found)
        head.append(f" is not in the tariff; the nearest it knows: {near}")
        return [head, _candidates(book, order, found)]
    return [head, _candidates(book, order, found), _bounds(book, order, found)]


def _candidates(book: Book, order: Order, found: tuple[HsCandidate, ...]) -> Table:
    """Return one row per tariff line: its rates, the price of the order and its duty by tier."""
    money, currency = Money(book), order.currency
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("code", no_wrap=True, style="bold")
    if any(each.goods for each in found):
        table.add_column("goods", overflow="fold", ratio=3)
    table.add_column("rates", overflow="fold", ratio=3)
    table.add_column(f"price (duty) in {currency}", overflow="fold", ratio=3)
    for each in found:
        rates = "\n".join(f"{kind} {text}" for kind, text in each.rates)
        prices = [
            f"{tier} {money.text(each.prices_minor[tier], currency)} "
            f"({money.text(each.duties_minor[tier], currency)})"
            for tier in TIERS
            if tier in each.prices_minor
        ]
        words = [Text(each.goods)] if len(table.columns) > LEAST_COLUMNS else []
        shown = Text("\n".join(prices or each.refusals[:2]))
        table.add_row(each.code, *words, Text(rates), shown)
    return table


def found_view(country: str, words: str, found: tuple[HsLine, ...]) -> RenderableType:
    """Return the tariff lines that words find, best first."""
    if not found:
        return Text(f"no tariff line of {country} is called anything like {words}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("tariff line", no_wrap=True, style="bold")
    table.add_column("goods", overflow="fold")
    for each in found:
        table.add_row(each.tariff_line, Text(each.goods))
    return table


def _bounds(book: Book, order: Order, found: tuple[HsCandidate, ...]) -> Text:
    """Return lowest and highest price by tier, or that the doubt has no bound."""
    money, ranges = Money(book), spread(found)
    if not ranges:
        return Text("no tier is offered for all of them: the doubt has no bound\n", "dim")
    words = [
        f"{tier} {money.text(low, order.currency)} to {money.text(high, order.currency)}"
        for tier, (low, high) in ranges.items()
    ]
    return Text("; ".join(words) + f" {order.currency}\n", "dim")


def inverse_view(
    book: Book, order: Order, price_minor: int, line: int, tier: str, found: UnitPrices
) -> RenderableType:
    """Return the unit prices with this price, or the nearest prices and their unit prices."""
    money, currency = Money(book), order.currency
    asked = f"{money.text(price_minor, currency)} {currency}"
    sku = order.lines[line].sku
    if found.values:
        ranges = [
            money.text(lo, currency)
            if lo == hi
            else f"{money.text(lo, currency)} to {money.text(hi, currency)}"
            for lo, hi in found.values
        ]
        return Text(f"{tier} costs {asked} at a unit price of {sku} of {' or '.join(ranges)}")
    sides = [
        f"{name} it {money.text(side[1], currency)} at {money.text(side[0], currency)}"
        for name, side in (("below", found.below), ("above", found.above))
        if side is not None
    ]
    if not sides:
        return Text(f"{tier} is offered at no unit price of {sku}")
    nearest = "; ".join(sides)
    return Text(f"no unit price of {sku} makes {tier} cost {asked}; nearest {nearest}")
