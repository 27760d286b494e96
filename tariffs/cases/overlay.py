"""The shipped law of one place with the figures of a case written into its tables.

The form of a case (which steps, on what, rounded how) is the shipped stack; its rates, limits,
exchange rates and days come from the case. What a case does not touch stays as shipped.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.schema import Law
from oneprice.tariffs.cases.stack_changes import KEY, Cells, change_stack
from oneprice.tariffs.readers.law import SHIPPED

SAID = "the published example"
FX_KINDS = ("customs", "tax")
ALWAYS = {"valid_from": "", "valid_to": ""}
TOP_TABLES = ("measure", "fx", "currency")  # of a source folder, beside its law/


@dataclass
class Tables:
    """The law tables of a place as they are changed: table -> folder -> rows."""

    place: str
    area: str
    sources: Path | None = None  # a folder whose own law takes the place of the shipped one
    rows: dict[str, dict[str, list[Cells]]] = field(default_factory=dict)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that are law here: the area's first, then the place's own."""
        return (self.place,) if self.area == self.place else (self.area, self.place)

    def of(self, table: str) -> dict[str, list[Cells]]:
        """Return the rows of a table by folder, read from the shipped law at first use."""
        if table not in self.rows:
            self.rows[table] = {
                folder: shipped(folder, table, self.sources) for folder in self.folders
            }
        return self.rows[table]

    def replace(self, table: str, rows: Iterable[Cells]) -> None:
        """Put rows in the place of all rows of a table."""
        self.rows[table] = {folder: [] for folder in self.folders} | {self.place: list(rows)}

    def all(self, table: str) -> list[Cells]:
        """Return the rows of a table of all folders."""
        return [row for rows in self.of(table).values() for row in rows]


def law_file(folder: str, table: str, sources: Path | None) -> Path:
    """Return the file of a law table: that of the source folder if it has one, else the shipped."""
    own = None if sources is None else sources / "law" / folder / f"{table}.csv"
    return own if own is not None and own.exists() else SHIPPED / folder / f"{table}.csv"


def shipped(folder: str, table: str, sources: Path | None = None) -> list[Cells]:
    """Return the rows of a law table, none where there is no such file."""
    path = law_file(folder, table, sources)
    return _rows_of(path, f"law/{folder}/{table}.csv") if folder.isalnum() else []


def _rows_of(path: Path, name: str) -> list[Cells]:
    """Return the rows of a table, none where there is no such file.

    Raises
    ------
    InputError
        A file that is no CSV in UTF-8, or a row that is not as long as the header.
    """
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            lines = [[cell.strip() for cell in line] for line in csv.reader(handle, strict=True)]
    except (UnicodeDecodeError, csv.Error, OSError) as problem:
        raise InputError(name, str(problem), "give a CSV table in UTF-8") from None
    rows = [(number, line) for number, line in enumerate(lines, start=1) if any(line)]
    for number, line in rows:
        if len(line) != len(lines[0]):
            remedy = f"give {len(lines[0])} cells as in the header"
            raise InputError(f"{name} row {number}", f"{len(line)} cells", remedy)
    return [dict(zip(lines[0], line, strict=True)) for _, line in rows[1:]]


def write_law(
    folder: Path, law: Law, day: date, where: str, sources: Path | None = None
) -> dict[str, str]:
    """Write a source folder whose law is the shipped one with a case's figures.

    Parameters
    ----------
    folder : Path
        Empty folder to write into.
    law : Law
        What the case changes.
    day : date
        Day of the case: of several rows of one code or priority those in force are changed.
    where : str
        How errors call the case.
    sources : Path or None
        Source folder whose own `law/`, `measure.csv`, `fx.csv` and `currency.csv` lie under the
        case.

    Returns
    -------
    dict of str to str
        Rows and columns as errors call them -> the key of the case they come from.

    Raises
    ------
    InputError
        A change of a row that the law does not have.
    """
    tables = _place(law, where, sources)
    _measures(tables, law)
    if law.stack:
        change_stack(tables.of("stack"), tables.place, law.stack, day, SAID, where)
    _regimes(tables, law, day, where)
    if not tables.all("regime"):
        _one_regime(tables, where)
    for name, key, rows in (
        ("epr_fee", "epr_fees", law.epr_fees),
        ("epr_gate", "epr_gates", law.epr_gates),
        ("compliance_gate", "compliance_gates", law.compliance_gates),
        ("sales_tax", "sales_tax", law.sales_tax),
    ):
        if rows is not None:
            tables.replace(name, (_own(row, tables.place) for row in _keyed(rows, key)))
    if law.origin_groups:
        groups = tables.of("origin_group")[tables.place]
        groups += _keyed(law.origin_groups, "origin_groups")
    top = _top_tables(law, tables)
    top["registration"] = [
        _registered(tables, scheme) | {KEY: f"law.registrations.{number}"}
        for number, scheme in enumerate(law.registrations)
    ]
    return _write(folder, tables) | _write_top(folder, top)


def _keyed(rows: Iterable[Mapping[str, str]], key: str) -> list[Cells]:
    """Return rows of a case that know their key."""
    return [dict(row) | {KEY: f"law.{key}.{number}"} for number, row in enumerate(rows)]


def _top_tables(law: Law, tables: Tables) -> dict[str, list[Cells]]:
    """Return the tables beside `law/`: those of the source folder under the case's own rows."""
    rows: dict[str, list[Cells]] = {name: [] for name in TOP_TABLES}
    if tables.sources is not None:
        rows = {name: _rows_of(tables.sources / f"{name}.csv", f"{name}.csv") for name in rows}
    kinds = _kinds(law)
    own = [row for each in _keyed(law.fx, "fx") for row in fx_rows(each)]
    said = {_pair(row) for row in own}
    held = {"*", *tables.folders}  # others are no authority of a law of one place
    rows["measure"] = [
        row
        for row in rows["measure"]
        if row.get("area") in tables.folders and row.get("kind") not in kinds
    ]
    rows["fx"] = [
        row for row in rows["fx"] if row.get("authority") in held and _pair(row) not in said
    ]
    rows["fx"] += own
    return rows


def _pair(row: Mapping[str, str]) -> tuple[str | None, frozenset[str | None]]:
    """Return the kind of a rate of exchange and its two currencies."""
    return row.get("kind"), frozenset((row.get("base"), row.get("quote")))


def fx_rows(row: Mapping[str, str]) -> list[Cells]:
    """Return the rows of `fx.csv` that a case's row stands for: customs and tax at once."""
    said = {"authority": "*", "source": SAID}
    kinds = [row["kind"]] if "kind" in row else FX_KINDS
    return [said | dict(row) | {"kind": kind} for kind in kinds]


def _place(law: Law, where: str, sources: Path | None) -> Tables:
    """Return the tables of the case's place with its own row changed."""
    name = law.jurisdiction
    if not (name.isascii() and name.isalnum()):
        raise InputError(f"{where}, key law.jurisdiction", name, "give letters, such as DE")
    rows = shipped(name, "jurisdiction", sources)
    row = rows[0] if rows else {"jurisdiction": name, "country": name, "duty_area": name}
    row = {"duty_point": "arrival", "known_until": "2100-01-01", "source": SAID} | row | law.set
    if "currency" not in row:
        known = ", ".join(sorted(path.parent.name for path in SHIPPED.glob("*/jurisdiction.csv")))
        remedy = f"name a place with shipped law ({known}), or set law.set.currency of your own"
        raise InputError(f"{where}, key law.jurisdiction", name, remedy)
    if law.set:
        row[KEY] = "law.set"
    tables = Tables(name, row.get("duty_area", name), sources)
    tables.replace("jurisdiction", [row])
    return tables


def _measures(tables: Tables, law: Law) -> None:
    """Put a case's rates in the place of the shipped ones of the same kinds."""
    kinds = _kinds(law)
    for rows in tables.of("measure").values() if law.measures else ():
        rows[:] = [row for row in rows if row.get("kind") not in kinds]
    own = {"area": tables.place, "hs_prefix": "", "origin": "*", "source": SAID}
    if law.measures:
        tables.of("measure")[tables.place] += [
            own | row for row in _keyed(law.measures, "measures")
        ]


def _kinds(law: Law) -> set[str | None]:
    """Return the kinds whose shipped rates a case replaces."""
    return set() if law.keep_measures else {row.get("kind") for row in law.measures}


def _own(row: Cells, place: str) -> Cells:
    return {"jurisdiction": place, "source": SAID} | row


def _registered(tables: Tables, scheme: str) -> Cells:
    return {
        "jurisdiction": tables.place,
        "scheme": scheme,
        "holder": "platform",
        "number": "1",
        "source": SAID,
    }


def _regimes(tables: Tables, law: Law, day: date, where: str) -> None:
    """Change, drop and add regime rows by their priority."""
    for number, each in enumerate(law.regimes):
        at = f"{where}, key law.regimes.{number}"
        verb, priority, cells = _verb(each, at)
        cells[KEY] = f"law.regimes.{number}"
        folders = tables.of("regime")
        if verb == "add":
            row = {"priority": priority} | cells
            folders[tables.place].append(_own(row, tables.place))
            continue
        listed = [row for row in tables.all("regime") if row["priority"] == priority]
        if not listed:
            known = sorted({row["priority"] for row in tables.all("regime")}, key=int)
            raise InputError(at, priority, "name a priority of regime.csv: " + ", ".join(known))
        kept = in_force(listed, day) if verb == "change" else []
        for row in kept:
            row.update(ALWAYS | cells)
        for rows in folders.values():
            rows[:] = [row for row in rows if row["priority"] != priority or _among(row, kept)]


def _verb(row: Mapping[str, str], where: str) -> tuple[str, str, Cells]:
    """Return (change | drop | add, what it is about, the cells)."""
    verbs = [verb for verb in ("change", "drop", "add") if verb in row]
    if len(verbs) != 1:
        word = "give only" if verbs else "add"
        raise InputError(where, ", ".join(row), f"{word} one of change, drop and add to the row")
    return verbs[0], row[verbs[0]], {k: v for k, v in row.items() if k not in verbs}


def in_force(rows: Sequence[Cells], day: date) -> list[Cells]:
    """Return the rows that hold on a day; where none does, the first one."""
    text = day.isoformat()
    holding = [
        row
        for row in rows
        if row.get("valid_from", "") <= text and not (row.get("valid_to") or "9999") <= text
    ]
    return holding or list(rows[:1])


def _among(row: Cells, rows: Sequence[Cells]) -> bool:
    return any(row is each for each in rows)


def _one_regime(tables: Tables, where: str) -> None:
    """Give a place without regime rows one that leads everything into its first stack."""
    steps = tables.all("stack")
    if not steps:
        remedy = f"add steps: {tables.place} has no shipped law"
        raise InputError(f"{where}, key law.stack", "missing", remedy)
    row = {"priority": "1", "regime": "import", "importer_of_record": "buyer"}
    row |= {"entry_type": "entry", "heading_digits": "6", "stack_id": steps[0]["stack_id"]}
    tables.replace("regime", [_own(row, tables.place)])


def _write(folder: Path, tables: Tables) -> dict[str, str]:
    """Write every table that was touched, each into its own folder; others of sources as they are.

    Returns what of them comes from which key of the case.
    """
    keys: dict[str, str] = {}
    for table, folders in tables.rows.items():
        for name, rows in folders.items():
            if table != "jurisdiction" or name == tables.place:
                header = _header(name, table, tables.sources)
                keys |= _write_table(folder, f"law/{name}/{table}.csv", rows, header)
    if tables.sources is not None:
        for name in tables.folders:
            _copy_untouched(tables.sources / "law" / name, folder / "law" / name, tables.rows)
    return keys


def _copy_untouched(source: Path, target: Path, touched: Iterable[str]) -> None:
    """Copy the law tables of a source folder that the case leaves alone."""
    for path in sorted(source.glob("*.csv")):
        if path.stem not in touched:
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.name)


def _write_top(folder: Path, top: Mapping[str, Sequence[Cells]]) -> dict[str, str]:
    """Write the tables beside `law/` and return what comes from which key of the case."""
    keys: dict[str, str] = {}
    for table, rows in top.items():
        keys |= _write_table(folder, f"{table}.csv", rows)
    return keys


def _header(folder: str, table: str, sources: Path | None) -> list[str]:
    """Return the columns of a law table, which an emptied one keeps."""
    path = law_file(folder, table, sources)
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [name.strip() for name in next(csv.reader(handle), [])]


def _write_table(
    folder: Path, name: str, rows: Sequence[Cells], header: Sequence[str] = ()
) -> dict[str, str]:
    """Write rows as CSV unless there is nothing to write; columns they add come last.

    Returns
    -------
    dict of str to str
        `NAME row N` and `NAME header COLUMN` -> the key of the case that wrote it.
    """
    columns = list(dict.fromkeys([*header, *(column for row in rows for column in row)]))
    columns = [column for column in columns if column != KEY]
    if not columns:
        return {}
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    keys: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        if KEY in row:
            keys[f"{name} row {number}"] = row[KEY]
            for column in row.keys() - {*header, KEY}:
                keys.setdefault(f"{name} header {column}", row[KEY])
    return keys
