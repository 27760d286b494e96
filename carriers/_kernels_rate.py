"""From quantity to base freight: rate row and price (C-31 to C-33).

Quantities are whole units of C-29, money pips unless the name says minor.
"""

from __future__ import annotations

from typing import Any

from oneprice.carriers._kernels_quantity import (
    ALONE,
    BASE_MINOR,
    KEYS,
    RATE_ROW,
    SCOPE_PIECE,
    SCOPE_SHIPMENT,
    VALUE,
    chargeable,
    chargeable_each,
    chargeable_shipment,
    piece_quantity,
    round_quantity,
    sum_actual,
)
from oneprice.core._kernels import (
    PIPS_PER_MINOR,
    SATURATION_PIP,
    UNBOUNDED,
    ceil_div,
    inner,
    plain,
    price_row,
    round_pip,
    saturate,
    share_out,
)
from oneprice.core._kernels_status import AMOUNT_TOO_LARGE, NO_RATE, OK

BAND_ACTUAL = 1
LARGEST_MINOR = SATURATION_PIP // PIPS_PER_MINOR
GROUP_BITS = 7
CELL_KINDS = 8  # exact or any origin zone, zone, class; the exact ones come first
KG_PER_CBM = 1_000  # g per cm3 in kg per cbm
MM3_PER_CM3 = 1_000
MOST_CM3 = 4 * 10**13  # times the densest band still int64, over the weight of any order


@inner
def round_minor(row: Any, pip: int, sticky: int) -> Any:
    """Return a cut amount in minor units, rounded as a lane rounds its money (C-33)."""
    unit_pip = row.round_unit_pip if row.round_unit_pip > 0 else PIPS_PER_MINOR
    return round_pip(pip, sticky, unit_pip, row.round_mode) // PIPS_PER_MINOR


@inner
def share_goods(total_minor: int, pieces: Any, n: int, measured: Any, to: int) -> None:
    """Share an amount over the pieces by the goods in them into a row of `measured` (C-08)."""
    measured[to, 0] = total_minor
    if n == 1:
        return
    for i in range(n):
        measured[KEYS, i] = pieces[i].goods_minor
    share_out(total_minor, measured[KEYS], n, measured[to])


@inner
def weigh(pieces: Any, first: int, stop: int) -> tuple[int, int]:
    """Return (g, cm3) of some pieces, whose quotient is their density (C-31).

    The volume of each piece is rounded up. It saturates, so that bands of density keep in range.
    """
    weight_g = 0
    cm3 = 0
    for i in range(first, stop):
        piece = pieces[i]
        weight_g += piece.weight_g
        volume_mm3 = piece.length_mm * piece.second_mm * piece.third_mm
        cm3 = min(cm3 + ceil_div(volume_mm3, MM3_PER_CM3), MOST_CM3)
    return weight_g, cm3


@inner
def find_rate(
    bk: Any, lane: int, ask: Any, pieces: Any, first: int, stop: int,
    g: int, cm3: int, value: int, q: int,
) -> Any:  # fmt: skip
    """Return the rate row that holds what is asked, or 0 (C-31).

    Parameters
    ----------
    ask : LANE_ASK record
    pieces, first, stop
        PIECE records priced together.
    g, cm3 : int
        As `weigh` gave them.
    value : int
        Goods value in the lane's value currency.
    q : int
        The quantity that chooses the band.

    Notes
    -----
    An exact origin zone wins over any (0), then the exact zone, then the exact class, then the
    lowest group. Each cell takes one binary search; only rows of the cell that reach q are read.
    """
    keys = bk.lane[lane].rate_keys
    for kind in range(CELL_KINDS):
        if keys >> kind & 1 == 0:
            continue
        origin = 0 if kind & 4 != 0 else ask.origin_zone
        zone = 0 if kind & 2 != 0 else ask.zone
        cargo_class = 0 if kind & 1 != 0 else ask.cargo_class
        exact = (origin == 0) == (kind & 4 != 0) and (zone == 0) == (kind & 2 != 0)
        if not exact or (cargo_class == 0) != (kind & 1 != 0):
            continue
        cells = (((origin << 30 | zone) << 3) | cargo_class) << GROUP_BITS
        row = _find_group(bk, lane, cells, ask, pieces, first, stop, g, cm3, value, q)
        if row != 0:
            return row
    return 0


@inner
def _find_group(
    bk: Any, lane: int, cells: int, ask: Any, pieces: Any, first: int, stop: int,
    g: int, cm3: int, value: int, q: int,
) -> Any:  # fmt: skip
    """Return the row of the lowest group of one (origin zone, zone, class), or 0."""
    cell = cells
    while True:
        at = _first_after(bk, lane, cell, plain(-1))
        if at == bk.lane[lane].rate_hi or bk.rate[at].cell >> GROUP_BITS != cells >> GROUP_BITS:
            return 0
        cell = bk.rate[at].cell
        row = _find_band(bk, lane, cell, ask, pieces, first, stop, g, cm3, value, q)
        if row != 0:
            return row
        cell += 1


@inner
def _first_after(bk: Any, lane: int, cell: int, q: int) -> Any:
    """Return the lane's first row past (cell, lo = q), or the end of its rows."""
    lo = bk.lane[lane].rate_lo
    hi = bk.lane[lane].rate_hi
    while lo < hi:
        mid = (lo + hi) // 2
        rate = bk.rate[mid]
        if rate.cell < cell or (rate.cell == cell and rate.lo <= q):
            lo = mid + 1
        else:
            hi = mid
    return lo


@inner
def _find_band(
    bk: Any, lane: int, cell: int, ask: Any, pieces: Any, first: int, stop: int,
    g: int, cm3: int, value: int, q: int,
) -> Any:  # fmt: skip
    """Return the row of a cell whose band holds q and that can be used, or 0."""
    for i in range(_first_after(bk, lane, cell, q) - 1, bk.lane[lane].rate_lo - 1, -1):
        rate = bk.rate[i]
        if rate.cell != cell or rate.reach < q:
            return 0
        if not _holds(rate, q):
            continue
        if _can_use(bk, lane, rate, ask, pieces, first, stop, g, cm3, value):
            return i
    return 0


@inner
def _holds(rate: Any, q: int) -> Any:
    """Tell whether a band holds q: `(]`, where lo = 0 also holds 0, or `[)` (C-31)."""
    if rate.half_open == 1:
        return rate.lo <= q < rate.hi
    return q <= rate.hi and (q > rate.lo or (q == 0 and rate.lo == 0))


@inner
def _can_use(
    bk: Any, lane: int, rate: Any, ask: Any, pieces: Any, first: int, stop: int,
    g: int, cm3: int, value: int,
) -> bool:  # fmt: skip
    """Tell whether a row can be used but for its band: day, goods value, density, sizes."""
    if ask.day < rate.from_day or ask.day >= rate.to_day:
        return False
    if bk.lane[lane].value_currency != 0 and not _holds_value(rate, value):
        return False
    if rate.density_lo > 0 and g * KG_PER_CBM < rate.density_lo * cm3:
        return False
    if rate.density_hi < UNBOUNDED and g * KG_PER_CBM >= rate.density_hi * cm3:
        return False
    if rate.sized == 1:
        for i in range(first, stop):
            if not _keeps_size(rate, pieces[i]):
                return False
    return True


@inner
def _holds_value(rate: Any, value: int) -> Any:
    """Tell whether a row holds a goods value: `(]`, where value_lo = 0 also holds 0 (C-31)."""
    return value <= rate.value_hi and (value > rate.value_lo or (value == 0 and rate.value_lo == 0))


@inner
def _keeps_size(rate: Any, piece: Any) -> Any:
    """Tell whether a piece keeps a row's size limits."""
    across = piece.second_mm + piece.third_mm
    return (
        piece.length_mm <= rate.max_len_mm
        and piece.second_mm <= rate.max_second_mm
        and piece.third_mm <= rate.max_third_mm
        and piece.length_mm + across <= rate.max_sum_mm
        and piece.length_mm + 2 * across <= rate.max_girth_mm
        and piece.length_mm * piece.second_mm * piece.third_mm <= rate.max_volume_mm3
    )


@inner
def _price_at(bk: Any, row: int, q: int) -> tuple[int, int]:
    """Return the cut amount and sticky bit of a rate row at q."""
    rate = bk.rate[row]
    low, high = rate.min_pip, rate.max_pip
    return price_row(q, rate.base_pip, rate.num, rate.den, rate.q0, rate.step, low, high)


@inner
def price_base(
    bk: Any, lane: int, ask: Any, pieces: Any, first: int, stop: int, measured: Any
) -> tuple[int, int, int, int, int]:
    """Return (status, rate row, billed quantity, chargeable quantity, minor units) of pieces.

    The pieces are priced together: all of a shipment, or one alone. Rounded as the lane rounds
    (C-33). On NO_RATE the third value is the quantity that found no band.
    """
    by_actual = bk.lane[lane].band_basis == BAND_ACTUAL
    g, cm3 = weigh(pieces, first, stop)
    value = measured[VALUE, first]
    q = 0
    if by_actual:
        band_q = round_quantity(bk, lane, sum_actual(bk, lane, measured, first, stop))
    else:
        q = _chargeable(bk, lane, plain(0), measured, first, stop)
        band_q = q
    row = find_rate(bk, lane, ask, pieces, first, stop, g, cm3, value, band_q)
    if row == 0:
        return NO_RATE, 0, band_q, 0, 0
    if by_actual:
        q = _chargeable(bk, lane, row, measured, first, stop)
    billed = max(q, bk.rate[row].min_q)
    pip, sticky = _price_at(bk, row, billed)
    if bk.lane[lane].next_break == 1:
        row, billed, pip, sticky = _next_break(
            bk, lane, row, ask, pieces, first, stop, g, cm3, value, billed, pip, sticky
        )
    if pip >= SATURATION_PIP:
        return AMOUNT_TOO_LARGE, row, billed, q, 0
    return OK, row, billed, q, round_minor(bk.lane[lane], pip, sticky)


@inner
def _chargeable(bk: Any, lane: int, row: int, measured: Any, first: int, stop: int) -> Any:
    """Return the chargeable quantity of pieces; notes what each comes to alone.

    Of pieces priced together that is without the rounding and the minimum of the lane (C-34).
    """
    scope = bk.lane[lane].weight_scope
    if scope == SCOPE_PIECE:
        measured[ALONE, first] = chargeable(bk, lane, row, measured, first)
        return measured[ALONE, first]
    for i in range(first, stop):
        measured[ALONE, i] = piece_quantity(bk, lane, row, measured, i)
    if scope == SCOPE_SHIPMENT:
        return chargeable_shipment(bk, lane, row, measured, stop)
    return chargeable_each(bk, lane, row, measured, stop)


@inner
def _next_break(
    bk: Any, lane: int, own: int, ask: Any, pieces: Any, first: int, stop: int,
    g: int, cm3: int, value: int, billed: int, pip: int, sticky: int,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Return row, quantity and price of the cheapest of a row and those above it (C-32)."""
    best = own
    for i in range(own + 1, bk.lane[lane].rate_hi):
        rate = bk.rate[i]
        if rate.cell != bk.rate[own].cell:
            break
        if rate.lo < bk.rate[own].hi:
            continue
        if not _can_use(bk, lane, rate, ask, pieces, first, stop, g, cm3, value):
            continue
        q = max(rate.lo, rate.min_q)
        other, rest = _price_at(bk, i, q)
        if other < pip or (other == pip and rest < sticky):
            best, billed, pip, sticky = i, q, other, rest
    return best, billed, pip, sticky


@inner
def price_freight(
    bk: Any, lane: int, ask: Any, pieces: Any, n: int, measured: Any
) -> tuple[int, int, int, int, int]:
    """Return (status, rate row, billed quantity, chargeable quantity, amount in minor units).

    Scopes shipment and each: one price. Scope piece: each piece is rated alone, its price rounded
    and lifted to the least of a piece, and the prices are summed; the row is that of the first
    piece. Then the least money of the shipment (C-33). Notes the rate row of each piece, and the
    base freight of one priced alone. With a status the third value is its fact.
    """
    together = bk.lane[lane].weight_scope != SCOPE_PIECE
    least_minor = bk.lane[lane].piece_min_charge_minor
    pieces_each = n if together else 1
    measured[VALUE, 0] = ask.value_minor
    if bk.lane[lane].value_currency != 0 and not together:
        share_goods(ask.value_minor, pieces, n, measured, plain(VALUE))
    first = 0
    total_q = 0
    total_billed = 0
    total_minor = 0
    for i in range(0, n, pieces_each):
        status, row, billed, q, minor = price_base(
            bk, lane, ask, pieces, i, i + pieces_each, measured
        )
        if status != OK:
            return status, row, billed, q, 0
        first = row if i == 0 else first
        total_q = saturate(total_q + q)
        total_billed = saturate(total_billed + billed)
        minor = max(minor, pieces_each * least_minor)
        total_minor += minor
        measured[BASE_MINOR, i] = minor
        for k in range(i, i + pieces_each):
            measured[RATE_ROW, k] = row
    total_minor = max(total_minor, bk.lane[lane].shipment_min_charge_minor)
    if total_minor > LARGEST_MINOR:
        return AMOUNT_TOO_LARGE, first, total_billed, total_q, 0
    return OK, first, total_billed, total_q, total_minor
