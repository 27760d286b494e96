"""Cleaning of rate texts: what differs in print but not in meaning is made alike."""

from __future__ import annotations

import html
import re

# Full-width forms of ASCII (U+FF01 to U+FF5D) stand 0xFEE0 above it; the wave dash stays.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5E)}
_SIGNS = {
    "\N{MINUS SIGN}": "-",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{IDEOGRAPHIC SPACE}": " ",
    "\N{SQUARE M SQUARED}": "m2",
    "\N{SUPERSCRIPT TWO}": "2",
    "\N{SUPERSCRIPT THREE}": "3",
    "\N{FULLWIDTH TILDE}": "\N{WAVE DASH}",
}
_ALIKE: dict[int, int | str] = {
    **_FULL_WIDTH,
    **{ord(sign): plain for sign, plain in _SIGNS.items()},
}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))", re.ASCII)
_BROKEN_WORD = re.compile(r"(?<=[a-z])- (?=[a-z])")
_CENTS = re.compile(r"\bcents?\b")
_BLANKS = re.compile(r"\s+")
# Words that some printings run together.
_GLUED = (
    (re.compile(r"\b(in|on)the\b"), r"\1 the"),
    (re.compile(r"\bthebattery\b"), "the battery"),
    (re.compile(r"\boralterations\b"), "or alterations"),
    (re.compile(r"(?<=m2)of\b"), " of"),
    (re.compile(r"(?<=[^\s(])\((?=[A-Z]{1,2}[+*]?[,)])"), " ("),
)


def clean(text: str) -> str:
    """Return a rate text without markup, odd blanks, odd signs and thousands commas.

    Examples
    --------
    >>> clean("$1,234.50 /m<sup>3</sup>")
    '$1234.50 /m3'
    """
    plain = html.unescape(_TAG.sub("", text)).translate(_ALIKE)
    plain = _THOUSANDS.sub("", plain)
    plain = _BROKEN_WORD.sub("", _CENTS.sub("\N{CENT SIGN}", plain))
    for glued, apart in _GLUED:
        plain = glued.sub(apart, plain)
    return _BLANKS.sub(" ", plain).strip()


def without_note(text: str) -> str:
    """Return a cleaned text without a pointer to a note in brackets and a last full stop."""
    return re.sub(r" ?\(see [^()]*(?:\([^()]*\)[^()]*)*\)", "", text, flags=re.IGNORECASE).rstrip(
        ". "
    )
