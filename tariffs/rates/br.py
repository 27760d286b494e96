"""Rate texts of Brazil: percents without a sign, with markers of lists and regimes.

II (import duty, TEC) and IPI as in the table of late 2025: `14BK` is 14 % on capital goods, `0BIT`
0 % on information technology, `#`, `**`, `(*)` and `§` mark temporary or national lists, `NT`
(não tributado) a product outside the tax.
"""

from __future__ import annotations

import re
from fractions import Fraction

from oneprice.tariffs.rates.duty import Cell, Unpriced
from oneprice.tariffs.rates.sentence import percent
from oneprice.tariffs.rates.terms import NUMBER
from oneprice.tariffs.rates.unread import unread

_RATE = re.compile(rf"({NUMBER}) ?%? ?((?:BK|BIT|#|\*\*|\(\*\)|\u00a7| )*)", re.ASCII)
_MARKER = re.compile(r"BK|BIT|#|\*\*|\(\*\)|\u00a7")


def read_br(plain: str) -> Cell:
    """Return the cell of a cleaned text.

    Examples
    --------
    >>> read_br("0BIT§").markers
    ('BIT', '§')
    """
    if plain == "NT":
        return Cell(Unpriced("not_taxed", plain))
    found = _RATE.fullmatch(plain)
    if found is None or plain.endswith("."):
        return Cell(unread(plain) if plain else None)
    return Cell(percent(Fraction(found[1]) / 100), markers=tuple(_MARKER.findall(found[2])))
