"""Amounts as they stand in cells: `95`, `¥95/KG`, `4.00元/KG 最低200`, `28.5%`, `50元/票`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from oneprice.carriers.workbooks.files.reading import Reading, plain_number
from oneprice.carriers.workbooks.layouts.headings import unit_per
from oneprice.carriers.workbooks.layouts.plain import UNIT_WORDS, is_long, is_no_word, squeezed

_CURRENCIES = {
    "CNY": "rmb cny 元 人民币 ￥ ¥",
    "USD": "usd us$ 美元 美金",
    "EUR": "eur € 欧元",
    "GBP": "gbp £ 英镑",
    "JPY": "jpy 円 日元 ¥",
    "HKD": "hkd hk$ 港币 港元",
    "RUB": "rub 卢布 ₽",
    "TWD": "twd nt$ 台币",
    "AUD": "aud a$ 澳元",
    "CAD": "cad c$ 加元",
    "KRW": "krw ₩ 韩元",
    "INR": "inr ₹ 卢比",
}
_WORD_OF: dict[str, set[str]] = {}
for _code, _words in _CURRENCIES.items():
    for _word in _words.split():
        _WORD_OF.setdefault(squeezed(_word), set()).add(_code)
_MONEY = "|".join(re.escape(word) for word in sorted(_WORD_OF, key=len, reverse=True))
_ANY_MONEY = re.compile(rf"(?<![a-z])({_MONEY})(?![a-z])|(?<![a-z])(\$)")
_NOT_OFFERED = frozenset(
    ("-", "--", "—", "——", "/", "\\", "n/a", "na", "无", "不通", "不接", "不收", "暂停", "暂停收货")
)
_NUMBER = re.compile(r"\d[\d.,]*%?")
_LEAST = re.compile(
    r"(?:最低|至少|起收|不低于|min(?:imum)?\.?)[^\d]{0,8}(\d[\d.,]*)|(\d[\d.,]*)[^\d]{0,3}起"
)
_MOST = re.compile(r"(?:最高|封顶|不超过|max(?:imum)?\.?|cap(?:ped)?(?:at)?)[^\d]{0,8}(\d[\d.,]*)")
_BASIS = {
    "kg": "per_kg",
    "lb": "per_kg",
    "cbm": "per_kg",
    "rt": "per_kg",
    "piece": "per_piece",
    "shipment": "per_shipment",
}


@dataclass(frozen=True)
class Price:
    """What a price cell says: the number, and the unit it is for where the cell names one."""

    amount: str
    per: tuple[Fraction, str] | None = None


@dataclass(frozen=True)
class Fee:
    """What a cell of a list of surcharges says; empty texts where it is silent."""

    amount: str
    basis: str = ""
    min: str = ""
    max: str = ""


def format_words(number_format: str) -> str:
    """Return what a number format shows around the number: `[$$-409]0.00` a dollar sign."""
    return re.sub(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]|\[[^\]]*\]", r"\1", number_format)


def is_not_offered(text: str) -> bool:
    """Tell whether a price cell says in the trade's way that there is no price."""
    return squeezed(text) in _NOT_OFFERED


def currencies_in(text: str) -> set[str]:
    """Return the currencies that a text may mean; "¥" is two, a lone "$" counts as USD."""
    words = [(word, dollar) for word, dollar in _ANY_MONEY.findall(squeezed(text))]
    found: set[str] = set()
    for word, dollar in words:
        found |= {"USD"} if dollar else _WORD_OF[word]
    return found


def read_price(text: str, how: Reading) -> Price | None:
    """Return the price in a cell, its currency sign and unit taken off; None if it is no price."""
    number = None if is_long(text) else plain_number(text, how)
    if number is not None:
        return Price(number) if not number.endswith("%") and not number.startswith("-") else None
    if is_no_word(text):
        return None
    words = squeezed(text)
    per = unit_per(words)
    rest = re.sub(
        rf"(?:/|per|每)(\d+(?:\.\d+)?)?({'|'.join(map(re.escape, UNIT_WORDS))})$", "", words
    )
    rest = re.sub(rf"^(?:{_MONEY}|\$)|(?:{_MONEY}|\$)$", "", rest)
    number = plain_number(rest, how)
    if number is None or number.endswith("%") or number.startswith("-"):
        return None
    return Price(number, per)


def read_fee(text: str, how: Reading) -> Fee | None:
    """Return a fee: amount or percentage, what it is charged on, its least and its most."""
    if is_no_word(text):
        return None
    words = squeezed(text)
    least, most = _LEAST.search(words), _MOST.search(words)
    low = plain_number(next(filter(None, least.groups())), how) if least else ""
    high = plain_number(most[1], how) if most else ""
    rest = words
    for found in (least, most):
        rest = rest.replace(found[0], " ") if found else rest
    numbers = _NUMBER.findall(re.sub(r"/\d+", "/", rest))
    amount = plain_number(numbers[0], how) if len(numbers) == 1 else None
    if amount is None or low is None or high is None:
        return None
    if amount.endswith("%"):
        return Fee(amount, "pct_base", low, high)
    per = unit_per(rest)
    basis = _BASIS.get(per[1], "") if per and per[0] == 1 else ""
    if per is not None and not basis:
        return None
    return Fee(amount, basis, low, high)
