"""Lines, cargo classes and consignments (C-25 to C-27)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from reference.units import read_unit, unit_words

BATTERY = {"UN3480", "UN3481", "UN3090", "UN3091", "UN3556"}
LIQUID = {"liquid", "cream", "powder", "aerosol"}
SPLIT_CLASSES = ("general", "battery", "liquid_powder")
# Packing instructions that a UN number alone stands for (C-60).
INSTRUCTIONS = {
    "UN3480": {"PI965"},
    "UN3481": {"PI966", "PI967"},
    "UN3090": {"PI968"},
    "UN3091": {"PI969", "PI970"},
}


def plain_hs(code: str) -> str:
    """Return an HS code without dots and spaces (C-42)."""
    return code.replace(".", "").replace(" ", "")


def all_shown(flags: Iterable[str]) -> set[str]:
    """Return flags with all instructions of each UN number that names none of its own (C-60)."""
    shown = set(flags)
    for number, ways in INSTRUCTIONS.items():
        if number in shown and not shown & ways:
            shown |= ways
    return shown


class Line:
    """One line of the order at its input position."""

    def __init__(self, row: dict[str, Any], index: int, country: str) -> None:
        self.row, self.index = row, index
        self.quantity: int = row["quantity"]
        self.flags = all_shown(row.get("cargo_flags") or ())
        self.value_minor: int = row["unit_price_minor"] * self.quantity
        self.gross_g: int = row["weight_g"] * self.quantity
        self.origin: str = row["country_of_origin"]
        self.spoken_of: dict[Any, bool] = {}  # by cargo rules (C-60)
        self.hs = plain_hs((row.get("hs_national") or {}).get(country) or row["hs_code"])

    @property
    def split_class(self) -> str:
        """Return the class by which a group is split (C-25)."""
        if self.flags & LIQUID:
            return "liquid_powder"
        return "battery" if self.flags & BATTERY else "general"

    @property
    def sides_mm(self) -> list[int]:
        """Return the sides of one unit, the longest first."""
        sides = (self.row[f"{side}_mm"] for side in ("length", "width", "height"))
        return sorted(sides, reverse=True)

    @property
    def upright(self) -> bool:
        """Tell whether the height of the units stays up (C-28)."""
        return self.row.get("orientation") == "upright"

    @property
    def stackable(self) -> bool:
        """Tell whether something may lie on the units (C-28)."""
        return self.row.get("stackable") is not False

    def order_key(self, consolidated: bool) -> tuple[Any, ...]:
        """Return the canonical order of lines (C-27)."""
        row = self.row
        places = (row["seller"], row["ship_from"])
        first = (*(reversed(places) if consolidated else places), row["sku"])
        worth = (self.origin, row["unit_price_minor"], row["weight_g"], self.sides_mm)
        up_mm = row["height_mm"] if self.upright else 0
        packing = (self.upright, up_mm, not self.stackable, row.get("keep_together") or "")
        return (*first, plain_hs(row["hs_code"]), *worth, self.quantity, *packing, self.index)

    @property
    def facts(self) -> dict[str, str]:
        """Return quantities and degrees that the order gives, by its own words (C-57)."""
        return self.row.get("duty_quantities") or {}

    def declared(self, base: str) -> Fraction | None:
        """Return the quantity of the whole line in a normal unit, if the order tells it (C-57)."""
        for name, text in self.facts.items():
            given = read_unit(name)
            if given.base == base:
                return Fraction(text) * self.quantity * given.size
        return self.known_quantity(base)

    def known_quantity(self, base: str) -> Fraction | None:
        """Return what the order tells without `duty_quantities`, grams as kg."""
        grams: int | None = None
        if base == "each":
            return Fraction(self.quantity)
        if base == "kg" and self.row.get("net_weight_g") is not None:
            grams = self.net_g
        elif base == "kg gross":
            grams = self.gross_g
        elif base == "kg battery":
            grams = self.battery_g
        elif base.startswith("kg packaging "):
            grams = self.packaging_g(base.removeprefix("kg packaging "))
        return None if grams is None else Fraction(grams, 1000)

    def degree(self, name: str) -> Fraction | None:
        """Return a declared degree; `degree under 100` is 100 less the polarity (C-57)."""
        facts = {unit_words(word): Fraction(text) for word, text in self.facts.items()}
        if name == "degree under 100":
            polarity = facts.get("polarity")
            return None if polarity is None else max(Fraction(0), 100 - polarity)
        return facts.get(name)

    def part_minor(self, part: str) -> int | None:
        """Return the value of a part of the whole line, in the order's currency (C-57)."""
        values = self.row.get("part_values_minor") or {}
        each = {unit_words(name): value for name, value in values.items()}.get(part)
        return None if each is None else each * self.quantity

    def packaging_g(self, material: str) -> int:
        """Return the grams of a packaging material of the whole line, 0 if none is given."""
        packaging = self.row.get("packaging") or {}
        return sum(g for m, g in packaging.items() if m.lower() == material) * self.quantity

    @property
    def battery_g(self) -> int:
        """Return the battery grams of the whole line, 0 if the order gives none (C-37)."""
        return (self.row.get("battery_net_g") or 0) * self.quantity

    @property
    def claims(self) -> set[str]:
        """Return the words that the declarant warrants (C-41, C-53)."""
        return set(self.row.get("claims") or ())

    @property
    def net_g(self) -> int:
        """Return the net weight, the gross weight where the order gives none (C-37)."""
        net: int | None = self.row.get("net_weight_g")
        return self.gross_g if net is None else net * self.quantity


class Consignment:
    """Lines that travel together."""

    def __init__(self, lines: list[Line], own_parcels: list[dict[str, Any]]) -> None:
        self.lines, self.own_parcels = lines, own_parcels
        self.sellers: list[str] = list(dict.fromkeys(line.row["seller"] for line in lines))
        self.ship_from: str = lines[0].row["ship_from"]
        self.flags = set().union(*(line.flags for line in lines))
        self.value_minor = sum(line.value_minor for line in lines)
        self.gross_g = sum(line.gross_g for line in lines)
        self.ready: dict[str, tuple[tuple[int, int], ...]] = {}  # (minute, mass) (C-68)
        self.packed: dict[Any, Any] = {}  # what was packed before, by its limits
        self.billed: dict[Any, Any] = {}  # what lanes charge, by lane, origin zone and parcels

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
    """Return one consignment per (seller, ship_from) or per ship_from (C-25, C-27)."""
    country, consolidated = order["buyer"]["country"], order.get("consolidation") == "origin"
    lines = [Line(row, index, country) for index, row in enumerate(order["lines"])]
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: line.order_key(consolidated)):
        seller = "" if consolidated else line.row["seller"]
        found[seller, line.row["ship_from"]].append(line)
    return [Consignment(group, order.get("parcels") or []) for group in found.values()]
