"""Promises for a terminal of 80 columns or more: dates and chances, then what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from oneprice.core.book import Book
from oneprice.core.order import Order
from oneprice.core.quote import Quote
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.promises.answer import (
    HANDLING,
    ConsignmentPromise,
    LegLaw,
    PathStep,
    PromiseAnswer,
    percent_of_chance,
)
from oneprice.routing.promises.pays import LevelThatPays
from oneprice.show import quote_head, refusal_table, word_grid
from oneprice.show_promise_words import (
    binding_words,
    dates_words,
    entry_words,
    paths_words,
    pays_words,
    promised_words,
    ready_words,
    stands_words,
)
from oneprice.show_text import (
    NEVER,
    Money,
    day_text,
    hours_text,
    percent_of,
    short_day_text,
    short_minute_text,
    span_text,
)

SHORT_LEVELS = ("0.5", "0.9", "0.95")
NAMED_SKUS = 6
TOLD_NEVER = FULL_MASS // 1000  # from which what never arrives is told
LEAST_WIDTH = len("Mon 27 Jul")  # a cell breaks between its words
WIDE = 96  # columns from which the laws have a column of their own


def promise_view(
    book: Book,
    order: Order,
    quote: Quote,
    answers: Sequence[PromiseAnswer],
    width: int,
    tier: str = "",
    pays: Sequence[LevelThatPays] = (),
) -> RenderableType:
    """Return the tiers in one table, then each consignment with its legs, then the refusals.

    Parameters
    ----------
    width : int
        Columns of the terminal.
    tier : str
        Show this one only, "" for all.
    pays : sequence of LevelThatPays
        Told with each consignment (C-73).
    """
    money = Money(book)
    shown = [answer for answer in answers if tier in ("", answer.service_tier)]
    parts: list[RenderableType] = [quote_head(order, quote)]
    if shown:
        parts.append(tier_table(shown, width))
    for answer in shown:
        parts += [Text(), _tier_rule(answer, money)]
        for part in answer.consignments:
            parts += consignment_view(answer, part, money, width, _pays_of(pays, answer, part))
    refusals = [refusal for refusal in quote.refusals if tier in ("", refusal.subject)]
    return Group(*parts, *refusal_table(refusals))


def tier_table(answers: Sequence[PromiseAnswer], width: int) -> Table:
    """Return one row per tier: date, chance, other dates, what binds and what it leans on."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("tier", style="bold", no_wrap=True)
    table.add_column("promised", no_wrap=True)
    table.add_column("chance", justify="right", no_wrap=True)
    wide = width >= WIDE
    levels = SHORT_LEVELS if wide else SHORT_LEVELS[:1]
    for level in levels:
        table.add_column(f"by {percent_of(level)}", no_wrap=True)
    table.add_column("binds", no_wrap=True, overflow="fold")
    table.add_column("leans on", overflow="fold", min_width=len("published"))
    for answer in answers:
        last = answer.consignments[answer.last]
        by_level = {each.level: each for each in answer.dates}
        dates = [short_day_text(by_level[level].date) for level in levels]
        table.add_row(
            answer.service_tier,
            Text(day_text(answer.promise_date), "bold green"),
            percent_of_chance(answer.promise_chance),
            *dates,
            Text(last.binding),
            Text(_leans_short(answer)),
        )
    return table


def _leans_short(answer: PromiseAnswer) -> str:
    """Return what the weakest consignment of a tier stands on, in a few words."""
    parts = answer.consignments
    for law, words in (("mixed", "learned, published"), ("published", "published ranges")):
        if any(part.law == law for part in parts):
            return words
    weak = min(parts, key=lambda part: Fraction(part.observations))
    share = max(Fraction(part.leaning_share) for part in parts)
    words = f"{weak.observations} observed"
    return f"{words}, {float(share):.0%} leaning" if share else words


def _tier_rule(answer: PromiseAnswer, money: Money) -> Rule:
    price = money.text(answer.price_minor, answer.currency)
    title = Text(f"{answer.service_tier}  by {day_text(answer.promise_date)}", "bold")
    title.append(f"  at the {percent_of(answer.level)} level, {price} {answer.currency}", "none")
    return Rule(title, align="left", style="dim")


def consignment_view(
    answer: PromiseAnswer,
    part: ConsignmentPromise,
    money: Money,
    width: int,
    pays: LevelThatPays | None = None,
) -> list[RenderableType]:
    """Return the heading of a consignment, what its date rests on, and its legs."""
    count = len(answer.consignments)
    label = f"{part.number + 1} of {count}  " if count > 1 else ""
    goods = ", ".join(part.skus[:NAMED_SKUS])
    if len(part.skus) > NAMED_SKUS:
        goods += f" and {len(part.skus) - NAMED_SKUS} more"
    head = Text.assemble(
        (f"\n{label}{goods}", "bold"),
        f"  by {part.mode} from {part.ship_from} ({', '.join(part.sellers)})",
    )
    if count > 1 and part.number == answer.last:
        head.append("  comes last", "bold")
    facts = Padding(_facts(answer, part, money, pays), (0, 0, 1, 0))
    return [head, facts, leg_table(part, width)]


def _facts(
    answer: PromiseAnswer,
    part: ConsignmentPromise,
    money: Money,
    pays: LevelThatPays | None,
) -> Table:
    grid = word_grid()
    rows = [
        ("promised", promised_words(answer, part)),
        ("dates", dates_words(part.dates)),
        ("paths", paths_words(part)),
        ("ready", ready_words(part)),
        ("enters", entry_words(part)),
        ("binds", binding_words(part)),
        ("leans on", part.leans or stands_words(part)),
    ]
    if pays is not None:
        rows.append(("pays best", pays_words(pays, money)))
    for name, words in rows:
        grid.add_row(name, Text(words, overflow="fold"))
    return grid


def _pays_of(
    pays: Sequence[LevelThatPays], answer: PromiseAnswer, part: ConsignmentPromise
) -> LevelThatPays | None:
    """Return what pays for a consignment of a tier, if it was asked."""
    wanted = answer.service_tier, part.number
    return next((each for each in pays if (each.service_tier, each.consignment) == wanted), None)


def leg_table(part: ConsignmentPromise, width: int) -> Table:
    """Return the legs in chain order: instants and waits on the median path, and the slow one."""
    wide = width >= WIDE
    table = Table(
        box=box.SIMPLE, pad_edge=False, expand=True, show_edge=False, padding=(0, 1, 0, 0)
    )
    table.add_column("leg", no_wrap=True, overflow="fold")
    for name in ("leaves", "takes", "arrives", "slow path"):
        table.add_column(name, overflow="fold", min_width=LEAST_WIDTH)
    if wide:
        table.add_column("law", overflow="fold", min_width=LEAST_WIDTH)
    slow = {step.lane: step for step in part.slow.steps}
    steps = {step.lane: step for step in part.median.steps}
    for leg in part.legs:
        cells = _leg_cells(part, leg, steps.get(leg.lane), slow.get(leg.lane))
        table.add_row(*cells, *([Text(_law(leg))] if wide else []))
    days = (short_day_text(part.median.delivered_on), short_day_text(part.slow.delivered_on))
    table.add_row("delivered", "", "", *days, style="bold")
    return table


def _leg_cells(
    part: ConsignmentPromise, leg: LegLaw, step: PathStep | None, slow: PathStep | None
) -> list[Text]:
    """Return a leg's cells; a handling law has no lane and no waits."""
    median, level = (hours_text(h, leg.working_days) for h in (leg.median_h, leg.level_h))
    takes = Text.assemble(median, (f"\n{level} at {percent_of(part.tier_level)}", "dim"))
    if leg.leg == HANDLING:
        ready = (part.median.ready_at, part.slow.ready_at)
        return [Text("handling"), Text(), takes, *(Text(short_minute_text(each)) for each in ready)]
    mode = leg.mode if leg.leg == "linehaul" else leg.leg.replace("_", " ")
    name = Text.assemble((f"{mode}\n", "dim"), leg.lane)
    if step is None:
        return [name, Text(NEVER), takes, Text(), Text()]
    leaves = Text(short_minute_text(step.starts_at))
    for wait in waits_of(step):
        leaves.append(f"\n{wait}", "dim")
    ends = (step.arrives_at, None if slow is None else slow.arrives_at)
    return [name, leaves, takes, *(Text(short_minute_text(end)) for end in ends)]


def _law(leg: LegLaw) -> str:
    if leg.law == "published":
        return "published"
    words = f"learned,\n{leg.observations}"
    if leg.never > TOLD_NEVER:
        words += f"\n{percent_of_chance(leg.never, 1)} never"
    share = Fraction(leg.leaning_share)
    return f"{words}\n{float(share):.0%} leans" if share else words


def waits_of(step: PathStep) -> list[str]:
    """Return what goods wait for before a lane: "1 d 1 h departure", and the events on it."""
    opening = step.present_at - step.came_at - timedelta(hours=step.transfer_h)
    spans = {
        "transfer": timedelta(hours=step.transfer_h),
        "opening": opening,
        "departure": step.starts_at - step.present_at,
    }
    waits = [f"{span_text(span)} {name}" for name, span in spans.items() if span]
    return waits + [f"({name})" for name in step.uplift]
