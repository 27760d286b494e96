"""Reading flat CSV schedules by a column mapping."""

from collections.abc import Callable
from pathlib import Path

import pytest

from oneprice.core.errors import InputError
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.flat import TWO_RATES, Mapped, read_flat

Read = Callable[..., Edition]
TREE = """\
code,stat,level,rate,note
01,,0,,
0101,,1,5%,
0101.21.00,,2,Free,
0101.21.00,10,3,,
0101.29.00,,2,,
0102,,1,"1,5",
"""


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a reader of CSV text."""

    def run(text: str, code: str = "code", rate: str = "rate", **more: object) -> Edition:
        path = tmp_path / "own.csv"
        path.write_text(text, encoding="utf-8")
        return read_flat(path, Mapped(code, rate, **more))  # type: ignore[arg-type]  # options by name

    return run


def rates(edition: Edition) -> dict[str, str]:
    """Return the rate of each finest line."""
    return {line.code: line.general for line in edition.lines}


def test_rates_come_from_the_longest_shorter_code(read: Read) -> None:
    """Without an indent column a line without a rate looks at the codes it begins with."""
    found = read(TREE.replace('"1,5"', "2%"), code="code+stat")
    assert rates(found) == {"0101210010": "Free", "01012900": "5%", "0102": "2%"}
    assert found.report.rows == 6
    assert (found.report.lines, found.report.forms) == (3, {"percent": 2, "free": 1})


def test_rates_come_from_the_row_above_by_depth(read: Read) -> None:
    """With an indent column the tree is that of the depths, also over rows without a code."""
    text = "code,depth,rate\n8501,0,\n,1,7%\n8501.10,2,\n8501.20,1,\n8502,0,3%\n"
    found = read(text, indent_column="depth", skip=("no_code",))
    assert rates(found) == {"850110": "7%", "850120": "", "8502": "3%"}
    assert found.report.skipped == {"no_code": 1}


@pytest.mark.parametrize(
    ("cell", "match"),
    [
        ("View TCOs", "skip odd_code"),
        ("2939.11.00#", "skip odd_code"),
        ("1", "2 to 10 digits"),
        ("12345678901", "2 to 10 digits"),
        ("", "skip no_code"),
        ("\u0660\u0661\u0660\u0661", "odd_code"),
    ],
)
def test_what_is_no_code_is_refused_unless_allowed(read: Read, cell: str, match: str) -> None:
    """A cell that is no code stops the reader and names the rule that would count it."""
    text = f"code,rate\n0101,5%\n{cell},Free\n"
    with pytest.raises(InputError, match=match):
        read(text)
    rule = "odd_code" if cell else "no_code"
    found = read(text, skip=(rule,))
    assert found.report.skipped == {rule: 1}
    assert rates(found) == {"0101": "5%"}


@pytest.mark.parametrize(("digits", "good"), [(1, False), (2, True), (10, True), (11, False)])
def test_length_of_a_code(read: Read, digits: int, good: bool) -> None:
    """Two to ten digits are a code; one and eleven are not."""
    text = f"code,rate\n{'1' * digits},5%\n"
    if good:
        assert rates(read(text)) == {"1" * digits: "5%"}
    else:
        with pytest.raises(InputError, match="digits"):
            read(text)


def test_code_given_again_with_the_same_rate_is_counted(read: Read) -> None:
    """The same rate in other words is no contradiction."""
    found = read("code,rate\n0101,5%\n0101, 5 %\n0101,\n")
    assert rates(found) == {"0101": "5%"}
    assert found.report.skipped == {"repeated": 2}


def test_code_with_two_rates_is_refused_or_left_unpriced(read: Read) -> None:
    """Seasons in rows of their own: refused, or without a price; never one of the two."""
    text = "code,rate\n0803.10,20%\n0803.10,25%\n"
    with pytest.raises(InputError, match=r"own\.csv row 3.*skip two_rates"):
        read(text)
    found = read(text, skip=("two_rates",))
    assert rates(found) == {"080310": TWO_RATES}
    assert found.report.skipped == {"repeated": 1, "two_rates": 1}
    assert found.report.forms == {"stated": 1}


def test_two_rates_above_finer_lines_are_no_contradiction(read: Read) -> None:
    """Rows that only head groups of lines under one code may hand down different rates."""
    text = "code,depth,rate\n8501,0,5%\n8501,0,7%\n8501.10,1,\n"
    assert rates(read(text, indent_column="depth")) == {"850110": "7%"}


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("code\n0101\n", "header.*'rate'"),
        ("code,rate,rate\n0101,1%,2%\n", "header.*'rate'"),
        ("code,rate\n0101\n", "row 2.*1 cells"),
        ('code,rate\n0101,"5%\n', "quoting"),
        ("code,rate\n", "no line"),
        ("", "header"),
    ],
)
def test_malformed_table_is_refused(read: Read, text: str, match: str) -> None:
    """Missing or doubled columns, ragged rows, open quotes and empty tables are refused."""
    with pytest.raises(InputError, match=match):
        read(text)


@pytest.mark.parametrize(
    ("indent", "good"), [("0", True), ("40", True), ("41", False), ("x", False)]
)
def test_depth_is_bounded(read: Read, indent: str, good: bool) -> None:
    """A depth is a small whole number."""
    text = f"code,depth,rate\n0101,{indent},5%\n"
    if good:
        assert rates(read(text, indent_column="depth")) == {"0101": "5%"}
    else:
        with pytest.raises(InputError, match="indent of 0 to 40"):
            read(text, indent_column="depth")


@pytest.mark.parametrize(
    ("wrong", "match"),
    [
        ({"dialect": "klingon"}, "dialect"),
        ({"skip": ("anything",)}, "skip"),
        ({"code": ""}, "code_column"),
        ({"rate": ""}, "rate_column"),
    ],
)
def test_mapping_is_checked(read: Read, wrong: dict[str, object], match: str) -> None:
    """An unknown dialect or rule, or a column without a name, is refused before reading."""
    with pytest.raises(InputError, match=match):
        read("code,rate\n0101,5%\n", **wrong)


# --- the published files --------------------------------------------------------------

FILES = {
    "au_schedule3": (
        Mapped("code+stat_code", "duty_rate_text", "au", skip=("odd_code",)),
        {"rows": 7_671},
    ),
    "br_ncm_tec_ipi_2025": (Mapped("ncm", "ii_percent_text", "br"), {"rows": 14_445}),
    "jp_tariff_2026_07_09": (
        Mapped("code+stat_suffix", "general", "jp", "level", ("no_code", "two_rates")),
        {"rows": 15_433},
    ),
    "uk_ukgt_eu_cet_2020": (Mapped("commodity", "eu_cet_duty_2020", "eu"), {"rows": 11_830}),
}


@pytest.mark.parametrize("name", FILES)
def test_published_file_is_read_whole(shared_dir: Path, name: str) -> None:
    """Every row of a published schedule is a line, a row above lines, or counted as left out."""
    mapped, expected = FILES[name]
    found = read_flat(shared_dir / f"data/tariffs/{name}.csv.gz", mapped)
    report = found.report
    print(name, report.summary())
    assert report.rows == expected["rows"]
    assert (
        report.rows == len(found.coded) + sum(report.skipped.values()) - report.skipped["two_rates"]
    )
    assert report.lines == len(found.lines) > 5_000
