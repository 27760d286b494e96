"""Texts as people type them on other keyboards, made plain without changing what they say.

Full-width digits, brackets and colons of Chinese input become the plain ones; blanks of all kinds
at the ends go; characters that nobody sees are left out and told. A raised or circled digit behind
a number is a footnote, never another digit.
"""

from __future__ import annotations

import unicodedata

from oneprice.carriers.workbooks.files.grid import EMPTY, Cell, Remark

# Decompositions that only say how a character is drawn (Unicode, UnicodeData field 5).
_DRAWN = ("<wide>", "<narrow>", "<small>", "<square>", "<noBreak>", "<compat>", "<vertical>")
_RAISED = ("<super>", "<sub>", "<circle>")
_TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # change the order of reading
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"


def plain_text(text: str) -> str:
    """Return a text in plain characters, trimmed; invisible characters are left out."""
    if text.isascii():
        return text.strip()
    after_digit = False
    made: list[str] = []
    for character in text:
        kind = unicodedata.decomposition(character).partition(" ")[0]
        if unicodedata.category(character) == "Cf":
            continue
        if kind in _DRAWN or (kind in _RAISED and not after_digit):
            plain = unicodedata.normalize("NFKC", character)
        else:
            plain = "-" if character in _DASHES else character
        made.append(plain)
        after_digit = plain[-1:].isdigit() or (after_digit and kind in _RAISED)
    return unicodedata.normalize("NFC", "".join(made)).strip()


def text_cell(text: str, extra: tuple[Remark, ...] = ()) -> Cell:
    """Return the cell of a text, with remarks on what was left out or cannot be used."""
    plain = plain_text(text)
    raw = "" if text == plain else text
    if not plain:
        return EMPTY
    if text.isascii() and text.isprintable():
        return Cell("text", plain, "", extra, raw)
    bad = next((c for c in text if c in _TURNS or _is_control(c)), None)
    if bad is not None:
        reason = f"the text holds the control character U+{ord(bad):04X}"
        return refused_cell("control", reason, "type the cell again")
    if any(unicodedata.category(c) == "Cf" for c in text):
        remark = Remark("note", "invisible", "invisible characters in the text were left out")
        extra = (*extra, remark)
    return Cell("text", plain, "", extra, raw)


def refused_cell(kind: str, reason: str, remedy: str) -> Cell:
    """Return a cell that cannot be used; whoever reads it gets the error."""
    return Cell("refused", "", "", (Remark("error", kind, reason, remedy),))


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"
