"""Markets of a few rows, and goods to declare there: the ground of the property tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction as F
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from tariff_cases import MEASURE, PLACE, REGIME, STEP, Cells, write_table

from oneprice.tariffs.declaration import (
    Assessment,
    Declaration,
    DeclaredLine,
    Law,
    assess,
    compile_law,
)

DAY = date(2026, 6, 1)
EVEN: Cells = {"unit": "0.01", "mode": "half_up"}
DUTY: Cells = EVEN | {"rate": "measure:base", "required": "Y"}
ROUNDING: dict[str, Callable[[F], int]] = {
    "half_up": lambda x: (2 * x + 1) // 2,
    "half_even": round,
    "down": lambda x: x // 1,
    "up": lambda x: -(-x // 1),
}
EURO_IN_RUPIAH = dict(kind="customs", authority="*", base="EUR", quote="IDR", rate="19000")
always_same = settings(derandomize=True, deadline=None, max_examples=120)

cents = st.integers(0, 50_000_000).map(lambda minor: F(minor, 100))
units = st.integers(1, 5000)
grams = st.integers(0, 200_000)


class Markets:
    """Makes markets of a few rows below a folder, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Law] = {}

    def __call__(
        self,
        rates: Mapping[str, str],
        steps: Sequence[Cells] = (DUTY,),
        currency: str = "EUR",
        measures: Sequence[Cells] = (),
        regimes: Sequence[Cells] = ({},),
    ) -> Law:
        """Return the law of a market: base rates by HS prefix, where EUR is its currency."""
        key = repr((rates, steps, currency, measures, regimes))
        if key not in self.made:
            folder = self.folder / str(len(self.made))
            said: Cells = {"source": "made up"}
            base = [
                {"hs_prefix": prefix, "rate": text.replace("EUR", currency)}
                for prefix, text in rates.items()
            ]
            own = folder / "law" / "XX"
            write_table(own / "jurisdiction.csv", [PLACE | said | {"currency": currency}])
            write_table(own / "measure.csv", [MEASURE | said | row for row in [*base, *measures]])
            write_table(own / "stack.csv", [STEP | said | row for row in steps])
            write_table(own / "regime.csv", [REGIME | said | row for row in regimes])
            write_table(folder / "fx.csv", [EURO_IN_RUPIAH])
            self.made[key] = compile_law(folder)
        return self.made[key]


def price(law: Law, *lines: DeclaredLine, **said: Any) -> Assessment:
    """Return the assessment of lines in the jurisdiction's currency, which is not refused."""
    answer = assess(law, "XX", declaration(law, *lines, **said))
    assert answer.refusal is None, answer.refusal
    return answer


def declaration(law: Law, *lines: DeclaredLine, **said: Any) -> Declaration:
    """Return a declaration in the jurisdiction's currency."""
    number = int(law.tables["jurisdiction"][1]["currency"])
    fields = {"currency": law.ids.name("currency", number)} | said
    return Declaration(entry_day=DAY, lines=lines, **fields)


def article(value: F | int, hs: str = "100000", **said: Any) -> DeclaredLine:
    """Return a line of goods of a value."""
    return DeclaredLine(goods=F(value), hs=hs, **said)


def decimal(number: F) -> str:
    """Return thousandths as decimal text."""
    whole, rest = divmod(int(number * 1000), 1000)
    return f"{whole}.{rest:03}"


def rounded(amount: F, unit: F, mode: str) -> F:
    """Return an exact amount rounded to a unit."""
    return ROUNDING[mode](amount / unit) * unit
