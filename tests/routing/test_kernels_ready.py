"""Handling laws at checkout: when goods are ready, and the days that follow (C-14, C-68).

AIR leaves daily at 10:00 UTC with a cut-off at 06:00 and takes 48 to 72 hours: 14 of 25 hours
fall on the second day after, 11 on the third. The quote of July 1 is valid until 09:00.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from handling_books import FULL, HALF, air_only, handled, order_of, unsaid
from orders import line, order
from tiny_book import Tables, find, tiny_engine

from oneprice.core.errors import InputError
from oneprice.core.quote import Consignment, Quote

HOUR = FULL // 25
FIRST = 14 * HOUR  # by the second day after the departure
Change = Callable[[Tables], object]


def quoted(folder: Path, document: Any, *changes: Change, level: str = "0.9") -> Quote:
    """Quote an order by AIR alone on a changed tiny book."""

    def edit(tables: Tables) -> None:
        air_only(level)(tables)
        for change in changes:
            change(tables)

    return tiny_engine(folder, edit).quote(document)


def dates(quote: Quote) -> tuple[Any, ...]:
    """Return the price and the dates of the first consignment of economy."""
    part = told(quote)
    price = quote.options[0].price_minor
    return price, part.export_date, part.entry_date, part.promise_date, part.promise_chance


def told(quote: Quote) -> Consignment:
    """Return the first consignment of the first option."""
    return quote.options[0].consignments[0]


def test_law_of_one_hour_is_that_hour(tmp_path: Path) -> None:
    """A law with all its mass on one hour quotes as the known hours do, cut-off and all."""
    listed = (0, 20, 21, 22, 45, 46, 100)

    def edit(tables: Tables) -> None:
        air_only()(tables)
        for hours in listed:
            handled(tables, [(hours, hours, FULL)], f"after {hours}")

    engine = tiny_engine(tmp_path, edit)
    for hours in listed:
        sure = engine.quote(order(unsaid(seller=f"after {hours}")))
        known = engine.quote(order(line(seller=f"after {hours}", handling_h=hours)))
        assert dates(sure) == dates(known)


@pytest.mark.parametrize(
    ("level", "day", "chance"),
    [
        ("0.2799", 4, HALF * FIRST // FULL),
        ("0.28", 5, (HALF * FULL + HALF * FIRST) // FULL),
        ("0.7799", 5, (HALF * FULL + HALF * FIRST) // FULL),
        ("0.78", 6, FULL),
    ],
)
def test_departures_are_mixed(tmp_path: Path, level: str, day: int, chance: int) -> None:
    """Half of the goods leave a day later: the chances by day are mixed and cut once a day."""
    halves = [(0, 0, HALF), (24, 24, HALF)]
    quote = quoted(tmp_path, order(unsaid()), lambda t: handled(t, halves), level=level)
    part = told(quote)
    assert (part.promise_date, part.promise_chance) == (date(2026, 7, day), chance)
    # Entry: 7 of 25 hours on the 4th, 5.5 + 7 on the 5th, 5.5 on the 6th; export: a tie.
    assert (part.entry_date, part.export_date) == (date(2026, 7, 5), date(2026, 7, 2))


def test_hours_between_departures_share_one(tmp_path: Path) -> None:
    """Ready at any hour up to the cut-off is the same; the hour after it is the next day.

    Ready at 09:00 of July 1 and 21 hours later is the cut-off minute of July 2.
    """
    spread = [(0, 21, FULL // 23), (22, 22, FULL - 22 * (FULL // 23))]
    part = told(quoted(tmp_path, order(unsaid()), lambda t: handled(t, spread), level="0.5"))
    early = 22 * (FULL // 23)
    assert part.promise_chance == (early * FIRST) // FULL
    assert part.promise_date == date(2026, 7, 4)


def test_missing_mass_is_never_ready(tmp_path: Path) -> None:
    """What a law leaves out never leaves: a level above what comes has no promise."""
    lacking = [(0, 0, 9 * (FULL // 10))]
    low = quoted(tmp_path / "a", order(unsaid()), lambda t: handled(t, lacking), level="0.89")
    assert told(low).promise_chance == 9 * (FULL // 10)
    high = quoted(tmp_path / "b", order(unsaid()), lambda t: handled(t, lacking), level="0.91")
    reasons = {refusal.code for refusal in high.refusals if refusal.subject == "economy"}
    assert reasons == {"NO_PROMISE"}


def two_sellers(tables: Tables) -> None:
    """Let one `*` row say that half is ready at once and half a day later."""
    handled(tables, [(0, 0, HALF), (24, 24, HALF)])


def test_two_sellers_are_two_handlings(tmp_path: Path) -> None:
    """However two sellers hang together, both are ready at once with a chance of 0 at least.

    For delivery the goods count as ready a day later; entry and export keep the days of each.
    """
    goods = order_of(unsaid(seller="A"), unsaid(seller="B"))
    together = told(quoted(tmp_path / "a", goods, two_sellers, level="0.56"))
    later = told(quoted(tmp_path / "b", order(line(handling_h=24)), level="0.56"))
    assert (together.promise_date, together.promise_chance) == (date(2026, 7, 6), FULL)
    assert (later.promise_date, later.promise_chance) == (date(2026, 7, 6), FULL)
    assert (together.export_date, later.export_date) == (date(2026, 7, 2), date(2026, 7, 3))


def test_lines_of_a_seller_are_one_handling(tmp_path: Path) -> None:
    """Two lines of one seller are ready together, so that its law counts once."""
    one = told(quoted(tmp_path / "a", order_of(unsaid()), two_sellers, level="0.5"))
    both = order_of(unsaid(), unsaid(sku="HAT"))
    two = told(quoted(tmp_path / "b", both, two_sellers, level="0.5"))
    assert (one.promise_date, one.promise_chance) == (two.promise_date, two.promise_chance)


def test_laws_of_two_sellers_add_up(tmp_path: Path) -> None:
    """With .9 and .8 by the cut-off both are there with .7, and surely a day later."""

    def change(tables: Tables) -> None:
        tenth = FULL // 10
        handled(tables, [(0, 0, 9 * tenth), (24, 24, FULL - 9 * tenth)], "A")
        handled(tables, [(0, 0, 8 * tenth), (24, 24, FULL - 8 * tenth)], "B")

    goods = order_of(unsaid(seller="A"), unsaid(seller="B"))
    part = told(quoted(tmp_path, goods, change, level="0.5"))
    ready = 17 * (FULL // 10) - FULL
    by_fifth = (ready * FULL + (FULL - ready) * FIRST) // FULL
    assert (part.promise_date, part.promise_chance) == (date(2026, 7, 5), by_fifth)


@pytest.mark.parametrize(("known_h", "day"), [(0, 5), (21, 5), (22, 6), (46, 7)])
def test_known_hours_are_a_step(tmp_path: Path, known_h: int, day: int) -> None:
    """Goods wait for the line whose hours are known, and are surely there by them."""
    law = [(0, 0, 9 * (FULL // 10)), (24, 24, FULL - 9 * (FULL // 10))]
    goods = order_of(unsaid(seller="A"), line(seller="B", handling_h=known_h))
    quote = quoted(tmp_path, goods, lambda t: handled(t, law), level="0.9")
    assert told(quote).promise_date == date(2026, 7, day)


def test_exact_rows_come_first(tmp_path: Path) -> None:
    """The row of seller and node decides before the seller's, the node's and the last `*`."""
    rows = [("*", "*", 96), ("*", "SHOP", 72), ("SELLER", "*", 48), ("SELLER", "SHOP", 0)]
    days = []
    for kept in range(4, 0, -1):

        def change(tables: Tables, kept: int = kept) -> None:
            for seller, node, hours in rows[:kept]:
                handled(tables, [(hours, hours, FULL)], seller, node)

        quote = quoted(tmp_path / str(kept), order(unsaid()), change)
        days.append(told(quote).promise_date.day)
    assert days == [5, 7, 8, 9]


def test_no_row_is_an_error(tmp_path: Path) -> None:
    """Hours that nobody knows are never taken as none (C-50)."""
    message = r"lines\.1\.handling_h.*seller SELLER at SHOP"
    with pytest.raises(InputError, match=message):
        quoted(
            tmp_path,
            order(line(), unsaid()),
            lambda t: handled(t, [(0, 0, FULL)], "OTHER"),
        )


def batteries(limit_from: str, limit_to: str = "") -> Change:
    """Return a rule against batteries that holds for some days."""
    row = {"mode": "air", "flag": "UN3481", "limit": "forbid", "source": "the law"}

    def change(tables: Tables) -> None:
        tables["cargo_rule.csv"] = [row | {"valid_from": limit_from, "valid_to": limit_to}]

    return change


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2026-07-05", "", False),
        ("2026-07-04", "", True),  # the last departure is that of July 4
        ("2026-07-03", "2026-07-04", True),  # no goods leave on that day, but they may
        ("", "2026-07-02", False),
        ("", "2026-07-03", True),
    ],
)
def test_cargo_rules_of_all_days_of_loading(
    tmp_path: Path, start: str, end: str, refused: bool
) -> None:
    """A rule of any day from the first to the last departure that may be reached counts (C-12)."""
    halves = [(0, 0, HALF), (48, 48, HALF)]
    goods = unsaid(cargo_flags=["UN3481"])
    quote = quoted(tmp_path, order(goods), lambda t: handled(t, halves), batteries(start, end))
    assert (quote.options == ()) is refused


def test_hours_in_working_days(tmp_path: Path) -> None:
    """A handling of 24 hours on Wednesday is one of Thursday, of 72 one of Monday (C-18).

    09:00 UTC is 17:00 in Shanghai; 13 hours later it is 06:00, the cut-off itself.
    """
    days = {0: 5, 13: 5, 14: 6, 24: 6, 48: 7, 72: 10}

    def edit(tables: Tables) -> None:
        air_only()(tables)
        tables["calendar.csv"].append({"calendar_id": "WORK", "workdays": "12345"})
        work = {"day_type": "work", "calendar_id": "WORK"}
        for hours in days:
            handled(tables, [(hours, hours, FULL)], f"after {hours}", **work)
        find(tables["lane.csv"], lane_id="AIR")["departure_time"] = "10:00"  # 02:00, cut-off 22:00

    engine = tiny_engine(tmp_path, edit)
    for hours, day in days.items():
        part = told(engine.quote(order(unsaid(seller=f"after {hours}"))))
        assert part.promise_date == date(2026, 7, day)
