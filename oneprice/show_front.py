"""The front of an order as a table: what each earlier date costs (C-71)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from oneprice.core.book import Book
from oneprice.core.order import Order
from oneprice.core.quote import Consignment
from oneprice.core.vocabulary import LEG, MODES
from oneprice.routing.front import Point
from oneprice.routing.network.ways import lanes_of, route_of
from oneprice.show import refusal_table
from oneprice.show_text import Money, day_text

if TYPE_CHECKING:
    from oneprice.routing.engine import Engine

WIDE = 96  # columns from which carriers are named


def front_document(points: tuple[Point, ...]) -> list[dict[str, Any]]:
    """Return the points as plain data: price, date and tier, and the offer in full."""
    return [
        {
            "service_tier": point.service_tier,
            "price_minor": point.price_minor,
            "currency": point.option.currency,
            "promise_date": point.promise_date.isoformat(),
            "option": point.option.model_dump(mode="json"),
        }
        for point in points
    ]


def front_view(book: Book, order: Order, points: tuple[Point, ...], width: int) -> RenderableType:
    """Return one row per point: its price and date, and how both differ from the cheapest."""
    money, first = Money(book), points[0]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("tier", style="bold", no_wrap=True)
    for name in ("price", "more"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("promised", no_wrap=True)
    table.add_column("earlier", justify="right", no_wrap=True)
    table.add_column("how", overflow="fold", ratio=1)
    for point in points:
        price = Text(money.text(point.price_minor, order.currency), "bold green")
        more = point.price_minor - first.price_minor
        dearer = money.text(more, order.currency) if more else ""
        ways = dict.fromkeys(_way(book, part, width >= WIDE) for part in point.option.consignments)
        table.add_row(
            point.service_tier,
            price,
            dearer,
            day_text(point.promise_date),
            _days((first.promise_date - point.promise_date).days),
            Text("\n".join(ways)),
        )
    return Group(_head(book, order, len(points)), table)


def _head(book: Book, order: Order, count: int) -> Text:
    lines = len(order.lines)
    return Text.assemble(
        (f"{count} offer{'s' * (count > 1)}", "bold"),
        f" from the cheapest to the fastest, {lines} line{'s' * (lines > 1)} to ",
        f"{order.buyer.country} {order.buyer.postcode}, {order.incoterm}, in {order.currency}\n",
        (f"each is the cheapest by its date; book {book.book_hash[:12]}", "dim"),
    )


def _days(days: int) -> str:
    return f"{days} day{'s' * (days > 1)}" if days else ""


def _way(book: Book, part: Consignment, carriers: bool) -> str:
    """Return the way of a consignment in words: "rail with Ibex Rail via Duisburg"."""
    ids, tables = book.ids, book.tables
    route = route_of(book, part.route)
    lanes = [tables["lane"][lane] for lane in lanes_of(book, route)]
    hauls = [lane for lane in lanes if lane["leg"] == LEG["linehaul"]]
    border = next(lane for lane in lanes if lane["leg"] == LEG["clearance"])
    node = tables["node"][border["origin_node"]]
    place = ids.name("node_title", node["title"]) or ids.name("node", node["name"])
    mode = MODES[int(tables["route"][route]["mode"])]
    if not carriers:
        return f"{mode} via {place}"
    named = dict.fromkeys(ids.name("carrier", lane["carrier"]) for lane in hauls)
    return f"{mode} with {' and '.join(named)} via {place}"


def no_front_view(engine: Engine, order: Order, tier: str, by: date | None) -> RenderableType:
    """Return why nothing is offered: the fastest offer, or the reasons of the tiers asked for."""
    until = f" by {day_text(by)}" if by is not None else ""
    head = Text(f"nothing can be offered{until}", "bold")
    fastest = engine.fastest(order, tier or None) if by is not None else None
    if fastest is not None:
        price = Money(engine.book).text(fastest.price_minor, order.currency)
        words = f"{fastest.service_tier} for {price} {order.currency}"
        return head.append(f"; the fastest is {words}, {day_text(fastest.promise_date)}", "none")
    reasons = engine.quote(order).refusals
    told = tuple(each for each in reasons if not tier or each.subject == tier)
    return Group(head, *refusal_table(told))
