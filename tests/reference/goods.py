"""Lines, cargo classes and consignments (C-25 to C-27)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from reference.duty_text import unit_of

BATTERY = {"UN3480", "UN3481", "UN3090", "UN3091"}
LIQUID = {"liquid", "cream", "powder", "aerosol"}
SPLIT_CLASSES = ("general", "battery", "liquid_powder")


def plain_hs(code: str) -> str:
    """Return an HS code without dots and spaces (C-42)."""
    return code.replace(".", "").replace(" ", "")


class Line:
    """One line of the order at its input position."""

    def __init__(self, row: dict[str, Any], index: int, country: str) -> None:
        self.row, self.index = row, index
        self.quantity: int = row["quantity"]
        self.flags = set(row.get("cargo_flags") or ())
        self.value_minor: int = row["unit_price_minor"] * self.quantity
        self.gross_g: int = row["weight_g"] * self.quantity
        self.origin: str = row["country_of_origin"]
        self.hs = plain_hs((row.get("hs_national") or {}).get(country) or row["hs_code"])

    @property
    def split_class(self) -> str:
        """Return the class by which a group is split (C-25)."""
        if self.flags & LIQUID:
            return "liquid_powder"
        return "battery" if self.flags & BATTERY else "general"

    def order_key(self) -> tuple[Any, ...]:
        """Return the canonical order of lines (C-27)."""
        row = self.row
        first = (row["seller"], row["ship_from"], row["sku"], plain_hs(row["hs_code"]))
        sides = sorted((row[f"{side}_mm"] for side in ("length", "width", "height")), reverse=True)
        worth = (self.origin, row["unit_price_minor"], row["weight_g"], sides, self.quantity)
        return (*first, *worth, self.index)

    def declared(self, unit: str) -> Fraction | None:
        """Return the declared quantity of the whole line in a unit, if the order has it."""
        quantities = self.row.get("duty_quantities") or {}
        given = {unit_of(name): text for name, text in quantities.items()}.get(unit)
        if given is not None:
            return Fraction(given) * self.quantity
        if unit == "each":
            return Fraction(self.quantity)
        net = self.row.get("net_weight_g")
        return None if net is None or unit != "kg" else Fraction(net * self.quantity, 1000)

    @property
    def net_g(self) -> int:
        """Return the net weight, the gross weight where the order gives none (C-37)."""
        net: int | None = self.row.get("net_weight_g")
        return self.gross_g if net is None else net * self.quantity


class Consignment:
    """Lines that travel together."""

    def __init__(self, lines: list[Line], own_parcels: list[dict[str, int]]) -> None:
        self.lines, self.own_parcels = lines, own_parcels
        self.seller: str = lines[0].row["seller"]
        self.ship_from: str = lines[0].row["ship_from"]
        self.flags = set().union(*(line.flags for line in lines))
        self.value_minor = sum(line.value_minor for line in lines)
        self.gross_g = sum(line.gross_g for line in lines)
        self.handling_h: int = max(line.row.get("handling_h", 0) or 0 for line in lines)

    @property
    def cargo_class(self) -> str:
        """Return the commercial class (C-26)."""
        battery, liquid = bool(self.flags & BATTERY), bool(self.flags & LIQUID)
        if battery and liquid:
            return "mixed"
        return "liquid_powder" if liquid else "battery" if battery else "general"

    def by_class(self) -> list[Consignment]:
        """Return the consignment split by cargo class, in the order of C-25."""
        parts = [[x for x in self.lines if x.split_class == name] for name in SPLIT_CLASSES]
        return [Consignment(part, self.own_parcels) for part in parts if part]


def groups(order: dict[str, Any]) -> list[Consignment]:
    """Return one consignment per (seller, ship_from), lines in canonical order (C-25, C-27)."""
    country = order["buyer"]["country"]
    lines = [Line(row, index, country) for index, row in enumerate(order["lines"])]
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in sorted(lines, key=Line.order_key):
        found[line.row["seller"], line.row["ship_from"]].append(line)
    return [Consignment(group, order.get("parcels") or []) for group in found.values()]
