"""Random opening hours, transfers, gateways, uplifts and late terms of the random books."""

from __future__ import annotations

from datetime import timedelta

from randomground import Maker, Row
from randomlanes import SPEED, Leg, Place, add_lane
from randomlearned import add_learned

# Opening hours, some over midnight, around departures, on clock changes, and never shut.
HOURS = (
    ("08:30", "18:00"),
    ("08:30", "18:00"),
    ("00:00", "24:00"),
    ("22:30", "06:30"),
    ("06:00", "06:00"),
    ("02:30", "23:45"),
    ("00:00", "02:30"),
)
PRUNED = 7  # the last digit of the seeds of books that leave out chains (C-66)


def add_clocks(maker: Maker, origins: list[Place], markets: list[Place]) -> None:
    """Add what makes dates harder to tell; what the books had before stays as it is."""
    usual, maker.rng = maker.rng, maker.clock
    if maker.seed % 10 == PRUNED:
        add_shadows(maker)
    else:
        maker.add("book", key="prune", value="0")
        add_transfers(maker)
    for country, _, currency in origins:
        for market, _, market_currency in markets:
            if maker.chance(0.25):
                add_bonded(maker, country, market, maker.rng.choice((currency, market_currency)))
    add_openings(maker)
    add_clearing(maker, [market for market, _, _ in markets])
    add_lane_times(maker)
    add_zone_days(maker)
    add_uplifts(maker, [country for country, _, _ in origins])
    add_late_terms(maker)
    add_learned(maker)
    for market, _, _ in markets:
        add_points(maker, market)
    add_barriers(maker, [market for market, _, _ in markets])
    maker.rng = usual


def add_openings(maker: Maker) -> None:
    """Add opening hours to some nodes, and let some of them work every day."""
    for row in maker.tables["node"]:
        if maker.chance(0.3):
            row["opens"], row["closes"] = maker.rng.choice(HOURS)
            if maker.chance(0.4):
                row["calendar_id"] = f"all_{row['country']}"


def add_transfers(maker: Maker) -> None:
    """Add hours between lanes, rarely a pair that is forbidden; the first row that fits counts."""
    rng = maker.rng
    nodes = [row["node_id"] for row in maker.tables["node"] if row["node_id"][-1] in "HXGD"]
    for _ in range(rng.choice((0, 3, 4, 6))):
        cells: Row = {
            "node_id": rng.choice(("*", "*", *nodes)),
            "from_carrier": rng.choice(("", "*", "alfa")),
            "to_carrier": rng.choice(("*", "*", "other", "other", "carla")),
            "hours": rng.choice(("", "0", "1", "2", "5", "12", "30")),
        }
        if maker.chance(0.3):
            cells["from_leg"] = rng.choice(("pickup", "export", "linehaul", "clearance"))
        if maker.chance(0.2):
            cells["to_leg"] = rng.choice(("export", "linehaul", "clearance", "last_mile"))
        if maker.chance(0.2):
            cells["from_mode"] = rng.choice(("air", "sea", "road", "rail"))
        if maker.chance(0.2):
            cells["to_mode"] = rng.choice(("air", "road", "post"))
        if maker.chance(0.1):
            cells |= {"from_leg": "linehaul", "allowed": "0", "hours": ""}
        maker.sourced("transfer", **cells)


def add_bonded(maker: Maker, country: str, market: str, currency: str) -> None:
    """Add a way over a border gateway, from where a bonded lane goes on to the usual one."""
    gateway, mode = f"{market}_B", maker.rng.choice(("air", "sea", "road"))
    if gateway not in {row["node_id"] for row in maker.tables["node"]}:
        usual = next(row for row in maker.tables["node"] if row["node_id"] == f"{market}_G")
        maker.add("node", **{**usual, "node_id": gateway, "clears": maker.rng.choice((market, ""))})
        onward = Leg(f"{market}_BT", "linehaul", gateway, f"{market}_G", (0.3, 1.5))
        add_lane(maker, onward, currency, leaves=maker.chance(0.5))["bonded"] = "1"
        if maker.chance(0.5):
            cleared = Leg(f"{market}_BC", "clearance", gateway, f"{market}_D", (0.1, 1.2))
            add_lane(maker, cleared, currency)
    lane_id = f"{country}_{market}_B"
    lane = Leg(lane_id, "linehaul", f"{country}_X", gateway, SPEED[mode], mode)
    add_lane(maker, lane, currency, leaves=maker.chance(0.9))
    for row in maker.tables["lane"]:
        row.pop("value_edge_in", None)


def add_clearing(maker: Maker, markets: list[str]) -> None:
    """Let gateways clear for their own country, and transshipment hubs for it or for others."""
    for row in maker.tables["node"]:
        if row["node_id"] in {f"{market}_G" for market in markets} and maker.chance(0.5):
            row["clears"] = "|".join(markets) if maker.chance(0.5) else row["country"]
        if row["node_id"] in {f"{market}_T" for market in markets} and maker.chance(0.3):
            row["clears"] = maker.rng.choice(markets)
            for lane in maker.tables["lane"]:
                if lane["origin_node"] == row["node_id"] and maker.chance(0.7):
                    lane["bonded"] = "1"


def add_lane_times(maker: Maker) -> None:
    """Add seasons of departures, and hours at which delivery ends."""
    rng, start = maker.rng, maker.start
    for row in maker.tables["lane"]:
        if row["departure_days"] and maker.chance(0.08):
            column, day = rng.choice((("runs_from", rng.randrange(25)), ("runs_to", 35)))
            row[column] = (start + timedelta(days=day + rng.randrange(30))).isoformat()
        if row["leg"] == "last_mile" and maker.chance(0.4):
            row["delivers_until"] = rng.choice(("12:00", "17:30", "08:00", "24:00"))


def add_zone_days(maker: Maker) -> None:
    """Add days after arrival to zones and service areas, on a calendar of their own or not."""
    rng = maker.rng
    calendars = [row["calendar_id"] for row in maker.tables["calendar"]]

    def days() -> Row:
        cells: Row = {"extra_days": rng.choice(("0", "1", "2", "5"))} if maker.chance(0.3) else {}
        return cells | ({"calendar_id": rng.choice(calendars)} if maker.chance(0.15) else {})

    for row in maker.tables.get("zone", ()):
        row |= days()
    for features in maker.areas.values():
        for feature in features:
            feature["properties"] |= days()


def add_uplifts(maker: Maker, origins: list[str]) -> None:
    """Add announced events: some overlap, some begin on a closed day, some only add hours."""
    rng = maker.rng
    lanes = [row["lane_id"] for row in maker.tables["lane"]]
    nodes = [row["node_id"] for row in maker.tables["node"]]
    days = [row["date"] for row in maker.tables["calendar_day"] if row["open"] == "0"]
    for number in range(rng.choice((0, 1, 1, 2, 3))):
        first = maker.start + timedelta(days=rng.randrange(-20, 60))
        end = first + timedelta(days=rng.choice((1, 3, 7, 14)))
        cells: Row = {"from": first.isoformat(), "to": end.isoformat()}
        if days and maker.chance(0.3):
            day = rng.choice(days)
            cells |= {"from": day, "to": maker.later(day, rng.choice((1, 5)))}
        named: Row = rng.choice(
            (
                {"lane_id": "|".join(rng.sample(lanes, 3))},
                {"leg": rng.choice(("linehaul", "clearance|last_mile", "pickup"))},
                {"mode": "air|express", "leg": "linehaul"},
                {"origin_node": rng.choice(nodes), "lane_id": "*"},
                {"dest_node": "|".join(rng.sample(nodes, 3))},
                {"country": rng.choice(origins), "leg": "*"},
            )
        )
        longer = rng.choice(
            ({"factor": "1", "add_h": "36"}, {"factor": "1.25"}, {"factor": "2", "add_h": "5"})
        )
        maker.sourced("uplift", name=f"event {number}", **cells, **named, **longer)


def add_late_terms(maker: Maker) -> None:
    """Let some tiers owe by the day, in working days, or after days of grace."""
    rng = maker.rng
    for row in maker.tables["tier"]:
        if row.get("late_pct") and maker.chance(0.6):
            row |= {"late_per": "day", "late_max_days": rng.choice(("1", "3", "14", "60"))}
            row["late_pct"] = rng.choice(("1%", "0.02", "1/30"))
            if row.get("late_cap") and maker.chance(0.7):  # about three days of the usual price
                row["late_cap"] = maker.money(8, 40, row["late_currency"])
        if maker.chance(0.5):
            row["late_day_type"] = rng.choice(("work", "work", "natural"))
        if maker.chance(0.4):
            row["late_grace_days"] = rng.choice(("0", "1", "2", "5"))


def add_points(maker: Maker, market: str) -> None:
    """Ask some jurisdictions for the day of acceptance, or of the last linehaul."""
    for row in maker.tables[f"law/{market}/jurisdiction"]:
        if maker.chance(0.35):
            row["duty_point"] = "acceptance"
        if maker.chance(0.35):
            row["export_point"] = maker.rng.choice(("last", "last", "first"))


def add_barriers(maker: Maker, markets: list[str]) -> None:
    """Let some border gateways clear for others alone, and forbid a mode to be cleared."""
    for node in maker.tables["node"]:
        if node["node_id"].endswith("_B") and maker.chance(0.4):
            node["clears"] = next(market for market in markets if market != node["country"])
    if maker.seed % 10 != PRUNED and maker.chance(0.5):
        mode, market = (
            maker.rng.choice(("sea", "rail", "express", "post")),
            maker.rng.choice(markets),
        )
        cells = {"node_id": f"{market}_G", "from_mode": mode, "to_leg": "clearance"}
        row = maker.sourced("transfer", **cells, allowed="0")
        maker.tables["transfer"].insert(0, maker.tables["transfer"].pop())
        row["from_leg"] = "linehaul"


def add_shadows(maker: Maker) -> None:
    """Add lanes that are never better than others, which the compiled book leaves out (C-66)."""
    rng = maker.rng
    usual = [row for row in maker.tables["lane"] if row["leg"] in ("linehaul", "last_mile")]
    for row in rng.sample(usual, min(3, len(usual))):
        lane_id, later = f"{row['lane_id']}x", rng.choice((0, 0.5, 2))
        cells = {"lane_id": lane_id, "carrier": rng.choice(("alfa", "zulu"))}
        for column in ("transit_max_days", "late_max_days"):
            if row.get(column):
                cells[column] = str(float(row[column]) + later)
        maker.add("lane", **{**row, **cells})
        for rate in [x for x in maker.tables["rate"] if x["lane_id"] == row["lane_id"]]:
            maker.add("rate", **{**rate, "lane_id": lane_id})
        for surcharge in maker.tables["surcharge"]:
            if row["lane_id"] in surcharge["lane_id"].split("|"):
                surcharge["lane_id"] += f"|{lane_id}"
