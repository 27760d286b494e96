"""Batch rating says what rating one parcel on one lane says, and misses no lane."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import config
from one_by_one import COUNT, NEVER, Cards, books, random_book, random_parcels

from oneprice.carriers.batch import BatchRater
from oneprice.carriers.offers import LEGS
from oneprice.carriers.rating import most_surcharges
from oneprice.carriers.refs import PARCEL
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.ground import compile_ground
from oneprice.core.postcodes import postcode_key
from oneprice.core.refusal import CODES

DAY = parse_day("2026-06-01", "day")
PARCEL_OF_ALL: dict[str, int] = {
    **{
        "day": DAY,
        "export_day": DAY,
        "entry_day": DAY,
        "purpose": 1,
        "headings": 1,
        "units": 1,
        "cargo_class": 1,
        "weight_g": 1000,
    },
    **{"length_mm": 300, "second_mm": 200, "third_mm": 100, "battery_kind": 2},
    **dict.fromkeys(("battery_mwh", "lithium_mg", "soc_pct", "battery_net_g", "liquid_ml"), NEVER),
}


def with_ground(cards: Any) -> Cards:
    """Return compiled cards with the tables of their ground."""
    return Cards(cards.tables | compile_ground(cards.ctx), cards.ctx.ids)


def parcel(book: Cards, country: str = "US", origin: str = "A", **more: int) -> Any:
    """Return one PARCEL record as an array."""
    table = np.zeros(1, PARCEL)
    lo, hi = postcode_key("10115")
    fields = PARCEL_OF_ALL | {"postcode_lo": lo, "postcode_hi": hi}
    fields["origin_node"] = book.ids.find("node", origin)
    fields["country"] = book.ids.find("country", country)
    fields["currency"] = book.ids.find("currency", "CNY")
    for name, value in (fields | more).items():
        table[name] = value
    return table


# --- against the rating of one parcel on one lane ------------------------------------------


def answers(rates: Any, rater: Any, p: int) -> dict[tuple[int, ...], tuple[str, int, int]]:
    """Return (status, total, base) of every offer of a parcel, by the lanes."""
    found = {}
    for rated in rates.all[rates.start[p] : rates.start[p + 1]]:
        offer = rater.offers.offer[rated["offer"]]
        chain = tuple(int(i) for i in rater.offers.chain[offer["chain_lo"] : offer["chain_hi"]])
        code = CODES[rated["status"]]
        found[chain] = (code, int(rated["total_minor"]), int(rated["base_minor"]))
    return found


def in_plain_python(module: str, call: str, folder: Path) -> Any:
    """Return what a function of this file gives without the compiler; warnings are errors there."""
    code = "import json, sys; sys.path[:0] = sys.argv[2:]; from pathlib import Path; "
    code += f"import {module}; print(json.dumps({module}.{call}(Path(sys.argv[1]))))"
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(folder), str(here.parent), str(here)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_batch_equals_rating_one_by_one(tmp_path: Path) -> None:
    """On random books and the example every offer is what going through all lanes gives."""
    found = []
    for number, (book, info) in enumerate(books(tmp_path / "batch")):
        rater = BatchRater(book.tables, book.ids, LEGS)
        rates = rater.rate(random_parcels(book, info, number, COUNT), every=True)
        for p in range(COUNT):
            offers = sorted(answers(rates, rater, p).items())
            found += [[number, p, list(chain), *said] for chain, said in offers]
    assert found == in_plain_python("one_by_one", "one_by_one", tmp_path / "single")
    assert sum(len(row[2]) > 1 for row in found) > 20
    reasons = {"OK", "NO_ZONE", "OVER_LIMIT", "LANE_CLOSED", "CARGO_RULE"}
    assert {row[3] for row in found} >= reasons


def test_best_is_the_cheapest_and_order_does_not_matter(tmp_path: Path) -> None:
    """The best is the least of all prices; order, threads and what is kept change nothing."""
    book, info = random_book(tmp_path, 3)
    parcels = random_parcels(book, info, 5, 400)
    asked = book.ids.require("currency", "EUR", "currency")
    rater = BatchRater(book.tables, book.ids, LEGS)
    rates = rater.rate(parcels, asked, every=True)
    for p, best in enumerate(rates.best):
        every = rates.all[rates.start[p] : rates.start[p + 1]]
        good = every[every["status"] == 0]
        assert rates.counts[p].tolist() == [len(every), len(good)]
        if len(good):
            assert best == good[np.argmin(good["price_minor"])]
        elif len(every):
            assert best == every[np.argmax(every["stage"])]
        else:
            assert CODES[best["status"]] == "NO_ROUTE"
    shuffled = np.random.default_rng(1).permutation(len(parcels))
    for threads in (1, 2, 7):
        again = rater.rate(parcels[shuffled], asked, threads=threads)
        assert (again.best == rates.best[shuffled]).all()
        assert len(again.all) == 0


def records(folder: Path) -> list[Any]:
    """Return all answers to a few parcels as lists."""
    book, info = random_book(folder, 3)
    rates = BatchRater(book.tables, book.ids, LEGS).rate(
        random_parcels(book, info, 5, 12), every=True
    )
    return [[list(record) for record in table.tolist()] for table in (rates.best, rates.all)]


@pytest.mark.skipif(bool(config.DISABLE_JIT), reason="needs the compiler")
def test_batch_is_the_same_without_the_compiler(tmp_path: Path) -> None:
    """Plain Python runs of the same kernels give the same records, without an overflow."""
    assert records(tmp_path / "compiled") == in_plain_python(
        "test_batch", "records", tmp_path / "plain"
    )


# --- what serves ----------------------------------------------------------------------------

PLACES = [
    {"node_id": "A", "kind": "origin", "country": "CN", "tz": "UTC"},
    {"node_id": "G", "kind": "gateway", "country": "BE", "tz": "UTC"},
    {"node_id": "H", "kind": "hub", "country": "BE", "tz": "UTC"},
    {"node_id": "B", "kind": "zone", "country": "US", "tz": "UTC"},
    {"node_id": "D", "kind": "zone", "country": "DE", "tz": "UTC"},
]
INSIDE = {"priced_by": "L", "segment": "after_entry"}
THROUGH = [
    {"dest_node": "G"},
    {"lane_id": "C", "leg": "clearance", "origin_node": "G", "dest_node": "H", **INSIDE},
    {"lane_id": "M", "leg": "last_mile", "origin_node": "H", "dest_node": "B", **INSIDE},
    {"lane_id": "N", "leg": "last_mile", "origin_node": "H", "dest_node": "D", **INSIDE},
]


def lanes_of(book: Cards, legs: tuple[str, ...], country: str, **more: int) -> list[list[str]]:
    """Return the lanes of every offer to a country, by name."""
    rater = BatchRater(book.tables, book.ids, legs)
    rates = rater.rate(parcel(book, country, **more), every=True)
    names = [book.ids.name("lane", row) for row in range(len(book.tables["lane"]))]
    return [[names[i] for i in chain] for chain in answers(rates, rater, 0)]


def test_one_linehaul_leads_to_the_doors_inside_its_price(cards: Callable[..., Any]) -> None:
    """A linehaul whose price holds last miles of two countries serves both, and no third."""
    book = with_ground(cards(lane=THROUGH, node=PLACES))
    assert lanes_of(book, ("door",), "US") == [["L", "C", "M"]]
    assert lanes_of(book, ("door",), "DE") == [["L", "C", "N"]]
    assert lanes_of(book, ("door",), "BE") == []
    assert lanes_of(book, ("linehaul",), "BE") == [["L"]]
    assert lanes_of(book, ("linehaul",), "US") == []


def test_lane_that_ends_short_of_the_door_is_no_door(cards: Callable[..., Any]) -> None:
    """A linehaul whose delivery has a price of its own is compared among linehauls alone."""
    short = [*THROUGH[:2], {**THROUGH[2], "priced_by": ""}]
    rates = [{}, {"lane_id": "M"}]
    book = with_ground(cards(lane=short, rate=rates, node=PLACES))
    assert lanes_of(book, ("door",), "US") == []
    assert lanes_of(book, ("last_mile",), "US", origin_node=book.ids.find("node", "H")) == [["M"]]


def test_lanes_inside_a_price_must_take_the_parcel_too(cards: Callable[..., Any]) -> None:
    """A last mile that is too small refuses the offer; the refusal names it."""
    small = [*THROUGH[:2], {**THROUGH[2], "max_piece_kg": "2"}]
    book = with_ground(cards(lane=small, node=PLACES))
    rater = BatchRater(book.tables, book.ids)
    for weight_g, status in ((2000, "OK"), (2001, "OVER_LIMIT")):
        best = rater.rate(parcel(book, weight_g=weight_g)).best[0]
        assert CODES[best["status"]] == status
    assert book.ids.name("lane", best["lane"]) == "M"
    assert (best["fact"], best["limit"], best["total_minor"]) == (2001, 2000, 0)


def test_equal_prices_go_to_the_earlier_lane(cards: Callable[..., Any]) -> None:
    """Of two lanes of the same price the one that stands first in lane.csv is the best."""
    lanes = [{"lane_id": "X"}, {"lane_id": "L"}, {"lane_id": "Y"}]
    rates = [{"lane_id": "X", "rate": "11"}, {}, {"lane_id": "Y"}]
    book = with_ground(cards(lane=lanes, rate=rates))
    best = BatchRater(book.tables, book.ids).rate(parcel(book)).best[0]
    assert (book.ids.name("lane", best["lane"]), best["price_minor"]) == ("L", 1000)


# --- currencies -----------------------------------------------------------------------------

FX = [
    {"kind": "settlement", "authority": "*", "base": "USD", "quote": "CNY", "rate": "7"},
    {"kind": "settlement", "authority": "US", "base": "USD", "quote": "CNY", "rate": "8"},
    {"kind": "settlement", "authority": "*", "base": "EUR", "quote": "CNY", "rate": "9",
     "valid_from": "2026-06-01"},
]  # fmt: skip
JURISDICTION = np.dtype([(name, np.int64) for name in ("country", "name", "area")])


def test_prices_are_compared_in_the_asked_currency(cards: Callable[..., Any]) -> None:
    """Each charge is converted by settlement FX and rounded, as in a quote (C-10)."""
    lanes = [{}, {"lane_id": "M", "currency": "USD"}]
    rates = [{"rate": "7.01"}, {"lane_id": "M", "rate": "1"}]
    sur = [{"code": "x", "basis": "per_shipment", "amount": "0.03"}]
    book = with_ground(cards(lane=lanes, rate=rates, surcharge=sur, fx=FX))
    rater = BatchRater(book.tables, book.ids)
    dollar = book.ids.find("currency", "USD")
    rates_of = rater.rate(parcel(book), dollar, every=True)
    # 7.01 / 7 = 1.0014 -> 1.00; 0.03 / 7 = 0.0043 -> 0.00
    assert rates_of.all["total_minor"].tolist() == [704, 100]
    assert rates_of.all["price_minor"].tolist() == [100, 100]
    assert rater.rate(parcel(book)).all.tolist() == []
    assert rater.rate(parcel(book), every=True).all["price_minor"].tolist() == [704, 700]


def test_destination_has_rates_of_its_own(cards: Callable[..., Any]) -> None:
    """The settlement rate of the destination's jurisdiction comes before that of all (C-09)."""
    book = with_ground(cards(lane=[{"currency": "USD"}], rate=[{"rate": "1"}], fx=FX))
    assert BatchRater(*book).rate(parcel(book)).best["price_minor"] == 700
    law = np.zeros(2, JURISDICTION)
    law[1] = book.ids.find("country", "US"), book.ids.find("jurisdiction", "US"), 0
    ruled = BatchRater(book.tables | {"jurisdiction": law}, book.ids)
    assert ruled.rate(parcel(book)).best["price_minor"] == 800


def test_missing_rate_of_exchange_is_a_refusal(cards: Callable[..., Any]) -> None:
    """Without a settlement rate on the day of sale the offer is refused, never free (C-50)."""
    book = with_ground(cards(lane=[{"currency": "EUR"}], rate=[{"rate": "1"}], fx=FX))
    rater = BatchRater(*book)
    days = np.concatenate([parcel(book, day=DAY + shift) for shift in (0, -1, 0)])
    best = rater.rate(days).best
    assert [CODES[status] for status in best["status"]] == ["OK", "FX_MISSING", "OK"]
    assert best["price_minor"].tolist() == [900, 0, 900]


# --- what cannot be read --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("origin_node", 99), ("origin_node", -1), ("country", 99), ("currency", 0),
        ("currency", 99), ("day", -1), ("weight_g", 0), ("length_mm", 10_001),
        ("goods_minor", -1), ("flags", 1 << 40), ("cargo_class", 0), ("purpose", 3),
        ("region", 99), ("units", 0), ("second_mm", 301),
    ],
)  # fmt: skip
def test_numbers_out_of_range_are_errors(cards: Callable[..., Any], field: str, value: int) -> None:
    """Kernels read without bounds checks, so no number outside its range comes to them."""
    book = with_ground(cards())
    wrong = parcel(book)
    wrong[field] = value
    with pytest.raises(InputError, match=field):
        BatchRater(*book).rate(wrong)


def test_wrong_arrays_legs_and_threads_are_errors(cards: Callable[..., Any]) -> None:
    """An array of other records, an unknown leg or currency, and no thread are refused."""
    book = with_ground(cards())
    rater = BatchRater(*book)
    with pytest.raises(InputError, match="PARCEL"):
        rater.rate(np.zeros(1))
    with pytest.raises(InputError, match="threads"):
        rater.rate(parcel(book), threads=0)
    with pytest.raises(InputError, match="currency"):
        rater.rate(parcel(book), 99)
    for legs in ((), ("sea",)):
        with pytest.raises(InputError, match="give some of door"):
            BatchRater(book.tables, book.ids, legs)


def test_no_parcel_and_no_lane_are_fine(cards: Callable[..., Any]) -> None:
    """An empty batch has no answers; a book without doors refuses all."""
    book = with_ground(cards())
    assert len(BatchRater(*book).rate(np.zeros(0, PARCEL), threads=2).best) == 0
    none = BatchRater(book.tables, book.ids, ("pickup",)).rate(parcel(book), every=True)
    assert (CODES[none.best[0]["status"]], len(none.all)) == ("NO_ROUTE", 0)
    assert most_surcharges(book.tables) == 0
