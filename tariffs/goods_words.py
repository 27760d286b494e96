"""Words for the goods of a tariff line: plain, joined with those above it, and short."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence

MOST = 200  # characters of the words of a tariff line
JOIN = ": "
CUT = "\N{HORIZONTAL ELLIPSIS}"

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CATEGORY = re.compile(r"\s*\(\d{3}(?:/\d{3})?\)(?=\W*$)")  # of textiles, for statistics
_OTHER = "other"


def plain(text: str) -> str:
    """Return a text on one line, without markup and without characters that cannot be seen.

    Examples
    --------
    >>> plain("Men's <i>or</i>  boys':")
    "Men's or boys':"
    """
    bare = html.unescape(_TAG.sub("", text))
    seen = (" " if c.isspace() or unicodedata.category(c)[0] == "Z" else c for c in bare)
    return " ".join("".join(c for c in seen if unicodedata.category(c)[0] != "C").split())


def joined(texts: Sequence[str], most: int = MOST) -> str:
    """Return the text of a tariff line behind those above it, without what tells nothing.

    Left out are an "Other" that a finer text follows and a text that the finer one repeats.

    Examples
    --------
    >>> joined(["Shirts, knitted:", "Other:", "Of cotton (338)"])
    'Shirts, knitted: Of cotton'
    """
    cleaned = [_CATEGORY.sub("", plain(text)).rstrip(": ") for text in texts]
    own = cleaned[-1:]
    above = [text for text in cleaned[:-1] if text and text.casefold() != _OTHER]
    finer = [*above, *own][1:]
    telling = [text for text, next_ in zip(above, finer, strict=True) if not _opens(text, next_)]
    return shortened([*telling, *own], most)


def _opens(text: str, finer: str) -> bool:
    """Tell whether a text begins with the finer one, which then says the same and less."""
    return bool(finer) and text.casefold().startswith(finer.casefold())


def shortened(parts: Sequence[str], most: int) -> str:
    """Return texts joined within so many characters, the longest ones cut between words."""
    room = most - len(JOIN) * (len(parts) - 1)
    level = most
    while level > 1 and sum(min(len(part), level) for part in parts) > room:
        level -= 1
    return JOIN.join(part if len(part) <= level else _cut(part, level) for part in parts)


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text, up to the last whole word that fits."""
    head = text[:most]
    return (head[: head.rfind(" ")] if " " in head else head[: most - 1]).rstrip(" ,;") + CUT
