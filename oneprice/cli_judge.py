"""The commands around outcomes: turn files into events, learn laws of legs, judge promises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneprice.cli_ground import AsJson, Told, out, print_json
from oneprice.core.errors import InputError
from oneprice.show_text import safe_text

if TYPE_CHECKING:
    from oneprice.scenarios.judging.asked import Asked
    from oneprice.scenarios.judging.report import Judgement, Question
    from oneprice.scenarios.judging.table import Table

Files = tuple[Path, Path | None, Path | None, Path | None]  # events, model, uplift, published
Kind = Annotated[str, typer.Argument(metavar="KIND", help="olist, scms or cargo2000.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The published file, as CSV or .gz.")]
Folder = Annotated[
    Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where events and model go.")
]
EventsPath = Annotated[
    Path, typer.Argument(metavar="EVENTS", help="Event table, or a folder with one.")
]
ModelPath = Annotated[
    Path | None,
    typer.Option("--model", metavar="MODEL.yaml", help="Legs and keys; else model.yaml beside."),
]
Since = Annotated[str, typer.Option("--since", metavar="DATE", help="First day judged.")]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="First day not judged.")]
Every = Annotated[str, typer.Option("--every", help="Learn anew each week or month.")]
Folds = Annotated[
    int, typer.Option("--folds", help="Without --since: leave out one part after another.")
]
Levels = Annotated[str, typer.Option("--levels", help="Levels to promise at.")]
Plot = Annotated[
    Path | None, typer.Option("--plot", metavar="FILE.png", help="Draw it (extra `pictures`).")
]
Uplift = Annotated[
    Path | None,
    typer.Option("--uplift", metavar="FILE.csv", help="Announced events: the planner's table."),
]
PublishedPath = Annotated[
    Path | None,
    typer.Option("--published", metavar="FILE.csv", help="Published ranges of lanes."),
]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="Learn from what is stamped before it.")
]
BookSources = Annotated[
    Path | None,
    typer.Option("--book", metavar="FOLDER", help="Write the laws among the tables of a book."),
]
LawsFolder = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FOLDER", help="Write the laws here.")
]


def add_to(app: typer.Typer, told: Told) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    """

    @app.command()
    def events(kind: Kind, file: File, output: Folder) -> None:
        """Turn a published file of outcomes into an event table and its model."""
        with told():
            _events(kind, file, output)

    @app.command()
    def learn(
        events: EventsPath,
        model: ModelPath = None,
        as_of: AsOf = "",
        uplift: Uplift = None,
        published: PublishedPath = None,
        book: BookSources = None,
        output: LawsFolder = None,
        json: AsJson = False,
    ) -> None:
        """Learn the laws of legs from events, and write them as tables of a book."""
        with told():
            _learn((events, model, uplift, published), as_of, book, output, json)

    @app.command()
    def judge(
        events: EventsPath,
        since: Since = "",
        until: Until = "",
        model: ModelPath = None,
        every: Every = "week",
        folds: Folds = 5,
        levels: Levels = "0.90,0.95",
        uplift: Uplift = None,
        published: PublishedPath = None,
        json: AsJson = False,
        plot: Plot = None,
    ) -> None:
        """Judge promised dates: learn as of a day, promise what is ordered then, see what came."""
        with told():
            words = since, until, every, folds, levels
            _judge((events, model, uplift, published), words, json, plot)


def _events(kind: str, file: Path, output: Path) -> None:
    """Check the events of a file with their model, then write events.csv.gz and model.yaml."""
    from oneprice.carriers.transit.adapters.kinds import adapter_of
    from oneprice.carriers.transit.findings import findings
    from oneprice.scenarios.judging.table import MODEL_NAME
    from oneprice.scenarios.judging.writing import check_rows, write_rows

    adapter = adapter_of(kind)
    if output.exists() and not output.is_dir():
        raise InputError("--output", str(output), "name a folder")
    rows = adapter.events_of(file)
    events, model = check_rows(rows, adapter.model, file.name)
    found = (*rows.notes, *findings(events, model))
    output.mkdir(parents=True, exist_ok=True)
    replace_file(output / "events.csv.gz", write_rows(rows))
    replace_file(output / MODEL_NAME, adapter.model)
    shipments = len(events.shipments)
    typer.echo(safe_text(f"{output}: {len(rows.rows):,} events of {shipments:,} shipments"))
    for finding in found:
        typer.echo(safe_text(f"- {finding}"))


def _learn(files: Files, as_of: str, book: Path | None, output: Path | None, json: bool) -> None:
    """Learn, write what is asked for, and print what was learned."""
    from oneprice.scenarios.judging.learning import learn_table, learnt_of, write_laws
    from oneprice.scenarios.judging.options import day_of
    from oneprice.scenarios.judging.table import open_table
    from oneprice.show_judge import learnt_view

    if book is not None and output is not None:
        raise InputError("--output", str(output), "give --book or --output, not both")
    if book is not None and not (book / "book.csv").is_file():
        raise InputError("--book", str(book), "name the folder of a book's tables (docs/tables.md)")
    table = open_table(*files)
    learned = learn_table(table, day_of("--as-of", as_of) if as_of else None)
    folder = book if book is not None else output
    written = {} if folder is None else write_laws(table, learned, folder, book is not None)
    found = learnt_of(table, learned)
    if json:
        print_json({**found.to_plain(), "written": written})
        return
    out().print(learnt_view(found))
    for name, rows in written.items():
        typer.echo(safe_text(f"{folder}/{name}: {rows:,} rows"))
    for name, key in (("transit.csv", "lane_leg"), ("handling.csv", "handling_leg")):
        if written and name not in written:
            typer.echo(f"{name} is not written: the model's export names no {key}")
    if book is None and written.get("transit.csv"):
        typer.echo(safe_text(f"lanes of transit.csv need in lane.csv: {found.lanes_need}"))


def _judge(
    files: Files, words: tuple[str, str, str, int, str], json: bool, plot: Path | None
) -> None:
    """Judge, draw and print."""
    from oneprice.scenarios.judging.options import question_of
    from oneprice.scenarios.judging.table import asked_of, open_table
    from oneprice.show_judge import judgement_view

    if plot is not None and (plot.is_dir() or plot.suffix.lower() != ".png"):
        raise InputError("--plot", str(plot), "name a file that ends in .png")
    if plot is not None and not plot.parent.is_dir():
        raise InputError("--plot", str(plot), "name a file in a folder that is there")
    table = open_table(*files)
    asked = asked_of(table)
    judgement = _judged(table, asked, question_of(table, asked, *words))
    if plot is not None:
        _draw(judgement, plot)
    if json:
        print_json(judgement.to_plain())
    else:
        out().print(judgement_view(judgement))


def _judged(table: Table, asked: Asked, question: Question) -> Judgement:
    """Ask and compare, with a line on stderr for a terminal."""
    from rich.console import Console

    from oneprice.carriers.transit.findings import findings
    from oneprice.scenarios.judging.judge import judge
    from oneprice.scenarios.judging.table import teacher_of

    console = Console(stderr=True)
    with console.status("learning") as status:
        return judge(
            asked,
            teacher_of(table),
            question,
            source=table.name,
            counted_from=table.model.anchor,
            findings=findings(table.events, table.model),
            tell=lambda period: status.update(f"learning: {period}"),
        )


def _draw(judgement: Judgement, path: Path) -> None:
    """Write the picture, or say on stderr what is missing for it."""
    from oneprice.scenarios import drawing
    from oneprice.scenarios.judging import plot

    if not drawing.can_draw():
        typer.echo(f"oneprice: {drawing.LACKING}", err=True)
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    plot.write_plot(judgement, fresh)
    fresh.replace(path)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody reads half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(data)
    fresh.replace(path)
