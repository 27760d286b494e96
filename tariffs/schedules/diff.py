"""What changed from one edition of a schedule to the next, by meaning and not by wording.

Rates are compared as typed expressions (`meaning`), inherited ones included: a rate that moves
from a line to all of its finer lines is no change, and neither is markup or spacing. A change is
told once, at the row that states the rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from oneprice.tariffs.schedules.edition import Edition, Heading, Line, Texts
from oneprice.tariffs.schedules.meaning import rates_of, same, words_of

COLUMNS = Texts._fields
SPECIAL = "special"
# The dialect of a column: the United States write programmes and chapter 99 in their own way.
US_COLUMNS = {"general": "us", "special": "us_special", "other": "us"}
US_HEADING = "us_99"


class Change(NamedTuple):
    """A text that changed: where, and from what to what ("" stands for none)."""

    code: str
    column: str
    old: str
    new: str


class Programme(NamedTuple):
    """What happened to a special programme on a group of lines.

    Attributes
    ----------
    name : str
        As the column writes it: "KR", "A+".
    old, new : str
        Its rate, "" where it does not stand (opened, ended).
    codes : tuple of str
        The lines it happened to.
    """

    name: str
    old: str
    new: str
    codes: tuple[str, ...]

    @property
    def what(self) -> str:
        """`opened`, `ended` or `changed`."""
        if not self.old:
            return "opened"
        return "changed" if self.new else "ended"


class Link(NamedTuple):
    """A heading of chapter 99 and the lines whose footnotes began or ceased to name it."""

    heading: str
    column: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Diff:
    """All that changed between two editions.

    Attributes
    ----------
    added, removed : tuple of str
        Codes of chapters 1-98 that only the new, only the old edition has.
    rates : tuple of Change
        Rates that changed on codes both have, at the rows that state them.
    programmes : tuple of Programme
        The changes of the special column among `rates`, by programme.
    opened, ended : tuple of str
        Headings of chapter 99 that only the new, only the old edition has.
    headings : tuple of Change
        Rates and named dates of headings both have (column `dates` for the latter).
    links : tuple of Link
        Footnote links of codes both have, as stated there.
    wording : tuple of Change
        Texts that changed and still mean the same; descriptions are among them.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rates: tuple[Change, ...]
    programmes: tuple[Programme, ...]
    opened: tuple[str, ...]
    ended: tuple[str, ...]
    headings: tuple[Change, ...]
    links: tuple[Link, ...]
    wording: tuple[Change, ...]

    def __bool__(self) -> bool:
        """Tell whether anything changed that is not mere wording."""
        listed = (self.added, self.removed, self.rates, self.opened, self.ended, self.headings)
        return any((*listed, self.links))

    def counts(self) -> dict[str, int]:
        """Return how many of each there are."""
        counted = {f"{column} rates": self._count(column) for column in COLUMNS}
        return {
            "lines added": len(self.added),
            "lines removed": len(self.removed),
            **counted,
            "headings opened": len(self.opened),
            "headings ended": len(self.ended),
            "headings changed": len({change.code for change in self.headings}),
            "links gained": sum(len(link.gained) for link in self.links),
            "links lost": sum(len(link.lost) for link in self.links),
            "wording only": len(self.wording),
        }

    def _count(self, column: str) -> int:
        return sum(change.column == column for change in self.rates)

    def as_document(self) -> dict[str, object]:
        """Return everything as plain lists and dictionaries, for JSON."""
        return {
            "counts": self.counts(),
            "added": list(self.added),
            "removed": list(self.removed),
            "rates": [change._asdict() for change in self.rates],
            "programmes": [{"what": each.what, **each._asdict()} for each in self.programmes],
            "headings_opened": list(self.opened),
            "headings_ended": list(self.ended),
            "headings_changed": [change._asdict() for change in self.headings],
            "links": [link._asdict() for link in self.links],
            "wording": [change._asdict() for change in self.wording],
        }


def compare(old: Edition, new: Edition) -> Diff:
    """Return what changed from the old edition to the new one."""
    before, after = old.by_code, new.by_code
    both = [(line, after[line.code]) for line in old.coded if line.code in after]
    below = _stated_below(old.coded), _stated_below(new.coded)
    rates = tuple(change for pair in both for change in _rates(*pair, *below, old.dialect))
    first, last = ({each.code: each for each in e.provisions} for e in (old, new))
    kept = [(heading, last[code]) for code, heading in first.items() if code in last]
    return Diff(
        added=tuple(code for code in after if code not in before),
        removed=tuple(code for code in before if code not in after),
        rates=rates,
        programmes=_programmes(change for change in rates if change.column == SPECIAL),
        opened=tuple(code for code in last if code not in first),
        ended=tuple(code for code in first if code not in last),
        headings=tuple(change for pair in kept for change in _heading_changes(*pair)),
        links=_links(both),
        wording=(
            *(change for pair in both for change in _wording(*pair, old.dialect)),
            *(change for pair in kept for change in _heading_wording(*pair)),
        ),
    )


def dialect_of(dialect: str, column: str) -> str:
    """Return how the texts of a column are read."""
    return US_COLUMNS[column] if dialect == "us" else dialect


def _stated_below(lines: Iterable[Line]) -> Set[tuple[str, str]]:
    """Return (column, shorter code) wherever a longer code states a rate of its own."""
    return {
        (column, line.code[:length])
        for line in lines
        for column, text in zip(COLUMNS, line.own, strict=True)
        if text
        for length in range(1, len(line.code))
    }


def _rates(
    old: Line,
    new: Line,
    below_old: Set[tuple[str, str]],
    below_new: Set[tuple[str, str]],
    dialect: str,
) -> Iterator[Change]:
    """Yield the columns whose rate changed, where one of the rows states it.

    Where one edition has no rate in reach because it stands on finer lines there, those lines
    tell whether it changed.
    """
    for column, own, before, after in zip(
        COLUMNS, zip(old.own, new.own, strict=True), old.rates, new.rates, strict=True
    ):
        blank = not before and (column, old.code) in below_old
        moved = blank or (not after and (column, old.code) in below_new)
        if any(own) and not moved and not same(before, after, dialect_of(dialect, column)):
            yield Change(old.code, column, before, after)


def _wording(old: Line, new: Line, dialect: str) -> Iterator[Change]:
    """Yield the texts of a row that changed and mean the same."""
    if old.description != new.description:
        yield Change(old.code, "description", old.description, new.description)
    for column, before, after in zip(COLUMNS, old.own, new.own, strict=True):
        said = before and after and before != after
        if said and same(before, after, dialect_of(dialect, column)):
            yield Change(old.code, column, before, after)


def _programmes(changes: Iterable[Change]) -> tuple[Programme, ...]:
    """Return changes of the special column by programme, old rate and new rate."""
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for change in changes:
        before, after = (rates_of(text, US_COLUMNS[SPECIAL]) for text in (change.old, change.new))
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                key = (name, words_of(before.get(name)), words_of(after.get(name)))
                found[key].append(change.code)
    listed = (Programme(*key, tuple(codes)) for key, codes in found.items())
    return tuple(sorted(listed, key=lambda each: (-len(each.codes), each)))


def _heading_changes(old: Heading, new: Heading) -> Iterator[Change]:
    for column, before, after in zip(COLUMNS, old.own, new.own, strict=True):
        if not same(before, after, US_HEADING):
            yield Change(old.code, column, before, after)
    if old.dates != new.dates:
        yield Change(old.code, "dates", ", ".join(old.dates), ", ".join(new.dates))


def _heading_wording(old: Heading, new: Heading) -> Iterator[Change]:
    if old.description != new.description and old.dates == new.dates:
        yield Change(old.code, "description", old.description, new.description)
    for column, before, after in zip(COLUMNS, old.own, new.own, strict=True):
        if before != after and same(before, after, US_HEADING):
            yield Change(old.code, column, before, after)


def _links(both: Iterable[tuple[Line, Line]]) -> tuple[Link, ...]:
    """Return the footnote links gained and lost, by heading and column."""
    gained: dict[tuple[str, str], list[str]] = defaultdict(list)
    lost: dict[tuple[str, str], list[str]] = defaultdict(list)
    for old, new in both:
        for column, own, before, after in zip(
            COLUMNS,
            zip(old.own_named, new.own_named, strict=True),
            old.named,
            new.named,
            strict=True,
        ):
            for heading in (after - before) & own[1]:
                gained[heading, column].append(old.code)
            for heading in (before - after) & own[0]:
                lost[heading, column].append(old.code)
    keys = sorted({*gained, *lost})
    return tuple(Link(*key, tuple(gained[key]), tuple(lost[key])) for key in keys)
