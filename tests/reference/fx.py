"""Exchange rates (C-09): dated rows by kind and authority, used in both directions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from reference.money import Currencies, cut_pip, minor
from reference.reading import Row, holds
from reference.refused import Refused


class Fx:
    """The rows of `fx.csv` and the conversions they allow."""

    def __init__(self, rows: list[Row], currencies: Currencies) -> None:
        self.currencies = currencies
        self.rows: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row["kind"], row["authority"], row["base"], row["quote"]].append(row)
        self.memo: dict[tuple[str, str, str, str, int], Fraction | None] = {}

    def quoted(self, kind: str, authority: str, base: str, quote: str, day: int) -> Fraction | None:
        """Return the units of quote for one base by one authority, own direction first."""
        for row in self.rows.get((kind, authority, base, quote), ()):
            if holds(row, day):
                return Fraction(row["rate"])
        for row in self.rows.get((kind, authority, quote, base), ()):
            if holds(row, day):
                return 1 / Fraction(row["rate"])
        return None

    def factor(self, kind: str, authority: str, base: str, quote: str, day: int) -> Fraction:
        """Return what minor units of base are multiplied with, or refuse FX_MISSING."""
        if base == quote:
            return Fraction(1)
        key = (kind, authority, base, quote, day)
        if key not in self.memo:
            rate = self.quoted(*key)
            if rate is None:
                rate = self.quoted(kind, "*", base, quote, day)
            shift = self.currencies.exponent[quote] - self.currencies.exponent[base]
            self.memo[key] = None if rate is None else rate * Fraction(10) ** shift
        found = self.memo[key]
        if found is None:
            raise Refused("FX_MISSING", text=f"{kind} {base} {quote}")
        return found


class Converter:
    """Conversions of one kind on one day for one jurisdiction."""

    def __init__(self, fx: Fx, kind: str, authority: str, day: int) -> None:
        self.fx, self.kind, self.authority, self.day = fx, kind, authority, day

    def known(self, base: str, quote: str) -> bool:
        """Tell whether there is a rate."""
        try:
            self.fx.factor(self.kind, self.authority, base, quote, self.day)
        except Refused:
            return False
        return True

    def pips(self, pip: int, base: str, quote: str) -> int:
        """Return an amount converted and cut to pips (C-04)."""
        return cut_pip(pip, self.fx.factor(self.kind, self.authority, base, quote, self.day))

    def minors(self, pip: int, base: str, quote: str) -> int:
        """Return an amount converted and rounded half up to one minor unit."""
        return minor(self.pips(pip, base, quote))
