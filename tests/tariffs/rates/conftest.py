"""Columns of the published schedules beside the repository."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest

Rows = tuple[Mapping[str, str], ...]


@cache
def read_rows(path: Path) -> Rows:
    """Return the rows of a CSV file, plain or gzip-compressed."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


@pytest.fixture(scope="session")
def rows(shared_dir: Path) -> Callable[[str], Rows]:
    """Return the reader of a file of the published tariff data."""
    return lambda name: read_rows(shared_dir / "data" / "tariffs" / name)


def cells_by_dialect(rows: Callable[[str], Rows]) -> dict[str, list[str]]:
    """Return the distinct non-blank cells of all files by the dialect they are written in."""
    found: dict[str, dict[str, None]] = {}

    def add(dialect: str, text: str | None) -> None:
        if text and text.strip():
            found.setdefault(dialect, {})[text] = None

    for name in ("us_hts_2026_rev10.csv.gz", "us_hts_rate_history_2025_2026.csv.gz"):
        for row in rows(name):
            dialect = "us_99" if row["htsno"][:2] >= "98" else "us"
            add(dialect, row["general"])
            add(dialect, row["other"])
            add("us_special", row["special"])
            add("us_additional", row["additional_duties"])
    for row in rows("uk_ukgt_eu_cet_2020.csv.gz"):
        add("eu", row["eu_cet_duty_2020"])
        add("eu", row["ukgt_duty_2021"])
    for row in rows("jp_tariff_2026_07_09.csv.gz"):
        for column in list(row)[8:]:
            add("jp", row[column])
    for name in ("au_schedule3.csv.gz", "au_fta_schedules.csv.gz"):
        for row in rows(name):
            add("au", row["duty_rate_text"])
    for row in rows("br_ncm_tec_ipi_2025.csv.gz"):
        add("br", row["ii_percent_text"])
        add("br", row["ipi_percent_text"])
    for row in rows("ca_tariff_sample_2026.csv"):
        for column in ("mfn_text", "ust_text", "general_tariff_text"):
            add("ca", row[column])
    return {dialect: list(texts) for dialect, texts in found.items()}


@pytest.fixture(scope="session")
def all_cells(rows: Callable[[str], Rows]) -> dict[str, list[str]]:
    """Return the distinct cells of all published files by dialect."""
    return cells_by_dialect(rows)
