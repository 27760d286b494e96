"""One consignment on one route: freight, border, and the bill of a tier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeVar

from reference import acceptance
from reference.charges import Charge, billed, charge
from reference.date_case import DateCase
from reference.entry_case import EntryCase, check_codes
from reference.features import features_of_goods, features_of_packing, features_of_surcharge
from reference.fx import Converter
from reference.goods import Consignment
from reference.guarantee import Exposure, guarantee_pip
from reference.lane_ask import LaneAsk, origin_zone
from reference.lanes import Lane, Route
from reference.leaning import Leaning, leaning
from reference.limits import tightest
from reference.money import PIPS, minor, shares
from reference.packing import Room
from reference.parcels import Packing, packing_of
from reference.reading import Row
from reference.refused import Refused
from reference.regimes import Jurisdiction
from reference.stacks import Stack
from reference.surcharges import LaneBill, Money
from reference.timetable import chance_by, masses, named_day, promise_day
from reference.zones import Zone

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
    loading_matters: bool  # other cargo rules on the day of loading than on the day of sale


@dataclass(frozen=True)
class Offer:
    """A consignment on a route in a tier."""

    goods: Consignment
    route: Route
    landed: Landed
    charges: list[Charge]
    promise: int
    chance: int
    leans: Leaning
    timed: tuple[str, ...]  # features of what made the date

    @property
    def price_minor(self) -> int:
        """Return what the seller bills (C-10)."""
        return billed(self.charges)

    def features(self) -> tuple[str, ...]:
        """Return the features of its packing, zones and limits."""
        found = features_of_goods(self.goods.lines)
        found += features_of_packing(self.landed.entry.packing.pieces, self.goods.lines)
        found += self.timed
        asks = [bill.ask for bill in self.landed.entry.bills]
        has = {
            "loose": self.landed.entry.packing.how == "loose",
            "consolidated": len(self.goods.sellers) > 1,
            "cargo limit per parcel": self.landed.entry.packing.cargo_limits > 0,
            "cargo rule between": self.landed.loading_matters,
            "origin by ship_from": any(x.lane.by_ship_from and x.region for x in asks),
            "origin zone keys": any(ask.zone.origin_zone != "*" for ask in asks),
            "zone limits": any(ask.zone.limits for ask in asks),
            "service area": any(ask.zone.of_area for ask in asks),
        }
        return (*found, *(name for name, held in has.items() if held))


@dataclass
class RouteCase(DateCase):
    """A consignment on a route; each part is worked out once."""

    def zone(self) -> Zone:
        """Return the zone of the buyer on the last lane."""
        return self.accepted()[1][-1]

    def accepted(self) -> tuple[Packing, list[Zone]]:
        """Return the parcels, and the zone on each lane, or refuse the goods (C-25, C-51)."""
        return self.once("accepted", self.work_accepted)

    def work_accepted(self) -> tuple[Packing, list[Zone]]:
        """Check lane by lane, then all zones, then pack and check the limits."""
        lanes, rules = self.route.lanes, self.book.cargo_rules
        for lane in lanes:
            acceptance.check_open(lane, self.case.sale_day)
            acceptance.check_flags(lane, self.goods)
            acceptance.check_lines(lane, self.goods, rules, self.loading_days())
        zones = [self.book.zones.zone(x, self.case.country, self.case.postcode) for x in lanes]
        packing = packing_of(self.goods, self.room(zones))
        if packing.how == "own":
            for lane in lanes:
                rules.check_own(lane, self.goods, packing.pieces, self.loading_days())
        for lane, zone in zip(lanes, zones, strict=True):
            acceptance.check_pieces(lane, lane.limits, packing.pieces)
            acceptance.check_shipment(lane, packing.pieces)
            acceptance.check_pieces(lane, zone.as_limits, packing.pieces)
        return packing, zones

    def room(self, zones: list[Zone]) -> Room:
        """Return the tightest limits of the lanes, of their zones, and of the cargo (C-28)."""
        lanes, rules = self.route.lanes, self.book.cargo_rules
        limits = tightest([*(lane.limits for lane in lanes), *(zone.as_limits for zone in zones)])
        cargo = rules.per_parcel(lanes, self.goods.lines, self.loading_days())
        return Room(limits, tuple(cargo), self.route.loose)

    def loading_matters(self) -> bool:
        """Tell whether other cargo rules speak of the goods than on the day of sale."""
        rules, lines = self.book.cargo_rules, self.goods.lines
        sale = (self.case.sale_day, self.case.sale_day)
        at_sale, at_loading = (
            [x for lane in self.route.lanes for x in rules.on(lane, days) if x.speaks_of_any(lines)]
            for days in (sale, self.loading_days())
        )
        return at_sale != at_loading

    def asks(self, entry: EntryCase, zones: list[Zone]) -> Iterator[LaneAsk]:
        """Yield what each lane is asked; exchange rates and values are checked (C-51)."""
        case, goods, pieces = self.case, self.goods, entry.pieces
        days = {"sale": case.sale_day, "export": entry.export_day, "entry": entry.named}
        for lane, zone in zip(self.route.lanes, zones, strict=True):
            case.settle.pips(0, lane.currency, case.currency)
            acceptance.check_value(lane, goods, case.settle, case.currency)
            value = self.band_value(lane)
            region = origin_zone(lane, self.route)
            day = days[lane.day_of]
            yield LaneAsk(lane, zone, region, goods, pieces, day, case.purpose, value)

    def band_value(self, lane: Lane) -> int | None:
        """Return the goods value in the currency of the lane's rate rows, if they ask (C-31)."""
        currency = self.book.rates.value_currency(lane)
        if not currency:
            return None
        pip = self.goods.value_minor * PIPS
        return self.case.settle.minors(pip, self.case.currency, currency)

    def freight(self, entry: EntryCase, zones: list[Zone]) -> list[LaneBill]:
        """Return what each lane charges before tax; both exchange rates are needed (C-51)."""
        bills = []
        for ask in self.asks(entry, zones):
            bills.append(self.bill(ask))
            entry.customs.pips(0, ask.lane.currency, entry.law.currency)
        return bills

    def bill(self, ask: LaneAsk) -> LaneBill:
        """Return what a lane charges before tax, worked out once for all routes over it."""
        key = (ask.lane.lane_id, ask.region, ask.day, tuple(ask.pieces))
        if key not in self.goods.billed:
            price = None if ask.lane.priced_by else self.book.rates.freight
            rounding = self.book.rates.rounding(ask.lane)
            money = Money(rounding, self.case.settle, self.case.currency)
            self.goods.billed[key] = self.book.surcharges.bill(ask, price, money)
        return replace(self.goods.billed[key], taxed=[])

    def landed(self) -> Landed:
        """Return the consignment after the border, or refuse."""
        return self.once("landed", self.work_landed)

    def work_landed(self) -> Landed:
        """Find the entry day and price goods, freight, import and EPR, checks as in C-51."""
        packing, zones = self.accepted()
        steps, named = self.entry_days()
        export = named_day(self.export_days())
        entry = EntryCase(self.case, self.goods, self.route, [], packing, named, export)
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
        return Landed(entry, regime, stack, charges, steps, named, self.loading_matters())

    def entry_days(self) -> tuple[list[tuple[int, int]], int]:
        """Return (day, mass) of the entry window and the named day, or refuse stale rules."""
        law = self.law
        steps = masses(self.book.laws.entry(self.route, self.ready("border"), law.duty_point))
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

    def lane_charge(self, bill: LaneBill, kind: str, code: str, amount: int, **rest: Any) -> Charge:
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
            **rest,
        )

    def freight_charges(self, bills: list[LaneBill]) -> list[Charge]:
        """Return base freight and surcharges lane by lane; surcharges of 0 are not shown."""
        found = []
        for bill in bills:
            lane = bill.lane.lane_id
            if bill.has_base:
                rest = {"part": "freight", "rule_id": lane, "features": bill.freight.features}
                found.append(self.lane_charge(bill, "freight", lane, bill.base_minor, **rest))
            found += self.sur_charges(bill, bill.charged, "freight")
        return found

    def sur_charges(self, bill: LaneBill, rows: list[tuple[Row, int]], part: str) -> list[Charge]:
        """Return the lines of surcharges that are not 0."""
        found = []
        for row, amount in rows:
            if amount:
                kind, features = row.get("kind", "") or "surcharge", features_of_surcharge(row)
                rest = {"part": part, "rule_id": row["sur_id"], "features": features}
                found.append(self.lane_charge(bill, kind, row["code"], amount, **rest))
        return found

    def tax_fees(
        self, bills: list[LaneBill], entry: EntryCase, imports: list[Charge]
    ) -> list[Charge]:
        """Return the surcharges on duty and tax that the seller advances (C-34)."""
        advanced = sum(c.source_amount_minor for c in imports if c.payer == "seller")
        settle, found = self.case.settle, []
        for bill in bills if advanced else ():

            def taxes(currency: str = bill.lane.currency) -> int:
                return settle.minors(advanced * PIPS, entry.law.currency, currency)

            self.book.surcharges.add_taxed(bill, taxes)
            found += self.sur_charges(bill, bill.taxed, "tax fees")
        return found

    def offer(self, tier: Row, count: int, latest: int | None) -> Offer:
        """Return the bill and promise in a tier, or refuse (C-46)."""
        check_codes(self.law.tariff, self.goods.lines)
        self.accepted()
        law, level = self.delivery(), Fraction(tier["level"])
        promise = promise_day(law, level, count)
        self.check_promise(promise, tier, latest)
        landed = self.landed()
        entry_masses, named = landed.entry_masses, landed.named
        exposure = Exposure(landed.entry, landed.charges, entry_masses, named, law, promise)
        amount = minor(guarantee_pip(self.book.guarantees, tier, exposure))
        charges = [*landed.charges, *self.guarantee_charge(amount)]
        charges += self.sale_charges(landed, billed(charges))
        leans = leaning(self.legs(), level, count)
        chance = chance_by(law, promise)
        timed = (*self.timed(), *self.timed_in(tier, leans.law))
        return Offer(self.goods, self.route, landed, charges, promise, chance, leans, timed)

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
