"""The command that runs published examples: case, line, expected, got.

Exit codes are those of the command line: 0 every case is as it should be, 1 one is not, 2 a file
or a case cannot be used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from oneprice.cli_ground import AsJson, Told, out, print_json

if TYPE_CHECKING:
    from oneprice.tariffs.cases.compare import Result

EXIT_FAILED = 1
AGREES, DIFFERS = "=", "differs"

Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="Case files, or folders.")]
Sources = Annotated[
    Path | None,
    typer.Option(
        "--law", metavar="SOURCES", help="Source folder whose own law lies under the cases."
    ),
]
Brief = Annotated[bool, typer.Option("--brief", help="One row for each case, with the reason.")]


def add_to(app: typer.Typer, told: Told) -> None:
    """Add the command to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    """

    @app.command()
    def cases(
        paths: Paths, json: AsJson = False, brief: Brief = False, law: Sources = None
    ) -> None:
        """Run published examples and compare every number they print."""
        with told():
            from oneprice.tariffs.cases.run import run_files

            results = list(run_files(paths, law))
            if json:
                document = [as_document(result) for result in results]
                print_json(document)
            else:
                console = out()
                console.print(brief_table(results) if brief else case_table(results))
                console.print(summary(results))
        if any(result.failed for result in results):
            raise typer.Exit(EXIT_FAILED)


def case_table(results: Sequence[Result]) -> Table:
    """Return a table of every compared value."""
    table = _table("case", "line", "expected", "got", "", "result")
    for result in results:
        shown, word = result.case.case, result.word
        for each in result.findings:
            sign = (AGREES if each.agrees else DIFFERS) if each.expected else ""
            cells = (shown, each.line, each.expected, each.got, sign, word)
            table.add_row(*(Text(cell) for cell in cells))
            shown = word = ""
        if not result.findings:
            table.add_row(Text(shown), "", "", "", "", Text(word))
    return table


def brief_table(results: Sequence[Result]) -> Table:
    """Return a table of case, result and reason."""
    table = _table("case", "result", "reason")
    for result in results:
        table.add_row(*(Text(cell) for cell in (result.case.case, result.word, result.reason)))
    return table


def summary(results: Sequence[Result]) -> Text:
    """Return the counts of the results, and why cases failed."""
    counts = Counter(result.word for result in results)
    words = [f"{number} {word}" for word, number in counts.items()]
    lines = [f"{len(results)} {'case' if len(results) == 1 else 'cases'}: " + ", ".join(words)]
    lines += [f"{each.case.case} {each.word}: {each.failed}" for each in results if each.failed]
    return Text("\n".join(lines))


def as_document(result: Result) -> dict[str, Any]:
    """Return a result as JSON data."""
    case = result.case
    return {
        "case": case.case,
        "title": case.title,
        "source": case.source.model_dump(),
        "use": case.use,
        "result": result.word,
        "reason": result.reason,
        "failed": bool(result.failed),
        "lines": [
            {"line": e.line, "expected": e.expected, "got": e.got, "agrees": e.agrees}
            for e in result.findings
        ],
    }


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in ("case", "line"))
    return table
