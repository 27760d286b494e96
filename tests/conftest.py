"""Fixtures that every test may use."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from oneprice.routing.compile import compile_book
from oneprice.routing.engine import Engine

ROOT = Path(__file__).parents[1]
PATIENCE_S = 300


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Return the folder of published cases beside the repository, or skip the test."""
    shared = Path(__file__).parents[2] / "shared"
    if not shared.is_dir():
        pytest.skip("needs ../shared: published cases and schedules beside the repository")
    return shared


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a path that one worker of the run makes while the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    path, lock, done = (shared / f"{name}{end}" for end in ("", ".lock", ".done"))
    try:
        lock.mkdir()
    except FileExistsError:
        patience = time.monotonic() + PATIENCE_S
        while not done.exists():
            if time.monotonic() > patience:
                pytest.fail(f"another worker did not make {name}")
            time.sleep(0.05)
    else:
        make(path)
        done.touch()
    return path


@pytest.fixture(scope="session")
def example_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the compiled example book."""
    source = ROOT / "examples" / "book"
    return made_once(tmp_path_factory, "example.book", lambda path: compile_book(source, path))


@pytest.fixture(scope="session")
def engine(example_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of the example book; one worker compiles the kernels for all."""
    order = (ROOT / "examples" / "orders" / "us-phone.json").read_text(encoding="utf-8")

    def warm(_: Path) -> None:
        Engine.open(example_book).quote(order)

    made_once(tmp_path_factory, "kernels", warm)
    return Engine.open(example_book)
