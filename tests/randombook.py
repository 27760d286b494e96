"""Seeded random source folders and orders: small, nasty, and mostly shippable.

`write_random_book(folder, seed)` writes a whole source folder with its own law and returns what
`random_order(rng, info)` needs to aim at its edges.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from randomcargo import add_cargo_rules
from randomclocks import PRUNED, add_clocks
from randomduty import FAMILIES
from randomground import (
    EXPONENT,
    HEADINGS,
    MARKETS,
    ORIGINS,
    REGIONS,
    Info,
    Maker,
    Row,
    add_pair,
)
from randomlanes import MODES, add_network
from randomlaw import HEADERS, LawMaker
from randomorder import random_order

__all__ = ["Info", "random_order", "write_random_book"]

TIERS = (("economy", "0.8", "120"), ("standard", "0.9", "60"), ("premium", "0.97", "32"))
FACTORS = ("freight", "goods", "import", "landed", "foreign", "entry", "late")
NODES = {
    "T": "hub",
    "O": "origin",
    "H": "hub",
    "X": "gateway",
    "G": "gateway",
    "D": "hub",
    "Z": "zone",
}
GROUND_HEADERS = {
    "book": "key value",
    "currency": "currency exponent",
    "fx": "kind authority base quote rate valid_from valid_to",
    "calendar": "calendar_id workdays",
    "calendar_day": "calendar_id date open reason",
    "node": "node_id kind country tz calendar_id region latitude longitude",
    "postcode": "country postcode latitude longitude",
    "lane": "lane_id carrier leg mode origin_node dest_node",
    "rate": "lane_id lo hi",
    "zone": "zone_set country key_kind key_lo key_hi zone service",
    "surcharge": "sur_id lane_id code basis amount seq",
    "index": "index_id value valid_from valid_to source",
    "cargo_rule": "mode flag limit value source",
    "tier": "tier level max_days modes",
    "guarantee": "factor basis rate source",
    "registration": "jurisdiction scheme holder number valid_from valid_to",
    "measure": "area kind hs_prefix origin rate source",
    "sales_tax": "jurisdiction postcode_lo postcode_hi rate valid_from valid_to source",
}


def write_random_book(folder: Path, seed: int) -> Info:
    """Write a random source folder and return what its orders need to know."""
    maker = Maker(folder, seed)
    rng = maker.rng
    origins = rng.sample(ORIGINS, rng.choice((2, 2, 3)))
    markets = rng.sample(MARKETS, 2)
    families = rng.sample(sorted(FAMILIES), 3)
    if seed % 2 == 0 and "parts" not in families:
        families[0] = "parts"
    info = Info(
        seed=seed,
        window=(maker.start, maker.end),
        origins=[f"{country}_O" for country, _, _ in origins],
        markets=[(country, currency) for country, _, currency in markets],
        codes=[code for place, h in enumerate(HEADINGS) for code in codes_of(h, place)],
        bad_codes=["990000", "12345678", HEADINGS[2] + "10"],
        thresholds={country: [] for country, _, _ in markets},
        weights_g=[500, 1000, 2000, 5000, 10000, 21000],
        schemes=dict.fromkeys(("WEEE", "BATT", "PACK"), 0.97),
        facts=[fact for family in families for fact in FAMILIES[family]],
        postcodes=maker.postcodes,
    )
    add_ground(maker, [country for country, _, _ in markets])
    for place in (*origins, *markets):
        add_calendar(maker, place[0], place[1])
    add_network(maker, origins, markets)
    add_choice(maker, [country for country, _, _ in markets])
    add_cargo_rules(maker)
    headers = dict(GROUND_HEADERS)
    for country, _, currency in markets:
        LawMaker(maker, info, country, currency, families).write()
        headers |= {f"law/{country}/{table}": header for table, header in HEADERS.items()}
    add_clocks(maker, origins, markets)
    info.handled, info.pruned = "handling" in maker.tables, seed % 10 == PRUNED
    headers |= {name: "" for name in maker.tables if name not in headers}  # of duty areas
    for country, edges in maker.edges.items():
        if country in info.thresholds:
            info.thresholds[country] += edges
    maker.write_areas()
    maker.write(headers)
    return info


def codes_of(heading: str, place: int) -> list[str]:
    """Return codes that lie wholly inside one commodity of the random tariffs."""
    longer = [f"{heading}.10.10", f"{heading}101030", f"{heading}1020", f"{heading}.10.20.05"]
    return longer if place % 3 == 2 else [f"{heading}10", f"{heading} 10", *longer]


def add_ground(maker: Maker, markets: list[str]) -> None:
    """Add the window, the currencies and the exchange rates."""
    keys = {
        "name": "random",
        "window_from": maker.start.isoformat(),
        "window_to": maker.end.isoformat(),
        "quote_ttl_min": maker.rng.choice(("15", "60", "1440")),
    }
    if maker.chance(0.5):  # own folders count without being named
        keys["law"] = "|".join(markets)
    for key, value in keys.items():
        maker.add("book", key=key, value=value)
    for currency, exponent in EXPONENT.items():
        maker.add("currency", currency=currency, exponent=exponent)
    for kind in ("customs", "tax", "settlement"):
        for place, base in enumerate(EXPONENT):
            for quote in list(EXPONENT)[:place]:
                add_pair(maker, markets, kind, base, quote)


def add_calendar(maker: Maker, country: str, zone: str) -> None:
    """Add a country's calendar with days of its own, and its nodes."""
    rng, name = maker.rng, f"cal_{country}"
    workdays = "12347" if country == "KW" else rng.choice(("12345", "123456", "12345"))
    maker.add("calendar", calendar_id=name, workdays=workdays, holiday_country=country)
    maker.add("calendar", calendar_id=f"all_{country}", workdays="1234567")
    for day in sorted({maker.start + timedelta(days=rng.randrange(70)) for _ in range(4)}):
        cells = {"date": day.isoformat(), "open": rng.randrange(2), "reason": "made up"}
        maker.add("calendar_day", calendar_id=name, **cells)
    for suffix, kind in NODES.items():
        cells = {"kind": kind, "country": country, "tz": zone, "calendar_id": name}
        if maker.chance(0.6):
            cells["region"] = rng.choice(REGIONS)
        if maker.chance(0.3):
            cells |= {"latitude": rng.choice(("51.5", "-33.8688")), "longitude": "13.4050005"}
        maker.add("node", node_id=f"{country}_{suffix}", **cells)


def add_choice(maker: Maker, markets: list[str]) -> None:
    """Add tiers, guarantee factors, rules of carriage and the fuel index."""
    rng = maker.rng
    for tier, level, days in TIERS:
        modes = list(MODES) if tier == "economy" else ["air", "express", *rng.sample(MODES, 2)]
        cells: Row = {"modes": "|".join(dict.fromkeys(modes))}
        if maker.chance(0.7):
            cells |= {"late_pct": maker.percent(5, 30)}
        if maker.chance(0.5):
            currency = rng.choice(list(EXPONENT))
            cells |= {"late_cap": maker.money(3, 20, currency), "late_currency": currency}
        maker.add("tier", tier=tier, level=level, max_days=days, **cells)
    for number, basis in enumerate(FACTORS):
        for start, end in maker.halves(0.2):
            if maker.chance(0.7):
                rate = maker.percent(0.1, 9 if basis == "freight" else 3)
                cells = {"factor": f"{basis}_{number}", "basis": basis, "rate": rate}
                cells |= {"country": rng.choice(("*", "*", *markets))}
                cells |= {"tier": rng.choice(("*", "*", "", "standard"))}
                maker.sourced("guarantee", **cells, valid_from=start, valid_to=end)
    for place, (start, end) in enumerate(maker.halves(0.6)):
        if place == 0 or maker.chance(0.97):
            cells = {"index_id": "fuel", "value": maker.percent(5, 25)}
            maker.sourced("index", **cells, valid_from=start, valid_to=end)
