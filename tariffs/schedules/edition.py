"""One edition of a tariff schedule, whatever the format it was published in.

A schedule is a tree of codes. A row without a rate has that of the nearest row above it, and the
footnotes of the rows above hold for it too. Readers of formats make `Edition`s; comparing,
importing and reconciling know nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

Value = TypeVar("Value", bound=Hashable)


class Texts(NamedTuple):
    """The rate texts of a row by column; "" says nothing of its own.

    Attributes
    ----------
    general : str
        What goods of any country owe (column 1 of the United States, most-favoured nation).
    special : str
        Programmes and their rates, where the schedule has such a column.
    other : str
        Column 2 of the United States.
    """

    general: str = ""
    special: str = ""
    other: str = ""

    def over(self, above: Texts) -> Texts:
        """Return these texts, each empty one replaced by that of the row above."""
        return Texts(*(own or up for own, up in zip(self, above, strict=True)))


class Named(NamedTuple):
    """Headings of chapter 99 that footnotes name, by the column they mark."""

    general: frozenset[str] = frozenset()
    special: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()

    def over(self, above: Named) -> Named:
        """Return these headings with those of the row above."""
        return Named(*(own | up for own, up in zip(self, above, strict=True)))


class Line(NamedTuple):
    """A coded row: what it says itself, and what holds for it.

    Attributes
    ----------
    code : str
        Digits only.
    own, rates : Texts
        As written in the row, and with what the rows above hand down.
    own_named, named : Named
        The same of the footnotes.
    finest : bool
        Whether goods are declared under it: no row below it, and no provision of chapter 98.
    above : tuple of str
        Descriptions of the rows above it, the outermost first.
    """

    code: str
    description: str = ""
    unit: str = ""
    own: Texts = Texts()
    rates: Texts = Texts()
    own_named: Named = Named()
    named: Named = Named()
    finest: bool = True
    above: tuple[str, ...] = ()

    @property
    def general(self) -> str:
        """The general rate that holds for the line."""
        return self.rates.general

    @property
    def other(self) -> str:
        """The rate of column 2 that holds for the line."""
        return self.rates.other

    @property
    def headings(self) -> frozenset[str]:
        """Headings of chapter 99 that footnotes on the general column name."""
        return self.named.general


class Heading(NamedTuple):
    """A heading of chapter 99: a duty laid over the rate of another line, or lifted from it."""

    code: str
    description: str
    own: Texts
    dates: tuple[str, ...]  # ISO dates that the description names, in its order


@dataclass
class Report:
    """What was found in a file, to be compared with a census of it.

    Attributes
    ----------
    rows : int
        Rows read, chapters 98 and 99 included.
    lines : int
        Finest codes.
    forms : Counter
        Texts of the general column by form (`meaning.form_of`), chapters 98 and 99 left out.
    other_forms : Counter
        The same of column 2.
    headings : Counter
        Finest lines per chapter 99 heading that holds for them.
    skipped : Counter
        Rows left out, by the rule that allowed it.
    """

    rows: int = 0
    lines: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    other_forms: Counter[str] = field(default_factory=Counter)
    headings: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        """Return the counts in a sentence."""
        forms = ", ".join(f"{name} {count}" for name, count in self.forms.most_common())
        left = ", ".join(f"{count} {name}" for name, count in sorted(self.skipped.items()))
        text = f"{self.rows} rows, {self.lines} lines; column 1: {forms}"
        return f"{text}; left out: {left}" if left else text


@dataclass(frozen=True)
class Edition:
    """A schedule as one file tells it.

    Attributes
    ----------
    name : str
        Name of the file.
    dialect : str
        How its rate texts are read (`meaning.DIALECTS`).
    coded : tuple of Line
        Every row with a code outside chapter 99, in the order of the file.
    provisions : tuple of Heading
        The headings of chapter 99.
    """

    name: str
    dialect: str
    coded: tuple[Line, ...]
    provisions: tuple[Heading, ...] = ()
    report: Report = field(default_factory=Report, compare=False)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that goods are declared under."""
        return tuple(line for line in self.coded if line.finest)

    @cached_property
    def by_code(self) -> Mapping[str, Line]:
        """Every coded row by its digits."""
        return {line.code: line for line in self.coded}


def shortest_prefixes(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return codes cut to 8 or 6 digits where all lines below agree.

    The schedule is complete: a code that no line holds does not exist, so a shorter code whose
    lines all agree says the same as they do.

    Examples
    --------
    >>> shortest_prefixes({"6109100012": 1, "6109100014": 1, "6109901000": 2})
    {'610910': 1, '610990': 2}
    """
    for digits in (8, 6):
        groups: dict[str, set[Value]] = {}
        for code, value in values.items():
            groups.setdefault(code[:digits], set()).add(value)
        values = {
            code[:digits] if len(groups[code[:digits]]) == 1 else code: value
            for code, value in values.items()
        }
    return dict(values)
