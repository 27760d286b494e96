"""The law of carriage: dated rules on flags and batteries, by mode and by lane (C-60)."""

from __future__ import annotations

from fractions import Fraction

from reference.goods import Consignment, Line
from reference.lanes import Lane
from reference.packing import CargoLimit
from reference.parcels import Parcel
from reference.reading import Row, maybe, span, words
from reference.refused import Refused

# Limits on one battery or unit, and the column of the order line that they look at.
OF_UNIT = {
    "max_wh": "watt_hours",
    "max_lithium_g": "lithium_g",
    "max_soc_pct": "soc_pct",
    "max_ml": "liquid_ml",
}
Days = tuple[int, int]  # the first and the last
OF_PARCEL = ("max_net_g", "max_units")


def fact_of(line: Line, column: str) -> Fraction | None:
    """Return a fact of a line, if the order gives it."""
    value = line.row.get(column)
    return None if value is None else Fraction(value)


class CargoRule:
    """One row of `cargo_rule.csv`."""

    def __init__(self, row: Row) -> None:
        self.row, self.limit = row, row["limit"]
        self.modes = words(row["mode"])
        self.lanes = words(row.get("lane_id", "")) or ("*",)
        self.aircraft = row.get("aircraft", "") or "*"
        self.any_of, self.all_of = set(words(row["flag"])), set(words(row.get("all_flags", "")))
        self.battery = row.get("battery", "") or "*"
        self.wh_over, self.wh_to = (maybe(row.get(k, "")) for k in ("wh_over", "wh_to"))
        self.value = maybe(row.get("value", ""))

    def holds_on(self, lane: Lane, days: Days) -> bool:
        """Tell whether the rule speaks of a lane on some of the days (C-12)."""
        by_mode = "*" in self.modes or lane.mode in self.modes
        by_lane = "*" in self.lanes or lane.lane_id in self.lanes
        flown = self.aircraft in ("*", lane.aircraft)
        start, end = span(self.row.get("valid_from", ""), self.row.get("valid_to", ""))
        return by_mode and by_lane and flown and start <= days[1] and days[0] < end

    def speaks_of(self, line: Line) -> bool:
        """Tell whether the rule speaks of a line, worked out once."""
        if self not in line.spoken_of:
            line.spoken_of[self] = self.fits(line)
        return line.spoken_of[self]

    def fits(self, line: Line) -> bool:
        """Tell whether flags, kind of battery and energy of a line fit."""
        if not self.any_of & line.flags or not self.all_of <= line.flags:
            return False
        if self.battery not in ("*", line.row.get("battery_kind") or "battery"):
            return False
        energy = fact_of(line, "watt_hours")
        if energy is None:
            return True
        above = self.wh_over is None or energy > self.wh_over
        return above and (self.wh_to is None or energy <= self.wh_to)

    def speaks_of_any(self, lines: list[Line]) -> bool:
        """Tell whether the rule speaks of some line."""
        return any(self.speaks_of(line) for line in lines)

    def load(self, line: Line) -> int | None:
        """Return what one unit counts towards a limit per parcel; None if it is not known."""
        if self.limit == "max_units":
            return 1
        grams: int | None = line.row.get("battery_net_g")
        return grams

    def is_broken_by(self, line: Line) -> bool:
        """Tell whether one unit of a line breaks the rule; an unknown fact does (C-50)."""
        if self.limit == "forbid":
            return True
        fact = self.load(line) if self.limit in OF_PARCEL else fact_of(line, OF_UNIT[self.limit])
        return fact is None or fact > (self.value or 0)


class CargoRules:
    """All rows of `cargo_rule.csv`."""

    def __init__(self, rows: list[Row]) -> None:
        self.rules = [CargoRule(row) for row in rows]
        self.memo: dict[tuple[str, Days], list[CargoRule]] = {}

    def on(self, lane: Lane, days: Days) -> list[CargoRule]:
        """Return the rules that speak of a lane on some days, in written order."""
        key = (lane.lane_id, days)
        if key not in self.memo:
            self.memo[key] = [rule for rule in self.rules if rule.holds_on(lane, days)]
        return self.memo[key]

    def check_line(self, lane: Lane, line: Line, days: Days) -> None:
        """Refuse a line that breaks a rule alone."""
        for rule in self.on(lane, days):
            if rule.speaks_of(line) and rule.is_broken_by(line):
                raise Refused("CARGO_RULE", lane.lane_id)

    def per_parcel(
        self, lanes: tuple[Lane, ...], lines: list[Line], days: Days
    ) -> list[CargoLimit]:
        """Return the limits per parcel of all lanes, each once."""
        found = []
        for lane in lanes:
            for rule in self.on(lane, days):
                loads = tuple(rule.load(x) or 0 if rule.speaks_of(x) else 0 for x in lines)
                limit = CargoLimit(int(rule.value or 0), loads)
                if rule.limit in OF_PARCEL and any(loads) and limit not in found:
                    found.append(limit)
        return found

    def check_own(self, lane: Lane, goods: Consignment, pieces: list[Parcel], days: Days) -> None:
        """Refuse the caller's own parcels that break a limit per parcel (C-60)."""
        for rule in self.on(lane, days):
            fitting = [line for line in goods.lines if rule.speaks_of(line)]
            if rule.limit not in OF_PARCEL or not fitting:
                continue
            if any(fact > (rule.value or 0) for fact in self.asked_of(rule, fitting, pieces)):
                raise Refused("CARGO_RULE", lane.lane_id)

    def asked_of(self, rule: CargoRule, lines: list[Line], pieces: list[Parcel]) -> list[int]:
        """Return what the caller's own parcels count towards a limit."""
        if rule.limit == "max_units":
            return [-(-sum(line.quantity for line in lines) // len(pieces))]
        total = sum(line.battery_g for line in lines)
        told = (piece.battery_net_g for piece in pieces)
        return [total if grams is None else grams for grams in told]
