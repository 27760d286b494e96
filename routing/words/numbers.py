"""Words for numbers: decimals, percentages and money, exact and never through a float."""

from __future__ import annotations

from fractions import Fraction

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.book import Book

PIP_DECIMALS = len(str(PIPS_PER_MINOR)) - 1  # decimals of a pip beyond those of its currency


def decimal_text(value: Fraction, places: int) -> str:
    """Return a fraction as a plain decimal of at most `places` decimals, the rest cut off."""
    scaled = abs(value.numerator) * 10**places // value.denominator
    sign = "-" if value < 0 and scaled else ""
    text = f"{scaled:0{places + 1}d}"
    whole, part = (text[:-places], text[-places:].rstrip("0")) if places else (text, "")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def decimal_fraction(num: int, den: int, places: int) -> str:
    """Return num/den as a decimal text of at most `places` decimals."""
    return decimal_text(Fraction(num, den), places)


def percent_text(num: int, den: int) -> str:
    """Return num/den as a percentage, exact where four decimals are enough, else as a ratio."""
    rate = Fraction(int(num), int(den) or 1) * 100
    exact = rate * 10_000
    return f"{decimal_text(rate, 4)}%" if exact.denominator == 1 else f"{num}/{den}"


def money_text(book: Book, amount_pip: int | Fraction, currency: int) -> str:
    """Return pips as a decimal amount with its currency code, minor units always shown.

    Whole pips are shown exactly; a fraction is cut to them.
    """
    exponent = int(book.tables["currency"][currency]["exponent"])
    pips = int(amount_pip)
    digits = f"{abs(pips):0{exponent + PIP_DECIMALS + 1}d}"
    cut = len(digits) - exponent - PIP_DECIMALS
    part = digits[cut:].rstrip("0").ljust(exponent, "0")
    text = f"{'-' if pips < 0 else ''}{digits[:cut]}{'.' if part else ''}{part}"
    return f"{text} {book.ids.name('currency', currency)}"
