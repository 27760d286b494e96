"""Words for a refusal: which lane, line or rule stands in the way, and what would change it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.book import Book
from oneprice.core.days import day_of
from oneprice.core.order import Order
from oneprice.core.quote import Refusal
from oneprice.core.refusal import CODES, LIMITS, REASONS
from oneprice.core.vocabulary import (
    FLAG,
    FX_KINDS,
    INSTRUCTIONS,
    LEG,
    MODES,
    TIERS,
    flag_mask,
    flag_words,
)
from oneprice.routing.hs_doubt import nearest_lines
from oneprice.routing.parts import lines_of
from oneprice.routing.words.cargo import cargo_sentence
from oneprice.routing.words.lanes import quantity_text
from oneprice.routing.words.numbers import decimal_text, money_text
from oneprice.tariffs.facts import POLARITY, UNDER_100
from oneprice.tariffs.rates.units import FACT_NAMES

DATED = {"RULES_STALE", "LATER_THAN_TIER", "AFTER_DEADLINE"}
# Reasons about a whole route: the lanes do not say which one, so the route is named before them.
OF_ROUTE = {"TOO_SLOW", "LATER_THAN_TIER", "AFTER_DEADLINE", "NO_PROMISE", "RULES_STALE"}
# Reasons about the whole order, whatever its consignments.
OF_ORDER = {"NO_JURISDICTION", "PARCELS_AND_SPLIT"}
# Facts that only some reasons have.
WORDS = ("flags", "rule", "source", "text", "kind", "what", "base", "quote", "day", "claim")
PART = "part:"  # of names in space "fact"
MINIMUM = LIMITS.index("minimum shipment weight (g)")
# Unit of a limit in its text, and how many of its smallest unit make one.
LIMIT_UNITS = {
    **{"(g)": ("kg", 1000), "(mm)": ("cm", 10), "(mm3)": ("cm3", 1000)},
    **{"(mWh)": ("Wh", 1000), "": ("", 1)},
}


def refusal_of(book: Book, order: Order, lines: Any, record: Any) -> Refusal:
    """Return the refusal of one REFUSED record of an order."""
    code = CODES[record["status"]]
    text = _own_sentence(book, order, lines, record, code)
    if not text:
        text = REASONS[code].format(**_facts(book, order, lines, record, code))
    if code in ("HS_UNKNOWN", "HS_AMBIGUOUS"):
        text += _nearest(book, order, lines, record)
    if code in OF_ROUTE and record["route"]:
        text = f"{_route_words(book, int(record['route']))}: {text}"
    if code not in OF_ORDER and "{sku}" not in REASONS[code]:
        text = _goods_words(order, lines, record) + text
    return Refusal(subject=TIERS[record["tier"]], code=code, reason=text)


def _nearest(book: Book, order: Order, lines: Any, record: Any) -> str:
    """Return the nearest codes that the tariff knows, in words (C-52)."""
    near = nearest_lines(book, order, _input_line(lines, int(record["line"])))
    return f"; the nearest it knows: {', '.join(str(each.line) for each in near)}" if near else ""


def _goods_words(order: Order, lines: Any, record: Any) -> str:
    """Return "DRESS-42, TEE-10: " where a reason is about a part of the order only."""
    mine = lines_of(lines, record)
    if len(mine) == len(lines):
        return ""
    skus = dict.fromkeys(order.lines[int(line["input_line"])].sku for line in mine)
    return f"{', '.join(skus)}: "


def _route_words(book: Book, route: int) -> str:
    """Return the mode and the linehaul lanes of a route: "by sea on SP-DE-S"."""
    row = book.tables["route"][route]
    legs = book.tables["route_leg"][int(row["leg_lo"]) : int(row["leg_hi"])]
    lanes = [book.tables["lane"][leg["lane"]] for leg in legs]
    names = [
        book.ids.name("lane", lane["name"]) for lane in lanes if lane["leg"] == LEG["linehaul"]
    ]
    return f"by {MODES[int(row['mode'])]} on {' and '.join(names)}"


def _own_sentence(book: Book, order: Order, lines: Any, record: Any, code: str) -> str:
    """Return the sentence of a reason whose general form would read badly, or ""."""
    if code == "CARGO_RULE":
        return cargo_sentence(book, lines, record)
    if code == "KEEP_TOGETHER":
        return REASONS[code].format(skus=", ".join(_kept_together(order, lines, record)))
    if code == "OVER_LIMIT" and record["what"] == MINIMUM:
        least, has = (_weight(int(record[name])) for name in ("limit", "fact"))
        return f"lane {_lane(book, record)} takes shipments from {least}, this one has {has}"
    if code == "OVER_LIMIT" and record["zone"]:
        text = REASONS[code].format(**_limit_facts(book, record), lane=_lane(book, record))
        zone = book.ids.name("zone", book.tables["zone"][record["zone"]]["zone"])
        return f"in zone {zone} {text}"
    return ""


def _lane(book: Book, record: Any) -> str:
    return book.ids.name("lane", book.tables["lane"][record["lane"]]["name"])


def _weight(grams: int) -> str:
    return f"{decimal_text(Fraction(grams, 1000), 3)} kg"


def _kept_together(order: Order, lines: Any, record: Any) -> list[str]:
    """Return the articles that are to stay in one parcel with the line of a refusal."""
    word = int(lines[record["line"]]["keep_together"])
    together = [line for line in lines_of(lines, record) if line["keep_together"] == word]
    return list(dict.fromkeys(order.lines[int(line["input_line"])].sku for line in together))


def _facts(book: Book, order: Order, lines: Any, record: Any, code: str) -> dict[str, object]:
    """Return every fact the reason texts may name."""
    fact, limit = int(record["fact"]), int(record["limit"])
    sku, hs, ship_from = _line_facts(order, lines, int(record["line"]))
    facts: dict[str, object] = {
        "lane": _lane(book, record),
        "country": order.buyer.country,
        "postcode": order.buyer.postcode,
        "sku": sku,
        "hs": hs,
        "ship_from": ship_from,
        "fact": day_of(fact).isoformat() if code in DATED else fact,
        "limit": day_of(limit).isoformat() if code in DATED else limit,
        **dict.fromkeys(WORDS, ""),
    }
    return facts | _special(book, record, code)


def _input_line(lines: Any, line: int) -> int:
    """Return the line of the order that a refusal speaks of."""
    return int(lines[line]["input_line"]) if 0 <= line < len(lines) else 0


def _line_facts(order: Order, lines: Any, line: int) -> tuple[str, str, str]:
    """Return (sku, HS code, ship_from) of the line a refusal speaks of."""
    spoken = order.lines[_input_line(lines, line)]
    hs = spoken.hs_national.get(order.buyer.country, spoken.hs_code)
    return spoken.sku, hs, spoken.ship_from


def _special(book: Book, record: Any, code: str) -> dict[str, object]:
    """Return the facts whose meaning depends on the code."""
    ids, tables = book.ids, book.tables
    fact, limit = int(record["fact"]), int(record["limit"])
    if code in ("CLASS_NOT_ACCEPTED", "CLASS_REQUIRED"):
        return {"flags": (", " if code == "CLASS_NOT_ACCEPTED" else " or ").join(_flags(fact))}
    if code == "OVER_LIMIT":
        return _limit_facts(book, record)
    if code in ("NO_INDEX", "SURCHARGE_REFUSES"):
        return _ruled(book, tables["surcharge"][fact])
    if code == "NO_RATE":
        return {"fact": quantity_text(book, int(record["lane"]), fact)}
    if code == "MEASURE_UNPRICED":
        measure = tables["measure"][fact]
        return _ruled(book, measure) | {"text": ids.name("text", measure["unpriced"])}
    if code == "DUTY_INPUT_MISSING":
        return {"text": _fact_words(ids.name("fact", fact)), "rule": "the duty rate"}
    if code == "CLAIM_MISSING":
        gate = tables["compliance_gate"][fact]
        claim, reason = ids.name("claim", gate["claim"]), ids.name("text", gate["reason"])
        return {"claim": claim, "text": reason}
    if code in ("MEASURE_MISSING", "HS_UNKNOWN"):
        return {"kind": ids.name("measure_kind", fact)}
    if code in ("EPR_MISSING", "EPR_RATE_MISSING"):
        return {"text": ids.name("scheme", fact)}
    if code == "FX_MISSING":
        kind = FX_KINDS[int(record["what"])]
        base, quote = ids.name("currency", fact), ids.name("currency", limit)
        day = day_of(int(record["day"])).isoformat()
        return {"base": base, "quote": quote, "kind": kind, "day": day}
    return {}


def _flags(mask: int) -> list[str]:
    """Return the flags of a set; a UN number stands for all its packing instructions (C-60)."""
    for number, words in INSTRUCTIONS.items():
        implied = flag_mask(list(words))
        if mask & FLAG[number] and mask & implied == implied:
            mask &= ~implied
    return flag_words(mask)


def _fact_words(name: str) -> str:
    """Return what an order must declare: a quantity, a degree or the value of a part."""
    if name.startswith(PART):
        return f"the value of the part {name.removeprefix(PART)!r}"
    if name == UNDER_100:
        return f"the degree {POLARITY!r}"
    return f"the {'degree' if name in FACT_NAMES else 'quantity'} in {name!r}"


def _limit_facts(book: Book, record: Any) -> dict[str, object]:
    """Return what is limited, the limit and the fact, each with its unit."""
    fact, limit = int(record["fact"]), int(record["limit"])
    what, _, unit = LIMITS[int(record["what"])].partition(" (")
    unit = f"({unit}" if unit else ""
    if unit in LIMIT_UNITS:
        label, scale = LIMIT_UNITS[unit]
        texts = (decimal_text(Fraction(value, scale), 3) for value in (limit, fact))
        shown = [f"{text} {label}".rstrip() for text in texts]
    else:
        currency = int(book.tables["lane"][record["lane"]]["currency"])
        shown = [money_text(book, value * PIPS_PER_MINOR, currency) for value in (limit, fact)]
    needed = shown[1] if fact >= 0 else "an energy that the order does not give (watt_hours)"
    return {"what": what, "limit": shown[0], "fact": needed}


def _ruled(book: Book, record: Any) -> dict[str, object]:
    ids = book.ids
    return {
        "rule": ids.name("rule", record["rule"]),
        "source": ids.name("source", record["source"]),
    }
