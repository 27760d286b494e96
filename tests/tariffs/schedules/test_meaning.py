"""When two rate texts mean the same, and how a rate is counted and handed on."""

import pytest

from oneprice.tariffs.rates.cells import DIALECTS
from oneprice.tariffs.rates.duty import Unpriced
from oneprice.tariffs.schedules import meaning


@pytest.mark.parametrize(
    ("old", "new", "dialect"),
    [
        ("$1.13/m<sup>3</sup>", "$1.13/m3", "us"),
        ("1.5¢ /kg", "1.5¢/kg", "us"),
        ("44¢ each + 6% on the case+ 5.3% on the battery", None, "us"),
        ("1¢/kg + 2%", "1¢/kg +2%", "us"),
        ("33 1/3%", "33  1/3 %", "us"),
        ("Free (A,KR)", "Free(KR, A)", "us_special"),
        (
            "The rate applicable to each garment",
            "<i>The rate</i>  applicable to each garment",
            "us",
        ),
        ("5%", "5.0%", "eu"),
        ("", " \n", "us"),
    ],
)
def test_wording_is_not_meaning(old: str, new: str | None, dialect: str) -> None:
    """Markup, blanks, the order of programmes and the writing of a number change nothing."""
    assert meaning.same(old, old if new is None else new, dialect)


@pytest.mark.parametrize(
    ("old", "new", "dialect"),
    [
        ("5%", "5.1%", "us"),
        ("5%", "", "us"),
        ("", "Free", "us"),
        ("1¢/kg", "$1/kg", "us"),
        ("1¢/kg", "1¢/liter", "us"),
        ("$1.13/m2", "$1.13/m3", "us"),
        ("Free (A,KR)", "Free (A)", "us_special"),
        ("Free (A) 1.7% (KR)", "Free (A,KR)", "us_special"),
        ("14", "14BK", "br"),
        ("No change", "Free", "us_99"),
        ("The duty provided in the applicable subheading + 25%", "25%", "us_99"),
        ("The rate applicable to each garment", "The rate applicable to each set", "us"),
    ],
)
def test_new_rate_is_never_new_wording(old: str, new: str, dialect: str) -> None:
    """Another number, unit, currency, programme, marker or reference is another rate."""
    assert not meaning.same(old, new, dialect)
    assert not meaning.same(new, old, dialect)


def test_programmes_and_everybody_stand_side_by_side() -> None:
    """A special column names programmes only; a blank text gives nothing, not a free rate."""
    found = meaning.rates_of("Free (A,KR) 1.7% (PA)", "us_special")
    assert set(found) == {"A", "KR", "PA"}
    assert found["A"] == found["KR"] != found["PA"]
    assert set(meaning.rates_of("5%", "us")) == {meaning.EVERYBODY}
    assert meaning.rates_of("  ", "us") == {}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Free", "free"),
        ("16.5%", "percent"),
        ("2¢/kg", "specific"),
        ("76¢/pr. + 32%", "specific+percent"),
        ("13.5¢/kg + 6.3% + 1.9¢/article", "compound"),
        ("44¢ each + 6% on the case", "compound"),
        ("unpriced: made up", "stated"),
        ("", "blank"),
    ],
)
def test_forms_of_a_rate(text: str, form: str) -> None:
    """Each text is counted under one form."""
    assert meaning.form_of(text, "us") == form


def test_form_of_programmes_only() -> None:
    """A text that has rates for programmes only has a form of its own."""
    assert meaning.form_of("Free (KR)", "us_special") == "preference"


@pytest.mark.parametrize(
    ("text", "dialect", "words"),
    [
        ("12.5%", "br", "12.5%"),
        ("5% CAFree", "au", "5%"),
        ("238 %", "ca", "238%"),
        ("9.00% MIN 0.40 EUR / kg", "eu", "9% MIN 0.4 EUR/kg"),
        ("unpriced: as we know", "jp", "as we know"),
    ],
)
def test_rate_for_everybody(text: str, dialect: str, words: str) -> None:
    """Rates for programmes stand aside; what is left is the rate of goods that claim none."""
    assert meaning.words_of(meaning.rate_for_everybody(text, dialect)) == words


@pytest.mark.parametrize(
    ("text", "dialect", "reason"),
    [
        ("", "eu", "empty"),
        ("Free (KR)", "us_special", "several"),
        ("8.47 ¢/kg plus 8.", "ca", "truncated"),
        ("9.00% + EA", "eu", "meursing"),
    ],
)
def test_no_rate_for_everybody(text: str, dialect: str, reason: str) -> None:
    """A blank, programmes only, a cut or an open text is unpriced, never free."""
    found = meaning.rate_for_everybody(text, dialect)
    assert isinstance(found, Unpriced)
    assert found.reason == reason


def test_dialects_are_known_to_the_readers() -> None:
    """Each dialect of a file is one of the room of rates."""
    assert set(meaning.DIALECTS) <= set(DIALECTS)


def test_words_of_none_and_of_no_price() -> None:
    """No rate has no words, and one without a price says its own."""
    assert meaning.words_of(None) == ""
    assert "bond" in meaning.words_of(Unpriced("conditional", "Free under bond"))
