"""What the number format of a cell says about its number: date, percent, leading zeros.

Formats 27-36 and 50-58 are dates and times of Chinese, Japanese and Korean workbooks; their
meaning is not written in the file (ECMA-376 part 1, 18.8.30).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS

_ASIAN_TIMES = (32, 33, 34, 35, 55, 56)
_ASIAN_DATES = (27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


class NumberFormat(NamedTuple):
    """What is read from a number format.

    Attributes
    ----------
    code : str
        As written, "" for General.
    shape : str
        "number", "percent", "date", "time" or "elapsed" (hours that may pass 24).
    zeros : int
        Digits that an integer is filled up to with zeros, 0 if it is not.
    decimals : int
        Decimals that are shown; -1 where the format does not say.
    scaled : bool
        The number is shown in thousands or millions, or in two parts.
    """

    code: str = ""
    shape: str = "number"
    zeros: int = 0
    decimals: int = -1
    scaled: bool = False


GENERAL = NumberFormat()


def read_format(code: str) -> NumberFormat:
    """Return what a format code says; of several sections the first counts."""
    # Chinese and Japanese programs spell out General as "G/" and their word for it.
    if code in ("", "General", "@") or code.startswith("G/"):
        return GENERAL
    bare = _LITERAL.sub("", code.split(";")[0])
    if _ELAPSED.search(bare):
        return NumberFormat(code, "elapsed")
    letters = (
        bare.lower()
        .replace("general", "")
        .replace("aaa", "d")
        .replace("am/pm", "h")
        .replace("a/p", "h")
    )
    if re.search(r"[dyhms]", letters):
        return NumberFormat(code, "date" if _has_day(letters) else "time")
    return _number_format(code, bare.strip())


def builtin_format(number: int) -> NumberFormat:
    """Return the format of a number below 164 that the file does not spell out."""
    if number in _ASIAN_DATES or number in _ASIAN_TIMES:
        shape = "date" if number in _ASIAN_DATES else "time"
        return NumberFormat(f"builtin {number}", shape)
    return read_format(BUILTIN_FORMATS.get(number, "General"))


def _has_day(letters: str) -> bool:
    """Tell whether a day, month or year is shown; m behind h or before s is minutes."""
    runs = [found[1] for found in re.finditer(r"([dyhms])\1*", letters)]
    for before, run, after in zip(["", *runs], runs, [*runs[1:], ""], strict=False):
        if run in "dy" or (run == "m" and before != "h" and after != "s"):
            return True
    return False


def _number_format(code: str, bare: str) -> NumberFormat:
    """Return the format of a plain number, its literal parts left out of `bare`."""
    shape = "percent" if "%" in bare else "number"
    whole, _, part = bare.rstrip("% ").partition(".")
    found = re.fullmatch(r"[0#?]*", part)
    exact = found is not None and re.fullmatch(r"[#0?,]*[0#?]", whole) is not None
    zeros = len(bare) if re.fullmatch("00+", bare) else 0
    scaled = re.search(r"[0#?],+(?![0#?,])", bare) is not None or "/" in bare
    scaled = scaled or re.fullmatch(r"0[0-]*-[0-]*0", bare) is not None
    return NumberFormat(code, shape, zeros, len(part) if exact else -1, scaled)
