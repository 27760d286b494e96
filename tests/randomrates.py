"""Random rate cards and surcharge sheets with every column of the tables."""

from __future__ import annotations

from randomground import FLAGS, Maker, Row

BREAKS = ("0", "0.5", "2", "5", "21", "45")
BASES = (
    "per_shipment",
    "per_piece",
    "per_kg",
    "pct_base",
    "pct_running",
    "pct_declared",
    "per_hs_line",
    "pct_taxes",
)
FUEL_BASES = ("pct_base", "pct_running")


def add_rates(maker: Maker, lane: Row) -> None:
    """Choose how a lane charges and add its rows."""
    rng = maker.rng
    unit = rng.choice(("kg", "kg", "kg", "", "lb", "piece", "shipment", "cbm", "rt"))
    scope = rng.choice(("piece", "shipment"))
    lane["qty_unit"] = unit
    if unit == "shipment":
        scope = "shipment"
    lane["weight_scope"] = rng.choice(("", scope)) if scope == "piece" else scope
    if unit in ("kg", "", "lb"):
        weigh(maker, lane, scope)
    bounds = rng.choice(("", "(]", "[)"))  # one kind of bounds on a lane
    for start, end in maker.halves(0.2):
        add_card(maker, lane, unit, start, end, bounds)


def weigh(maker: Maker, lane: Row, scope: str) -> None:
    """Add volumetric weight, steps and minima."""
    rng = maker.rng
    if maker.chance(0.6):
        divisors = ("139", "166") if lane["qty_unit"] == "lb" else ("5000", "6000", "8000")
        lane["dim_divisor"] = rng.choice(divisors)
        lane["dim_mix"] = rng.choice(("", "1", "1/2", "60%"))
    lane["round_steps"] = rng.choice(("", "21:0.5;*:1", "*:0.1", "2:0.1;*:0.5", "*:1"))
    lane["min_qty"] = rng.choice(("", "", "0.1", "1"))
    lane["piece_min_qty"] = rng.choice(("", "", "0.3", "2.5"))
    if maker.chance(0.15):
        lane["band_basis"] = "actual"
    elif maker.chance(0.3):
        lane["next_break"] = "1"


def add_card(maker: Maker, lane: Row, unit: str, start: str, end: str, bounds: str) -> None:
    """Add the rows of one validity."""
    zones = ["A", "B", "*"] if lane.get("zone_set") else ["*"]
    classes = maker.rng.choice(
        (["*"], ["*"], ["battery", "*"], ["general", "battery", "liquid_powder", "mixed"])
    )
    cells = [(z, c) for z in zones for c in classes]
    if cells[-1] != ("*", "*") and maker.chance(0.95):
        cells.append(("*", "*"))
    for zone, cargo in cells:
        if (zone, cargo) != cells[-1] and maker.chance(0.2):
            continue
        of = {"dest_zone": zone, "cargo_class": cargo, "valid_from": start, "valid_to": end}
        if unit in ("piece", "shipment"):
            base = maker.money(1, 6, lane["currency"])
            add_row(maker, lane, (0, 2), **of, lo="0", base=base)
        elif unit in ("cbm", "rt"):
            add_row(maker, lane, (30, 90), **of, lo="0")
        else:
            weight_rows(maker, lane, of, bounds)


def weight_rows(maker: Maker, lane: Row, of: dict[str, str], bounds: str) -> None:
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


def add_row(maker: Maker, lane: Row, per: tuple[float, float], **cells: str) -> None:
    """Add one rate row."""
    rate = maker.money(*per, lane["currency"], maker.rng.choice((0, 1, 3)))
    maker.sourced("rate", lane_id=lane["lane_id"], rate=rate, **cells)


def add_surcharges(maker: Maker, lane: Row) -> None:
    """Add a few surcharges of random bases and conditions."""
    rng, currency = maker.rng, lane["currency"]
    for number in range(rng.choice((0, 0, 1, 2, 3, 4))):
        basis = rng.choice(BASES)
        amount = maker.money(0.1, 3, currency, rng.choice((0, 2)))
        if basis.startswith("pct_"):
            amount = maker.percent(0.5, 15)
        maker.once(
            "surcharge",
            0.15,
            sur_id=f"{lane['lane_id']}_s{number}",
            lane_id=lane["lane_id"],
            code=f"sur{number}",
            kind=rng.choice(("", "surcharge", "fee")),
            basis=basis,
            amount=amount,
            free_units=rng.choice(("", "1", "2")) if basis == "per_hs_line" else "",
            min=maker.money(0.1, 1, currency) if maker.chance(0.2) else "",
            max=maker.money(4, 20, currency) if maker.chance(0.2) else "",
            index_id="fuel" if basis in FUEL_BASES and maker.chance(0.5) else "",
            fuelable="" if basis == "pct_taxes" else rng.choice(("", "0", "1")),
            seq=10 * number + 10,
            **condition(maker, lane, basis),
        )


def condition(maker: Maker, lane: Row, basis: str) -> dict[str, str]:
    """Return a random condition of a surcharge, mostly none."""
    rng = maker.rng
    kind = rng.randrange(12)
    if kind == 0 and lane.get("zone_set"):
        return {"when_zone": rng.choice("ABC")}
    if kind == 1 and lane.get("zone_set"):
        return {"when_service": rng.choice(("remote", "super_remote"))}
    if kind == 2:
        return {"when_flag": rng.choice(("UN3481", "liquid", *FLAGS))}
    if kind in (3, 4) and basis != "pct_taxes":  # taxes know no pieces
        return measured(maker)
    if kind == 5 and basis != "pct_taxes" and maker.chance(0.1):
        return {"effect": "refuse", **measured(maker)}
    return {}


def measured(maker: Maker) -> dict[str, str]:
    """Return a condition on the pieces or the shipment."""
    measure, threshold = maker.rng.choice(
        (
            ("longest_cm", "60"),
            ("second_cm", "45.5"),
            ("girth_cm", "150"),
            ("piece_kg", "2"),
            ("volume_cm3", "20000"),
            ("shipment_kg", "5"),
        )
    )
    op = ">" if measure == "volume_cm3" else maker.rng.choice((">", ">=", "<", "<="))
    return {"measure": measure, "op": op, "threshold": threshold}
