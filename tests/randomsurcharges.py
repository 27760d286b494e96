"""Random surcharge sheets: conditions, groups, lifts, and one that needs another."""

from __future__ import annotations

from randomground import DIM_MIN_CM3, FLAGS, Maker, Row

BASES = (
    "per_shipment",
    "per_piece",
    "per_kg",
    "per_actual",
    "pct_base",
    "pct_running",
    "pct_declared",
    "per_hs_line",
    "pct_taxes",
)
FUEL_BASES = ("pct_base", "pct_running")
COUNTED = ("per_piece", "per_kg", "per_actual", "per_hs_line")
BY_PIECE = ("per_shipment", "per_piece", "per_kg", "per_actual")
GROUPED = ("per_shipment", "per_piece", "per_kg", "pct_base", "pct_declared", "per_hs_line")
SECOND_MEASURES = (("third_cm", "10"), ("piece_kg", "2"), ("sum_cm", "60"))
COMBINES = ("sum", "max", "first", "priority")
LIFTS = {"piece": "2", "cbm": "0.02", "rt": "0.02"}  # kg and lb: 3


def add_surcharges(maker: Maker, lane: Row) -> None:
    """Add a few surcharges of random bases and conditions."""
    rng, currency = maker.rng, lane["currency"]
    for number in range(rng.choice((0, 0, 1, 2, 3, 4))):
        basis = rng.choice(BASES)
        amount = maker.money(0.1, 3, currency, rng.choice((0, 2)))
        more: Row = {}
        if number and maker.chance(0.35):
            more["requires"] = f"sur{rng.randrange(number)}"
        if basis.startswith("pct_"):
            amount = maker.percent(0.5, 15)
        maker.once(
            "surcharge",
            0.15,
            sur_id=f"{lane['lane_id']}_s{number}",
            lane_id=lane["lane_id"],
            code=f"sur{number}",
            probability=rng.choice(("1/2", "0.35", "30%")) if maker.chance(0.15) else "",
            kind=rng.choice(("", "surcharge", "fee")),
            basis=basis,
            amount=amount,
            **counting(maker, lane, basis),
            min=maker.money(0.1, 1, currency) if maker.chance(0.2) else "",
            max=maker.money(4, 20, currency) if maker.chance(0.2) else "",
            index_id="fuel" if basis in FUEL_BASES and maker.chance(0.5) else "",
            fuelable="" if basis == "pct_taxes" else rng.choice(("", "0", "1")),
            seq=10 * number + 10,
            **more,
            **condition(maker, lane, basis),
        )
    if maker.chance(0.35):
        add_group(maker, lane)
    exclude(maker, lane)


def counting(maker: Maker, lane: Row, basis: str) -> Row:
    """Return how a basis is counted: piece by piece, above free units, in steps."""
    rng, found = maker.rng, Row()
    by_weight = lane.get("qty_unit") in ("kg", "", "lb") and basis in ("per_kg", "per_actual")
    if basis in COUNTED and maker.chance(0.5 if basis == "per_hs_line" else 0.25):
        found["free_units"] = rng.choice(("1", "2", "0.5")) if by_weight else rng.choice("12")
    if basis in COUNTED and maker.chance(0.2):
        found["step"] = rng.choice(("0.5", "1", "3")) if by_weight else rng.choice("12")
    alone = lane["weight_scope"] in ("", "piece") and basis in ("pct_base", "pct_declared")
    if (basis in BY_PIECE or alone) and maker.chance(0.3):
        found["per"] = "piece"
    return found


def add_group(maker: Maker, lane: Row) -> None:
    """Add rows of which a group keeps some: for each piece alone, or once; some lift (C-34)."""
    rng, combine = maker.rng, maker.rng.choice(COMBINES)
    by_piece, unit = maker.chance(0.6), lane.get("qty_unit") or "kg"
    lifts = unit != "shipment" and maker.chance(0.5)
    for number in range(rng.choice((2, 3, 4))):
        basis = "per_piece" if by_piece else rng.choice(GROUPED[:2] if lifts else GROUPED)
        amount = maker.money(0.5, 3, lane["currency"])
        if basis.startswith("pct_"):
            amount = maker.percent(2, 15)
        cells: Row = {"basis": basis, "amount": amount, "group": "size", "combine": combine}
        cells |= measured(maker, lane) if number or maker.chance(0.7) else {}
        if lifts and maker.chance(0.7):
            cells["min_billable"] = LIFTS.get(unit, "3")
        if combine == "priority" or maker.chance(0.1):
            cells["priority"] = rng.choice((1, 2, 2, 3))
        maker.once(
            "surcharge",
            0.1,
            sur_id=f"{lane['lane_id']}_g{number}",
            lane_id=lane["lane_id"],
            code=f"size{number}",
            probability="1/2" if maker.chance(0.1) else "",
            fuelable=rng.choice(("", "1")),
            seq=rng.choice((5, 15, 25, 25)),
            **cells,
        )


def exclude(maker: Maker, lane: Row) -> None:
    """Let some rate rows leave out surcharges that stand alone."""
    rows = [r for r in maker.tables.get("surcharge", ()) if r["lane_id"] == lane["lane_id"]]
    needed = {row.get("requires") for row in rows}
    alone = [r["code"] for r in rows if not r.get("group") and not r.get("effect")]
    codes = sorted(set(alone) - needed)
    if codes and maker.chance(0.25):
        for row in maker.tables["rate"]:
            if row["lane_id"] == lane["lane_id"] and maker.chance(0.5):
                row["sur_exclude"] = "|".join(maker.rng.sample(codes, min(2, len(codes))))


def add_shared_surcharges(maker: Maker) -> None:
    """Add rows that stand on several lanes at once."""
    lanes = [row["lane_id"] for row in maker.tables["lane"] if not row.get("priced_by")]
    for number, basis in enumerate(("per_shipment", "pct_base")):
        amount = "2.5%" if basis == "pct_base" else "7"
        names = maker.rng.sample(lanes, min(6, len(lanes)))
        cells = {"sur_id": f"shared{number}", "lane_id": "|".join(names), "code": "shared"}
        maker.once("surcharge", 0.2, **cells, basis=basis, amount=amount, seq=900 + number)


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
        return measured(maker, lane)
    if kind == 5 and basis != "pct_taxes" and maker.chance(0.1):
        return {"effect": "refuse", **measured(maker, lane)}
    if kind == 6 and maker.regions():
        return {"when_origin": rng.choice(maker.regions())}
    return {"when_purpose": rng.choice(("b2c", "b2b"))} if kind == 7 else {}


def measured(maker: Maker, lane: Row) -> dict[str, str]:
    """Return a condition on the pieces or the shipment."""
    unit = lane.get("qty_unit") or "kg"
    if lane.get("dim_divisor") and maker.chance(0.25):
        op = maker.rng.choice((">", ">=", "<"))
        return {"measure": f"volumetric_{unit}", "op": op, "threshold": "1"}
    measure, threshold = maker.rng.choice(
        (
            ("longest_cm", "60"),
            ("longest_in", "20"),
            ("second_in", "10"),
            ("third_in", "5"),
            ("sum_in", "30"),
            ("girth_in", "60"),
            ("piece_lb", "4.4"),
            ("volume_in3", "305"),
            ("third_cm", "10"),
            ("sum_cm", "90"),
            ("second_cm", "45.5"),
            ("girth_cm", "150"),
            ("piece_kg", "2"),
            ("volume_cm3", DIM_MIN_CM3),
            ("shipment_kg", "5"),
        )
    )
    op = ">" if measure == "volume_cm3" else maker.rng.choice((">", ">=", "<", "<="))
    found = {"measure": measure, "op": op, "threshold": threshold}
    if maker.chance(0.25):
        name, bound = maker.rng.choice((("third_cm", "10"), ("piece_kg", "2"), ("sum_cm", "60")))
        found |= {
            "and_measure": name,
            "and_op": maker.rng.choice((">", "<=")),
            "and_threshold": bound,
        }
    return found
