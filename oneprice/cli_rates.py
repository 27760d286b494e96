"""The commands on carriers' workbooks: take rates in by a layout, write them out to edit.

Exit codes are those of the command line: 0 the tables could be made, also when nothing is written;
2 the workbook, the layout, a folder or an option cannot be used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from oneprice.cli_ground import EXIT_UNUSABLE, AsJson, Told, out, print_json
from oneprice.core.errors import InputError

if TYPE_CHECKING:
    from oneprice.carriers.workbooks.flat import FlatTables
    from oneprice.show_rates import Outcome

EXCEL = ".xlsx"
OWN_BOOK = "book.csv"  # a folder that has it is a book's source, not a folder of an import

FilePath = Annotated[
    Path, typer.Argument(metavar="FILE", help="Workbook, .xlsx or .csv; or a folder of tables.")
]
LayoutPath = Annotated[
    Path, typer.Option("--layout", metavar="LAYOUT", help="Layout file, or the word flat.")
]
BookSource = Annotated[
    Path | None, typer.Option("--book", metavar="SOURCE", help="Source folder to compare with.")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Folder for the tables.")
]
Write = Annotated[
    bool, typer.Option("--write/--dry-run", help="Write, or only report (the default).")
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="DATE", help="Prices begin there; the book's old ones end."),
]
All = Annotated[bool, typer.Option("--all", help="Print every finding, change and price.")]
LaneIds = Annotated[list[str] | None, typer.Option("--lane", metavar="ID", help="Only this lane.")]


def add_to(app: typer.Typer, told: Told) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line, which has the group `import`.
    told : function
        Gives the context that turns errors into a message and an exit code.
    """
    imports = next(each.typer_instance for each in app.registered_groups if each.name == "import")
    exports = typer.Typer(no_args_is_help=True, help="Write tables of SOURCE to edit them.")
    app.add_typer(exports, name="export")
    if imports is not None:
        _add_import(imports, told)
    _add_export(exports, told)


def _add_import(imports: typer.Typer, told: Told) -> None:
    @imports.command("rates")
    def import_rates(
        file: FilePath,
        layout: LayoutPath,
        book: BookSource = None,
        output: Output = None,
        start: From = None,
        write: Write = False,
        everything: All = False,
        json: AsJson = False,
    ) -> None:
        """Take in a carrier's workbook of rates: report, changes, prices; then the tables."""
        with told():
            with _plain_kernels():
                from oneprice.show_rates import outcome_document, outcome_view

            outcome = _import(file, layout, book, output, start, write)
            if json:
                print_json(outcome_document(outcome))
            else:
                out().print(outcome_view(outcome, everything))
        if not outcome.report.ok:
            raise typer.Exit(EXIT_UNUSABLE)


def _import(
    file: Path,
    layout: Path,
    book: Path | None,
    output: Path | None,
    start: str | None,
    write: bool,
) -> Outcome:
    """Read, check, compare, try, and write if asked to and nothing is wrong."""
    from oneprice.carriers.workbooks.checks.diff import diff_tables
    from oneprice.carriers.workbooks.checks.known import read_known
    from oneprice.carriers.workbooks.flat import read_source
    from oneprice.carriers.workbooks.importing import import_rates
    from oneprice.carriers.workbooks.layouts.layout import read_layout
    from oneprice.carriers.workbooks.starting import held_on, starting, tell_hole, with_ended
    from oneprice.carriers.workbooks.taking_in import replaced
    from oneprice.carriers.workbooks.trial import samples, try_tables
    from oneprice.core.days import parse_day
    from oneprice.show_rates import Outcome

    if start is not None:
        parse_day(start, "--from")
    _check_folders(file, book, output, write)
    found = import_rates(file, read_layout(layout), read_known(book) if book else None)
    tables, report = found.tables, found.report
    old = read_source(book) if book else None
    whole = tables
    if start is not None:
        tables = starting(tables, start, report)
        whole = with_ended(tables, old, start, report) if old else tables
    elif old is not None:
        tell_hole(old, tables, report)
    before = held_on(old, start) if old and start else old
    diff = diff_tables(replaced(before, tables), tables) if before else None
    trial = try_tables(whole, book, report) if report.ok else None
    prices = samples(trial, tables) if trial is not None else []
    into_own = tables if output is not None else whole
    written = _write(into_own, book, output) if write and report.ok else []
    return Outcome(file.name, tables, report, diff, prices, written)


@contextmanager
def _plain_kernels() -> Iterator[None]:
    """Load the kernels of carriers as plain Python where this process has not loaded them yet.

    A few prices do not pay for compiling them, which takes longer than all else together; the
    kernels give the same numbers either way.
    """
    from numba import config

    settings: Any = config
    before = settings.DISABLE_JIT
    settings.DISABLE_JIT = True
    try:
        yield
    finally:
        settings.DISABLE_JIT = before


def _check_folders(file: Path, book: Path | None, output: Path | None, write: bool) -> None:
    if not file.exists():
        raise InputError("FILE", str(file), "name a workbook, .xlsx or .csv")
    if book is not None and not (book / OWN_BOOK).is_file():
        raise InputError("--book", str(book), "name a folder of CSV tables that has book.csv")
    at = next((p for p in (output, *output.parents) if p.exists()), None) if output else None
    if at is not None and not at.is_dir():
        raise InputError("-o", str(output), "name a folder, it is made if it is not there")
    if output is not None and (output / OWN_BOOK).exists():
        remedy = "give a source folder as --book, without -o, to take the tables into it"
        raise InputError("-o", str(output), remedy)
    if write and book is None and output is None:
        raise InputError("--write", "no folder", "give -o FOLDER, or --book SOURCE to take it in")


def _write(tables: FlatTables, book: Path | None, output: Path | None) -> list[Path]:
    """Write the tables into a folder of their own, or into the book's source."""
    from oneprice.carriers.workbooks.flat import COLUMNS, read_source, write_folder
    from oneprice.carriers.workbooks.taking_in import taken_in

    if output is None and book is not None:
        return write_folder(taken_in(read_source(book), tables), book)
    folder = output or Path()
    for name in COLUMNS:  # tables of an earlier import do not linger
        if not tables.get(name):
            (folder / f"{name}.csv").unlink(missing_ok=True)
    return write_folder(tables, folder)


def _add_export(exports: typer.Typer, told: Told) -> None:
    @exports.command("rates")
    def export_rates(
        sources: Annotated[Path, typer.Argument(metavar="SOURCE", help="Folder of CSV tables.")],
        output: Annotated[
            Path, typer.Option("-o", "--output", metavar="FILE", help="FILE.xlsx, or a folder.")
        ],
        lanes: LaneIds = None,
    ) -> None:
        """Write lanes, rates, zones, surcharges and indexes in the flat form."""
        with told():
            from oneprice.carriers.workbooks.export import chosen_lanes, write_workbook
            from oneprice.carriers.workbooks.flat import read_source, write_folder
            from oneprice.show_rates import counts_text

            if not (sources / "lane.csv").is_file():
                raise InputError("SOURCE", str(sources), "name a folder that has lane.csv")
            tables = chosen_lanes(read_source(sources), lanes or [])
            if output.suffix.lower() == EXCEL:
                write_workbook(tables, output)
            elif output.suffix or (output / OWN_BOOK).exists():
                raise InputError("-o", str(output), "name a file .xlsx, or a folder of its own")
            else:
                write_folder(tables, output)
            typer.echo(f"{output.name}: {counts_text(tables)}")
