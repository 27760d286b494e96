"""Rate texts of the Customs Tariff of Canada (rows dated 2026).

A floor binds before what is added behind it: `1.88 ¢/kg but not less than 4 % plus 4 %` is the
larger of two, plus 4 %.
"""

from __future__ import annotations

from oneprice.tariffs.rates.duty import Duty, Unpriced
from oneprice.tariffs.rates.sentence import Sentence, read_sentence
from oneprice.tariffs.rates.unread import unread

_CA = Sentence(dollar="CAD", floor_first=True)


def read_ca(plain: str) -> Duty | Unpriced:
    """Return the rate of a cleaned text; `N/A` says that the treatment has none.

    Examples
    --------
    >>> [side.op for side in read_ca("1.88 ¢/kg but not less than 4 % plus 4 %").sides]
    ['first', 'at_least', 'plus']
    """
    if plain.upper() == "N/A":
        return Unpriced("empty", plain)
    return read_sentence(plain, _CA) or unread(plain)
