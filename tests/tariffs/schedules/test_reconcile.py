"""Section 301: footnotes against the lists."""

from pathlib import Path

import pytest
from schedule_files import export_path, hts_row, write_export

from oneprice.core.errors import InputError
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.reconcile import (
    Listed,
    Reconciliation,
    read_list,
    reconcile,
)
from oneprice.tariffs.schedules.us_hts import read_us_hts

LISTS = "data/tariffs/us_scope_s301_hts8.csv.gz"
HEADER = "hts8,list,ch99_code\n"


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """Return a schedule whose footnotes stand above, on and below the eight digits."""
    rows = [
        hts_row("8501", 0, note="See 9903.88.01."),
        hts_row("8501.10.00", 1, "Free", "Free"),
        hts_row("8501.20.00", 1, "Free", "Free", "See 9903.88.03."),
        hts_row("8502.11.00", 0, "Free", "Free"),
        hts_row("8502.11.00.10", 1, note="See 9903.88.15."),
        hts_row("8503.00.00", 0, "Free", "Free"),
        hts_row("8504.10.00", 0, "Free", "Free", "See 9903.91.01."),
        hts_row("9802.00.60", 0, "Free", "Free", "See 9903.88.02."),
    ]
    return read_us_hts(write_export(tmp_path / "hts.json", rows))


@pytest.mark.parametrize(
    ("code", "heading", "kind"),
    [
        ("85011000", "9903.88.01", "agreed"),  # inherited
        ("85012000", "9903.88.03", "agreed"),
        ("85021100", "9903.88.15", "agreed"),  # stands on the finer line
        ("98020060", "9903.88.02", "agreed"),  # chapter 98 is listed too
        ("85012000", "9903.88.15", "elsewhere"),
        ("85030000", "9903.88.03", "silent"),
        ("85990000", "9903.88.03", "gone"),
    ],
)
def test_each_row_of_a_list_falls_into_one_kind(
    edition: Edition, code: str, heading: str, kind: str
) -> None:
    """A listed code agrees, points elsewhere, says nothing, or is no code any more."""
    row = Listed(code, "made up", heading)
    found = reconcile(edition, [row])
    kinds = {name: getattr(found, name) for name in ("agreed", "elsewhere", "silent", "gone")}
    assert kinds == {name: (row,) if name == kind else () for name in kinds}


def test_footnotes_that_no_list_holds_are_told(edition: Edition) -> None:
    """A heading of the lists that a footnote names must be listed; other headings need not."""
    listed = [
        Listed("85011000", "1", "9903.88.01"),
        Listed("85012000", "3", "9903.88.03"),
        Listed("98020060", "2", "9903.88.02"),
    ]
    found = reconcile(edition, listed)
    assert found.unlisted == (("85012000", "9903.88.01"), ("85021100", "9903.88.15"))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("hts8,list\n85011000,1\n", "ch99_code"),
        (HEADER, "0 rows"),
        (HEADER + "8501,1,9903.88.01\n", "row 2, hts8.*eight digits"),
        (HEADER + "8501.10.00,1,9903.88.01\n", "eight digits"),
        (HEADER + '85011000,"1\n', "quoting"),
        (HEADER + "85011000\n85011000,1,9903.88.01\n", "heading"),
    ],
)
def test_malformed_list_is_refused(tmp_path: Path, text: str, match: str) -> None:
    """Missing columns, other digits, empty cells and empty lists are refused."""
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=match):
        read_list(tmp_path / "list.csv")


# --- the published lists --------------------------------------------------------------


@pytest.fixture(scope="module")
def found(shared_dir: Path) -> Reconciliation:
    """Return the reconciliation of HTS 2026 revision 10."""
    edition = read_us_hts(export_path(shared_dir, "2026_rev_10"))
    return reconcile(edition, read_list(shared_dir / LISTS))


def test_routes_agree_by_number(found: Reconciliation) -> None:
    """The two routes agree on 10,413 pairs and differ where the facts say, each row in one kind.

    One footnoted pair is not listed; 260 rows of list 3 lack the footnote; 915 rows of list 4B
    point at another heading; 105 rows have a code that no longer exists.
    """
    lists = found.by_list()
    assert len(found.agreed) == 10_413
    assert found.unlisted == (("85076000", "9903.88.15"),)
    assert found.without_footnote()["3"] == 260
    assert lists["4B"]["other heading"] == 915
    assert len(found.gone) == 105
    kinds = (found.agreed, found.gone, found.elsewhere, found.silent)
    assert sum(map(len, kinds)) == 12_227


def test_what_the_facts_do_not_name(found: Reconciliation) -> None:
    """The rest of the lists: 523 rows of 4B without any heading, and eleven others by name."""
    lists = found.by_list()
    assert lists["4B"] == {"agreed": 0, "other heading": 915, "no heading": 523, "code gone": 81}
    assert {name: rows["code gone"] for name, rows in lists.items() if rows["code gone"]} == {
        "3": 24,
        "4B": 81,
    }
    others = [r for r in (*found.elsewhere, *found.silent) if r.list not in ("3", "4B")]
    assert sorted({(row.list, row.hts8) for row in others}) == [
        ("4A", "04032050"),
        ("4A", "98020040"),
        ("4A", "98020050"),
        ("4A", "98020060"),
        ("4A", "98020080"),
        ("biden_jan26", "63079098"),
        ("cranes_301", "84261900"),
        ("note31_chassis", "87163900"),
        ("note31_chassis", "87169030"),
        ("note31_chassis", "87169050"),
        ("note31_cranes", "84261900"),
    ]


def test_lack_of_list_3_is_machinery(found: Reconciliation) -> None:
    """Most rows of list 3 without their footnote are of chapters 84, 85 and 90."""
    rows = [r for r in (*found.elsewhere, *found.silent) if r.list == "3"]
    machinery = [row for row in rows if row.hts8[:2] in ("84", "85", "90")]
    assert (len(rows), len(machinery)) == (260, 236)


def test_document_has_every_difference(found: Reconciliation) -> None:
    """The plain form counts the agreements and lists each other row."""
    document = found.as_document()
    assert document["agreed"] == 10_413
    for kind in ("gone", "elsewhere", "silent"):
        assert len(document[kind]) == len(getattr(found, kind)) > 0  # type: ignore[arg-type]  # JSON
