"""From orders to integers: canonical order, groups, intervals, the window (C-13, C-27, C-42)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from orders import EXAMPLES, FULL_LINE, example, line, order
from tiny_book import LAW, Tables, measure, tiny_engine

from oneprice.core.errors import InputError
from oneprice.core.order import Order
from oneprice.core.vocabulary import flag_words
from oneprice.routing.encode import canonical, encode_orders, hs_interval
from oneprice.routing.engine import Engine


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the tiny book."""
    return tiny_engine(tmp_path_factory.mktemp("tiny"))


def encoded(engine: Engine, document: dict[str, Any]) -> Any:
    """Return the records of one order."""
    return encode_orders(engine.book, [Order.parse(document)], detail=True)


def renumbered(quote: Any, place_of: list[int]) -> dict[str, Any]:
    """Return a quote as plain data, its lines numbered by `place_of`."""
    plain: dict[str, Any] = quote.model_dump(mode="json", exclude={"quote_id"})
    for option in plain["options"]:
        for part in option["consignments"]:
            part["lines"] = [place_of[number] for number in part["lines"]]
            for item in (item for parcel in part["parcels"] for item in parcel["items"]):
                item["line"] = place_of[item["line"]]
        for charge in option["charges"]:
            if charge["line"] is not None:
                charge["line"] = place_of[charge["line"]]
    return plain


MANY = [name for name in EXAMPLES if len(example(name)["lines"]) > 1]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(MANY), data=st.data())
def test_order_of_lines_changes_numbers_only(
    engine: Engine, name: str, data: st.DataObject
) -> None:
    """Whatever order the caller gives the lines in, only their numbers differ (C-27)."""
    document = example(name)
    count = len(document["lines"])
    mixed = data.draw(st.permutations(range(count)))
    shuffled = document | {"lines": [document["lines"][i] for i in mixed]}
    given_order = renumbered(engine.quote(document), list(range(count)))
    assert renumbered(engine.quote(shuffled), list(mixed)) == given_order


def test_canonical_order_by_each_key() -> None:
    """Lines are sorted by seller, origin, article, code, origin, price and weight, then place."""
    keys = [
        *({"seller": "B"}, {"ship_from": "B"}, {"sku": "B"}, {"hs_code": "620443"}),
        *({"country_of_origin": "VN"}, {"unit_price_minor": 10_001}, {"weight_g": 1001}, {}, {}),
    ]
    lines = [line(**({"seller": "A", "ship_from": "A", "sku": "A"} | key)) for key in keys]
    assert canonical(Order.parse(order(*lines))) == [7, 8, 6, 5, 4, 3, 2, 1, 0]


def test_line_fields(tiny: Engine) -> None:
    """Sides are sorted, absent numbers are -1, decimals become thousandths rounded up."""
    full = FULL_LINE | {"length_mm": 5, "width_mm": 30, "height_mm": 20, "watt_hours": "0.0001"}
    lines = encoded(tiny, order(full, line(seller="Z", quantity=3))).lines
    first, second = lines
    assert [first[name] for name in ("length_mm", "second_mm", "third_mm")] == [30, 20, 5]
    assert [first[name] for name in ("net_g", "battery_mwh", "soc_pct", "battery_net_g")] == [
        *(900, 1, 30, 120),
    ]
    assert [second[name] for name in ("net_g", "battery_mwh", "soc_pct", "battery_net_g")] == [
        -1
    ] * 4
    assert (second["group"], second["quantity"], second["goods_minor"]) == (1, 3, 30_000)
    assert (first["pack_0_g"], first["pack_1_g"], first["pack_2_g"]) == (20, 3, 0)
    names = ("up_mm", "upright", "stackable", "keep_together")
    assert [first[name] for name in names] == [20, 1, 0, 1]
    assert [second[name] for name in names] == [100, 0, 1, 0]
    names = ("battery_kind", "lithium_mg", "liquid_ml")
    assert [first[name] for name in names] == [1, 500, 40]
    assert [second[name] for name in names] == [2, -1, -1]
    assert flag_words(int(first["flags"])) == ["UN3481", "fragile", "PI966", "PI967"]


def test_words_that_keep_goods_together_are_numbered(tiny: Engine) -> None:
    """Each word of an order has a number in canonical order; no word is 0."""
    words = ["b", None, "a", "b"]
    lines = [line(sku=f"S{i}", keep_together=word) for i, word in enumerate(words)]
    found = encoded(tiny, order(*lines)).lines["keep_together"]
    assert found.tolist() == [1, 0, 2, 1]


def test_sellers_of_one_origin_are_one_group(tiny: Engine) -> None:
    """Consolidated goods are grouped and sorted by origin alone (C-25, C-27)."""
    lines = line(seller="B", sku="A"), line(seller="A", sku="Z"), line(seller="B", sku="C")
    apart = encoded(tiny, order(*lines))
    assert apart.lines["group"].tolist() == [0, 1, 1]
    assert apart.lines["input_line"].tolist() == [1, 0, 2]
    joined = encoded(tiny, order(*lines, consolidation="origin"))
    assert joined.lines["group"].tolist() == [0, 0, 0]
    assert joined.lines["input_line"].tolist() == [1, 0, 2]
    assert (apart.orders[0]["groups"], joined.orders[0]["groups"]) == (2, 1)


def test_canonical_order_by_origin_first() -> None:
    """Consolidated lines are sorted by origin before seller."""
    lines = line(seller="A", ship_from="Y"), line(seller="B", ship_from="X")
    assert canonical(Order.parse(order(*lines))) == [0, 1]
    assert canonical(Order.parse(order(*lines, consolidation="origin"))) == [1, 0]


def test_canonical_order_by_how_goods_are_packed() -> None:
    """After quantity come orientation, height if upright, stackable and the word (C-27)."""
    cube = {"length_mm": 20, "width_mm": 10, "height_mm": 30}
    keys = [
        *({"keep_together": "b"}, {"keep_together": "a"}, {"stackable": False}),
        {"orientation": "upright", "length_mm": 30, "height_mm": 20},
        *({"orientation": "upright", "length_mm": 10, "width_mm": 20}, {}),
    ]
    lines = [line(**(cube | key)) for key in keys]
    assert canonical(Order.parse(order(*lines))) == [5, 1, 0, 2, 3, 4]


def test_own_parcels_tell_their_batteries(tiny: Engine) -> None:
    """The battery mass of the caller's own parcel is kept, and none is -1."""
    box = {"weight_g": 1000, "length_mm": 1, "width_mm": 3, "height_mm": 2}
    boxes = [box, box | {"battery_net_g": 0}, box | {"battery_net_g": 70}]
    found = encoded(tiny, order(parcels=boxes))
    assert found.parcels["battery_net_g"].tolist() == [-1, 0, 70]


def test_national_code_wins(tiny: Engine) -> None:
    """The code for the buyer's country wins over the general one, others are not read."""
    codes = {"XX": "6204.42.00", "YY": "999999"}
    lines = encoded(tiny, order(line(hs_national=codes), line(sku="Z"))).lines
    assert [lines[0]["hs_lo"], lines[0]["hs_hi"]] == [6204420000, 6204420100]
    assert [lines[1]["hs_lo"], lines[1]["hs_hi"]] == [6204420000, 6204430000]


@pytest.mark.parametrize(
    ("digits", "interval"),
    [("010121", (101210000, 101220000)), ("9999999999", (9999999999, 10**10))],
)
def test_code_is_an_interval(digits: str, interval: tuple[int, int]) -> None:
    """A code stands for all ten-digit codes it begins."""
    assert hs_interval(digits) == interval


def test_batch_keeps_orders_apart(tiny: Engine) -> None:
    """Each order of a batch names its own stretch of lines and parcels."""
    box = {"weight_g": 1000, "length_mm": 1, "width_mm": 3, "height_mm": 2}
    orders = [order(line(), line(seller="B")), order(parcels=[box]), order(parcels=[box, box])]
    found = encode_orders(tiny.book, [Order.parse(each) for each in orders], detail=False)
    names = ("line_lo", "line_hi", "parcel_lo", "parcel_hi", "groups", "detail")
    assert [[int(row[name]) for name in names] for row in found.orders] == [
        [0, 2, 0, 0, 2, 0],
        [2, 3, 0, 1, 1, 0],
        [3, 4, 1, 3, 1, 0],
    ]
    assert [piece[:5] for piece in found.parcels.tolist()] == [(1000, 3, 2, 1, -1)] * 3


@pytest.mark.parametrize(
    "instant",
    [
        "2026-07-01T00:00:00Z",
        "2026-07-10T23:59:00Z",
        "2026-07-01T01:59:00+01:59",
        "2026-07-11T08:00:00+14:00",
    ],
)
def test_instants_at_the_edges_of_the_window(tiny: Engine, instant: str) -> None:
    """The first and the last minute of the window are quoted, in UTC."""
    assert len(tiny.quote(order(quoted_at=instant)).options) == 3


@pytest.mark.parametrize(
    "instant",
    [
        "2026-06-30T23:59:00Z",
        "2026-07-11T00:00:00Z",
        "2026-06-30T23:59:59Z",  # seconds before the window
        "2026-07-01T00:00:00+00:01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_instants_outside_the_window_are_refused(tiny: Engine, instant: str) -> None:
    """An order outside the window is an error that names the days the book covers."""
    with pytest.raises(InputError, match="2026-07-01 to 2026-07-10") as caught:
        tiny.quote(order(quoted_at=instant))
    assert caught.value.where == "quoted_at"


@pytest.mark.parametrize(
    ("document", "where"),
    [
        (order(currency="CHF"), "currency"),
        (order(line(), line(ship_from="MARS")), "lines.1.ship_from"),
        (order(line(watt_hours="1000000000")), "lines.0.watt_hours"),
        (order(line(duty_quantities={"l": "1000000000"})), "lines.0.duty_quantities.l"),
        (
            order(buyer={"country": "XX", "postcode": "1", "sales_tax_rate": "1.01"}),
            "buyer.sales_tax_rate",
        ),
    ],
)
def test_what_the_book_cannot_use_is_named(
    tiny: Engine, document: dict[str, Any], where: str
) -> None:
    """Unknown currencies and origins, and numbers beyond their range, are named with a remedy."""
    with pytest.raises(InputError) as caught:
        tiny.quote(document)
    assert caught.value.where == where
    assert caught.value.remedy


def test_unknown_countries_are_not_errors(tiny: Engine) -> None:
    """An origin the book never heard of is priced by the rules for all origins."""
    quote = tiny.quote(order(line(country_of_origin="ZZ")))
    assert quote.options == tiny.quote(order()).options


def test_validity_of_a_quote(tmp_path: Path) -> None:
    """A quote is valid for the time the book says, from the minute it was asked in (C-14)."""

    def brief(tables: Any) -> None:
        tables["book.csv"][3]["value"] = "7"

    quote = tiny_engine(tmp_path, brief).quote(order(quoted_at="2026-07-01T10:00:30+02:00"))
    assert quote.quoted_at.isoformat() == "2026-07-01T08:01:00+00:00"
    assert quote.valid_until.isoformat() == "2026-07-01T08:08:00+00:00"


def test_last_second_of_the_window_is_quoted(tiny: Engine) -> None:
    """The sale day is the UTC day of the instant itself, seconds and all (C-12)."""
    assert tiny.quote(order(quoted_at="2026-07-10T23:59:59Z")).options


def test_own_parcels_weigh_at_least_the_goods(tiny: Engine) -> None:
    """Parcels lighter than what is in them are an error; of the same weight they are taken."""
    box = {"weight_g": 1000, "length_mm": 300, "width_mm": 200, "height_mm": 100}
    assert tiny.quote(order(parcels=[box])).options
    with pytest.raises(InputError, match="1000 g of") as caught:
        tiny.quote(order(parcels=[box | {"weight_g": 999}]))
    assert caught.value.where == "parcels"


def facts(engine: Engine, **given: Any) -> dict[int, int]:
    """Return number -> value of what one line declares."""
    (record,) = encoded(engine, order(line(**given))).lines
    pairs = ((int(record[f"fact_{i}"]), int(record[f"value_{i}"])) for i in range(1, 7))
    return {number: value for number, value in pairs if number}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of a book whose rates ask for litres, degrees, parts and claims."""

    def edit(tables: Tables) -> None:
        tables[f"{LAW}/measure.csv"] += [
            measure("2207", "1 EUR/l"),
            measure("2208", "1 EUR/% vol/hl"),
            measure("1701", "1 EUR/kg per degree under 100"),
            measure("9102", "5% on the case"),
            measure("9103", "5%"),
            measure("9103", "1%") | {"claim": "mine"},
        ]
        tables[f"{LAW}/epr_gate.csv"] = [
            {"jurisdiction": "XX", "scheme": name, "hs_prefix": "9999", "source": "made up"}
            for name in ("packs", "weee")
        ]

    return tiny_engine(tmp_path_factory.mktemp("asking"), edit)


def test_declared_facts_are_numbered(asking: Engine) -> None:
    """Quantities are thousandths of the normal unit, degrees as such, parts minor units."""
    given = {"duty_quantities": {"hl": "0.5", "% vol": "12.5", "polarity": "96.2", "pr": "1"}}
    ids = asking.book.ids
    number = {name: ids.find("fact", name) for name in ("liter", "% vol", "degree under 100")}
    part = ids.find("fact", "part:case")
    assert all((*number.values(), part))
    assert facts(asking, **given, part_values_minor={"case": 250}) == {
        number["liter"]: 50_000,
        number["% vol"]: 12_500,
        number["degree under 100"]: 3_800,
        -1: 1_000,  # pairs: nobody asks
        part: 250,
    }


@pytest.mark.parametrize(
    ("word", "each"), [("doz", 12), ("hundred", 100), ("gross", 144), ("thousand", 1000)]
)
def test_dozens_are_counted_as_pieces(asking: Engine, word: str, each: int) -> None:
    """A quantity by the dozen and the like is one of pieces."""
    assert list(facts(asking, duty_quantities={word: "2"}).values()) == [2_000 * each]


@pytest.mark.parametrize("value", ["100", "120.5"])
def test_no_degree_above_100(asking: Engine, value: str) -> None:
    """A polarity of 100 or more lacks nothing."""
    assert list(facts(asking, duty_quantities={"polarity": value}).values()) == [0]


@pytest.mark.parametrize("given", [{"l": "1", "hl": "1"}, {"each": "1", "doz": "1"}])
def test_one_quantity_in_two_units_is_refused(asking: Engine, given: dict[str, str]) -> None:
    """A quantity that is given in two units could contradict itself."""
    with pytest.raises(InputError, match="once"):
        facts(asking, duty_quantities=given)


def test_claims_and_registrations_are_bits(asking: Engine) -> None:
    """Words that some rule asks are bits by their number, others count nothing."""
    given = {"claims": ["mine", "other"], "epr_ids": {"weee": "1", "none": "2"}}
    (record,) = encoded(asking, order(line(**given))).lines
    ids = asking.book.ids
    assert record["claim_mask"] == 1 << ids.find("claim", "mine")
    assert record["epr_mask"] == 1 << ids.find("scheme", "weee")


@pytest.mark.parametrize(
    ("postcode", "own", "rate"),
    [
        ("12345", None, (1, 20)),
        ("12399", None, (3, 50)),  # the narrower interval wins
        ("91000", None, (-1, 1)),
        ("12345", "0.07", (7, 100)),
    ],
)
def test_sales_tax_of_the_order_or_the_table(
    tmp_path: Path, postcode: str, own: str | None, rate: tuple[int, int]
) -> None:
    """The order's own rate comes first, then the row of the postcode, else there is none."""

    def edit(tables: Tables) -> None:
        rows = (("1", "8", "5%"), ("12390", "12399", "6%"))
        tables["sales_tax.csv"] = [
            {"jurisdiction": "XX", "postcode_lo": lo, "postcode_hi": hi, "rate": text}
            | {"source": "made up"}
            for lo, hi, text in rows
        ]

    buyer = {"country": "XX", "postcode": postcode} | ({"sales_tax_rate": own} if own else {})
    head = encoded(tiny_engine(tmp_path, edit), order(buyer=buyer)).orders[0]
    assert (head["tax_num"], head["tax_den"]) == rate
