"""One consignment on one route: freight, border, and the bill of a tier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from reference import acceptance
from reference.acceptance import Zone
from reference.charges import Charge, billed, charge
from reference.entry_case import EntryCase, check_codes
from reference.fx import Converter
from reference.goods import Consignment
from reference.guarantee import Exposure, guarantee_pip
from reference.lanes import Route
from reference.money import PIPS, minor, shares
from reference.order_case import OrderCase
from reference.parcels import Parcel, parcels_of
from reference.quantities import of_pieces
from reference.reading import Row
from reference.refused import Refused
from reference.regimes import Jurisdiction
from reference.stacks import Stack
from reference.surcharges import LaneBill
from reference.timetable import Law, Laws, chance_by, masses, named_day, promise_day

T = TypeVar("T")


@dataclass(frozen=True)
class Landed:
    """The consignment after the border, before guarantee and tax at sale."""

    entry: EntryCase
    regime: Row
    stack: Stack
    charges: list[Charge]
    entry_masses: list[tuple[int, int]]
    named: int


@dataclass(frozen=True)
class Offer:
    """A consignment on a route in a tier."""

    goods: Consignment
    route: Route
    landed: Landed
    charges: list[Charge]
    promise: int
    chance: int

    @property
    def price_minor(self) -> int:
        """Return what the seller bills (C-10)."""
        return billed(self.charges)


@dataclass
class RouteCase:
    """A consignment on a route; each part is worked out once."""

    book: Any
    case: OrderCase
    goods: Consignment
    route: Route
    split_from: Consignment | None  # the group that could have gone whole (C-25)
    known: dict[str, Any] = field(default_factory=dict)

    def once(self, name: str, work: Callable[[], T]) -> T:
        """Return a part, worked out at the first call; a refusal is kept as well."""
        if name not in self.known:
            try:
                self.known[name] = work()
            except Refused as refused:
                self.known[name] = refused
        found = self.known[name]
        if isinstance(found, Refused):
            raise found
        return found  # type: ignore[no-any-return]  # a loose dict of the twin

    def accepted(self) -> tuple[list[Parcel], list[Zone]]:
        """Return the parcels, and the zone on each lane, or refuse the goods (C-25, C-51)."""
        return self.once("accepted", self.work_accepted)

    def work_accepted(self) -> tuple[list[Parcel], list[Zone]]:
        """Check lane by lane, then all zones, then pack and check the limits."""
        day, lanes = self.case.sale_day, self.route.lanes
        for lane in lanes:
            acceptance.check_open(lane, day)
            acceptance.check_cargo(lane, self.goods)
            acceptance.check_lines(lane, self.goods, self.book.cargo_rules, day)
        code = self.case.order["buyer"].get("postcode") or ""
        zones = [acceptance.zone_of(x, self.book.zones, self.case.country, code) for x in lanes]
        pieces = parcels_of(self.goods, self.route)
        for lane in lanes:
            acceptance.check_shipment(lane, pieces)
        return pieces, zones

    def freight(self, entry: EntryCase, zones: list[Zone]) -> list[LaneBill]:
        """Return what each lane charges before tax; both exchange rates are needed (C-51)."""
        case, bills = self.case, []
        for lane, zone in zip(self.route.lanes, zones, strict=True):
            case.settle.pips(0, lane.currency, case.currency)
            acceptance.check_value(lane, self.goods, case.settle, case.currency)
            bill = LaneBill(lane, zone, entry.pieces, 0, not lane.priced_by, [])
            if not lane.priced_by:
                quantities = of_pieces(lane, entry.pieces)
                cargo, day = self.goods.cargo_class, case.sale_day
                bill.base_minor = self.book.rates.base_minor(lane, zone, cargo, quantities, day)
            self.book.surcharges.add(bill, self.goods, case.settle, case.currency)
            entry.customs.pips(0, lane.currency, entry.law.currency)
            bills.append(bill)
        return bills

    def delivery(self) -> Law:
        """Return the law of the delivery day."""
        ready = self.case.ready_min(self.goods)
        laws: Laws = self.book.laws
        return self.once("delivery", lambda: laws.delivery(self.route, ready))

    def landed(self) -> Landed:
        """Return the consignment after the border, or refuse."""
        return self.once("landed", self.work_landed)

    def work_landed(self) -> Landed:
        """Find the entry day and price goods, freight, import and EPR, checks as in C-51."""
        pieces, zones = self.accepted()
        steps, named = self.entry_days()
        laws, ready = self.book.laws, self.case.ready_min(self.goods)
        export = named_day(masses(laws.export(self.route, ready)))
        entry = EntryCase(self.case, self.goods, self.route, [], pieces, named, export)
        for line in self.goods.lines:
            entry.value(line)
        entry.bills = self.freight(entry, zones)
        law, day = entry.law, self.case.sale_day
        regime, stack = entry.admitted(named)
        if self.split_from is not None:
            entry.check_split(regime, stack, self.split_from, named)
        lines, mode = self.goods.lines, self.route.mode
        law.check_claims(lines, named, self.case.purpose, mode)
        stack.billed = law.epr_billed(lines, day, regime["stack_id"])
        imports = entry.charges(entry.imported(regime, stack, named), "import", regime)
        charges = [*self.goods_charges(), *self.freight_charges(entry.bills), *imports]
        charges += self.tax_fees(entry.bills, entry, imports)
        epr = stack.run(law.steps_of(regime["stack_id"], "epr", day), day)
        charges += entry.charges(epr, "epr", regime)
        return Landed(entry, regime, stack, charges, steps, named)

    def entry_days(self) -> tuple[list[tuple[int, int]], int]:
        """Return (day, mass) of the entry window and the named day, or refuse stale rules."""
        law, ready = self.law, self.case.ready_min(self.goods)
        steps = masses(self.book.laws.entry(self.route, ready, law.duty_point))
        if steps[-1][0] >= law.known_until:
            raise Refused("RULES_STALE")
        return steps, named_day(steps)

    @property
    def law(self) -> Jurisdiction:
        """Return the jurisdiction; a country without law is refused."""
        if self.case.law is None:
            raise Refused("NO_JURISDICTION")
        return self.case.law

    def goods_charges(self) -> list[Charge]:
        """Return one line per goods line."""
        return [
            charge(
                self.case.settle,
                self.case.currency,
                line.value_minor,
                self.case.currency,
                kind="goods",
                code=line.row["sku"],
                line=line.index,
                payer="seller",
                part="goods",
            )
            for line in self.goods.lines
        ]

    def lane_charge(
        self, bill: LaneBill, kind: str, code: str, amount: int, rule: str, part: str
    ) -> Charge:
        """Return a line of a lane, billed by the seller."""
        return charge(
            self.case.settle,
            self.case.currency,
            amount,
            bill.lane.currency,
            kind=kind,
            code=code,
            line=None,
            payer="seller",
            part=part,
            rule_id=rule,
        )

    def freight_charges(self, bills: list[LaneBill]) -> list[Charge]:
        """Return base freight and surcharges lane by lane; surcharges of 0 are not shown."""
        found = []
        for bill in bills:
            lane = bill.lane.lane_id
            if bill.has_base:
                found.append(
                    self.lane_charge(bill, "freight", lane, bill.base_minor, lane, "freight")
                )
            found += self.sur_charges(bill, bill.charged, "freight")
        return found

    def sur_charges(self, bill: LaneBill, rows: list[tuple[Row, int]], part: str) -> list[Charge]:
        """Return the lines of surcharges that are not 0."""
        return [
            self.lane_charge(
                bill, row.get("kind", "") or "surcharge", row["code"], amount, row["sur_id"], part
            )
            for row, amount in rows
            if amount
        ]

    def tax_fees(
        self, bills: list[LaneBill], entry: EntryCase, imports: list[Charge]
    ) -> list[Charge]:
        """Return the surcharges on duty and tax that the seller advances (C-34)."""
        advanced = sum(c.source_amount_minor for c in imports if c.payer == "seller")
        found: list[Charge] = []
        for bill in bills if advanced else ():
            sheet = self.book.surcharges
            if not sheet.on_taxes(bill, self.goods, self.case.sale_day):
                continue
            settle, currency = self.case.settle, bill.lane.currency
            taxes = settle.minors(advanced * PIPS, entry.law.currency, currency) * PIPS
            rows = sheet.taxed(bill, self.goods, taxes, settle.day)
            found += self.sur_charges(bill, rows, "tax fees")
        return found

    def offer(self, tier: Row, count: int, latest: int | None) -> Offer:
        """Return the bill and promise in a tier, or refuse (C-46)."""
        check_codes(self.law.tariff, self.goods.lines)
        self.accepted()
        law = self.delivery()
        promise = promise_day(law, Fraction(tier["level"]), count)
        self.check_promise(promise, tier, latest)
        landed = self.landed()
        chance = chance_by(law, promise)
        exposure = Exposure(landed.entry, landed.charges, landed.entry_masses, landed.named, chance)
        amount = minor(guarantee_pip(self.book.guarantees, tier, exposure))
        charges = [*landed.charges, *self.guarantee_charge(amount)]
        charges += self.sale_charges(landed, billed(charges))
        return Offer(self.goods, self.route, landed, charges, promise, chance)

    def check_promise(self, promise: int, tier: Row, latest: int | None) -> None:
        """Refuse a promise that is too late for the tier, the order or the tier before."""
        if promise - self.case.sale_day > int(tier["max_days"]):
            raise Refused("TOO_SLOW")
        if self.case.deadline is not None and promise > self.case.deadline:
            raise Refused("AFTER_DEADLINE")
        if latest is not None and promise > latest:
            raise Refused("LATER_THAN_TIER")

    def guarantee_charge(self, amount: int) -> list[Charge]:
        """Return the guarantee line, if it is not 0."""
        if not amount:
            return []
        currency = self.case.currency
        return [
            Charge(
                "guarantee", "guarantee", None, amount, currency, amount, currency, "seller",
                "guarantee",
            )
        ]  # fmt: skip

    def sale_charges(self, landed: Landed, before_tax: int) -> list[Charge]:
        """Return tax at sale on what the seller bills (C-37, C-48)."""
        entry, day = landed.entry, self.case.sale_day
        steps = entry.law.steps_of(landed.regime["stack_id"], "sale", day)
        if not steps:
            return []
        tax = Converter(self.case.settle.fx, "tax", entry.law.authorities, day)
        total = tax.minors(before_tax * PIPS, self.case.currency, entry.law.currency) * PIPS
        stack = landed.stack.copy()
        stack.put("BILLED", shares(total, stack.slot("GOODS").lines))
        return entry.charges(stack.run(steps, day), "sale", landed.regime)
