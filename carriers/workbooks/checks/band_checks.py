"""Checks across the bands of each lane: overlaps, gaps, falls and jumps, what is never reached."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, product

from oneprice.carriers.workbooks.checks.rate_band import ENDLESS, Point, RateBand, unit_of
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import FlatRow
from oneprice.carriers.workbooks.places import Place
from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal

MAX_COMPARED = 2_000_000
# A price that grows along a band jumps at its edge beyond this, a flat one where it doubles.
LARGE_JUMP = Fraction(5, 100)
DOUBLE = Fraction(1)


class BandChecks:
    """The bands of one import against each other.

    Parameters
    ----------
    report : Report
        Takes the findings.
    lanes : dict of str to FlatRow
        Lane id -> its row, where the import holds it.
    """

    def __init__(self, report: Report, lanes: dict[str, FlatRow]) -> None:
        self.report = report
        self.lanes = lanes
        self.left = MAX_COMPARED

    def check(self, bands: list[RateBand]) -> None:
        """Check all bands, lane by lane."""
        key = _lane_of
        for lane_id, listed in groupby(sorted(bands, key=key), key=key):
            rows = list(listed)
            lane = self.lanes.get(lane_id)
            self._check_bounds(rows)
            for _, held in groupby(sorted(rows, key=_cell_of), key=lambda b: b.cell):
                cell = list(held)
                for _, group in groupby(cell, key=lambda band: band.group):
                    self._check_group(sorted(group, key=_order), lane)
                self._check_covered(cell)
            for band in rows:
                self._check_reach(band, lane)
        if self.left <= 0:
            reason = "too many rows share a lane, zone, class and group to compare all of them"
            self.report.error(Place("rate.csv"), "too_large", reason, "split the import")

    # --- one group of one zone and class -------------------------------------------------

    def _check_group(self, bands: list[RateBand], lane: FlatRow | None) -> None:
        """Check bands sorted by `lo`: for each value, density and day those that hold there."""
        for point in points(bands):
            if not self._spend(len(bands)):
                return
            held = [band for band in bands if band.terms.holds(point)]
            self._check_row_of_bands(held, lane)

    def _spend(self, comparisons: int) -> bool:
        """Count comparisons; False once there were too many."""
        self.left -= comparisons
        return self.left > 0

    def _check_row_of_bands(self, bands: list[RateBand], lane: FlatRow | None) -> None:
        """Check the bands that one shipment on one day can choose from."""
        if bands and bands[0].lo > 0:
            place = bands[0].row.place("lo")
            self.report.note(place, "start", f"no rate up to {_plain(bands[0].lo)}")
        below: RateBand | None = None  # the one that reaches farthest so far
        for band in bands:
            if below is not None:
                self._compare(below, band, lane)
            if below is None or band.hi > below.hi:
                below = band

    def _compare(self, below: RateBand, band: RateBand, lane: FlatRow | None) -> None:
        if band.lo < below.hi:
            self._tell_overlap(below, band)
        elif band.lo > below.hi:
            self._tell_gap(below, band, lane)
        else:
            self._check_step(below, band, band.row.place("lo"), lane)

    def _tell_overlap(self, below: RateBand, band: RateBand) -> None:
        same = "the same quantities" if band.lo == below.lo else "quantities"
        reason = f"{_interval(band)} holds {same} on the same days as {_interval(below)}"
        reason += f" at {below.row.place('lo')}"
        remedy = "let one row hold a quantity, value, density and day"
        self.report.error(band.row.place("lo"), "overlap", reason, remedy)

    def _tell_gap(self, below: RateBand, band: RateBand, lane: FlatRow | None) -> None:
        reason = f"no rate between {_plain(below.hi)} and {_plain(band.lo)}"
        reason += f" (after {below.row.place('hi')})"
        tiny = band.lo - below.hi <= unit_of(lane)
        remedy = "say `gaps: close` in the layout if they are next to each other"
        remedy = remedy if tiny else "add the band that is missing"
        self.report.warning(band.row.place("lo"), "gap", reason, remedy)

    def _check_step(
        self, band: RateBand, above: RateBand, place: Place, lane: FlatRow | None
    ) -> None:
        """Compare the prices on both sides of an edge."""
        edge = band.hi
        old, new = band.price(edge), above.price(edge)
        if old <= 0 or old == new:
            return
        percent = f"{_plain(_round(abs(new - old) * 100 / old, 1))} %"
        currency = lane["currency"] if lane else ""
        words = f"at {_plain(edge)} from {_money(old)} to {_money(new)} {currency}".rstrip()
        words += f", by {percent}"
        if new < old:
            granted = bool(lane and lane["next_break"] in ("1", "Y"))
            remedy = "set next_break if the carrier grants the lower break"
            tell = self.report.note if granted else self.report.warning
            tell(place, "price_falls", f"the price falls {words}", "" if granted else remedy)
        elif (new - old) / old > (LARGE_JUMP if band.rate else DOUBLE):
            reason = f"the price jumps {words}"
            self.report.note(place, "price_jumps", reason, "check the cell")

    # --- one lane ------------------------------------------------------------------------

    def _check_bounds(self, rows: list[RateBand]) -> None:
        first = rows[0]
        for band in rows[1:]:
            if band.half_open != first.half_open:
                reason = f"other bounds than {first.row.place('lo')} of the same lane"
                remedy = "use one kind of bounds on the whole lane"
                self.report.error(band.row.place("bounds"), "mixed_bounds", reason, remedy)

    def _check_reach(self, band: RateBand, lane: FlatRow | None) -> None:
        """Tell of a band that every quantity is lifted over, or none can come up to."""
        if band.min_qty > band.hi:
            reason = f"min_qty {_plain(band.min_qty)} lies above the band {_interval(band)}"
            self.report.warning(band.row.place("min_qty"), "unreachable", reason, "check both")
        if lane is None:
            return
        least = max(_number(lane[name]) or Fraction(0) for name in ("min_qty", "piece_min_qty"))
        beyond = band.hi <= least if band.half_open else band.hi < least
        if beyond and lane["band_basis"] != "actual":
            reason = f"never reached: the lane lifts to {_plain(least)}"
            remedy = "leave the band out, or check the lane's min_qty"
            self.report.warning(band.row.place("hi"), "unreachable", reason, remedy)
        most = _most_kg(lane)
        if most is not None and (band.lo > most if band.half_open else band.lo >= most):
            reason = f"never reached: the lane takes at most {_plain(most)} kg"
            remedy = "leave the band out, or check the lane's limits"
            self.report.warning(band.row.place("lo"), "unreachable", reason, remedy)

    def _check_covered(self, cell: list[RateBand]) -> None:
        """Tell of rows that a lower group without size limits leaves nothing."""
        open_rows = [band for band in cell if not band.sized]
        for band in cell:
            for other in open_rows:
                if other.group >= band.group or not self._spend(1):
                    break
                if other.lo <= band.lo and band.hi <= other.hi and other.terms.contains(band.terms):
                    reason = f"never reached: group {other.group} at {other.row.place('lo')}"
                    reason += " takes every parcel of this band"
                    remedy = "give the lower group its size limits"
                    self.report.warning(band.row.place("lo"), "unreachable", reason, remedy)
                    break


def points(bands: list[RateBand]) -> Iterator[Point]:
    """Yield a point of goods value, density and day for each way in which bands can share them.

    Between two ends of intervals nothing changes, so each end stands for all up to the next.
    """
    terms = [band.terms for band in bands]
    values = sorted({end for held in terms for end in (held.value_lo, held.value_hi)})
    densities = sorted({end for held in terms for end in (held.density_lo, held.density_hi)})
    days = sorted({end for held in terms for end in (held.from_day, held.to_day)})
    # The last end of each lies beyond all intervals.
    return (Point(*found) for found in product(values[:-1], densities[:-1], days[:-1]))


def _lane_of(band: RateBand) -> str:
    return band.row["lane_id"]


def _cell_of(band: RateBand) -> tuple[tuple[str, str, str], int]:
    return band.cell, band.group


def _order(band: RateBand) -> tuple[Fraction, Fraction, Fraction, Fraction, int]:
    terms = band.terms
    return band.lo, band.hi, terms.value_lo, terms.density_lo, terms.from_day


def _most_kg(lane: FlatRow) -> Fraction | None:
    """Return the largest quantity of a lane by weight alone, None where there is none."""
    if (lane["qty_unit"] or "kg") != "kg" or (lane["dim_divisor"] and not _actual(lane)):
        return None
    if lane["round_steps"] or lane["piece_min_qty"] or lane["min_qty"]:
        return None
    scope = lane["weight_scope"] or "piece"
    return _number(lane["max_piece_kg" if scope == "piece" else "max_shipment_kg"])


def _actual(lane: FlatRow) -> bool:
    return lane["band_basis"] == "actual"


def _number(text: str) -> Fraction | None:
    try:
        return parse_decimal(text, "") if text else None
    except InputError:
        return None


def _interval(band: RateBand) -> str:
    end = "" if band.hi == ENDLESS else _plain(band.hi)
    return f"[{_plain(band.lo)}, {end})" if band.half_open else f"({_plain(band.lo)}, {end}]"


def _round(value: Fraction, decimals: int) -> Fraction:
    """Return a value rounded half up."""
    scale = 10**decimals
    return Fraction((value * scale + Fraction(1, 2)) // 1, scale)


def _money(value: Fraction) -> str:
    return f"{Decimal(int(_round(value, 4) * 10_000)) / 10_000:.4f}".rstrip("0").rstrip(".")


def _plain(value: Fraction) -> str:
    """Return a decimal without needless zeros; bounds and percents have few decimals."""
    return format((Decimal(value.numerator) / value.denominator).normalize(), "f")
