"""The command line: build a book, check it, quote an order, explain a quote.

Exit codes: 0 it went well, 1 nothing could be offered, 2 the input or the book cannot be used,
3 a defect of ours. Messages go to stderr and say what to do; there is never a traceback.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import oneprice
from oneprice import (
    cli_ask,
    cli_cases,
    cli_front,
    cli_judge,
    cli_map,
    cli_promise,
    cli_rate,
    cli_rates,
    cli_tariffs,
    show,
    show_book,
    show_explain,
)
from oneprice.cli_ground import (
    EXIT_DEFECT,
    EXIT_REFUSED,
    EXIT_UNUSABLE,
    BookPath,
    OrderPath,
    check_tier,
    out,
)
from oneprice.core.errors import InputError, InternalError, OnePriceError
from oneprice.core.order import MAX_JSON_BYTES
from oneprice.show_text import safe_text

if TYPE_CHECKING:
    from oneprice.core.book import Book
    from oneprice.core.order import Order
    from oneprice.core.quote import Quote
    from oneprice.routing.engine import Engine
    from oneprice.routing.packings import Packer

EXIT_PIPE = 141  # what a program gives that SIGPIPE ended: whoever reads has gone
PARTS = ("ground", "carriers", "tariffs", "tiers", "network", "writing")
MOST_PACKING_S = 3600
COLD_AFTER_S = 2.5  # compiled code loads in less; a longer wait means it is being compiled
COLD_NOTE = "first run compiles for this processor, about a minute; later runs start in a second"

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="One guaranteed all-in price and one promised date for a cross-border order.",
)

PACKING_HELP = "first_fit, as at checkout, or exact: the fewest parcels, found in seconds."


def main() -> None:
    """Run the command line."""
    app()


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """One guaranteed all-in price and one promised date for a cross-border order."""
    if version:
        typer.echo(f"oneprice {oneprice.__version__}")
        raise typer.Exit


@app.command()
def build(
    sources: Annotated[Path, typer.Argument(metavar="SOURCES", help="Folder of CSV tables.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="BOOK", help="Book to write.")],
    notes: Annotated[bool, typer.Option("--notes", help="Print what was noted.")] = False,
) -> None:
    """Compile a folder of tables into a book."""
    with told():
        from oneprice.routing.compile import compile_book

        if output.name in ("", ".."):
            raise InputError("--output", str(output), "name a folder of its own, such as my.book")
        start = time.perf_counter()
        with _progress() as progress:
            task = progress.add_task("reading", total=len(PARTS))
            seen = iter(range(len(PARTS)))

            def tell(part: str) -> None:
                progress.update(task, description=part, completed=next(seen, len(PARTS)))

            def count(done: int, total: int) -> None:
                reached = PARTS.index("network") + done / total
                progress.update(task, description=f"laws {done:,}/{total:,}", completed=reached)

            book = compile_book(sources, output, tell, count)
            progress.update(task, description="checked", completed=len(PARTS))
        seconds = time.perf_counter() - start
        out().print(show_book.book_table(book, output, f"built in {seconds:.1f} s"))
        _print_notes(book, notes)


@app.command()
def check(
    book: BookPath, notes: Annotated[bool, typer.Option("--notes", help="Print the notes.")] = False
) -> None:
    """Verify every digest and every reference of a book."""
    with told():
        opened = oneprice.open_book(book)
        out().print(show_book.book_table(opened, book, "sound: digests and references hold"))
        _print_notes(opened, notes)


@app.command()
def quote(
    book: BookPath,
    order: OrderPath,
    json: Annotated[bool, typer.Option("--json", help="Print the quote as JSON.")] = False,
    packing: Annotated[str, typer.Option("--packing", help=PACKING_HELP)] = "first_fit",
    packing_seconds: Annotated[
        float, typer.Option("--packing-seconds", help="Time for each exact packing.")
    ] = 5.0,
) -> None:
    """Quote an order: the best offer of each service tier."""
    with told():
        opened, parsed, answer = _quoted(book, order, _packer(packing, packing_seconds))
        if json:
            typer.echo(safe_text(answer.model_dump_json(indent=2)))
        else:
            out().print(show.quote_view(opened, parsed, answer, out().width))
    _exit(answer)


@app.command()
def explain(
    book: BookPath,
    order: OrderPath,
    tier: Annotated[str, typer.Option("--tier", help="One of the service tiers only.")] = "",
) -> None:
    """Quote an order and show where each cent and each day comes from."""
    with told():
        check_tier(tier)
        opened, parsed, answer = _quoted(book, order)
        out().print(show_explain.explain_view(opened, parsed, answer, tier))
    _exit(answer, tier)


def _quoted(book: Path, order: str, packer: Packer | None = None) -> tuple[Book, Order, Quote]:
    """Return the opened book, the validated order and its quote."""
    engine, parsed = _opened(book, order)
    with _cold_note():
        return engine.book, parsed, engine.quote(parsed, packer)


def _packer(packing: str, seconds: float) -> Packer | None:
    """Return the packer of a word, None for the packing of checkout."""
    if packing == "first_fit":
        return None
    if packing != "exact":
        raise InputError("--packing", packing, "give first_fit or exact")
    if not 0 < seconds <= MOST_PACKING_S:
        remedy = f"give more than 0 and at most {MOST_PACKING_S}"
        raise InputError("--packing-seconds", seconds, remedy)
    from oneprice.solver.packing import ExactPacker

    return ExactPacker(seconds=seconds)


def _opened(book: Path, order: str) -> tuple[Engine, Order]:
    """Return an engine of the book and the validated order."""
    parsed = oneprice.Order.from_json(_read(order))
    return oneprice.Engine.open(book), parsed


def _read(order: str) -> bytes:
    """Return the bytes of an order file, or of stdin for "-"; no more than are looked at."""
    if order == "-":
        return _bounded(sys.stdin.buffer)
    try:
        with Path(order).open("rb") as file:
            return _bounded(file)
    except OSError as problem:
        remedy = "name a JSON file (docs/orders.md), or - for stdin"
        raise InputError("ORDER", f"{order}: {problem.strerror}", remedy) from None


def _bounded(file: BinaryIO) -> bytes:
    return file.read(MAX_JSON_BYTES + 1)


def _exit(answer: Quote, tier: str = "") -> None:
    """Leave with 1 when nothing, or not the tier asked for, could be offered."""
    offered = answer.option(tier) is not None if tier else bool(answer.options)
    if not offered:
        raise typer.Exit(EXIT_REFUSED)


@contextmanager
def told() -> Iterator[None]:
    """Turn errors into one message on stderr and an exit code."""
    try:
        yield
    except InternalError as problem:
        _leave(EXIT_DEFECT, f"a defect of oneprice, no price is given: {problem}")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(EXIT_PIPE) from None
    except (OnePriceError, OSError) as problem:
        _leave(EXIT_UNUSABLE, str(problem))
    except (typer.Exit, typer.Abort):
        raise
    except Exception as problem:
        _leave(EXIT_DEFECT, f"a defect of oneprice: {type(problem).__name__}: {problem}")


def _leave(code: int, message: str) -> None:
    typer.echo(f"oneprice: {safe_text(message)}", err=True)
    raise typer.Exit(code) from None


@contextmanager
def _cold_note() -> Iterator[None]:
    """Say on stderr that kernels are being compiled, if it takes that long."""
    timer = Timer(COLD_AFTER_S, typer.echo, [COLD_NOTE], {"err": True})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _progress() -> Progress:
    """Return a bar over the parts of a book, on stderr and only for a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _print_notes(book: Book, notes: bool) -> None:
    """Print what the compile noted, or how many notes there are."""
    if notes:
        for note in book.notes:
            typer.echo(f"- {safe_text(note)}")
    elif book.notes:
        typer.echo(f"{len(book.notes)} notes; read them with --notes")


cli_tariffs.add_to(app, told)
cli_ask.add_to(app, told, _opened)
cli_cases.add_to(app, told)
cli_front.add_to(app, told, _opened)
cli_judge.add_to(app, told)
cli_map.add_to(app, told)
cli_promise.add_to(app, told, _quoted)
cli_rate.add_to(app, told)
cli_rates.add_to(app, told)
