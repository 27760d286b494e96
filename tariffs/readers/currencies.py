"""Decimals of common currencies, for laws that are priced without a book's `currency.csv`.

ISO 4217, list one, as of 2026: the minor units of the currencies of trade.
"""

from __future__ import annotations

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.ground import CURRENCY, compile_currencies

_DECIMALS = {
    0: "CLP ISK JPY KRW PYG UGX VND XAF XOF XPF",
    2: "AED ARS AUD BDT BGN BRL CAD CHF CNY COP CRC CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR"
    " KES KZT LKR MAD MXN MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TRY"
    " TWD UAH USD UYU UZS ZAR",
    3: "BHD IQD JOD KWD LYD OMR TND",
}
EXPONENTS = {code: exponent for exponent, codes in _DECIMALS.items() for code in codes.split()}


def known_currencies(ctx: Compiling) -> Table:
    """Return the CURRENCY table of a folder, completed by the common ones."""
    given = compile_currencies(ctx)
    for code, exponent in EXPONENTS.items():
        number = ctx.ids.add("currency", code)
        ctx.exponents.setdefault(number, exponent)
    rows = [{"exponent": ctx.exponents[number]} for number in range(1, ctx.ids.count("currency"))]
    return build_table(CURRENCY, rows) if len(rows) >= len(given) else given
