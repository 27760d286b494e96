"""Where a table begins: the header row, and which column holds which field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.layouts.headings import field_of, is_number_column, matches
from oneprice.carriers.workbooks.layouts.layout import Across, Part
from oneprice.carriers.workbooks.layouts.plain import is_long, squeezed

MAX_SHOWN = 12

Understood = Callable[[str], str | None]  # heading -> value of the field across, None if it is none


@dataclass(frozen=True)
class Wanted:
    """What a form looks for in a header.

    Attributes
    ----------
    fields : sequence of str
        Fields whose headings the built-in words may find.
    needs : sequence of str
        Fields without which no row is the header; `rate|base` asks for one of the two.
    across : Across or None
        The field that stands in the headings, and `understood`, which reads it from them.
    """

    fields: Sequence[str]
    needs: Sequence[str]
    across: Across | None = None
    understood: Understood | None = None


@dataclass
class Header:
    """A header that was found.

    Attributes
    ----------
    first, last : int
        Its rows.
    columns : dict of str to int
        Field -> column.
    across : dict of int to str
        Column -> value of the field that stands across.
    keep : list of int
        Columns kept as notes.
    headings : dict of int to str
        Column -> its heading, the rows of the header joined.
    unread : list of int
        Columns with a heading that nobody reads.
    """

    first: int
    last: int
    columns: dict[str, int] = field(default_factory=dict)
    across: dict[int, str] = field(default_factory=dict)
    keep: list[int] = field(default_factory=list)
    headings: dict[int, str] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)


def window(grid: Grid, part: Part) -> tuple[int, int]:
    """Return the first row, and the row after the last, between the layout's markers."""
    first, stop = 1, grid.rows + 1
    if part.after is not None:
        marked = _marked(grid, part.after, 1)
        first = marked + 1 if marked else grid.rows + 1
    if part.before is not None:
        stop = _marked(grid, part.before, first) or stop
    return first, stop


def _marked(grid: Grid, words: str, first: int) -> int | None:
    wanted = squeezed(words)
    for row in range(first, grid.rows + 1):
        for column in range(1, grid.columns + 1):
            if squeezed(grid.peek(row, column)).startswith(wanted):
                return row
    return None


def headers(
    grid: Grid, part: Part, wanted: Wanted, first: int, stop: int, report: Report
) -> list[Header]:
    """Return every header in some rows, each with the columns it names.

    A second column for one field is an error of the sheet: it must be named in the layout.
    """
    words = _Words(part, wanted)
    found: list[Header] = []
    row = first
    while row < stop:
        header = _read(grid, words, row)
        if header is not None and _complete(header, wanted, part):
            _tell_twice(grid, part, wanted, header, report)
            found.append(header)
            row = header.last
        row += 1
    return found


def _read(grid: Grid, words: _Words, row: int) -> Header | None:
    """Return what the header in some rows would be; None where the sheet ends before."""
    part = words.part
    last = row + part.header_rows - 1
    if last > grid.rows:
        return None
    header = Header(row, last)
    for column in range(1, grid.columns + 1):
        if _is_second(grid, part, row, column):
            continue
        texts = [grid.peek(each, column) for each in range(row, last + 1)]
        heading = " ".join(dict.fromkeys(text for text in texts if text))
        if heading:
            header.headings[column] = heading
            _put(header, column, words.meaning(heading, texts[-1]))
    shown = header.headings.values()
    if all(any(matches(heading, [word]) for heading in shown) for word in part.headings):
        return header
    return None


def _is_second(grid: Grid, part: Part, row: int, column: int) -> bool:
    """Tell whether a column stands under one heading with the column before it."""
    if not grid.covered(row, column) or grid.head(row, column)[1] == column:
        return False
    last = row + part.header_rows - 1
    return part.header_rows == 1 or grid.peek(last, column) == grid.peek(last, column - 1)


class _Meaning(NamedTuple):
    """What a heading may be: fields named by the layout, known words, a value across, a note."""

    named: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    value: str | None = None
    kept: bool = False
    ignored: bool = False


class _Words:
    """What headings mean in one part; each text is thought about once."""

    def __init__(self, part: Part, wanted: Wanted) -> None:
        self.part = part
        self.wanted = wanted
        self._seen: dict[tuple[str, str], _Meaning] = {}

    def meaning(self, heading: str, lowest: str) -> _Meaning:
        """Return what a heading means, `lowest` being the text of its last row."""
        if is_long(heading):
            return _Meaning()
        key = (heading, lowest)
        if key not in self._seen:
            self._seen[key] = self._meaning(heading, lowest)
        return self._seen[key]

    def _meaning(self, heading: str, lowest: str) -> _Meaning:
        part, wanted = self.part, self.wanted
        named = tuple(name for name, texts in part.columns.items() if matches(heading, texts))
        if named:
            return _Meaning(named=named)
        if matches(heading, part.keep) or matches(heading, part.ignore):
            return _Meaning(kept=matches(heading, part.keep), ignored=True)
        value = _across_value(wanted, heading, lowest)
        if value is not None and wanted.across and (wanted.across.columns or wanted.across.words):
            return _Meaning(value=value)
        free = [name for name in wanted.fields if name not in part.columns]
        return _Meaning(known=tuple(field_of(heading, free)), value=value)


def _put(header: Header, column: int, meaning: _Meaning) -> None:
    """Put a column where its heading belongs; a second one for a field stays unread."""
    free = [n for n in (*meaning.named, *meaning.known) if n not in header.columns]
    if meaning.kept:
        header.keep.append(column)
    elif meaning.ignored:
        return
    elif free:
        header.columns[free[0]] = column
    elif meaning.value is not None:
        header.across[column] = meaning.value
    elif not is_number_column(header.headings[column]):
        header.unread.append(column)


def _across_value(wanted: Wanted, heading: str, lowest: str) -> str | None:
    across = wanted.across
    if across is None:
        return None
    chosen = not across.columns or any(matches(t, across.columns) for t in (heading, lowest))
    for text in (heading, lowest):
        for word, value in across.words.items():
            if matches(text, [word]):
                return value
        if not chosen or (across.words and not across.columns):
            continue
        found = wanted.understood(text) if wanted.understood else text
        if found is not None:
            return found
    return None


def _complete(header: Header, wanted: Wanted, part: Part) -> bool:
    if wanted.across is not None and not (header.across and header.columns):
        return False  # a row of numbers alone may be prices
    named = all(name in header.columns for name in part.columns)
    given = {*header.columns, *part.set, *part.find}
    return named and all(given & set(need.split("|")) for need in wanted.needs)


def _tell_twice(grid: Grid, part: Part, wanted: Wanted, header: Header, report: Report) -> None:
    for column in header.unread:
        free = [name for name in wanted.fields if name not in part.columns]
        names = field_of(header.headings[column], free)
        if names:
            place = grid.place(header.last, column)
            first = header.headings[header.columns[names[0]]]
            reason = f"two columns may be {names[0]}: {first} and {header.headings[column]}"
            remedy = f"name one under columns: {names[0]}, and the other under ignore or keep"
            report.error(place, "heading", reason, remedy)


def tell_missing(grid: Grid, part: Part, wanted: Wanted, first: int, report: Report) -> None:
    """Report that no row is the header, with the row that comes nearest and what it lacks."""
    best, lacks, words = 0, list(wanted.needs), _Words(part, wanted)
    for row in range(first, min(grid.rows, first + 200) + 1):
        header = _read(grid, words, row)
        if header is not None and len(header.columns) + len(header.across) > best:
            best = len(header.columns) + len(header.across)
            given = {*header.columns, *part.set, *part.find}
            lacks = [need for need in wanted.needs if not given & set(need.split("|"))]
            lacks += [name for name in part.columns if name not in header.columns]
            if wanted.across is not None and not header.across:
                lacks.append(f"{wanted.across.field} across")
            first = row
    if best:
        listed = ", ".join(dict.fromkeys(lacks[:MAX_SHOWN]))
        reason = f"no row is the header of form {part.form}; this one lacks {listed}"
    else:
        reason = f"no row is the header of form {part.form}; it shows {', '.join(wanted.needs)}"
    place = grid.place(first if best else 0, 0)
    report.error(place, "header", reason, "name the headings under columns")
