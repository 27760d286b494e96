"""Single cells: numbers, dates and texts as they are taken out of a file."""

from __future__ import annotations

import pytest
from made_workbooks import wide

from oneprice.carriers.workbooks.files.number_cells import number_cell
from oneprice.carriers.workbooks.files.number_format import builtin_format, read_format
from oneprice.carriers.workbooks.files.plain_text import plain_text, text_cell
from oneprice.carriers.workbooks.files.reading import Reading, is_ambiguous, plain_number
from oneprice.core.errors import InputError

COMMA = Reading(decimal="comma", thousands=".")


@pytest.mark.parametrize(
    ("saved", "code", "text"),
    [
        ("5", "", "5"),
        ("-0", "", "0"),
        ("0.5", "", "0.5"),
        ("0.50", "0.00", "0.5"),
        ("1E-3", "", "0.001"),
        ("1.5E+2", "", "150"),
        ("0.10000000000000001", "", "0.1"),
        ("0.30000000000000004", "", "0.3"),
        ("1234567.25", "#,##0.00", "1234567.25"),
        ("0.12", "0%", "12%"),
        ("0.125", "0.00%", "12.5%"),
        ("1.1", "0%", "110%"),
        ("7", "000", "007"),
        ("402219", "0000000000", "0000402219"),
        ("1234", "000", "1234"),
        ("7.5", "000", "7.5"),
        ("7", "0", "7"),
        ("12", '0.00"元/KG"', "12"),
        ("12", "[$USD] 0.00", "12"),
        ("12", '"day" 0', "12"),
        ("12", "0\\d", "12"),
        ("12", "G/通用格式", "12"),
        ("12.5", '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12.5"),
    ],
)
def test_numbers_are_exact_decimals(saved: str, code: str, text: str) -> None:
    """A number is the shortest decimal of its float; percent and leading zeros stay."""
    cell = number_cell(saved, read_format(code))
    assert (cell.kind, cell.text) == ("number", text)


@pytest.mark.parametrize(
    ("saved", "code", "text"),
    [
        ("46027", "yyyy-mm-dd", "2026-01-05"),
        ("46027.5", "yyyy-mm-dd hh:mm", "2026-01-05 12:00"),
        ("61", "d/m/yy", "1900-03-01"),
        ("46027", 'yyyy"年"m"月"d"日"', "2026-01-05"),
        ("46027", "[$-804]mmm-yy", "2026-01-05"),
        ("46027", "m/d", "2026-01-05"),
        ("46027", "aaaa", "2026-01-05"),
    ],
)
def test_dates_are_iso_days(saved: str, code: str, text: str) -> None:
    """A serial under a date format is its day, with the clock where it has one."""
    cell = number_cell(saved, read_format(code))
    assert (cell.kind, cell.text) == ("date", text)


def test_dates_of_1904_and_of_asian_formats() -> None:
    """The older system counts from 1904-01-01; formats 31 and 58 are dates without a code."""
    assert number_cell("0", read_format("d/m/yy"), since_1904=True).text == "1904-01-01"
    assert number_cell("44565", read_format("d/m/yy"), since_1904=True).text == "2026-01-05"
    for number in (14, 22, 27, 31, 57, 58):
        assert number_cell("46027", builtin_format(number)).text == "2026-01-05"
    for number in (18, 20, 32, 33, 45):
        assert number_cell("0.75", builtin_format(number)).text == "18:00"
    for number in (0, 1, 2, 3, 4, 9, 10, 11, 37, 39, 48, 49):
        assert number_cell("12", builtin_format(number)).kind == "number"


@pytest.mark.parametrize(
    ("saved", "code", "kind"),
    [
        ("60", "d/m/yy", "no_date"),
        ("59", "d/m/yy", "no_date"),
        ("2958466", "d/m/yy", "no_date"),
        ("-1", "d/m/yy", "duration"),
        ("1.5", "[h]:mm", "duration"),
        ("1E400", "", "too_large"),
        ("1000000000000000", "", "too_large"),
        ("1E-13", "", "too_large"),
        ("NaN", "", "no_number"),
        ("0x10", "", "no_number"),
        ("1" * 50, "", "no_number"),
        (wide("12"), "", "no_number"),
    ],
)
def test_what_is_no_number_is_refused(saved: str, code: str, kind: str) -> None:
    """A day that never was, a span, and a number beyond what a sheet keeps are refused."""
    cell = number_cell(saved, read_format(code))
    assert (cell.kind, cell.text) == ("refused", "")
    assert [remark.kind for remark in cell.remarks] == [kind]


@pytest.mark.parametrize(
    ("saved", "code", "kinds"),
    [
        ("999999999999", "", []),
        ("1.23456789012", "", []),
        ("1.234567890123", "", ["long_number"]),
        ("0.30000000000000004", "", ["long_number"]),
        ("12.35", "0.00", []),
        ("12.345", "0.00", ["shown_otherwise"]),
        ("12.345", "0.00%", []),
        ("0.12345", "0.0%", ["shown_otherwise"]),
        ("12345", "0,", ["shown_otherwise"]),
        ("0.5", "# ?/?", ["shown_otherwise"]),
        ("12345678", "000-00000", ["shown_otherwise"]),
    ],
)
def test_numbers_that_look_otherwise_are_told(saved: str, code: str, kinds: list[str]) -> None:
    """Long tails of arithmetic and numbers shown rounded or scaled are told."""
    cell = number_cell(saved, read_format(code))
    assert cell.kind == "number"
    assert [remark.kind for remark in cell.remarks] == kinds


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (wide("12.5KG"), "12.5KG"),
        (f"国家{wide('(')}Country{wide('):')}美国", "国家(Country):美国"),
        ("\u00a0 0.5\u3000", "0.5"),
        ("0.1\u20130.2", "0.1-0.2"),
        ("\u22125", "-5"),
        ("㎏", "kg"),
        ("cm³", "cm3"),
        ("12.5¹", "12.5¹"),
        ("12①", "12①"),
        ("12½", "12½"),
        ("①北京", "1北京"),
        ("LANE\u200b-1\ufeff", "LANE-1"),
        ("NA", "NA"),
        ("007", "007"),
        ("a\nb", "a\nb"),
    ],
)
def test_texts_are_plain_and_say_the_same(text: str, plain: str) -> None:
    """Wide signs, blanks and dashes become plain; a footnote never becomes a digit."""
    assert plain_text(text) == plain
    cell = text_cell(text)
    assert (cell.kind, cell.text, cell.raw or cell.text) == ("text", plain, text)


@pytest.mark.parametrize(
    ("text", "kind", "severity"),
    [
        ("a\x00b", "control", "error"),
        ("a\x1b[31m", "control", "error"),
        ("50\u202e05", "control", "error"),
        ("a\u200bb", "invisible", "note"),
    ],
)
def test_what_nobody_sees_is_told(text: str, kind: str, severity: str) -> None:
    """Control characters and turned text are refused, invisible ones left out with a note."""
    (remark,) = text_cell(text).remarks
    assert (remark.kind, remark.severity) == (kind, severity)


@pytest.mark.parametrize(
    ("text", "how", "number"),
    [
        ("12.5", Reading(), "12.5"),
        ("-12", Reading(), "-12"),
        ("12 %", Reading(), "12%"),
        ("1,5", Reading(), None),
        ("1,500", Reading(), None),
        ("1,500", Reading(thousands=","), "1500"),
        ("1,500,000.25", Reading(thousands=","), "1500000.25"),
        ("1,5", Reading(thousands=","), None),
        ("1500,000", Reading(thousands=","), None),
        ("1,5", COMMA, "1.5"),
        ("1.500,25", COMMA, "1500.25"),
        ("1.5", COMMA, None),
        ("1 500", Reading(thousands=" "), "1500"),
        ("1'500", Reading(thousands="'"), "1500"),
        ("", Reading(), None),
        (".5", Reading(), None),
        ("5.", Reading(), None),
        ("1e3", Reading(), None),
        ("--5", Reading(), None),
        ("12 kg", Reading(), None),
        ("٣", Reading(), None),
    ],
)
def test_numbers_in_text_follow_the_layout(text: str, how: Reading, number: str | None) -> None:
    """A text is a number only as the layout writes numbers."""
    assert plain_number(text, how) == number


def test_ambiguous_texts_are_told_from_other_words() -> None:
    """A number of another country's writing is ambiguous, a word is not."""
    assert is_ambiguous("1,5", Reading())
    assert is_ambiguous("1.5", COMMA)
    assert not is_ambiguous("1.5", Reading())
    assert not is_ambiguous("1.5 kg", Reading())


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("decimal", {"decimal": "dot"}),
        ("thousands", {"thousands": "_"}),
        ("thousands", {"thousands": "."}),
        ("thousands", {"decimal": "comma", "thousands": ","}),
        ("formulas", {"formulas": "run"}),
        ("encoding", {"encoding": "latin-1"}),
        ("delimiter", {"delimiter": "ab"}),
    ],
)
def test_unknown_ways_of_reading_are_refused(key: str, given: dict[str, str]) -> None:
    """Each key takes only its words, and one sign cannot mean two things."""
    with pytest.raises(InputError, match=key) as error:
        if given == {"thousands": "."}:
            Reading(thousands=".")
        else:
            Reading(**given)
    assert error.value.where == key
