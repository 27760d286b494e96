"""Seeded random source folders and orders: small, nasty, and mostly shippable.

`write_random_book(folder, seed)` writes a whole source folder with its own law and returns what
`random_order(rng, info)` needs to aim at its edges.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from randomground import (
    EXPONENT,
    FLAGS,
    HEADINGS,
    MARKETS,
    ORIGINS,
    Info,
    Maker,
    Row,
    add_pair,
)
from randomlaw import HEADERS, LawMaker
from randomorder import random_order
from randomrates import add_rates, add_surcharges

__all__ = ["Info", "random_order", "write_random_book"]

TIERS = (("economy", "0.8", "70"), ("standard", "0.9", "50"), ("premium", "0.97", "28"))
MODES = ("road", "air", "express", "post", "sea", "rail")
FACTORS = ("freight", "goods", "import", "landed", "foreign", "entry", "late")
GROUND_HEADERS = {
    "book": "key value",
    "currency": "currency exponent",
    "fx": "kind authority base quote rate valid_from valid_to",
    "calendar": "calendar_id workdays",
    "calendar_day": "calendar_id date open reason",
    "node": "node_id kind country tz calendar_id",
    "lane": "lane_id carrier leg mode origin_node dest_node",
    "rate": "lane_id lo hi",
    "zone": "zone_set country key_kind key_lo key_hi zone service",
    "surcharge": "sur_id lane_id code basis amount seq",
    "index": "index_id value valid_from valid_to source",
    "cargo_rule": "mode flag limit value source",
    "tier": "tier level max_days modes",
    "guarantee": "factor basis rate source",
    "registration": "jurisdiction scheme holder number valid_from valid_to",
}


def write_random_book(folder: Path, seed: int) -> Info:
    """Write a random source folder and return what its orders need to know."""
    maker = Maker(folder, seed)
    rng = maker.rng
    origins = rng.sample(ORIGINS, rng.choice((2, 2, 3)))
    markets = rng.sample(MARKETS, 2)
    info = Info(
        seed=seed,
        window=(maker.start, maker.end),
        origins=[f"{country}_O" for country, _, _ in origins],
        markets=[(country, currency) for country, _, currency in markets],
        codes=[code for place, h in enumerate(HEADINGS) for code in codes_of(h, place)],
        bad_codes=["990000", "12345678", HEADINGS[2] + "10"],
        thresholds={country: [] for country, _, _ in markets},
        weights_g=[500, 1000, 2000, 5000, 10000, 21000],
        schemes=["WEEE", "BATT", "PACK"],
    )
    add_ground(maker, [country for country, _, _ in markets])
    for place in (*origins, *markets):
        add_calendar(maker, place[0], place[1])
    add_network(maker, origins, markets)
    add_choice(maker, [country for country, _, _ in markets])
    headers = dict(GROUND_HEADERS)
    for country, _, currency in markets:
        LawMaker(maker, info, country, currency).write()
        headers |= {f"law/{country}/{table}": header for table, header in HEADERS.items()}
    maker.write(headers)
    return info


def codes_of(heading: str, place: int) -> list[str]:
    """Return codes that lie wholly inside one commodity of the random tariffs."""
    longer = [f"{heading}.10.10", f"{heading}101030", f"{heading}1020", f"{heading}.10.20.05"]
    return longer if place % 3 == 2 else [f"{heading}10", f"{heading} 10", *longer]


# --- ground ---------------------------------------------------------------------------


def add_ground(maker: Maker, markets: list[str]) -> None:
    """Add the window, the currencies and the exchange rates."""
    keys = {
        "name": "random",
        "window_from": maker.start.isoformat(),
        "window_to": maker.end.isoformat(),
        "quote_ttl_min": maker.rng.choice(("15", "60", "1440")),
        "law": "|".join(markets),
    }
    for key, value in keys.items():
        maker.add("book", key=key, value=value)
    for currency, exponent in EXPONENT.items():
        maker.add("currency", currency=currency, exponent=exponent)
    for kind in ("customs", "tax", "settlement"):
        for place, base in enumerate(EXPONENT):
            for quote in list(EXPONENT)[:place]:
                add_pair(maker, kind, base, quote)


def add_calendar(maker: Maker, country: str, zone: str) -> None:
    """Add a country's calendar with days of its own, and its nodes."""
    workdays = "12347" if country == "KW" else maker.rng.choice(("12345", "123456", "12345"))
    maker.add("calendar", calendar_id=f"cal_{country}", workdays=workdays, holiday_country=country)
    maker.add("calendar", calendar_id=f"all_{country}", workdays="1234567")
    used = set()
    for _ in range(4):
        day = (maker.start + timedelta(days=maker.rng.randrange(70))).isoformat()
        if day not in used:
            maker.add(
                "calendar_day",
                calendar_id=f"cal_{country}",
                date=day,
                open=maker.rng.randrange(2),
                reason="made up",
            )
        used.add(day)
    kinds = {
        "T": "hub",
        "O": "origin",
        "H": "hub",
        "X": "gateway",
        "G": "gateway",
        "D": "hub",
        "Z": "zone",
    }
    for suffix, kind in kinds.items():
        maker.add(
            "node",
            node_id=f"{country}_{suffix}",
            kind=kind,
            country=country,
            tz=zone,
            calendar_id=f"cal_{country}",
        )


# --- lanes ----------------------------------------------------------------------------


def add_network(
    maker: Maker, origins: list[tuple[str, str, str]], markets: list[tuple[str, str, str]]
) -> None:
    """Add first miles, linehauls, clearances and last miles."""
    for country, _, currency in origins:
        add_first_mile(maker, country, currency)
        for market, _, market_currency in markets:
            add_linehauls(
                maker, country, market, maker.rng.choice((currency, "USD", market_currency))
            )
    for market, _, currency in markets:
        add_arrival(maker, market, currency)


def add_first_mile(maker: Maker, country: str, currency: str) -> None:
    """Add pickups to the hub and an export lane to the gateway; sometimes pickup is all."""
    if maker.chance(0.2):
        add_lane(
            maker,
            f"{country}_P0",
            "pickup",
            "road",
            f"{country}_O",
            f"{country}_X",
            currency,
            transit=(0.25, 1),
            leaves=True,
        )
        return
    for number in range(maker.rng.choice((1, 1, 2))):
        add_lane(
            maker,
            f"{country}_P{number}",
            "pickup",
            "road",
            f"{country}_O",
            f"{country}_H",
            currency,
            transit=(0.25, 1),
            leaves=number == 0 or maker.chance(0.7),
        )
    add_lane(
        maker,
        f"{country}_E",
        "export",
        "road",
        f"{country}_H",
        f"{country}_X",
        currency,
        transit=(0.1, 0.6),
        leaves=True,
    )


def add_linehauls(maker: Maker, country: str, market: str, currency: str) -> None:
    """Add linehauls of different modes; some books split batteries from liquids."""
    if maker.chance(0.3):
        add_transshipment(maker, country, market, currency)
    split = maker.chance(0.5)
    modes = ["air", *maker.rng.sample([m for m in MODES if m != "air"], 2)]
    speed = {
        "air": (1.5, 4),
        "express": (1, 2.5),
        "post": (4, 9),
        "sea": (12, 20),
        "rail": (9, 14),
        "road": (6, 9),
    }
    for number, mode in enumerate(modes):
        allow = ("UN3481|UN3480|" if number % 2 else "liquid|cream|powder|") + "|".join(FLAGS)
        row = add_lane(
            maker,
            f"{country}_{market}_L{number}",
            "linehaul",
            mode,
            f"{country}_X",
            f"{market}_G",
            currency,
            transit=speed[mode],
            leaves=True,
        )
        row["cargo_allow"] = allow if split else maker.rng.choice(("*", "*", "*", allow, "none"))
        if row["cargo_allow"] == "*" and maker.chance(0.1):
            row["cargo_require"] = "UN3481|liquid"
        row["tax_terms"] = maker.rng.choice(("", "", "", "excluded", "ddp_billed", "ddp_included"))
        if maker.chance(0.3):
            row["max_wh"] = maker.rng.choice(("100", "20.5"))


def add_transshipment(maker: Maker, country: str, market: str, currency: str) -> None:
    """Add a second way: two linehauls by way of a hub."""
    legs = (
        ("S", "sea", f"{country}_X", f"{market}_T"),
        ("R", "road", f"{market}_T", f"{market}_G"),
    )
    for name, mode, origin, dest in legs:
        lane_id = f"{country}_{market}_{name}"
        add_lane(
            maker,
            lane_id,
            "linehaul",
            maker.rng.choice((mode, "air", "rail")),
            origin,
            dest,
            currency,
            transit=(2, 6),
            leaves=name == "S" or maker.chance(0.5),
        )


def add_arrival(maker: Maker, market: str, currency: str) -> None:
    """Add clearances, one perhaps inside the price of a linehaul, and last miles."""
    linehauls = [r["lane_id"] for r in maker.tables["lane"] if r["dest_node"] == f"{market}_G"]
    for number in range(maker.rng.choice((1, 2))):
        row = add_lane(
            maker,
            f"{market}_C{number}",
            "clearance",
            "road",
            f"{market}_G",
            f"{market}_D",
            currency,
            transit=(0.1, 1.2),
            priced=number == 0,
        )
        if number == 1:
            owner = maker.rng.choice(linehauls)
            lane = next(r for r in maker.tables["lane"] if r["lane_id"] == owner)
            row.update(priced_by=owner, currency=lane["currency"])
    inside = linehauls[0] if maker.chance(0.15) else ""
    for number in range(maker.rng.choice((1, 2)) + bool(inside)):
        lane_id = f"{market}_M{number}"
        owned = bool(inside) and number == 0
        zone_set = f"{market}_Z{number}" if maker.chance(0.7) else ""
        row = add_lane(
            maker,
            lane_id,
            "last_mile",
            "road",
            f"{market}_D",
            f"{market}_Z",
            currency,
            transit=(0.8, 3),
            zone_set=zone_set,
            priced=not owned,
        )
        if owned:
            lane = next(r for r in maker.tables["lane"] if r["lane_id"] == inside)
            row.update(priced_by=inside, currency=lane["currency"])
        if zone_set:
            add_zones(maker, zone_set, market)
        limits = {"max_piece_kg": "30", "max_len_cm": "120", "max_girth_cm": "300.5"}
        limits |= {"max_second_cm": "80", "max_sum_cm": "200", "max_shipment_kg": "200"}
        row.update((k, v) for k, v in limits.items() if maker.chance(0.4))
        if maker.chance(0.15):
            row["max_value"] = maker.money(500, 3000, currency)
        if maker.chance(0.1):
            row["min_shipment_kg"] = "0.5"


def add_lane(
    maker: Maker,
    lane_id: str,
    leg: str,
    mode: str,
    origin: str,
    dest: str,
    currency: str,
    transit: tuple[float, float],
    leaves: bool = False,
    zone_set: str = "",
    priced: bool = True,
) -> Row:
    """Add a lane with its transit, departures, rates and surcharges."""
    rng, country = maker.rng, (origin if leg in ("pickup", "export", "linehaul") else dest)[:2]
    closable = leg == "linehaul" or lane_id.endswith(("P1", "M1"))
    low = round(rng.uniform(transit[0], transit[1]), 2)
    row = maker.add(
        "lane",
        lane_id=lane_id,
        carrier=rng.choice(("alfa", "bravo", "carla")),
        leg=leg,
        mode=mode,
        origin_node=origin,
        dest_node=dest,
        zone_set=zone_set,
        currency=currency,
        cargo_allow="*",
        segment=segment_of(maker, leg),
        dutiable_share=rng.choice(("", "1", "78/100", "65%", "0")) if leg == "linehaul" else "",
        departure_days="",
        day_type=rng.choice(("natural", "work", "")),
        transit_min_days=low,
        transit_max_days=round(low + rng.uniform(0, transit[1]), 2),
        calendar_id=rng.choice((f"cal_{country}", f"cal_{country}", f"all_{country}")),
        status="suspended" if closable and maker.chance(0.08) else rng.choice(("open", "")),
        source="made up",
    )
    if leaves or maker.chance(0.15):
        row["departure_days"] = rng.choice(("1234567", "135", "12345", "26", "4"))
        if maker.chance(0.02):
            row["departure_days"] = "67"  # on most calendars it never leaves
        row["departure_time"] = rng.choice(("02:30", "01:30", "18:00", "23:45", "00:00"))
        row["cutoff_lead_h"] = rng.choice(("", "0", "4", "24", "36"))
    if maker.chance(0.3):
        row["late_share"] = rng.choice(("0.05", "1/30", "12%"))
        row["late_max_days"] = str(float(row["transit_max_days"]) + rng.choice((0.5, 2, 3.25)))
    if closable and maker.chance(0.1):
        row[rng.choice(("valid_from", "valid_to"))] = maker.day()
    if priced:
        add_rates(maker, row)
        add_surcharges(maker, row)
    return row


def segment_of(maker: Maker, leg: str) -> str:
    """Return the segment of a leg."""
    if leg in ("pickup", "export"):
        return "before_export"
    if leg == "linehaul":
        return "international"
    return maker.rng.choice(("after_entry", "after_entry", "international"))


def add_zones(maker: Maker, zone_set: str, country: str) -> None:
    """Add nested zone keys: all, prefixes, ranges, a remote and rarely an embargoed area."""
    keys = [
        ("prefix", "1", "", "A", "ok"),
        ("prefix", "12", "", "B", "remote"),
        ("range", "30000", "59999", "B", "ok"),
        ("range", "31000", "31999", "A", "super_remote"),
        ("prefix", "99", "", "A", "embargo"),
        ("range", "60", "69", "C", ""),
    ]
    if maker.chance(0.9):
        keys.append(("all", "", "", maker.rng.choice("ABC"), "ok"))
    keys = [key for key in keys if maker.chance(0.8)]
    # Every zone that rates and surcharges name has one key at least.
    keys += [("prefix", digit, "", zone, "ok") for digit, zone in zip("078", "ABC", strict=True)]
    for kind, low, high, zone, service in keys:
        maker.add(
            "zone",
            zone_set=zone_set,
            country=country,
            key_kind=kind,
            key_lo=low,
            key_hi=high,
            zone=zone,
            service=service,
        )


# --- choice ---------------------------------------------------------------------------


def add_choice(maker: Maker, markets: list[str]) -> None:
    """Add tiers, guarantee factors, rules of carriage and the fuel index."""
    rng = maker.rng
    for tier, level, days in TIERS:
        modes = list(MODES) if tier == "economy" else ["air", "express", *rng.sample(MODES, 2)]
        cells: Row = {
            "tier": tier,
            "level": level,
            "max_days": days,
            "modes": "|".join(dict.fromkeys(modes)),
        }
        if maker.chance(0.7):
            cells |= {"late_pct": maker.percent(5, 30)}
        if maker.chance(0.5):
            currency = rng.choice(list(EXPONENT))
            cells |= {"late_cap": maker.money(3, 20, currency), "late_currency": currency}
        maker.add("tier", **cells)
    for number, basis in enumerate(FACTORS):
        for start, end in maker.halves(0.2):
            if maker.chance(0.7):
                maker.add(
                    "guarantee",
                    factor=f"{basis}_{number}",
                    basis=basis,
                    rate=maker.percent(0.1, 9 if basis == "freight" else 3),
                    country=rng.choice(("*", "*", *markets)),
                    tier=rng.choice(("*", "*", "", "standard")),
                    valid_from=start,
                    valid_to=end,
                    source="made up",
                )
    for place, (start, end) in enumerate(maker.halves(0.6)):
        if place == 0 or maker.chance(0.97):
            maker.add(
                "index",
                index_id="fuel",
                value=maker.percent(5, 25),
                valid_from=start,
                valid_to=end,
                source="made up",
            )
    add_cargo_rules(maker)


def add_cargo_rules(maker: Maker) -> None:
    """Add dated rules of carriage by mode."""
    choices = (
        ("air", "UN3480", "forbid", ""),
        ("air", "UN3481", "max_wh", "100"),
        ("express", "UN3481", "max_net_g", "5000"),
        ("air", "UN3480", "max_soc_pct", "30"),
        ("post", "aerosol", "forbid", ""),
    )
    for mode, flag, limit, value in choices:
        if maker.chance(0.5):
            start, end = maker.rng.choice(maker.halves(0.4))
            maker.add(
                "cargo_rule",
                mode=mode,
                flag=flag,
                limit=limit,
                value=value,
                valid_from=start,
                valid_to=end,
                source="made up",
            )
