"""Comparing editions by meaning: small made ones."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from schedule_files import TREE, Row, changed, hts_row, write_export

from oneprice.tariffs.schedules.diff import Change, Diff, Link, Programme, compare
from oneprice.tariffs.schedules.flat import Mapped, read_flat
from oneprice.tariffs.schedules.us_hts import read_us_hts

Compare = Callable[[list[Row], list[Row]], Diff]


@pytest.fixture
def diff(tmp_path: Path) -> Compare:
    """Return a comparer of two lists of rows."""

    def run(old: list[Row], new: list[Row]) -> Diff:
        paths = (write_export(tmp_path / f"{name}.json", r) for name, r in (("a", old), ("b", new)))
        return compare(*map(read_us_hts, paths))

    return run


def test_same_edition_shows_nothing(diff: Compare) -> None:
    """An edition against itself has no change and no wording."""
    found = diff(TREE, TREE)
    assert not found
    assert set(found.counts().values()) == {0}


def test_changed_rate_is_told_once_at_the_row_that_states_it(diff: Compare) -> None:
    """Lines that inherit the rate do not repeat the change."""
    found = diff(TREE, changed(TREE, h6109_10_00={"general": "15%"}))
    assert found.rates == (Change("6109100000"[:8], "general", "16.5%", "15%"),)
    assert found


def test_rate_that_moves_to_its_finer_lines_is_no_change(diff: Compare) -> None:
    """What each line owes is compared, wherever it is written."""
    moved = {"general": "16.5%", "other": "90%"}
    new = changed(
        TREE,
        h6109_10_00={"general": "", "other": ""},
        h6109_10_00_12=moved,
        h6109_10_00_14=moved,
    )
    assert not diff(TREE, new)
    assert not diff(new, TREE)
    dearer = changed(new, h6109_10_00_14=moved | {"general": "17%"})
    assert diff(TREE, dearer).rates == (Change("6109100014", "general", "16.5%", "17%"),)


def test_rate_that_vanishes_from_a_line_is_told(diff: Compare) -> None:
    """A finest line whose rate is gone has changed, not only its wording."""
    found = diff(TREE, changed(TREE, h9102_11_10={"other": ""}))
    assert found.rates == (Change("91021110", "other", "$1 each", ""),)


def test_lines_and_headings_come_and_go(diff: Compare) -> None:
    """Codes of goods and headings of chapter 99 are told apart, both ways."""
    more = [*TREE, hts_row("9903.01.10", 0, "No change"), hts_row("9802.00.10", 0, "Free")]
    found = diff(TREE, more)
    assert (found.added, found.opened) == (("98020010",), ("9903.01.10",))
    back = diff(more, TREE)
    assert (back.removed, back.ended) == (("98020010",), ("9903.01.10",))
    assert (found.removed, found.ended, back.added, back.opened) == ((), (), (), ())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$1.13/m<sup>3</sup>", "$1.13/m3"),
        ("1.5¢ /kg", "1.5¢/kg"),
        ("5% + 2¢/kg", "5%+ 2¢/kg"),
    ],
)
def test_wording_is_counted_apart(diff: Compare, old: str, new: str) -> None:
    """A text that means the same is wording; it makes no difference between editions."""
    found = diff(
        changed(TREE, h9102_11_10={"general": old}), changed(TREE, h9102_11_10={"general": new})
    )
    assert not found
    assert found.wording == (Change("91021110", "general", old, new),)
    assert found.counts()["wording only"] == 1


def test_programmes_are_grouped(diff: Compare) -> None:
    """Opened, ended and changed programmes are told by rate with the lines they happen to."""
    old, new = "Free (A,AU) 1.7% (KR)", "Free (A,KR) 2% (PA)"
    codes = {"h6109_10_00": {"special": old}, "h9102_11_10": {"special": old}}
    after = {code: {"special": new} for code in codes}
    found = diff(changed(TREE, **codes), changed(TREE, **after))
    lines = ("61091000", "91021110")
    assert set(found.programmes) == {
        Programme("AU", "Free", "", lines),
        Programme("KR", "1.7%", "Free", lines),
        Programme("PA", "", "2%", lines),
    }
    assert {each.name: each.what for each in found.programmes} == {
        "AU": "ended",
        "KR": "changed",
        "PA": "opened",
    }
    assert found.counts()["special rates"] == 2


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({"general": "The duty provided in the applicable subheading + 25%"}, ["general"]),
        ({"general": "The  duty provided in the applicable subheading + 7.5%"}, []),
        ({"description": "entered on or after August 7, 2025"}, ["dates"]),
        ({"description": "made up anew"}, []),
    ],
)
def test_headings_change_by_rate_or_date(
    diff: Compare, cells: dict[str, Any], columns: list[str]
) -> None:
    """Another rate or another date changes a heading; other words are wording."""
    found = diff(TREE, changed(TREE, h9903_88_15=cells))
    assert [change.column for change in found.headings] == columns
    assert len(found.wording) == (not columns)


def test_links_are_gained_and_lost_where_the_footnote_stands(diff: Compare) -> None:
    """A footnote that moves to every finer line is no change; one that goes is."""
    note = TREE[1]["footnotes"]
    moved = changed(
        TREE,
        h6109_10_00={"footnotes": []},
        h6109_10_00_12={"footnotes": note},
        h6109_10_00_14={"footnotes": [*note, *TREE[3]["footnotes"]]},
    )
    found = diff(TREE, moved)
    assert found.links == (Link("9903.88.15", "general", (), ("61091000",)),)
    assert diff(TREE, changed(TREE, h6109_10_00_14={"footnotes": []})).links == (
        Link("9903.88.69", "general", (), ("6109100014",)),
    )


def test_links_are_told_by_column(diff: Compare) -> None:
    """A footnote on column 2 is not one on column 1."""
    note = [{"columns": ["other"], "value": "See 9903.90.08."}]
    found = diff(TREE, changed(TREE, h9102_11_10={"footnotes": note}))
    assert found.links == (Link("9903.90.08", "other", ("91021110",), ()),)


def test_document_holds_everything(diff: Compare) -> None:
    """The plain form has each list, and its counts are those of the lists."""
    found = diff(TREE, changed(TREE, h6109_10_00={"general": "15%", "special": "Free (KR)"}))
    document = found.as_document()
    assert document["counts"] == found.counts()
    assert [change["column"] for change in document["rates"]] == ["general", "special"]  # type: ignore[attr-defined]  # JSON
    assert document["programmes"] == [
        {"what": "opened", "name": "KR", "old": "", "new": "Free", "codes": ("61091000",)}
    ]


def test_flat_editions_are_compared_in_their_dialect(tmp_path: Path) -> None:
    """Two flat files are compared by meaning too."""
    texts = {"a": "5% CAFree", "b": "5%  CAFree", "c": "5% CA4%"}
    for name, rate in texts.items():
        (tmp_path / name).write_text(f"code,rate\n0101,{rate}\n", encoding="utf-8")
    one, two, three = (read_flat(tmp_path / name, Mapped("code", "rate", "au")) for name in texts)
    assert not compare(one, two)
    assert len(compare(one, two).wording) == 1
    assert compare(one, three).rates == (Change("0101", "general", "5% CAFree", "5% CA4%"),)
