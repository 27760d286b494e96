"""A promise taken apart is the promise of the quote, consignment by consignment."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import pairwise

import example_book
import numpy as np
import pytest
from orders import line
from promise_book import ask, by_air, odd_engine

from oneprice.core.errors import InputError
from oneprice.core.quote import Quote
from oneprice.routing.laws.ranges import FULL_MASS
from oneprice.routing.promises.answer import HandlingOf, PromiseAnswer, percent_of_chance
from oneprice.routing.promises.legs import decided_by, handling_words
from oneprice.routing.promises.pays import levels_that_pay
from oneprice.routing.promises.telling import promises_of, told

NAMES = ("munich-cart", "two-sellers-gb", "us-watch")
SLOW = line(seller="SLOW", handling_h=None)
TWO = (line(seller="SLOW", handling_h=None), line(seller="QUICK", handling_h=2))


@cache
def promises(name: str) -> tuple[Quote, tuple[PromiseAnswer, ...]]:
    """Return the quote of an example order, and its promises."""
    order, quote = example_book.order(name), example_book.quote(name)
    return quote, tuple(told(example_book.engine().book, order, quote))


def both(quote: Quote, answers: list[PromiseAnswer]) -> list[tuple[object, object]]:
    """Return each figure of the quote with the same one of the promises."""
    pairs: list[tuple[object, object]] = []
    for option, answer in zip(quote.options, answers, strict=True):
        pairs += [(getattr(option, n), getattr(answer, n)) for n in ("service_tier", "price_minor")]
        pairs.append((option.promise_date, answer.promise_date))
        for part, promise in zip(option.consignments, answer.consignments, strict=True):
            names = ("promise_date", "promise_chance", "route", "law", "observations", "entry_date")
            pairs += [(getattr(part, n), getattr(promise, n)) for n in names]
    return pairs


@pytest.mark.parametrize("name", NAMES)
def test_promises_are_those_of_the_quote(name: str) -> None:
    """Dates, chances, routes and laws are those of the quote."""
    quote, answers = promises(name)
    pairs = both(quote, list(answers))
    assert len(pairs) > 10
    assert [mine for mine, _ in pairs] == [theirs for _, theirs in pairs]


def test_promises_of_odd_dates_are_those_of_the_quote() -> None:
    """So they are with learned laws, openings, transfers, uplift, extra days and handling laws."""
    _, quote, answers = ask(*TWO, buyer={"country": "XX", "postcode": "99999"})
    assert len(answers[0].consignments) == 2
    pairs = both(quote, answers)
    assert [mine for mine, _ in pairs] == [theirs for _, theirs in pairs]


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_read_off_the_chances(name: str) -> None:
    """The date at a level is the first day with so much chance; at the own level it is promised."""
    for answer in promises(name)[1]:
        for part in answer.consignments:
            chances = {each.day: each.chance for each in part.chances}
            values = list(chances.values())
            assert all(a <= b for a, b in pairwise(values))
            own = next(each for each in part.dates if each.level == part.level)
            assert (own.date, own.chance) == (part.promise_date, part.promise_chance)
            for told_date in part.dates:
                assert told_date.date is not None
                level = Fraction(told_date.level)
                before = [c for day, c in chances.items() if day < told_date.date]
                assert all(c < level * FULL_MASS for c in before)
                assert told_date.chance == chances[told_date.date]
            assert part.chance_before < part.needed <= part.promise_chance


def test_all_together_are_no_surer_than_their_sum_of_doubts() -> None:
    """For several consignments the chance is one less the doubts of each."""
    (answer, *_) = promises("munich-cart")[1]
    assert len(answer.consignments) == 3
    doubts = 0
    for part in answer.consignments:
        known = [each.chance for each in part.chances if each.day <= answer.promise_date]
        doubts += FULL_MASS - max(known)
    assert answer.promise_chance == FULL_MASS - doubts
    assert answer.promise_chance >= Fraction(answer.level) * FULL_MASS


def test_the_last_consignment_is_named() -> None:
    """The latest date counts, of equal ones the least sure, of equally sure the first."""
    for name in NAMES:
        for answer in promises(name)[1]:
            last = answer.consignments[answer.last]
            keys = [(p.promise_date, -p.promise_chance) for p in answer.consignments]
            assert (last.promise_date, -last.promise_chance) == max(keys)
            assert keys.index(max(keys)) == answer.last


def test_answers_are_plain_data() -> None:
    """An answer survives its JSON, and two runs give the same bytes."""
    _, _, answers = ask(SLOW)
    text = answers[0].model_dump_json()
    assert PromiseAnswer.model_validate_json(text) == answers[0]
    _, _, again = ask(SLOW)
    assert again[0].model_dump_json() == text


def test_engine_gives_the_same() -> None:
    """The engine's own method, and the function behind it, give the promises of the quote."""
    order, _, answers = ask(SLOW)
    assert list(promises_of(odd_engine(), order)) == answers
    assert list(odd_engine().promise(order)) == answers


def test_zone_with_an_extra_day_is_promised_later() -> None:
    """Each day of delivery moves to the next working day, weekends are stepped over."""
    near, far = (by_air(buyer={"country": "XX", "postcode": p}) for p in ("12345", "99999"))
    assert far.promise_date > near.promise_date
    assert far.promise_chance == near.promise_chance
    working = [each for each in far.chances if each.delivers]
    assert {each.day.weekday() for each in working} == {0, 1, 2, 3, 4}
    assert {each.day.weekday() for each in far.chances if not each.delivers} <= {5, 6}


def test_thin_law_says_so() -> None:
    """Where a level asks for more observations than there are, words say what it leans on."""
    known, thin = by_air(line(handling_h=4)), by_air(SLOW)
    assert (known.law, known.observations, known.leans) == ("learned", "31", "")
    assert (thin.law, thin.observations, thin.observations_needed) == ("leaning", "8.25", 9)
    assert thin.leans == (
        "90% asks for 9 observations of every leg, handling has 8.25: "
        "up to 65% of a leg's law leans on a parent or a quote"
    )


def test_handling_says_whose_history_it_is() -> None:
    """Of a seller without rows of its own the node's law stands, and the answer says so."""
    own = by_air(SLOW).legs[0]
    assert [each.model_dump() for each in own.handling_of] == [
        {"seller": "SLOW", "decided_by": "both"}
    ]
    assert handling_words(own) == ""
    said = {
        "seller": "SLOW at other nodes too",
        "node": "of SHOP, none of SLOW's own",
        "*": "of all sellers, none of SLOW's own nor of SHOP",
    }
    for by, words in said.items():
        of = HandlingOf.model_validate({"seller": "SLOW", "decided_by": by})
        leg = own.model_copy(update={"handling_of": (of,)})
        assert handling_words(leg) == words
    assert by_air(line(handling_h=4)).legs[0].handling_of == ()


def test_row_that_decides_is_told() -> None:
    """The law of a node, or of all, is never told as the seller's."""
    node, every = np.zeros(2, [("seller", np.int64), ("node", np.int64)])
    node["node"] = 3
    assert [decided_by(row) for row in (node, every)] == ["node", "*"]
    every["seller"] = node["seller"] = 2
    assert [decided_by(row) for row in (node, every)] == ["both", "seller"]


def test_published_ranges_say_so() -> None:
    """A route of published ranges has no observation, and says what its level would ask for."""
    part = promises("us-watch")[1][-1].consignments[0]
    assert (part.law, part.observations, part.leaning_share) == ("published", "0", "1")
    assert part.leans.startswith("95% asks for 19 observations of every leg; all ")
    assert part.leans.endswith("legs are published ranges, none was observed")


def test_each_leg_tells_its_law() -> None:
    """A leg tells its hours, what it leans on, and what never arrives."""
    legs = {leg.lane: leg for leg in by_air(SLOW).legs}
    air, hands = legs["AIR"], legs["handling"]
    assert (air.least_h, air.median_h, air.level_h, air.most_h) == (40, 47, 102, 120)
    assert (air.observations, air.parent_share, air.quote_share) == ("57.312", "0.1", "0.05")
    assert air.leaning_share == "0.15"
    assert air.never == FULL_MASS - (8 * 2**27 + 12 * 2**26 + 31 * 2**22)
    assert (hands.median_h, hands.level_h, hands.observations) == (4, 26, "8.25")
    assert str(hands.learned_at) == "2026-06-29"


@pytest.mark.parametrize("worth", ["0", "0.50", "3"])
def test_level_that_pays_costs_least(worth: str) -> None:
    """A day that is worth more is promised earlier; without worth nothing less sure pays."""
    order, quote = example_book.order("us-watch"), example_book.quote("us-watch")
    book = example_book.engine().book
    found = levels_that_pay(book, order, quote.options, Fraction(worth))
    dearer = levels_that_pay(book, order, quote.options, Fraction(worth) + 1)
    assert len(found) == len(quote.options)
    assert all(each.owes for each in found)
    for cheap, dear in zip(found, dearer, strict=True):
        assert dear.date <= cheap.date
        assert dear.chance <= cheap.chance
    if worth == "0":
        assert all(each.chance >= each.promise_chance for each in found)


@pytest.mark.parametrize("worth", ["-1", "0.0000001", "99999999999999"])
def test_worth_of_a_day_is_an_amount(worth: str) -> None:
    """A worth below 0, finer than a pip or beyond all prices is refused with a remedy."""
    order, quote = example_book.order("us-watch"), example_book.quote("us-watch")
    with pytest.raises(InputError, match="give an amount of"):
        levels_that_pay(example_book.engine().book, order, quote.options, Fraction(worth))


def test_percent_is_cut_down() -> None:
    """A chance is never told larger than it is."""
    assert percent_of_chance(FULL_MASS - 1) == "99.99%"
    assert percent_of_chance(FULL_MASS) == "100%"
    assert percent_of_chance(0) == "0%"
