"""Which lines of an order a consignment holds (C-25)."""

from __future__ import annotations

from typing import Any

from oneprice.core.vocabulary import CARGO_CLASSES

WHOLE = 0  # the part number of a group that is not split
LIQUID = CARGO_CLASSES.index("liquid_powder")  # a mixed line counts as this


def lines_of(lines: Any, record: Any) -> list[Any]:
    """Return the LINE records of a record's group, or of one cargo class of it."""
    part = int(record["part"])
    return [
        line
        for line in lines
        if line["group"] == record["group"]
        and (part == WHOLE or min(int(line["cargo_class"]), LIQUID) == part)
    ]
