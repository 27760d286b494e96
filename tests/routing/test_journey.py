"""The days told for an offer are the days it was priced with."""

from datetime import timedelta

import example_book
import pytest
from orders import line
from promise_book import ask, odd_engine

from oneprice.core.quote import Consignment, Quote
from oneprice.routing.journey import Journey, journey_of

QUOTED = [name for name in example_book.NAMES if not name.startswith(("refused", "us-forced"))]


def journeys(name: str) -> list[tuple[Quote, Consignment, Journey]]:
    """Return every consignment of an example's quote with its journey."""
    book, order, quote = (
        example_book.engine().book,
        example_book.order(name),
        example_book.quote(name),
    )
    parts = [part for option in quote.options for part in option.consignments]
    return [(quote, part, journey_of(book, order, quote, part)) for part in parts]


@pytest.mark.parametrize("name", QUOTED)
def test_days_follow_each_other(name: str) -> None:
    """Goods are ready after the offer ends, leave after the cut-off, then enter, then arrive."""
    for quote, part, journey in journeys(name):
        handling = max(example_book.order(name).lines[i].handling_h or 0 for i in part.lines)
        assert journey.ready_at - quote.valid_until == timedelta(hours=handling)
        assert journey.ready_at <= journey.cutoff_at <= journey.departs_at
        assert journey.departs_at.date() <= journey.entry_to
        assert journey.entry_from <= part.entry_date <= journey.entry_to
        assert journey.departs_at.date() <= part.export_date <= part.entry_date
        assert part.entry_date <= part.promise_date


@pytest.mark.parametrize("name", QUOTED)
def test_legs_are_the_route(name: str) -> None:
    """The legs are the lanes of the consignment and join end to end."""
    for _, part, journey in journeys(name):
        assert tuple(leg.lane for leg in journey.legs) == part.route
        assert journey.legs[0].origin == part.ship_from
        for leg, follower in zip(journey.legs, journey.legs[1:], strict=False):
            assert leg.dest == follower.origin


@pytest.mark.parametrize("name", QUOTED)
def test_named_day_is_the_likeliest(name: str) -> None:
    """No other day of the window can have a larger share than the named one."""
    for _, _, journey in journeys(name):
        days = (journey.entry_to - journey.entry_from).days + 1
        assert 1 / days <= journey.entry_share <= 1
        assert journey.promise_share > 0.85


@pytest.mark.parametrize("name", QUOTED)
def test_exchange_rates_are_those_in_use(name: str) -> None:
    """A line in another currency tells the rate that its amount follows from; others none."""
    digits = {"JPY": 0}
    for option in example_book.quote(name).options:
        for charge in option.charges:
            if charge.source_currency == option.currency:
                assert (charge.fx_rate, charge.fx_rule_id) == ("", "")
                continue
            _, base, _, rate, second = charge.fx_rate.split(" ")
            assert {base, second} == {charge.source_currency, option.currency}
            assert charge.fx_rule_id.startswith("fx.csv:")
            source = charge.source_amount_minor / 10 ** digits.get(charge.source_currency, 2)
            amount = source * float(rate) if second == option.currency else source / float(rate)
            unit = 10 ** digits.get(option.currency, 2)
            assert abs(amount - charge.amount_minor / unit) <= 0.5 / unit + 1e-6


def test_handling_law_spreads_the_departures() -> None:
    """Where a law says when goods are ready, its middle is told, and the last departure too."""
    order, quote, _ = ask(line(seller="SLOW", handling_h=None), quoted_at="2026-07-02T09:00:00Z")
    journey = journey_of(odd_engine().book, order, quote, quote.options[0].consignments[0])
    assert journey.handling == "after 4 to 27 h of handling as learned, half of it by 4 h"
    assert journey.ready_at - quote.valid_until == timedelta(hours=4)
    assert journey.ready_last - quote.valid_until == timedelta(hours=27)
    # Half is ready on Thursday evening for Friday's pickup, the rest waits for Monday's.
    assert journey.departs_last - journey.departs_at == timedelta(days=3)


def test_goods_wait_for_an_opening_before_they_can_leave() -> None:
    """Known hours are told as such, and the pickup that is counted on leaves after them."""
    order, quote, _ = ask(line(handling_h=3))
    journey = journey_of(odd_engine().book, order, quote, quote.options[0].consignments[0])
    assert journey.handling == "after 3 h of handling"
    assert journey.ready_at == journey.ready_last
    assert journey.departs_at == journey.departs_last
