"""The page about promises runs as written, and shows what the command prints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import example_book
import pytest
from typer.testing import CliRunner

from oneprice import cli

PAGE = (example_book.ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^oneprice (promise [^\n]+)$", PAGE, re.M)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that looks like the checkout after `make quote`."""
    shutil.copytree(example_book.book_path(), tmp_path / "build" / "example.book")
    (tmp_path / "examples").symlink_to(example_book.ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_printed_promise_is_real(checkout: Path) -> None:
    """The promise on the page is what its command prints below the names of quote and book.

    Those change with every change of the engine.
    """
    (shown,) = re.findall(r"^```text\n(.*?)^```", PAGE, re.S | re.M)
    done = CliRunner().invoke(cli.app, COMMANDS[0].split(), env={"COLUMNS": "100", "TERM": "dumb"})
    lines = [line.rstrip() for line in done.stdout.splitlines() if line.strip()]
    printed = lines[next(i for i, line in enumerate(lines) if line.startswith(" tier")) :]
    told = [line for line in shown.splitlines() if line.strip()]
    assert told == printed, "copy the new output into docs/promises.md"


def test_picture_of_the_page_is_drawn(checkout: Path) -> None:
    """The command with a picture leaves with 0 and writes the file that it names."""
    assert len(COMMANDS) == 2
    done = CliRunner().invoke(cli.app, COMMANDS[1].split())
    assert done.exit_code == 0, done.output
    assert (checkout / "build" / "dates.png").read_bytes()[:4] == b"\x89PNG"
