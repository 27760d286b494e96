"""The room's own door: a declaration of goods, priced through a law, without a route.

The same kernels as at checkout; lanes, dates and guarantees are left out. Amounts come out as
exact fractions of the jurisdiction's currency.
"""

from __future__ import annotations

from oneprice.tariffs.declare_decode import decode
from oneprice.tariffs.declare_encode import encode
from oneprice.tariffs.declared import (
    Assessment,
    Declaration,
    DeclaredLine,
    Freight,
    Levy,
    Number,
    Refused,
)
from oneprice.tariffs.law_book import Law, compile_law, law_of
from oneprice.tariffs.options import Option, options_of

__all__ = [
    "Assessment",
    "Declaration",
    "DeclaredLine",
    "Freight",
    "Law",
    "Levy",
    "Number",
    "Option",
    "Refused",
    "assess",
    "compile_law",
    "law_of",
    "options_of",
]


def assess(law: Law, place: str, declaration: Declaration) -> Assessment:
    """Price a declaration in a jurisdiction of a law.

    From `known_until` of the jurisdiction on it is refused as RULES_STALE without a charge, unless
    `check_known` is False.

    Raises
    ------
    InputError
        A jurisdiction, currency, stack, code, unit or amount that cannot be used.

    Examples
    --------
    >>> from datetime import date
    >>> law = compile_law("/no/folder", ("NZ",))  # doctest: +SKIP
    >>> goods = Declaration("NZD", date(2026, 7, 1), (DeclaredLine(goods="100"),))
    >>> assess(law, "NZ", goods).total  # doctest: +SKIP
    Fraction(15, 1)
    """
    filed = encode(law, place, declaration)
    if not filed.stale:
        filed.run(law)
    return decode(law, place, declaration, filed)
