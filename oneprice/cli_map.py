"""The command that draws the lanes of a book on a map: a page to click in, and a picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

import oneprice
from oneprice.cli_ground import BookPath, Told
from oneprice.core.errors import InputError
from oneprice.show_text import safe_text

Output = Annotated[
    Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where map.html and map.png go.")
]
PAGE, PICTURE = "map.html", "map.png"


def add_to(app: typer.Typer, told: Told) -> None:
    """Add the command to the command line.

    Parameters
    ----------
    app : typer.Typer
        The command line.
    told : function
        Gives the context that turns errors into a message and an exit code.
    """

    @app.command("map")
    def draw(book: BookPath, output: Output = Path("map")) -> None:
        """Draw the lanes of a book on a map: one page without a network, and one picture."""
        with told():
            _draw(book, output)


def _draw(book: Path, output: Path) -> None:
    from oneprice.scenarios import drawing
    from oneprice.scenarios.maps import page, picture
    from oneprice.scenarios.maps.network import read_network
    from oneprice.scenarios.maps.views import make_scenes
    from oneprice.scenarios.maps.words import missing_words, summary

    network = read_network(oneprice.open_book(book))
    scenes = make_scenes(network)
    if output.exists() and not output.is_dir():
        raise InputError("--output", str(output), "name a folder, such as map")
    output.mkdir(parents=True, exist_ok=True)
    _replace(output / PAGE, page.map_page(network, scenes).encode("utf-8", "replace"))
    typer.echo(safe_text(f"{output / PAGE}: {summary(network)}"))
    if missing := missing_words(network):
        typer.echo(safe_text(missing), err=True)
    if not drawing.can_draw():
        typer.echo(f"oneprice: {drawing.LACKING}", err=True)
        return
    fresh = output / f".{PICTURE}.{os.getpid()}"
    picture.write_picture(network, scenes, fresh)
    fresh.replace(output / PICTURE)
    typer.echo(safe_text(f"{output / PICTURE}: the same as a picture"))


def _replace(path: Path, text: bytes) -> None:
    """Write a file beside its place and move it there, so that nobody reads half of it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(text)
    fresh.replace(path)
