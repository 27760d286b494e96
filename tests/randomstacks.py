"""Random tax stacks with every column of `stack.csv`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from randomground import EXPONENT, MATERIALS, Maker, decimal

MODES = ("half_up", "half_even", "down", "up")
SHARES = ("", "GOODS", "GROSS_G", "CIF", "FOB", "QTY")
SCOPES = ("line", "heading", "entry")
WEIGHTS = (
    ("GROSS_G", "kg", 1),
    ("GROSS_G", "g", 0.002),
    ("NET_G", "t", 500),
    ("QTY", "unit", 1),
    ("BATTERY_G", "kg", 9),
)


class StackMaker:
    """Writes the steps of one jurisdiction's stacks."""

    def __init__(
        self,
        maker: Maker,
        currency: str,
        stacks: list[str],
        threshold: Callable[[float, float], str],
        table: Callable[[str], str],
    ) -> None:
        self.maker, self.rng, self.currency, self.table = maker, maker.rng, currency, table
        self.stacks, self.threshold, self.seq = stacks, threshold, 0
        self.slots: dict[str, set[str]] = {}  # codes of import steps, and the stacks that have them
        self.now: list[str] = []  # the stacks of the next step

    def step(self, code: str, kind: str, stage: str, scope: str, basis: str, **cells: Any) -> None:
        """Add one step to some of the stacks."""
        self.seq += 10
        row = {"stack_id": "|".join(self.now), "seq": self.seq, "code": code, "kind": kind}
        row |= {"stage": stage, "scope": scope, "basis": basis, "status": "final"}
        if scope == "entry":
            row["share"] = self.rng.choice(SHARES)
        self.maker.dated(self.table("stack"), 0.12, **{**row, **cells})
        if stage == "import":
            self.slots.setdefault(code, set()).update(self.now)
        self.draw_stacks()

    def draw_stacks(self, all_of_them: bool = False) -> None:
        """Choose the stacks of the next step."""
        some = [stack for stack in self.stacks if self.maker.chance(0.8)]
        self.now = self.stacks if all_of_them or not some else some

    def earlier(self) -> list[str]:
        """Return the codes of earlier import steps that all stacks of the next step have."""
        return [code for code, stacks in self.slots.items() if set(self.now) <= stacks]

    # --- cells ----------------------------------------------------------------------

    def rounding(self, of_money: bool = True) -> dict[str, str]:
        """Return a random rounding unit and mode, and now and then one of the basis."""
        smallest, digits = self.rng.choice((0, 0, 1, 5, 10, 100)), EXPONENT[self.currency]
        cells = {}
        if smallest:
            cells = {"unit": decimal(smallest, digits), "mode": self.rng.choice(MODES)}
        if of_money and self.maker.chance(0.3):
            size = self.rng.choice((1, 10, 100, 1000))
            cells |= {"base_unit": decimal(size, digits), "base_mode": self.rng.choice(MODES)}
        return cells

    def bounds(self, currency: str = "") -> dict[str, str]:
        """Return a floor and a cap now and then: an amount, or in the own currency a slot."""
        cells = {}
        for name, low, high in (("min", 0.5, 5), ("max", 20, 60)):
            if self.maker.chance(0.3):
                cells[name] = self.maker.money(low, high, currency or self.currency)
            elif not currency and self.maker.chance(0.25):
                cells[name] = self.rng.choice((*self.earlier(), "FR_EXPORT", "FR_INTL"))
        return cells

    def gate(self, scope: str) -> str:
        """Return random gates, mostly none."""
        if not self.maker.chance(0.3):
            return ""
        money = self.threshold(20, 400)
        op = self.rng.choice(("<=", "<", ">", ">="))
        choices = [
            f"GOODS{op}{money}",
            f"{self.rng.choice(('FOB', 'CIF'))}{op}{money}",
            f"MODE_{self.rng.choice(('AIR', 'POST'))}>=1",
            f"PIECES{op}2",
            f"BATTERY_G{op}400",
            f"QTY>1&GOODS<={money}",
            *(f"{slot}>0" for slot in self.earlier()),
        ]
        if scope == "line":
            choices += [f"line.GOODS{op}{money}"] * 2
        return self.rng.choice(choices)

    def scope(self) -> str:
        """Return a random scope."""
        return self.rng.choice(SCOPES)

    def basis(self) -> str:
        """Return a random basis from inputs and earlier slots, some of them taken off."""
        inputs = ("GOODS", "FOB", "CIF", "GOODS + FR_INTL*78/100", "GOODS + FREIGHT")
        basis = self.rng.choice(inputs)
        if basis in ("GOODS", "FOB", "CIF") and self.maker.chance(0.15):
            basis += "*100/83"
        for slot in self.earlier():
            if slot != "value" and self.maker.chance(0.35):
                basis += f" {self.rng.choice('+++-')} {slot}"
        if self.maker.chance(0.2):
            term = self.rng.choice(("FR_EXPORT/3", "FR_ENTRY * 7%", "FR_INTL/7", "GOODS*11/10"))
            basis += f" {self.rng.choice('+-')} {term}"
        return basis

    # --- steps ----------------------------------------------------------------------

    def steps(self, by_order: bool) -> None:
        """Make the steps of all stages; tax at sale perhaps at the rate of the order."""
        rng, maker = self.rng, self.maker
        self.draw_stacks()
        if maker.chance(0.5):
            basis = rng.choice(("GOODS + FR_EXPORT + FR_INTL*78/100", "CIF", "FOB", "GOODS*11/10"))
            self.step("value", "value", "import", "line", basis, rate="100%", **self.rounding())
        self.draw_stacks(all_of_them=True)
        scope = rng.choice(("line", "line", "heading"))
        basis = rng.choice(("GOODS", "CIF", *self.earlier()))
        cells = self.rounding() | {"gates": self.gate("heading")}
        rate = {"rate": "measure:base", "required": "Y"}
        self.step("duty", "duty", "import", scope, basis, **rate, **cells)
        self.extra()  # its measures must be asked for by some stack
        makers = [self.extra, self.ad_valorem, self.flat, self.per_unit, self.stamp]
        rng.shuffle(makers)
        for make in makers[: rng.randrange(1, 6)]:
            make()
        self.vat()
        self.epr()
        self.sale(by_order)

    def extra(self) -> None:
        """Add an additional duty, in a slot of its own or in the duty's."""
        scope, code = self.rng.choice(("line", "heading")), self.rng.choice(("extra", "duty"))
        cells = self.rounding() | {"gates": self.gate(scope), **self.bounds()}
        rate = {"rate": "measure:extra", "required": "N"}
        basis = self.rng.choice(("GOODS", "CIF", "FOB", "CIF - FR_INTL/3"))
        self.step(code, "duty", "import", scope, basis, **rate, **cells)

    def ad_valorem(self) -> None:
        """Add a fee in percent with bounds and a part that stays free."""
        scope, bill = self.scope(), self.rng.choice(("billed", "", "", "memo", "none"))
        free = self.maker.money(5, 50, self.currency) if self.maker.chance(0.3) else ""
        cells = {"rate": self.maker.percent(0.1, 4), "q0": free, "gates": self.gate(scope)}
        cells |= self.rounding() | self.bounds()
        basis = self.basis()
        if self.maker.chance(0.4):  # only the cuts of the terms remain
            basis = self.rng.choice(("GOODS + FR_INTL/7 - FR_INTL/7", "GOODS - CIF/3 + CIF/3"))
            cells |= {"rate": self.rng.choice(("20%", "1/2", "1")), "q0": ""}
            smallest = decimal(1, EXPONENT[self.currency])
            cells |= {"unit": smallest, "mode": self.rng.choice(("up", "down"))}
        self.step("fee_pct", "fee", "import", scope, basis, bill=bill, **cells)

    def abroad(self) -> str:
        """Return the currency of a step: now and then not the jurisdiction's."""
        others = [currency for currency in EXPONENT if currency != self.currency]
        return self.rng.choice(others) if self.maker.chance(0.4) else ""

    def flat(self) -> None:
        """Add a flat fee per entry, line or heading."""
        scope, currency = self.scope(), self.abroad()
        amount = self.maker.money(0.5, 6, currency or self.currency)
        cells = {"flat": amount, "currency": currency, "gates": self.gate(scope)}
        basis = self.rng.choice(("ONE", "HEADINGS"))
        self.step("fee_flat", "fee", "import", scope, basis, **cells, **self.rounding(False))

    def per_unit(self) -> None:
        """Add a levy by weight or number."""
        slot, per, top = self.rng.choice(WEIGHTS)
        scope, currency = self.scope(), self.abroad()
        rate = f"{self.maker.money(top / 5, top, currency or self.currency, 3)} per {per}"
        cells = self.rounding(False) | self.bounds(currency) | {"gates": self.gate(scope)}
        if slot != "QTY" and self.maker.chance(0.3):
            cells["q0"] = self.rng.choice(("100", "500"))  # grams that stay free
        self.step("levy", "tax", "import", scope, slot, rate=rate, currency=currency, **cells)

    def stamp(self) -> None:
        """Add a stamp duty for each begun amount."""
        rate = str(self.rng.randrange(1000, 200000))  # pips for each begun step
        cells = self.rounding() | {"step": self.maker.money(10, 60, self.currency)}
        self.step("stamp", "tax", "import", self.scope(), "GOODS", rate=rate, **cells)

    def vat(self) -> None:
        """Add import tax."""
        scope = self.scope()
        rate = self.maker.percent(5, 25)
        if scope != "entry" and self.maker.chance(0.4):
            rate = "measure:vat"
        cells = self.rounding() | {"gates": self.gate(scope), "required": "Y"}
        self.step("vat", "tax", "import", scope, self.basis(), rate=rate, **cells)

    def epr(self) -> None:
        """Add EPR fees that ask for no registration."""
        if self.maker.chance(0.5):
            slot = f"PACK_{self.rng.choice(MATERIALS).upper()}"
            rate = f"{self.maker.money(0.2, 2, self.currency, 3)} per kg"
            self.step(
                "epr_pack", "epr", "epr", self.scope(), slot, rate=rate, **self.rounding(False)
            )
        if self.maker.chance(0.3):
            rate = f"{self.maker.money(0.01, 0.2, self.currency, 2)} per unit"
            self.step("epr_unit", "epr", "epr", "line", "QTY", rate=rate)

    def scheme_step(self, scheme: str) -> None:
        """Add an EPR step of the stacks themselves, only for lines billed under a scheme."""
        (slot, per, top), scope = self.rng.choice(WEIGHTS), self.scope()
        cells = {"scheme": scheme, **self.rounding(False)}
        if self.maker.chance(0.3):
            slot, per, top = self.rng.choice(("ONE", "PIECES", "HEADINGS")), "unit", 0.2
            cells["flat"] = self.maker.money(0.1, 1, self.currency)
        if slot != "ONE":
            cells["rate"] = f"{self.maker.money(top / 5, top, self.currency, 3)} per {per}"
        self.draw_stacks(all_of_them=self.maker.chance(0.5))
        self.step(f"own_{scheme.lower()}", "epr", "epr", scope, slot, **cells)

    def sale(self, by_order: bool) -> None:
        """Add tax at sale."""
        scope = self.scope()
        cells = self.rounding() | {"gates": self.gate(scope)}
        if self.maker.chance(0.15) or by_order or self.currency == "USD":
            cells["rate"] = "order:sales_tax"
        elif self.maker.chance(0.6):
            cells["rate"] = self.maker.percent(5, 25)
        else:
            return
        self.step("sales_tax", "tax", "sale", scope, "BILLED", **cells)
