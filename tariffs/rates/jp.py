"""Rate texts of the Customs Tariff of Japan (table of 2026-07-09), all 27 columns.

Priced: free (無税), percent, yen per unit, sums of them, the higher or lower of two, differences to
the customs value. Named and not priced: ranges and partly unbound rates of parent lines, splits by
product or partner country inside a cell, quotas, formulas on reference import prices. Marks
(◎ ※ ● ◆ * and a bracket around the rate) are kept as markers; what they mean is not read here.
"""

from __future__ import annotations

import re
from fractions import Fraction

from oneprice.tariffs.rates.duty import (
    FREE,
    Cell,
    Duty,
    Season,
    Seasonal,
    Side,
    Specific,
    Unpriced,
)
from oneprice.tariffs.rates.linear import read_linear
from oneprice.tariffs.rates.seasons import month_day
from oneprice.tariffs.rates.sentence import plain_duty
from oneprice.tariffs.rates.unread import unread

BRACKETED = "()"
_LEADING = re.compile(r"(?:◎|※|●|\*\*|\*)")
_TRAILING = re.compile(r" ?(◆\d+)$")
_FREE = frozenset(("無税", "免税"))
_TWO = re.compile(
    r"(?P<one>.+?)又は(?P<two>.+?)のうちいずれか(?P<which>高い|低い)税率"
    r"(?: ?\(?ただしその税率が(?P<limit>[^を]+)を(?P<side>下|上)回る場合は"
    r"(?P<same>[^と)]+)(?:とする)?\)?)?"
)
_SEASON = re.compile(
    r"毎年(\d+)月(\d+)日から(?:同年|翌年)(\d+)月(末|\d+)日までに輸入されるもの (.+)", re.ASCII
)
_LACTOSE = re.compile(
    r"1キログラムにつき、(\d+(?:\.\d+)?)円に重量比による乳糖の含有率が10%を超える1%ごとに"
    r"(\d+(?:\.\d+)?)円を加えた額",
    re.ASCII,
)
# Signs of the texts without one price -> class and what lacks; the first that is found counts.
_SIGNS = (
    ("基準輸入価格", "formula", "reference import price"),
    ("関税割当|特恵輸入対象", "quota", "quota certificate"),
    ("に対する待遇", "by_country", "partner country"),
    ("非譲許", "unbound", "rate of the finer code"),
    ("\N{WAVE DASH}|一部|(?:%|kg|\\))、", "range", "rate of the finer code"),
    ("[ぁ-んァ-ヶ一-龠].* \\(?※?(?:無税|\\d)", "property", "product property"),
)


def read_jp(plain: str) -> Cell:
    """Return the cell of a cleaned text.

    Examples
    --------
    >>> read_jp("25%又は60円/kgのうちいずれか高い税率").duty.sides[1].op
    'at_least'
    >>> read_jp("*(55円/kg)").markers
    ('*', '()')
    """
    if not plain:
        return Cell(None)
    text, markers = _strip_marks(plain)
    if not text:  # a mark alone points to a note
        return Cell(Unpriced("reference", plain, (f"note {plain}",)), markers=markers)
    return Cell(_rate(text), markers=markers)


def _strip_marks(plain: str) -> tuple[str, tuple[str, ...]]:
    """Return the text without its marks and outer bracket, and the marks."""
    text, behind = plain, _TRAILING.search(plain)
    if behind:
        text = text[: behind.start()]
    marks: list[str] = []
    while found := _LEADING.match(text):
        marks.append(found[0])
        text = text[found.end() :]
    if _is_bracketed(text):
        marks.append(BRACKETED)
        text = text[1:-1].strip()
    return text, (*marks, *((behind[1],) if behind else ()))


def _is_bracketed(text: str) -> bool:
    """Tell whether one bracket holds the whole text."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return sign == ")" and place == len(text) - 1
    return False


def _rate(text: str) -> Duty | Seasonal | Unpriced:
    duty = _duty(text)
    if duty is not None:
        return duty
    for sign, reason, need in _SIGNS:
        if re.search(sign, text):
            return _seasonal(text) or Unpriced(reason, text, (need,))
    return unread(text)


def _duty(text: str) -> Duty | None:
    """Return the duty of a text with a price for all goods, or None."""
    if text in _FREE:
        return FREE
    lactose = _LACTOSE.fullmatch(text)
    if lactose:
        fixed, each = (Fraction(number) for number in lactose.groups())
        over = Specific(each, "JPY", "kg", ("% lactose over 10",))
        return Duty.of(Specific(fixed, "JPY", "kg"), over)
    two = _TWO.fullmatch(text)
    if two:
        return _of_two(two)
    side = read_linear("first", text)
    return plain_duty(Duty((side,))) if side else None


def _of_two(found: re.Match[str]) -> Duty | None:
    """Return the higher or lower of two rates, perhaps within a last limit."""
    op = "at_least" if found["which"] == "高い" else "at_most"
    sides = [read_linear("first", found["one"]), read_linear(op, found["two"])]
    if found["limit"]:
        if found["limit"].strip() != found["same"].strip():
            return None
        last = "at_least" if found["side"] == "下" else "at_most"
        sides.append(read_linear(last, found["same"]))
    known: tuple[Side, ...] = tuple(side for side in sides if side is not None)
    return Duty(known) if len(known) == len(sides) else None


def _seasonal(text: str) -> Seasonal | None:
    """Return a rate for imports between two days of each year; other days have none."""
    found = _SEASON.fullmatch(text)
    duty = _duty(found[5]) if found else None
    if found is None or duty is None:
        return None
    last_day = 31 if found[4] == "末" else int(found[4])
    first, last = month_day(int(found[2]), int(found[1])), month_day(last_day, int(found[3]))
    return Seasonal((Season(duty, first, last),))
