"""Parcels rated one by one: each on all lanes of a book, one after another."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from randombook import write_random_book

from oneprice.carriers import _kernels as kernels
from oneprice.carriers.compile import compile_carriers
from oneprice.carriers.offers import LEGS
from oneprice.carriers.rating import Piece, Rater, Shipment
from oneprice.carriers.refs import PARCEL
from oneprice.core.compiling import Compiling
from oneprice.core.days import day_number
from oneprice.core.ground import compile_ground
from oneprice.core.postcodes import postcode_key
from oneprice.core.refusal import CODES, STATUS
from oneprice.core.vocabulary import LEG, PURPOSES, cargo_class, flag_mask, shown_mask

SEEDS = (1, 3)
COUNT = 40
EXAMPLE = Path(__file__).parents[1] / "examples" / "book"
NEVER = -1


class Cards(NamedTuple):
    """Compiled tables with ground, and their names."""

    tables: dict[str, Any]
    ids: Any


class Aim(NamedTuple):
    """What parcels need to know of a book; `randombook.Info` has the same attributes."""

    window: tuple[date, date]
    weights_g: list[int]
    postcodes: list[str]


def compiled(folder: Path) -> Cards:
    """Return ground and carriers of a source folder."""
    ctx = Compiling(folder)
    tables = compile_ground(ctx)
    tables |= compile_carriers(ctx, tables["node"])
    return Cards(tables, ctx.ids)


def random_book(folder: Path, seed: int) -> tuple[Cards, Any]:
    """Return the carriers of a random book, and what its parcels aim at."""
    info = write_random_book(folder, seed)
    return compiled(folder), info


def books(folder: Path) -> Iterator[tuple[Cards, Any]]:
    """Yield random books, and the example, whose prices lead to the door."""
    for seed in SEEDS:
        yield random_book(folder / str(seed), seed)
    window = date(2026, 5, 1), date(2026, 12, 31)
    postcodes = ["10115", "25980", "27498", "SW1A 1AA", "BT1 1AA", "060-0001", "99501"]
    yield compiled(EXAMPLE), Aim(window, [300, 2000, 8000], postcodes)


def random_parcels(book: Cards, info: Any, seed: int, count: int) -> Any:
    """Return parcels from every node to every market, some of them nasty."""
    dice = random.Random(seed)
    table = np.zeros(count, PARCEL)
    lane, ids = book.tables["lane"], book.ids
    days = [day_number(day) for day in info.window]
    for record in table:
        way = lane[dice.randrange(1, len(lane))]
        words = dice.choice(([], [], ["UN3481"], ["liquid"], ["UN3480", "PI965"], ["food"]))
        flags = shown_mask(flag_mask(words))
        sides = sorted((dice.choice((80, 254, 300, 455, 600)) for _ in range(3)), reverse=True)
        known = dice.random() < 0.8
        lo, hi = postcode_key(dice.choice(["1", "12345", "31500", "65", "99", "", "30000", "80331",
                                           *info.postcodes]))  # fmt: skip
        fields = {
            **{"origin_node": way["origin_node"], "country": way["dest_country"]},
            **{
                "region": dice.randrange(1, max(2, ids.count("region"))),
                "postcode_lo": lo,
                "postcode_hi": hi,
            },
            **dict(
                zip(
                    ("day", "export_day", "entry_day"),
                    sorted(dice.choices(range(*days), k=3)),
                    strict=True,
                )
            ),
            **{"purpose": dice.choice((1, 2)), "flags": flags},
            **{"currency": dice.randrange(1, ids.count("currency")), "cargo_class": 1},
            **{
                "goods_minor": dice.choice((0, 500, 15_000, 400_000)),
                "headings": dice.choice((1, 3)),
            },
            **{"units": dice.choice((1, 1, 2, 40)), "weight_g": dice.choice(info.weights_g) + 1},
            **dict(zip(("length_mm", "second_mm", "third_mm"), sides, strict=True)),
            **{"battery_kind": dice.choice((1, 2)), "soc_pct": 20 if known else NEVER},
            **{"battery_mwh": 19_000 if known else NEVER, "lithium_mg": 1 if known else NEVER},
            **{"battery_net_g": 40 if known else NEVER, "liquid_ml": 90 if known else NEVER},
        }
        fields["cargo_class"] = cargo_class(flags)
        for name, value in fields.items():
            record[name] = value
    return table


class OneByOne:
    """Rates a parcel by going through all lanes of the book, one after another."""

    def __init__(self, book: Cards) -> None:
        self.book, self.rater = book, Rater(book.tables, book.ids)
        self.bk = self.rater.bk
        self.fx = book.tables["fx"]

    def offers(self, one: Any, legs: set[str]) -> dict[tuple[int, ...], tuple[str, int, int]]:
        """Return (status, total, base) of every lane with its tail, by the lanes."""
        found = {}
        lanes = self.book.tables["lane"]
        starts = (lanes["priced_by"] == 0) & (lanes["origin_node"] == one.origin_node)
        for lane in np.flatnonzero(starts).tolist():
            row = self.bk.lane[lane]
            tails = {(lane,)} if any(LEG.get(word) == row.leg for word in legs) else set()
            if "door" in legs:
                tails |= set(self._to_door((lane,)))
            for chain in tails:
                if self.bk.lane[chain[-1]].dest_country == one.country:
                    found[chain] = self._rate(chain, one)
        return found

    def _to_door(self, chain: tuple[int, ...]) -> Any:
        end = self.bk.lane[chain[-1]].dest_node
        if self.book.tables["node"][end]["kind"] == 4:
            if any(self.bk.lane[each].leg == LEG["linehaul"] for each in chain):
                yield chain
            return
        lanes = self.book.tables["lane"]
        inside = (lanes["priced_by"] == chain[0]) & (lanes["origin_node"] == end)
        for lane in np.flatnonzero(inside).tolist():
            if lane not in chain:
                yield from self._to_door((*chain, lane))

    def _rate(self, chain: tuple[int, ...], one: Any) -> tuple[str, int, int]:
        status = self._accepted(chain, one)
        if status:
            return CODES[status], 0, 0
        lane = self.bk.lane[chain[0]]
        goods_minor = self._converted(one, int(lane.currency))
        if goods_minor is None:
            return "FX_MISSING", 0, 0
        if goods_minor > lane.max_value_minor:
            return "OVER_LIMIT", 0, 0
        value = self._converted(one, int(lane.value_currency)) if lane.value_currency else 0
        if value is None:
            return "FX_MISSING", 0, 0
        rating = self.rater.rate(
            self.book.ids.name("lane", lane.name), self._shipment(chain[0], one, goods_minor, value)
        )
        for each in chain[1:]:
            there = self._converted(one, int(self.bk.lane[each].currency))
            if rating.status == "OK" and there > self.bk.lane[each].max_value_minor:
                return "OVER_LIMIT", 0, 0
        base = rating.charges[0].amount_minor if rating.charges else 0
        return rating.status, rating.total_minor, base

    def _accepted(self, chain: tuple[int, ...], one: Any) -> int:
        lines, sel = np.array([one]).view(np.recarray), np.zeros(1, np.int64)
        for lane in chain:
            status, _ = kernels.accept_lane(self.bk, lane, one.day, one["flags"])
            if status == 0:
                day = one.export_day
                status = kernels.check_cargo(self.bk, lane, day, day, lines, sel, 1)[0]
            if status:
                return int(status)
        rows = []
        for lane in chain:
            row, there = kernels.find_zone(
                self.bk, self.bk.lane[lane].zone_set, one.postcode_lo, one.postcode_hi
            )
            if not there or self.bk.zone[row].service == 3:
                return STATUS["EMBARGO" if there else "NO_ZONE"]
            rows.append(row)
        for lane, row in zip(chain, rows, strict=True):
            status = self._units(lane, lines, one)
            status = status or kernels.check_pieces(self.bk, lane, lines, 1)[0]
            status = status or kernels.check_zone_pieces(self.bk, row, lines, 1)[0]
            if status:
                return int(status)
        return 0

    def _units(self, lane: int, lines: Any, one: Any) -> int:
        row = self.bk.lane[lane]
        for i in range(row.rule_lo, row.rule_hi):
            rule = self.bk.lane_rule[i].cargo_rule
            limit = self.bk.cargo_rule[rule]
            fits = kernels.fits_line(self.bk, rule, one.export_day, one.export_day, lines[0])
            if limit.limit == 5 and fits and one.units > limit.value:
                return STATUS["CARGO_RULE"]
        return 0

    def _converted(self, one: Any, quote: int) -> int | None:
        if one.currency == quote:
            return int(one.goods_minor)
        for wanted in (0, 1):  # a row as written before an inverted one
            for row in self.fx[1:]:
                pair = row["kind"] == 3 and row["base"] == one.currency and row["quote"] == quote
                if not pair or row["inverted"] != wanted or row["authority"]:
                    continue
                if row["from_day"] <= one.day < row["to_day"]:
                    num, den = int(row["num"]), int(row["den"])
                    return (2 * int(one.goods_minor) * num + den) // (2 * den)
        return None

    def _shipment(self, lane: int, one: Any, goods_minor: int, value: int) -> Shipment:
        row, ids = self.bk.lane[lane], self.book.ids
        zone, _ = kernels.find_zone(self.bk, row.zone_set, one.postcode_lo, one.postcode_hi)
        region = one.region if row.origin_by else row.origin_zone
        words = {0: "ok", 1: "remote", 2: "super_remote"}
        classes = {1: "general", 2: "battery", 3: "liquid_powder", 4: "mixed"}
        return Shipment(
            [Piece(int(one.weight_g), (int(one.length_mm), int(one.second_mm), int(one.third_mm)))],
            int((one.day, one.export_day, one.entry_day)[row.day_of]),
            zone=ids.name("zone", self.bk.zone[zone].zone),
            service=words[int(self.bk.zone[zone].service)],
            origin_zone=ids.name("region", region),
            cargo_class=classes[int(one.cargo_class)],
            flags=int(one["flags"]),
            purpose=PURPOSES[int(one.purpose)],
            declared_minor=goods_minor,
            value_minor=value,
            hs_lines=int(one.headings),
        )


def one_by_one(folder: Path) -> list[list[Any]]:
    """Return what going through all lanes gives: book, parcel, lanes, status, total, base."""
    found = []
    for number, (book, info) in enumerate(books(folder)):
        slow = OneByOne(book)
        parcels = random_parcels(book, info, number, COUNT).view(np.recarray)
        for p, one in enumerate(parcels):
            offers = sorted(slow.offers(one, set(LEGS)).items())
            found += [[number, p, list(chain), *said] for chain, said in offers]
    return found
