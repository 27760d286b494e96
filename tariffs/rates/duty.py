"""The typed form of a duty rate: what every rate text of every country is read into.

A rate is priced (`Duty`, or `Seasonal`, `Phased`, `Relative` made of duties) or it is `Unpriced`
with a named reason and the input it lacks. A text is never read as "no duty" by accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

# Why a text has no price: class name -> words.
REASONS = {
    "stated": "no priced rate is stated",
    "empty": "the schedule gives no rate here",
    "reference": "needs the rate of another line, the duty of another article or a note",
    "conditional": "holds only under a condition",
    "quota": "holds for goods within or outside a tariff quota",
    "property": "depends on a property of the product that the code does not tell",
    "range": "spans the rates of several lines; only a finer code has one rate",
    "unbound": "is bound only in part",
    "by_country": "differs by the partner country of the agreement",
    "formula": "is a formula on an administered reference price",
    "meursing": "needs the agricultural component of the additional code (Meursing)",
    "entry_price": "needs the entry price of the goods and the rates of its conditions",
    "currency": "is an amount in a foreign currency",
    "several": "several rates stand in one cell and none is for everybody",
    "seasonal": "differs by the season or the date of entry",
    "seasonal_gap": "names no rate for the day of entry",
    "not_taxed": "lies outside the scope of the tax",
    "unit_missing": "is an amount whose unit or currency is not in the text",
    "truncated": "ends in the middle of a term",
    "unparsed": "is not understood",
}
# Quantities every order gives: net weight, gross weight, count, batteries and packaging (C-57).
ALWAYS_KNOWN = frozenset(("kg", "kg gross", "each", "kg battery"))
PACKAGING = "kg packaging "
OPS = ("first", "at_least", "at_most", "plus")


@dataclass(frozen=True)
class AdValorem:
    """A share of the customs value, or of a part of it.

    Attributes
    ----------
    rate : Fraction
        0.05 for 5 %.
    part : str
        Named part of the value ("case", "battery", "lead content"); "" is the whole, a leading
        "-" means everything but that part ("-us content").
    """

    rate: Fraction
    part: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """The part whose value an order must give."""
        return (self.part.removeprefix("-"),) if self.part else ()


@dataclass(frozen=True)
class Specific:
    """An amount per unit of quantity.

    Attributes
    ----------
    amount : Fraction
        Units of `currency` (dollars, not cents) per ONE normal unit.
    currency : str
        ISO code, or XEM and the like as printed in EU texts.
    unit : str
        Normal name of an extensive quantity: "kg", "each", "pr", "liter", "kg lead" ...
    times : tuple of str
        Intensive facts the amount is also multiplied by: "% vol", "degree under 100" ...
    """

    amount: Fraction
    currency: str
    unit: str
    times: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The quantities and facts an order must give."""
        known = self.unit in ALWAYS_KNOWN or self.unit.startswith(PACKAGING)
        unit = () if known else (self.unit,)
        return (*unit, *self.times)


Term = AdValorem | Specific


@dataclass(frozen=True)
class Side:
    """One side of a rate: a sum of terms less a sum of terms, and how it meets what stands.

    Attributes
    ----------
    op : str
        "first"; "at_least" (MIN: the larger of what stands so far and this side); "at_most" (MAX:
        the smaller); "plus" (added after the bound, as where Canada's floor binds first).
    plus, minus : tuple of Term
        Terms added and taken off inside the side.
    """

    op: str
    plus: tuple[Term, ...] = ()
    minus: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms of the side."""
        return (*self.plus, *self.minus)


@dataclass(frozen=True)
class Duty:
    """A priced rate: sides taken from left to right; the result is never below 0.

    Examples
    --------
    >>> Duty.of(AdValorem(Fraction(32, 100)), Specific(Fraction("0.76"), "USD", "pr")).needs
    ('pr',)
    """

    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        """Refuse sides in an order that has no meaning."""
        ops = [side.op for side in self.sides]
        if ops[:1] != ["first"] or "first" in ops[1:] or not set(ops) <= set(OPS):
            raise ValueError(f"sides {ops} of a duty: give one first side, then bounds")

    @classmethod
    def of(cls, *terms: Term) -> Duty:
        """Return the duty that is a sum of terms (none: free)."""
        return cls((Side("first", terms),))

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms of all sides."""
        return tuple(term for side in self.sides for term in side.terms)

    @property
    def is_free(self) -> bool:
        """Whether the duty is nothing whatever the goods: no term charges anything."""
        return not any(_size(term) for side in self.sides for term in side.plus)

    @property
    def is_sum(self) -> bool:
        """Whether the duty is a plain sum of terms: no bound, nothing taken off."""
        return len(self.sides) == 1 and not self.sides[0].minus

    @property
    def needs(self) -> tuple[str, ...]:
        """Quantities, facts and parts an order must give besides value, net kg and count."""
        return _unique(need for term in self.terms for need in term.needs)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies of the specific amounts."""
        return _unique(term.currency for term in self.terms if isinstance(term, Specific))


FREE = Duty((Side("first"),))


@dataclass(frozen=True)
class Season:
    """A duty from one day of the year to another, both inclusive, perhaps over the year end.

    Attributes
    ----------
    duty : Duty
        What holds in the season.
    first, last : tuple of int
        (month, day); `last < first` crosses the year end.
    """

    duty: Duty
    first: tuple[int, int]
    last: tuple[int, int]

    def holds_on(self, day: date) -> bool:
        """Tell whether a day lies in the season."""
        now = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= now <= self.last
        return now >= self.first or now <= self.last


@dataclass(frozen=True)
class Seasonal:
    """Duties by season; the first season that holds a day is the day's, a gap is unpriced."""

    seasons: tuple[Season, ...]

    def on(self, day: date) -> Duty | Unpriced:
        """Return what holds on a day of entry."""
        for season in self.seasons:
            if season.holds_on(day):
                return season.duty
        return Unpriced("seasonal_gap", f"no season holds {day:%d %b}")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the duties of any season need."""
        return _unique(need for season in self.seasons for need in season.duty.needs)


@dataclass(frozen=True)
class Phase:
    """A duty that holds from a day on (None: from the beginning)."""

    from_day: date | None
    duty: Duty


@dataclass(frozen=True)
class Phased:
    """Dated phases in time order; the last that has begun holds."""

    phases: tuple[Phase, ...]

    def on(self, day: date) -> Duty | Unpriced:
        """Return what holds on a day of entry."""
        begun = [
            phase.duty for phase in self.phases if phase.from_day is None or phase.from_day <= day
        ]
        if begun:
            return begun[-1]
        return Unpriced("seasonal_gap", f"no phase has begun on {day}")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the duties of any phase need."""
        return _unique(need for phase in self.phases for need in phase.duty.needs)


@dataclass(frozen=True)
class Relative:
    """A rate said in terms of the rate of the applicable line (its base).

    result = (base x factor - less x customs value, not below 0), taken on `part` of the value
    only, + added. Without `keep_base` the base falls away and `added` alone is due.

    Attributes
    ----------
    added : Duty or None
        What is added; None adds nothing.
    keep_base : bool
        Whether the base is due as well.
    factor : Fraction
        1.2 for "120 % of the other rate".
    less : Fraction
        Points taken off the base as a share of the customs value: 0.01 for "minus 1.0%".
    part : str
        The base is charged on this part of the value only ("repairs"; "-us products" = the full
        value less that part); "" is the whole value.
    of : tuple of str
        Subheadings named instead of "the applicable subheading".
    """

    added: Duty | None
    keep_base: bool
    factor: Fraction = Fraction(1)
    less: Fraction = Fraction(0)
    part: str = ""
    of: tuple[str, ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """What the added duty and the part need; the base has its own needs."""
        part = (self.part.removeprefix("-"),) if self.part else ()
        return _unique((*part, *(self.added.needs if self.added else ())))


@dataclass(frozen=True)
class Unpriced:
    """A rate without a price.

    Attributes
    ----------
    reason : str
        Key of `REASONS`.
    text : str
        The words of the rate.
    needs : tuple of str
        The inputs that lack ("quota certificate", "rate of each garment").
    """

    reason: str
    text: str
    needs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a reason without words."""
        if self.reason not in REASONS:
            raise ValueError(f"{self.reason!r} is no reason; give a key of REASONS")

    @property
    def lacks(self) -> str:
        """What is missing, in words."""
        needs = f": {', '.join(self.needs)}" if self.needs else ""
        return REASONS[self.reason] + needs

    def __str__(self) -> str:
        if self.reason == "stated":
            return self.text
        return f"{self.text[:160]!r} {self.lacks}" if self.text else self.lacks


Rate = Duty | Seasonal | Phased | Relative | Unpriced


@dataclass(frozen=True)
class Preference:
    """The rate for goods of some programmes: agreements, groups of countries."""

    programs: tuple[str, ...]
    duty: Rate


@dataclass(frozen=True)
class Cell:
    """All a cell of a schedule says.

    Attributes
    ----------
    duty : Rate or None
        The rate for everybody the column is for; None: the cell is blank, look at the parent, or
        holds only preferences. It is never to be read as free.
    preferences : tuple of Preference
        Rates for named programmes.
    markers : tuple of str
        Marks that carry a meaning beside the rate: BK, BIT, "◎", "()" (a bracketed rate) ...
    """

    duty: Rate | None
    preferences: tuple[Preference, ...] = ()
    markers: tuple[str, ...] = ()


BLANK = Cell(None)


def _size(term: Term) -> Fraction:
    return term.rate if isinstance(term, AdValorem) else term.amount


def _unique(words: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Return the words once each, in the order of their first use."""
    return tuple(dict.fromkeys(words))
