"""The reader of one term of a rate: a percentage, or an amount per unit."""

from __future__ import annotations

import re
from fractions import Fraction

from oneprice.tariffs.rates.duty import AdValorem, Specific, Term
from oneprice.tariffs.rates.units import find_measure

NUMBER = r"\d+(?:\.\d+)?"
MIXED = rf"(?P<whole>{NUMBER})(?: (?P<over>\d+)/(?P<under>\d+))?"
_PERCENT = re.compile(
    rf"{MIXED} ?(?:%|percent\b)(?: (?P<link>on|upon|of|/) ?(?P<part>.+))?", re.ASCII
)
_SPECIFIC = re.compile(
    rf"(?P<mark>[$£€])?{MIXED} ?(?P<word>\N{{CENT SIGN}}|€|[A-Z]{{3}})?"
    r" ?(?P<per>/|each\b) ?(?P<unit>.*)",
    re.ASCII,
)
_MARKS = {"£": ("GBP", 1), "€": ("EUR", 1)}

# Written part of the value -> the named parts it is made of; () is the whole value.
_PARTS: dict[str, tuple[str, ...]] = {
    "strap, band or bracelet": ("strap",),
    "case and strap, band or bracelet": ("case", "strap"),
    "movement and case": ("movement", "case"),
    "telescopic sight, if any": ("telescopic sight",),
    "entire set": ("",),
    "full value of the imported article": ("",),
    "retail price": ("retail price",),
    "fair retail value": ("fair retail value",),
    "cost of such goods or repairs": ("cost of goods or repairs",),
    "cost of such parts or materials": ("cost of parts or materials",),
    "cost of such parts": ("cost of parts",),
    "non-u.s. content": ("non-us content",),
}
PARTS = (
    "case",
    "strap",
    "movement",
    "battery",
    "apparatus",
    "rifle",
    "telescopic sight",
    "retail price",
    "fair retail value",
    "non-us content",
    "us content",
    *(f"{metal} content" for metal in ("lead", "steel", "aluminum", "copper")),
    "cost of goods or repairs",
    "cost of parts or materials",
    "cost of parts",
)
_PARTS |= {part: (part,) for part in PARTS} | {f"all but {part}": (f"-{part}",) for part in PARTS}

# Any other name: words, the last of which joins nothing.
_ANY_PART = re.compile(r"(all but (?:the )?)?([a-z][a-z0-9.-]*(?: [a-z0-9.,-]+)*)(?<!,)")
_JOINING = frozenset(("or", "and", "the", "of", "on", "but", "value"))


def read_term(text: str, dollar: str = "USD", any_part: bool = False) -> tuple[Term, ...]:
    """Return the terms a written one stands for; empty where it is not understood.

    A percentage of two parts is two terms: 5% on the case and strap charges both.

    Parameters
    ----------
    text : str
        A cleaned text (`text.clean`): `5%`, `33 1/3%`, `6% on the case`, `1.5¢/kg`,
        `41.20 EUR / 100 kg`, `44¢ each`.
    dollar : str
        What `$` and `¢` stand for.
    any_part : bool
        Whether a part of the value may have any name, as in our own tables (C-57).

    Examples
    --------
    >>> read_term("76¢/pr.")
    (Specific(amount=Fraction(19, 25), currency='USD', unit='pr', times=()),)
    """
    text = text.strip()
    percent = _PERCENT.fullmatch(text)
    if percent is None:
        return _specific(text, dollar)
    rate, part = mixed(percent), percent["part"]
    if rate is None or (part is not None and percent["link"] == "/" and not _is_price(part)):
        return ()
    parts = ("",) if part is None else read_part(part, any_part)
    return tuple(AdValorem(rate / 100, part) for part in parts)


def read_part(text: str, any_part: bool = False) -> tuple[str, ...]:
    """Return the named parts of the value that a text means; empty where it is not known."""
    words = re.sub(r"^(the )?(value of )?(the )?", "", text.strip().rstrip(". ").lower())
    if words in _PARTS or not any_part:
        return _PARTS.get(words, ())
    found = _ANY_PART.fullmatch(words)
    if found is None or found[2].split()[-1] in _JOINING:
        return ()
    return (f"-{found[2]}" if found[1] else found[2],)


def mixed(found: re.Match[str]) -> Fraction | None:
    """Return the number of a match of `MIXED`: `33 1/3`, or None below a zero."""
    over, under = found["over"], found["under"]
    if under is None:
        return Fraction(found["whole"])
    if int(under) == 0:
        return None
    return Fraction(found["whole"]) + Fraction(int(over), int(under))


def _is_price(part: str) -> bool:
    return part.strip().lower() == "retail price"


def _specific(text: str, dollar: str) -> tuple[Term, ...]:
    found = _SPECIFIC.fullmatch(text)
    if found is None:
        return ()
    mark, word, amount = found["mark"], found["word"], mixed(found)
    if (mark is None) == (word is None) or amount is None:  # one of them names the currency
        return ()
    if found["per"] == "each" and found["unit"]:
        return ()
    measure = find_measure(found["unit"] if found["per"] == "/" else "each")
    if measure is None:
        return ()
    marks = {**_MARKS, "$": (dollar, 1), "\N{CENT SIGN}": (dollar, 100)}
    currency, parts = marks.get(mark or word, (word, 1))
    amount /= parts * measure.size
    return (Specific(amount, currency, measure.unit, measure.times),)
