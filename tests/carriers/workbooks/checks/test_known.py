"""The names that a source folder knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from oneprice.carriers.workbooks.checks.known import read_known
from oneprice.core.errors import InputError


def test_names_of_a_source_folder(tmp_path: Path) -> None:
    """Nodes, regions, calendars, currencies, lanes, zones and sets with areas are read."""
    (tmp_path / "node.csv").write_text(
        "node_id,kind,country,tz,calendar_id,region\n"
        "CN,origin,CN,Asia/Shanghai,CN,EAST\nUS,zone,US,America/New_York,CN,\n"
    )
    (tmp_path / "calendar.csv").write_text("calendar_id,workdays\nCN,12345\n")
    (tmp_path / "currency.csv").write_text("currency,exponent\nCNY,2\n")
    (tmp_path / "zone.csv").write_text("zone_set,country,key_kind,zone\nZ,US,all,1\n")
    (tmp_path / "areas").mkdir()
    (tmp_path / "areas" / "A.geojson").write_text("{}")
    known = read_known(tmp_path)
    assert known.nodes == {"CN", "US"}
    assert (known.regions, known.calendars, known.currencies) == ({"EAST"}, {"CN"}, {"CNY"})
    assert (known.lanes, known.zones, known.areas) == (frozenset(), {"Z": {"1"}}, {"A"})


def test_broken_table_of_the_book_is_an_error(tmp_path: Path) -> None:
    """A table of the book that cannot be read is told by its file."""
    (tmp_path / "zone.csv").write_text("zone_set,zones\nZ,1\n")
    with pytest.raises(InputError, match=r"zone\.csv"):
        read_known(tmp_path)
