"""The commands on official tariff files: compare editions, take them in, reconcile lists.

Exit codes are those of the command line: 0 it went well, also when something changed; 2 a file,
a folder or an option cannot be used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneprice.cli_ground import AsJson, Told, out, print_json
from oneprice.core.days import parse_day

if TYPE_CHECKING:
    from oneprice.tariffs.schedules.edition import Edition

MAPPING_HELP = "Column of a flat CSV file"

FilePath = Annotated[Path, typer.Argument(metavar="FILE", help="The official file, .gz or plain.")]
Into = Annotated[Path, typer.Option("--into", metavar="SOURCES", help="Folder of CSV tables.")]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="First day, YYYY-MM-DD.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only report what would change.")]
Source = Annotated[str, typer.Option("--source", help="Where the file comes from, in words.")]
All = Annotated[bool, typer.Option("--all", help="Print every row of every list.")]
Area = Annotated[str, typer.Option("--area", help="Jurisdiction or duty area.")]
CodeColumn = Annotated[str, typer.Option("--code-column", help=f"{MAPPING_HELP}: the code.")]
RateColumn = Annotated[str, typer.Option("--rate-column", help=f"{MAPPING_HELP}: the rate.")]
IndentColumn = Annotated[str, typer.Option("--indent-column", help=f"{MAPPING_HELP}: the depth.")]
Dialect = Annotated[str, typer.Option("--dialect", help="How its rates are written.")]
Skip = Annotated[str, typer.Option("--skip", help="Rows to leave out: no_code|odd_code|two_rates.")]


def add_to(app: typer.Typer, told: Told) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    """
    imports = typer.Typer(no_args_is_help=True, help="Take an official tariff file into SOURCES.")
    app.add_typer(imports, name="import")
    _add_us_hts(imports, told)
    _add_flat(imports, told)
    _add_diff(app, told)
    _add_reconcile(app, told)


def _add_us_hts(imports: typer.Typer, told: Told) -> None:
    @imports.command("us-hts")
    def us_hts(
        file: FilePath,
        into: Into,
        first: From,
        dry_run: DryRun = False,
        area: Area = "US",
        source: Source = "",
        everything: All = False,
        json: AsJson = False,
    ) -> None:
        """Take in a JSON export of the United States schedule."""
        cells = {"area": area, "format": "us_hts_json", "valid_from": first}
        with told():
            _import(file, into, {**cells, "source": source}, dry_run, everything, json)


def _add_flat(imports: typer.Typer, told: Told) -> None:
    @imports.command("flat")
    def flat(
        file: FilePath,
        into: Into,
        first: From,
        area: Area,
        code_column: CodeColumn,
        rate_column: RateColumn,
        dialect: Dialect = "plain",
        indent_column: IndentColumn = "",
        skip: Skip = "",
        kind: Annotated[str, typer.Option("--kind", help="Kind of measure.")] = "base",
        origin: Annotated[str, typer.Option("--origin", help="*, a country or a group.")] = "*",
        claim: Annotated[str, typer.Option("--claim", help="Word an order line must claim.")] = "",
        dry_run: DryRun = False,
        source: Source = "",
        everything: All = False,
        json: AsJson = False,
    ) -> None:
        """Take in a schedule that is one flat CSV table."""
        cells = {"area": area, "format": "flat_csv", "valid_from": first, "source": source}
        cells |= {"code_column": code_column, "rate_column": rate_column, "dialect": dialect}
        cells |= {"indent_column": indent_column, "skip": skip, "kind": kind, "origin": origin}
        cells |= {"claim": claim}
        with told():
            _import(file, into, cells, dry_run, everything, json)


def _import(
    file: Path, into: Path, cells: dict[str, str], dry_run: bool, everything: bool, json: bool
) -> None:
    """Plan an import, carry it out unless it is a dry run, and print what changed."""
    from oneprice.show_tariffs import plan_view
    from oneprice.tariffs.schedules.importing import carry_out, plan_import

    parse_day(cells["valid_from"], "--from")
    plan = plan_import(into, file, cells | {"source": cells["source"] or file.name})
    if not dry_run:
        carry_out(plan)
    if json:
        ends = plan.ends["path"] if plan.ends else None
        row = dict(plan.cells)
        print_json({"row": row, "ends": ends, "done": not dry_run} | plan.diff.as_document())
    else:
        out().print(plan_view(plan, not dry_run, everything))


def _add_diff(app: typer.Typer, told: Told) -> None:
    @app.command("diff-tariff")
    def diff_tariff(
        old: Annotated[Path, typer.Argument(metavar="OLD", help="The earlier edition.")],
        new: Annotated[Path, typer.Argument(metavar="NEW", help="The later edition.")],
        everything: All = False,
        json: AsJson = False,
        code_column: CodeColumn = "",
        rate_column: RateColumn = "",
        dialect: Dialect = "plain",
        indent_column: IndentColumn = "",
        skip: Skip = "",
    ) -> None:
        """Compare two editions by meaning: US exports, or flat files with their columns named."""
        with told():
            from oneprice.show_tariffs import diff_view
            from oneprice.tariffs.schedules.diff import compare

            columns = (code_column, rate_column, dialect, indent_column, skip)
            diff = compare(*(_edition(path, *columns) for path in (old, new)))
            if json:
                print_json(diff.as_document())
            else:
                out().print(diff_view(diff, everything))


def _edition(
    path: Path, code_column: str, rate_column: str, dialect: str, indent_column: str, skip: str
) -> Edition:
    """Read an edition: a flat file where its columns are named, else a US export."""
    from oneprice.tariffs.schedules.flat import Mapped, read_flat
    from oneprice.tariffs.schedules.us_hts import read_us_hts

    if not (code_column or rate_column):
        return read_us_hts(path)
    rules = tuple(rule for rule in skip.split("|") if rule)
    return read_flat(path, Mapped(code_column, rate_column, dialect, indent_column, rules))


def _add_reconcile(app: typer.Typer, told: Told) -> None:
    @app.command("reconcile-301")
    def reconcile_301(
        export: Annotated[Path, typer.Argument(metavar="EXPORT", help="US schedule as JSON.")],
        lists: Annotated[Path, typer.Argument(metavar="LIST", help="CSV: hts8,list,ch99_code.")],
        everything: All = False,
        json: AsJson = False,
    ) -> None:
        """Compare the footnotes of the US schedule with the lists of Section 301."""
        with told():
            from oneprice.show_tariffs import reconciliation_view
            from oneprice.tariffs.schedules.reconcile import read_list, reconcile
            from oneprice.tariffs.schedules.us_hts import read_us_hts

            found = reconcile(read_us_hts(export), read_list(lists))
            if json:
                print_json(found.as_document())
            else:
                out().print(reconciliation_view(found, everything))
