"""How a workbook is to be read: its decimal sign, its formulas, its encoding.

Nothing of this is guessed from the file: the layout says it, or the plain default holds, and what
does not fit is refused with its cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from oneprice.core.errors import InputError

_CHOICES = {
    "decimal": ("point", "comma"),
    "thousands": ("", ",", ".", " ", "'"),
    "formulas": ("refuse", "cached"),
    "encoding": ("utf-8", "gb18030"),
    "delimiter": (",", ";", "\t", "|"),
}
_SIGN = {"point": ".", "comma": ","}
_MAY_BE_NUMBER = re.compile(r"-?[0-9][0-9.,' ]*%?")


@dataclass(frozen=True)
class Reading:
    """What a layout says about the file as a whole.

    Attributes
    ----------
    decimal : str
        "point" or "comma": the decimal sign of numbers that stand as text.
    thousands : str
        The sign between groups of three digits in such numbers; "" = there is none.
    formulas : str
        "refuse", or "cached": take the value that was saved with the formula.
    encoding : str
        Of a CSV file without a byte order mark: "utf-8" or "gb18030".
    delimiter : str
        Of a CSV file: comma, semicolon, tab or bar.

    Raises
    ------
    InputError
        A word that is not known, or one sign for both decimals and thousands.
    """

    decimal: str = "point"
    thousands: str = ""
    formulas: str = "refuse"
    encoding: str = "utf-8"
    delimiter: str = ","

    def __post_init__(self) -> None:
        for key, words in _CHOICES.items():
            value = getattr(self, key)
            if value not in words:
                listed = ", ".join(repr(word) for word in words)
                raise InputError(key, value, f"give one of {listed}")
        if self.thousands == _SIGN[self.decimal]:
            remedy = "give another sign than that of the decimals"
            raise InputError("thousands", self.thousands, remedy)


def plain_number(text: str, how: Reading) -> str | None:
    """Return a number written as text as a plain decimal, or None where it is none.

    "1.234,50" is "1234.50" with a decimal comma and a point between thousands; "12%" stays "12%".
    Groups of thousands must be complete; a sign that the layout does not name is not a number.
    """
    body = text.strip()
    percent = "%" if body.endswith("%") else ""
    body = body.removesuffix("%").rstrip()
    sign = "-" if body.startswith("-") else ""
    whole, point, part = body.removeprefix("-").partition(_SIGN[how.decimal])
    if how.thousands and how.thousands in whole:
        first, *groups = whole.split(how.thousands)
        if not 1 <= len(first) <= 3 or any(len(group) != 3 for group in groups):
            return None
        whole = "".join((first, *groups))
    digits = whole + part
    if not whole or not digits.isascii() or not digits.isdigit() or (point and not part):
        return None
    return f"{sign}{whole}{'.' if part else ''}{part}{percent}"


def is_ambiguous(text: str, how: Reading) -> bool:
    """Tell whether a text is a number in some country's writing, but not in the layout's."""
    looks = _MAY_BE_NUMBER.fullmatch(text.strip()) is not None
    return looks and plain_number(text, how) is None
