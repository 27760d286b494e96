"""Checks across the surcharges of a lane: ids, groups, and what `requires` asks for (C-34)."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from oneprice.carriers.lanes import Record
from oneprice.carriers.tables import EFFECT, MAX_TAX_FEES, SURCHARGE_BASIS
from oneprice.core.compiling import Compiling, Table
from oneprice.core.errors import InputError
from oneprice.core.source import Row

Charged = tuple[Record, Row]
NOT_IN_GROUP = ("pct_running", "pct_taxes")
PER_PIECE = SURCHARGE_BASIS["per_piece"]
LIFTING = (PER_PIECE, SURCHARGE_BASIS["per_shipment"])


def check_surcharges(charged: list[Charged]) -> None:
    """Check rows sorted by lane and `seq`; sets `by_piece` of all rows of per-piece groups.

    Raises
    ------
    InputError
        One id twice on a lane on the same day, a group with different `combine` or with a row
        that cannot stand in one, a lift by another basis, a `requires` without an earlier code.
    """
    for _, listed in groupby(charged, key=lambda pair: pair[0]["lane"]):
        rows = list(listed)
        _refuse_twice(rows)
        for group in sorted({record["group"] for record, _ in rows} - {0}):
            _check_group([pair for pair in rows if pair[0]["group"] == group])
        for record, row in rows:
            if record["min_billable_q"] and record["basis"] not in LIFTING:
                raise row.error("min_billable", "give it with basis per_piece or per_shipment")
        _check_requires(rows)
        _check_tax_fees(rows)


def _refuse_twice(rows: list[Charged]) -> None:
    """Refuse one id twice on a lane, save for dated versions that do not overlap."""
    seen: dict[str, list[Charged]] = {}
    for record, row in sorted(rows, key=lambda pair: pair[1].number):
        earlier = seen.setdefault(row["sur_id"], [])
        for other, first in earlier:
            if record["from_day"] < other["to_day"] and other["from_day"] < record["to_day"]:
                raise row.error("sur_id", f"do not overlap row {first.number} in days")
        earlier.append((record, row))


def _check_group(rows: list[Charged]) -> None:
    first, top = rows[0]
    lifts = any(record["min_billable_q"] for record, _ in rows)
    for record, row in rows:
        if record["combine"] != first["combine"]:
            raise row.error("combine", f"combine the whole group like row {top.number}")
        if row["basis"] in NOT_IN_GROUP:
            raise row.error("group", f"leave it empty: {row['basis']} stands in no group")
        if record["requires"] or record["effect"] == EFFECT["refuse"]:
            raise row.error("group", "leave it empty with requires or with effect refuse")
        if lifts and record["basis"] not in LIFTING:
            remedy = "give per_piece or per_shipment: a row of the group has min_billable"
            raise row.error("basis", remedy)
    by_piece = all(record["basis"] == PER_PIECE for record, _ in rows)
    for record, _ in rows:
        record["by_piece"] = int(by_piece)


def _check_requires(rows: list[Charged]) -> None:
    for record, row in rows:
        if not record["requires"]:
            continue
        earlier = [other for other, _ in rows if other["seq"] < record["seq"]]
        if record["requires"] not in {other["code"] for other in earlier}:
            raise row.error("requires", "name the code of a surcharge with a lower seq on the lane")


def _check_tax_fees(rows: list[Charged]) -> None:
    fees = [row for record, row in rows if record["basis"] == SURCHARGE_BASIS["pct_taxes"]]
    if len(fees) > MAX_TAX_FEES:
        raise fees[-1].error("basis", f"give a lane at most {MAX_TAX_FEES} rows of pct_taxes")


def check_excluded(ctx: Compiling, rate: Table, rate_exclude: Table, surcharge: Table) -> None:
    """Check `sur_exclude` of the rate rows against the surcharges of their lanes (C-34).

    Raises
    ------
    InputError
        A code that no surcharge of the lane has, or one that lifts, stands in a group or is
        asked by `requires`.
    """
    if len(rate_exclude) == 1:
        return
    by_lane: dict[int, list[Any]] = {}
    for record in surcharge[1:]:
        by_lane.setdefault(int(record["lane"]), []).append(record)
    checked: set[tuple[int, int]] = set()
    for row in rate[rate["exclude_lo"] < rate["exclude_hi"]]:
        for code in rate_exclude["code"][row["exclude_lo"] : row["exclude_hi"]]:
            if (int(row["lane"]), int(code)) not in checked:
                where = f"{ctx.ids.name('rule', row['rule'])}, column sur_exclude"
                remedy = _wrong_exclusion(by_lane.get(int(row["lane"]), []), int(code))
                if remedy:
                    raise InputError(where, ctx.ids.name("code", code), remedy)
            checked.add((int(row["lane"]), int(code)))


def _wrong_exclusion(surcharges: list[Any], code: int) -> str:
    """Return what to do about an excluded code, or "" where it is fine."""
    named = [record for record in surcharges if record["code"] == code]
    if not named:
        return "name codes of surcharges of the lane"
    if any(record["group"] or record["min_billable_q"] for record in named):
        return "name none that lifts or stands in a group"
    if any(record["requires"] == code for record in surcharges):
        return "name none that another surcharge requires"
    return ""
