"""Small books of law tables, written as CSV and compiled the way a real book is."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from oneprice.core.compiling import Compiling
from oneprice.core.days import parse_day
from oneprice.core.ground import compile_exchange_rates
from oneprice.core.order_record import LINE
from oneprice.core.vocabulary import INCOTERM, MODE, PURPOSE
from oneprice.tariffs.compile import compile_tariffs
from oneprice.tariffs.entries import entries
from oneprice.tariffs.law_book import law_of
from oneprice.tariffs.readers.currencies import known_currencies
from oneprice.tariffs.readers.hs_codes import code_interval
from oneprice.tariffs.readers.slots import INPUT, counts_things
from oneprice.tariffs.tables import SITUATION, STAGE, TAX_CHARGE

Cells = dict[str, Any]

DAY = "2026-06-01"
PLACE: Cells = {
    "jurisdiction": "XX",
    "country": "XX",
    "duty_area": "XX",
    "currency": "EUR",
    "duty_point": "arrival",
    "known_until": "2027-01-01",
}
STEP: Cells = {
    "stack_id": "s",
    "seq": 10,
    "code": "duty",
    "kind": "duty",
    "stage": "import",
    "scope": "line",
    "basis": "GOODS",
}
REGIME: Cells = {
    "jurisdiction": "XX",
    "priority": 1,
    "regime": "import",
    "importer_of_record": "buyer",
    "entry_type": "h1",
    "heading_digits": 6,
    "stack_id": "s",
}
MEASURE: Cells = {"area": "XX", "kind": "base", "hs_prefix": "", "origin": "*", "rate": "10%"}


@dataclass
class Line:
    """One order line as a test needs it; amounts in currency units as text, weights per unit."""

    goods: str = "100"
    hs: str = "610910"
    origin: str = "CN"
    quantity: int = 1
    gross_g: int = 100
    net_g: int = -1
    battery_g: int = -1
    facts: Mapping[str, int] | None = None  # name -> thousandths (parts: minor units) per unit
    claims: Sequence[str] = ()
    packaging_g: int = 0  # paper
    plastic_g: int = 0
    flags: int = 0
    epr_mask: int = 0
    slots: Mapping[str, str] | None = None


@dataclass
class Run:
    """The outcome of a stage."""

    status: int
    line: int
    fact: int
    charges: list[tuple[str, int, Fraction]]  # (code, line position, amount in units)
    slots: Any
    records: Any


class LawBook:
    """A compiled folder of law tables with handy ways to ask it."""

    def __init__(self, folder: Path, law: str = "XX") -> None:
        self.ctx = Compiling(folder)
        self.ctx.settings["law"] = law
        tables = {"currency": known_currencies(self.ctx), "fx": compile_exchange_rates(self.ctx)}
        tables |= compile_tariffs(self.ctx)
        self.tables = SimpleNamespace(**tables)
        self.law = law_of(tables, self.ctx.ids, self.ctx.notes)
        self.currency = int(self.tables.jurisdiction[1]["currency"])
        self.pips = 10 ** self.ctx.exponents[self.currency] * 10_000

    def situation(self, day: str = DAY, **said: Any) -> Any:
        """Return a SITUATION on a day; `said` are its fields, words for what has words."""
        ids, st = self.ctx.ids, np.zeros(1, SITUATION)
        words = {"mode": MODE, "purpose": PURPOSE, "incoterm": INCOTERM}
        fields = {"mode": "air", "purpose": "b2c", "incoterm": "DDP", "from_country": "CN"} | said
        fields = {"currency": self.currency, "jurisdiction": 1, "tax_num": -1} | fields
        for name, value in fields.items():
            if name in words:
                value = words[name][value]
            elif name.endswith("_day"):
                value = parse_day(value, name)
            elif isinstance(value, str):
                value = ids.add(name.replace("from_", ""), value)
            st[0][name] = value
        for name in ("sale_day", "entry_day", "export_day", "fx_day"):
            if name not in said:
                st[0][name] = parse_day(day, "day")
        for name in ("tax_den", "customs_num", "customs_den"):
            st[0][name] = said.get(name, 1)
        return st

    def commodity(self, hs: str) -> tuple[int, int]:
        """Return (commodity, status) of a code."""
        return entries().find_commodity(self.law.ref, 1, *code_interval(hs, "hs"))

    def rate(
        self,
        hs: str,
        origin: str = "CN",
        day: str = DAY,
        kind: str = "base",
        line: Line | None = None,
        **said: Any,
    ) -> str:
        """Return the text of the rate that applies, or ""."""
        commodity, status = self.commodity(hs)
        assert status == 0
        number = self.ctx.ids.find("measure_kind", kind)
        lines = self.records([line or Line(hs=hs, origin=origin)])
        st, today = self.situation(day, **said), parse_day(day, "day")
        row = entries().match_measure(self.law.ref, st, commodity, number, today, lines)
        return self.ctx.ids.name("rate_text", self.tables.measure[row]["text"])

    def stack(self, name: str) -> int:
        """Return the row of a stack of the one place."""
        return self.ctx.ids.find("stack", f"{self.ctx.settings['law']}/{name}")

    def regime(
        self,
        *goods: str | Line,
        day: str = DAY,
        freight: tuple[str, str] = ("0", "0"),
        prior: str = "0",
        rest: Sequence[Line] = (),
        **said: Any,
    ) -> int:
        """Return the row of the regime of a consignment, or 0.

        `freight` is FR_EXPORT and FR_INTL, `prior` what came in earlier that day in units of the
        order's currency, `rest` the other lines of the order.
        """
        lines = [each if isinstance(each, Line) else Line(goods=each) for each in goods]
        st = self.situation(day, **said)
        minor = self.minor(st)
        records = self.records([*lines, *rest], minor)
        st[0]["line_hi"] = len(records)
        st[0]["prior_minor"] = int(Fraction(prior) * minor)
        n, pips = len(lines), [self.pip(each) for each in freight]
        today = parse_day(day, "day")
        return entries().choose_regime(self.law.ref, st, today, records, np.arange(n), n, *pips)

    def minor(self, st: Any) -> int:
        """Return the minor units of one unit of the order's currency."""
        return int(10 ** self.ctx.exponents[int(st[0]["currency"])])

    def pip(self, amount: str) -> int:
        """Return an amount in pips."""
        return int(Fraction(amount) * self.pips)

    def records(self, lines: Sequence[Line], minor: int = 100) -> Any:
        """Return LINE records."""
        ids, table = self.ctx.ids, np.zeros(len(lines), LINE)
        for row, line in zip(table, lines, strict=True):
            row["quantity"], row["net_g"] = line.quantity, line.net_g
            row["weight_g"], row["battery_net_g"] = line.gross_g, line.battery_g
            row["goods_minor"] = int(Fraction(line.goods) * minor)
            row["country_of_origin"] = ids.add("country", line.origin)
            row["hs_lo"], row["hs_hi"] = code_interval(line.hs, "hs")
            row["flags"], row["pack_0_g"] = line.flags, line.packaging_g
            row["pack_1_g"], row["epr_mask"] = line.plastic_g, line.epr_mask
            for word in line.claims:
                row["claim_mask"] |= 1 << ids.find("claim", word) if ids.find("claim", word) else 0
            for number, (name, value) in enumerate((line.facts or {}).items(), start=1):
                row[f"fact_{number}"] = ids.find("fact", name) or -1
                row[f"value_{number}"] = value
        return table

    def run(
        self,
        lines: Sequence[Line],
        stage: str = "import",
        day: str = DAY,
        totals: Mapping[str, str] | None = None,
        tax: tuple[int, int] = (-1, 1),
        digits: int = 6,
        slots: Any = None,
        stack: int = 1,
        billed: Sequence[int] = (),
        st: Any = None,
        **said: Any,
    ) -> Run:
        """Run one stage of a stack over lines whose GOODS, ONE and QTY are filled in."""
        n, ref = len(lines), self.law.ref
        records = self.records(lines)
        com = np.array([self.commodity(line.hs)[0] for line in lines], np.int64)
        heading = records["hs_lo"] // 10 ** (10 - digits)
        if slots is None:
            slots = self._inputs(lines, totals or {})
        if st is None:
            st = self.situation(day, tax_num=tax[0], tax_den=tax[1], **said)
        masks = np.array(billed or [0] * n, np.int64)
        steps = self.tables.stack[stack]["step_hi"] - self.tables.stack[stack]["step_lo"]
        out = np.zeros(int(steps) * (n + 1), TAX_CHARGE)
        status, at, fact, stop = entries().run_stage(
            ref, st, STAGE[stage], stack, parse_day(day, "day"), records, np.arange(n), n, com,
            heading, masks, slots, out, 0,
        )  # fmt: skip
        charges = [self._charge(record) for record in out[:stop]]
        return Run(status, at, fact, charges, slots, out[:stop])

    def _inputs(self, lines: Sequence[Line], totals: Mapping[str, str]) -> Any:
        n = len(lines)
        slots = np.zeros((int(self.tables.stack[1]["slot_count"]), n + 1), np.int64)
        for i, line in enumerate(lines):
            slots[INPUT["GOODS"], i] = self.pip(line.goods)
            slots[INPUT["QTY"], i] = line.quantity
            slots[INPUT["ONE"], i] = 1
            for name, value in (line.slots or {}).items():
                slots[INPUT[name], i] = int(value) if counts_things(name) else self.pip(value)
        slots[:, n] = slots[:, :n].sum(axis=1)
        slots[INPUT["ONE"], n] = 1
        for name, value in totals.items():
            slots[INPUT[name], n] = int(value) if counts_things(name) else self.pip(value)
        return slots

    def _charge(self, record: Any) -> tuple[str, int, Fraction]:
        code = self.ctx.ids.name("code", self.tables.step[record["step"]]["code"])
        return code, int(record["line"]), Fraction(int(record["amount_pip"]), self.pips)


def write_table(path: Path, rows: Sequence[Cells]) -> None:
    """Write rows as CSV; the header is the union of their keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


MakeLaw = Callable[..., LawBook]
