"""Postcodes as numbers: all postcodes that begin alike are one interval of keys.

A postcode is upper-cased, loses blanks and dashes, is padded to ten characters and read as a
number of base 37.
"""

from __future__ import annotations

from oneprice.core.errors import InputError

KEY_CHARS = 10
KEY_BASE = 37
KEY_END = KEY_BASE**KEY_CHARS
DIGITS = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}


def postcode_key(postcode: str, where: str = "postcode") -> tuple[int, int]:
    """Return the half-open interval of keys of all postcodes that begin like this one.

    Raises
    ------
    InputError
        Other characters than A-Z, 0-9, blank and dash, or more than ten of them.
    """
    text = postcode.upper().replace(" ", "").replace("-", "")
    if len(text) > KEY_CHARS or any(char not in DIGITS for char in text):
        remedy = f"give up to {KEY_CHARS} letters A-Z and digits, blanks and dashes aside"
        raise InputError(where, postcode, remedy)
    width = KEY_BASE ** (KEY_CHARS - len(text))
    lo = 0
    for char in text:
        lo = lo * KEY_BASE + DIGITS[char]
    return lo * width, (lo + 1) * width
