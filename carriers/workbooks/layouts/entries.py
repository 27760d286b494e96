"""The rows of a table as entries: what each says by field, keys filled down, places kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.layouts.header import Header, Wanted, headers, tell_missing, window
from oneprice.carriers.workbooks.layouts.headings import STOP_WORDS, matches
from oneprice.carriers.workbooks.layouts.layout import Part
from oneprice.carriers.workbooks.layouts.plain import squeezed
from oneprice.carriers.workbooks.places import Place

# Written once and meant for the rows below, too; a new word in one clears those after it.
KEYS = (
    *(
        "product",
        "product_code",
        "origin",
        "pol",
        "country",
        "port",
        "class",
        "zone",
        "service_level",
    ),
    *("value_band", "group", "code"),
)
MAX_KEPT = 50
_OF_DAYS = ("valid_from", "valid_to", "last_day", "window")
_SENTENCE = re.compile(r"[;,\u3002\uff1b\uff0c(\uff08]")


class Told(NamedTuple):
    """A text, where it stands, and the number format of its cell."""

    text: str
    place: Place
    format: str = ""


@dataclass(frozen=True)
class Entry:
    """One row of a table, or one cell of it where a field stands across.

    Attributes
    ----------
    place : Place
        The row, or the cell across.
    told : dict of str to Told
        What it says by field; the price of a cell across is the field `price`.
    headings : dict of str to Told
        The headings the fields were read under.
    row : int
        The row of the sheet.
    """

    place: Place
    told: dict[str, Told] = field(default_factory=dict)
    headings: dict[str, Told] = field(default_factory=dict)
    row: int = 0

    def text(self, name: str) -> str:
        """Return what a field says, "" where it says nothing."""
        told = self.told.get(name)
        return told.text if told else ""

    def place_of(self, name: str) -> Place:
        """Return where a field stands, or the entry's own place."""
        told = self.told.get(name)
        return told.place if told else self.place

    def heading(self, name: str) -> Told:
        """Return the heading a field was read under."""
        return self.headings.get(name) or Told("", self.place)


def read_entries(grid: Grid, part: Part, wanted: Wanted, report: Report) -> list[Entry]:
    """Return the entries of every table of a part in one sheet.

    What stands below a table as text is noted, so that nothing is left out silently.
    """
    first, stop = window(grid, part)
    found = headers(grid, part, wanted, first, stop, report)
    if not found and first > 1:  # several blocks may stand under one header
        found = headers(grid, part, wanted, 1, first, report)[-1:]
    if not found:
        tell_missing(grid, part, wanted, min(first, max(grid.rows, 1)), report)
        return []
    stated = _stated(grid, part, report)
    entries: list[Entry] = []
    for number, header in enumerate(found):
        _tell_unread(grid, part, header, report)
        end = found[number + 1].first if number + 1 < len(found) else stop
        for row, told in _rows(grid, part, header, (max(header.last + 1, first), end), report):
            made = list(_entries(grid, header, wanted, row, {**stated, **told}))
            if wanted.across is not None and not any(entry.text("price") for entry in made):
                words = " ".join(cell.text for cell in told.values() if cell.place.row == row)
                report.note(grid.place(row, 0), "text", f"no price in the row of {words or 'keys'}")
            entries += made
    if not entries:
        place = grid.place(found[0].last, 0)
        report.error(place, "empty", "no row stands below the header", "check after and before")
    return entries


def _stated(grid: Grid, part: Part, report: Report) -> dict[str, Told]:
    """Return the fields that the layout sets, or that stand behind a label in the sheet."""
    stated = {name: Told(text, Place(grid.sheet)) for name, text in part.set.items()}
    for name, label in part.find.items():
        told = _behind(grid, label, name in _OF_DAYS)
        if told is None:
            reason = f"no cell begins with {label}, which find.{name} names"
            reason += " (nor holds it)" if name in _OF_DAYS else ""
            report.error(Place(grid.sheet), "find", reason, "name the label as it is written")
        else:
            stated[name] = told
    return stated


def _behind(grid: Grid, label: str, inside: bool) -> Told | None:
    """Return what stands behind a label: at the head of a cell, a day also within a sentence."""
    wanted = squeezed(label)
    cells = [(r, c) for r in range(1, grid.rows + 1) for c in range(1, grid.columns + 1)]
    for middle in (False, True) if inside else (False,):
        for row, column in cells:
            text = squeezed(grid.peek(row, column))
            at = text.find(wanted) if middle else -(not text.startswith(wanted))
            if at < 0 or grid.covered(row, column):
                continue
            rest = text[at + len(wanted) :].lstrip(":")
            if inside:
                rest = _SENTENCE.split(rest, maxsplit=1)[0]
            if rest:
                return Told(rest, grid.place(row, column))
            for right in range(column + 1, grid.columns + 1):
                if grid.head(row, right) != (row, column) and grid.peek(row, right):
                    return Told(grid.text(row, right), grid.place(row, right))
    return None


def _tell_unread(grid: Grid, part: Part, header: Header, report: Report) -> None:
    for column in _hidden_columns(grid, header):
        reason = f"the column beneath {grid.peek(header.last, column)}, merged over it, is not read"
        remedy = "if a second row of headings parts them, say header_rows: 2; else unmerge"
        report.warning(grid.place(header.last, column), "unread", reason, remedy)
    for column in header.unread:
        reason = f"the column {header.headings[column]} is not read"
        remedy = "name it under columns, keep or ignore"
        report.warning(grid.place(header.last, column), "unread", reason, remedy)


def _hidden_columns(grid: Grid, header: Header) -> list[int]:
    """Return the columns that share a merged heading with another, and have cells of their own."""
    shared = [c for c in range(1, grid.columns + 1) if grid.head(header.last, c)[1] != c]
    rows = range(header.last + 1, grid.rows + 1)
    return [
        column
        for column in shared
        if column not in header.headings
        and any(grid.head(row, column)[1] == column and grid.peek(row, column) for row in rows)
    ]


def _rows(
    grid: Grid, part: Part, header: Header, window: tuple[int, int], report: Report
) -> Iterator[tuple[int, dict[str, Told]]]:
    """Yield the rows of one table, keys filled down, up to its end or a word that stops it."""
    keys: dict[str, Told] = {}
    for row in range(*window):
        texts = [text for c in range(1, grid.columns + 1) if (text := grid.peek(row, c))]
        if not texts or _repeats(grid, header, row):
            continue
        if _stops(texts[0], part):
            _keep_texts(grid, row, window[1], report)
            return
        if _is_banner(grid, header, row):
            report.note(grid.place(row, 0), "text", texts[0])
            keys.clear()  # a title may part what is above from what is below
            continue
        if any(matches(text, part.skip) for text in texts):
            report.note(grid.place(row, 0), "skipped", f"the row of {texts[0]} is left out")
            continue
        told = {}
        for name, column in header.columns.items():
            text = grid.text(row, column)
            if text:
                place = grid.place(*grid.head(row, column))
                told[name] = Told(text, place, grid.format(row, column))
        kept = [text for column in header.keep if (text := grid.text(row, column))]
        if kept:
            told["note"] = Told("; ".join(kept), grid.place(row, header.keep[0]))
        yield row, _filled(told, keys)


def _is_banner(grid: Grid, header: Header, row: int) -> bool:
    """Tell whether one text is merged over most columns of the table: a title or a remark."""
    filled = [c for c in header.headings if grid.peek(row, c)]
    heads = {grid.head(row, c) for c in range(1, grid.columns + 1) if grid.peek(row, c)}
    return len(heads) == 1 and len(filled) > 2 and 2 * len(filled) > len(header.headings)


def _repeats(grid: Grid, header: Header, row: int) -> bool:
    """Tell whether a row is the header again, as at the top of a printed page."""
    last = {column: grid.peek(header.last, column) for column in header.headings}
    return all(grid.peek(row, column) == text for column, text in last.items())


def _stops(text: str, part: Part) -> bool:
    words = [*STOP_WORDS, *part.stop]
    return any(squeezed(text).startswith(squeezed(word)) for word in words)


def _keep_texts(grid: Grid, first: int, end: int, report: Report) -> None:
    """Note the texts below a table, row by row, so that a planner reads them."""
    for row in range(first, min(end, first + MAX_KEPT)):
        heads = {grid.head(row, column) for column in range(1, grid.columns + 1)}
        texts = [text for head in sorted(heads) if head[0] == row and (text := grid.peek(*head))]
        if texts:
            report.note(grid.place(row, 0), "text", " ".join(texts))
    if end - first > MAX_KEPT:
        report.note(grid.place(first + MAX_KEPT, 0), "text", "more text stands below")


def _filled(told: dict[str, Told], keys: dict[str, Told]) -> dict[str, Told]:
    """Return a row with the keys of the rows above; a new key clears the lower ones."""
    for number, name in enumerate(KEYS):
        if name not in told:
            continue
        if name in keys and keys[name].text != told[name].text:
            for lower in KEYS[number + 1 :]:
                keys.pop(lower, None)
        keys[name] = told[name]
    return {**keys, **told}


def _entries(
    grid: Grid, header: Header, wanted: Wanted, row: int, told: dict[str, Told]
) -> Iterator[Entry]:
    """Yield the entry of a row, or one for each of its cells across that is not empty."""
    headings = {
        name: Told(header.headings[column], grid.place(header.last, column))
        for name, column in header.columns.items()
    }
    if wanted.across is None:
        yield Entry(grid.place(row, 0), told, headings, row)
        return
    for column, value in header.across.items():
        text = grid.text(row, column)
        place = grid.place(*grid.head(row, column))
        heading = Told(header.headings[column], grid.place(header.last, column))
        price = Told(text, place, grid.format(row, column))
        across = {wanted.across.field: Told(value, heading.place), "price": price}
        yield Entry(place, {**told, **across}, {**headings, "price": heading}, row)
