"""Tariff lines by their words and digits: the nearest to a code, and those a search finds (C-52).

The words of a book are gathered when a refusal or a search first asks for them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from oneprice.core.book import Book
from oneprice.core.errors import InputError
from oneprice.core.ids import IdSpaces
from oneprice.routing.encode import hs_interval, jurisdiction_of
from oneprice.tariffs.goods_words import JOIN, shortened

DIGITS = 10
NEAR = 24  # tariff lines looked at on each side of a code
IN_A_REASON = 80  # characters of a line's words in a refusal
MOST_FOUND = 100
FINE = 4  # steps of a word's weight from one power of two to the next
SILENT = frozenset(
    (
        *("a", "an", "and", "by", "for", "in", "not", "of", "on", "or", "other", "than"),
        *("the", "to", "whether", "with"),
    )
)
# What a text names beside the goods: what they are not, and what they are used with.
_ASIDE = re.compile(
    r"""\((?:other\ than|except|excluding)[^():\u2026]*\)?
    | \b(?:other\ than|except|excluding|(?<!or\ )not|of\ a\ kind\ used)\b[^,;:()]*""",
    re.VERBOSE,
)
_LETTER = re.compile(r"\b([b-z]) (?=[^\W\d_]{2})")  # "t shirt" is meant as "t-shirt"
_GENITIVE = re.compile(r"['\u2019]s?\b")

Rank = tuple[int, int, int]  # the lower the better: see `Words.ranks`
UNRANKED: Rank = (0, 0, 0)


@dataclass(frozen=True)
class HsLine:
    """A line of a tariff.

    Attributes
    ----------
    tariff_line : str
        The line that gives the base rate, with dots.
    goods : str
        What it is called in the book, "" where nothing says.
    """

    tariff_line: str
    goods: str

    def __str__(self) -> str:
        """Return the line with its words in short."""
        if not self.goods:
            return self.tariff_line
        return f"{self.tariff_line} ({shortened(self.goods.split(JOIN), IN_A_REASON)})"


class Near(NamedTuple):
    """A tariff line near a code: its row of COMMODITY and what it is."""

    row: int
    line: HsLine


@dataclass(frozen=True)
class Words:
    """The words of the tariff lines of one jurisdiction.

    Attributes
    ----------
    goods_with : mapping of word to numbers
        Which texts (space "goods") have the word, ascending.
    weight : mapping of word to int
        Rare words weigh more.
    total : mapping of number to int
        The weights of all words of a text.
    own : mapping of number to words
        The words of the line itself, without those of the lines above it.
    """

    goods_with: dict[str, list[int]]
    weight: dict[str, int]
    total: dict[int, int]
    own: dict[int, set[str]]

    def ranks(self, text: str) -> dict[int, Rank]:
        """Return the ranks of the texts that share words with this one.

        Most of the asked words comes first, then least beside them, then most in the own text.
        """
        asked = words_of(text) & self.weight.keys()
        shared: dict[int, int] = defaultdict(int)
        for word in asked:
            for number in self.goods_with[word]:
                shared[number] += self.weight[word]
        return {
            number: (-said, self.total[number] - said, -self._sum(asked & self.own[number]))
            for number, said in shared.items()
        }

    def _sum(self, words: set[str]) -> int:
        return sum(self.weight[word] for word in words)


_GATHERED: WeakKeyDictionary[IdSpaces, dict[int, Words]] = WeakKeyDictionary()


def gathered(book: Book, place: int) -> Words:
    """Return the words of a jurisdiction's tariff, gathered once per opened book."""
    kept = _GATHERED.setdefault(book.ids, {})
    if place not in kept:
        kept[place] = _gather(book, place)
    return kept[place]


def _gather(book: Book, place: int) -> Words:
    goods_with: dict[str, list[int]] = defaultdict(list)
    numbers = [int(n) for n in np.unique(_table(book, place)["goods"]) if n]
    told = {number: book.ids.name("goods", number).casefold() for number in numbers}
    texts = {number: words_of(_ASIDE.sub(" ", text)) for number, text in told.items()}
    own = {n: words_of(text.rpartition(JOIN)[2]) & texts[n] for n, text in told.items()}
    for number, words in texts.items():
        for word in words:
            goods_with[word].append(number)
    weight = {word: _weight(len(numbers), len(found)) for word, found in goods_with.items()}
    total = {number: sum(weight[word] for word in words) for number, words in texts.items()}
    return Words(dict(goods_with), weight, total, own)


def _weight(texts: int, found: int) -> int:
    """Return how much a word tells: a logarithm in whole numbers, the same everywhere."""
    return int(texts**FINE // found**FINE).bit_length()


def words_of(text: str) -> set[str]:
    """Return the words of a text that tell goods apart, plurals as singulars.

    Examples
    --------
    >>> sorted(words_of("Men's T-shirts of cotton"))
    ['cotton', 'man', 'shirt', 'tshirt']
    """
    found: set[str] = set()
    folded = _LETTER.sub(r"\1-", _GENITIVE.sub("", text.casefold()))
    for run in re.findall(r"[^\W_]+(?:-[^\W_]+)*", folded):
        found |= {run.replace("-", ""), *run.split("-")}
    return {_singular(word) for word in found if len(word) > 1} - SILENT


@lru_cache(maxsize=1 << 14)
def _singular(word: str) -> str:
    if word in ("men", "women"):
        return word[:-2] + "an"
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(ss|sh|ch|x|zz)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and re.search(r"[^siu]s$", word) else word


def _table(book: Book, place: int) -> Any:
    """Return the tariff lines of a jurisdiction, ascending."""
    where = book.tables["jurisdiction"][place]
    return book.tables["commodity"][int(where["commodity_lo"]) : int(where["commodity_hi"])]


def _line(book: Book, record: Any) -> HsLine:
    ids = book.ids
    return HsLine(ids.name("commodity", record["name"]), ids.name("goods", record["goods"]))


def nearest(
    book: Book, country: str, digits: str, description: str = "", most: int = 3
) -> list[Near]:
    """Return the tariff lines nearest to a code, nearest first.

    Those that share more leading digits come first, then those that share more and rarer words
    with the description, then the nearer number.
    """
    place = jurisdiction_of(book, country)
    if not place:
        return []
    table, lo = _table(book, place), hs_interval(digits)[0]
    ranks = gathered(book, place).ranks(description) if description else {}
    best: dict[str, tuple[tuple[int, ...], int]] = {}
    for row in _reachable(table, lo, ranks):
        record = table[row]
        start, told = int(record["lo"]), ranks.get(int(record["goods"]), UNRANKED)
        rank = -_common(f"{start:0{DIGITS}d}", digits), *told, abs(start - lo), start
        name = book.ids.name("commodity", record["name"])
        best[name] = min((rank, row), best.get(name, (rank, row)))
    first = int(book.tables["jurisdiction"][place]["commodity_lo"])
    rows = [row for _, row in sorted(best.values())[:most]]
    return [Near(first + row, _line(book, table[row])) for row in rows]


def _reachable(table: Any, lo: int, ranks: dict[int, Rank]) -> Iterator[int]:
    """Yield the rows beside a code, as codes that begin alike are neighbours, and those ranked."""
    at = int(np.searchsorted(table["lo"], lo))
    rows = set(range(max(0, at - NEAR), min(len(table), at + NEAR)))
    if ranks:
        rows |= set(np.flatnonzero(np.isin(table["goods"], list(ranks))).tolist())
    yield from sorted(rows)


def _common(one: str, other: str) -> int:
    """Return how many leading digits two codes share."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def find_lines(book: Book, country: str, words: str, limit: int = 5) -> tuple[HsLine, ...]:
    """Return the tariff lines whose words say most of what is asked, best first.

    Of lines that share the same words the one that says the least beside them comes first, then
    the lower code.

    Raises
    ------
    InputError
        A country without a tariff in the book, no word, or a limit that cannot be used.
    """
    place = jurisdiction_of(book, country)
    if not place:
        raise InputError("country", country, "give a country whose law the book holds")
    if not words_of(words):
        raise InputError("words", words, "give words for the goods, such as cotton t-shirt")
    if not 1 <= limit <= MOST_FOUND:
        raise InputError("limit", limit, f"give a number from 1 to {MOST_FOUND}")
    ranks, table = gathered(book, place).ranks(words), _table(book, place)
    rows = np.flatnonzero(np.isin(table["goods"], list(ranks)))
    ordered = sorted(rows.tolist(), key=lambda row: (ranks[int(table["goods"][row])], row))
    found = dict.fromkeys(_line(book, table[row]) for row in ordered)
    return tuple(found)[:limit]
