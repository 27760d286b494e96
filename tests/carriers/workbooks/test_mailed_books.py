"""Sheets as carriers mail them: titles, remarks between blocks, two header rows, odd words."""

from __future__ import annotations

from pathlib import Path

import pytest
from rate_books import LANE, errors, rates, taken, written

from oneprice.carriers.workbooks.importing import Imported, import_rates
from oneprice.carriers.workbooks.layouts.layout import Layout

COUNTRY_BLOCKS = """[报价]
全球专线挂号报价表(人民币 RMB) | < | < | < | < | < | <
温馨提示:不含燃油;本报价自2026年06月08日起执行,有效期至2026年12月31日 | < | < | < | < | < | <
国家/地区 | 参考时效 | 重量段(KG) | 普货 | < | 带电 | <
^ | ^ | ^ | 公斤运费 | 挂号费 | 公斤运费 | 挂号费
美国 US | 6-12个工作日 | 0<W≤0.1 | ¥105 | 24 元 | RMB 111 | 24
^ | ^ | 0.101-0.2KG | ¥99 | 22 | 104 | 22
^ | ^ | 0.201-2KG | 97 | 20 | 105 | 20
^ | ^ | 2kg以上 | 89 | 13 | 100 | 13
※ 以下国家需提供税号,英国需VAT | < | < | < | < | < | <
英国(偏远除外) | 5-8个工作日 | 0-2 | 55 | 16 | 60 | -
以色列 | 10-20天 | 0-2 | 暂停收货 | < | 暂停收货 | <
纳米比亚 | 15-25天 | W≤2KG | 80 | 20 | 88 | 22
计费说明:体积重=长*宽*高/8000 | < | < | < | < | < | <
"""
OFFERS = [
    {"columns": {"rate": "普货 公斤运费", "base": "普货 挂号费"}, "set": {"class": "general"}},
    {"columns": {"rate": "带电 公斤运费", "base": "带电 挂号费"}, "set": {"class": "battery"}},
]


@pytest.fixture(scope="module")
def blocks(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """Return what the country blocks give."""
    return taken(
        *(tmp_path_factory.mktemp("blocks"), COUNTRY_BLOCKS, "bands"),
        **{"header_rows": 2, "offers": OFFERS, "gaps": "close"},
        find={"valid_from": "本报价自", "last_day": "有效期至"},
        lane={"lane_id": "L-{class}-{country}"},
    )


def test_country_blocks_with_titles_and_remarks(blocks: Imported) -> None:
    """Titles, remarks and a suspended country are notes; both classes are lanes of their own."""
    assert errors(blocks.report) == []
    lanes = [row["lane_id"] for row in blocks.tables["lane"]]
    assert lanes == [f"L-{c}-{n}" for c in ("general", "battery") for n in ("US", "GB", "NA")]
    assert rates(blocks)[:4] == [
        ("0", "0.1", "(]", "24", "105"),
        ("0.1", "0.2", "(]", "22", "99"),
        ("0.2", "2", "(]", "20", "97"),
        ("2", "", "(]", "13", "89"),
    ]
    texts = [f.reason for f in blocks.report if f.kind == "text"]
    assert any("税号" in text for text in texts)
    assert any("8000" in text for text in texts)


def test_days_are_found_within_a_sentence(blocks: Imported) -> None:
    """A price list that holds until 31 December 2026 holds on that day."""
    days = {(row["valid_from"], row["valid_to"]) for row in blocks.tables["rate"]}
    assert days == {("2026-06-08", "2027-01-01")}


def test_what_is_taken_with_a_doubt_is_warned_of(blocks: Imported) -> None:
    """A remark behind a country, and a fee that is a dash, are told at their cells."""
    told = {(str(f.place), f.kind) for f in blocks.report if f.severity == "warning"}
    assert {("'报价'!A10", "remark"), ("'报价'!G10", "zero_price")} <= told


MATRIX = """[Rates]
KG | Zone 1 | Zone 2 | Zone 3
Documents up to 1.0 KG | | |
0.5 | 100 | 110 | 120
'1.0 | 120 | 130 | 140
Non-documents | | |
0.5 | 150 | 160 | 170
'1.0 | 170 | 180 | 190
From 1.5 kg, per kg | 90 | 95 | 99
21 - 44 per kg | 80 | 85 | 89
45+ per kg | 70 | 75 | 79
Minimum charge | 160 | 160 | 160
[Zones]
Countries & Territories | Zone
Hong Kong SAR, China (HK) | 1
Namibia (NA) | 2
"""


def matrix(folder: Path) -> Imported:
    """Return the second block of the matrix, priced by countries of a list."""
    parts = [
        {"sheets": "Zones", "form": "zones"},
        {"sheets": "Rates", "form": "matrix", "after": "Non-documents"},
    ]
    whole = {"layout": "1", "currency": "CNY", "lane": LANE, "gaps": "close", "sheets": parts}
    return import_rates(written(folder, MATRIX), Layout.model_validate(whole))


def test_blocks_under_one_header_and_a_tail_from_a_weight(tmp_path: Path) -> None:
    """A block has the header above it; "from 1.5 kg" goes on behind 1.0 and ends below 21."""
    found = matrix(tmp_path)
    assert errors(found.report) == []
    assert rates(found)[:5] == [
        ("0", "0.5", "(]", "150", ""),
        ("0.5", "1", "(]", "170", ""),
        ("1", "20.5", "(]", "", "90"),
        ("20.5", "44", "(]", "", "80"),
        ("44", "", "(]", "", "70"),
    ]
    assert {row["min_charge"] for row in found.tables["rate"]} == {"160"}


def test_a_zone_of_no_country_is_left_out_with_a_warning(tmp_path: Path) -> None:
    """Zone 3 stands across, but no list of zones names its countries."""
    found = matrix(tmp_path)
    assert [row["lane_id"] for row in found.tables["lane"]] == ["L-HK", "L-NA"]
    told = [str(f.place) for f in found.report if f.kind == "zone"]
    assert told == ["Rates!D1"]


def test_breaks_under_two_terms(tmp_path: Path) -> None:
    """Breaks stand twice below 包税 and 不包税; transit says from when it counts."""
    text = """[FBA]
渠道 | 目的国 | 包税 | < | 不包税 | < | 时效
^ | ^ | 21KG+ | 100KG+ | 21KG+ | 100KG+ | ^
美森 | 美国 | 13.5 | 12.8 | 11.5 | - | 开船后12-15天提取
"""
    ddp = {"across": {"field": "band", "columns": ["包税*"]}, "set": {"tax": "DDP"}}
    net = {"across": {"field": "band", "columns": ["不包税*"]}, "set": {"tax": "EX"}}
    lane = {"lane_id": "F-{tax}", "transit_min_days": "12", "transit_max_days": "15"}
    found = taken(tmp_path, text, "breaks", header_rows=2, offers=[ddp, net], lane=lane)
    assert errors(found.report) == []
    assert [(r["lane_id"], r["lo"], r["hi"], r["rate"]) for r in found.tables["rate"]] == [
        ("F-DDP", "21", "100", "13.5"),
        ("F-DDP", "100", "", "12.8"),
        ("F-EX", "21", "", "11.5"),
    ]


def test_a_least_quantity_is_no_least_charge(tmp_path: Path) -> None:
    """Min (W/M) counts freight tons; O/F per W/M is the price."""
    text = "[T]\nCountry | O/F per W/M | Min. (W/M) | T/T (days)\nGermany | USD 35.00 | 1 | 35\n"
    lane = {"qty_unit": "rt", "weight_scope": "shipment", "transit_min_days": "35"}
    lane |= {"transit_max_days": "35"}
    found = taken(tmp_path, text, "units", currency="USD", lane=lane)
    assert errors(found.report) == []
    assert (found.tables["lane"][0]["min_qty"], found.tables["rate"][0]["rate"]) == ("1", "35")


def test_columns_beneath_a_merged_heading_are_told(tmp_path: Path) -> None:
    """One heading over two columns of prices: the second is not read, and that is told."""
    found = taken(tmp_path, "[T]\n国家 | 重量段 | 运费 | <\n美国 | 0-1 | 10 | 5", "bands")
    told = {(str(f.place), f.kind) for f in found.report if f.severity == "warning"}
    assert ("T!D1", "unread") in told


def test_a_lane_without_currency_is_told_once_read(tmp_path: Path) -> None:
    """No currency anywhere is an error of the lane, not a defect."""
    whole = {"layout": "1", "lane": LANE, "sheets": [{"sheets": "*", "form": "units"}]}
    path = written(tmp_path, "[T]\n国家 | 单价\n美国 | 10")
    told = errors(import_rates(path, Layout.model_validate(whole)).report)
    assert any("currency" in reason for _, _, reason in told)


@pytest.mark.parametrize("product", ["X" * 200, "A|B"])
def test_ids_that_no_table_can_use_are_refused(product: str, tmp_path: Path) -> None:
    """An id that is too long, or holds the bar of lists, is an error at its row."""
    lane = {"lane_id": "{product}"}
    text = "[T]\n国家 | 产品 | 单价\n美国 | @ | 10".replace("@", product.replace("|", "/"))
    words = {"product": {"A/B": "A|B"}}
    told = errors(taken(tmp_path, text, "units", lane=lane, words=words).report)
    assert any("characters, or a bar" in reason for _, _, reason in told)
