"""Words for a refusal: which lane, line or rule stands in the way, and what would change it."""

from __future__ import annotations

from typing import Any

from oneprice.core.book import Book
from oneprice.core.days import day_of
from oneprice.core.order import Order
from oneprice.core.quote import Refusal
from oneprice.core.refusal import CODES, LIMITS, REASONS
from oneprice.core.vocabulary import FX_KINDS, TIERS, flag_words

DATED = {"RULES_STALE", "LATER_THAN_TIER", "AFTER_DEADLINE"}
DAYS_FROM_LIMIT = {"LATER_THAN_TIER", "AFTER_DEADLINE", "RULES_STALE"}


def refusal_of(book: Book, order: Order, lines: Any, record: Any) -> Refusal:
    """Return the refusal of one REFUSED record of an order."""
    code = CODES[record["status"]]
    facts = _facts(book, order, lines, record, code)
    return Refusal(subject=TIERS[record["tier"]], code=code, reason=REASONS[code].format(**facts))


def _facts(book: Book, order: Order, lines: Any, record: Any, code: str) -> dict[str, object]:
    """Return every fact the reason texts may name."""
    fact, limit = int(record["fact"]), int(record["limit"])
    sku, hs, ship_from = _line_facts(order, lines, int(record["line"]), code)
    facts: dict[str, object] = {
        "lane": book.ids.name("lane", book.tables["lane"][record["lane"]]["name"]),
        "country": order.buyer.country,
        "postcode": order.buyer.postcode,
        "sku": sku,
        "hs": hs,
        "ship_from": ship_from,
        "fact": day_of(fact).isoformat() if code in DATED else fact,
        "limit": _limit_text(code, limit),
        "flags": "",
        "rule": "",
        "source": "",
        "text": "",
        "kind": "",
        "what": "",
        "base": "",
        "quote": "",
        "day": order.quoted_at.date().isoformat(),
    }
    return facts | _special(book, code, fact, limit, int(record["line"]))


def _line_facts(order: Order, lines: Any, line: int, code: str) -> tuple[str, str, str]:
    """Return (sku, HS code, ship_from) of the line a refusal speaks of."""
    known = 0 <= line < len(lines) and code != "OVER_LIMIT"
    spoken = order.lines[int(lines[line]["input_line"])] if known else order.lines[0]
    hs = spoken.hs_national.get(order.buyer.country, spoken.hs_code)
    return spoken.sku, hs, spoken.ship_from


def _limit_text(code: str, limit: int) -> object:
    return day_of(limit).isoformat() if code in DAYS_FROM_LIMIT else limit


def _special(book: Book, code: str, fact: int, limit: int, line: int) -> dict[str, object]:
    """Return the facts whose meaning depends on the code."""
    ids, tables = book.ids, book.tables
    if code in ("CLASS_NOT_ACCEPTED", "CLASS_REQUIRED"):
        return {"flags": ", ".join(flag_words(fact))}
    if code == "OVER_LIMIT":
        return {"what": LIMITS[line] if 0 < line < len(LIMITS) else LIMITS[9]}
    if code == "CARGO_RULE":
        return _ruled(book, tables["cargo_rule"][fact])
    if code in ("NO_INDEX", "SURCHARGE_REFUSES"):
        return _ruled(book, tables["surcharge"][fact])
    if code == "MEASURE_UNPRICED":
        measure = tables["measure"][fact]
        return _ruled(book, measure) | {"text": ids.name("text", measure["unpriced"])}
    if code == "DUTY_INPUT_MISSING":
        return {"text": ids.name("unit", fact), "rule": "the duty rate"}
    if code in ("MEASURE_MISSING", "HS_UNKNOWN"):
        return {"kind": ids.name("measure_kind", fact)}
    if code == "EPR_MISSING":
        return {"text": ids.name("scheme", fact)}
    if code == "FX_MISSING":
        pair: dict[str, object] = {
            "base": ids.name("currency", fact),
            "quote": ids.name("currency", limit),
        }
        return pair | {"kind": FX_KINDS[line] if 0 < line < len(FX_KINDS) else ""}
    return {}


def _ruled(book: Book, record: Any) -> dict[str, object]:
    ids = book.ids
    return {
        "rule": ids.name("rule", record["rule"]),
        "source": ids.name("source", record["source"]),
    }
