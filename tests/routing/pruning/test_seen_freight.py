"""Which laws can see the freight of which segment (C-66)."""

from pathlib import Path

import pytest
from tiny_book import LAW, Tables, find, step, write_tiny

from oneprice.core.vocabulary import SEGMENTS
from oneprice.routing.compile import compile_tables
from oneprice.routing.pruning.seen_freight import sees_freight

Row = dict[str, str]
ALL = {"before_export", "international", "after_entry"}
OVER = {"international", "after_entry"}  # international freight may count after the border
SALE = {"stage": "sale", "scope": "entry"}


def seen(folder: Path, *rows: Row, regime: Row | None = None, country: str = "XX") -> set[str]:
    """Return the segments that a law of goods value alone, and of some steps more, can see."""

    def edit(tables: Tables) -> None:
        duty = step("10", "duty", "duty", "GOODS", "measure:base", required="Y")
        tables[f"{LAW}/stack.csv"] = [duty, *rows]
        find(tables[f"{LAW}/regime.csv"], jurisdiction="XX").update(regime or {})

    ctx, tables = compile_tables(write_tiny(folder, edit))
    number = ctx.ids.find("country", country)
    return {word for code, word in enumerate(SEGMENTS) if sees_freight(tables, number, code)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], set()),
        ([step("20", "vat", "tax", "GOODS + duty", "20%")], set()),
        ([step("20", "vat", "tax", "GOODS + FREIGHT", "20%")], ALL),
        ([step("20", "vat", "tax", "GOODS - CIF*1/2", "20%")], {"before_export", "international"}),
        ([step("20", "vat", "tax", "FOB", "20%")], {"before_export"}),
        ([step("20", "vat", "tax", "FR_EXPORT", "20%")], {"before_export"}),
        ([step("20", "vat", "tax", "FR_INTL", "20%")], {"international"}),
        ([step("20", "vat", "tax", "FR_ENTRY", "20%")], OVER),
        ([step("20", "fee", "fee", "ONE", "", flat="2", gates="FREIGHT>5")], ALL),
        ([step("20", "fee", "fee", "GOODS", "1%", max="FR_ENTRY")], OVER),
        (
            [step("20", "fee", "fee", "ONE", "", flat="2", scope="entry", share="CIF")],
            {*("before_export", "international")},
        ),
        ([step("90", "tax", "tax", "BILLED", "8%", **SALE)], set()),
        ([step("90", "tax", "tax", "BILLED", "8%", stage="sale")], ALL),  # line by line
        ([step("90", "tax", "tax", "BILLED - GOODS", "8%", **SALE)], ALL),
        ([step("90", "tax", "tax", "BILLED", "8%", gates="BILLED<100", **SALE)], ALL),
        ([step("90", "tax", "tax", "BILLED", "8%", gates="GOODS<100", **SALE)], ALL),
        ([step("90", "tax", "tax", "BILLED", "8%", max="GOODS", **SALE)], ALL),
        ([step("90", "tax", "tax", "BILLED", "8%", max="20", **SALE)], set()),
        (
            [
                step("90", "tax", "tax", "BILLED", "8%", **SALE),
                step("95", "more", "tax", "tax", "10%", **SALE),
            ],
            ALL,
        ),
    ],
)
def test_a_step_that_reads_a_slot_sees_what_it_holds(
    tmp_path: Path, rows: list[Row], expected: set[str]
) -> None:
    """Basis, gates, bounds and shares are read; tax on the whole bill only rises with it."""
    assert seen(tmp_path, *rows) == expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [("GOODS", set()), ("FOB", {"before_export"}), ("CIF", {"before_export", "international"})],
)
def test_a_regime_that_tests_a_value_sees_what_it_holds(
    tmp_path: Path, test: str, expected: set[str]
) -> None:
    """A threshold on the value at the border turns with the freight up to there."""
    assert seen(tmp_path, regime={"test": test}) == expected


def test_a_country_without_law_sees_nothing(tmp_path: Path) -> None:
    """Nothing can be sold there, so nothing can become dearer."""
    assert seen(tmp_path, step("20", "vat", "tax", "CIF", "20%"), country="CN") == set()
