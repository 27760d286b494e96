"""Orders at the rim: read exactly, or refused with field and remedy (C-50)."""

from __future__ import annotations

import json
import math
from copy import deepcopy
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from orders import EXAMPLES, FULL_LINE, example, line, order

from oneprice.core.errors import InputError
from oneprice.core.order import MAX_JSON_BYTES, Order, load_json
from oneprice.core.vocabulary import FLAG, MATERIAL

FULL = order(
    deepcopy(FULL_LINE),
    incoterm="DAP",
    consolidation="origin",
    shipment_purpose="b2b",
    deadline="2026-08-01",
    prior_same_day_minor=5,
    parcels=[{"weight_g": 1, "length_mm": 1, "width_mm": 1, "height_mm": 1, "battery_net_g": 0}],
    buyer={
        "country": "XX",
        "postcode": "AB1 2CD",
        "tax_ids": [{"scheme": "VAT", "number": "XX1"}],
        "sales_tax_rate": "0.0887",
    },
)


def refused(document: object) -> InputError:
    """Return the error an order raises."""
    with pytest.raises(InputError) as caught:
        Order.parse(document)
    assert caught.value.remedy
    assert len(str(caught.value)) < 700
    return caught.value


def refused_text(text: str | bytes) -> InputError:
    """Return the error a JSON text raises."""
    with pytest.raises(InputError) as caught:
        Order.from_json(text)
    assert caught.value.remedy
    assert len(str(caught.value)) < 700
    return caught.value


def paths(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside a document."""
    if isinstance(document, dict):
        inner: list[tuple[Any, Any]] = list(document.items())
    else:
        inner = list(enumerate(document)) if isinstance(document, list) else []
    found = [path] if path else []
    for key, value in inner:
        found += paths(value, (*path, key))
    return found


def changed(document: Any, path: tuple[Any, ...], value: object) -> Any:
    """Return a document with one value replaced."""
    copy = deepcopy(document)
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_valid(name: str) -> None:
    """Every example order is read, from JSON and from plain data alike."""
    document = example(name)
    assert Order.from_json(json.dumps(document)) == Order.parse(document)


def test_every_field_is_read() -> None:
    """An order with all fields keeps them."""
    parsed = Order.parse(FULL)
    assert parsed.lines[0].hs_national == {"XX": "62044200"}
    assert parsed.lines[0].description == "winter coat, wool"
    assert parsed.buyer.tax_ids[0].number == "XX1"
    assert (parsed.incoterm, parsed.shipment_purpose) == ("DAP", "b2b")
    assert (parsed.consolidation, parsed.parcels[0].battery_net_g) == ("origin", 0)
    assert (parsed.lines[0].orientation, parsed.lines[0].keep_together) == ("upright", "set")
    assert parsed.deadline is not None
    assert parsed.deadline.isoformat() == "2026-08-01"
    assert Order.parse(parsed) is parsed
    assert Order.parse(parsed.model_dump(mode="json")) == parsed


def test_defaults() -> None:
    """DDP to a consumer is meant where nothing is said."""
    parsed = Order.parse(order())
    assert (parsed.incoterm, parsed.shipment_purpose, parsed.deadline) == ("DDP", "b2c", None)
    assert (parsed.parcels, parsed.prior_same_day_minor, parsed.lines[0].net_weight_g) == (
        *((), 0, None),
    )
    first = parsed.lines[0]
    assert (parsed.consolidation, first.battery_kind, first.orientation) == (
        *("seller", "battery", "any"),
    )
    assert (first.stackable, first.keep_together, first.liquid_ml) == (True, None, None)


NASTY: list[object] = [
    *(None, math.nan, math.inf, -math.inf, 1.5, -1, 0, True, 10**26, -(10**26), 2**63),
    *(
        "",
        " ",
        "x" * 100,
        "1_000",
        "1e999",
        "\ud800",
        "a\x00b",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
    ),
    *([], {}, [None], {"": ""}, {1: 2}, {"\ud800": "\ud800"}, [[[]]], b"\xff", object(), (1, 2)),
]


@pytest.mark.parametrize("path", paths(FULL), ids=lambda path: ".".join(map(str, path)))
def test_any_value_anywhere_is_read_or_refused(path: tuple[Any, ...]) -> None:
    """Whatever stands in a field, the answer is an order or an InputError that names the field."""
    for value in NASTY:
        try:
            Order.parse(changed(FULL, path, value))
        except InputError as problem:
            named = problem.where.split(".")
            known = [str(key) for key in path]
            assert named[: len(known)] == known or problem.where in ("order", "lines.0")
            assert problem.remedy


@pytest.mark.parametrize("path", paths(FULL), ids=lambda path: ".".join(map(str, path)))
def test_unknown_fields_are_refused(path: tuple[Any, ...]) -> None:
    """A field the order does not have is refused by name, at every depth."""
    inner: Any = FULL
    for key in path:
        inner = inner[key]
    free = {"packaging", "duty_quantities", "epr_ids", "hs_national"}
    if isinstance(inner, dict) and not free & set(map(str, path)):
        error = refused(changed(FULL, (*path, "colour"), "red"))
        assert error.where.endswith("colour")


REFUSED: list[tuple[str, object]] = [
    ("quoted_at", "2026-07-01T08:00:00"),
    ("quoted_at", datetime(2026, 7, 1, 8)),
    ("quoted_at", "2026-07-01"),
    ("quoted_at", 1_782_892_800),
    ("quoted_at", "tomorrow"),
    ("quoted_at", "2026-02-30T08:00:00Z"),
    ("currency", "eur"),
    ("currency", "EURO"),
    ("currency", "EUR\n"),
    ("incoterm", "CIF"),
    ("shipment_purpose", "gift"),
    ("deadline", "2026-7-1"),
    ("deadline", "2026-W27-1"),
    ("deadline", "2026-02-29"),
    ("deadline", datetime(2026, 7, 1)),
    ("lines", []),
    ("prior_same_day_minor", -1),
    ("prior_same_day_minor", "5"),
    ("buyer.country", "xx"),
    ("buyer.country", "XXX"),
    ("buyer.postcode", ""),
    ("buyer.postcode", "12345678901234"),
    ("buyer.postcode", "12;45"),
    ("buyer.sales_tax_rate", "-0.1"),
    ("buyer.sales_tax_rate", 0.0887),
    ("buyer.sales_tax_rate", "8e-2"),
    ("lines.0.weight_g", -5),
    ("lines.0.weight_g", 0),
    ("lines.0.weight_g", True),
    ("lines.0.weight_g", 1000.0),
    ("lines.0.weight_g", math.nan),
    ("lines.0.weight_g", "1_000"),
    ("lines.0.weight_g", "1000"),
    ("lines.0.weight_g", None),
    ("lines.0.quantity", 10**26),
    ("lines.0.unit_price_minor", 0),
    ("lines.0.sku", "\ud800"),
    ("lines.0.sku", "a\nb"),
    ("lines.0.sku", "x" * 81),
    ("lines.0.sku", 7),
    ("lines.0.hs_code", "62044"),
    ("lines.0.hs_code", "62044200001"),
    ("lines.0.hs_code", "6204-42"),
    ("lines.0.hs_code", 620442),
    ("lines.0.hs_code", "\uff16\uff12\uff10\uff14\uff14\uff12"),
    ("lines.0.hs_national", {"xx": "620442"}),
    ("lines.0.description", ""),
    ("lines.0.description", "a\nb"),
    ("lines.0.description", "x" * 201),
    ("lines.0.watt_hours", 37.5),
    ("lines.0.watt_hours", "1e2"),
    ("lines.0.soc_pct", 101),
    ("lines.0.battery_kind", "pack"),
    ("lines.0.lithium_g", 0.5),
    ("lines.0.lithium_g", "-0.5"),
    ("lines.0.liquid_ml", -1),
    ("lines.0.liquid_ml", 2_000_001),
    ("lines.0.orientation", "sideways"),
    ("lines.0.stackable", 1),
    ("lines.0.stackable", "no"),
    ("lines.0.keep_together", ""),
    ("lines.0.keep_together", 7),
    ("consolidation", "buyer"),
    ("parcels.0.battery_net_g", -1),
    ("lines.0.packaging", {"paper": -1}),
    ("lines.0.duty_quantities", {unit: "1" for unit in ("kg", "l", "m", "pr", "m2", "m3", "doz")}),
    ("lines.0.duty_quantities", {"kg": 1}),
    ("lines.0.part_values_minor", {"case": -1}),
    ("lines.0.part_values_minor", {"case": "1"}),
    ("lines.0.part_values_minor", {f"part{i}": 1 for i in range(7)}),
    ("lines.0.claims", "FTA"),
    ("lines.0.claims", [""]),
    ("lines.0.claims", [f"c{i}" for i in range(61)]),
    ("hs_policy", "lowest"),
    ("lines.0.epr_ids", {"packs": ""}),
    ("parcels", [{"weight_g": 1}]),
]


@pytest.mark.parametrize(("where", "value"), REFUSED)
def test_bad_value_names_its_field(where: str, value: object) -> None:
    """A value that cannot be used is refused with the place it stands at."""
    path = [int(key) if key.isdigit() else key for key in where.split(".")]
    assert refused(changed(FULL, tuple(path), value)).where.startswith(where)


@pytest.mark.parametrize("where", ["quoted_at", "buyer", "lines", "currency"])
def test_missing_field_is_named(where: str) -> None:
    """A required field that is not there is named."""
    document = order()
    del document[where]
    error = refused(document)
    assert (error.where, error.value) == (where, "nothing")


class NoOffset(tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        return None


def test_zone_without_offset_is_naive() -> None:
    """An instant whose zone knows no offset is refused like a naive one."""
    assert refused(order(quoted_at=datetime(2026, 7, 1, tzinfo=NoOffset()))).where == "quoted_at"


@pytest.mark.parametrize("document", [None, 1, "x", [], [order()], {}, b"{}"])
def test_other_documents_are_refused(document: object) -> None:
    """Only a mapping is an order."""
    refused(document)


LIMITS = [
    ("weight_g", 1, 2_000_000),
    ("length_mm", 1, 10_000),
    ("width_mm", 1, 10_000),
    ("height_mm", 1, 10_000),
    ("handling_h", 0, 2_160),
    ("soc_pct", 0, 100),
    ("battery_net_g", 0, 2_000_000),
    ("quantity", 1, 10_000),
    ("unit_price_minor", 1, 10**11),
]


@pytest.mark.parametrize(("name", "least", "most"), LIMITS)
def test_limits_at_and_beyond(name: str, least: int, most: int) -> None:
    """The least and the most are taken, one less and one more are refused."""
    for value in (least, most):
        changes = {name: value} | ({"unit_price_minor": 1} if name == "quantity" else {})
        assert getattr(Order.parse(order(line(**changes))).lines[0], name) == value
    for value in (least - 1, most + 1):
        assert refused(order(line(**{name: value}))).where in (f"lines.0.{name}", "order")


def test_handling_may_be_left_out() -> None:
    """Hours of handling that are left out, or null, are not known; 0 is known (C-68)."""
    unsaid = line()
    del unsaid["handling_h"]
    given = [unsaid, line(handling_h=None), line(handling_h=0)]
    assert [Order.parse(order(each)).lines[0].handling_h for each in given] == [None, None, 0]


def test_line_value_limit() -> None:
    """Quantity times price may reach 3 x 10^12 and not pass it."""
    good = line(quantity=30, unit_price_minor=10**11)
    assert Order.parse(order(good)).lines[0].quantity == 30
    assert "split" in refused(order(good | {"quantity": 31})).remedy


def test_units_of_all_lines_are_limited() -> None:
    """Ten thousand units in all lines, and not one more."""
    lines = [line(quantity=5_000), line(quantity=5_000)]
    assert len(Order.parse(order(*lines)).lines) == 2
    assert "10001 units" in refused(order(*lines, line())).remedy


def test_number_of_lines_and_parcels() -> None:
    """A hundred lines and 500 parcels are the most."""
    box = {"weight_g": 1, "length_mm": 1, "width_mm": 1, "height_mm": 1}
    parsed = Order.parse(order(*[line()] * 100, parcels=[box] * 500))
    assert (len(parsed.lines), len(parsed.parcels)) == (100, 500)
    assert refused(order(*[line()] * 101)).where == "lines"
    assert refused(order(parcels=[box] * 501)).where == "parcels"


def test_net_weight_may_equal_gross() -> None:
    """Net weight up to the gross weight is taken, more is refused."""
    assert Order.parse(order(line(net_weight_g=1000))).lines[0].net_weight_g == 1000
    assert "net_weight_g" in refused(order(line(net_weight_g=1001))).remedy


def test_unknown_words_list_the_known_ones() -> None:
    """An unknown flag or material is refused with the words there are."""
    error = refused(order(line(cargo_flags=["UN9999"])))
    assert all(flag in error.remedy for flag in FLAG)
    error = refused(order(line(packaging={"foam": 1})))
    assert all(material in error.remedy for material in MATERIAL)


# --- JSON text ------------------------------------------------------------------------

TEXT = json.dumps(order())


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999", "1.5", "1E2", "-0.0"])
def test_numbers_that_are_not_whole_are_refused(word: str) -> None:
    """No float is ever read from JSON, however it is written."""
    error = refused_text(TEXT.replace("10000", word))
    assert (error.where, error.value) == ("order number", word)


@pytest.mark.parametrize("digits", [20, 26, 5_000])
def test_long_integers_are_refused(digits: int) -> None:
    """Integers beyond 18 digits are refused before they are read."""
    assert refused_text(TEXT.replace("10000", "1" * digits)).where == "order number"


def test_nineteen_digits_pass_no_limit() -> None:
    """What the reader lets through still has to keep the field's limit."""
    assert refused_text(TEXT.replace("10000", "1" * 19)).where == "lines.0.unit_price_minor"


@pytest.mark.parametrize("key", ["currency", "weight_g"])
def test_duplicate_keys_are_refused(key: str) -> None:
    """A key given twice is refused, at every depth."""
    text = TEXT.replace(f'"{key}":', f'"{key}": 1, "{key}":')
    assert refused_text(text).where == f"order key {key}"


@pytest.mark.parametrize("depth", [2_000, 100_000])
@pytest.mark.parametrize("signs", ["[]", "{}"])
def test_deep_nesting_is_refused(depth: int, signs: str) -> None:
    """A document nested a hundred thousand deep is refused, not a crash."""
    opening = "[" if signs == "[]" else '{"a":'
    text = opening * depth + ("1" if signs == "{}" else "") + signs[1] * depth
    assert refused_text(text).where == "order"


def test_size_is_limited() -> None:
    """A text beyond one mebibyte is refused unread."""
    error = refused_text(" " * (MAX_JSON_BYTES + 1))
    assert (error.where, error.value) == ("order", f"{MAX_JSON_BYTES + 1} bytes")
    assert Order.from_json(TEXT + " " * (MAX_JSON_BYTES - len(TEXT))).currency == "EUR"


@pytest.mark.parametrize("text", ["", "{", '{"a" 1}', "[1,]", "\ufeff{}", "nul", "'a'"])
def test_broken_json_names_its_place(text: str) -> None:
    """Broken JSON is refused with line and column."""
    assert str(refused_text(text).value).startswith("line ")


@pytest.mark.parametrize("text", [b"\xff\xfe\x00\xd8", b'"\xff"', b'{"sku": "\xc3"}'])
def test_bytes_that_are_not_utf8_are_refused(text: bytes) -> None:
    """Bytes of another encoding are refused."""
    assert refused_text(text).where == "order"


def test_lone_surrogate_is_refused() -> None:
    """Half a surrogate pair, which JSON can write, is refused in values and in keys."""
    assert refused_text(TEXT.replace('"COAT"', r'"\ud800"')).where == "lines.0.sku"
    refused_text(TEXT.replace('"sku"', r'"\ud800": 1, "sku"'))
    refused_text(TEXT.replace('"weight_g"', r'"cargo_flags": ["\ud800"], "weight_g"'))
    refused_text(TEXT.replace('"weight_g"', r'"packaging": {"\ud800": 1}, "weight_g"'))


def test_plain_json_is_read() -> None:
    """What is not an order is still strict JSON."""
    assert load_json('{"a": [1, -2, "x", true, null]}') == {"a": [1, -2, "x", True, None]}


@pytest.mark.parametrize(
    ("flags", "word", "number"),
    [
        (["PI965"], "PI965", "UN3480"),
        (["UN3480", "PI967"], "PI967", "UN3481"),
        (["UN3481", "PI970"], "PI970", "UN3091"),
        (["PI968", "fragile"], "PI968", "UN3090"),
    ],
)
def test_instruction_needs_its_number(flags: list[str], word: str, number: str) -> None:
    """A packing instruction without the UN number it is about is an error that names it (C-60)."""
    error = refused(order(line(cargo_flags=flags)))
    assert word in error.remedy
    assert f"give {number} too" in error.remedy


def test_instruction_with_its_number_is_read() -> None:
    """Number and instruction together are what the order says."""
    flags = ["UN3481", "PI967", "UN3090"]
    assert Order.parse(order(line(cargo_flags=flags))).lines[0].cargo_flags == tuple(flags)
