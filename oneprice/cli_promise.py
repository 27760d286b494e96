"""The command that takes a promise apart: dates and chances, legs and waits, and pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oneprice import show_promise
from oneprice.cli_ground import (
    EXIT_REFUSED,
    AsJson,
    BookPath,
    OneTier,
    OrderPath,
    Told,
    check_tier,
    out,
    print_json,
)
from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal
from oneprice.show_text import safe_text

if TYPE_CHECKING:
    from oneprice.core.book import Book
    from oneprice.core.order import Order
    from oneprice.core.quote import Quote
    from oneprice.routing.promises.answer import PromiseAnswer
    from oneprice.routing.promises.pays import LevelThatPays

Quoted = Callable[[Path, str], "tuple[Book, Order, Quote]"]
ENDS = (".png", ".svg")

Picture = Annotated[
    str, typer.Option("--picture", metavar="FILE", help="Draw it: a .png or .svg file.")
]
DayValue = Annotated[
    str | None,
    typer.Option("--day-value", metavar="AMOUNT", help="Worth of a day: tell the level that pays."),
]


def add_to(app: typer.Typer, told: Told, quoted: Quoted) -> None:
    """Add the command to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    quoted : function
        Opens a book and an order and quotes it.
    """

    @app.command()
    def promise(
        book: BookPath,
        order: OrderPath,
        tier: OneTier = "",
        json: AsJson = False,
        picture: Picture = "",
        day_value: DayValue = None,
    ) -> None:
        """Take the promised dates of an order apart: chances by day, legs, waits, what binds."""
        with told():
            _check(tier, picture)
            opened, parsed, quote = quoted(book, order)
            answers = _answers(opened, parsed, quote, tier)
            pays = _pays(opened, parsed, quote, tier, day_value)
            if json:
                print_json(_document(quote, answers, tier, pays))
            else:
                shown = show_promise.promise_view(
                    opened, parsed, quote, answers, out().width, tier, pays
                )
                out().print(shown)
            if picture and answers:
                _draw(opened, parsed, quote, answers, Path(picture))
        if not answers:
            raise typer.Exit(EXIT_REFUSED)


def _check(tier: str, picture: str) -> None:
    check_tier(tier)
    if picture and Path(picture).suffix.lower() not in ENDS:
        raise InputError("--picture", picture, "name a file that ends in .png or .svg")
    if picture and not Path(picture).parent.is_dir():
        raise InputError("--picture", picture, "name a file in a folder that is there")


def _answers(book: Book, order: Order, quote: Quote, tier: str) -> list[PromiseAnswer]:
    from oneprice.routing.promises.telling import told

    kept = tuple(each for each in quote.options if tier in ("", each.service_tier))
    return told(book, order, quote.model_copy(update={"options": kept}))


def _draw(
    book: Book, order: Order, quote: Quote, answers: Sequence[PromiseAnswer], path: Path
) -> None:
    """Draw the promises into a file; it is written beside its place and moved there."""
    from oneprice.scenarios import drawing
    from oneprice.scenarios.promises import picture

    if not drawing.can_draw():
        typer.echo(f"oneprice: {drawing.LACKING}", err=True)
        return
    fresh = path.with_name(f".{os.getpid()}.{path.name}")
    picture.write_picture(book, order, quote, answers, fresh)
    fresh.replace(path)
    typer.echo(safe_text(f"{path}: the promises as a picture"), err=True)


def _pays(
    book: Book, order: Order, quote: Quote, tier: str, day_value: str | None
) -> tuple[LevelThatPays, ...]:
    """Return the level that pays for each consignment (C-73), none where not asked."""
    if day_value is None:
        return ()
    from oneprice.routing.promises.pays import levels_that_pay

    kept = [each for each in quote.options if tier in ("", each.service_tier)]
    return levels_that_pay(book, order, kept, parse_decimal(day_value, "--day-value"))


def _document(
    quote: Quote, answers: Sequence[PromiseAnswer], tier: str, pays: Sequence[LevelThatPays]
) -> dict[str, object]:
    """Return what is told as plain data."""
    refusals = [each for each in quote.refusals if tier in ("", each.subject)]
    return {
        "quote_id": quote.quote_id,
        "book_hash": quote.book_hash,
        "quoted_at": quote.quoted_at.isoformat(),
        "valid_until": quote.valid_until.isoformat(),
        "promises": [answer.model_dump(mode="json") for answer in answers],
        "level_that_pays": [each.model_dump(mode="json") for each in pays],
        "refusals": [refusal.model_dump(mode="json") for refusal in refusals],
    }
