"""A quote as tables for a terminal of 80 columns or more."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from oneprice.core.book import Book
from oneprice.core.order import Order
from oneprice.core.quote import Charge, Consignment, Option, Quote, Refusal
from oneprice.core.vocabulary import LEGS, MODES, TIERS
from oneprice.routing.journey import Journey, journey_of
from oneprice.show_text import Money, day_text, minute_text, percent_of

TOTALS = {
    "goods": ("goods",),
    "freight and surcharges": ("freight", "surcharge"),
    "duty, tax and fees": ("duty", "tax", "fee"),
    "packaging and recycling": ("epr",),
    "guarantee": ("guarantee",),
}
# Reasons that only say which lanes do not fit stand below those that name a remedy.
LAST_REASONS = ("OVER_LIMIT", "CLASS_REQUIRED", "CLASS_NOT_ACCEPTED", "MODE_NOT_IN_TIER")
CLASS_WORDS = {
    "general": "general cargo",
    "battery": "with batteries",
    "liquid_powder": "liquid or powder",
    "mixed": "batteries and liquids",
}
NAMED_LINES = 6  # of a consignment in its heading
WIDE = 96  # columns from which the source amount has a column of its own


def word_grid() -> Table:
    """Return a grid of names and words."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def quote_view(book: Book, order: Order, quote: Quote, width: int) -> RenderableType:
    """Return the summary of the tiers, one table of charges per tier, and the refusals."""
    money = Money(book)
    parts: list[RenderableType] = [quote_head(order, quote)]
    if quote.options:
        parts.append(_summary(book, order, quote, money, width))
    for option in quote.options:
        parts += [Text(), tier_rule(option, money)]
        for number in range(len(option.consignments)):
            parts += _consignment(book, order, quote, option, number, money, width)
        parts.append(totals_grid(option, money))
    return Group(*parts, *refusal_table(quote.refusals))


def quote_head(order: Order, quote: Quote) -> Text:
    """Return which order this answers, and until when."""
    until = quote.valid_until.astimezone(order.quoted_at.tzinfo)
    stands = (
        f"valid until {minute_text(until)}" if quote.options else "offers nothing, see why below"
    )
    lines = len(order.lines)
    return Text.assemble(
        (f"Quote {quote.quote_id[:12]}", "bold"),
        f"  {lines} line{'s' * (lines > 1)} to {order.buyer.country} {order.buyer.postcode}, "
        f"{order.incoterm}, {order.shipment_purpose}, in {quote.currency}\n",
        (f"{stands}; book {quote.book_hash[:12]}", "dim"),
    )


def _summary(book: Book, order: Order, quote: Quote, money: Money, width: int) -> Table:
    """Return one row per tier: what it costs, when it comes, how it travels."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("tier", style="bold", no_wrap=True)
    for name in ("price", "of it goods", "all the rest"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("promised", no_wrap=True)
    table.add_column("how", overflow="fold", ratio=1)
    for option in quote.options:
        goods_minor = option.price_minor - option.landed_cost_minor
        amounts = (option.price_minor, goods_minor, option.landed_cost_minor)
        cells = [Text(money.text(minor, option.currency)) for minor in amounts]
        cells[0].stylize("bold green")
        journeys = [journey_of(book, order, quote, part) for part in option.consignments]
        ways = dict.fromkeys(_way(journey, width >= WIDE) for journey in journeys)
        promised = day_text(option.promise_date)
        table.add_row(option.service_tier, *cells, promised, Text("\n".join(ways)))
    return table


def _way(journey: Journey, carrier: bool = True) -> str:
    """Return a route in words: "rail with Ibex Rail via DUI"."""
    if not carrier:
        return f"{journey.mode} via {journey.entry_place}"
    carriers = dict.fromkeys(leg.carrier for leg in journey.linehauls)
    return f"{journey.mode} with {' and '.join(carriers)} via {journey.entry_place}"


def tier_rule(option: Option, money: Money) -> Rule:
    """Return the heading of a tier: price, date and the level it is promised at."""
    level = percent_of(option.promise_level)
    price = money.text(option.price_minor, option.currency)
    title = Text(f"{option.service_tier}  {price} {option.currency}", "bold")
    title.append(f"  by {day_text(option.promise_date)}, promised at the {level} level", "none")
    return Rule(title, align="left", style="dim")


def _consignment(
    book: Book,
    order: Order,
    quote: Quote,
    option: Option,
    number: int,
    money: Money,
    width: int,
) -> list[RenderableType]:
    """Return the heading and the charges of one consignment."""
    part = option.consignments[number]
    charges = [charge for charge in option.charges if charge.consignment == number]
    return [
        consignment_heading(book, order, quote, option, number),
        _charge_table(book, order, part, charges, money, width),
    ]


def consignment_heading(
    book: Book, order: Order, quote: Quote, option: Option, number: int
) -> Text:
    """Return what a consignment holds, how it travels and when it comes."""
    part = option.consignments[number]
    journey = journey_of(book, order, quote, part)
    named = [f"{order.lines[i].quantity} x {order.lines[i].sku}" for i in part.lines]
    goods = ", ".join(named[:NAMED_LINES])
    if len(named) > NAMED_LINES:
        goods += f" and {len(named) - NAMED_LINES} more lines"
    count = len(option.consignments)
    label = f"{number + 1} of {count}  " if count > 1 else ""
    weight_g = sum(parcel.weight_g for parcel in part.parcels)
    pieces = f"{len(part.parcels)} parcel{'s' * (len(part.parcels) > 1)}"
    return Text.assemble(
        (f"\n{label}{goods}", "bold"),
        f"  from {part.ship_from} ({', '.join(part.sellers)}), {CLASS_WORDS[part.cargo_class]}, "
        f"{pieces}, {weight_g / 1000:,.3f} kg\n",
        f"{_way(journey)}, enters {part.jurisdiction} {day_text(part.entry_date)} "
        f"as {part.entry_type}, promised {day_text(part.promise_date)}",
    )


def _charge_table(
    book: Book,
    order: Order,
    part: Consignment,
    charges: list[Charge],
    money: Money,
    width: int,
) -> Table:
    """Return the lines of a consignment; a kind is named once."""
    wide = width >= WIDE
    table = Table(box=box.SIMPLE, pad_edge=False, expand=True, show_edge=False)
    table.add_column("", style="dim", no_wrap=True, width=9)
    table.add_column("what", overflow="fold", ratio=8)
    table.add_column("on", overflow="fold", ratio=9)
    table.add_column("rate", overflow="fold", ratio=11)
    if wide:
        table.add_column("source", justify="right", no_wrap=True, min_width=13)
    table.add_column(charges[0].currency, justify="right", no_wrap=True, min_width=11)
    for kind, group in groupby(charges, key=lambda charge: charge.kind):
        for place, charge in enumerate(group):
            row = [kind if place == 0 else "", what_text(book, order, part, charge)]
            row += _basis_cells(charge, money)
            if wide:
                row.append(own_text(charge, money))
            row.append(amount_text(charge, money))
            table.add_row(*(Text(cell) for cell in row))
    return table


def _basis_cells(charge: Charge, money: Money) -> list[str]:
    """Return basis and rate of a line; the guarantee's factors are for `explain`."""
    if charge.kind == "guarantee":
        names = (part.split(" ")[0].replace("_", " ") for part in charge.rate.split("; "))
        return [charge.basis, ", ".join(names)]
    return [basis_text(charge, money.short(charge.basis_amount)), charge.rate]


def basis_text(charge: Charge, amount: str) -> str:
    """Return "0.5 kg chargeable", "1 unit", "2 units"."""
    words = charge.basis
    if amount == "1" and words.endswith("s"):
        words = words.removesuffix("s")
    return f"{amount} {words}".strip()


def what_text(book: Book, order: Order, part: Consignment, charge: Charge) -> str:
    """Return what a line is for, in words."""
    if charge.kind == "goods":
        return charge.code
    if charge.kind == "guarantee":
        return "price and date"
    if charge.kind == "freight":
        return f"{_lane_words(book, charge.code)} {charge.code}"
    words = charge.code.replace("_", " ")
    if charge.line is not None and len(part.lines) > 1:
        words += f" {order.lines[charge.line].sku}"
    return words


def _lane_words(book: Book, name: str) -> str:
    """Return the leg of a lane, or the mode of a linehaul."""
    lane = book.tables["lane"][book.ids.find("lane", name)]
    leg = LEGS[int(lane["leg"])]
    return MODES[int(lane["mode"])] if leg == "linehaul" else leg.replace("_", " ")


def own_text(charge: Charge, money: Money) -> str:
    """Return a line's amount in its own currency where that is another one."""
    if charge.source_currency == charge.currency:
        return ""
    amount = money.text(charge.source_amount_minor, charge.source_currency)
    return f"{amount} {charge.source_currency}"


def amount_text(charge: Charge, money: Money) -> str:
    """Return a line's amount; in brackets what is not part of the price."""
    amount = money.text(charge.amount_minor, charge.currency)
    return amount if charge.payer == "seller" else f"({amount})"


def totals_grid(option: Option, money: Money) -> RenderableType:
    """Return the sums by kind of what makes the price, and what stays outside it."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right", no_wrap=True)
    for name, kinds in TOTALS.items():
        total = _sum(option.charges, "seller", kinds)
        if total or name == "goods":
            grid.add_row(name, money.text(total, option.currency))
    price = money.text(option.price_minor, option.currency)
    grid.add_row(Text(f"price in {option.currency}", "bold"), Text(price, "bold"))
    for payer, words in (
        ("buyer", "(the buyer pays at the border, not in the price)"),
        ("memo", "(already inside another line, for information)"),
    ):
        outside = _sum(option.charges, payer)
        if outside:
            grid.add_row(words, f"({money.text(outside, option.currency)})")
    return Padding(grid, (1, 0, 0, 0))


def _sum(charges: Iterable[Charge], payer: str, kinds: tuple[str, ...] = ()) -> int:
    return sum(
        c.amount_minor for c in charges if c.payer == payer and (not kinds or c.kind in kinds)
    )


def refusal_table(refusals: Iterable[Refusal]) -> list[RenderableType]:
    """Return each reason once, with the tiers it stands in the way of."""
    tiers: dict[tuple[str, str], list[str]] = {}
    for refusal in refusals:
        tiers.setdefault((refusal.code, refusal.reason), []).append(refusal.subject)
    if not tiers:
        return []
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("not offered", no_wrap=True, style="bold")
    table.add_column("why", overflow="fold", ratio=1)
    order = sorted(tiers, key=lambda key: (_rank(key[0]), -len(tiers[key])))
    for code, reason in order:
        named = tiers[code, reason]
        subject = "every tier" if len(named) == len(TIERS) else "\n".join(named)
        table.add_row(subject, Text.assemble(reason, (f"  {code}", "dim")))
    return [Text(), table]


def _rank(code: str) -> int:
    return 1 + LAST_REASONS.index(code) if code in LAST_REASONS else 0
