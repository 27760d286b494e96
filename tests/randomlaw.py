"""Random law of a jurisdiction: measures, regimes, EPR, compliance, and its stacks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from randomduty import DutyTexts
from randomground import EXPONENT, FLAGS, HEADINGS, MATERIALS, WORTH, Info, Maker, Row, decimal
from randomstacks import StackMaker

HEADERS = {
    "jurisdiction": "jurisdiction country duty_area currency duty_point fx_day known_until source",
    "measure": "area kind hs_prefix origin rate claim mode exported_from exported_to unit_g_over"
    " unit_g_to valid_from valid_to source note",
    "origin_group": "group country",
    "regime": "jurisdiction priority purpose buyer_tax_id scheme mode incoterm ship_from test"
    " value_lo value_hi value_currency aggregation regime importer_of_record entry_type"
    " heading_digits stack_id valid_from valid_to source",
    "stack": "stack_id seq code kind stage scope basis base_unit base_mode rate required flat q0"
    " step min max currency scheme unit mode gates share bill status valid_from valid_to source",
    "epr_gate": "jurisdiction scheme hs_prefix flag packaging valid_from valid_to source",
    "epr_fee": "jurisdiction scheme code form of amount yearly_units hs_prefix unit_g_over"
    " unit_g_to claim status valid_from valid_to source",
    "compliance_gate": "jurisdiction claim reason hs_prefix origin flag purpose mode valid_from"
    " valid_to source",
    "sales_tax": "jurisdiction postcode_lo postcode_hi rate valid_from valid_to source",
}
GATES = {"WEEE": {}, "BATT": {"flag": "UN3481"}, "PACK": {"packaging": "Y"}}
FEE_FORMS = ("per_unit", "per_unit", "per_kg", "per_kg", "per_t", "per_year")
PLACES = (("10000", "19999"), ("12345", "12345"), ("30000", "59999"), ("31", "31"), ("7", "8"))


class LawMaker:
    """Writes the law of one jurisdiction into `law/<code>/`."""

    def __init__(
        self, maker: Maker, info: Info, code: str, currency: str, families: list[str]
    ) -> None:
        self.maker, self.info, self.code, self.currency = maker, info, code, currency
        self.rng, self.area, self.group = maker.rng, f"A{code}", f"G{code}"
        self.schemes: set[str] = set()  # of regime rows
        self.duties = DutyTexts(maker, currency, families)
        self.shared = maker.rng.choice((0, 0, 0.3))  # of the rows in the area's folder
        self.stacks = [f"{code}_{name}" for name in ("FULL", "LOW", "RC")]

    def table(self, name: str) -> str:
        """Return the path of a law table: the own folder, now and then that of the duty area."""
        return f"law/{self.area if self.maker.chance(self.shared) else self.code}/{name}"

    def owner(self, table: str) -> str:
        """Return whom a row of a table may name: the area's folder holds for its members."""
        inside = table.startswith(f"law/{self.area}/")
        return self.rng.choice((self.code, self.area)) if inside else self.code

    def put(self, name: str, change: float | None, **cells: Any) -> None:
        """Add a row that names the jurisdiction; with a change as two rows that meet on a day."""
        table = self.table(name)
        key = "area" if name == "measure" else "jurisdiction"
        row = {key: self.owner(table), **cells}
        if change is None:
            self.maker.sourced(table, **row)
        else:
            self.maker.dated(table, change, **row)

    def write(self) -> None:
        """Make all tables of the jurisdiction."""
        maker = self.maker
        far = maker.end + timedelta(days=90)
        known = maker.start + timedelta(days=50) if maker.chance(0.05) else far
        maker.sourced(
            f"law/{self.code}/jurisdiction",
            jurisdiction=self.code,
            country=self.code,
            duty_area=self.area,
            currency=self.currency,
            duty_point=self.rng.choice(("arrival", "release")),
            fx_day=self.rng.choice(("", "entry", "export", "export")),
            known_until=known.isoformat(),
        )
        self.measures()
        self.regimes()
        taxed = StackMaker(maker, self.currency, self.stacks, self.threshold, self.table)
        taxed.steps(by_order=self.info.seed % 4 == 2)
        self.registered(taxed)
        self.compliance()
        self.sales_tax()

    # --- measures -----------------------------------------------------------------

    def measure(self, kind: str, prefix: str, origin: str, change: float, **cells: str) -> None:
        """Add the rows of one measure, with a change of rate now and then."""
        common = {"kind": kind, "hs_prefix": prefix, "origin": origin}
        for start, end in self.maker.halves(change):
            common["rate"] = "none" if self.maker.chance(0.04) else self.duties.text()
            dates = {"valid_from": start, "valid_to": end}
            if self.maker.chance(0.1):
                common["area"] = self.rng.choice((self.code, self.area))
                self.maker.sourced("measure", **common, **dates, **cells)
            else:
                common.pop("area", None)
                self.put("measure", None, **common, **dates, **cells)

    def conditions(self) -> list[dict[str, str]]:
        """Return the conditions of rows that stand side by side, mostly one without any."""
        day, grams = self.maker.day(), self.rng.choice(self.info.weights_g[:3])
        choices: list[list[dict[str, str]]] = [
            [{"exported_to": day}, {"exported_from": day}],
            [{"unit_g_to": str(grams)}, {"unit_g_over": str(grams)}],
            [{"mode": "air|express"}, {"mode": "post|sea|rail|road"}],
        ]
        return self.rng.choice(choices) if self.maker.chance(0.4) else [{}]

    def measures(self) -> None:
        """Add base duties for all headings, and extra and vat measures for some."""
        maker, rng = self.maker, self.rng
        for country in ("CN", "VN"):
            maker.add(self.table("origin_group"), group=self.group, country=country)
        for place, heading in enumerate(HEADINGS):
            nested = [(heading,), (heading + "10",), (heading + "10", heading + "1020")]
            for prefix in nested[place % 3]:
                self.base(prefix)
            if maker.chance(0.02):  # makes shorter codes ambiguous
                origin = rng.choice((self.group, "GB", "*"))
                self.measure("base", heading + "1030", origin, 0.25, **self.conditions()[0])
            if maker.chance(0.6):
                prefix = rng.choice((heading[:2], heading))
                self.extra(prefix, rng.choice(("CN", self.group, "*", "*")))
        self.measure("vat", "", "*", 0.2)
        if maker.chance(0.6):
            self.measure("vat", rng.choice(HEADINGS)[:2], "*", 0.25)
        if maker.chance(0.3):
            start = rng.choice(("", maker.day()))
            cells = {"kind": "extra", "hs_prefix": rng.choice(HEADINGS), "origin": "GB"}
            cells |= {"rate": "unpriced: quota without a key", "valid_from": start}
            self.put("measure", None, **cells)

    def base(self, prefix: str) -> None:
        """Add base duties of a prefix, for all origins and perhaps a preference for some."""
        for cells in self.conditions():
            self.measure("base", prefix, "*", 0.25, **cells)
        if self.maker.chance(0.4):
            origin, claim = self.rng.choice((self.group, "CN", "IN")), ""
            if self.maker.chance(0.5):
                claim = "preference"
            self.measure("base", prefix, origin, 0.25, claim=claim)
        for claim in self.rng.sample(("licence", "certified", "preference"), 2):
            if self.maker.chance(0.2):
                self.measure("base", prefix, "*", 0.25, claim=claim)

    def extra(self, prefix: str, origin: str) -> None:
        """Add additional duties of a prefix; a side condition may leave some goods free."""
        for cells in self.conditions():
            if self.maker.chance(0.8):
                self.measure("extra", prefix, origin, 0.5, **cells)
        if self.maker.chance(0.3):
            self.measure("extra", prefix, origin, 0.3, claim="exclusion")

    # --- EPR, compliance, sales tax -------------------------------------------------

    def registered(self, taxed: StackMaker) -> None:
        """Add EPR gates; mostly the platform is registered and bills fees.

        Of each four books one has steps of a scheme, one lacks fees, one lacks the number.
        """
        maker, kind = self.maker, self.info.seed % 4
        for scheme, fits in GATES.items():
            forced = scheme == "PACK"
            if not forced and maker.chance(0.5):
                continue
            self.epr_gate(scheme, fits)
            if maker.chance(0.1) or (forced and kind == 3):
                continue
            bare = forced and kind == 2  # many lines without number would leave nothing to ship
            self.info.schemes[scheme] = 0.9 if bare else 0.4
            number = {"jurisdiction": self.code, "scheme": scheme, "holder": "shop", "number": "1"}
            maker.once("registration", 0.15, **number)
            if maker.chance(0.15) or (forced and kind == 1):
                taxed.scheme_step(scheme)
            if bare or maker.chance(0.05):
                continue
            for number_of in range(self.rng.choice((1, 1, 2))):
                self.fees(scheme, f"{scheme.lower()}_{number_of}")

    def epr_gate(self, scheme: str, fits: dict[str, str]) -> None:
        """Add a gate on a prefix, a flag or packaging."""
        cells = fits or {"hs_prefix": self.rng.choice(HEADINGS)[: self.rng.choice((1, 2, 2))]}
        start, end = self.rng.choice(self.maker.halves(0.4))
        self.put("epr_gate", None, **cells, scheme=scheme, valid_from=start, valid_to=end)

    def fees(self, scheme: str, code: str) -> None:
        """Add the rows of one fee: all goods or a prefix, light and heavy goods, a modulation."""
        maker, rng = self.maker, self.rng
        grams = rng.choice(self.info.weights_g[:3])
        halves = [{"unit_g_to": grams}, {"unit_g_over": grams}]
        cells: Row
        for cells in halves if maker.chance(0.3) else [{}]:
            prefix = rng.choice(("", "", "", "", "", rng.choice(HEADINGS)[:2]))
            self.fee(scheme, code, **cells, hs_prefix=prefix)
            if maker.chance(0.3):
                self.fee(scheme, code, **cells, hs_prefix=prefix, claim="recycled")

    def fee(self, scheme: str, code: str, **cells: str) -> None:
        """Add one fee, its amount changing now and then; rarely one half is missing."""
        form = self.rng.choice(FEE_FORMS)
        top = {"per_unit": 0.6, "per_kg": 2, "per_t": 900, "per_year": 4000}[form]
        if form in ("per_kg", "per_t"):
            packaging = f"packaging {self.rng.choice(MATERIALS)}"
            cells["of"] = self.rng.choice(("", "product", "battery", packaging, packaging))
        for start, end in self.maker.halves(0.3):
            if start and self.maker.chance(0.05):
                continue
            amount = self.maker.money(top / 5, top, self.currency, self.rng.choice((0, 2)))
            own = {"amount": amount, "valid_from": start, "valid_to": end}
            if form == "per_year":
                own["yearly_units"] = self.rng.choice(("700", "3000"))
            self.put("epr_fee", None, scheme=scheme, code=code, form=form, **cells, **own)

    def compliance(self) -> None:
        """Add gates that ask for a claim."""
        rng = self.rng
        choices: tuple[Row, ...] = (
            {"hs_prefix": rng.choice(HEADINGS)[:2], "purpose": rng.choice(("*", "b2c", "b2b"))},
            {"flag": rng.choice(("UN3481", "liquid", *FLAGS)), "mode": rng.choice(("*", "air"))},
            {"hs_prefix": rng.choice(HEADINGS), "origin": rng.choice(("CN", "GB", "*"))},
        )
        for number, cells in enumerate(choices):
            if self.maker.chance(0.35):
                claim = rng.choice(("licence", "certified"))
                dates = rng.choice(self.maker.halves(0.4))
                cells |= {"valid_from": dates[0], "valid_to": dates[1]}
                self.put("compliance_gate", None, claim=claim, reason=f"rule {number}", **cells)

    def sales_tax(self) -> None:
        """Add rates by postcode, nested, in the law folder or at the top."""
        for low, high in PLACES:
            if self.maker.chance(0.7):
                cells = {"postcode_lo": low, "postcode_hi": high}
                cells["rate"] = self.rng.choice(("8.875%", "0.0625", "29/400", "0"))
                if self.maker.chance(0.5):
                    self.put("sales_tax", 0.2, **cells)
                else:
                    self.maker.dated("sales_tax", 0.2, jurisdiction=self.code, **cells)

    # --- regimes ------------------------------------------------------------------

    def threshold(self, low: float, high: float, currency: str = "") -> str:
        """Return a round value bound and remember it for the orders."""
        currency = currency or self.currency
        minor = int(self.rng.uniform(low, high) * WORTH[currency]) * 10 ** EXPONENT[currency]
        self.info.thresholds[self.code].append((minor, currency))
        return decimal(minor, EXPONENT[currency])

    def regime(self, priority: int, stack: str, regime: str, **cells: str) -> None:
        """Add one regime row."""
        row = {
            "priority": str(priority),
            "purpose": "*",
            "buyer_tax_id": "*",
            "mode": "*",
            "incoterm": "*",
            "ship_from": self.rng.choice(("", "*", "*", "*", "CN|GB", "IN|VN|CN")),
            "test": "GOODS",
            "aggregation": "consignment",
            "regime": regime,
            "importer_of_record": self.rng.choice(("buyer", "seller", "platform", "carrier")),
            "entry_type": self.rng.choice(("formal", "informal", "postal")),
            "heading_digits": self.rng.choice(("4", "6", "8", "10")),
            "stack_id": stack,
        }
        self.schemes.add(cells.get("scheme", ""))
        self.put("regime", None, **{**row, **cells})

    def bounds(self, low: float, high: float) -> dict[str, str]:
        """Return value bounds, now and then in another currency or of another sum of goods."""
        cells: dict[str, str] = {}
        if self.maker.chance(0.4):
            cells["value_currency"] = self.rng.choice(("USD", "EUR", "JPY", "CNY", "KWD"))
        currency = cells.get("value_currency", "")
        cells["value_hi"] = self.threshold(low, high, currency)
        if self.maker.chance(0.3):
            cells["value_lo"] = self.threshold(low / 9, low / 2, currency)
        cells["aggregation"] = self.rng.choice(
            ("", "consignment", "consignment", "importer_day", "item")
        )
        if cells["aggregation"] in ("", "consignment"):
            cells["test"] = self.rng.choice(("", "GOODS", "GOODS", "GOODS", "FOB", "CIF"))
        forced = {0: {"aggregation": "consignment", "test": "FOB"}, 1: {"aggregation": "item"}}
        if kind := forced.get(self.info.seed % 4):  # rare, so that of each four books one has it
            cells = {k: v for k, v in cells.items() if k != "test"} | kind
        return cells

    def regimes(self) -> None:
        """Add regimes from the special to the general."""
        maker, rng = self.maker, self.rng
        full, low, reverse = self.stacks
        if maker.chance(0.5):
            cells = self.bounds(80, 600) if maker.chance(0.4) else {}
            self.regime(10, reverse, "reverse_charge", **cells, purpose="b2b", buyer_tax_id="Y")
        if maker.chance(0.7):
            cells = self.bounds(80, 180) | {"scheme": rng.choice(("", "OSS"))}
            self.regime(20, low, "seller_collected", **cells, purpose=rng.choice(("*", "b2c")))
        if maker.chance(0.25):
            cells = {"buyer_tax_id": rng.choice(("*", "N"))}
            cells |= self.bounds(80, 600) if maker.chance(0.4) else {}
            self.regime(25, rng.choice((full, low)), "seller_collected", **cells)
        if maker.chance(0.8):
            cells = {"incoterm": rng.choice(("*", "DDP", "DAP"))}
            cells |= {"mode": rng.choice(("*", "air|express", "post"))}
            self.regime(30, rng.choice((full, low)), "import", **cells, **self.bounds(200, 900))
        for start, end in maker.halves(0.3):
            stack = full if maker.chance(0.8) else low
            self.regime(90, stack, "import", ship_from="*", valid_from=start, valid_to=end)
        if "OSS" in self.schemes and maker.chance(0.8):
            cells = {"jurisdiction": self.code, "scheme": "OSS", "holder": "shop", "number": "1"}
            maker.sourced("registration", **cells, valid_from=rng.choice(("", "", maker.day())))
