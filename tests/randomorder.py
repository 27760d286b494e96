"""Random orders that aim at the edges of a random book."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from randomground import (
    EDGE_DENSITIES,
    EDGE_SIDES_MM,
    EXPONENT,
    FLAGS,
    MATERIALS,
    WORTH,
    Info,
)

POSTCODES = ("12345", "1 0-000", "30000", "59999", "31500", "60001", "70000", "ab1 2cd", "A")
SHORT_POSTCODES = ("1", "12", "3", "31", "310", "6", "60", "5")
SIDES = ("length_mm", "width_mm", "height_mm")
INSTRUCTIONS = {"UN3481": ("PI966", "PI967"), "UN3480": ("PI965",), "UN3091": ("PI969", "PI970")}
BATTERIES = set(INSTRUCTIONS)
# Words of the declarant, and how often a line has them.
CLAIMS = {"preference": 0.6, "licence": 0.9, "certified": 0.9, "exclusion": 0.4, "recycled": 0.4}
SKUS = ("tee", "phone", "lotion", "bag", "toy", "vitamin")
Order = dict[str, Any]


def random_order(rng: random.Random, seed_info: Info) -> Order:
    """Return a random order for a random book; most of them can be shipped."""
    info = seed_info
    country, market_currency = rng.choice(info.markets)
    own = rng.random() < 0.5
    currency = market_currency if own else rng.choice(("USD", "EUR", "JPY", "KWD", "CNY"))
    origins, sellers = origins_of(rng, info), ["s1"] if rng.random() < 0.7 else ["s1", "s2"]
    kind = rng.random()
    lines = [
        random_line(rng, info, currency, rng.choice(sellers), rng.choice(origins), kind)
        for _ in range(rng.randrange(1, 6))
    ]
    if rng.random() < 0.1:
        lines.append(lines[0] | {"height_mm": rng.randrange(1, 200), "quantity": 2})
    order: Order = {
        "quoted_at": instant(rng, info),
        "currency": currency,
        "incoterm": rng.choice(("DDP", "DDP", "DDP", "DAP")),
        "shipment_purpose": rng.choice(("b2c", "b2c", "b2b")),
        "buyer": buyer(rng, country, info.postcodes),
        "lines": lines,
    }
    if rng.random() < 0.3:
        order["consolidation"] = rng.choice(("origin", "origin", "seller"))
    if rng.random() < 0.08:
        keep_together(rng, lines)
    if rng.random() < 0.015:
        lines[0] |= {"quantity": rng.choice((40, 41, 41, 50, 85)), **small(rng)}
    if rng.random() < 0.12:
        order["deadline"] = deadline(rng, order["quoted_at"])
    if rng.random() < 0.2:
        order["prior_same_day_minor"] = price(rng, currency, 5, 400)
    if rng.random() < 0.5:
        bounds = [
            minor if bound_in == currency else abroad(rng, minor, bound_in, currency)
            for minor, bound_in in info.thresholds[country]
        ]
        aim_at_threshold(rng, bounds, lines)
    groups = {(x["seller"], x["ship_from"]) for x in lines}
    if order.get("consolidation") == "origin":
        groups = {("", x["ship_from"]) for x in lines}
    if rng.random() < (0.12 if len(groups) == 1 else 0.01):
        order["parcels"] = own_parcels(rng, lines)
    if info.handled and rng.random() < 0.5:
        leave_hours(rng, order)
    return order


def leave_hours(rng: random.Random, order: Order) -> None:
    """Leave the hours of handling to the book on most lines, now and then of three sellers."""
    for line in order["lines"]:
        if rng.random() < 0.8:
            del line["handling_h"]
        if order.get("consolidation") == "origin" and rng.random() < 0.4:
            line["seller"] = "s3"


def origins_of(rng: random.Random, info: Info) -> list[str]:
    """Return the origins of an order, mostly one."""
    return [rng.choice(info.origins)] if rng.random() < 0.7 else info.origins[:2]


def instant(rng: random.Random, info: Info) -> str:
    """Return an instant inside the window, its first and last minute included."""
    minutes = (info.window[1] - info.window[0]).days * 1440
    at = rng.choice((0, minutes - 1)) if rng.random() < 0.02 else rng.randrange(minutes)
    start = datetime.combine(info.window[0], datetime.min.time(), UTC)
    zone = timezone(timedelta(minutes=rng.choice((0, 0, 480, -300, 330))))
    return (start + timedelta(minutes=at)).astimezone(zone).isoformat()


def deadline(rng: random.Random, quoted_at: str) -> str:
    """Return a date some days later."""
    later = datetime.fromisoformat(quoted_at) + timedelta(days=rng.randrange(8, 90))
    return later.date().isoformat()


def keep_together(rng: random.Random, lines: list[dict[str, Any]]) -> None:
    """Ask that some lines travel in one parcel."""
    for line in lines:
        if rng.random() < 0.7:
            line["keep_together"] = rng.choice(("set", "set", "pair"))


def small(rng: random.Random) -> dict[str, int]:
    """Return weight and sides of something of which many are bought."""
    sides = {side: rng.randrange(5, 60) for side in SIDES}
    return {"weight_g": rng.randrange(5, 120), **sides, "net_weight_g": 5}


def buyer(rng: random.Random, country: str, postcodes: list[str]) -> dict[str, Any]:
    """Return a buyer, now and then without postcode or sales tax rate."""
    found: dict[str, Any] = {"country": country, "postcode": rng.choice(POSTCODES)}
    if rng.random() < 0.06:
        found["postcode"] = rng.choice(SHORT_POSTCODES)
    if postcodes and rng.random() < 0.3:
        found["postcode"] = rng.choice(postcodes)
    if rng.random() < 0.03:
        found["postcode"] = "99001"
    if rng.random() < 0.5:
        found["tax_ids"] = [{"scheme": scheme(rng, country), "number": "X1"}]
        if rng.random() < 0.1:
            found["tax_ids"].append({"scheme": scheme(rng, country), "number": "X2"})
    if rng.random() < 0.7:
        found["sales_tax_rate"] = rng.choice(("0.0887", "0.06", "0", "0.10250"))
    return found


def scheme(rng: random.Random, country: str) -> str:
    """Return the scheme of a tax id; now and then it is not one of the destination."""
    if rng.random() < 0.75:
        return f"{country}_{rng.choice(('VAT', 'VAT', 'RESALE'))}"
    return rng.choice(("VAT", "GB_VAT", "FR_VAT", f"{country}VAT", f"X_{country}_VAT"))


def price(rng: random.Random, currency: str, low: float, high: float) -> int:
    """Return a price in minor units, given in US dollars."""
    scale: int = 10 ** EXPONENT[currency]
    return max(1, round(rng.uniform(low, high) * WORTH[currency] * scale))


def random_line(
    rng: random.Random, info: Info, currency: str, seller: str, origin: str, kind: float
) -> dict[str, Any]:
    """Return one line; `kind` of the order decides how odd its cargo is."""
    place = rng.randrange(len(SKUS))
    weight = rng.choice(info.weights_g[:3]) + rng.choice((-1, 0, 0, 1))
    if rng.random() < 0.7:
        weight = rng.randrange(20, 3000)
    unknown = rng.random() < 0.006
    line: dict[str, Any] = {
        "sku": SKUS[place],
        "seller": seller,
        "ship_from": origin,
        "handling_h": rng.choice((0, 0, 12, 24, 36, 72)),
        "quantity": rng.choice((1, 1, 1, 2, 3, 7)),
        "unit_price_minor": price(rng, currency, 1, rng.choice((20, 100, 400))),
        "country_of_origin": rng.choice(("CN", "CN", "VN", "GB", "IN")),
        "hs_code": rng.choice(info.bad_codes if unknown else info.codes),
        "weight_g": weight,
        "length_mm": rng.randrange(10, 500),
        "width_mm": rng.randrange(10, 400),
        "height_mm": rng.randrange(1, 200),
    }
    if rng.random() < 0.02:
        line["weight_g"], line["length_mm"] = 30_000, rng.choice((1200, 1201))
    if rng.random() < 0.96:
        line["net_weight_g"] = max(1, weight - rng.randrange(0, 20))
    aim_at_edges(rng, line)
    if rng.random() < 0.2:
        line["orientation"] = rng.choice(("upright", "upright", "any"))
    if rng.random() < 0.15:
        line["stackable"] = rng.choice((False, False, True))
    add_cargo(rng, line, kind)
    add_facts(rng, info, line)
    return line


def aim_at_edges(rng: random.Random, line: dict[str, Any]) -> None:
    """Let a side, the volume or the density lie on an edge of the books, or next to it."""
    kind = rng.random()
    if kind < 0.2:
        side = rng.choice(EDGE_SIDES_MM) + rng.choice((-1, 0, 0, 1))
        line[rng.choice(SIDES)] = side
    elif kind < 0.27:
        line |= dict(zip(SIDES, rng.sample((250, 200, 100 + rng.randrange(2)), 3), strict=True))
        line["weight_g"] = line["net_weight_g"] = rng.randrange(200, 900)
    elif kind < 0.37:
        line |= dict.fromkeys(SIDES, 100)
        line["height_mm"] = rng.choice((100, 200))
        density = rng.choice(EDGE_DENSITIES) + rng.choice((0, 0, 0, 1, -1))
        line["weight_g"] = density * line["height_mm"] // 100
        line["net_weight_g"] = line["weight_g"]


def add_cargo(rng: random.Random, line: dict[str, Any], kind: float) -> None:
    """Add cargo flags: plain orders, one kind of cargo, or mixed ones that must be split."""
    flags: list[str] = [rng.choice(FLAGS)] if rng.random() < 0.1 else []
    if kind > 0.65 and rng.random() < 0.6:
        number = rng.choice(("UN3481",) * 8 + ("UN3480", "UN3091"))
        flags.append(number)
        if rng.random() < 0.5:
            flags.append(rng.choice(INSTRUCTIONS[number]))
    both = not {"UN3480", "UN3481"} & set(flags) or rng.random() < 0.1
    if (0.5 < kind < 0.65 or kind > 0.8) and both and rng.random() < 0.6:
        flags.append(rng.choice(("liquid", "cream", "powder")))
        if rng.random() < 0.95:
            line["liquid_ml"] = rng.choice((100, 30, 500, 501))
    line["cargo_flags"] = flags
    if BATTERIES & set(flags):
        facts = {"watt_hours": rng.choice(("3.7", "20.5", "20.51", "99.99", "100"))}
        facts |= {"soc_pct": rng.choice((20, 30, 31)), "battery_net_g": rng.choice((50, 400, 401))}
        facts |= {"battery_kind": rng.choice(("battery", "cell"))}
        facts |= {"lithium_g": rng.choice(("0.3", "1", "1.001"))}
        line.update((key, fact) for key, fact in facts.items() if rng.random() < 0.97)


def add_facts(rng: random.Random, info: Info, line: dict[str, Any]) -> None:
    """Add packaging, registrations, claims, national codes and what duty texts ask for."""
    if rng.random() < 0.6:
        line["packaging"] = {m: rng.randrange(1, 300) for m in rng.sample(MATERIALS, 2)}
    numbers = {name: "R1" for name, share in info.schemes.items() if rng.random() < share}
    if numbers:
        line["epr_ids"] = numbers
    if rng.random() < 0.1:
        country = rng.choice(info.markets)[0]
        line["hs_national"] = {country: rng.choice(info.codes)}
    claims = [claim for claim, share in CLAIMS.items() if rng.random() < share]
    if claims:
        line["claims"] = rng.sample(claims, len(claims))
    facts = [fact for fact in info.facts if rng.random() < 0.99]
    facts += rng.sample(("kg", "each", "head", "doz", "kg gross", "g"), rng.randrange(2))
    for fact in facts[:6]:
        add_fact(rng, line, fact)


def add_fact(rng: random.Random, line: dict[str, Any], fact: str) -> None:
    """Add a quantity, a degree or the value of a part."""
    if fact.startswith("part:"):
        value = rng.randrange(1, max(2, line["unit_price_minor"] * 2 // 3))
        line.setdefault("part_values_minor", {})[fact.removeprefix("part:")] = value
        return
    choices = {
        "% vol": ("40", "37.5", "12.125", "0.5"),
        "% sucrose": ("9.5", "66.667", "100"),
        "polarity": ("96", "99.5", "97.333", "100", "100.5"),
        "l": ("0.7", "0.75", "1", "0.333"),
        "hl": ("0.007", "0.01"),
        "g": ("250", "19", "1000"),
    }
    if fact == "l" and rng.random() < 0.2:
        fact = "hl"
    amount = rng.choice(choices.get(fact, ("1", "0.5", "1.25", "12")))
    line.setdefault("duty_quantities", {})[fact] = amount


def own_parcels(rng: random.Random, lines: list[dict[str, Any]]) -> list[dict[str, int]]:
    """Return parcels of the caller, together at least as heavy as the goods."""
    parcels = [own_parcel(rng) for _ in range(rng.randrange(1, 4))]
    goods_g = sum(line["weight_g"] * line["quantity"] for line in lines)
    missing_g = goods_g - sum(parcel["weight_g"] for parcel in parcels)
    parcels[0]["weight_g"] += max(0, missing_g)
    return parcels


def own_parcel(rng: random.Random) -> dict[str, int]:
    """Return a parcel of the caller."""
    sides = {side: rng.randrange(50, 600) for side in SIDES}
    if rng.random() < 0.3:
        sides["battery_net_g"] = rng.choice((0, 50, 400, 800))
    return {"weight_g": rng.choice((499, 500, 501, 2000, 4321)), **sides}


def abroad(rng: random.Random, bound: int, market_currency: str, currency: str) -> int:
    """Return a bound in another currency, near enough to fall between two kinds of FX."""
    digits = EXPONENT[currency] - EXPONENT[market_currency]
    worth = WORTH[currency] / WORTH[market_currency] * rng.uniform(0.8, 1.25)
    return max(1, round(bound * worth * 10**digits))


def aim_at_threshold(rng: random.Random, bounds: list[int], lines: list[dict[str, Any]]) -> None:
    """Make the goods worth a bound of the law, or one minor unit less or more."""
    if not bounds:
        return
    target = rng.choice(bounds) + rng.choice((-1, 0, 1))
    rest = target - sum(line["unit_price_minor"] * line["quantity"] for line in lines[1:])
    if rest > 0:
        lines[0]["quantity"], lines[0]["unit_price_minor"] = 1, rest
