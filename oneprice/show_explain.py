"""A quote explained: every line with its rule and source, every day with what it rests on."""

from __future__ import annotations

from fractions import Fraction

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from oneprice.core.book import Book
from oneprice.core.order import Order
from oneprice.core.quote import Charge, Consignment, Option, PackedParcel, Quote
from oneprice.routing.journey import Journey, journey_of
from oneprice.show import (
    amount_text,
    basis_text,
    consignment_heading,
    own_text,
    quote_head,
    refusal_table,
    tier_rule,
    totals_grid,
    what_text,
    word_grid,
)
from oneprice.show_text import Money, day_text, minute_text, percent_of

PACKING_WORDS = {
    "own": "as the order gives them",
    "first_fit": "by the first-fit rule of checkout",
    "loose": "as freight by volume takes them, not packed together",
    "exact": "by exact packing",
}
TOLD_PARCELS = 6


def explain_view(book: Book, order: Order, quote: Quote, tier: str) -> RenderableType:
    """Return every line with its rule and source, and every day with what it rests on."""
    money = Money(book)
    parts: list[RenderableType] = [quote_head(order, quote)]
    for option in quote.options:
        if tier in ("", option.service_tier):
            parts += [Text(), tier_rule(option, money)]
            for number in range(len(option.consignments)):
                parts += _explained(book, order, quote, option, number, money)
            parts += [totals_grid(option, money), *_exchanges(option)]
    refusals = (r for r in quote.refusals if tier in ("", r.subject))
    return Group(*parts, *refusal_table(refusals))


def _explained(
    book: Book, order: Order, quote: Quote, option: Option, number: int, money: Money
) -> list[RenderableType]:
    part = option.consignments[number]
    charges = [charge for charge in option.charges if charge.consignment == number]
    return [
        consignment_heading(book, order, quote, option, number),
        Padding(_days(journey_of(book, order, quote, part), order, part, option), (1, 0, 1, 0)),
        _rule_table(book, order, part, charges, money),
    ]


def _days(journey: Journey, order: Order, part: Consignment, option: Option) -> Table:
    """Return where each day of a consignment comes from (C-14 to C-22, C-54)."""
    zone = order.quoted_at.tzinfo
    entry = f"{day_text(part.entry_date)}, the likeliest day ({journey.entry_share:.0%})"
    if journey.entry_from != journey.entry_to:
        entry += f" of {day_text(journey.entry_from)} to {day_text(journey.entry_to)}"
    promise = (
        f"{day_text(part.promise_date)}, chance {journey.promise_share:.2%} {_law_words(part)}, "
        f"{percent_of(option.promise_level)} promised"
    )
    if len(option.consignments) > 1:
        promise += f" for all {len(option.consignments)} consignments together"
    grid = word_grid()
    for name, words in (
        ("valid until", minute_text(journey.valid_until.astimezone(zone))),
        ("ready", f"{minute_text(journey.ready_at)}, {journey.handling}"),
        ("leaves", _leaves(journey)),
        ("packed", _packing(order, part)),
        ("travels", _legs(journey)),
        (
            "exported",
            f"{day_text(part.export_date)}, the likeliest day, from {journey.export_place}",
        ),
        (
            "enters",
            f"{entry} at {journey.entry_place}; {part.regime.replace('_', ' ')}, "
            f"importer {part.importer_of_record}",
        ),
        ("promised", promise),
    ):
        grid.add_row(name, Text(words, overflow="fold"))
    for line, code in part.hs_chosen.items():
        grid.add_row("HS code", Text(f"{order.lines[line].sku}: {code}, the dearest it may mean"))
    return grid


def _leaves(journey: Journey) -> str:
    """Return the departure that is counted on, and the last one where handling may take longer."""
    words = f"{minute_text(journey.departs_at)}, goods in by {minute_text(journey.cutoff_at)}"
    if journey.departs_last != journey.departs_at:
        words += f"; as late as {minute_text(journey.departs_last)} is counted with"
    return words


def _law_words(part: Consignment) -> str:
    """Return what the laws behind a promise are, and what they lean on (C-69)."""
    if part.law == "published":
        return "from published ranges"
    if part.law == "mixed":
        return "from learned laws and published ranges"
    words = f"learned from {part.observations} observations of its thinnest leg"
    if Fraction(part.leaning_share) > 0:
        words += f" (a leg leans up to {percent_of(part.leaning_share)} on a parent or a quote)"
    return words


def _packing(order: Order, part: Consignment) -> str:
    """Return how the goods were packed, and what lies in which parcel (C-28, C-59)."""
    count = len(part.parcels)
    words = f"{count} parcel{'s' * (count > 1)} {PACKING_WORDS[part.packing]}"
    if part.parcels_at_least:
        words += f"; no packing needs fewer than {part.parcels_at_least}"
    told = [_parcel(order, number, parcel) for number, parcel in enumerate(part.parcels, start=1)]
    if count > TOLD_PARCELS:
        told[TOLD_PARCELS:] = [f"and {count - TOLD_PARCELS} more"]
    return "\n".join([words, *told])


def _parcel(order: Order, number: int, parcel: PackedParcel) -> str:
    """Return "1: 2 x COAT in 40 x 30 x 10 cm, 1.200 kg"."""
    goods = ", ".join(f"{item.units} x {order.lines[item.line].sku}" for item in parcel.items)
    sides = (parcel.length_mm, parcel.width_mm, parcel.height_mm)
    size = " x ".join(f"{side / 10:g}" for side in sides)
    return f"{number}: {goods}{' in ' * bool(goods)}{size} cm, {parcel.weight_g / 1000:,.3f} kg"


def _legs(journey: Journey) -> str:
    """Return the legs of a route with their lanes and places."""
    words = [journey.legs[0].origin]
    for leg in journey.legs:
        mode = leg.mode if leg.leg == "linehaul" else leg.leg.replace("_", " ")
        words.append(f"{mode} {leg.lane} ({leg.carrier}) to {leg.dest}")
    return ", ".join(words)


def _rule_table(
    book: Book, order: Order, part: Consignment, charges: list[Charge], money: Money
) -> Table:
    """Return every line with what it was taken on, the rule that says so and its source.

    A source is told once.
    """
    table = Table(box=box.SIMPLE, pad_edge=False, expand=True, show_edge=False)
    table.add_column("what", overflow="fold", ratio=4)
    table.add_column("on and rate", overflow="fold", ratio=6)
    table.add_column("rule and source", overflow="fold", ratio=7)
    table.add_column(charges[0].currency, justify="right", no_wrap=True, min_width=11)
    told: set[str] = set()
    for charge in charges:
        basis = basis_text(charge, charge.basis_amount)
        what = Text.assemble((f"{charge.kind} ", "dim"), what_text(book, order, part, charge))
        own = own_text(charge, money)
        amounts = f"{amount_text(charge, money)}\n{own}" if own else amount_text(charge, money)
        rule = Text(charge.rule_id)
        if charge.rule_source not in told:
            rule.append(f"\n{charge.rule_source}", "dim")
        told.add(charge.rule_source)
        table.add_row(what, Text(f"{basis}\n{charge.rate}"), rule, Text(amounts))
    return table


def _exchanges(option: Option) -> list[RenderableType]:
    """Return the rates that the lines of an option were converted by, each once."""
    found = dict.fromkeys((charge.fx_rate, charge.fx_rule_id) for charge in option.charges)
    found.pop(("", ""), None)
    grid = word_grid()
    for rate, rule_id in found:
        grid.add_row("exchange", Text(f"{rate}  {rule_id}"))
    return [Padding(grid, (1, 0, 0, 0))] if found else []
