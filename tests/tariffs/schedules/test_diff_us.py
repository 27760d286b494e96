"""Comparing the published editions of the United States schedule.

What the interval table over 44 editions says, and which of it two exports can show:

- 297 headings of 9903 appeared, 242 ended, 13 changed rate. 24 headings came and went between
  the editions compared here, so the first and the last export show 273 and 218.
- No heading changed rate between the first and the last export: of the 13, ten were opened after
  the first and gone before the last, three (9903.01.10, 9903.01.24, 9903.01.63) were opened after
  the first. The exports of summer and new year show one of the steps, that of 9903.01.24.
- The table leaves out headings without a rate, and those of other subchapters: 451 headings of
  9912 and 9913 ended with the year 2025 as well.
- 151 texts of the special column changed in chapters 1-97: 149 are the yearly step of the
  agreements on 2026-01-01, two correct the writing of a list of programmes (4011.90.20 and
  6204.63.11). One of the 149 lines (0202.30.80.00) was split by revision 10.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from schedule_files import EXPORTS, export_path

from oneprice.tariffs.schedules.diff import Diff, compare
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.meaning import same
from oneprice.tariffs.schedules.us_hts import read_us_hts

FIRST, SUMMER, YEAR, LAST = EXPORTS
COLUMNS = {"general": "us", "special": "us_special", "other": "us"}
TOTALS = {
    (FIRST, SUMMER): (76, 36, 0, 0, 1, 172, 0, 2, 1, 0),
    (SUMMER, YEAR): (0, 0, 0, 151, 0, 72, 451, 64, 6, 2),
    (YEAR, LAST): (176, 65, 0, 0, 0, 53, 242, 6, 0, 17),
    (FIRST, LAST): (251, 100, 0, 150, 1, 273, 669, 58, 6, 18),
}


@pytest.fixture(scope="module")
def editions(shared_dir: Path) -> Mapping[str, Edition]:
    """Return the four published exports."""
    return {name: read_us_hts(export_path(shared_dir, name)) for name in EXPORTS}


@pytest.fixture(scope="module")
def diffs(editions: Mapping[str, Edition]) -> Mapping[tuple[str, str], Diff]:
    """Return what changed between the exports."""
    return {pair: compare(editions[pair[0]], editions[pair[1]]) for pair in TOTALS}


@pytest.fixture(scope="module")
def history(shared_dir: Path) -> list[dict[str, str]]:
    """Return the interval table over 44 editions, with numbers for the revisions."""
    folder = shared_dir / "data/tariffs"
    with gzip.open(folder / "us_hts_revision_counts.csv.gz", "rt", encoding="utf-8") as handle:
        at = {row["revision"]: str(n) for n, row in enumerate(csv.DictReader(handle))}
    path = folder / "us_hts_rate_history_2025_2026.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(at) == 44
    return [
        row | {"first": at[row["first_revision"]], "last": at[row["last_revision"]]} for row in rows
    ]


@pytest.mark.parametrize("pair", TOTALS)
def test_totals(diffs: Mapping[tuple[str, str], Diff], pair: tuple[str, str]) -> None:
    """Every total of the change from one export to another is as counted."""
    counts = diffs[pair].counts()
    counts.pop("wording only")
    assert tuple(counts.values()) == TOTALS[pair]


def test_base_rates_hardly_move(diffs: Mapping[tuple[str, str], Diff]) -> None:
    """No general rate of a code that existed throughout changed in eighteen months."""
    for diff in diffs.values():
        assert [change for change in diff.rates if change.column == "general"] == []
    others = [change for change in diffs[FIRST, LAST].rates if change.column == "other"]
    assert [(each.code, each.old, each.new) for each in others] == [
        ("2909191800", "37% /", "37%")  # a stray sign that was not understood before
    ]


def test_yearly_step_of_the_agreements(diffs: Mapping[tuple[str, str], Diff]) -> None:
    """149 special rates of chapters 1-97 moved, all between the summer and the new year."""
    moved = {
        pair: Counter(
            "98" if change.code >= "98" else "1-97"
            for change in diff.rates
            if change.column == "special"
        )
        for pair, diff in diffs.items()
    }
    assert moved == {
        (FIRST, SUMMER): {},
        (SUMMER, YEAR): {"1-97": 149, "98": 2},
        (YEAR, LAST): {},
        (FIRST, LAST): {"1-97": 148, "98": 2},
    }
    programmes = diffs[SUMMER, YEAR].programmes
    assert {each.name for each in programmes} == {"KR", "PA", "CO", "JP", "S+"}
    lines = Counter({"KR": 0})
    for each in programmes:
        lines[each.name] += len(each.codes)
    assert lines["KR"] == sum(
        len(each.codes) for each in programmes if each.name == "KR" and each.new == "Free"
    )


def test_misprinted_lists_of_programmes_are_wording(
    diffs: Mapping[tuple[str, str], Diff],
) -> None:
    """A comma too few, a stop too many and a mistyped word change no rate."""
    wording = [change for change in diffs[FIRST, SUMMER].wording if change.column != "description"]
    assert [(change.code, change.column) for change in wording] == [
        ("20031001", "other"),  # weght
        ("40119020", "special"),  # "E IL"
        ("62046311", "special"),  # ".OM"
    ]


def test_headings_of_the_history_that_two_exports_show(
    diffs: Mapping[tuple[str, str], Diff], history: list[dict[str, str]]
) -> None:
    """297 opened, 242 ended, 13 changed over 44 editions; two exports miss what came and went."""
    spans: dict[str, list[dict[str, str]]] = {}
    for row in history:
        if row["htsno"].startswith("9903"):
            spans.setdefault(row["htsno"], []).append(row)
    opened = {code for code, rows in spans.items() if min(int(r["first"]) for r in rows) > 0}
    ended = {code for code, rows in spans.items() if max(int(r["last"]) for r in rows) < 43}
    rates = {code for code, rows in spans.items() if len({row["general"] for row in rows}) > 1}
    assert (len(opened), len(ended), len(rates)) == (297, 242, 13)
    assert len(opened & ended) == 24
    diff = diffs[FIRST, LAST]
    assert {code for code in diff.opened if code.startswith("9903")} == opened - ended
    assert {code for code in diff.ended if code.startswith("9903")} == ended - opened
    changed = {change.code for change in diff.headings if change.column == "general"}
    assert changed & rates == set()
    assert len(rates & opened & ended) == 10
    assert rates - ended == {"9903.01.10", "9903.01.24", "9903.01.63"} <= opened
    steps = [each for each in diffs[SUMMER, YEAR].headings if each.column == "general"]
    assert [change.code for change in steps] == ["9903.01.24"]


def test_exports_say_what_the_history_says(
    editions: Mapping[str, Edition], history: list[dict[str, str]]
) -> None:
    """Each interval that holds on the day of an export has its texts, by meaning."""
    at = {FIRST: 0, SUMMER: 18, YEAR: 33, LAST: 43}
    for name, edition in editions.items():
        rows = [r for r in history if int(r["first"]) <= at[name] <= int(r["last"])]
        lines = [(edition.by_code.get(row["htsno"].replace(".", "")), row) for row in rows]
        goods = [(line, row) for line, row in lines if row["htsno"] < "98"]
        assert len(goods) > 11_300
        for line, row in goods:
            assert line is not None, row["htsno"]
            for column, dialect in COLUMNS.items():
                assert same(getattr(line.own, column), row[column], dialect), row["htsno"]


def test_markup_shows_as_no_change(history: list[dict[str, str]]) -> None:
    """Texts marked up like revision 4 of 2025 mean what revision 5 says without markup.

    The files at hand hold no markup any more, so it is put back: superscript numbers of square
    and cubic metres in every rate in force in both editions, 60 texts on 54 lines.
    """
    held = [row for row in history if int(row["first"]) <= 4 and int(row["last"]) >= 5]
    pairs = [
        (row["htsno"], column, re.sub(r"m([23])", r"m<sup>\1</sup>", row[column]), row[column])
        for row in held
        for column in COLUMNS
    ]
    marked = [pair for pair in pairs if pair[2] != pair[3]]
    assert (len(marked), len({code for code, *_ in marked})) == (60, 54)
    assert [pair for pair in marked if not same(pair[2], pair[3], COLUMNS[pair[1]])] == []
