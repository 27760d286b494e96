"""Rate texts of the Harmonized Tariff Schedule of the United States, chapters 1-97.

Column 1 general and column 2, as printed in the editions of 2025 and 2026 (hts.usitc.gov).
"""

from __future__ import annotations

import re

from oneprice.tariffs.rates.duty import Duty, Unpriced
from oneprice.tariffs.rates.sentence import Sentence, read_sentence
from oneprice.tariffs.rates.unread import unread

_US = Sentence(dollar="USD")
# What names another line, and what an order would have to say.
_REFERENCES = (
    (r"each garment in the", "rate of each garment"),
    (r"natural juice in heading 2009", "rate of the natural juice"),
    (r"subject to the highest rate", "highest rate in the set"),
    (r"of which it is a part or accessory", "rate of the article it belongs to"),
    (r"of which it is an accessory", "rate of the article it belongs to"),
    (r"complete, assembled", "rate of the complete movement"),
    (r"each article in the absence", "rate of each article"),
    (r"duty for the complete movement", "duty for the complete movement"),
    (r"^see additional u\.s\. note (\d+)", "additional U.S. note"),
)
_CONDITION = re.compile(
    r"free(?:, | \()((?:under bond|under the terms|for such temporary|see u\.s\. note).*)",
    re.IGNORECASE,
)
_FOUND = tuple((re.compile(sign, re.IGNORECASE), need) for sign, need in _REFERENCES)


def read_us(plain: str) -> Duty | Unpriced:
    """Return the rate of a cleaned text of column 1 general or column 2.

    Examples
    --------
    >>> read_us("3.7¢/kg on drained weight").needs
    ('kg drained',)
    >>> read_us("The rate applicable to the natural juice in heading 2009").needs
    ('rate of the natural juice',)
    """
    for sign, need in _FOUND:
        if sign.search(plain):
            return Unpriced("reference", plain, (need,))
    condition = _CONDITION.fullmatch(plain)
    if condition:
        return Unpriced("conditional", plain, (condition[1].rstrip(")"),))
    return read_sentence(plain, _US) or unread(plain)
