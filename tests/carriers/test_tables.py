"""The sections of the room as the verifier of books sees them."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.carriers.tables import QTY_KIND, QTY_SCALE, SECTIONS, CarrierBook
from oneprice.core.errors import BookCorrupt
from oneprice.core.ground import compile_ground
from oneprice.core.schema import Schema, Section

FULL: dict[str, Any] = {
    "lane": [{"lane_id": "A", "zone_set": "Z", "round_steps": "*:1"},
             {"lane_id": "B", "priced_by": "A"}],
    "rate": [{"lane_id": "A", "dest_zone": "1"}, {"lane_id": "A"}],
    "zone": [{"zone_set": "Z", "country": "US", "key_kind": "all", "zone": "1"}],
    "surcharge": [{"lane_id": "A", "basis": "pct_base", "index_id": "fuel"}],
    "index": [{"index_id": "fuel", "value": "10%"}],
    "cargo_rule": [{"mode": "air", "flag": "knife", "limit": "forbid", "source": "law"}],
}  # fmt: skip


def verifier(book: Any) -> tuple[Schema, dict[str, Any]]:
    """Return a schema of this room with the ground it points to, and all tables."""
    ground = {name: compile_ground(book.ctx)[name] for name in ("node", "currency")}
    sections = {name: Section(table.dtype) for name, table in ground.items()}
    return Schema({**SECTIONS, **sections}), {**book.tables, **ground}


def test_a_compiled_book_is_proved(cards: Callable[..., Any]) -> None:
    """What the readers write passes the verifier."""
    book = cards(**FULL)
    schema, tables = verifier(book)
    assert set(book.tables) == set(SECTIONS) == {*CarrierBook._fields, "area", "area_point"}
    schema.check(tables, book.ctx.ids)


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("lane", "origin_node", 99),
        ("lane", "rate_hi", 99),
        ("lane", "weight_den", 0),
        ("lane", "zone_set", 99),
        ("rate", "lane", 3),
        ("rate", "den", 0),
        ("zone", "service", 4),
        ("surcharge", "index", 99),
        ("surcharge", "basis", 0),
        ("index", "den", 0),
        ("cargo_rule", "limit", 7),
        ("lane_rule", "cargo_rule", 9),
        ("rate", "exclude_hi", 9),
        ("rate", "origin_zone", 9),
        ("surcharge", "prob_den", 0),
        ("lane", "side_den", 0),
        ("round_step", "step", 0),
    ],
)
def test_an_altered_book_is_not(
    cards: Callable[..., Any], section: str, field: str, value: int
) -> None:
    """A number that would read beyond its table or divide by nothing is found."""
    book = cards(**FULL)
    schema, tables = verifier(book)
    tables[section][1][field] = value
    with pytest.raises(BookCorrupt, match=section):
        schema.check(tables, book.ctx.ids)


def test_every_unit_has_a_scale() -> None:
    """Each unit of quantity says how many smallest units it has."""
    assert len(QTY_SCALE) == len(QTY_KIND)
