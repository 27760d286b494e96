"""Units of rates and of declared quantities: written forms and normal names.

A normal unit is a base (`kg`, `each`, `liter` ...), alone or with the content that is counted
(`kg lead`, `kg drained`, `liter pure alcohol`); dozens and the like are so many `each` (C-57).
Facts are intensive: they do not grow with the quantity (`% vol`, `degree under 100`).
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from oneprice.core.vocabulary import MATERIALS


class Unit(NamedTuple):
    """Normal name of a unit of quantity and how many of it one of the written unit is."""

    name: str
    size: Fraction


class Measure(NamedTuple):
    """What an amount is multiplied by: a unit, how many of it, and intensive facts."""

    unit: str
    size: Fraction
    times: tuple[str, ...] = ()


# Written base -> (normal base, size in it). Longer ones are tried first.
_BASES: dict[str, tuple[str, int | str]] = {
    "kg": ("kg", 1),
    "g": ("kg", "1/1000"),
    "t": ("kg", 1000),
    "mt": ("kg", 1000),
    "tonne": ("kg", 1000),
    "clean kg": ("clean kg", 1),
    "liter": ("liter", 1),
    "litre": ("liter", 1),
    "l": ("liter", 1),
    "hl": ("liter", 100),
    "kl": ("liter", 1000),
    "pf liter": ("pf liter", 1),
    "bbl": ("bbl", 1),
    "each": ("each", 1),
    "no": ("each", 1),
    "head": ("each", 1),
    "item": ("each", 1),
    "article": ("each", 1),
    "p/st": ("each", 1),
    "stick": ("stick", 1),
    "jewel over 7": ("jewel over 7", 1),
    "jewel": ("jewel", 1),
    "pr": ("pr", 1),
    "prs": ("pr", 1),
    "pair": ("pr", 1),
    "pairs": ("pr", 1),
    "piece": ("each", 1),
    "unit": ("each", 1),
    "pc": ("each", 1),
    "pcs": ("each", 1),
    "dozen": ("each", 12),  # C-57: so many each
    "doz": ("each", 12),
    "hundred": ("each", 100),
    "gross": ("each", 144),
    "line gross": ("line gross", 1),
    "line/gross": ("line gross", 1),
    "thousand": ("each", 1000),
    "1000": ("each", 1000),
    "items": ("each", 1),
    "pins": ("pin", 1),
    "pin": ("pin", 1),
    "pack": ("pack", 1),
    "m": ("m", 1),
    "lin m": ("m", 1),
    "m2": ("m2", 1),
    "m3": ("m3", 1),
    "carat": ("carat", 1),
}
# Contents that may follow "of", "on" and end in "content", by normal base.
_METALS = [
    "lead",
    "copper",
    "zinc",
    "molybdenum",
    "tungsten",
    "manganese",
    "magnesium",
    "silicon",
    "steel",
    "aluminum",
]
_CONTENTS: dict[str, tuple[str, ...]] = {
    "kg": (
        *_METALS,
        "anhydrous morphine",
        "total sugars",
        "tobacco",
        "battery",  # declared grams, as those of packaging (C-57)
        *(f"packaging {material}" for material in MATERIALS),
    ),
    "liter": ("alcohol over 1.15% vol", "gasoline", "diesel", "biodiesel", "ethanol"),
}
# Other written endings -> the normal one, by normal base ("" = the base itself).
_ENDINGS: dict[str, dict[str, str]] = {
    "kg": {
        "on drained weight": "drained",
        "on drained weght": "drained",
        "/net drained wt": "drained",
        "/net drained": "drained",
        "/net/drained wt": "drained",
        "eda": "drained",
        "/eda": "drained",
        "/net": "",
        "net": "",
        "on contents and container": "contents and container",
        "on entire contents of container": "contents",
        ", including weight of container": "with container",
        "including weight of container": "with container",
        "/gross": "gross",
        "/br": "gross",
        "br": "gross",
        "/lactic matter": "lactic matter",
        "/lactic": "lactic matter",
        "/dry lactic matter": "dry lactic matter",
        "/dry/lactic": "dry lactic matter",
        "/net dry": "dry",
        "/net/dry": "dry",
        "mas": "dry",
        "/mas": "dry",
        "/std qual": "standard quality",
        "std qual": "standard quality",
        "/raw sugar": "raw sugar",
        "/tot alc": "total alcohol",
        "/tot/alc": "total alcohol",
        "/biodiesel": "biodiesel",
        "/biodiesel content": "biodiesel",
        "tss": "total soluble solids",
    },
    "liter": {
        "of alcohol": "pure alcohol",
        "alc 100%": "pure alcohol",
        "/tot alc": "total alcohol",
        "of other substances in the blend": "other substances",
        "of other substances (if any) in the blend": "other substances",
        "of ethanol (if any)": "ethanol",
    },
    "pf liter": {"on ethyl alcohol content": ""},
    "m2": {"of recording surface": "recording surface"},
    "each": {"of immediate containers": "immediate containers"},
}
# Facts written behind "per" or a slash -> normal name.
_FACTS = {
    "% vol": "% vol",
    "%vol": "% vol",
    "% sacchar": "% sucrose",
    "%sacchar": "% sucrose",
    "% sucrose": "% sucrose",
    "degree under 100": "degree under 100",  # 100 less the declared polarity
    "polarity": "polarity",
    "% lactose over 10": "% lactose over 10",
}
FACT_NAMES = frozenset(_FACTS.values())


def _names() -> frozenset[str]:
    bases = {name for name, _ in _BASES.values()}
    listed = {f"{base} {name}" for base, names in _CONTENTS.items() for name in names}
    ended = {f"{base} {name}" for base, ends in _ENDINGS.items() for name in ends.values() if name}
    return frozenset(bases | listed | ended)


UNIT_NAMES = _names()  # what an order may declare, besides facts
_BY_LENGTH = sorted(_BASES, key=len, reverse=True)
_MANY = re.compile(r"(\d+) (\D.*)", re.ASCII)


def find_unit(text: str) -> Unit | None:
    """Return the normal unit behind a written one (`pr.`, `doz.`, `100 kg`), or None.

    Examples
    --------
    >>> find_unit("kg on lead content")
    Unit(name='kg lead', size=Fraction(1, 1))
    """
    measure = find_measure(text)
    return None if measure is None or measure.times else Unit(measure.unit, measure.size)


def find_fact(text: str) -> str | None:
    """Return the normal name of an intensive fact, or None."""
    return _FACTS.get(_normal(text))


@cache
def find_measure(text: str) -> Measure | None:
    """Return what stands behind the slash of an amount, or None where it is not known.

    Examples
    --------
    >>> find_measure("% vol / hl")
    Measure(unit='liter', size=Fraction(100, 1), times=('% vol',))
    """
    words, *facts = re.split(r"\s+per\s+", text.strip())
    times = [find_fact(fact) for fact in facts]
    words = _normal(words)
    for written, name in _FACTS.items():
        if words.startswith(f"{written}/"):
            words, times = words[len(written) + 1 :], [*times, name]
        elif words.endswith(f"/{written}"):
            words, times = words[: -len(written) - 1], [*times, name]
    unit = _unit(words)
    known = tuple(fact for fact in times if fact is not None)
    if unit is None or len(known) < len(times):
        return None
    return Measure(unit.name, unit.size, known)


def _normal(text: str) -> str:
    """Return a written unit in small letters, without dots and odd blanks."""
    words = re.sub(r"\.(?!\d)", " ", text.lower())
    words = re.sub(r"\s*/\s*", "/", words)
    words = re.sub(r"(?<![\d.])(\d+)(?=[a-z])", r"\1 ", re.sub(r"\bm([23])\b", r"m\1", words))
    return re.sub(r"\s+", " ", words).strip()


def _unit(words: str) -> Unit | None:
    """Return the normal unit of normal words: a base, several of it, a base and a content."""
    for base in _BY_LENGTH:
        if words == base or (words.startswith(base) and not words[len(base)].isalnum()):
            name, size = _BASES[base]
            ending = _ending(name, words[len(base) :].strip())
            if ending is not None:
                return Unit(f"{name} {ending}".strip(), Fraction(size))
    many = _MANY.fullmatch(words)
    one = _unit(many[2]) if many and int(many[1]) > 0 else None
    return Unit(one.name, one.size * int(many[1])) if many and one else None


def _ending(base: str, rest: str) -> str | None:
    """Return the normal content behind a base ("" = none), or None where it is not known."""
    if not rest:
        return ""
    if f"{base} {rest}" in UNIT_NAMES:
        return rest
    written = _ENDINGS.get(base, {})
    if rest in written:
        return written[rest]
    content = re.fullmatch(r"(?:of|on) (.+?)(?: content)?", rest)
    return content[1] if content and content[1] in _CONTENTS.get(base, ()) else None
