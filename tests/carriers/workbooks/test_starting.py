"""New prices from a day on: what ends, what begins, what stays."""

from __future__ import annotations

from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import FlatRow, FlatTables, no_tables
from oneprice.carriers.workbooks.starting import held_on, starting, tell_hole, with_ended
from oneprice.carriers.workbooks.taking_in import taken_in

DAY = "2026-07-01"


def rows(table: str, *listed: dict[str, str]) -> FlatTables:
    """Return tables with rows in one of them."""
    return {**no_tables(), table: [FlatRow(table, cells) for cells in listed]}


def days(tables: FlatTables, table: str, column: str) -> list[tuple[str, str, str]]:
    """Return a column of each row with its days."""
    return [(r[column], r["valid_from"], r["valid_to"]) for r in tables[table]]


def test_old_rates_end_where_new_ones_begin() -> None:
    """This month's price holds until the day, next month's from it; a second time changes none."""
    book = rows("rate", {"lane_id": "A", "rate": "1"}, {"lane_id": "B", "rate": "9"})
    report = Report()
    new = starting(rows("rate", {"lane_id": "A", "rate": "2"}), DAY, report)
    once = taken_in(book, with_ended(new, book, DAY, report))
    expected = [("9", "", ""), ("1", "", DAY), ("2", DAY, "")]
    assert days(once, "rate", "rate") == expected
    assert days(taken_in(once, with_ended(new, once, DAY, report)), "rate", "rate") == expected
    assert list(report) == []


def test_rows_keep_the_narrower_days() -> None:
    """A new row that begins later begins later, one that ended before is left out and told."""
    report = Report()
    late = {"lane_id": "A", "rate": "3", "valid_from": "2026-08-01"}
    past = {"lane_id": "A", "rate": "4", "valid_to": DAY}
    assert days(starting(rows("rate", late, past), DAY, report), "rate", "rate") == [
        ("3", "2026-08-01", "")
    ]
    assert report.count("note") == 1
    book = rows("rate", {"lane_id": "A", "rate": "1", "valid_to": "2026-06-01"})
    new = rows("rate", {"lane_id": "A", "rate": "2", "valid_from": DAY})
    ended = with_ended(new, book, DAY, report)
    assert days(ended, "rate", "rate")[0] == ("1", "", "2026-06-01")


def test_later_rows_of_the_book_go_with_a_warning() -> None:
    """A price of the book that would begin after the day is replaced, and that is told."""
    report = Report()
    book = rows("rate", {"lane_id": "A", "rate": "1", "valid_from": "2026-09-01"})
    new = rows("rate", {"lane_id": "A", "rate": "2", "valid_from": DAY})
    assert days(with_ended(new, book, DAY, report), "rate", "rate") == [("2", DAY, "")]
    assert [f.kind for f in report] == ["replaced"]


def test_a_part_of_a_surcharge_ends_under_another_id() -> None:
    """Of a row for two lanes the imported one's part ends; the other lane keeps row and id."""
    book = rows("surcharge", {"sur_id": "1", "lane_id": "A|B", "code": "remote", "amount": "5"})
    new = rows("surcharge", {"sur_id": "1", "lane_id": "A", "code": "remote", "amount": "6"})
    new = starting(new, DAY, Report())
    found = taken_in(book, with_ended(new, book, DAY, Report()))["surcharge"]
    assert [(r["sur_id"], r["lane_id"], r["valid_from"], r["valid_to"]) for r in found] == [
        ("1", "B", "", ""),
        (f"1@{DAY}", "A", "", DAY),
        ("1", "A", DAY, ""),
    ]


def test_prices_are_compared_with_those_of_the_day() -> None:
    """Only rows that hold on the day count as the old ones."""
    book = rows(
        "rate",
        {"lane_id": "A", "rate": "1", "valid_to": DAY},
        {"lane_id": "A", "rate": "2", "valid_from": "2026-05-01"},
    )
    assert days(held_on(book, DAY), "rate", "rate") == [("2", DAY, "")]


def test_a_hole_between_old_and_new_prices_is_warned_of() -> None:
    """Without a day the old prices go; where the new ones begin later there are none between."""
    book = rows("rate", {"lane_id": "A"}, {"lane_id": "B", "valid_from": DAY})
    new = rows("rate", {"lane_id": "A", "valid_from": DAY}, {"lane_id": "B", "valid_from": DAY})
    report = Report()
    tell_hole(book, new, report)
    (hole,) = report
    assert (hole.kind, DAY in hole.remedy) == ("hole", True)
