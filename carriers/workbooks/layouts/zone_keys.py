"""Keys of zones: how postcodes are written, and the rows of `zone.csv` they become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oneprice.carriers.workbooks.flat import FlatRow
from oneprice.carriers.workbooks.layouts.entries import Entry
from oneprice.carriers.workbooks.layouts.facts import Facts
from oneprice.carriers.workbooks.layouts.plain import is_long, squeezed

if TYPE_CHECKING:
    from oneprice.carriers.workbooks.layouts.making import Making, Settings

_ALL = frozenset(("*", "all", "全部", "全境", "所有", "其他", "其它", "rest", "others", "other"))
_KEY = r"[a-z0-9][a-z0-9 ]*"
_SPAN = re.compile(rf"({_KEY}?)\s*(?:[-~\u2010-\u2015]|至|到|\bto\b)\s*({_KEY})", re.IGNORECASE)
_PREFIX = re.compile(rf"({_KEY}?)\s*(?:\*|x+|开头|字头)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,\uff0c、;\uff1b/|\n]+")

Key = tuple[str, str, str]  # kind, lo, hi


def add_zone(making: Making, settings: Settings, entry: Entry, facts: Facts, own: Key) -> None:
    """Add a row of `zone.csv` unless it is there."""
    kind, lo, hi = own
    cells = {
        **{"zone_set": settings["zone_set"], "country": facts["country"]},
        **{"origin_zone": facts.get("origin", ""), "key_kind": kind, "key_lo": lo, "key_hi": hi},
        **{"zone": facts["zone"], "service": facts.get("service_level", "")},
    }
    told = entry.told.get("max_piece_kg")
    if told is not None:
        cells["max_piece_kg"] = told.text
    key = tuple(sorted(cells.items()))
    if key in making.zone_keys:
        return
    making.zone_keys.add(key)
    cells["source"] = making.source(settings, entry.place)
    filled = {column: text for column, text in cells.items() if text}
    making.tables["zone"].append(FlatRow("zone", filled, {"": entry.place}))


def add_own_zones(making: Making, settings: Settings, entry: Entry, facts: Facts) -> None:
    """Add the keys of a zone that is named by its postcodes: "8-9", "0-3", "4/5/6/7"."""
    told = entry.told.get("zone")
    if told is None or "country" not in facts or not settings["zone_set"]:
        reason = "zones named by postcodes need a country and a zone_set"
        making.report.error(entry.place, "zone", reason, "say both in the layout")
        return
    keys = postcode_keys(told.text)
    if keys is None:
        reason = f"{told.text} names no postcodes"
        making.report.error(told.place, "zone", reason, "write the first digits as 8-9 or 0,1,2")
        return
    anywhere = {name: value for name, value in facts.items() if name != "origin"}
    for key in keys:
        add_zone(making, settings, entry, anywhere, key)


def postcode_keys(text: str) -> list[Key] | None:
    """Return the keys of a text of postcodes: ranges, prefixes, all; None where it is none."""
    if squeezed(text) in _ALL:
        return [("all", "", "")]
    keys = list(_keys(text))
    return None if not keys or any(key is None for key in keys) else [k for k in keys if k]


def _keys(text: str) -> Iterator[Key | None]:
    for part in _BETWEEN.split(text):
        words = part.strip()
        if not words:
            continue
        if is_long(words):
            yield None
            continue
        span, prefix = _SPAN.fullmatch(words), _PREFIX.fullmatch(words)
        if span is not None:
            yield ("range", _plain(span[1]), _plain(span[2]))
        elif prefix is not None:
            yield ("prefix", _plain(prefix[1]), "")
        else:
            yield None


def _plain(key: str) -> str:
    return "".join(key.upper().split())
