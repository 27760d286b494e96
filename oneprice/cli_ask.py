"""The commands that ask back: which tariff line a code means, which unit price gives a price.

Exit codes are those of the command line: 0 it went well, 1 no unit price gives the price, 2 the
input or the book cannot be used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import oneprice
from oneprice import show_ask
from oneprice.cli_ground import EXIT_REFUSED, BookPath, Opened, OrderPath, Told, out
from oneprice.core.errors import InputError
from oneprice.core.source import parse_decimal

if TYPE_CHECKING:
    from oneprice.core.order import Order
    from oneprice.routing.engine import Engine


MaybeOrder = Annotated[str, typer.Argument(metavar="[ORDER]", help="Order as JSON; - reads stdin.")]
Country = Annotated[str, typer.Option("--country", help="Destination to look in, such as US.")]
Words = Annotated[str, typer.Option("--words", help="What the goods are called.")]
Line = Annotated[int, typer.Option("--line", help="Line of the order, from 0.")]
Price = Annotated[str, typer.Option("--price", help="All-in price, such as 180.01.")]
Tier = Annotated[str, typer.Option("--tier", help="Service tier.")]
ALL_LINES = -1


def add_to(app: typer.Typer, told: Told, opened: Opened) -> None:
    """Add the commands to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    opened : function
        Opens book and order.
    """
    _add_hs(app, told, opened)
    _add_invert(app, told, opened)


def _add_hs(app: typer.Typer, told: Told, opened: Opened) -> None:
    @app.command()
    def hs(
        book: BookPath,
        order: MaybeOrder = "",
        line: Line = ALL_LINES,
        country: Country = "",
        words: Words = "",
    ) -> None:
        """Show what HS codes in doubt may mean and would cost, or find tariff lines by words."""
        with told():
            if _asks_words(order, line, country, words):
                found = oneprice.Engine.open(book).find_hs(country, words)
                out().print(show_ask.found_view(country, words, found))
                return
            engine, parsed = opened(book, order)
            named = None if line == ALL_LINES else line
            out().print(show_ask.hs_view(engine, parsed, named))


def _asks_words(order: str, line: int, country: str, words: str) -> bool:
    """Tell whether words are looked for; they need a country and stand instead of an order."""
    if not country and not words:
        if not order:
            raise InputError("ORDER", "", "name an order, or give --country and --words")
        return False
    if not country or not words:
        missing = "--words" if country else "--country"
        raise InputError(missing, "", "give --country and --words together")
    if order or line != ALL_LINES:
        raise InputError("ORDER", order or line, "give an order, or --country and --words")
    return True


def _add_invert(app: typer.Typer, told: Told, opened: Opened) -> None:
    @app.command()
    def invert(
        book: BookPath, order: OrderPath, price: Price, line: Line = 0, tier: Tier = "standard"
    ) -> None:
        """Find the unit prices of a line at which a tier has exactly this all-in price."""
        with told():
            engine, parsed = opened(book, order)
            minor = _minor(engine, parsed, price)
            found = engine.unit_prices(parsed, minor, line, tier)
            out().print(show_ask.inverse_view(engine.book, parsed, minor, line, tier, found))
        if not found.values:
            raise typer.Exit(EXIT_REFUSED)


def _minor(engine: Engine, order: Order, price: str) -> int:
    """Return a decimal price as whole minor units of the order's currency."""
    ids = engine.book.ids
    currency = ids.require("currency", order.currency, "currency")
    exponent = int(engine.book.tables["currency"][currency]["exponent"])
    minor = parse_decimal(price, "--price") * 10**exponent
    if minor.denominator != 1 or minor < 1:
        raise InputError("--price", price, f"give an amount of {order.currency} above 0")
    return int(minor)
