"""The one door: the cell of any schedule, by the dialect it is written in."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from oneprice.tariffs.rates.au import read_au
from oneprice.tariffs.rates.br import read_br
from oneprice.tariffs.rates.ca import read_ca
from oneprice.tariffs.rates.duty import BLANK, Cell, Rate
from oneprice.tariffs.rates.eu import read_eu
from oneprice.tariffs.rates.jp import read_jp
from oneprice.tariffs.rates.plain import read_plain_cell
from oneprice.tariffs.rates.text import clean
from oneprice.tariffs.rates.us import read_us
from oneprice.tariffs.rates.us_additional import read_us_99, read_us_additional
from oneprice.tariffs.rates.us_special import read_us_special

MAX_TEXTS = 65_536  # distinct texts kept; a whole schedule has a few thousand


def _one(read: Callable[[str], Rate]) -> Callable[[str], Cell]:
    """Return the reader of a cell that holds one rate."""
    return lambda plain: Cell(read(plain))


# Dialect -> reader of a cleaned text that is not blank.
_READERS: dict[str, Callable[[str], Cell]] = {
    "us": _one(read_us),
    "us_special": read_us_special,
    "us_99": _one(read_us_99),
    "us_additional": _one(read_us_additional),
    "eu": _one(read_eu),
    "jp": read_jp,
    "au": read_au,
    "br": read_br,
    "ca": _one(read_ca),
}
DIALECTS = (*_READERS, "plain")


@lru_cache(MAX_TEXTS)
def read_cell(text: str, dialect: str) -> Cell:
    """Return what a cell of a schedule says; a blank one says nothing, never free.

    Parameters
    ----------
    text : str
        The cell as printed, markup and all.
    dialect : str
        "us" (column 1 general, column 2), "us_special", "us_99" (chapters 98 and 99),
        "us_additional" (the column of additional duties), "eu" (also UK), "jp", "au", "br", "ca",
        "plain" (our own tables and what `render` writes).

    Examples
    --------
    >>> from oneprice.tariffs.rates.render import render
    >>> render(read_cell("5% CAFree", "au"))
    '5% | {CA}: Free'
    """
    if dialect == "plain":
        return read_plain_cell(text) if text.strip() else BLANK
    plain = clean(text)
    return _READERS[dialect](plain) if plain else BLANK
