"""The situation of a consignment and the regime it falls under (C-09, C-43)."""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    ceil_div,
    convert_minor,
    fold,
    mul_div,
    to_minor,
)
from oneprice.core._kernels_fx import FX_CUSTOMS, FX_TAX, find_fx
from oneprice.core._kernels_status import FX_MISSING, OK

TEST_CIF = 1
TEST_FOB = 2
IMPORTER_DAY = 1
ITEM = 2
REGIME_IMPORT = 0


@njit(error_model="numpy")
def open_situation(bk: Any, st: Any) -> int:
    """Fill the FX day and the customs rate of the order's currency; FX_MISSING or OK (C-09)."""
    law = bk.jurisdiction[st.jurisdiction]
    st.fx_day = st.export_day if law.fx_day == 1 else st.entry_day
    num, den = fx_of(bk, st, FX_CUSTOMS, st.currency, law.currency)
    st.customs_num = num
    st.customs_den = max(den, 1)
    return FX_MISSING if den == 0 else OK


@njit(error_model="numpy")
def fx_of(bk: Any, st: Any, kind: int, base: int, quote: int) -> tuple[int, int]:
    """Return the rate of a kind on its day (C-09, C-12), den 0 where there is none."""
    law = bk.jurisdiction[st.jurisdiction]
    day = st.fx_day if kind == FX_CUSTOMS else st.sale_day
    _, num, den = find_fx(bk, kind, law.name, law.area, base, quote, day)
    return num, den


@njit(error_model="numpy")
def goods_pip(bk: Any, st: Any, kind: int, lines: Any, sel: Any, n: int) -> int:
    """Return the goods of lines in the jurisdiction's currency, -1 without a rate.

    Each line is converted by FX of a kind, half up to the minor unit (C-37, C-43).
    """
    num, den = fx_of(bk, st, kind, st.currency, bk.jurisdiction[st.jurisdiction].currency)
    if den == 0:
        return -1
    return _sum_pip(lines, sel, n, num, den)


@njit(error_model="numpy")
def choose_regime(
    bk: Any, st: Any, day: int, lines: Any, sel: Any, n: int, export_pip: int, intl_pip: int
) -> int:
    """Return the first regime row that fits a consignment, or 0 (C-43).

    The outcome of every value test is folded into the situation's `trace`.

    Parameters
    ----------
    bk, st
        Book and SITUATION; `open_situation` has filled the FX day.
    day : int
        Entry day on which the rows must hold.
    lines, sel, n
        LINE records, their rows that make the consignment, how many.
    export_pip, intl_pip : int
        Totals of FR_EXPORT and FR_INTL in the jurisdiction's currency.
    """
    place = bk.jurisdiction[st.jurisdiction]
    for i in range(place.regime_lo, place.regime_hi):
        row = bk.regime[i]
        if row.from_day <= day < row.to_day and _fits(row, st):
            value = _tested_pip(bk, st, row, lines, sel, n, export_pip, intl_pip)
            above = value > row.value_lo_pip
            beyond = value > row.value_hi_pip
            st["trace"] = fold(st["trace"], (1 if above else 0) + (2 if beyond else 0))
            if value >= 0 and above and not beyond:
                return i
    return 0


@njit(error_model="numpy")
def _fits(row: Any, st: Any) -> bool:
    """Tell whether all fits but the value and the day."""
    tax_id = 1 if st.has_tax_id == 1 else 2
    return bool(
        (row.purpose == 0 or row.purpose == st.purpose)
        and (row.buyer_tax_id == 0 or row.buyer_tax_id == tax_id)
        and (row.mode_mask == 0 or (row.mode_mask >> st.mode) & 1 == 1)
        and (row.incoterm == 0 or row.incoterm == st.incoterm)
        and (row.ship_from == 0 or row.ship_from == st.from_country)
    )


@njit(error_model="numpy")
def _tested_pip(
    bk: Any, st: Any, row: Any, lines: Any, sel: Any, n: int, export_pip: int, intl_pip: int
) -> int:
    """Return the value a row tests, in the row's currency; -1 where a rate is missing.

    In the order's own currency its own amounts are added up, and only freight is converted.
    FOB and CIF are the slots of customs FX, also in rows that the sale decides.
    """
    kind = FX_CUSTOMS if row.regime == REGIME_IMPORT else FX_TAX
    home = bk.jurisdiction[st.jurisdiction].currency
    foreign = row.value_currency != 0 and row.value_currency != home
    as_ordered = foreign and row.value_currency == st.currency
    freight = row.aggregation == 0 and (row.test == TEST_FOB or row.test == TEST_CIF)
    num, den, into_num, into_den = 1, 1, 1, 1
    if not as_ordered:
        num, den = fx_of(bk, st, kind, st.currency, home)
    if foreign and (freight or not as_ordered):
        into_num, into_den = fx_of(bk, st, kind, home, row.value_currency)
    if den == 0 or into_den == 0:
        return -1
    if row.aggregation == ITEM:
        return _item_pip(lines, sel, n, num, den, into_num, into_den)
    if row.aggregation == IMPORTER_DAY:
        value = _day_pip(st, lines, num, den)
    else:
        if freight and not as_ordered:
            num, den = st.customs_num, st.customs_den
        value = _sum_pip(lines, sel, n, num, den)
    if as_ordered:
        value += _minor_pip(export_pip, into_num, into_den) if freight else 0
        intl = freight and row.test == TEST_CIF
        return int(value + (_minor_pip(intl_pip, into_num, into_den) if intl else 0))
    value += export_pip if freight else 0
    value += intl_pip if freight and row.test == TEST_CIF else 0
    return int(_minor_pip(value, into_num, into_den) if foreign else value)


@njit(error_model="numpy")
def _sum_pip(lines: Any, sel: Any, n: int, num: int, den: int) -> int:
    """Return the goods of lines, each converted half up to the minor unit."""
    total = 0
    for i in range(n):
        total += convert_minor(lines[sel[i]].goods_minor, num, den)
    return int(total * PIPS_PER_MINOR)


@njit(error_model="numpy")
def _day_pip(st: Any, lines: Any, num: int, den: int) -> int:
    """Return the goods of the whole order and what entered earlier that day."""
    total = convert_minor(st.prior_minor, num, den)
    for i in range(st.line_lo, st.line_hi):
        total += convert_minor(lines[i].goods_minor, num, den)
    return int(total * PIPS_PER_MINOR)


@njit(error_model="numpy")
def _item_pip(
    lines: Any, sel: Any, n: int, num: int, den: int, into_num: int, into_den: int
) -> int:
    """Return the goods of the dearest unit, in whole pips upwards or converted to minor units.

    Bounds are whole pips, so that rounding up compares like the exact value.
    """
    most = 0
    for i in range(n):
        line = lines[sel[i]]
        goods = convert_minor(line.goods_minor, num, den) * PIPS_PER_MINOR
        value = ceil_div(goods, line.quantity)
        if into_num != 1 or into_den != 1:
            cut, sticky = mul_div(goods, into_num, into_den)
            unit = cut // line.quantity
            lost = 1 if sticky == 1 or unit * line.quantity != cut else 0
            value = to_minor(unit, lost) * PIPS_PER_MINOR
        most = max(most, value)
    return most


@njit(error_model="numpy")
def _minor_pip(value_pip: int, num: int, den: int) -> int:
    """Return an amount converted, half up to the minor unit."""
    cut, sticky = mul_div(value_pip, num, den)
    return int(to_minor(cut, sticky) * PIPS_PER_MINOR)
