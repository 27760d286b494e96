"""HS codes as digits: a code or prefix is an interval of 10-digit numbers (C-42)."""

from __future__ import annotations

from oneprice.core.errors import InputError
from oneprice.core.source import Row

DIGITS = 10
MIN_CODE_DIGITS = 6


def digits_of(text: str) -> str:
    """Return a code without dots and spaces."""
    return text.replace(".", "").replace(" ", "")


def prefix_interval(prefix: str) -> tuple[int, int]:
    """Return [lo, hi) of the 10-digit codes that begin with `prefix` ("" = all of them).

    Examples
    --------
    >>> prefix_interval("6109")
    (6109000000, 6110000000)
    """
    width = 10 ** (DIGITS - len(prefix))
    lo = int(prefix or "0") * width
    return lo, lo + width


def code_interval(text: str, where: str) -> tuple[int, int]:
    """Return [lo, hi) of a code of 6 to 10 digits, or raise `InputError`."""
    digits = digits_of(text)
    good = digits.isascii() and digits.isdigit() and MIN_CODE_DIGITS <= len(digits) <= DIGITS
    if not good:
        raise InputError(where, text, "give an HS code of 6 to 10 digits")
    return prefix_interval(digits)


def read_prefix(row: Row, column: str) -> str:
    """Return the digits of a prefix cell; empty stands for every code."""
    digits = digits_of(row[column])
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= DIGITS):
        raise row.error(column, "give up to 10 digits of an HS code")
    return digits


def dotted(digits: str) -> str:
    """Return digits the way tariffs print them: 6109.10.00.12."""
    parts = [digits[:4], *(digits[at : at + 2] for at in range(4, len(digits), 2))]
    return ".".join(part for part in parts if part)
