"""Exchange rates (C-09): dated rows by kind and authority, used in both directions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from reference.money import Currencies, Cut, cut_part, minor
from reference.reading import Row, holds
from reference.refused import Refused

Authorities = tuple[str, ...]  # the jurisdiction, its duty area and `*`, the nearest first


class Fx:
    """The rows of `fx.csv` and the conversions they allow."""

    def __init__(self, rows: list[Row], currencies: Currencies) -> None:
        self.currencies = currencies
        self.rows: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            self.rows[row["kind"], row["authority"], row["base"], row["quote"]].append(row)
        self.memo: dict[tuple[str, Authorities, str, str, int], Fraction | None] = {}

    def quoted(self, kind: str, authority: str, base: str, quote: str, day: int) -> Fraction | None:
        """Return the units of quote for one base by one authority, own direction first."""
        for row in self.rows.get((kind, authority, base, quote), ()):
            if holds(row, day):
                return Fraction(row["rate"])
        for row in self.rows.get((kind, authority, quote, base), ()):
            if holds(row, day):
                return 1 / Fraction(row["rate"])
        return None

    def rate(
        self, kind: str, authorities: Authorities, base: str, quote: str, day: int
    ) -> Fraction | None:
        """Return what minor units of base are multiplied with, by the nearest authority."""
        for authority in authorities:
            found = self.quoted(kind, authority, base, quote, day)
            if found is not None:
                shift = self.currencies.exponent[quote] - self.currencies.exponent[base]
                return found * Fraction(10) ** shift
        return None

    def factor(
        self, kind: str, authorities: Authorities, base: str, quote: str, day: int
    ) -> Fraction:
        """Return what minor units of base are multiplied with, or refuse FX_MISSING."""
        if base == quote:
            return Fraction(1)
        key = (kind, authorities, base, quote, day)
        if key not in self.memo:
            self.memo[key] = self.rate(*key)
        found = self.memo[key]
        if found is None:
            raise Refused("FX_MISSING", text=f"{kind} {base} {quote}")
        return found


class Converter:
    """Conversions of one kind on one day for one jurisdiction."""

    def __init__(self, fx: Fx, kind: str, authorities: Authorities, day: int) -> None:
        self.fx, self.kind, self.authorities, self.day = fx, kind, authorities, day

    def factor(self, base: str, quote: str) -> Fraction:
        """Return what minor units of base are multiplied with, or refuse FX_MISSING."""
        return self.fx.factor(self.kind, self.authorities, base, quote, self.day)

    def known(self, base: str, quote: str) -> bool:
        """Tell whether there is a rate."""
        try:
            self.factor(base, quote)
        except Refused:
            return False
        return True

    def cut(self, pip: int, base: str, quote: str) -> Cut:
        """Return an amount converted and cut to pips, and whether anything was lost (C-04)."""
        by = self.factor(base, quote)
        return cut_part(pip * by.numerator, by.denominator)

    def pips(self, pip: int, base: str, quote: str) -> int:
        """Return an amount converted and cut to pips (C-04)."""
        return self.cut(pip, base, quote)[0]

    def minors(self, pip: int, base: str, quote: str) -> int:
        """Return an amount converted and rounded half up to one minor unit."""
        return minor(self.pips(pip, base, quote))
