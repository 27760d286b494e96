"""Provisions of chapters 98 and 99, and the column of additional duties."""

from fractions import Fraction as F

import pytest

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import FREE, AdValorem, Duty, Relative, Specific, Unpriced

QUARTER = Duty.of(AdValorem(F(1, 4)))


@pytest.mark.parametrize(
    "text",
    [
        "The duty provided in the applicable subheading + 25%",
        "The duty provided in the applicable subheading + 25%.",
        "The duty provided in the applicable subheading +25%",
        "The duty provided in the applicable subheading plus 25%",
        "The duty provided in the applicable subheading + a duty of 25%",
        "The duty provided inthe applicable subheading+ 25%",
    ],
)
def test_base_and_a_quarter(text: str) -> None:
    """All spellings of base + 25 % are one rate."""
    assert read_cell(text, "us_99").duty == Relative(QUARTER, True)


@pytest.mark.parametrize(
    "text",
    [
        "No change",
        "no change",
        "No Change",
        "No change.",
        "No additional duty",
        "The duty provided in the applicable subheading",
        "The duty provided in the applicable subheading.",
        "The duty provided for in the applicable subheading",
        "The rate applicable in the absence of this heading",
        "The rate applicable in the absence of this subheading",
    ],
)
def test_base_unchanged(text: str) -> None:
    """What adds nothing leaves the base due and is not free."""
    assert read_cell(text, "us_99").duty == Relative(None, True)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("7.2%", Duty.of(AdValorem(F(72, 1000)))),
        ("Free", FREE),
        ("14.27¢/ liter", Duty.of(Specific(F("0.1427"), "USD", "liter"))),
        ("3 percent of the fair retail value", Duty.of(AdValorem(F(3, 100), "fair retail value"))),
        (
            "50 percent of the cost of such goods or repairs",
            Duty.of(AdValorem(F(1, 2), "cost of goods or repairs")),
        ),
        ("5% on the full value of the imported article", Duty.of(AdValorem(F(5, 100)))),
        (
            "The duty rate provided in such subheading minus 1.0%",
            Relative(None, True, less=F(1, 100)),
        ),
        ("120% of the other rate", Relative(None, True, factor=F(6, 5))),
        (
            "A duty upon the value of the repairs oralterations (see U.S. note 3 of this"
            " subchapter)",
            Relative(None, True, part="repairs or alterations"),
        ),
        (
            "A duty upon the value of such processing outside the United States (see U.S. note 3)",
            Relative(None, True, part="processing outside the us"),
        ),
        (
            "A duty upon the full value of the imported article, less the cost or value of such"
            " products"
            " of the United States (see U.S. Note 4 of this subchapter)",
            Relative(None, True, part="-us products"),
        ),
        (
            "A duty upon the full value of the import- ed article less the value of fabrics,"
            " components"
            " or materials of the United States (see U.S. note 39 to this subchapter)",
            Relative(None, True, part="-us fabrics, components or materials"),
        ),
        (
            "The rate applicable in the absence of this subheading on the cost of such parts",
            Relative(None, True, part="cost of parts"),
        ),
        (
            "The duty provided in the applicable subheading + a duty of 25% upon the value of the"
            " non-U.S. content",
            Relative(Duty.of(AdValorem(F(1, 4), "non-us content")), True),
        ),
        (
            "The duty provided in the applicable subheading + a duty of 50% upon the value of the"
            " steel content.",
            Relative(Duty.of(AdValorem(F(1, 2), "steel content")), True),
        ),
        (
            "The duty provided in subheadings 8716.39.00, 8716.90.30 or 8716.90.50 + 100%",
            Relative(Duty.of(AdValorem(F(1))), True, of=("8716.39.00", "8716.90.30", "8716.90.50")),
        ),
    ],
)
def test_provisions(text: str, rate: Duty | Relative) -> None:
    """A provision replaces the base, changes it or charges it on a part."""
    assert read_cell(text, "us_99").duty == rate


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Free, under bond, as prescribed in U.S. note 2 to this subchapter", "conditional"),
        (
            "Free, for such temporary periods as the Secretary of the Treasury by regulation may"
            " prescribe",
            "conditional",
        ),
        (
            "A duty equal to the duty upon the importation of like articles not previously"
            " exported",
            "reference",
        ),
        ("The duty rate provided for originating goods of Korea in such subheading", "reference"),
        ("The duty provided in the applicable subheading + 25% upon", "truncated"),
        (
            "The duty provided in the applicable subheading + a duty of 25% upon the value of the"
            " gold",
            "unparsed",
        ),
        ("The duty provided in the applicable subheading + ", "truncated"),
    ],
)
def test_unpriced_provisions(text: str, reason: str) -> None:
    """What cannot be said in terms of the base has a class."""
    rate = read_cell(text, "us_99").duty
    assert isinstance(rate, Unpriced)
    assert rate.reason == reason


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("66.6¢/kg", Duty.of(Specific(F("0.666"), "USD", "kg"))),
        ("8.8%", Duty.of(AdValorem(F(88, 1000)))),
        ("No additional duty", None),
    ],
)
def test_additional_column_comes_on_top(text: str, added: Duty | None) -> None:
    """An amount in the column of additional duties is added to the base."""
    assert read_cell(text, "us_additional").duty == Relative(added, True)
