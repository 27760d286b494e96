"""Jurisdictions, regimes and EPR gates (C-43, C-45)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from reference.epr_fees import fee_duty, fee_measure, fee_steps
from reference.fx import Converter
from reference.goods import Line
from reference.measures import Asked, Measure, Tariff
from reference.money import PIPS, Currencies
from reference.reading import LawFolders, Row, day_number, holds, ratio, words
from reference.refused import Refused
from reference.stack_rows import Step
from reference.zones import LAST, Key, Zone, plain_postcode, zone_of_postcode

FREIGHT_PARTS = {"GOODS": (), "FOB": ("FR_EXPORT",), "CIF": ("FR_EXPORT", "FR_INTL")}


@dataclass(frozen=True)
class Goods:
    """What goods cost in the order's currency, in minor units: lines, and the importer's day."""

    lines: list[Line]
    day_values: list[int]  # of all lines of the order, and of what came earlier the same day


@dataclass(frozen=True)
class Entry:
    """What the choice of a regime looks at."""

    day: int
    purpose: str
    has_tax_id: bool
    mode: str
    incoterm: str
    ship_from: str  # country of the origin node
    order_currency: str
    goods: Goods
    freight_pip: dict[str, int]  # totals of the freight slots, in the jurisdiction's currency
    customs: Converter
    tax: Converter  # of the sale day
    asked: list[Row]  # rows whose value was tested, filled by the choice

    def rates(self, row: Row) -> Converter:
        """Return the conversions of a regime row (C-43)."""
        return self.customs if row["regime"] == "import" else self.tax

    def tested(self, row: Row, currency: str, tested_in: str) -> Fraction:
        """Return the tested value in pips; a rate that it lacks is FX_MISSING (C-43)."""
        parts = FREIGHT_PARTS[row.get("test", "") or "GOODS"]
        whole = row.get("aggregation", "") or "consignment"
        if tested_in == self.order_currency and tested_in != currency:
            return self.in_order_currency(row, currency, parts, whole)
        at_border = self.customs if parts and whole == "consignment" else self.rates(row)
        if parts:  # even where the row looks at goods converted at the border
            self.rates(row).factor(self.order_currency, currency)

        def worth(value_minor: int) -> int:
            return at_border.minors(value_minor * PIPS, self.order_currency, currency) * PIPS

        if whole == "importer_day":
            value = Fraction(sum(worth(x) for x in self.goods.day_values))
        elif whole == "item":
            value = max(Fraction(worth(x.value_minor), x.quantity) for x in self.goods.lines)
        else:
            value = Fraction(sum(worth(x.value_minor) for x in self.goods.lines))
            value += sum(self.freight_pip[part] for part in parts)
        if tested_in == currency:
            return value
        return Fraction(self.rates(row).minors(int(value), currency, tested_in) * PIPS)

    def in_order_currency(
        self, row: Row, currency: str, parts: tuple[str, ...], whole: str
    ) -> Fraction:
        """Return the value from the order's own amounts, only freight converted (C-43)."""
        if whole == "importer_day":
            return Fraction(sum(self.goods.day_values) * PIPS)
        if whole == "item":
            return Fraction(max(x.value_minor // x.quantity for x in self.goods.lines) * PIPS)
        value = sum(x.value_minor for x in self.goods.lines)
        for part in parts:
            pip = self.freight_pip[part]
            value += self.rates(row).minors(pip, currency, self.order_currency)
        return Fraction(value * PIPS)


class Jurisdiction:
    """One market: its currency, duty point, regimes, steps, measures and gates."""

    def __init__(
        self, row: Row, folders: LawFolders, registrations: list[Row], currencies: Currencies
    ) -> None:
        self.code, self.country = row["jurisdiction"], row["country"]
        self.currency, self.currencies = row["currency"], currencies
        self.duty_point, self.known_until = row["duty_point"], day_number(row["known_until"])
        self.fx_day = row.get("fx_day", "") or "entry"
        self.export_point = row.get("export_point", "") or "first"
        area = row.get("duty_area", "") or self.code
        self.authorities = (self.code, area, "*")
        law = folders.tables(self.code, area)
        self.tariff = Tariff(self.currency, law["measure"], law["origin_group"])
        self.regimes = sorted(law["regime"], key=lambda r: int(r["priority"]))
        stacks = {r["stack_id"] for r in self.regimes}
        rows = [r for r in law["stack"] if stacks & set(words(r["stack_id"]))]
        minor_unit = f"1/{10 ** currencies.exponent[self.currency]}"
        rows += fee_steps(law["epr_fee"], sorted(stacks), minor_unit)
        self.fees: list[tuple[str, Measure]] = []
        for fee in law["epr_fee"]:
            self.fees.append((fee["scheme"], self.tariff.add(fee_measure(fee), fee_duty(fee))))
        self.steps = [Step(r, currencies, self.currency) for r in rows]
        self.gates, self.needed = law["epr_gate"], law["compliance_gate"]
        self.registrations = [r for r in registrations if r["jurisdiction"] in self.authorities]
        self.sales_tax = law["sales_tax"]

    def steps_of(self, stack: str, stage: str, day: int) -> list[Step]:
        """Return the steps of a stack and stage that hold on a day."""
        return [
            step
            for step in self.steps
            if step.stage == stage and stack in step.stacks and holds(step.row, day)
        ]

    def regime(self, entry: Entry) -> Row:
        """Return the first regime by priority that fits (C-43)."""
        for row in self.regimes:
            if not self.in_force(row, entry.day) or not self.fits(row, entry):
                continue
            entry.asked.append(row)
            if self.in_value(row, entry):
                return row
        raise Refused("NO_REGIME")

    def fits(self, row: Row, entry: Entry) -> bool:
        """Tell whether everything but day and value fits."""
        modes, places = (words(row.get(key, "") or "*") for key in ("mode", "ship_from"))
        return (
            (row.get("purpose", "") or "*") in ("*", entry.purpose)
            and (row.get("buyer_tax_id", "") or "*") in ("*", "Y" if entry.has_tax_id else "N")
            and ("*" in modes or entry.mode in modes)
            and ("*" in places or entry.ship_from in places)
            and (row.get("incoterm", "") or "*") in ("*", entry.incoterm)
        )

    def in_force(self, row: Row, day: int) -> bool:
        """Tell whether a regime row holds: valid, and its scheme registered on the day."""
        scheme = row.get("scheme", "")
        return holds(row, day) and (not scheme or self.registered(scheme, day))

    def in_value(self, row: Row, entry: Entry) -> bool:
        """Tell whether the tested value lies in (value_lo, value_hi]; without its rate it does not.

        A row that is not `import` is decided by the sale (C-43).
        """
        currency = row.get("value_currency", "") or self.currency
        try:
            value = entry.tested(row, self.currency, currency)
        except Refused as refused:
            if refused.code != "FX_MISSING":
                raise
            return False
        low, high = (
            self.currencies.maybe_pips(row.get(key, ""), currency)
            for key in ("value_lo", "value_hi")
        )
        return (low is None or low < value) and (high is None or value <= high)

    @cached_property
    def rule_days(self) -> set[int]:
        """Return the days on which a regime, import step or measure begins or ends (C-47)."""
        steps = [step.row for step in self.steps if step.stage == "import"]
        ends = [r.get(k, "") for r in (*steps, *self.tariff.rows) for k in ENDS]
        days = {day_number(text) for text in ends if text}
        for row in self.regimes:
            days |= self.regime_days(row)
        return days

    def regime_days(self, row: Row) -> set[int]:
        """Return the days on which a regime row begins or ends to hold, its scheme registered."""
        scheme, found = row.get("scheme", ""), set()
        spans = [r for r in self.registrations if r["scheme"] == scheme] if scheme else [row]
        for span in spans:
            froms, tos = (
                [day_number(r[key]) for r in (row, span) if r.get(key, "")] for key in ENDS
            )
            start, end = max(froms, default=None), min(tos, default=None)
            if start is None or end is None or start < end:
                found |= {day for day in (start, end) if day is not None}
        return found

    def registered(self, scheme: str, day: int) -> bool:
        """Tell whether the platform has a number of a scheme on a day."""
        return any(r["scheme"] == scheme and holds(r, day) for r in self.registrations)

    def epr_billed(self, lines: list[Line], day: int, stack: str) -> dict[str, set[int]]:
        """Return by scheme the places of the lines billed under it, or refuse (C-45)."""
        billed: dict[str, set[int]] = defaultdict(set)
        for gate, (place, line) in product(self.gates, enumerate(lines)):
            scheme = gate["scheme"]
            if not gate_fits(gate, line, day) or scheme in (line.row.get("epr_ids") or {}):
                continue
            if not self.registered(scheme, day):
                raise Refused("EPR_MISSING", text=scheme)
            billed[scheme].add(place)
        for scheme, places in billed.items():
            if not all(self.has_fee(scheme, lines[i], day, stack) for i in places):
                raise Refused("EPR_RATE_MISSING", text=scheme)
        return billed

    def has_fee(self, scheme: str, line: Line, day: int, stack: str) -> bool:
        """Tell whether a fee row, or a step of the stack, of a scheme is in force for a line."""
        asked = Asked("", day, frozenset(line.claims), "", 0, line.row["weight_g"])
        for of_scheme, fee in self.fees:
            prefix = fee.row["hs_prefix"]
            if of_scheme == scheme and line.hs.startswith(prefix) and fee.fits(asked):
                return True
        steps = self.steps_of(stack, "epr", day)
        return any(step.scheme == scheme and not step.row.get("is_fee") for step in steps)

    def check_claims(self, lines: list[Line], day: int, purpose: str, mode: str) -> None:
        """Refuse lines without a claim that the market asks for on the entry day (C-53)."""
        for gate, line in product(self.needed, lines):
            modes = words(gate.get("mode", "") or "*")
            asked = (
                gate_fits(gate, line, day)
                and self.tariff.rank(gate.get("origin", "") or "*", line.origin) is not None
                and (gate.get("purpose", "") or "*") in ("*", purpose)
                and ("*" in modes or mode in modes)
            )
            if asked and gate["claim"] not in line.claims:
                raise Refused("CLAIM_MISSING", text=gate["reason"])

    def sales_tax_of(self, postcode: str, day: int) -> str:
        """Return the rate of a postcode, empty if there is none or a part has another (C-56)."""
        rows = [row for row in self.sales_tax if holds(row, day)]
        ends = (map(plain_postcode, (row["postcode_lo"], row["postcode_hi"])) for row in rows)
        keys = [
            Key(low, high + LAST, Zone(str(ratio(row["rate"])), ""))
            for (low, high), row in zip(ends, rows, strict=True)
        ]
        found = zone_of_postcode(keys, postcode)
        return found.name if found else ""


ENDS = ("valid_from", "valid_to")


def gate_fits(gate: Row, line: Line, day: int) -> bool:
    """Tell whether prefix, cargo flag and packaging of a gate fit a line on a day."""
    flag, packed = gate.get("flag", ""), any((line.row.get("packaging") or {}).values())
    return (
        holds(gate, day)
        and line.hs.startswith(gate.get("hs_prefix", ""))
        and (not flag or flag in line.flags)
        and (gate.get("packaging", "") != "Y" or packed)
    )
