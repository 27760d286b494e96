"""What all commands share: where they print, and how errors reach the user."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, Annotated, cast

import typer
from rich.console import Console

from oneprice.show_text import SafeStream, safe_text

# Gives the context that turns errors into one message on stderr and an exit code.
Told = Callable[[], AbstractContextManager[None]]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON.")]


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
