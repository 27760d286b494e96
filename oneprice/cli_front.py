"""The command that lists what each earlier date costs.

Exit codes are those of the command line: 0 there is an offer, 1 there is none, 2 the input or the
book cannot be used.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from oneprice import show_front
from oneprice.cli_ground import (
    EXIT_REFUSED,
    AsJson,
    BookPath,
    OneTier,
    Opened,
    OrderPath,
    Told,
    check_tier,
    out,
    print_json,
)
from oneprice.core.days import iso_date
from oneprice.core.errors import InputError

By = Annotated[str, typer.Option("--by", metavar="DATE", help="Nothing promised after this day.")]


def add_to(app: typer.Typer, told: Told, opened: Opened) -> None:
    """Add the command to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    opened : function
        Opens book and order.
    """

    @app.command()
    def options(
        book: BookPath, order: OrderPath, tier: OneTier = "", by: By = "", json: AsJson = False
    ) -> None:
        """List what each earlier date costs, from the cheapest offer to the fastest."""
        with told():
            until = _checked(tier, by)
            engine, parsed = opened(book, order)
            points = engine.front(parsed, tier or None, until)
            if json:
                print_json(show_front.front_document(points))
            elif points:
                out().print(show_front.front_view(engine.book, parsed, points, out().width))
            else:
                out().print(show_front.no_front_view(engine, parsed, tier, until))
        if not points:
            raise typer.Exit(EXIT_REFUSED)


def _checked(tier: str, by: str) -> date | None:
    """Return the day of `--by`, None without one."""
    check_tier(tier)
    try:
        return iso_date(by) if by else None
    except ValueError:
        raise InputError("--by", by, "give a date as YYYY-MM-DD") from None
