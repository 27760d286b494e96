"""Reading `sales_tax.csv`: sales tax by postcode, where the order gives no rate (C-56)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from oneprice.core.compiling import Compiling, Table
from oneprice.core.postcodes import postcode_key
from oneprice.core.source import Ratio, Row, ratio_of
from oneprice.tariffs.readers.law import Place, law_rows

COLUMNS = ("jurisdiction", "postcode_lo", "postcode_hi", "rate", "valid_from", "valid_to", "source")
REQUIRED = ("jurisdiction", "postcode_lo", "postcode_hi", "rate", "source")
Fields = dict[str, int]


def read_sales_taxes(ctx: Compiling, place: Place) -> list[Fields]:
    """Return the SALES_TAX rows of a jurisdiction, from its law and from the top of the source.

    Raises
    ------
    InputError
        A postcode that is none, an interval upside down, a rate above 100 %, or two rows for the
        same postcodes on one day.
    """
    rows = [
        row
        for folder in place.folders
        for row in law_rows(ctx, folder, "sales_tax.csv", COLUMNS, REQUIRED)
    ]
    rows += ctx.rows("sales_tax.csv", COLUMNS, REQUIRED)
    own = [(row, _fields(ctx, row)) for row in rows if place.covers(row["jurisdiction"])]
    _refuse_overlaps(own)
    return [fields for _, fields in own]


def _fields(ctx: Compiling, row: Row) -> Fields:
    lo, _ = postcode_key(row["postcode_lo"], row.where("postcode_lo"))
    _, hi = postcode_key(row["postcode_hi"], row.where("postcode_hi"))
    if hi <= lo:
        raise row.error("postcode_hi", "give a postcode not before postcode_lo")
    rate = row.ratio("rate")
    if rate is None or not 0 <= rate <= 1:
        raise row.error("rate", "give a rate of 0% to 100%")
    num, den = ratio_of(rate, row.where("rate"))
    return {
        "postcode_lo": lo,
        "postcode_hi": hi,
        "num": num,
        "den": den,
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row),
        "source": ctx.cite(row),
    }


def _refuse_overlaps(rows: list[tuple[Row, Fields]]) -> None:
    """Refuse two rows of the same interval on one day; of others the narrower wins."""
    rows = sorted(rows, key=lambda each: _key(each[1]))
    for (_, one), (row, other) in pairwise(rows):
        if _key(one)[:2] == _key(other)[:2] and other["from_day"] < one["to_day"]:
            raise row.error("valid_from", "end the earlier row of these postcodes first")


def _key(fields: Fields) -> tuple[int, int, int]:
    return fields["postcode_lo"], fields["postcode_hi"], fields["from_day"]


def sales_tax_of(
    tables: Mapping[str, Table], jurisdiction: int, postcode_lo: int, postcode_hi: int, day: int
) -> Ratio:
    """Return the sales tax of a postcode on a day, (-1, 1) where no row holds it (C-56).

    `[postcode_lo, postcode_hi)` is the interval of `postcode_key`; of the rows that hold all of
    it the narrowest wins, then the one that stands first. A short postcode of which a narrower
    row holds a part at another rate has none: it is not guessed.
    """
    place = tables["jurisdiction"][jurisdiction]
    rows = tables["sales_tax"][int(place["sales_tax_lo"]) : int(place["sales_tax_hi"])]
    touched = [
        row
        for row in rows
        if row["postcode_lo"] < postcode_hi
        and postcode_lo < row["postcode_hi"]
        and row["from_day"] <= day < row["to_day"]
    ]
    held = [row for row in touched if _holds_all(row, postcode_lo, postcode_hi)]
    if not held:
        return -1, 1
    best = min(held, key=_width)
    rate = int(best["num"]), int(best["den"])
    for row in touched:
        if _width(row) < _width(best) and (int(row["num"]), int(row["den"])) != rate:
            return -1, 1
    return rate


def _holds_all(row: np.void, postcode_lo: int, postcode_hi: int) -> bool:
    return bool(row["postcode_lo"] <= postcode_lo and postcode_hi <= row["postcode_hi"])


def _width(row: np.void) -> int:
    return int(row["postcode_hi"] - row["postcode_lo"])
