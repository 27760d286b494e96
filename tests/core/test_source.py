"""Reading CSV tables: strict, and every error says where (C-50)."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.core.errors import InputError
from oneprice.core.source import Row, parse_decimal, parse_ratio, ratio_of, read_table

COLUMNS = ("key", "amount", "valid_from", "valid_to")


def read(folder: Path, text: str | bytes, required: tuple[str, ...] = ("key",)) -> list[Row]:
    """Read a table of the given text."""
    file = folder / "t.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(file, COLUMNS, required)


def refused(folder: Path, text: str | bytes, required: tuple[str, ...] = ("key",)) -> InputError:
    """Return the error that reading a text raises."""
    with pytest.raises(InputError) as caught:
        read(folder, text, required)
    assert caught.value.remedy
    return caught.value


def row(**cells: str) -> Row:
    """Return the second row of a table."""
    return Row("t.csv", 2, cells)


def test_missing_file_is_an_empty_table(tmp_path: Path) -> None:
    """A table that is not there has no rows."""
    assert read_table(tmp_path / "none.csv", COLUMNS, ("key",)) == []


def test_cells_stay_text(tmp_path: Path) -> None:
    """Nothing is guessed: NA, 007 and nan are the text they are, blanks around are dropped."""
    rows = read(tmp_path, "key,amount\nNA,007\n nan ,\nnull,1e3\n")
    assert [(r["key"], r["amount"]) for r in rows] == [("NA", "007"), ("nan", ""), ("null", "1e3")]
    assert [r.number for r in rows] == [2, 3, 4]


def test_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    """A byte order mark and Windows line ends make no difference."""
    rows = read(tmp_path, b"\xef\xbb\xbfkey,amount\r\na,1\r\n")
    assert dict(rows[0]) == {"key": "a", "amount": "1"}


def test_empty_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    """Row numbers are those of the file, empty lines included."""
    assert [r.number for r in read(tmp_path, "key\na\n\n \nb\n")] == [2, 5]


def test_quoted_cells(tmp_path: Path) -> None:
    """Quotes hold commas and line ends."""
    assert read(tmp_path, 'key,amount\n"a,b\nc",1\n')[0]["key"] == "a,b\nc"


def test_common_columns_are_always_allowed(tmp_path: Path) -> None:
    """Every table may have source and note."""
    assert read(tmp_path, "key,source,note\na,s,n\n")[0]["note"] == "n"


@pytest.mark.parametrize(
    ("text", "where", "value"),
    [
        ("key,colour\na,b\n", "t.csv header", "colour"),
        ("key,key\na,b\n", "t.csv header", "key"),
        ("amount\n1\n", "t.csv header", "missing column"),
        ("", "t.csv header", "missing column"),
        ("key,amount\na\n", "t.csv row 2", "1 cells"),
        ("key,amount\na,1\nb,1,2\n", "t.csv row 3", "3 cells"),
        ("key,amount\n,1\n", "t.csv row 2, column key", ""),
        ("key,amount\n  ,1\n", "t.csv row 2, column key", ""),
        ("key\na\x00b\n", "t.csv row 2, column key", "a\x00b"),
    ],
)
def test_table_errors_say_where(tmp_path: Path, text: str, where: str, value: str) -> None:
    """A wrong header, a ragged row and an empty cell are named with file, row and column."""
    error = refused(tmp_path, text)
    assert (error.where, error.value) == (where, value)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused with the place of the first bad byte."""
    error = refused(tmp_path, "key\nMünchen\n".encode("latin-1"))
    assert (error.where, error.value) == ("t.csv", "byte 5")


@pytest.mark.parametrize("text", ['key\n"a\n', 'key\n"a"b\n'])
def test_open_quotes_are_refused(tmp_path: Path, text: str) -> None:
    """Quotes that never close, or close too early, are refused."""
    assert "quoting" in refused(tmp_path, text).remedy


@pytest.mark.parametrize(("size", "good"), [(32_768, True), (32_769, False), (100_000, False)])
def test_long_cells_are_refused(tmp_path: Path, size: int, good: bool) -> None:
    """A cell holds at most 32,768 characters, and the message stays short."""
    text = "key\n" + "x" * size + "\n"
    if good:
        assert len(read(tmp_path, text)[0]["key"]) == size
    else:
        assert len(str(refused(tmp_path, text))) < 300


def test_huge_cell_is_refused(tmp_path: Path) -> None:
    """A cell beyond the reader's own limit is an error of the table as well."""
    assert len(str(refused(tmp_path, "key\n" + "x" * 200_000 + "\n"))) < 300


@given(number=st.integers(-(10**12), 10**12), places=st.integers(0, 6))
def test_decimals_are_exact(number: int, places: int) -> None:
    """A decimal of up to 18 digits is read exactly."""
    exact = Fraction(number, 10**places)
    whole, rest = divmod(abs(number), 10**places)
    text = f"{'-' if number < 0 else ''}{whole}" + (f".{rest:0{places}d}" if places else "")
    assert parse_decimal(text, "x") == exact


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", ".", "1.", ".5", "1e3", "1E3", "+1", "1_000", "1,5", " 1", "0x10"),
        *("--1", "1.2.3", "\uff11\uff12", "\u0661", "\u00b2", "nan", "inf", "1/2", "1%"),
        *("1" * 19, "0." + "1" * 18),
    ],
)
def test_other_numbers_are_refused(text: str) -> None:
    """Exponents, signs, blanks, separators, other digits and 19 digits are refused."""
    with pytest.raises(InputError, match="plain decimal"):
        parse_decimal(text, "x")


def test_decimal_digits_at_the_limit() -> None:
    """Eighteen digits are read, leading zeros are digits."""
    assert parse_decimal("9" * 18, "x") == 10**18 - 1
    assert parse_decimal("007", "x") == 7


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5%", Fraction(1, 8)),
        ("1/3", Fraction(1, 3)),
        ("0.25", Fraction(1, 4)),
        ("5 %", Fraction(1, 20)),
    ],
)
def test_ratio_forms(text: str, value: Fraction) -> None:
    """A ratio is a percentage, a fraction or a decimal."""
    assert parse_ratio(text, "x") == value


@pytest.mark.parametrize("text", ["%", "1/0", "1/-2", "1/2/3", "x%", "1/", "/2"])
def test_other_ratios_are_refused(text: str) -> None:
    """A ratio without number or with a denominator of 0 or less is refused."""
    with pytest.raises(InputError):
        parse_ratio(text, "x")


def test_ratio_bounds() -> None:
    """num x den stays below 2^62, and no ratio is negative (C-03)."""
    assert ratio_of(Fraction(2**62 - 1), "x") == (2**62 - 1, 1)
    for value in (Fraction(2**62), Fraction(-1, 2), Fraction(2**31, 2**31 + 1)):
        with pytest.raises(InputError, match="num"):
            ratio_of(value, "x")


@pytest.mark.parametrize(
    ("cell", "pip"), [("1", 1_000_000), ("0.000001", 1), ("12.34", 12_340_000), ("-1", -1_000_000)]
)
def test_amounts_are_pips(cell: str, pip: int) -> None:
    """Amounts are exact to 1/10,000 of a minor unit (C-02)."""
    assert row(amount=cell).amount_pip("amount", 2) == pip


def test_finer_amounts_are_refused() -> None:
    """An amount finer than a pip is refused, unless rounding up was asked for."""
    with pytest.raises(InputError, match="6 decimals"):
        row(amount="0.0000001").amount_pip("amount", 2)
    assert row(amount="1.001").scaled("amount", 100, round_up=True) == 101
    assert row(amount="").amount_pip("amount", 2) is None


def test_amounts_that_do_not_fit_are_refused() -> None:
    """An amount of more than 2^62 pips is an error of the cell, not an overflow later."""
    for cell in ("999999999999999999", "-999999999999999999"):
        with pytest.raises(InputError, match="give a smaller number"):
            row(amount=cell).amount_pip("amount", 2)
    assert row(amount="4000000000000").amount_pip("amount", 2) == 4 * 10**18


def test_typed_cells() -> None:
    """Whole numbers, words, lists and yes or no are read as such or refused."""
    assert row(n="12").integer("n") == 12
    assert row(n="").integer("n", 7) == 7
    assert [row(n=cell).yes("n") for cell in ("1", "0", "Y", "N", "")] == [
        *(True, False, True, False, False)
    ]
    assert row(n="b").choice("n", {"": 0, "a": 1, "b": 2}) == 2
    assert row(n="").choice("n", {"a": 1}, "a") == 1
    assert row(n="a | b||c").words("n") == ["a", "b", "c"]
    for cell in ("1.5", "", "x"):
        with pytest.raises(InputError):
            row(n=cell).integer("n")
    with pytest.raises(InputError, match="give 1 or 0"):
        row(n="yes").yes("n")
    with pytest.raises(InputError, match="a, b"):
        row(n="c").choice("n", {"": 0, "a": 1, "b": 2})


@pytest.mark.parametrize(("until", "good"), [("2026-01-02", True), ("2026-01-01", False)])
def test_validity_is_half_open(until: str, good: bool) -> None:
    """A validity must end after the day it starts on."""
    cells = row(valid_from="2026-01-01", valid_to=until)
    if good:
        assert cells.to_day() == cells.from_day() + 1
    else:
        with pytest.raises(InputError, match="half-open"):
            cells.to_day()


def test_open_validity_is_unbounded() -> None:
    """Empty ends hold on every day a book can have."""
    assert row().from_day() < -500_000 < 500_000 < row().to_day()
