"""Settling the bands of rates: open ends, which end belongs to a band, gaps of one last decimal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from oneprice.carriers.workbooks.flat import FlatRow
from oneprice.carriers.workbooks.layouts.bands import Band, closed, said_bounds, step_of
from oneprice.carriers.workbooks.layouts.entries import Told
from oneprice.carriers.workbooks.layouts.making import Making, Pending
from oneprice.carriers.workbooks.layouts.plain import plain

GRAM = Fraction(1, 1_000)


def settle_rates(making: Making) -> None:
    """Turn every pending rate into a row of `rate.csv`."""
    by_lane: dict[str, list[Pending]] = {}
    for pending in making.pending:
        by_lane.setdefault(pending.key[0], []).append(pending)
    for lane_id, listed in by_lane.items():
        listed = _from_single_weights(listed)
        bounds = _bounds(making, lane_id, listed)
        groups: dict[tuple[str, ...], list[Pending]] = {}
        for pending in listed:
            groups.setdefault(pending.key, []).append(pending)
        for group in groups.values():
            bands = _ends([pending.band for pending in group], bounds)
            bands = _gaps(making, group, bands, bounds)
            for pending, band in zip(group, bands, strict=True):
                making.tables["rate"].append(_row(making, lane_id, pending, band, bounds))


def _from_single_weights(listed: list[Pending]) -> list[Pending]:
    """Return rates without the sign `>=` where single weights, each reaching up, stand before.

    "71 and more" behind the weights 69, 70 begins above 70.
    """
    if listed[0].usual_bounds != "(]" or not any(pending.band.single for pending in listed):
        return listed
    return [
        replace(pending, band=replace(pending.band, low=""))
        if pending.band.low == ">="
        else pending
        for pending in listed
    ]


def _bounds(making: Making, lane_id: str, listed: Sequence[Pending]) -> str:
    """Return the bounds of a lane: said by the layout, by the signs, or usual in the form."""
    given = {pending.settings["bounds"] for pending in listed} - {None}
    said = said_bounds([pending.band for pending in listed])
    usual = listed[0].usual_bounds
    chosen = given or said or {usual}
    if len(chosen) > 1 or (given and said - given):
        for pending in listed:
            own = said_bounds([pending.band])
            if own and own != {min(given or {usual})}:
                reason = f"lane {lane_id} mixes bands that hold their upper end with others"
                remedy = "write all bands alike, or say bounds in the layout"
                making.report.error(pending.place, "bounds", reason, remedy)
        return usual
    return str(min(chosen))


def _ends(bands: list[Band], bounds: str) -> list[Band]:
    """Return bands with both ends: single weights reach up, breaks reach to the next one.

    An open band behind single weights ("from 3 kg") ends one step before the next one begins.
    """
    found = []
    before: Fraction | None = Fraction(0)
    step = step_of(bands) or Fraction(0)
    starts = sorted(band.lo for band in bands if band.lo is not None)
    for band in bands:
        lo, hi = band.lo, band.hi
        if lo is None and band.single:
            lo = before if before is not None and hi is not None and before < hi else Fraction(0)
        elif lo is None:
            lo = Fraction(0)
        elif hi is None:
            hi = next((start for start in starts if start > lo), None)
            if hi is not None and bounds == "(]" and hi - step > lo:
                hi -= step
        found.append(replace(band, lo=lo, hi=hi))
        before = hi
    return found


def _gaps(making: Making, group: list[Pending], bands: list[Band], bounds: str) -> list[Band]:
    """Return the bands, small gaps closed where the layout says so, and noted where it does not."""
    tight = closed(bands, bounds)
    least = min(range(len(tight)), key=lambda i: tight[i].lo or Fraction(0))
    low = tight[least].lo or Fraction(0)
    if 0 < low <= min(tight[least].last, GRAM):
        tight[least] = replace(tight[least], lo=Fraction(0))
    moved = [at for at, (band, other) in enumerate(zip(bands, tight, strict=True)) if band != other]
    if not moved:
        return bands
    place, many = group[moved[0]].place, f"{len(moved)} of {len(bands)} bands"
    if group[0].settings["gaps"] == "close":
        reason = f"{many} were stretched over gaps of one last decimal or step"
        making.report.note(place, "gap_closed", reason)
        return tight
    reason = f"{many} leave gaps of one last decimal or step: no price there"
    making.report.warning(place, "gap", reason, "say gaps: close in the layout")
    return bands


def _row(making: Making, lane_id: str, pending: Pending, band: Band, bounds: str) -> FlatRow:
    told = {"lane_id": Told(lane_id, pending.place)}
    for column, end in (("lo", band.lo), ("hi", band.hi)):
        text = "" if end is None else plain(end)
        if text is None:
            reason = f"{column} has no exact decimal in the lane's unit"
            making.report.error(pending.place, "unit", reason, "give qty_unit of the bands")
        told[column] = Told(text or "", pending.place)
    told |= {"bounds": Told(bounds, pending.place), **pending.cells}
    told["source"] = Told(making.source(pending.settings, pending.place), pending.place)
    cells = {column: cell.text for column, cell in told.items() if cell.text}
    places = {"": pending.place} | {column: cell.place for column, cell in told.items()}
    return FlatRow("rate", cells, places)
