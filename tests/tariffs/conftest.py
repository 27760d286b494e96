"""The maker of small books of law tables."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from tariff_cases import MEASURE, PLACE, REGIME, STEP, Cells, LawBook, MakeLaw, write_table

LAW_TABLES = (
    *("epr_gate", "epr_fee", "compliance_gate", "sales_tax"),
    *("origin_group", "s301_heading"),
)


@pytest.fixture
def make_law(tmp_path: Path) -> MakeLaw:
    """Return a maker of law books: steps, measures and regimes are laid over plain ones."""

    def make(
        steps: Sequence[Cells] = ({"rate": "10%"},),
        measures: Sequence[Cells] = ({},),
        regimes: Sequence[Cells] = ({},),
        place: Cells | None = None,
        **others: Sequence[Cells],
    ) -> LawBook:
        law = tmp_path / "law" / "XX"
        said = {"source": "made up for a test"}
        write_table(law / "jurisdiction.csv", [PLACE | said | (place or {})])
        write_table(law / "stack.csv", [STEP | said | step for step in steps])
        write_table(law / "regime.csv", [REGIME | said | regime for regime in regimes])
        write_table(law / "measure.csv", [MEASURE | said | row for row in measures])
        for name in LAW_TABLES:
            if name in others:
                write_table(law / f"{name}.csv", [dict(row) for row in others[name]])
        for name in ("registration", "tariff_file", "fx"):
            if name in others:
                write_table(tmp_path / f"{name}.csv", [dict(row) for row in others[name]])
        if "top" in others:
            write_table(tmp_path / "measure.csv", [MEASURE | said | row for row in others["top"]])
        return LawBook(tmp_path)

    return make
