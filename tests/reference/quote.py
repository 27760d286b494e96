"""The whole quote: consignments, tiers, options and refusals (C-25, C-46)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reference.areas import area_keys
from reference.calendars import WorkCalendar
from reference.cargo_rules import CargoRules
from reference.departures import Departures, Known
from reference.features import features_of_regime
from reference.freight import RateCard
from reference.fx import Fx
from reference.goods import Consignment
from reference.handling import Clocks, Handlings
from reference.hour_laws import HourLaws, written_laws
from reference.lanes import Lane, Network, Node
from reference.money import PIPS, Currencies
from reference.opening import Doors
from reference.order_case import OrderCase, instant_text, read_order
from reference.reading import LawFolders, Row, day_number, day_text, holds, read_table, words
from reference.refused import Refused
from reference.regimes import Jurisdiction
from reference.route_case import Offer, RouteCase
from reference.surcharges import SurchargeSheet
from reference.timetable import Laws
from reference.transfers import Transfers
from reference.zones import ZoneKeys

KNOWN_DAYS = 240  # after the window of the book (C-20)
EARLIER_DAYS = 30  # before it, where there is uplift
TIERS = ("economy", "standard", "premium")
Refusals = list[dict[str, str]]
Plan = list[list[RouteCase]]  # the routes of each consignment


@dataclass
class TierChoice:
    """What a tier came to: one offer per consignment, or refusals."""

    tier: Row
    offers: list[Offer]
    refusals: Refusals

    @property
    def price_minor(self) -> int:
        """Return the sum of the consignments' prices."""
        return sum(offer.price_minor for offer in self.offers)

    @property
    def promise(self) -> int:
        """Return the latest promise of the consignments (C-21)."""
        return max(offer.promise for offer in self.offers)


class ReferenceBook:
    """A source folder, read once, that quotes orders slowly and exactly."""

    def __init__(self, folder: Path, law_folder: Path | None = None) -> None:
        if read_table(folder / "tariff_file.csv"):
            raise NotImplementedError("official tariff files are not read here")
        self.keys = {row["key"]: row["value"] for row in read_table(folder / "book.csv")}
        self.currencies = Currencies(read_table(folder / "currency.csv"))
        self.fx = Fx(read_table(folder / "fx.csv"), self.currencies)
        self.read_carriers(folder)
        named = words(self.keys.get("law", ""))
        law = LawFolders(folder, law_folder or folder / "law", named)
        registrations = read_table(folder / "registration.csv")
        self.jurisdictions = [
            Jurisdiction(row, law, registrations, self.currencies) for row in law.jurisdictions()
        ]

    def read_carriers(self, folder: Path) -> None:
        """Read places, lanes, rates and everything else that carriers publish."""
        own_days = read_table(folder / "calendar_day.csv")
        calendars = self.calendars = {
            row["calendar_id"]: WorkCalendar(
                row, [day for day in own_days if day["calendar_id"] == row["calendar_id"]]
            )
            for row in read_table(folder / "calendar.csv")
        }
        zones = {row["node_id"]: row["tz"] for row in read_table(folder / "node.csv")}
        nodes = {row["node_id"]: node(row, calendars) for row in read_table(folder / "node.csv")}
        lanes = [Lane(row, nodes, calendars) for row in read_table(folder / "lane.csv")]
        by_id = {lane.lane_id: lane for lane in lanes}
        self.read_times(folder, lanes, Clocks(calendars, zones))
        self.rates = RateCard(read_table(folder / "rate.csv"), by_id, self.currencies)
        surcharges, indexes = read_table(folder / "surcharge.csv"), read_table(folder / "index.csv")
        self.surcharges = SurchargeSheet(surcharges, indexes, self.currencies)
        areas = area_keys(folder / "areas", read_table(folder / "postcode.csv"))
        self.zones = ZoneKeys([*read_table(folder / "zone.csv"), *areas])
        self.cargo_rules = CargoRules(read_table(folder / "cargo_rule.csv"))
        self.tiers = read_table(folder / "tier.csv")
        self.guarantees = read_table(folder / "guarantee.csv")

    def read_times(self, folder: Path, lanes: list[Lane], clocks: Clocks) -> None:
        """Read how lanes meet, and how long things take."""
        transfers = Transfers(read_table(folder / "transfer.csv"))
        written = written_laws(read_table(folder / "transit_law.csv"))
        learned, uplifts = (read_table(folder / f"{x}.csv") for x in ("transit", "uplift"))
        departures = Departures(self.known(EARLIER_DAYS if uplifts else 0), transfers)
        self.network = Network(lanes, transfers)
        self.laws = Laws(departures, HourLaws(learned, written, uplifts))
        self.handlings = Handlings(read_table(folder / "handling.csv"), written, clocks)

    def known(self, earlier_days: int) -> Known:
        """Return when departures are known (C-20)."""
        first, end = (day_number(self.keys[key]) for key in ("window_from", "window_to"))
        return Known((first - earlier_days) * 1440, (end + KNOWN_DAYS) * 1440)

    def quote(self, order: dict[str, Any]) -> dict[str, Any]:
        """Return options and refusals for an order."""
        case = read_order(self, order)
        options: list[dict[str, Any]] = []
        refusals: Refusals = []
        plans, latest = self.plans(case), None
        for name in TIERS:
            tier = next(
                (t for t in self.tiers if t["tier"] == name and holds(t, case.sale_day)), None
            )
            if tier is None:
                continue
            choice = cheapest([self.settle_tier(case, plan, tier, latest) for plan in plans])
            refusals += choice.refusals
            if not choice.refusals:
                latest = choice.promise
                options.append(option(case, choice))
        return {
            "quoted_at": order["quoted_at"],
            "valid_until": instant_text(case.valid_until_min),
            "currency": case.currency,
            "options": options,
            "refusals": refusals,
        }

    def cases(
        self, case: OrderCase, goods: Consignment, split_from: Consignment | None = None
    ) -> list[RouteCase]:
        """Return a consignment on each of its routes."""
        routes = self.network.routes(goods.ship_from, case.country)
        return [RouteCase(self, case, goods, route, split_from) for route in routes]

    def plans(self, case: OrderCase) -> list[Plan]:
        """Return the plan with groups whole, and the one with all of them split (C-25)."""
        modes = {mode for t in self.tiers if holds(t, case.sale_day) for mode in words(t["modes"])}
        first: Plan = []
        second: Plan = []
        for group in case.whole_groups:
            whole, classes = self.cases(case, group), group.by_class()
            if len(classes) == 1 or group.own_parcels:
                first.append(whole)
                second.append(whole)
                continue
            carried = any(carries(route, modes) for route in whole)
            parts = [self.cases(case, x, group if carried else None) for x in classes]
            first += [whole] if carried else parts
            second += parts
        return [first] if len(first) == len(second) else [first, second]

    def settle_tier(
        self, case: OrderCase, parts: Plan, tier: Row, latest: int | None
    ) -> TierChoice:
        """Return the best offer of each consignment in a tier, or the reasons against it."""
        choice = TierChoice(tier, [], [])
        if case.order.get("parcels") and len(parts) > 1:
            choice.refusals = refused(tier, [Refused("PARCELS_AND_SPLIT")])
            return choice
        every: list[Refused] = []
        for routes in parts:
            best, reasons = best_offer(routes, tier, len(parts), latest)
            every += reasons
            if best is not None:
                choice.offers.append(best)
        if len(choice.offers) < len(parts):
            choice.refusals = refused(tier, every)
        return choice


def node(row: Row, calendars: dict[str, WorkCalendar]) -> Node:
    """Return a place with its clock and opening hours (C-63, C-65)."""
    doors = None
    if row.get("opens", ""):
        doors = Doors(calendars[row["calendar_id"]], row["tz"], row["opens"], row["closes"])
    region, clears = row.get("region", ""), words(row.get("clears", ""))
    return Node(row["node_id"], row["kind"], row["country"], row["tz"], region, doors, clears)


def cheapest(choices: list[TierChoice]) -> TierChoice:
    """Return the first plan that is offered at the lowest price, or all refusals (C-25)."""
    offered = [choice for choice in choices if not choice.refusals]
    if offered:
        return min(offered, key=lambda choice: choice.price_minor)
    reasons: Refusals = []
    for choice in choices:
        reasons += [reason for reason in choice.refusals if reason not in reasons]
    return TierChoice(choices[0].tier, [], reasons)


def carries(route: RouteCase, modes: set[str]) -> bool:
    """Tell whether a route of any tier takes the goods, neither price nor date asked (C-25)."""
    if route.route.mode not in modes:
        return False
    try:
        route.accepted()
    except Refused:
        return False
    return True


def best_offer(
    routes: list[RouteCase], tier: Row, count: int, latest: int | None
) -> tuple[Offer | None, list[Refused]]:
    """Return the offer with the lowest (price, promise, route number), or the reasons (C-46)."""
    reasons: list[Refused] = []
    offers: list[Offer] = []
    modes = words(tier["modes"])
    for route in routes:
        if route.route.mode not in modes:
            continue
        try:
            offers.append(route.offer(tier, count, latest))
        except Refused as reason:
            reasons.append(reason)
    if offers:
        return min(offers, key=lambda x: (x.price_minor, x.promise)), reasons
    if not reasons:
        reasons = [Refused("MODE_NOT_IN_TIER" if routes else "NO_ROUTE")]
    return None, reasons


def refused(tier: Row, reasons: list[Refused]) -> Refusals:
    """Return each distinct reason once, with its lane if it is of a lane."""
    found: Refusals = []
    for reason in reasons:
        entry = {"subject": tier["tier"], "code": reason.code, "reason": reason.lane or reason.text}
        if entry not in found:
            found.append(entry)
    return found


def option(case: OrderCase, choice: TierChoice) -> dict[str, Any]:
    """Return an option of the quote."""
    offers = choice.offers
    charges = [c.shown(i) for i, offer in enumerate(offers) for c in offer.charges]
    price = choice.price_minor
    goods = sum(c.amount_minor for x in offers for c in x.charges if c.part == "goods")
    return {
        "service_tier": choice.tier["tier"],
        "price_minor": price,
        "landed_cost_minor": price - goods,
        "currency": case.currency,
        "promise_date": day_text(choice.promise),
        "promise_level": str(Decimal(choice.tier["level"]).normalize()),
        "route": [lane.lane_id for offer in offers for lane in offer.route.lanes],
        "consignments": [consignment(offer) for offer in offers],
        "charges": charges,
    }


def consignment(offer: Offer) -> dict[str, Any]:
    """Return a consignment of an option."""
    landed, law, goods = offer.landed, offer.landed.entry.law, offer.goods
    packing = landed.entry.packing
    of_regime = features_of_regime(landed.stack.asked, law.fx_day)
    return {
        "seller": goods.sellers[0] if len(goods.sellers) == 1 else None,
        "sellers": goods.sellers,
        "ship_from": goods.ship_from,
        "lines": [line.index for line in goods.lines],
        "cargo_class": goods.cargo_class,
        "route": [lane.lane_id for lane in offer.route.lanes],
        "entry_date": day_text(landed.named),
        "export_date": day_text(landed.entry.export_day),
        "promise_date": day_text(offer.promise),
        "promise_chance": offer.chance,
        **offer.leans.shown(),
        "regime": landed.regime["regime"],
        "importer_of_record": landed.regime["importer_of_record"],
        "entry_type": landed.regime["entry_type"],
        "declared_value_minor": landed.stack.slot("GOODS").total // PIPS,
        "declared_currency": law.currency,
        "parcels": [piece.shown() for piece in packing.pieces],
        "packing": packing.how,
        "parcels_at_least": packing.at_least,
        "jurisdiction": law.code,
        "features": (*of_regime, *offer.features()),
    }
