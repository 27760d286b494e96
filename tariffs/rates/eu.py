"""Rate texts of the EU Common External Tariff and the UK Global Tariff.

Forms of the tables of 2020 and 2021: MIN and MAX, seasons, qualified units, agricultural
components (EA, ADSZ, ADFM), entry prices.
"""

from __future__ import annotations

import re

from oneprice.tariffs.rates.duty import Duty, Seasonal, Unpriced
from oneprice.tariffs.rates.seasons import read_seasonal
from oneprice.tariffs.rates.sentence import read_sentence
from oneprice.tariffs.rates.unread import unread

_MEURSING = re.compile(r"(?:\+ ?| )(?:EA|AC|ADSZ|ADFM|SD|FD)\b")


def read_eu(plain: str) -> Duty | Seasonal | Unpriced:
    """Return the rate of a cleaned text of the EU or UK tariff.

    Examples
    --------
    >>> read_eu("9.00% + EA MAX 18.70% + ADSZ").needs
    ('Meursing additional code',)
    >>> read_eu("6.4 + 24.6 EUR/100 kg").reason
    'unit_missing'
    """
    if plain.lower() == "entry price":
        return Unpriced("entry_price", plain, ("entry price",))
    if _MEURSING.search(plain):
        return Unpriced("meursing", plain, ("Meursing additional code",))
    seasonal = read_seasonal(plain, read_sentence)
    if seasonal is not None:
        return seasonal
    return read_sentence(plain) or unread(plain)
