"""Each form: what it reads, and what a broken sheet of it is told, with sheet and cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rate_books import LANE, errors, layout, rates, taken, written

from oneprice.carriers.workbooks.importing import import_rates

FORM_TEXTS: dict[str, tuple[str, dict[str, Any]]] = {
    "bands": ("国家 | 重量段 | 运费 | 挂号费\n美国 | 0-1 | 10 | 5", {}),
    "first_next": ("国家 | 重量段 | 首重0.5KG | 续重0.5KG\n美国 | 0-2 | 29 | 4", {}),
    "matrix": ("国家 | 重量 | 1区 | 2区\n美国 | 0.5 | 10 | 20\n^ | 1.5 | 12 | 22", {}),
    "breaks": ("国家 | M | -45 | +45\n美国 | 100 | 9 | 8", {}),
    "units": ("国家 | 单价\n美国 | 10", {}),
    "containers": (
        "国家 | 20GP | 40HQ\n美国 | 1600 | 2000",
        {"lane": {"lane_id": "L-{country}-{container}"}},
    ),
    "value_bands": (
        "国家 | 货值(RUB) | 重量段 | 单价\n美国 | 1-1500 | 0-1 | 10",
        {"lane": {"band_basis": "actual"}},
    ),
}
# Form -> (the text to change, what it becomes, the cell that is told, a word of the reason).
BROKEN = {
    "bands": [
        ("0-1", "1-0", "T!B2", "no band"),
        ("| 10 |", "| ten |", "T!C2", "no price"),
        ("| 10 |", "| $10 |", "T!C2", "USD"),
        ("美国", "天堂国", "T!A2", "not known"),
        ("重量段", "体积段", "T!1", "lacks"),
        ("0-1", "0-1磅", "T!B2", "lane L-US in kg"),
        ("运费", "运费(元/件)", "T!C2", "per piece"),
        ("挂号费", "运费(RMB)", "T!D1", "two columns may be rate"),
    ],
    "first_next": [
        ("首重0.5KG", "首重", "T!C1", "stands nowhere"),
        ("| 29 |", "| -29 |", "T!C2", "no price"),
        ("0-2", "two", "T!B2", "no band"),
    ],
    "matrix": [
        ("| 20", "| #20", "T!D2", "no price"),
        ("| 1.5 |", "| x |", "T!B3", "no band"),
        ("1区 | 2区", "甲 | 乙", "T!1", "zone across"),
    ],
    "breaks": [("| 9 |", "| 9,5 |", "T!C2", "no price"), ("-45 | +45", "a | b", "T!C2", "")],
    "units": [("| 10", "| 10USD", "T!B2", "USD"), ("| 10", "| 10%", "T!B2", "no price")],
    "containers": [("| 2000", "| 2,000", "T!C2", "no price"), ("20GP | 40HQ", "a | b", "T!1", "")],
    "value_bands": [
        ("1-1500", "cheap", "T!B2", "no band of values"),
        ("货值(RUB)", "货值", "T!B2", "currency"),
    ],
}


LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "zones": ("国家 | 分区 | 邮编 | 偏远等级\n美国 | 1 | 900-935 | 普通", {"zone_set": "Z"}),
    "surcharges": (
        "附加费名称 | 收费标准 | 执行时间\n超长 | 单边≥120CM:250元/件 | 2026-10-01至2027-01-15",
        {"lanes": ["BOOK-LANE"], "codes": {"超长": {"code": "oversize"}}},
    ),
    "indexes": ("Index | Value | Window\nFUEL | 28.5% | 2026年6月", {}),
}
FORM_TEXTS |= LISTS
BROKEN |= {
    "zones": [
        ("900-935", "(900", "T!C2", "no list of postcodes"),
        ("美国", "天堂国", "T!A2", "not known"),
        ("普通", "不明", "T!D2", "not known"),
        ("| 1 |", "| |", "T!2", "names no zone"),
        ("邮编", "城市", "T!A2", ""),
    ],
    "surcharges": [
        ("超长 |", "超宽 |", "T!A2", "stands nowhere"),
        ("250元/件", "面议", "T!B2", "no fee"),
        ("250元/件", "250USD/件", "T!B2", "USD"),
        ("120CM", "120", "T!B2", "no fee"),
        ("至2027-01-15", "至2026-01-15", "T!C2", "no window"),
        ("至2027-01-15", "/2027", "T!C2", "no window"),
    ],
    "indexes": [
        ("28.5%", "high", "T!B2", "no value"),
        ("2026年6月", "46180", "T!C2", "2026-06-07"),
        ("Value", "Words", "T!1", "lacks value"),
    ],
}


def cases() -> list[Any]:
    """Return each broken sheet as a parameter."""
    return [
        pytest.param(form, *case, id=f"{form}-{number}")
        for form, listed in BROKEN.items()
        for number, case in enumerate(listed)
    ]


@pytest.mark.parametrize("form", FORM_TEXTS)
def test_sound_sheet_has_no_error(form: str, tmp_path: Path) -> None:
    """The sheet that the broken ones are made from is taken in."""
    text, part = FORM_TEXTS[form]
    found = taken(tmp_path, f"[T]\n{text}", form, **part)
    assert errors(found.report) == []
    assert any(found.tables.values())


@pytest.mark.parametrize(("form", "old", "new", "place", "word"), cases())
def test_broken_sheet_is_told(
    form: str, old: str, new: str, place: str, word: str, tmp_path: Path
) -> None:
    """A broken sheet yields an error that names sheet, cell and reason."""
    text, part = FORM_TEXTS[form]
    assert old in text
    found = taken(tmp_path, f"[T]\n{text.replace(old, new, 1)}", form, **part)
    told = errors(found.report)
    if word:
        assert any(at == place and word in reason for at, _, reason in told), told
    else:
        assert told or found.report.count("warning"), found.report.as_text()


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Three broken cells are three errors."""
    text = "[T]\n国家 | 重量段 | 运费\n美国 | 0-1 | x\n德国 | 0-1 | y\n天堂 | 0-1 | 5"
    told = errors(taken(tmp_path, text, "bands").report)
    assert {place for place, _, _ in told} >= {"T!C2", "T!C3", "T!A4"}


def test_country_and_minimum_are_given_once(tmp_path: Path) -> None:
    """A country stands over its bands, merged or empty below; its minimum is the lane's."""
    text = "[T]\n国家 | 重量段 | 最低计费重 | 运费\n美国 | 0-1 | 50g | 10\n | 1-2 | | 9\n"
    found = taken(tmp_path, text + "德国 | 0-1 | | 8\n^ | 1-2 | | 7", "bands")
    assert errors(found.report) == []
    assert [row["lane_id"] for row in found.tables["rate"]] == ["L-US", "L-US", "L-DE", "L-DE"]
    assert [row["min_qty"] for row in found.tables["lane"]] == ["0.05", ""]


def test_gaps_of_one_gram_are_told_and_closed_when_asked(tmp_path: Path) -> None:
    """0.001-0.1 and 0.101-0.2 leave gaps; the layout decides whether they are closed."""
    text = "[T]\n国家 | 重量段 | 运费\n美国 | 0.001-0.1 | 10\n^ | 0.101-0.2 | 9"
    plain = taken(tmp_path, text, "bands")
    assert [row[:2] for row in rates(plain)] == [("0.001", "0.1"), ("0.101", "0.2")]
    assert any(f.kind == "gap" and f.severity == "warning" for f in plain.report)
    closed = taken(tmp_path, text, "bands", gaps="close")
    assert [row[:2] for row in rates(closed)] == [("0", "0.1"), ("0.1", "0.2")]
    assert any(f.kind == "gap_closed" for f in closed.report)


def test_a_real_gap_is_never_closed(tmp_path: Path) -> None:
    """A gap of more than the last decimal stays, also with gaps: close."""
    text = "[T]\n国家 | 重量段 | 运费\n美国 | 0-0.1 | 10\n^ | 0.3-0.5 | 9"
    found = taken(tmp_path, text, "bands", gaps="close")
    assert [row[:2] for row in rates(found)] == [("0", "0.1"), ("0.3", "0.5")]


def test_signs_say_the_bounds(tmp_path: Path) -> None:
    """`21<=W<51` makes half-open bands; mixed signs are an error."""
    text = "[T]\n国家 | 重量段 | 运费\n美国 | 0<=W<21 | 10\n^ | 21<=W<51 | 9"
    assert {row[2] for row in rates(taken(tmp_path, text, "bands"))} == {"[)"}
    mixed = taken(tmp_path, text.replace("21<=W<51", "21<W<=51"), "bands")
    assert any(kind == "bounds" for _, kind, _ in errors(mixed.report))


def test_prices_per_another_unit_become_the_lanes(tmp_path: Path) -> None:
    """A heading per 100 g, or rate_per in the layout, gives the price per kg exactly."""
    text = "[T]\n国家 | 重量段(G) | 运费(元/100g)\n美国 | 0-2000 | 3.475"
    assert rates(taken(tmp_path, text, "bands")) == [("0", "2", "(]", "", "34.75")]
    plain = text.replace("(元/100g)", "")
    assert rates(taken(tmp_path, plain, "bands", rate_per="500g"))[0][4] == "6.95"
    both = taken(tmp_path, text, "bands", rate_per="kg")
    assert ("T!C2", "unit") in {(place, kind) for place, kind, _ in errors(both.report)}


def test_rows_without_a_price_are_told(tmp_path: Path) -> None:
    """A suspended country is left out with a note at its cell, never priced at zero."""
    text = "[T]\n国家 | 重量段 | 运费\n美国 | 0-1 | 10\n黎巴嫩 | 0-1 | 暂停收货"
    found = taken(tmp_path, text, "bands")
    assert [row["lane_id"] for row in found.tables["lane"]] == ["L-US"]
    assert any(str(f.place) == "T!C3" and f.kind == "not_offered" for f in found.report)


def test_texts_below_the_table_are_kept_as_notes(tmp_path: Path) -> None:
    """What stands below a stop word is in the report, cell by cell."""
    text = "[T]\n国家 | 重量段 | 运费\n美国 | 0-1 | 10\n备注 | 长*宽*高/6000 |\n | 不接液体 |"
    found = taken(tmp_path, text, "bands")
    kept = [f.reason for f in found.report if f.kind == "text"]
    assert kept == ["备注 长*宽*高/6000", "不接液体"]


def test_one_lane_may_not_be_described_in_two_ways(tmp_path: Path) -> None:
    """Two transit times of one lane are an error that names both cells."""
    text = "[T]\n国家 | 时效 | 重量段 | 运费\n美国 | 5-8天 | 0-1 | 10\n美国 | 6-9天 | 1-2 | 9"
    lane = {"transit_min_days": "{sheet}"}
    found = taken(tmp_path, text, "bands", lane=lane)
    assert errors(found.report)  # the template is no number
    own = {k: v for k, v in LANE.items() if not k.startswith("transit")}
    plain = layout("bands").model_copy(update={"lane": own})
    told = errors(import_rates(written(tmp_path, text), plain).report)
    assert ("T!B3", "lane") in {(place, kind) for place, kind, _ in told}
    assert any("T!B2" in reason for _, _, reason in told)


def test_twins_are_two_lanes(tmp_path: Path) -> None:
    """A price per kg and one per CBM in one row are two lanes with terms of their own."""
    text = "[T]\n国家 | 单价(元/KG) | 单价(元/CBM)\n墨西哥 | 24 | 3000"
    kg = {"columns": {"rate": "单价(元/KG)"}, "lane": {"lane_id": "KG", "min_qty": "10"}}
    cbm = {"columns": {"rate": "单价(元/CBM)"}, "lane": {"lane_id": "CBM", "qty_unit": "cbm"}}
    found = taken(tmp_path, text, "units", offers=[kg, cbm])
    assert errors(found.report) == []
    assert [(r["lane_id"], r["rate"]) for r in found.tables["rate"]] == [
        ("KG", "24"),
        ("CBM", "3000"),
    ]


def test_a_tail_of_steps_goes_on_from_the_last_price(tmp_path: Path) -> None:
    """Below the flat prices each further half kilogram adds its price to the last."""
    text = "[T]\n国家 | 重量 | 1区\n美国 | 0.5 | 100\n^ | 1.5 | 120\n^ | 1.5-30 | 7"
    found = taken(tmp_path, text, "matrix", tail="step", next_step="0.5 kg")
    last = found.tables["rate"][-1]
    assert errors(found.report) == []
    assert [last[c] for c in ("lo", "hi", "base", "q0", "step", "rate")] == [
        *("1.5", "30", "120", "1.5", "0.5", "7")
    ]


def test_legs_continue_a_lane_inside_its_price(tmp_path: Path) -> None:
    """Clearance and last mile of a through price are lanes that name the priced one."""
    leg = {"lane_id": "{lane_id}-D", "leg": "last_mile", "mode": "road", "segment": "after_entry"}
    leg |= {"origin_node": "{dest_node}", "dest_node": "{country}-END", "calendar_id": "US"}
    leg |= {"transit_min_days": "1", "transit_max_days": "2"}
    found = taken(tmp_path, "[T]\n国家 | 单价\n美国 | 10", "units", legs=[leg])
    assert errors(found.report) == []
    lane, last = found.tables["lane"]
    assert (last["lane_id"], last["priced_by"]) == ("L-US-D", lane["lane_id"])
    assert last["origin_node"] == lane["dest_node"]


def test_unread_sheets_and_columns_are_told(tmp_path: Path) -> None:
    """Nothing is left out silently: a column and a sheet that nobody reads are warnings."""
    text = "[T]\n国家 | 单价 | 客户代码\n美国 | 10 | X\n[其他]\nabc | def"
    found = taken(tmp_path, text, "units", sheets=["T"])
    told = {(str(f.place), f.severity) for f in found.report}
    assert ("T!C1", "warning") in told
    assert any(f.place.sheet == "其他" and f.severity == "warning" for f in found.report)


@pytest.mark.parametrize(
    ("shape", "sound"), [("[$$-409]0.00", False), ('0.00"元/KG"', True), ("[$¥-804]0.00", True)]
)
def test_a_currency_in_the_number_format_counts(shape: str, sound: bool, tmp_path: Path) -> None:
    """A price that is shown in dollars is no price of a lane in CNY."""
    path = written(tmp_path, "[T]\n国家 | 单价\n美国 | 10")
    book = load_workbook(path)
    book["T"]["B2"].number_format = shape
    book.save(path)
    told = errors(import_rates(path, layout("units")).report)
    assert (told == []) is sound
    assert sound or ("T!B2", "currency") in {(place, kind) for place, kind, _ in told}
