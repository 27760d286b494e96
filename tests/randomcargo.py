"""Random laws of carriage: rules by mode, lane, aircraft, instruction and day (C-60)."""

from __future__ import annotations

from randomground import Maker, Row

# Rules that mostly let goods pass, at the edges of what random lines show.
RULES: tuple[Row, ...] = (
    {"mode": "air", "flag": "UN3480", "limit": "forbid"},
    {"mode": "air", "flag": "UN3480", "limit": "forbid", "aircraft": "passenger"},
    {"mode": "air|express", "flag": "UN3481", "limit": "max_wh", "value": "100"},
    {"mode": "*", "flag": "UN3481", "battery": "cell", "limit": "max_wh", "value": "20.5"},
    {"mode": "express", "flag": "UN3481", "limit": "max_net_g", "value": "400"},
    {"mode": "*", "flag": "PI966", "limit": "max_net_g", "value": "1000"},
    {"mode": "air|post", "flag": "PI965|PI967", "limit": "max_units", "value": "2"},
    {"mode": "*", "flag": "UN3481|UN3091", "limit": "max_units", "value": "5"},
    {"mode": "air", "flag": "PI966|UN3480", "wh_over": "20.5", "limit": "max_soc_pct"},
    {"mode": "*", "flag": "PI967", "wh_over": "99.99", "limit": "forbid"},
    {"mode": "*", "flag": "PI967", "wh_over": "3.7", "wh_to": "20.5", "limit": "max_soc_pct"},
    {"mode": "*", "flag": "UN3091|UN3090", "limit": "max_lithium_g", "value": "1"},
    {"mode": "air", "flag": "liquid|cream", "limit": "max_ml", "value": "500"},
    {"mode": "*", "flag": "liquid", "all_flags": "brand|liquid", "limit": "max_ml", "value": "100"},
    {"mode": "post", "flag": "aerosol", "limit": "forbid"},
    {"mode": "*", "flag": "powder", "aircraft": "freighter", "limit": "max_units", "value": "3"},
    {"mode": "*", "flag": "fragile", "battery": "battery", "limit": "max_units", "value": "1"},
    {"mode": "*", "flag": "UN3481", "all_flags": "PI966", "limit": "max_net_g", "value": "50"},
)


def add_cargo_rules(maker: Maker) -> None:
    """Add some of the rules, often from a day on or up to it, and now and then for some lanes."""
    rng = maker.rng
    for rule in RULES:
        if maker.chance(0.3):
            cells = dict(rule)
            if cells["limit"] == "max_soc_pct":
                cells["value"] = rng.choice(("30", "30", "20"))
            if maker.chance(0.2):
                lanes = [row["lane_id"] for row in maker.tables["lane"]]
                cells |= {"mode": "*", "lane_id": "|".join(rng.sample(lanes, 4)), "aircraft": ""}
            if maker.chance(0.2):
                cells["remedy"] = "another way"
            maker.once("cargo_rule", 0.6, **cells)
