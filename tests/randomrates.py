"""Random rate cards with every column of the tables."""

from __future__ import annotations

from typing import Any

from randomground import DIM_MIN_CM3, EDGE_DENSITIES, EXPONENT, WORTH, Maker, Row

BREAKS = ("0", "0.5", "2", "5", "21", "45")
GROUP_SIZES = (
    {"max_len_cm": "30"},
    {"max_second_cm": "25.4", "max_third_cm": "20"},
    {"max_sum_cm": "90"},
    {"max_girth_cm": "110", "max_len_cm": "45"},
    {"max_volume_cm3": DIM_MIN_CM3},
)
MARKETS_OF = ("US", "DE", "JP", "KW", "AU")


def add_rates(maker: Maker, lane: Row) -> None:
    """Choose how a lane charges and add its rows."""
    rng = maker.rng
    unit = rng.choice(("kg", "kg", "kg", "", "lb", "piece", "shipment", "cbm", "rt"))
    scope = rng.choice(("piece", "piece", "shipment", "shipment", "each"))
    lane["day_of"] = rng.choice(("", "", "sale", "export", "entry"))
    if maker.chance(0.2):
        smallest = 10 ** -EXPONENT[lane["currency"]]
        lane["round_unit"] = f"{rng.choice((1, 5, 10)) * smallest:.{EXPONENT[lane['currency']]}f}"
        lane["round_mode"] = rng.choice(("", "half_up", "half_even", "down", "up"))
    lane["qty_unit"] = unit
    if unit == "shipment":
        scope = "shipment"
    lane["weight_scope"] = rng.choice(("", scope)) if scope == "piece" else scope
    if unit in ("kg", "", "lb"):
        weigh(maker, lane)
    if maker.chance(0.2):
        lane["piece_min_charge"] = maker.money(0.5, 6, lane["currency"])
    if maker.chance(0.15):
        lane["shipment_min_charge"] = maker.money(3, 20, lane["currency"])
    bounds = rng.choice(("", "(]", "[)"))  # one kind of bounds on a lane
    for start, end in maker.halves(0.2):
        add_card(maker, lane, unit, start, end, bounds)


def weigh(maker: Maker, lane: Row) -> None:
    """Add volumetric weight, steps and minima."""
    rng = maker.rng
    if maker.chance(0.6):
        divisors = ("139", "166") if lane["qty_unit"] == "lb" else ("5000", "6000", "8000")
        lane["dim_divisor"] = rng.choice(divisors)
        lane["dim_mix"] = rng.choice(("", "1", "1/2", "60%"))
        if maker.chance(0.3):
            lane["dim_min_volume_cm3"] = DIM_MIN_CM3
        if maker.chance(0.3):
            lane["dim_min_ratio"] = rng.choice(("1.5", "150%", "2", "6/5"))
        if maker.chance(0.4):
            lane["side_step"] = rng.choice(("1", "5", "0.5"))
            lane["side_mode"] = rng.choice(("", "up", "nearest"))
        if maker.chance(0.25):
            lane["dim_min_len_cm"] = rng.choice(("30", "45.5"))
    if lane["weight_scope"] == "each":
        lane["piece_step"] = rng.choice(("0.5", "1", ""))
    lane["round_steps"] = rng.choice(("", "21:0.5;*:1", "*:0.1", "2:0.1;*:0.5", "*:1"))
    lane["min_qty"] = rng.choice(("", "", "0.1", "1"))
    lane["piece_min_qty"] = rng.choice(("", "", "0.3", "2.5"))
    if maker.chance(0.25):
        lane["band_basis"] = "actual"
    elif maker.chance(0.3):
        lane["next_break"] = "1"


def add_card(maker: Maker, lane: Row, unit: str, start: str, end: str, bounds: str) -> None:
    """Add the rows of one validity."""
    zones = ["A", "B", "*"] if lane.get("zone_set") else ["*"]
    classes = maker.rng.choice(
        (["*"], ["*"], ["battery", "*"], ["general", "battery", "liquid_powder", "mixed"])
    )
    regions = maker.regions() if maker.chance(0.3) else []
    cells = [(o, z, c) for o in (*regions, "*") for z in zones for c in classes]
    if cells[-1] != ("*", "*", "*") and maker.chance(0.95):
        cells.append(("*", "*", "*"))
    ways = variants(maker, lane, unit)
    for cell in cells:
        if cell != cells[-1] and maker.chance(0.2 if cell[0] == "*" else 0.7):
            continue
        of = dict(zip(("origin_zone", "dest_zone", "cargo_class"), cell, strict=True))
        for way in ways if cell == cells[-1] or maker.chance(0.6) else [{}]:
            row = of | way | {"valid_from": start, "valid_to": end}
            if unit in ("piece", "shipment"):
                base = maker.money(1, 6, lane["currency"])
                add_row(maker, lane, (0, 2), **row, lo="0", base=base)
            elif unit in ("cbm", "rt"):
                add_row(maker, lane, (30, 90), **row, lo="0")
            else:
                weight_rows(maker, lane, row, bounds)


def variants(maker: Maker, lane: Row, unit: str) -> list[Row]:
    """Return how the rows of a cell are parted: by value, density or size, or not at all."""
    rng, kind = maker.rng, maker.rng.random()
    if kind < 0.15:
        return by_value(maker, lane)
    if kind < 0.27:
        density = rng.choice(EDGE_DENSITIES)
        ends = [("", density), (density, "")] if maker.chance(0.9) else [("", density * 4)]
        return [{"density_lo": low, "density_hi": high} for low, high in ends]
    if kind < 0.45:
        sizes = rng.sample(GROUP_SIZES, 2)
        last: list[Row] = [{"rate_group": "7"}] if maker.chance(0.95) else []
        first: list[Row] = [{"rate_group": n or "", **size} for n, size in enumerate(sizes)]
        return first + last
    if lane.get("band_basis") == "actual" and kind < 0.9 and unit in ("kg", "", "lb"):
        return [{"dim_divisor": rng.choice(("none", "166", "4000"))}]
    return [{}]


def by_value(maker: Maker, lane: Row) -> list[Row]:
    """Return value bands; the edge is told to the orders of the markets."""
    currency = lane.setdefault("value_edge_in", maker.rng.choice(list(EXPONENT)))
    edge = maker.money(20, 300, currency)
    minor = round(float(edge) * 10 ** EXPONENT[currency])
    for market in MARKETS_OF:
        maker.edges.setdefault(market, []).append((minor, currency))
    highest = "" if maker.chance(0.95) else str(round(5000 * WORTH[currency]))
    ends = [(maker.rng.choice(("", "0")), edge), (edge, highest)]
    return [{"value_lo": low, "value_hi": high, "value_currency": currency} for low, high in ends]


def weight_rows(maker: Maker, lane: Row, of: Row, bounds: str) -> None:
    """Add bands, a first and further weight, or freight breaks."""
    rng, style = maker.rng, maker.rng.randrange(3)
    breaks = list(BREAKS[: rng.randrange(2, 7)])
    last = "" if maker.chance(0.97) else "70"
    for low, high in zip(breaks, [*breaks[1:], last], strict=True):
        cells = {"base": maker.money(0.5, 5, lane["currency"], rng.choice((0, 0, 2)))}
        if style == 1:
            cells |= {"q0": low, "step": rng.choice(("0.5", "0.1", "1"))}
        elif style == 2:
            cells = {"min_charge": maker.money(1, 4, lane["currency"])}
            if maker.chance(0.3):
                cells["max_charge"] = maker.money(40, 90, lane["currency"])
            if maker.chance(0.2):
                cells["min_qty"] = "0.7"
        add_row(maker, lane, (0.3, 4), **of, lo=low, hi=high, bounds=bounds, **cells)


def add_row(maker: Maker, lane: Row, per: tuple[float, float], **cells: Any) -> None:
    """Add one rate row."""
    rate = maker.money(*per, lane["currency"], maker.rng.choice((0, 1, 3)))
    maker.sourced("rate", lane_id=lane["lane_id"], rate=rate, **cells)
