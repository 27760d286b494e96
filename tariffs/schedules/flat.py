"""Reading a flat CSV schedule, with a mapping that says which column holds what.

For the schedules that are published, or kept by oneself, as one table: Australia, Japan, Brazil,
Canada, the European Union, the United Kingdom. A row without a rate has that of the nearest row
above it: by the indent column where the file has one, else by the longest shorter code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from oneprice.core.errors import InputError
from oneprice.tariffs.readers.hs_codes import DIGITS, digits_of
from oneprice.tariffs.schedules.edition import Edition, Line, Report, Texts
from oneprice.tariffs.schedules.meaning import DIALECTS, form_of, is_blank, same
from oneprice.tariffs.schedules.reading import MAX_ROWS, read_text

MIN_DIGITS = 2
MAX_INDENT = 40
# What `skip` may allow: rows without a code; rows whose code is no code; and one code with two
# rates, which then has no price.
SKIPS = ("no_code", "odd_code", "two_rates")
TWO_RATES = "unpriced: the file gives this code two rates"
JOIN = "+"


@dataclass(frozen=True)
class Mapped:
    """Which column of a flat file holds what.

    Attributes
    ----------
    code_column : str
        Column of the code; `code+stat_suffix` joins two columns.
    rate_column : str
        Column of the rate for the kind and origin that are imported.
    dialect : str
        How rate texts are read (`meaning.DIALECTS`).
    indent_column : str
        Column of the depth in the tree; "" inherits by code.
    skip : tuple of str
        Rules of `SKIPS` that allow rows to be left out.
    """

    code_column: str
    rate_column: str
    dialect: str = "plain"
    indent_column: str = ""
    skip: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a dialect or a rule that is not known."""
        if self.dialect not in DIALECTS:
            raise InputError("dialect", self.dialect, "give one of " + ", ".join(DIALECTS))
        for rule in self.skip:
            if rule not in SKIPS:
                raise InputError("skip", rule, "give rules of " + ", ".join(SKIPS))
        for name in ("code_column", "rate_column"):
            if not getattr(self, name):
                raise InputError(name, "", "name the column of the file")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the file must have."""
        indent = (self.indent_column,) if self.indent_column else ()
        return (*self.code_column.split(JOIN), self.rate_column, *indent)


@dataclass
class _Met:
    """The lines of a file as they are met, and the codes that came with two rates."""

    mapped: Mapped
    report: Report
    lines: dict[str, Line] = field(default_factory=dict)
    clashes: dict[str, tuple[str, str, str]] = field(default_factory=dict)


def read_flat(path: Path, mapped: Mapped) -> Edition:
    """Read a flat schedule, plain or gzip-compressed.

    Raises
    ------
    InputError
        Not UTF-8 CSV, a column missing, a ragged row, a code that is none, a code with two
        rates, an odd indent; the last three name the rule of `skip` that allows them, if any.
    """
    report = Report()
    rows = list(_rows(path, mapped.columns))
    report.rows = len(rows)
    walk = _by_indent if mapped.indent_column else _by_code
    coded = tuple(_finest(walk(rows, path.name, _Met(mapped, report))))
    for line in coded:
        report.lines += line.finest
        if not is_blank(line.own.general):
            report.forms[form_of(line.own.general, mapped.dialect)] += 1
    if not coded:
        raise InputError(path.name, "no line", "name the column that holds the codes")
    return Edition(path.name, mapped.dialect, coded, (), report)


def _rows(path: Path, columns: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file as cells by column, blanks around them taken off."""
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        for name in columns:
            if header.count(name) != 1:
                remedy = "name one of its columns: " + ", ".join(header)
                raise InputError(f"{path.name} header", name, remedy)
        for number, cells in enumerate(reader, start=2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header) or number > MAX_ROWS:
                remedy = f"give {len(header)} cells as in the header, in at most {MAX_ROWS} rows"
                raise InputError(f"{path.name} row {number}", f"{len(cells)} cells", remedy)
            yield dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as problem:
        raise InputError(path.name, str(problem), "mend the quoting of the file") from None


def _code(cells: Mapping[str, str], where: str, met: _Met) -> str:
    """Return the digits of a row's code; "" for a row that a rule leaves out."""
    text = "".join(cells[name] for name in met.mapped.code_column.split(JOIN))
    digits = digits_of(text)
    good = digits.isascii() and digits.isdigit() and MIN_DIGITS <= len(digits) <= DIGITS
    if good:
        return digits
    rule = "odd_code" if digits else "no_code"
    if rule not in met.mapped.skip:
        remedy = f"give a code of {MIN_DIGITS} to {DIGITS} digits, or allow it with skip {rule}"
        raise InputError(where, text, remedy)
    met.report.skipped[rule] += 1
    return ""


def _by_indent(rows: Iterable[Mapping[str, str]], name: str, met: _Met) -> _Met:
    """Add the lines of a file whose tree is given by depths."""
    above: list[tuple[int, str]] = []
    for number, cells in enumerate(rows, start=2):
        where = f"{name} row {number}"
        code, indent = _code(cells, where, met), _indent(cells, where, met.mapped)
        while above and above[-1][0] >= indent:
            above.pop()
        own = cells[met.mapped.rate_column]
        held = above[-1][1] if above else ""
        above.append((indent, held if is_blank(own) else own))
        if code:
            _add(met, _line(code, own, above[-1][1]), where)
    return met


def _by_code(rows: Iterable[Mapping[str, str]], name: str, met: _Met) -> _Met:
    """Add the lines of a file whose tree is that of the codes."""
    for number, cells in enumerate(rows, start=2):
        where = f"{name} row {number}"
        code, own = _code(cells, where, met), cells[met.mapped.rate_column]
        if code:
            _add(met, _line(code, own, own), where)
    stated = dict(met.lines)
    for code, line in stated.items():
        met.lines[code] = _line(code, line.own.general, _held(code, stated))
    return met


def _held(code: str, stated: Mapping[str, Line]) -> str:
    """Return the rate of a code: its own, or that of the longest code it begins with."""
    prefixes = (code[:length] for length in range(len(code), 0, -1))
    found = (stated[prefix].own.general for prefix in prefixes if prefix in stated)
    return next((text for text in found if not is_blank(text)), "")


def _line(code: str, own: str, rate: str) -> Line:
    return Line(code, own=Texts(own), rates=Texts(rate))


def _add(met: _Met, line: Line, where: str) -> None:
    """Add a line; a code met again with another rate is kept in mind."""
    known = met.lines.setdefault(line.code, line)
    if known is line:
        return
    met.report.skipped["repeated"] += 1
    rate, held = line.rates.general, known.rates.general
    if is_blank(held):
        met.lines[line.code] = line
    elif not is_blank(rate) and not same(held, rate, met.mapped.dialect):
        met.clashes.setdefault(line.code, (where, held, rate))


def _finest(met: _Met) -> Iterator[Line]:
    """Yield the lines, told whether finer ones exist; goods cannot be owed two rates."""
    for code, after in pairwise([*sorted(met.lines), ""]):
        line, finest = met.lines[code], not after.startswith(code)
        if finest and code in met.clashes:
            where, held, rate = met.clashes[code]
            if "two_rates" not in met.mapped.skip:
                remedy = f"leave one of {held!r} and this, or allow it with skip two_rates"
                raise InputError(where, rate, remedy)
            met.report.skipped["two_rates"] += 1
            line = _line(code, TWO_RATES, TWO_RATES)
        yield line._replace(finest=finest)


def _indent(cells: Mapping[str, str], where: str, mapped: Mapped) -> int:
    text = cells[mapped.indent_column]
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MAX_INDENT):
        raise InputError(where, text, f"give an indent of 0 to {MAX_INDENT}")
    return int(text)
