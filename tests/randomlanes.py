"""Random networks: first miles, linehauls, clearances, last miles and their zones."""

from __future__ import annotations

from randomground import FLAGS, Maker, Row
from randomrates import add_rates
from randomsurcharges import add_shared_surcharges, add_surcharges

MODES = ("road", "air", "express", "post", "sea", "rail")
SPEED = {
    "air": (1.5, 4),
    "express": (1, 2.5),
    "post": (4, 9),
    "sea": (12, 20),
    "rail": (9, 14),
    "road": (6, 9),
}
LIMITS = {
    "max_piece_kg": "30",
    "max_len_cm": "120",
    "max_girth_cm": "300.5",
    "max_second_cm": "80",
    "max_third_cm": "45.5",
    "max_sum_cm": "200",
    "max_volume_cm3": "90000",
    "max_pieces": "4",
    "max_shipment_kg": "200",
}
Place = tuple[str, str, str]  # country, clock, currency


def add_network(maker: Maker, origins: list[Place], markets: list[Place]) -> None:
    """Add first miles, linehauls, clearances and last miles."""
    for country, _, currency in origins:
        add_first_mile(maker, country, currency)
        for market, _, market_currency in markets:
            paid_in = maker.rng.choice((currency, "USD", market_currency))
            add_linehauls(maker, country, market, paid_in)
    for market, _, currency in markets:
        add_clearances(maker, market, currency)
        add_last_miles(maker, market, currency)
    add_shared_surcharges(maker)
    for row in maker.tables["lane"]:
        row.pop("value_edge_in", None)


def add_first_mile(maker: Maker, country: str, currency: str) -> None:
    """Add pickups to the hub and an export lane to the gateway; sometimes pickup is all."""
    home, hub, gateway = (f"{country}_{suffix}" for suffix in "OHX")
    if maker.chance(0.2):
        lane = Leg(f"{country}_P0", "pickup", home, gateway, (0.25, 1))
        add_lane(maker, lane, currency, leaves=True)
        return
    for number in range(maker.rng.choice((1, 1, 2))):
        lane = Leg(f"{country}_P{number}", "pickup", home, hub, (0.25, 1))
        add_lane(maker, lane, currency, leaves=number == 0 or maker.chance(0.7))
    lane = Leg(f"{country}_E", "export", hub, gateway, (0.1, 0.6))
    add_lane(maker, lane, currency, leaves=maker.chance(0.8))


def add_linehauls(maker: Maker, country: str, market: str, currency: str) -> None:
    """Add linehauls of different modes; some books split batteries from liquids."""
    if maker.chance(0.3):
        add_transshipment(maker, country, market, currency)
    split = maker.chance(0.15)
    modes = ["air", *maker.rng.sample([m for m in MODES if m != "air"], 2)]
    for number, mode in enumerate(modes):
        allow = ("UN3481|UN3480|UN3091|" if number % 2 else "liquid|cream|powder|") + "|".join(
            FLAGS
        )
        some = f"UN3481|PI967|liquid|cream|{'|'.join(FLAGS)}"
        lane_id = f"{country}_{market}_L{number}"
        lane = Leg(lane_id, "linehaul", f"{country}_X", f"{market}_G", SPEED[mode], mode)
        zone_set = f"{market}_door" if maker.chance(0.3) else ""
        if zone_set and zone_set not in {row["zone_set"] for row in maker.tables.get("zone", ())}:
            add_zones(maker, zone_set, market)
        row = add_lane(maker, lane, currency, zone_set=zone_set, leaves=maker.chance(0.9))
        row["cargo_allow"] = (
            allow if split else maker.rng.choice(("*",) * 16 + (allow, some, "none"))
        )
        if row["cargo_allow"] == "*" and maker.chance(0.03):
            row["cargo_require"] = maker.rng.choice(("UN3481|liquid", "PI966|cream"))
        row["tax_terms"] = maker.rng.choice(("", "", "", "excluded", "ddp_billed", "ddp_included"))
        if maker.chance(0.3):
            row["max_wh"] = maker.rng.choice(("100", "20.5"))
        if mode in ("air", "express", "post"):
            row["aircraft"] = maker.rng.choice(("", "passenger", "freighter"))
        if maker.chance(0.15):
            row["max_piece_kg"] = maker.rng.choice(("5", "3.5"))
        if maker.chance(0.1):
            row["max_third_cm"] = "30"


def add_transshipment(maker: Maker, country: str, market: str, currency: str) -> None:
    """Add a second way: two linehauls by way of a hub."""
    legs = (
        ("S", "sea", f"{country}_X", f"{market}_T"),
        ("R", "road", f"{market}_T", f"{market}_G"),
    )
    for name, mode, origin, dest in legs:
        there = maker.rng.choice((mode, "air", "rail"))
        lane = Leg(f"{country}_{market}_{name}", "linehaul", origin, dest, (2, 6), there)
        add_lane(maker, lane, currency, leaves=name == "S" or maker.chance(0.5))


def add_clearances(maker: Maker, market: str, currency: str) -> None:
    """Add clearances, the second inside the price of a linehaul."""
    linehauls = [r for r in maker.tables["lane"] if r["dest_node"] == f"{market}_G"]
    for number in range(maker.rng.choice((1, 2))):
        lane = Leg(f"{market}_C{number}", "clearance", f"{market}_G", f"{market}_D", (0.1, 1.2))
        row = add_lane(maker, lane, currency, priced=number == 0)
        if number == 1:
            owner = maker.rng.choice(linehauls)
            row.update(priced_by=owner["lane_id"], currency=owner["currency"])


def add_last_miles(maker: Maker, market: str, currency: str) -> None:
    """Add last miles, rarely one inside the price of a linehaul."""
    first = next(r for r in maker.tables["lane"] if r["dest_node"] == f"{market}_G")
    inside = maker.chance(0.15)
    for number in range(maker.rng.choice((1, 2)) + inside):
        owned = inside and number == 0
        lane = Leg(f"{market}_M{number}", "last_mile", f"{market}_D", f"{market}_Z", (0.8, 3))
        zone_set = f"{market}_Z{number}" if maker.chance(0.7) else ""
        if zone_set:
            add_zones(maker, zone_set, market)
        row = add_lane(maker, lane, currency, zone_set=zone_set, priced=not owned)
        if owned:
            row.update(priced_by=first["lane_id"], currency=first["currency"])
        row.update((k, v) for k, v in LIMITS.items() if maker.chance(0.25))
        if maker.chance(0.15):
            row["max_value"] = maker.money(500, 3000, currency)
        if maker.chance(0.1):
            row["min_shipment_kg"] = "0.5"


class Leg:
    """Which way a lane goes and how long it takes."""

    def __init__(
        self,
        lane_id: str,
        leg: str,
        origin: str,
        dest: str,
        transit: tuple[float, float],
        mode: str = "road",
    ) -> None:
        self.lane_id, self.leg, self.mode = lane_id, leg, mode
        self.origin, self.dest, self.transit = origin, dest, transit

    @property
    def country(self) -> str:
        """Return the country whose calendar the lane keeps."""
        return (self.origin if self.leg in ("pickup", "export", "linehaul") else self.dest)[:2]


def add_lane(
    maker: Maker,
    leg: Leg,
    currency: str,
    leaves: bool = False,
    zone_set: str = "",
    priced: bool = True,
) -> Row:
    """Add a lane with its transit, departures, rates and surcharges."""
    rng, country = maker.rng, leg.country
    closable = leg.leg == "linehaul" or leg.lane_id.endswith(("P1", "M1"))
    low = round(rng.uniform(*leg.transit), 2)
    shares = ("", "1", "78/100", "65%", "0") if leg.leg == "linehaul" else ("",)
    row = maker.sourced(
        "lane",
        lane_id=leg.lane_id,
        carrier=rng.choice(("alfa", "bravo", "carla")),
        leg=leg.leg,
        mode=leg.mode,
        origin_node=leg.origin,
        dest_node=leg.dest,
        origin_by=rng.choice(("", "lane", "ship_from", "ship_from")),
        zone_set=zone_set,
        currency=currency,
        cargo_allow="*",
        segment=segment_of(maker, leg.leg),
        dutiable_share=rng.choice(shares),
        departure_days="",
        day_type=rng.choice(("natural", "work", "")),
        transit_min_days=low,
        transit_max_days=round(low + rng.uniform(0, leg.transit[1]), 2),
        calendar_id=rng.choice((f"cal_{country}", f"cal_{country}", f"all_{country}")),
        status="suspended" if closable and maker.chance(0.03) else rng.choice(("open", "")),
    )
    add_timetable(maker, row, leaves)
    if closable and maker.chance(0.03):
        row[rng.choice(("valid_from", "valid_to"))] = maker.day()
    if priced:
        add_rates(maker, row)
        add_surcharges(maker, row)
    return row


def add_timetable(maker: Maker, row: Row, leaves: bool) -> None:
    """Add departures to a lane that leaves, and now and then late arrivals."""
    rng = maker.rng
    if leaves or maker.chance(0.15):
        row["departure_days"] = rng.choice(("1234567", "135", "12345", "26", "4"))
        if maker.chance(0.02):
            row["departure_days"] = "67"  # on most calendars it never leaves
        row["departure_time"] = rng.choice(("02:30", "01:30", "18:00", "23:45", "00:00"))
        row["cutoff_lead_h"] = rng.choice(("", "0", "4", "24", "36"))
    if maker.chance(0.3):
        row["late_share"] = rng.choice(("0.05", "1/30", "12%"))
        row["late_max_days"] = str(float(row["transit_max_days"]) + rng.choice((0.5, 2, 3.25)))


def segment_of(maker: Maker, leg: str) -> str:
    """Return the segment of a leg."""
    if leg in ("pickup", "export"):
        return "before_export"
    if leg == "linehaul":
        return "international"
    return maker.rng.choice(("after_entry", "after_entry", "international"))


def add_zones(maker: Maker, zone_set: str, country: str) -> None:
    """Add nested zone keys: all, prefixes, ranges, a remote and rarely an embargoed area."""
    add_keys(maker, zone_set, country, {})
    for region in maker.regions():
        if maker.chance(0.35):  # keys for lanes that start there
            add_keys(maker, zone_set, country, {"origin_zone": region})
    if maker.chance(0.5):
        add_areas(maker, zone_set, country)


def add_keys(maker: Maker, zone_set: str, country: str, more: Row) -> None:
    """Add the keys of one origin zone."""
    keys = [
        ("prefix", "1", "", "A", "ok"),
        ("prefix", "12", "", "B", "remote"),
        ("range", "30000", "59999", "B", "ok"),
        ("range", "31000", "31999", "A", "super_remote"),
        ("prefix", "99", "", "A", "embargo"),
        ("range", "60", "69", "C", ""),
    ]
    if maker.chance(0.97):
        keys.append(("all", "", "", maker.rng.choice("ABC"), "ok"))
    keys = [key for key in keys if maker.chance(0.8)]
    # Every zone that rates and surcharges name has one key at least.
    keys += [("prefix", digit, "", zone, "ok") for digit, zone in zip("078", "ABC", strict=True)]
    for kind, low, high, zone, service in keys:
        cells = {"key_kind": kind, "key_lo": low, "key_hi": high, "zone": zone, "service": service}
        if maker.chance(0.12):
            cells["max_piece_kg"] = maker.rng.choice(("10", "3.5"))
        if maker.chance(0.1):
            cells["max_volume_cm3"] = maker.rng.choice(("60000", "30000"))
        maker.sourced("zone", zone_set=zone_set, country=country, **cells, **more)


def add_areas(maker: Maker, zone_set: str, country: str) -> None:
    """Add service areas: a square, a triangle in it, one with a hole, and points on their edges."""
    corners = {
        "square": [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]],
        "triangle": [[0, 0], [1, 0], [0, 1], [0, 0]],
        "far": [[5, 5], [8, 5], [8, 8], [5, 8], [5, 5]],
        "hole": [[6, 6], [6, 7], [7, 7], [7, 6], [6, 6]],
    }
    shapes = (
        ("A", {"type": "Polygon", "coordinates": [corners["square"]]}, "ok"),
        ("B", {"type": "Polygon", "coordinates": [corners["triangle"]]}, "remote"),
        ("C", {"type": "MultiPolygon", "coordinates": [[corners["far"], corners["hole"]]]}, ""),
    )
    maker.areas[zone_set] = [
        {
            "type": "Feature",
            "properties": {"country": country, "zone": zone}
            | ({"service": service} if service else {})
            | ({"max_volume_cm3": "30000"} if maker.chance(0.3) else {}),
            "geometry": geometry,
        }
        for zone, geometry, service in shapes
    ]
    if any(row["country"] == country for row in maker.tables.get("postcode", ())):
        return
    points = (("0.5", "0.5"), ("0.500001", "0.5"), ("2", "1"), ("2.0000004", "1"), ("6.5", "6.5"))
    places = (*points, ("6", "6.5"), ("5.5", "5.5"), ("2.000001", "2"), ("1", "1.5"))
    for number, (longitude, latitude) in enumerate(places):
        postcode = f"4400{number}"
        maker.postcodes.append(postcode)
        cells = {"country": country, "postcode": postcode}
        maker.sourced("postcode", **cells, latitude=latitude, longitude=longitude)
