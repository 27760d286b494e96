"""Fixtures that every test may use."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """Return the folder of published cases beside the repository, or skip the test."""
    shared = Path(__file__).parents[2] / "shared"
    if not shared.is_dir():
        pytest.skip("needs ../shared: published cases and schedules beside the repository")
    return shared
