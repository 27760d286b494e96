"""The README runs as written, and shows what the command prints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import example_book
import pytest
from typer.testing import CliRunner

from oneprice import cli

README = (example_book.ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.S | re.M)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that looks like the checkout after `make quote`."""
    shutil.copytree(example_book.book_path(), tmp_path / "build" / "example.book")
    for name in ("examples", "tests"):
        (tmp_path / name).symlink_to(example_book.ROOT / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_python_blocks_run(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The blocks of Python run one after the other and print each tier."""
    names: dict[str, Any] = {}
    first, second = blocks("python")
    exec(compile(first, "README.md", "exec"), names)
    assert len(first.strip().splitlines()) <= 12
    shown = capsys.readouterr().out.splitlines()
    options = example_book.quote("munich-cart").options
    assert [line.split()[:2] for line in shown] == [
        [option.service_tier, str(option.price_minor)] for option in options
    ]
    exec(compile(second, "README.md", "exec"), names)
    table = names["priced"]
    assert list(table["service_tier"]) == ["economy", "standard", "premium"] * 2
    quote = example_book.quote("de-threshold-150")
    assert list(table["price_minor"])[:3] == [option.price_minor for option in quote.options]


def test_printed_quote_is_real() -> None:
    """Each line of the quote in the README is printed by `make quote`, in that order."""
    (shown,) = blocks("text")
    order = example_book.order_path("munich-cart")
    words = ["quote", str(example_book.book_path()), str(order)]
    done = CliRunner().invoke(cli.app, words, env={"COLUMNS": "100", "TERM": "dumb"})
    printed = iter(line.rstrip() for line in done.stdout.splitlines())
    missing = [line for line in shown.splitlines() if line.strip() and line not in printed]
    assert missing == [], "copy the new output of `make quote` into README.md"


def test_commands_exist(checkout: Path) -> None:
    """Each oneprice command of the README exists and leaves with 0, `rate` with 1.

    Some of the example parcels are refused, to show how that reads.
    """
    commands = re.findall(r"^oneprice ([^#\n]+)", "\n".join(blocks("sh")), re.M)
    on_the_book = [command for command in commands if "example" in command]
    shown = {command.split()[0] for command in on_the_book}
    assert shown >= {"build", "check", "quote", "explain", "hs", "invert"}
    for command in commands:
        words = command.split() if command in on_the_book else [command.split()[0], "--help"]
        some_refused = int(words[0] == "rate" and "--help" not in words)
        assert CliRunner().invoke(cli.app, words).exit_code == some_refused, command


def test_make_targets_exist() -> None:
    """Each make target that the README names is a target of the Makefile."""
    makefile = (example_book.ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make (quote|test|\w+)`?", "\n".join(blocks("sh")))):
        assert re.search(rf"^{target}:", makefile, re.M)
