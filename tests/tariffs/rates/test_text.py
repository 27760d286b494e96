"""Cleaning of rate texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneprice.tariffs.rates.text import clean, without_note


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("$1.13/m<sup>3</sup>", "$1.13/m3"),
        ("$1.13/m\N{SUPERSCRIPT THREE}", "$1.13/m3"),
        ("<il>Free</il>", "Free"),
        ("  8 %\n", "8 %"),
        ("1&#160;January", "1 January"),
        ("$2,445.26/kg", "$2445.26/kg"),
        ("10¢/1,000 pins", "10¢/1000 pins"),
        ("4,000,000円/頭", "4000000円/頭"),
        ("1.5 cents/kg", "1.5 ¢/kg"),
        ("$2.50/thou- sand + 40%", "$2.50/thousand + 40%"),
        ("this sub- chapter", "this subchapter"),
        ("provided inthe applicable", "provided in the applicable"),
        ("35% on thebattery", "35% on the battery"),
        ("86.1¢/m2of recording surface", "86.1¢/m2 of recording surface"),
        ("Free(A, AU)", "Free (A, AU)"),
        ("25\N{FULLWIDTH PERCENT SIGN}\N{FULLWIDTH PLUS SIGN}63円/kg", "25%+63円/kg"),
        ("1.52円/\N{SQUARE M SQUARED}", "1.52円/m2"),
        ("(180円\N{MINUS SIGN}課税価格)/kg", "(180円-課税価格)/kg"),
        (
            "\N{FULLWIDTH LEFT PARENTHESIS}無税\N{FULLWIDTH RIGHT PARENTHESIS}\N{WAVE DASH}8%",
            "(無税)\N{WAVE DASH}8%",
        ),
        ("$1.90 each + 45% on the case +80%", "$1.90 each + 45% on the case +80%"),
    ],
)
def test_clean(text: str, plain: str) -> None:
    """What differs in print only is made alike."""
    assert clean(text) == plain


@given(st.text(max_size=60))
def test_cleaning_leaves_no_odd_blanks(text: str) -> None:
    """A cleaned text has single blanks and none at its ends."""
    plain = clean(text)
    assert plain == " ".join(plain.split())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A duty upon repairs (see U.S. note 3 of this subchapter)", "A duty upon repairs"),
        ("less products (see U.S. note 3(e) of this subchapter).", "less products"),
        ("No change.", "No change"),
    ],
)
def test_without_note(text: str, plain: str) -> None:
    """A pointer to a note and the full stop go."""
    assert without_note(text) == plain
