"""Random law of a jurisdiction: measures, regimes, stacks and EPR gates."""

from __future__ import annotations

from datetime import timedelta

from randomground import EXPONENT, HEADINGS, MATERIALS, WORTH, Info, Maker, decimal

SOURCE = "made up"
HEADERS = {
    "jurisdiction": "jurisdiction country duty_area currency duty_point known_until source",
    "measure": "area kind hs_prefix origin rate valid_from valid_to source note",
    "origin_group": "group country",
    "regime": "jurisdiction priority purpose buyer_tax_id scheme mode incoterm test"
    " value_lo value_hi aggregation regime importer_of_record entry_type heading_digits stack_id"
    " valid_from valid_to source",
    "stack": "stack_id seq code kind stage scope basis base_unit base_mode rate required flat q0"
    " step min max unit mode gates share bill status valid_from valid_to source",
    "epr_gate": "jurisdiction scheme hs_prefix flag packaging valid_from valid_to source",
}
MODES = ("half_up", "half_even", "down", "up")
SHARES = ("", "GOODS", "GROSS_G", "CIF", "QTY")


class LawMaker:
    """Writes the law of one jurisdiction into `law/<code>/`."""

    def __init__(self, maker: Maker, info: Info, code: str, currency: str) -> None:
        self.maker, self.info, self.code, self.currency = maker, info, code, currency
        self.rng, self.seq = maker.rng, 0
        self.slots: dict[str, set[str]] = {}  # codes of import steps, and the stacks that have them
        self.stacks: list[str] = []
        self.now: list[str] = []  # the stacks of the next step
        self.area = f"A{code}"

    def table(self, name: str) -> str:
        """Return the path of a law table."""
        return f"law/{self.code}/{name}"

    def write(self) -> None:
        """Make all tables of the jurisdiction."""
        maker = self.maker
        far = maker.end + timedelta(days=90)
        known = maker.start + timedelta(days=50) if maker.chance(0.05) else far
        maker.add(
            self.table("jurisdiction"),
            jurisdiction=self.code,
            country=self.code,
            duty_area=self.area,
            currency=self.currency,
            duty_point=self.rng.choice(("arrival", "release")),
            known_until=known.isoformat(),
            source=SOURCE,
        )
        self.measures()
        self.gates()
        self.regimes()

    # --- measures -----------------------------------------------------------------

    def duty(self) -> str:
        """Return a random duty text."""
        kind, rate = self.rng.randrange(8), f"{decimal(self.rng.randrange(1, 300), 1)}%"
        unit = self.rng.choice(("kg", "kg", "kg", "each", "head", "No.", "pr."))
        specific = f"{self.maker.money(0.05, 3, self.currency, 2)} {self.currency}/{unit}"
        if self.currency == "USD" and self.maker.chance(0.5):
            specific = self.rng.choice((f"1.5\N{CENT SIGN}/{unit}", f"$1.646/{unit}"))
        return ("Free", rate, rate, rate, rate, rate, specific, f"{specific} + {rate}")[kind]

    def measure(self, kind: str, prefix: str, origin: str, area: str, change: float = 0.25) -> None:
        """Add the rows of one measure, with a change of rate now and then."""
        for start, end in self.maker.halves(change):
            self.maker.add(
                self.table("measure"),
                area=area,
                kind=kind,
                hs_prefix=prefix,
                origin=origin,
                rate=self.duty(),
                valid_from=start,
                valid_to=end,
                source=SOURCE,
            )

    def measures(self) -> None:
        """Add base duties for all headings, and extra and vat measures for some."""
        rng, group = self.rng, f"G{self.code}"
        for country in ("CN", "VN"):
            self.maker.add(self.table("origin_group"), group=group, country=country)
        for place, heading in enumerate(HEADINGS):
            prefixes = [(heading,), (heading + "10",), (heading + "10", heading + "1020")][
                place % 3
            ]
            for prefix in prefixes:
                self.measure("base", prefix, "*", self.area)
                if self.maker.chance(0.4):
                    self.measure("base", prefix, rng.choice((group, "CN", "IN")), self.area)
            if self.maker.chance(0.03):  # makes shorter codes ambiguous
                self.measure("base", heading + "1030", rng.choice((group, "GB", "*")), self.area)
            if self.maker.chance(0.5):
                self.measure(
                    "extra",
                    rng.choice((heading[:2], heading)),
                    rng.choice(("CN", group, "*")),
                    self.code,
                    0.5,
                )
        self.measure("vat", "", "*", self.code, 0.2)
        if self.maker.chance(0.6):
            self.measure("vat", rng.choice(HEADINGS)[:2], "*", self.code)
        if self.maker.chance(0.3):
            row = self.maker.add(
                self.table("measure"),
                area=self.code,
                kind="extra",
                hs_prefix=rng.choice(HEADINGS),
                origin="GB",
                rate="unpriced: quota without a key",
                source=SOURCE,
            )
            row["valid_from"] = rng.choice(("", self.maker.day()))

    def gates(self) -> None:
        """Add EPR gates."""
        choices = (
            {"hs_prefix": self.rng.choice(HEADINGS)[:2]},
            {"flag": "UN3481"},
            {"packaging": "Y"},
        )
        for place, cells in enumerate(choices):
            if self.maker.chance(0.3):
                start, end = self.rng.choice(self.maker.halves(0.4))
                self.maker.add(
                    self.table("epr_gate"),
                    jurisdiction=self.code,
                    scheme=self.info.schemes[place],
                    valid_from=start,
                    valid_to=end,
                    source=SOURCE,
                    **cells,
                )

    # --- regimes ------------------------------------------------------------------

    def threshold(self, low: float, high: float) -> str:
        """Return a round value bound and remember it for the orders."""
        minor = (
            int(self.rng.uniform(low, high) * WORTH[self.currency]) * 10 ** EXPONENT[self.currency]
        )
        self.info.thresholds[self.code].append(minor)
        return decimal(minor, EXPONENT[self.currency])

    def regime(self, priority: int, stack: str, regime: str, **cells: str) -> None:
        """Add one regime row."""
        row = {
            "jurisdiction": self.code,
            "priority": str(priority),
            "purpose": "*",
            "buyer_tax_id": "*",
            "mode": "*",
            "incoterm": "*",
            "test": "GOODS",
            "aggregation": "consignment",
            "regime": regime,
            "importer_of_record": self.rng.choice(("buyer", "seller", "platform", "carrier")),
            "entry_type": self.rng.choice(("formal", "informal", "postal")),
            "heading_digits": self.rng.choice(("4", "6", "8", "10")),
            "stack_id": stack,
            "source": SOURCE,
        }
        self.maker.add(self.table("regime"), **{**row, **cells})

    def sale_bounds(self) -> dict[str, str]:
        """Return value bounds of a regime that is decided by the sale."""
        cells = {}
        if self.maker.chance(0.3):
            cells["value_lo"] = self.threshold(20, 60)
        if self.maker.chance(0.4):
            cells["value_hi"] = self.threshold(80, 600)
        if cells and self.maker.chance(0.3):
            cells["aggregation"] = "importer_day"
        return cells

    def regimes(self) -> None:
        """Add regimes from the special to the general, and their stacks."""
        maker, rng = self.maker, self.rng
        self.stacks = [f"{self.code}_{name}" for name in ("FULL", "LOW", "RC")]
        full, low, reverse = self.stacks
        if maker.chance(0.5):
            cells = self.sale_bounds()
            self.regime(10, reverse, "reverse_charge", purpose="b2b", buyer_tax_id="Y", **cells)
        if maker.chance(0.7):
            cells = {"scheme": rng.choice(("", "OSS")), "value_hi": self.threshold(80, 180)}
            cells |= {"purpose": rng.choice(("*", "b2c")), "test": rng.choice(("GOODS", "CIF"))}
            cells["value_lo"] = rng.choice(("", "", "0", "5"))
            if cells["test"] == "GOODS" and maker.chance(0.3):
                cells["aggregation"] = "importer_day"
            self.regime(20, low, "seller_collected", **cells)
        if maker.chance(0.25):
            cells = self.sale_bounds() | {"buyer_tax_id": rng.choice(("*", "N"))}
            self.regime(25, rng.choice((full, low)), "seller_collected", **cells)
        if maker.chance(0.6):
            cells = {
                "value_hi": self.threshold(200, 900),
                "incoterm": rng.choice(("*", "DDP", "DAP")),
            }
            cells["aggregation"] = rng.choice(("consignment", "importer_day"))
            cells["mode"] = rng.choice(("*", "air|express", "post"))
            self.regime(30, rng.choice((full, low)), "import", **cells)
        for start, end in maker.halves(0.3):
            stack = full if maker.chance(0.8) else low
            self.regime(90, stack, "import", valid_from=start, valid_to=end)
        if maker.chance(0.7):
            maker.add(
                "registration",
                jurisdiction=self.code,
                scheme="OSS",
                holder="shop",
                number="1",
                valid_from=rng.choice(("", "", maker.day())),
                valid_to="",
            )
        self.steps()

    # --- stacks -------------------------------------------------------------------

    def step(self, code: str, kind: str, stage: str, scope: str, basis: str, **cells: str) -> None:
        """Add one step to some of the stacks."""
        self.seq += 10
        row = {
            "stack_id": "|".join(self.now),
            "seq": str(self.seq),
            "code": code,
            "kind": kind,
            "stage": stage,
            "scope": scope,
            "basis": basis,
            "source": SOURCE,
            "status": "final",
        }
        if scope == "entry":
            row["share"] = self.rng.choice(SHARES)
        for start, end in self.maker.halves(0.12):
            self.maker.add(
                self.table("stack"), **{**row, "valid_from": start, "valid_to": end, **cells}
            )
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

    def bounds(self) -> dict[str, str]:
        """Return a floor and a cap now and then."""
        cells = {}
        if self.maker.chance(0.25):
            cells["min"] = self.maker.money(0.5, 5, self.currency)
        if self.maker.chance(0.25):
            cells["max"] = self.maker.money(20, 60, self.currency)
        return cells

    def gate(self, scope: str) -> str:
        """Return random gates, mostly none."""
        if not self.maker.chance(0.3):
            return ""
        money = self.threshold(20, 400)
        op = self.rng.choice(("<=", "<", ">", ">="))
        choices = [
            f"GOODS{op}{money}",
            f"CIF{op}{money}",
            f"MODE_{self.rng.choice(('AIR', 'POST'))}>=1",
        ]
        choices += [
            f"PIECES{op}2",
            f"QTY>1&GOODS<={money}",
            *(f"{slot}>0" for slot in self.earlier()),
        ]
        if scope == "line":
            choices += [f"line.GOODS{op}{money}"] * 2
        return self.rng.choice(choices)

    def scope(self) -> str:
        """Return a random scope."""
        return self.rng.choice(("line", "heading", "entry"))

    def basis(self) -> str:
        """Return a random basis from inputs and earlier slots."""
        terms = [self.rng.choice(("GOODS", "CIF", "GOODS + FR_INTL*78/100", "GOODS + FREIGHT"))]
        terms += [slot for slot in self.earlier() if slot != "value" and self.maker.chance(0.35)]
        if self.maker.chance(0.1):
            terms.append(self.rng.choice(("FR_EXPORT/3", "FR_ENTRY * 7%", "FR_INTL/7")))
        if self.maker.chance(0.15):
            terms = [f"{term}*100/83" if term in ("GOODS", "CIF") else term for term in terms]
        return " + ".join(terms)

    def steps(self) -> None:
        """Make the steps of all stages."""
        rng, maker = self.rng, self.maker
        self.draw_stacks()
        if maker.chance(0.5):
            basis = rng.choice(("GOODS + FR_EXPORT + FR_INTL*78/100", "CIF", "GOODS*11/10"))
            self.step("value", "value", "import", "line", basis, rate="100%", **self.rounding())
        self.draw_stacks(all_of_them=True)
        duty_basis = rng.choice(("GOODS", "CIF", *self.earlier()))
        self.step(
            "duty",
            "duty",
            "import",
            rng.choice(("line", "line", "heading")),
            duty_basis,
            rate="measure:base",
            required="Y",
            gates=self.gate("heading"),
            **self.rounding(),
        )
        makers = [self.extra, self.ad_valorem, self.flat, self.per_unit, self.stamp]
        rng.shuffle(makers)
        for make in makers[: rng.randrange(1, 6)]:
            make()
        self.vat()
        self.epr()
        self.sale()

    def extra(self) -> None:
        """Add an additional duty, in a slot of its own or in the duty's."""
        scope, code = self.rng.choice(("line", "heading")), self.rng.choice(("extra", "duty"))
        self.step(
            code,
            "duty",
            "import",
            scope,
            self.rng.choice(("GOODS", "CIF")),
            rate="measure:extra",
            required="N",
            gates=self.gate(scope),
            max=self.bounds().get("max", ""),
            **self.rounding(),
        )

    def ad_valorem(self) -> None:
        """Add a fee in percent with bounds and a part that stays free."""
        scope, bill = self.scope(), self.rng.choice(("billed", "", "", "memo", "none"))
        free = self.maker.money(5, 50, self.currency) if self.maker.chance(0.3) else ""
        self.step(
            "fee_pct",
            "fee",
            "import",
            scope,
            self.basis(),
            rate=self.maker.percent(0.1, 4),
            q0=free,
            gates=self.gate(scope),
            bill=bill,
            **self.rounding(),
            **self.bounds(),
        )

    def flat(self) -> None:
        """Add a flat fee per entry, line or heading."""
        scope = self.scope()
        self.step(
            "fee_flat",
            "fee",
            "import",
            scope,
            self.rng.choice(("ONE", "HEADINGS")),
            flat=self.maker.money(0.5, 6, self.currency),
            gates=self.gate(scope),
        )

    def per_unit(self) -> None:
        """Add a levy by weight or number."""
        slot, per, top = self.rng.choice(
            (("GROSS_G", "kg", 1), ("GROSS_G", "g", 0.002), ("NET_G", "t", 500), ("QTY", "unit", 1))
        )
        rate = f"{self.maker.money(top / 5, top, self.currency, 3)} per {per}"
        scope = self.scope()
        self.step(
            "levy",
            "tax",
            "import",
            scope,
            slot,
            rate=rate,
            gates=self.gate(scope),
            **self.rounding(False),
            **self.bounds(),
        )

    def stamp(self) -> None:
        """Add a stamp duty for each begun amount."""
        rate = str(self.rng.randrange(1000, 200000))  # pips for each begun step
        step = self.maker.money(10, 60, self.currency)
        self.step(
            "stamp", "tax", "import", self.scope(), "GOODS", rate=rate, step=step, **self.rounding()
        )

    def vat(self) -> None:
        """Add import tax."""
        scope = self.scope()
        rate = self.maker.percent(5, 25)
        if scope != "entry" and self.maker.chance(0.4):
            rate = "measure:vat"
        self.step(
            "vat",
            "tax",
            "import",
            scope,
            self.basis(),
            rate=rate,
            required="Y",
            gates=self.gate(scope),
            **self.rounding(),
        )

    def epr(self) -> None:
        """Add EPR fees."""
        if self.maker.chance(0.5):
            material = self.rng.choice(MATERIALS).upper()
            rate = f"{self.maker.money(0.2, 2, self.currency, 3)} per kg"
            self.step(
                "epr_pack",
                "epr",
                "epr",
                self.scope(),
                f"PACK_{material}",
                rate=rate,
                **self.rounding(False),
            )
        if self.maker.chance(0.3):
            self.step(
                "epr_unit",
                "epr",
                "epr",
                "line",
                "QTY",
                rate=f"{self.maker.money(0.01, 0.2, self.currency, 2)} per unit",
            )

    def sale(self) -> None:
        """Add tax at sale."""
        scope = self.scope()
        if self.code == "US":
            self.step(
                "sales_tax",
                "tax",
                "sale",
                scope,
                "BILLED",
                rate="order:sales_tax",
                gates=self.gate(scope),
                **self.rounding(),
            )
        elif self.maker.chance(0.6):
            self.step(
                "sale_vat",
                "tax",
                "sale",
                scope,
                "BILLED",
                rate=self.maker.percent(5, 25),
                gates=self.gate(scope),
                **self.rounding(),
            )
