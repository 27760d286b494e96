"""Small books of law tables, written as CSV and compiled the way a real book is."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import parse_day
from oneprice.core.order_record import LINE
from oneprice.core.vocabulary import INCOTERM, MODE, PURPOSE
from oneprice.tariffs import _kernels
from oneprice.tariffs.compile import compile_tariffs
from oneprice.tariffs.hs_codes import code_interval
from oneprice.tariffs.slots import INPUT, counts_things
from oneprice.tariffs.tables import STAGE, TAX_CHARGE

Cells = dict[str, Any]

EXPONENTS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3, "GBP": 2}
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


class Tables(NamedTuple):
    """The part of a book that the tariff kernels read."""

    jurisdiction: Table
    commodity: Table
    measure: Table
    regime: Table
    stack: Table
    step: Table
    term: Table
    gate: Table
    epr_gate: Table
    ruleday: Table


@dataclass
class Line:
    """One order line as a test needs it; amounts in currency units as text."""

    goods: str = "100"
    hs: str = "610910"
    origin: str = "CN"
    quantity: int = 1
    net_g: int = -1
    units: Mapping[str, int] | None = None  # unit -> thousandths per unit
    packaging_g: int = 0
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
        for code, exponent in EXPONENTS.items():
            self.ctx.exponents[self.ctx.ids.add("currency", code)] = exponent
        self.tables = Tables(**compile_tariffs(self.ctx))
        currency = int(self.tables.jurisdiction[1]["currency"])
        self.pips = 10 ** self.ctx.exponents[currency] * 10_000

    def commodity(self, hs: str) -> tuple[int, int]:
        """Return (commodity, status) of a code."""
        return _kernels.find_commodity(self.tables, 1, *code_interval(hs, "hs"))

    def rate(self, hs: str, origin: str = "CN", day: str = "2026-06-01", kind: str = "base") -> str:
        """Return the text of the rate that applies, or ""."""
        commodity, status = self.commodity(hs)
        assert status == 0
        ids = self.ctx.ids
        row = _kernels.match_measure(
            self.tables,
            commodity,
            ids.find("measure_kind", kind),
            ids.add("country", origin),
            parse_day(day, "day"),
        )
        return ids.name("rate_text", self.tables.measure[row]["text"])

    def stack(self, name: str) -> int:
        """Return the row of a stack of the one place."""
        return self.ctx.ids.find("stack", f"{self.ctx.settings['law']}/{name}")

    def regime(
        self,
        value: str,
        day: str = "2026-06-01",
        purpose: str = "b2c",
        tax_id: int = 0,
        mode: str = "air",
        incoterm: str = "DDP",
        cif: str = "0",
        importer_day: str = "0",
        at_sale: str | None = None,
    ) -> int:
        """Return the row of the regime for goods of a value (at the sale: the same), or 0."""
        return _kernels.choose_regime(
            self.tables,
            1,
            parse_day(day, "day"),
            PURPOSE[purpose],
            tax_id,
            MODE[mode],
            INCOTERM[incoterm],
            self.pip(value),
            self.pip(cif),
            self.pip(importer_day),
            self.pip(value if at_sale is None else at_sale),
            self.pip(importer_day),
        )

    def pip(self, amount: str) -> int:
        """Return an amount in pips."""
        return int(Fraction(amount) * self.pips)

    def records(self, lines: Sequence[Line]) -> Any:
        """Return LINE records."""
        ids, table = self.ctx.ids, np.zeros(len(lines), LINE)
        for row, line in zip(table, lines, strict=True):
            row["quantity"], row["net_g"] = line.quantity, line.net_g
            row["country_of_origin"] = ids.add("country", line.origin)
            row["hs_lo"], row["hs_hi"] = code_interval(line.hs, "hs")
            row["flags"], row["pack_0_g"] = line.flags, line.packaging_g
            row["epr_mask"] = line.epr_mask
            for number, (unit, milli) in enumerate((line.units or {}).items(), start=1):
                row[f"unit_{number}"] = ids.add("unit", unit)
                row[f"quantity_{number}_milli"] = milli
        return table

    def run(
        self,
        lines: Sequence[Line],
        stage: str = "import",
        day: str = "2026-06-01",
        totals: Mapping[str, str] | None = None,
        tax: tuple[int, int] = (-1, 1),
        digits: int = 6,
        slots: Any = None,
        stack: int = 1,
    ) -> Run:
        """Run one stage of a stack over lines whose GOODS, ONE and QTY are filled in."""
        n, bk = len(lines), self.tables
        records = self.records(lines)
        com = np.array([self.commodity(line.hs)[0] for line in lines], np.int64)
        heading = records["hs_lo"] // 10 ** (10 - digits)
        if slots is None:
            slots = self._inputs(lines, totals or {})
        out = np.zeros(_kernels.max_charges(bk, stack, n), TAX_CHARGE)
        status, at, fact, stop = _kernels.run_stage(
            bk, stack, STAGE[stage], parse_day(day, "day"), records, np.arange(n), n, com, heading,
            slots, *tax, out, 0,
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
