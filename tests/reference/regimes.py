"""Jurisdictions, regimes and EPR gates (C-43, C-45)."""

from __future__ import annotations

from dataclasses import dataclass

from reference.goods import Consignment
from reference.measures import Tariff
from reference.money import Currencies
from reference.reading import Row, day_number, holds, words
from reference.refused import Refused
from reference.stack_rows import Step


@dataclass(frozen=True)
class Goods:
    """What GOODS are worth, in pips: the consignment's, and the importer's of the day."""

    consignment_pip: int
    importer_pip: int


@dataclass(frozen=True)
class Entry:
    """What the choice of a regime looks at."""

    day: int
    purpose: str
    has_tax_id: bool
    mode: str
    incoterm: str
    cif_pip: int
    goods: Goods  # by customs FX of the entry day
    sold: Goods | None  # by tax FX of the sale day, None without a rate


class Jurisdiction:
    """One market: its currency, duty point, regimes, steps, measures and gates."""

    def __init__(
        self, row: Row, law: dict[str, list[Row]], registrations: list[Row], currencies: Currencies
    ) -> None:
        self.code, self.country, self.currency = (
            row["jurisdiction"],
            row["country"],
            row["currency"],
        )
        self.duty_point, self.known_until = row["duty_point"], day_number(row["known_until"])
        self.currencies = currencies
        areas = {self.code, row.get("duty_area", "") or self.code}
        self.tariff = Tariff(areas, self.currency, law["measure"], law["origin_group"])
        regimes = [r for r in law["regime"] if r["jurisdiction"] == self.code]
        self.regimes = sorted(regimes, key=lambda r: int(r["priority"]))
        stacks = {r["stack_id"] for r in self.regimes}
        rows = [r for r in law["stack"] if stacks & set(words(r["stack_id"]))]
        self.steps = [Step(r, currencies, self.currency) for r in rows]
        self.gates = [r for r in law["epr_gate"] if r["jurisdiction"] == self.code]
        self.registrations = [r for r in registrations if r["jurisdiction"] == self.code]

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
            if (
                self.in_force(row, entry.day)
                and self.fits(row, entry)
                and self.in_value(row, entry)
            ):
                return row
        raise Refused("NO_REGIME")

    def fits(self, row: Row, entry: Entry) -> bool:
        """Tell whether everything but day and value fits."""
        modes = words(row.get("mode", "") or "*")
        return (
            (row.get("purpose", "") or "*") in ("*", entry.purpose)
            and (row.get("buyer_tax_id", "") or "*") in ("*", "Y" if entry.has_tax_id else "N")
            and ("*" in modes or entry.mode in modes)
            and (row.get("incoterm", "") or "*") in ("*", entry.incoterm)
        )

    def in_force(self, row: Row, day: int) -> bool:
        """Tell whether a regime row holds: valid, and its scheme registered on the day."""
        scheme = row.get("scheme", "")
        registered = any(r["scheme"] == scheme and holds(r, day) for r in self.registrations)
        return holds(row, day) and (not scheme or registered)

    def in_value(self, row: Row, entry: Entry) -> bool:
        """Tell whether the tested value lies in (value_lo, value_hi].

        A row that is not `import` is decided by the sale and needs its rate (C-43).
        """
        goods = entry.goods if row["regime"] == "import" else entry.sold
        if goods is None:
            return False
        value = entry.cif_pip if row.get("test", "") == "CIF" else goods.consignment_pip
        if row.get("aggregation", "") == "importer_day":
            value = goods.importer_pip
        low = self.currencies.maybe_pips(row.get("value_lo", ""), self.currency)
        high = self.currencies.maybe_pips(row.get("value_hi", ""), self.currency)
        return (low is None or low < value) and (high is None or value <= high)

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

    def check_epr(self, goods: Consignment, day: int) -> None:
        """Refuse lines that need a registration their seller does not have (C-45)."""
        for gate in self.gates:
            for line in goods.lines:
                if not holds(gate, day) or not line.hs.startswith(gate.get("hs_prefix", "")):
                    continue
                flag, packed = gate.get("flag", ""), any((line.row.get("packaging") or {}).values())
                if (flag and flag not in line.flags) or (
                    gate.get("packaging") == "Y" and not packed
                ):
                    continue
                if gate["scheme"] not in (line.row.get("epr_ids") or {}):
                    raise Refused("EPR_MISSING", text=gate["scheme"])


ENDS = ("valid_from", "valid_to")
