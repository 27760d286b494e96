"""The text of a duty rate, read into numbers or into the reason why it has none.

A rate is an ad valorem part, a specific part, or both. Every other text becomes `Unpriced`
with a named reason, also an empty one: no text is ever read as "no duty" by accident.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

# Why a text has no price, and what the order would have to say.
REASONS = {
    "stated": "no priced rate is stated",
    "empty": "the schedule gives no rate here",
    "component": "needs the value of each part of the article",
    "content": "needs the weight of a content, drained or with its container",
    "reference": "needs the rate of another line or a note",
    "sliding": "needs a degree or quality the order does not state",
    "several_quantities": "needs several quantities",
    "part_of_value": "needs the value of a part of the goods",
    "bounded": "needs a comparison of two rates (minimum or maximum)",
    "seasonal": "needs the season of the date of entry",
    "conditional": "holds only under a condition",
    "currency": "is an amount in a foreign currency",
    "unparsed": "is not understood",
}


@dataclass(frozen=True)
class Specific:
    """An amount per unit: `amount` in units of `currency`, `unit` by its normal name."""

    amount: Fraction
    unit: str
    currency: str


@dataclass(frozen=True)
class Duty:
    """A priced rate: `ad_valorem` of the basis (0.05 for 5 %), plus an amount per unit."""

    ad_valorem: Fraction
    specific: Specific | None = None


@dataclass(frozen=True)
class Unpriced:
    """A rate without a price: `reason` is a key of `REASONS`, `text` the words of the rate."""

    reason: str
    text: str

    @property
    def lacks(self) -> str:
        """What is missing, in words."""
        return REASONS[self.reason]

    def __str__(self) -> str:
        if self.reason == "stated":
            return self.text
        return f"{self.text[:160]!r} {self.lacks}" if self.text else self.lacks


class Unit(NamedTuple):
    """Normal name of a unit of quantity and how many of it one of the written unit is."""

    name: str
    size: Fraction


_KG = {"kg": Fraction(1), "g": Fraction(1, 1000), "t": Fraction(1000), "tonne": Fraction(1000)}
_ALIASES = {
    "each": "each",
    "no": "each",
    "head": "each",
    "item": "each",
    "article": "each",
    "p/st": "each",
    "pr": "pr",
    "prs": "pr",
    "pair": "pr",
    "doz": "doz",
    "gross": "gross",
    "line/gross": "line gross",
    "thousand": "thousand",
    "1000": "thousand",
    "1000 pins": "thousand pins",
    "pack": "pack",
    "bbl": "bbl",
    "pf liter": "pf liter",
    "m": "m",
    "lin m": "m",
    "m2": "m2",
    "m3": "m3",
    "carat": "carat",
    "clean kg": "clean kg",
}
_LITER = {"liter": Fraction(1), "litre": Fraction(1), "l": Fraction(1), "hl": Fraction(100)}
UNIT_NAMES = frozenset((*_ALIASES.values(), "kg", "liter"))  # what an order may declare

_NUMBER = r"\d+(?:\.\d+)?"
_PERCENT = re.compile(rf"({_NUMBER})(?: (\d+)/(\d+))? ?%", re.ASCII)
_SPECIFIC = re.compile(
    rf"(?P<mark>\$|£|€)?(?P<amount>{_NUMBER}) ?(?P<word>¢|[A-Z]{{3}})?"
    rf" ?(?P<per>/|each\b) ?(?P<unit>.*)",
    re.ASCII,
)
_MARKS = {"$": ("USD", 1), "£": ("GBP", 1), "€": ("EUR", 1), "¢": ("USD", 100)}
# Signs of the classes that have no price; the first that is found names the reason.
_SIGNS = (
    ("sliding", r"\bless\b|degree"),
    ("reference", r"\brate\b|\bsee\b|\bnote\b|\bheading\b|\bduty applicable\b"),
    ("bounded", r"not less than|not exceed|\bmin\b|\bmax\b|whichever"),
    ("part_of_value", r"% on the value|% on the entire set"),
    ("content", r"\bon (drained|entire contents|contents)|content|sugars|weight|containers"),
    ("content", r"drained wt|recording surface|% vol|sacchar|lactic"),
    ("component", r"% on "),
    ("conditional", r"under bond|provided|\bif\b"),
    ("reference", r"\bea\b|adsz|adfm|entry price"),
    ("seasonal", r"\b(jan|feb|mar|apr|may|jun|june|jul|aug|sep|oct|nov|dec)\b"),
)
_SIGNS_FOUND = tuple((name, re.compile(sign, re.IGNORECASE)) for name, sign in _SIGNS)


def parse_duty(text: str) -> Duty | Unpriced:
    """Return the typed form of a duty text.

    Understood: `Free`, `N%` (also `33 1/3%`), an amount per unit (`1.5¢/kg`, `68¢/head`,
    `$1.646/kg`, `44¢ each`, `2.80 EUR/kg`, `41.20 EUR / 100 kg`) and amount + percent.
    `unpriced: why` states that there is no price. Forms as printed in the Harmonized Tariff
    Schedule of the United States (2025-2026) and in the EU and UK tariffs (2020-2021).

    Examples
    --------
    >>> parse_duty("76¢/pr. + 32%")
    Duty(ad_valorem=Fraction(8, 25), specific=Specific(amount=Fraction(19, 25), unit='pr', \
currency='USD'))
    """
    if text.strip().lower().startswith("unpriced:"):
        return Unpriced("stated", text.split(":", 1)[1].strip() or REASONS["stated"])
    plain = clean(text)
    if plain.lower() == "free":
        return Duty(Fraction(0))
    if not plain:
        return Unpriced("empty", "")
    read = _sum([_term(part.strip()) for part in plain.split("+")])
    return read or Unpriced(_reason(plain), plain)


def clean(text: str) -> str:
    """Return a rate text without markup, odd blanks and thousands commas."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text))
    plain = plain.replace("\N{FULLWIDTH PERCENT SIGN}", "%").replace("\N{FULLWIDTH PLUS SIGN}", "+")
    plain = re.sub(r"\bcents\b", "¢", re.sub(r"\bplus\b", "+", plain))
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain).replace("\N{SUPERSCRIPT TWO}", "2")
    plain = re.sub(r"(?<=[a-z])- (?=[a-z])", "", plain).replace("\N{SUPERSCRIPT THREE}", "3")
    plain = re.sub(r"\s+", " ", plain)
    return re.sub(r" (?=¢)", "", plain).strip()


def find_unit(text: str) -> Unit | None:
    """Return the normal unit behind a written one (`pr.`, `doz.`, `100 kg`), or None."""
    words = re.sub(r"\s*/\s*", "/", text.replace(".", " ")).strip().lower()
    words = re.sub(r"\s+", " ", words)
    if words in _ALIASES:
        return Unit(_ALIASES[words], Fraction(1))
    times, _, rest = words.partition(" ")
    many = Fraction(int(times)) if times.isascii() and times.isdigit() and rest else Fraction(1)
    word = rest if many != 1 else words
    for name, table in (("kg", _KG), ("liter", _LITER)):
        if word in table and many > 0:
            return Unit(name, many * table[word])
    return None


def _term(part: str) -> Fraction | Specific | None:
    """Return a percentage or a specific amount, None for anything else."""
    percent = _PERCENT.fullmatch(part)
    if percent:
        whole, above, below = percent.groups()
        if below is not None and int(below) == 0:
            return None
        return (Fraction(whole) + (Fraction(int(above), int(below)) if below else 0)) / 100
    return _specific(part)


def _specific(part: str) -> Specific | None:
    found = _SPECIFIC.fullmatch(part)
    if found is None:
        return None
    mark, word = found["mark"], found["word"]
    if (mark is None) == (word is None):  # exactly one of them names the currency
        return None
    currency, parts = _MARKS.get(mark or word, (word, 1))
    written = found["unit"] if found["per"] == "/" else (found["unit"] or "each")
    unit = find_unit(written)
    if unit is None or (found["per"] == "each" and found["unit"]):
        return None
    return Specific(Fraction(found["amount"]) / parts / unit.size, unit.name, currency)


def _sum(terms: list[Fraction | Specific | None]) -> Duty | None:
    """Return the duty of at most one percentage and at most one specific amount."""
    percents = [term for term in terms if isinstance(term, Fraction)]
    specifics = [term for term in terms if isinstance(term, Specific)]
    known = len(percents) + len(specifics) == len(terms)
    if not known or len(percents) > 1 or len(specifics) > 1:
        return None
    return Duty(percents[0] if percents else Fraction(0), specifics[0] if specifics else None)


def _reason(plain: str) -> str:
    """Return the class of a text that has no price."""
    for name, sign in _SIGNS_FOUND:
        if sign.search(plain):
            return name
    amounts = [part for part in plain.split("+") if re.search(r"[$¢]|\b[A-Z]{3}\b", part)]
    return "several_quantities" if len(amounts) > 1 else "unparsed"
