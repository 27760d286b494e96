"""Finding what applies: the commodity, its measure, the regime, the missing EPR id.

`bk` is the whole book, a named tuple of record tables. Nothing raises: a status number of
`oneprice.core.refusal.STATUS` tells what is wrong.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from oneprice.core._kernels_status import EPR_MISSING, HS_AMBIGUOUS, HS_UNKNOWN, OK
from oneprice.tariffs._kernels_stack import match_measure, max_charges, run_stage

__all__ = [
    "check_epr",
    "choose_regime",
    "find_commodity",
    "match_measure",
    "max_charges",
    "run_stage",
]

TEST_CIF = 1
IMPORTER_DAY = 1
REGIME_IMPORT = 0


@njit(error_model="numpy")
def find_commodity(bk: Any, jurisdiction: int, hs_lo: int, hs_hi: int) -> tuple[int, int]:
    """Return (commodity row, status) of a code given as the interval [hs_lo, hs_hi) (C-42).

    A code may run over neighbours without a gap that have the same measure rows. HS_UNKNOWN: no
    commodity in reach; HS_AMBIGUOUS: the code says less than the tariff asks for.
    """
    last = bk.jurisdiction[jurisdiction].commodity_hi
    first = _first_ending_after(bk, bk.jurisdiction[jurisdiction].commodity_lo, last, hs_lo)
    if first == last or bk.commodity[first].lo >= hs_hi:
        return 0, HS_UNKNOWN
    if bk.commodity[first].lo > hs_lo:
        return 0, HS_AMBIGUOUS
    at = first
    while bk.commodity[at].hi < hs_hi:
        beyond = at + 1
        if beyond == last or bk.commodity[beyond].lo != bk.commodity[at].hi:
            return 0, HS_AMBIGUOUS
        if bk.commodity[beyond].measure_lo != bk.commodity[first].measure_lo:
            return 0, HS_AMBIGUOUS
        at = beyond
    return first, OK


@njit(error_model="numpy")
def _first_ending_after(bk: Any, lo: int, hi: int, code: int) -> int:
    """Return the first commodity in [lo, hi) that ends after `code`, or hi."""
    while lo < hi:
        mid = (lo + hi) // 2
        if bk.commodity[mid].hi > code:
            hi = mid
        else:
            lo = mid + 1
    return lo


@njit(error_model="numpy")
def choose_regime(
    bk: Any,
    jurisdiction: int,
    day: int,
    purpose: int,
    has_tax_id: int,
    mode: int,
    incoterm: int,
    goods_pip: int,
    cif_pip: int,
    importer_day_pip: int,
    sale_pip: int,
    sale_day_pip: int,
) -> int:
    """Return the first regime row that fits a consignment, or 0 (C-43).

    `day` is the entry day; `has_tax_id` is 1 or 0; `importer_day_pip` is the GOODS of all
    consignments of the order plus what came in earlier that day. `sale_pip` and `sale_day_pip`
    are the same at the tax rate of the sale (-1 = no rate): they decide rows that are not import.
    """
    tax_id = 1 if has_tax_id == 1 else 2
    place = bk.jurisdiction[jurisdiction]
    for i in range(place.regime_lo, place.regime_hi):
        row = bk.regime[i]
        at_sale = row.regime != REGIME_IMPORT
        value = sale_pip if at_sale else goods_pip
        if row.aggregation == IMPORTER_DAY:
            value = sale_day_pip if at_sale else importer_day_pip
        elif row.test == TEST_CIF:
            value = cif_pip
        if at_sale and sale_pip < 0:
            continue
        if (
            row.from_day <= day < row.to_day
            and row.value_lo_pip < value <= row.value_hi_pip
            and (row.purpose == 0 or row.purpose == purpose)
            and (row.buyer_tax_id == 0 or row.buyer_tax_id == tax_id)
            and (row.mode_mask == 0 or (row.mode_mask >> mode) & 1 == 1)
            and (row.incoterm == 0 or row.incoterm == incoterm)
        ):
            return i
    return 0


@njit(error_model="numpy")
def check_epr(
    bk: Any, jurisdiction: int, day: int, lines: Any, sel: Any, n: int
) -> tuple[int, int, int]:
    """Return (status, line position, scheme) of the first missing EPR id (C-45).

    `sel[:n]` are the rows of `lines` that are looked at; OK comes with (-1, 0).
    """
    place = bk.jurisdiction[jurisdiction]
    for i in range(n):
        for g in range(place.gate_lo, place.gate_hi):
            gate = bk.epr_gate[g]
            line = lines[sel[i]]
            holds = gate.from_day <= day < gate.to_day and _epr_fits(gate, line)
            if holds and (line.epr_mask >> gate.scheme) & 1 == 0:
                return EPR_MISSING, i, gate.scheme
    return OK, -1, 0


@njit(error_model="numpy")
def _epr_fits(gate: Any, line: Any) -> bool:
    """Tell whether a line meets every condition that an EPR row gives.

    A short code fits as soon as it could be a code of the row: asking is the safe side.
    """
    if line.hs_lo >= gate.hs_hi or line.hs_hi <= gate.hs_lo:
        return False
    if gate.flag_mask != 0 and gate.flag_mask & line["flags"] == 0:
        return False
    return bool(gate.packaging == 0 or _packaging_g(line) > 0)


@njit(error_model="numpy")
def _packaging_g(line: Any) -> int:
    """Return the grams of packaging of one unit, all materials."""
    first = line.pack_0_g + line.pack_1_g + line.pack_2_g + line.pack_3_g
    return int(first + line.pack_4_g + line.pack_5_g + line.pack_6_g + line.pack_7_g)
