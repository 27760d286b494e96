"""Random duty texts in every form of the tables (C-57)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from randomground import MATERIALS, Maker, decimal

CENT = "\N{CENT SIGN}"
# What an order must tell for the texts of a family; a book uses three of the families.
FAMILIES = {
    "pairs": ["pr"],
    "spirits": ["l", "% vol"],
    "sweets": ["% sucrose"],
    "sugar": ["polarity"],
    "parts": ["part:case", "part:strap"],
}
WEIGHTS = ("kg", "kg", "100 kg", "t", "kg gross", "kg battery", "kg packaging")
NUMBERS = ("each", "head", "No.", "doz", "hundred", "thousand", "gross")
SIZE = {
    "100 kg": 60,
    "t": 500,
    "doz": 10,
    "hundred": 80,
    "gross": 120,
    "thousand": 700,
    "hl": 50,
    "l": 1,
}


class DutyTexts:
    """Writes duty texts of a jurisdiction."""

    def __init__(self, maker: Maker, currency: str, families: list[str]) -> None:
        self.maker, self.rng, self.currency = maker, maker.rng, currency
        self.families: list[Callable[[], str]] = [getattr(self, name) for name in families]

    def text(self) -> str:
        """Return a random duty text, each form as often as the next one."""
        forms = (self.share, self.share, self.share, self.amount, self.compound, self.less)
        bounds = (self.least, self.most, self.both, self.cancelled)
        form = self.rng.choice((*forms, *bounds, *bounds, *self.families, *self.families))
        if self.maker.chance(0.05):
            return "Free"
        return self.season(form) if self.maker.chance(0.12) else form()

    # --- terms --------------------------------------------------------------------

    def share(self) -> str:
        """Return a percentage."""
        return f"{decimal(self.rng.randrange(1, 300), 1)}%"

    def per(self, unit: str, top: float = 3) -> str:
        """Return an amount per unit, `unit` read as in the tables."""
        size = SIZE.get(unit, 1)
        if unit == "kg packaging":
            unit = f"kg packaging {self.rng.choice(MATERIALS)}"
        if self.currency == "USD" and size == 1 and self.maker.chance(0.4):
            cents = decimal(self.rng.randrange(1, 2000), 1)
            return f"{cents}{CENT}/{unit}" if self.maker.chance(0.6) else f"$1.646/{unit}"
        amount = self.maker.money(0.05 * size, top * size, self.currency, 2 if size < 60 else 0)
        return f"{amount} {self.currency}/{unit}"

    def amount(self) -> str:
        """Return an amount by weight or number."""
        return self.per(self.rng.choice((*WEIGHTS, *NUMBERS)))

    # --- sums and bounds ------------------------------------------------------------

    def compound(self) -> str:
        """Return a sum of terms."""
        return self.rng.choice((f"{self.share()} + {self.amount()}", f"{self.amount()} + 3.7%"))

    def less(self) -> str:
        """Return a difference, now and then below 0."""
        return self.rng.choice(
            (f"{self.share()} less {self.amount()}", f"{self.amount()} less {self.share()}")
        )

    def least(self) -> str:
        """Return a rate with a lower bound."""
        word = self.rng.choice(("MIN", "MIN", "but not less than", "not less than"))
        return f"{self.rng.choice((self.share, self.less))()} {word} {self.amount()}"

    def most(self) -> str:
        """Return a rate with an upper bound."""
        word = self.rng.choice(("MAX", "MAX", "not more than"))
        return f"{self.compound()} {word} {self.rng.choice((self.share, self.compound))()}"

    def both(self) -> str:
        """Return a rate between two bounds; now and then the lower one is the larger."""
        return f"{self.share()} MIN {self.amount()} MAX {self.compound()}"

    def cancelled(self) -> str:
        """Return a round share with an amount added and taken off: only the cuts remain."""
        share, amount = self.rng.choice(("20%", "50%", "10%")), self.per("kg gross")
        rate = f"{share} + {amount} less {amount}"
        return self.rng.choice((rate, rate, f"{rate} MIN {share}", f"{share} MAX {rate}"))

    # --- families -------------------------------------------------------------------

    def pairs(self) -> str:
        """Return an amount per pair."""
        return self.rng.choice((self.per("pr."), f"{self.per('pr')} + {self.share()}"))

    def spirits(self) -> str:
        """Return an amount by strength and volume."""
        strong = self.maker.money(0.2, 1, self.currency, 1)
        degree = f"{strong} {self.currency}/% vol/hl"
        one = f"{self.maker.money(0.01, 0.05, self.currency, 2)} {self.currency}/% vol/l"
        choices = (degree, one, f"{degree} + {self.per('hl')}", f"{degree} MAX {self.per('l')}")
        return self.rng.choice(choices)

    def sweets(self) -> str:
        """Return an amount by sugar content."""
        amount = f"{self.maker.money(0.2, 1, self.currency, 1)} {self.currency}/% sucrose/100 kg"
        return self.rng.choice((amount, f"{self.share()} + {amount} MAX 18%"))

    def sugar(self) -> str:
        """Return an amount that falls with each degree under 100."""
        less = f"{self.maker.money(0.002, 0.03, self.currency, 2)} {self.currency}"
        least = self.per("kg", 0.5)
        return f"{self.per('kg')} less {less}/degree under 100/kg not less than {least}"

    def parts(self) -> str:
        """Return rates on parts of the goods."""
        case, strap = f"{self.share()} on case", f"{self.share()} on strap"
        rest = f"{self.share()} on all but case"
        choices = (f"{case} + {strap}", f"{case} + {rest}", f"{self.amount()} + {strap}")
        return self.rng.choice(
            (*choices, f"{rest} MIN {self.amount()}", f"{rest} + {self.share()}")
        )

    def season(self, form: Callable[[], str]) -> str:
        """Return a rate for a stretch of each year that begins or ends near the window."""
        first = self.maker.start + timedelta(days=self.rng.randrange(-30, 60))
        last = first + timedelta(days=self.rng.randrange(10, 200))
        span = "-".join(f"{day:%d} {day:%b}".upper() for day in (first, last))
        if "29 FEB" in span:
            return form()
        return f"{form()} ({span}), {self.share()}"
