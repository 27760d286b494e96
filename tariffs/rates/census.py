"""The class of a rate text, in the words a census of the schedules counts them by."""

from __future__ import annotations

from collections.abc import Callable

from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import (
    AdValorem,
    Duty,
    Phased,
    Rate,
    Relative,
    Seasonal,
    Side,
    Specific,
    Unpriced,
)
from oneprice.tariffs.rates.text import clean
from oneprice.tariffs.rates.us_special import segments

WATCH_PARTS = frozenset(("case", "strap", "movement", "battery", "apparatus"))
# Units with two words that count no content.
_BARE = frozenset(("clean kg", "pf liter", "line gross", "jewel over 7"))


def class_of(text: str, dialect: str) -> str:
    """Return the class of a cell; "blank" for a blank one.

    A cell of the US special column has the classes of its segments, joined by " | ".

    Examples
    --------
    >>> class_of("76¢/pr. + 32%", "us")
    'specific + N%'
    """
    return " | ".join(classes_of(text, dialect)) or "blank"


def classes_of(text: str, dialect: str) -> tuple[str, ...]:
    """Return the classes of all rates a cell holds, as the dialect counts them."""
    plain = clean(text)
    cell = read_cell(text, dialect)
    if dialect == "us_special":
        rates = [one.duty for one in cell.preferences]
        rates += [cell.duty] if cell.duty is not None else []
        texts = [words for words, _ in segments(plain)]
        return tuple(_us_99(rate, words) for rate, words in zip(rates, texts, strict=True))
    if cell.duty is None:
        return ()
    if dialect == "au" and cell.preferences and _shape(cell.duty) == "N%":
        return ("N% with preference codes",)
    if dialect == "br" and cell.markers:
        return ("percent + marker",)
    return (_NAMERS.get(dialect, _other)(cell.duty, plain),)


def _shape(rate: Rate) -> str:
    """Return the class of a rate by its terms and sides alone."""
    if isinstance(rate, Unpriced):
        return rate.reason
    if isinstance(rate, Seasonal):
        return "seasonal"
    if isinstance(rate, Phased):
        return "dated phases"
    if isinstance(rate, Relative):
        return "base + N%" if rate.added else "base with nothing added"
    return _sides(rate) if len(rate.sides) > 1 else _sum(rate.sides[0])


def _sides(duty: Duty) -> str:
    ops = {side.op for side in duty.sides}
    if {"at_least", "at_most"} <= ops:
        return "MIN and MAX"
    return "MIN only" if "at_least" in ops else "MAX only"


def _sum(side: Side) -> str:
    """Return the class of one side: how many percentages and amounts are added or taken off."""
    if side.minus:
        value = any(isinstance(term, AdValorem) and term.rate == 1 for term in side.minus)
        return "difference duty on customs value" if value else "specific less N%"
    amounts = sum(isinstance(term, Specific) for term in side.plus)
    percents = len(side.plus) - amounts
    if len(side.plus) > 2:
        return "three terms"
    if amounts == 2:
        return "specific + specific"
    if amounts:
        return "specific + N%" if percents else "specific"
    return "N%" if percents else "Free"


def _us(rate: Rate, plain: str) -> str:
    if not isinstance(rate, Duty):
        return _shape(rate)
    parts = {term.part for term in rate.terms if isinstance(term, AdValorem) and term.part}
    facts = {fact for term in rate.terms if isinstance(term, Specific) for fact in term.times}
    if "degree under 100" in facts:
        return "sliding with floor"
    if parts & WATCH_PARTS:
        return "component ad valorem"
    if parts or "on the entire set" in plain:
        return "ad valorem on a part of value"
    shape = _shape(rate)
    if shape == "specific" and _counts_content(rate):
        return "specific on a content or drained weight"
    return shape


def _counts_content(duty: Duty) -> bool:
    units = {term.unit for term in duty.terms if isinstance(term, Specific)}
    return any(" " in unit and unit not in _BARE for unit in units)


def _us_99(rate: Rate, plain: str) -> str:
    """Return the class of a provision of chapters 98 and 99 or of a special rate."""
    words = plain.lower()
    if isinstance(rate, Relative):
        if "no change" in words:
            return "No change"
        if "absence of this" in words and not rate.part:
            return "rate applicable in the absence"
        if rate.part:
            return "duty on a part of the value only"
        if rate.less:
            return "base minus N%"
        on_part = rate.added and any(isinstance(t, AdValorem) and t.part for t in rate.added.terms)
        return "base + N% of a content" if on_part else _shape(rate)
    if isinstance(rate, Unpriced) and words.startswith("see "):
        return "See 98xx/99xx" if words[4:6] in ("98", "99") else "text"
    if isinstance(rate, Duty) and any(
        isinstance(term, AdValorem) and term.part for term in rate.terms
    ):
        return "percent of other base"
    return _shape(rate)


def _us_additional(rate: Rate, plain: str) -> str:
    if isinstance(rate, Relative) and rate.added is None:
        return "none"
    return _shape(rate.added) if isinstance(rate, Relative) and rate.added else _shape(rate)


_EU_NAMES = {
    "unit_missing": "first number without % sign",
    "entry_price": "Entry Price",
    "Free": "zero",
    "specific + N%": "% + specific",
}


def _eu(rate: Rate, plain: str) -> str:
    if isinstance(rate, Unpriced) and rate.reason == "meursing":
        return "% + EA MAX % + ADSZ/ADFM" if "MAX" in plain else "% + EA"
    if not isinstance(rate, Duty) or len(rate.sides) > 1:
        return _EU_NAMES.get(_shape(rate), _shape(rate))
    shape, amounts = _shape(rate), [term for term in rate.terms if isinstance(term, Specific)]
    if shape == "specific" and (amounts[0].times or _counts_content(rate)):
        return "specific per qualified unit"
    if shape == "specific + N%" and amounts[0].unit == "kg drained":
        return "% + specific on net drained"
    return _EU_NAMES.get(shape, shape)


def _jp(rate: Rate, plain: str) -> str:
    if isinstance(rate, Unpriced):
        return {
            "range": "range or partly unbound",
            "unbound": "range or partly unbound",
            "property": "split inside the cell",
            "by_country": "split inside the cell",
            "quota": "within quota",
        }.get(rate.reason, rate.reason)
    if "乳糖" in plain:
        return "formula"
    if "基準" not in plain and isinstance(rate, Duty) and "いずれか" in plain:
        return "the higher of two" if "いずれか高い" in plain else "the lower of two"
    return _shape(rate)


def _au(rate: Rate, plain: str) -> str:
    shape = _shape(rate)
    if shape == "MAX only":
        return "N%, or, if lower, specific"
    if shape == "Free" and "Free" not in plain:
        return "N%"
    return "specific less N%" if ", less " in plain else shape


def _br(rate: Rate, plain: str) -> str:
    return "plain percent" if isinstance(rate, Duty) else _shape(rate)


def _other(rate: Rate, plain: str) -> str:
    return _shape(rate)


_NAMERS: dict[str, Callable[[Rate, str], str]] = {
    "us": _us,
    "us_99": _us_99,
    "us_additional": _us_additional,
    "eu": _eu,
    "jp": _jp,
    "au": _au,
    "br": _br,
}
