"""What an entry is about, in our words: countries, classes, zones and services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.layouts.countries import (
    country_and_remark,
    country_code,
    country_words,
)
from oneprice.carriers.workbooks.layouts.entries import KEYS, Entry, Told
from oneprice.carriers.workbooks.layouts.layout import ByWord, Cell
from oneprice.carriers.workbooks.layouts.plain import squeezed
from oneprice.carriers.workbooks.places import Place

Facts = dict[str, str]

_CLASSES = {
    "general": "普货 普通货物 general generalcargo standard 纯普货",
    "battery": "带电 带电货 内置电池 配套电池 电池 battery batteries withbattery 含电 特惠带电",
    "liquid_powder": "液体 粉末 液体粉末 膏体 液体/粉末 液体粉末膏体 化妆品 液粉膏 liquid powder"
    " liquids cosmetics liquid/powder liquid_powder cream",
    "mixed": "mixed 混装",
    "*": "* 全部 所有 all",
}
_CLASS_OF = {squeezed(word): name for name, words in _CLASSES.items() for word in words.split()}
_SERVICES = {
    "ok": "ok normal 普通 非偏远 正常",
    "remote": "remote 偏远 偏远地区 remotearea extendedarea",
    "super_remote": "super_remote superremote 超偏远 超级偏远 extended",
    "embargo": "embargo 不派送 不可达 不接 暂停 禁运 notserved",
}
_SERVICE_OF = {squeezed(word): name for name, words in _SERVICES.items() for word in words.split()}
_DIGITS = {word: str(number) for number, word in enumerate("一二三四五六七八九十", start=1)}
_ZONE = re.compile(r"(?:zone|z|分区|区域|区|第)?[\s:_-]*([0-9]{1,3}[a-z]?|[a-z])[\s]*(?:区|zone)?")
_SLOT = re.compile(r"\{(\w+)\}")
# Fields that templates may use besides the keys.
EXTRA = ("container", "currency", "unit", "sheet", "index_id")


def zone_name(text: str) -> str:
    """Return the plain name of a zone word: "1区", "Zone 1" and "一区" are "1"."""
    words = squeezed(text)
    for digit, number in _DIGITS.items():
        words = words.replace(digit, number)
    found = _ZONE.fullmatch(words)
    return found[1].upper() if found else " ".join(text.split())


def zone_heading(text: str) -> str | None:
    """Return the zone that a heading names, None where it is no heading of a zone."""
    words = squeezed(text)
    for digit, number in _DIGITS.items():
        words = words.replace(digit, number)
    found = _ZONE.fullmatch(words)
    return found[1].upper() if found else None


def facts_of(
    entry: Entry, settings: dict[str, Any], report: Report
) -> Iterator[tuple[Facts, bool]]:
    """Yield the facts of an entry, once for each country it names; False: something is unknown.

    `settings` gives the words of the layout, and the fields of its own that it sets.
    """
    facts: Facts = {"sheet": entry.place.sheet}
    good, words = True, settings["words"]
    for name in dict.fromkeys((*KEYS, *EXTRA, *settings["set"])):
        told = entry.told.get(name)
        if told is None or name == "country":
            continue
        value = _translated(name, told.text, words.get(name, {}))
        if value is None:
            good = False
            reason = f"the {name} {told.text} is not known"
            report.error(told.place, name, reason, f"say what it is under words: {name}")
        else:
            facts[name] = value
    countries = list(_countries(entry, words.get("country", {}), report))
    if not countries:
        yield facts, good and "country" not in entry.told
    for country in countries:
        yield {**facts, "country": country}, good


def _countries(entry: Entry, words: dict[str, str], report: Report) -> Iterator[str]:
    told = entry.told.get("country")
    if told is None:
        return
    own = _own_word(told.text, words)
    listed = [own] if own is not None else country_words(told.text)
    for word in listed:
        code = _own_word(word, words) or country_code(word) or _without_remark(told, word, report)
        for each in (code or "").split("|"):
            if each:
                yield each
        if code is None:
            reason = f"the country {word} is not known"
            report.error(told.place, "country", reason, "say what it is under words: country")


def _without_remark(told: Told, word: str, report: Report) -> str | None:
    """Return the country of "英国(偏远除外)"; that the remark means nothing here is a warning."""
    found = country_and_remark(word)
    if found is None:
        return None
    code, remark = found
    reason = f"{word} is taken as {code}; nothing is made of ({remark})"
    remedy = f"say what it is under words: country, as {word}: {code}"
    report.warning(told.place, "remark", reason, remedy)
    return code


def _own_word(text: str, words: dict[str, str]) -> str | None:
    return next((value for word, value in words.items() if squeezed(word) == squeezed(text)), None)


def _translated(name: str, text: str, words: dict[str, str]) -> str | None:
    own = _own_word(text, words)
    if own is not None:
        return own
    if name == "class":
        return _CLASS_OF.get(squeezed(text))
    if name == "service_level":
        return _SERVICE_OF.get(squeezed(text))
    if name == "zone":
        return zone_name(text)
    return " ".join(text.split())


class Unfilled(Exception):
    """A template asks for a fact that the sheet does not give.

    Parameters
    ----------
    reason : str
        What it asks for.
    field : str
        The field whose word is not known, "" where the field itself is missing.
    """

    def __init__(self, reason: str, field: str = "") -> None:
        self.field = field
        super().__init__(reason)


def filled(cell: Cell, facts: dict[str, Any]) -> str:
    """Return a cell of a template with its words filled in.

    Raises
    ------
    Unfilled
        A `{word}` without a value, or a value that `words` does not hold.
    """
    if isinstance(cell, ByWord):
        value = facts.get(cell.by)
        if value is None and cell.otherwise is None:
            raise Unfilled(f"asks for {cell.by}, which this sheet does not give")
        chosen = _own_word(value or "", cell.words)
        if chosen is None:
            chosen = cell.otherwise
        if chosen is None:
            raise Unfilled(f"has no word for {cell.by} {value}", cell.by)
        return filled(chosen, facts)

    def put(slot: re.Match[str]) -> str:
        if slot[1] not in facts:
            raise Unfilled(f"asks for {slot[1]}, which this sheet does not give")
        return str(facts[slot[1]])

    return _SLOT.sub(put, cell)


def slots(cell: Cell | None) -> set[str]:
    """Return the words that a template asks for."""
    if isinstance(cell, ByWord):
        return {cell.by, *(name for text in cell.words.values() for name in _SLOT.findall(text))}
    return set(_SLOT.findall(cell or ""))


def tell_unfilled(report: Report, entry: Entry, column: str, problem: Unfilled) -> None:
    """Report a template that cannot be filled: once a sheet, or at the word it does not know."""
    sheet = Place(entry.place.sheet)
    place = entry.place_of(problem.field) if problem.field else sheet
    remedy = f"add it to {column} in the layout, or give the field under columns or set"
    report.error(place, "template", f"{column} {problem}", remedy)
