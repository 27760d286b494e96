"""Reading the export of the United States schedule: small made files and the whole export."""

import csv
import gzip
import json
from fractions import Fraction as F
from pathlib import Path

import pytest
from schedule_files import TREE, export_path, hts_row, write_export

from oneprice.core.errors import InputError
from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import AdValorem, Duty, Specific, Unpriced
from oneprice.tariffs.schedules.us_hts import read_us_hts


@pytest.fixture
def hts(tmp_path: Path) -> Path:
    """Return where an export is written."""
    return tmp_path / "hts.json"


# --- reading --------------------------------------------------------------------------


def test_rates_come_from_the_nearest_row_above(hts: Path) -> None:
    """A line without a rate has that of the row above it in the tree, and its footnotes."""
    lines = {line.code: line for line in read_us_hts(write_export(hts, TREE)).lines}
    assert sorted(lines) == ["6109100012", "6109100014", "6109901000", "6109902010", "91021110"]
    assert lines["6109100012"].general == "16.5%"
    assert lines["6109100014"].headings == {"9903.88.15", "9903.88.69"}
    assert (lines["6109902010"].general, lines["6109902010"].other) == ("2¢/kg", "4¢/kg")


def test_report_counts_forms_and_headings(hts: Path) -> None:
    """The report counts rows, lines, forms of rate and lines per heading."""
    report = read_us_hts(write_export(hts, TREE)).report
    assert (report.rows, report.lines) == (11, 5)
    assert report.forms == {"percent": 1, "free": 1, "specific": 1, "compound": 1}
    assert report.other_forms == {"percent": 2, "specific": 2}
    assert report.headings == {"9903.88.15": 2, "9903.88.69": 1}


def test_gzip_is_read_like_plain(hts: Path) -> None:
    """A compressed export gives the same lines."""
    plain = read_us_hts(write_export(hts, TREE))
    zipped = write_export(hts, gzip.compress(json.dumps(TREE).encode()))
    assert read_us_hts(zipped) == plain


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        (b"not json", "whole JSON"),
        (json.dumps(TREE).encode()[:-20], "whole JSON"),
        (gzip.compress(json.dumps(TREE).encode(), mtime=0)[:-9], "readable file"),
        (b"\xff\xfe", "whole JSON"),
        ([], "1 to"),
        ({}, "1 to"),
        ([1], "keys"),
        ([{"htsno": "0101"}], "keys"),
        ([TREE[0] | {"general": None}], "general"),
        ([TREE[0] | {"footnotes": "see"}], "footnotes"),
        ([TREE[0] | {"footnotes": [{"columns": ["general"]}]}], "footnote"),
        ([TREE[0] | {"htsno": "61.09"}], "htsno"),
        ([TREE[0] | {"indent": "x"}], "indent"),
        ([TREE[0] | {"indent": "999"}], "indent"),
        ([TREE[0], TREE[0]], "once"),
        (b"[" * 100_000, "whole JSON"),
    ],
)
def test_malformed_file_is_an_input_error(hts: Path, rows: object, match: str) -> None:
    """A file that is cut short, of another shape or contradicts itself is refused."""
    with pytest.raises(InputError, match=match):
        read_us_hts(write_export(hts, rows))


def test_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """A file that is not there is an input error, not a traceback of the system."""
    with pytest.raises(InputError, match="readable"):
        read_us_hts(tmp_path / "none.json")


def test_chapters_without_goods_are_kept_apart(hts: Path) -> None:
    """Chapter 98 is coded but never a line of goods; chapter 99 becomes headings."""
    rows = [
        *TREE,
        hts_row("9802.00.50", 0, "Free"),
        hts_row("9903.01.24", 0, "No change", description="entered on or after March 4, 2025"),
        hts_row("", 0),
    ]
    found = read_us_hts(write_export(hts, rows))
    assert "98020050" in found.by_code
    assert {line.code[:2] for line in found.lines} == {"61", "91"}
    assert [each.code for each in found.provisions] == ["9903.88.15", "9903.01.24"]
    assert found.provisions[1].dates == ("2025-03-04",)


def test_footnotes_count_for_their_columns(hts: Path) -> None:
    """A footnote on column 2 names no heading of column 1."""
    row = hts_row("0101.21.00", 0, "Free", "Free", "See 9903.90.08.", column="other")
    (line,) = read_us_hts(write_export(hts, [row])).lines
    assert (line.headings, line.named.other) == (frozenset(), {"9903.90.08"})


# --- the whole export -----------------------------------------------------------------


@pytest.fixture(scope="module")
def flat(shared_dir: Path) -> list[dict[str, str]]:
    """Return the same edition as another team flattened it."""
    path = shared_dir / "data/tariffs/us_hts_2026_rev10.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_whole_export_agrees_with_the_census(shared_dir: Path) -> None:
    """Every row of HTS 2026 revision 10 is read, and forms of rate are counted as found."""
    report = read_us_hts(export_path(shared_dir, "2026_rev_10")).report
    assert (report.rows, report.lines) == (35_509, 19_832)
    assert sum(report.forms.values()) == 11_414
    assert sum(report.other_forms.values()) == 11_415
    assert (report.forms["unparsed"], report.other_forms["unparsed"]) == (0, 0)
    assert report.forms["free"] == 4_315


def test_inheritance_agrees_with_another_reading(
    shared_dir: Path, flat: list[dict[str, str]]
) -> None:
    """Rates and footnotes handed down are those of an independent flattening, line by line."""
    found = read_us_hts(export_path(shared_dir, "2026_rev_10")).by_code
    compared = 0
    for row in flat:
        line = found.get(row["htsno"].replace(".", ""))
        if line is None or line.code[:2] >= "98":
            continue
        compared += 1
        texts = (row["general_effective"], row["special_effective"], row["other_effective"])
        assert tuple(" ".join(text.split()) for text in line.rates) == texts, row["htsno"]
        assert line.named.general | line.named.special | line.named.other >= set(
            filter(None, row["links99_effective"].split("|"))
        )
    assert compared == 26_118


def test_agency_reading_of_rates_agrees(shared_dir: Path) -> None:
    """Where the agency's own table gives numbers and we price, the numbers are the same."""
    path = shared_dir / "data/tariffs/us_usitc_parsed_rates_sample_2025.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 90
    assert [row for row in rows for column in ("mfn", "col2") if not _agrees(row, column)] == []


def _agrees(cells: dict[str, str], column: str) -> bool:
    """Tell whether a rate the agency gives as one share and one amount is read like that."""
    if cells[f"{column}_rate_type"] not in ("0", "1", "2", "4", "5", "7"):
        return True
    duty = read_cell(cells[f"{column}_text"], "us").duty
    if not isinstance(duty, Duty) or isinstance(duty, Unpriced):
        return False
    share = sum(term.rate for term in duty.terms if isinstance(term, AdValorem))
    amount = sum(term.amount for term in duty.terms if isinstance(term, Specific))
    theirs = cells[f"{column}_ad_valorem"] or 0, cells[f"{column}_specific_usd"] or 0
    return duty.is_sum and (share, amount) == (F(theirs[0]), F(theirs[1]))
