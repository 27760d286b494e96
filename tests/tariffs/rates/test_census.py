"""The classes of all published rate texts against a census taken by hand."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest

from oneprice.tariffs.rates.census import class_of, classes_of
from oneprice.tariffs.rates.text import clean

from .census_facts import CENSUS, DIFFERENCES, MIXED_FRACTIONS, SHARES, US, Column, Difference

Rows = tuple[Mapping[str, str], ...]


@pytest.mark.parametrize(
    ("text", "dialect", "name"),
    [
        ("", "us", "blank"),
        ("6.8%", "us", "N%"),
        ("33 1/3%", "us", "N%"),
        ("Free", "us", "Free"),
        ("68¢/head", "us", "specific"),
        ("18.7¢/clean kg", "us", "specific"),
        ("76¢/pr. + 32%", "us", "specific + N%"),
        ("3.7¢/kg on drained weight", "us", "specific on a content or drained weight"),
        ("12.8¢/kg on molybdenum content + 1.8%", "us", "specific + N%"),
        ("98¢ each + 3% on the case", "us", "component ad valorem"),
        ("6.5% on the entire set", "us", "ad valorem on a part of value"),
        ("See additional U.S. note 1", "us", "reference"),
        ("17¢ each + 2.5% + 1¢/jewel", "us", "three terms"),
        ("Free (A,AU) 2.7% (JP) See 9822.04.40 (CO)", "us_special", "Free | N% | See 98xx/99xx"),
        ("No change (A)", "us_special", "No change"),
        ("No change.", "us_99", "No change"),
        ("The duty provided in the applicable subheading.", "us_99", "base with nothing added"),
        ("The duty provided in the applicable subheading + 25%", "us_99", "base + N%"),
        ("No additional duty", "us_additional", "none"),
        ("0.0%", "eu", "zero"),
        ("9.00% + EA", "eu", "% + EA"),
        ("9.00% + EA MAX 18.70% + ADSZ", "eu", "% + EA MAX % + ADSZ/ADFM"),
        ("1.75 EUR / % vol / hl", "eu", "specific per qualified unit"),
        ("●無税又は非譲許", "jp", "range or partly unbound"),
        ("(73.70円-課税価格)/kg", "jp", "difference duty on customs value"),
        ("5% CAFree", "au", "N% with preference codes"),
        ("5% From1July2018 Free", "au", "dated phases"),
        ("14BK", "br", "percent + marker"),
        ("8.47 ¢/kg plus 8.", "ca", "truncated"),
        ("10% (1 JAN - 2 FEB)", "plain", "seasonal"),
    ],
)
def test_class_of(text: str, dialect: str, name: str) -> None:
    """A text has the class it is counted in."""
    assert class_of(text, dialect) == name


def cells_of(rows: Rows, column: Column) -> list[str]:
    """Return the cells that a column of the census counts."""
    code = next(iter(rows[0])) if column.file != US else "htsno"
    wanted: Callable[[str], bool] = {
        "1-97": lambda text: text[:2] < "98",
        "98": lambda text: text[:2] == "98",
        "99": lambda text: text[:2] == "99",
        "8 digits": lambda text: len(text.replace(".", "")) == 8,
        "": lambda text: True,
    }[column.chapters]
    return [row[column.column] or "" for row in rows if wanted(row[code])]


@pytest.mark.parametrize(
    "column", CENSUS, ids=lambda one: f"{one.file[:2]}-{one.column}-{one.chapters}"
)
def test_counts_agree(rows: Callable[[str], Rows], column: Column) -> None:
    """Each class holds as many cells as the census says, or the difference is explained."""
    counts = Counter(
        name
        for text in cells_of(rows(column.file), column)
        for name in classes_of(text, column.dialect) or ["blank"]
    )
    explained = {
        one.name: one for one in DIFFERENCES.get((column.file, column.column, column.chapters), ())
    }
    print(f"\n{column.file} {column.column} {column.chapters}")
    for name, census in column.counts.items():
        why = explained[name].why if name in explained else ""
        print(f"{counts[name]:8d} {census:8d}  {name}{f': {why}' if why else ''}")
    for name, census in column.counts.items():
        if name in explained:
            assert (explained[name].ours, explained[name].census) == (counts[name], census)
        else:
            assert counts[name] == census, name
    assert set(explained) <= set(column.counts)


@pytest.mark.parametrize(
    ("column", "one"),
    [
        (column, one)
        for column in CENSUS
        for one in DIFFERENCES.get((column.file, column.column, column.chapters), ())
        if one.sign
    ],
)
def test_differences_are_the_cells_named(
    rows: Callable[[str], Rows], column: Column, one: Difference
) -> None:
    """As many cells have the sign of a difference as the two counts differ."""
    texts = [clean(text) for text in cells_of(rows(column.file), column)]
    found = [text for text in texts if re.search(one.sign, text)]
    assert len(found) == abs(one.ours - one.census), one


@pytest.mark.parametrize(("column", "total", "shares"), SHARES)
def test_shares_agree(
    rows: Callable[[str], Rows], column: Column, total: int, shares: dict[str, str]
) -> None:
    """Where the census gives rounded shares ours round to the same."""
    texts = cells_of(rows(column.file), column)
    counts = Counter(name for t in texts for name in classes_of(t, column.dialect) or ["blank"])
    if column.dialect == "us":
        counts["N%"] -= sum(text.strip() == "33 1/3%" for text in texts)
        assert sum(text.strip() == "33 1/3%" for text in texts) == MIXED_FRACTIONS
    print(f"\n{column.file} {column.column} {column.chapters}")
    for name, share in shares.items():
        print(f"{counts[name]:8d} {100 * counts[name] / total:7.2f} % {share:>6} %  {name}")
        assert abs(Fraction(100 * counts[name], total) - Fraction(share)) <= Fraction(1, 20), name


# Columns whose census lists every class.
WHOLE = [one for one in CENSUS if one.column not in ("epa_eu", "ipi_percent_text")]


@pytest.mark.parametrize(
    "column", WHOLE, ids=lambda one: f"{one.file[:2]}-{one.column}-{one.chapters}"
)
def test_no_class_is_left_out(rows: Callable[[str], Rows], column: Column) -> None:
    """No cell falls into a class that the census does not know."""
    found = {
        name
        for text in cells_of(rows(column.file), column)
        for name in classes_of(text, column.dialect)
    }
    assert found <= {*column.counts, "N%"}


def test_unread_cells_are_few_and_known(all_cells: dict[str, list[str]]) -> None:
    """Of all distinct cells only these are not understood or cut."""
    unread = {
        (dialect, text)
        for dialect, texts in all_cells.items()
        for text in texts
        if {"unparsed", "truncated"} & set(classes_of(text, dialect))
    }
    cut = {("au", f"$0.526 /L of {fuel} plus") for fuel in ("gasoline", "diesel", "biodiesel")}
    assert unread == cut | {
        ("au", "View TCOs for 8462.59"),
        ("ca", "8.47 ¢/kg plus 8."),
        ("us", "37% /"),
        ("us_99", ":"),
    }


# --- a second classifier that shares nothing with the grammar ----------------------------

NUMBER = r"\d+(?:\.\d+)?"
CENTS = rf"(?:{NUMBER} ?¢|\${NUMBER})"
UNIT = r"(?: each|/ ?[a-z0-9][a-z0-9./ ]*?)"
AMOUNT = rf"{CENTS}{UNIT}"
CONTENT = r" (?:on|of) [a-z ]+"
SECOND = (
    ("sliding with floor", r".* for each degree under 100 degrees .*"),
    (
        "reference",
        r".*\b(?:rate applicable|rate of duty applicable|see additional|complete movement).*",
    ),
    ("component ad valorem", r".*% on (?:the )?(?:case|movement|battery|apparatus|strap).*"),
    ("ad valorem on a part of value", r".*% on the (?:value|entire set).*"),
    ("Free", r"free"),
    ("N%", rf"{NUMBER} ?%"),
    ("specific + specific", rf"{AMOUNT}(?:{CONTENT})? ?\+ ?{AMOUNT}(?:{CONTENT})?"),
    ("three terms", rf"{AMOUNT} ?\+ ?{NUMBER}% ?\+ ?{AMOUNT}"),
    ("specific on a content or drained weight", rf"{AMOUNT}{CONTENT}"),
    ("specific + N%", rf"{AMOUNT}(?:{CONTENT})? ?\+ ?{NUMBER}%"),
    ("specific", AMOUNT),
)


def second_class(text: str) -> str:
    """Return the class of a text of column 1 by plain patterns."""
    plain = re.sub(r"\s+", " ", text.lower().replace("1,000", "1000")).strip()
    return next((name for name, sign in SECOND if re.fullmatch(sign, plain)), "none")


def test_second_classifier_agrees(rows: Callable[[str], Rows]) -> None:
    """An independent classifier puts every cell of column 1 into the same class."""
    column = next(one for one in CENSUS if one.dialect == "us" and one.column == "general")
    texts = [text for text in cells_of(rows(US), column) if text.strip()]
    assert len(texts) == 11_414
    for text in set(texts):
        assert class_of(text, "us") == second_class(clean(text)), text
