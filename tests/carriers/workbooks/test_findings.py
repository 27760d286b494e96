"""Findings and their report, and the names of places."""

from __future__ import annotations

import json

import pytest

from oneprice.carriers.workbooks import findings
from oneprice.carriers.workbooks.findings import Finding, Report, shown
from oneprice.carriers.workbooks.places import Place, cell_numbers, column_letters


@pytest.mark.parametrize(
    ("column", "letters"), [(0, ""), (1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")]
)
def test_columns_have_letters(column: int, letters: str) -> None:
    """Columns count like digits without a zero, at each change of length."""
    assert column_letters(column) == letters
    if column:
        assert cell_numbers(f"{letters}7") == (7, column)


@pytest.mark.parametrize("name", ["", "B", "7", "b7", "B07", "AAAA1", "B7:C8", "B-7"])
def test_other_words_name_no_cell(name: str) -> None:
    """Only letters and a row without leading zeros name a cell."""
    assert cell_numbers(name) is None


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("US", 7, 2), "US!B7"),
        (Place("rates.csv", 7, 2), "rates.csv!B7"),
        (Place("Air's rates", 7, 2), "'Air''s rates'!B7"),
        (Place("US", 7), "US!7"),
        (Place("US", 0, 2), "US!B"),
        (Place("Air rates"), "Air rates"),
    ],
)
def test_places_are_written_as_spreadsheets_do(place: Place, words: str) -> None:
    """A sheet that is no plain word is quoted; a whole sheet stands alone."""
    assert str(place) == words


def test_report_is_sorted_and_tells_each_finding_once() -> None:
    """Errors come first, then sheet, row and column as numbers; a repeated finding is one."""
    report = Report()
    report.note(Place("A", 1, 1), "hidden", "n")
    report.warning(Place("A", 1, 1), "gap", "w")
    for row in (10, 9, 10):
        report.error(Place("A", row, 28), "formula", "e", "mend")
    assert [str(finding) for finding in report] == [
        "error A!AB9: e; mend",
        "error A!AB10: e; mend",
        "warning A!A1: w",
        "note A!A1: n",
    ]
    assert report.summary() == "2 errors, 1 warning, 1 note"
    assert (len(report), report.ok) == (4, False)
    assert report.as_text().endswith("\n2 errors, 1 warning, 1 note")
    assert report.rows()[0] == ("error", "formula", "A!AB9", "e", "mend")


def test_report_is_plain_json() -> None:
    """The report as data names sheet and cell apart, and says whether all is well."""
    report = Report()
    report.warning(Place("国家", 2, 3), "gap", "no rate")
    document = json.loads(json.dumps(report.as_json()))
    assert document["ok"] is True
    assert document["counts"] == {"error": 0, "warning": 1, "note": 0}
    assert document["findings"] == [
        {"severity": "warning", "kind": "gap", "sheet": "国家", "cell": "C2"}
        | {"reason": "no rate", "remedy": ""}
    ]


def test_report_keeps_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings beyond the limit count, but are not kept."""
    monkeypatch.setattr(findings, "MAX_FINDINGS", 2)
    report = Report()
    for row in (1, 2, 3):
        report.error(Place("A", row, 1), "x", "e")
    assert (len(list(report)), len(report), report.count("error")) == (2, 3, 3)
    assert "1 more findings are not shown." in report.as_text()


def test_unknown_severity_is_refused() -> None:
    """A finding is an error, a warning or a note."""
    with pytest.raises(ValueError, match="fatal"):
        Report().add(Finding("fatal", "x", Place("A"), "r"))


def test_hostile_texts_are_shown_safely() -> None:
    """Escapes of a terminal are spelled out and long texts cut."""
    assert shown("a\x1b[31m\n国") == "a\\x1b[31m\\n国"
    assert len(shown("x" * 10_000)) == findings.MAX_SHOWN_CHARS
    report = Report()
    report.error(Place("A\u202e"), "x", "\x1b" * 10_000, "\x07")
    (finding,) = report
    assert finding.sheet == "A\\u202e"
    assert len(finding.reason) <= findings.MAX_SHOWN_CHARS
    assert finding.remedy == "\\x07"
