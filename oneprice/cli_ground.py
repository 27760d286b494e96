"""What all commands share: where they print, and how errors reach the user."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, cast

import typer
from rich.console import Console

from oneprice.core.errors import InputError
from oneprice.core.vocabulary import TIERS
from oneprice.show_text import SafeStream, safe_text

if TYPE_CHECKING:
    from oneprice.core.order import Order
    from oneprice.routing.engine import Engine

# Gives the context that turns errors into one message on stderr and an exit code.
Told = Callable[[], AbstractContextManager[None]]
# Opens a book and reads an order.
Opened = Callable[[Path, str], "tuple[Engine, Order]"]

AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]
BookPath = Annotated[Path, typer.Argument(metavar="BOOK", help="Folder of a compiled book.")]
OrderPath = Annotated[str, typer.Argument(metavar="ORDER", help="Order as JSON; - reads stdin.")]
OneTier = Annotated[str, typer.Option("--tier", help="One of the service tiers only.")]

EXIT_REFUSED, EXIT_UNUSABLE, EXIT_DEFECT = 1, 2, 3


class _Out(Console):
    """A console that leaves a closed pipe to `told`."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def out() -> Console:
    """Return the console of stdout, as it is now; control characters are shown, not obeyed."""
    return _Out(file=cast(IO[str], SafeStream(sys.stdout)), highlight=False, soft_wrap=False)


def print_json(document: object) -> None:
    """Print plain data as JSON; controls that a terminal would obey become escapes."""
    typer.echo(safe_text(json.dumps(document, indent=2, ensure_ascii=False)))


def check_tier(tier: str) -> None:
    """Refuse what names no service tier; empty is all of them."""
    if tier and tier not in TIERS:
        raise InputError("--tier", tier, "give one of " + ", ".join(TIERS))
