"""Compile `tier.csv` and `guarantee.csv`: what is promised, and what the promise costs."""

from __future__ import annotations

from fractions import Fraction

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling, Table, bounded, build_table
from oneprice.core.errors import InputError
from oneprice.core.source import Row, ratio_of
from oneprice.core.vocabulary import MODE, TIER
from oneprice.routing.tables import GUARANTEE, GUARANTEE_BASES, MOST_GRACE_DAYS, MOST_LATE_DAYS
from oneprice.routing.tables import TIER as TIER_RECORD

MAX_LEVEL_DEN = 10_000
LATE_PER = {"once": 0, "day": 1}
LATE_DAY_TYPE = {"natural": 0, "work": 1}
TIER_COLUMNS = (
    *("tier", "level", "max_days", "modes", "late_pct", "late_cap", "late_currency"),
    *("late_per", "late_day_type", "late_grace_days", "late_max_days", "valid_from", "valid_to"),
)
GUARANTEE_COLUMNS = ("factor", "basis", "rate", "country", "tier", "valid_from", "valid_to")


def compile_tiers(ctx: Compiling) -> Table:
    """Return the tiers; at least one, none given twice for a day."""
    rows = ctx.rows("tier.csv", TIER_COLUMNS, TIER_COLUMNS[:4])
    if not rows:
        raise InputError("tier.csv", "no rows", "give at least one service tier")
    records = [_tier(ctx, row) for row in rows]
    for i, record in enumerate(records):
        for earlier in records[:i]:
            same = earlier["tier"] == record["tier"]
            apart = record["from_day"] >= earlier["to_day"] or (
                earlier["from_day"] >= record["to_day"]
            )
            if same and not apart:
                raise rows[i].error("tier", "give each tier once for a day")
    return build_table(TIER_RECORD, records)


def _tier(ctx: Compiling, row: Row) -> dict[str, int]:
    level = row.decimal("level")
    if level is None or not 0 < level < 1 or level.denominator > MAX_LEVEL_DEN:
        raise row.error("level", "give a decimal above 0 and below 1 with up to 4 decimals")
    max_days = row.integer("max_days")
    if not 1 <= max_days <= 365:
        raise row.error("max_days", "give 1 to 365 days")
    return {
        "level_num": level.numerator,
        "level_den": level.denominator,
        "max_days": max_days,
        "mode_mask": _mode_mask(row),
        **_late_terms(ctx, row),
        "tier": row.choice("tier", TIER),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row, row["tier"]),
        "source": ctx.cite(row),
    }


def _late_terms(ctx: Compiling, row: Row) -> dict[str, int]:
    """Return what is owed for late delivery, and which days are late (C-72)."""
    late = row.ratio("late_pct")
    num, den = ratio_of(late, row.where("late_pct")) if late is not None else (0, 1)
    cap_currency = ctx.currency(row, "late_currency") if row["late_cap"] else 0
    cap = row.amount_pip("late_cap", ctx.exponents.get(cap_currency, 0))
    if (late is not None and late > 1) or (cap is not None and cap < 0):
        raise row.error("late_pct", "give late_pct from 0 to 100% and late_cap of 0 or more")
    most = _late_max_days(row)
    if most * num * den >= UNBOUNDED:
        raise row.error("late_pct", f"give fewer decimals: it is owed for up to {most} days")
    return {
        "late_num": num,
        "late_den": den,
        "late_cap_pip": bounded(cap, UNBOUNDED),
        "late_currency": cap_currency,
        "late_work": row.choice("late_day_type", LATE_DAY_TYPE, "natural"),
        "late_grace_days": _whole_days(row, "late_grace_days", 0, MOST_GRACE_DAYS),
        "late_max_days": most,
    }


def _late_max_days(row: Row) -> int:
    """Return for how many late days is owed: 1 where it is owed once."""
    if row.choice("late_per", LATE_PER, "once") == LATE_PER["day"]:
        return _whole_days(row, "late_max_days", 1, MOST_LATE_DAYS)
    if row["late_max_days"]:
        raise row.error("late_max_days", "leave it empty, or give late_per day")
    return 1


def _whole_days(row: Row, column: str, least: int, most: int) -> int:
    days = row.integer(column, least if least == 0 else None)
    if not least <= days <= most:
        raise row.error(column, f"give whole days from {least} to {most}")
    return days


def _mode_mask(row: Row) -> int:
    mask = 0
    for word in row.words("modes"):
        if MODE.get(word, 0) == 0:
            raise row.error("modes", "give some of " + "|".join(word for word in MODE if word))
        mask |= 1 << MODE[word]
    return mask


def compile_guarantee(ctx: Compiling) -> Table:
    """Return the factors of the guarantee (C-47)."""
    rows = ctx.rows("guarantee.csv", GUARANTEE_COLUMNS, ("factor", "basis", "rate", "source"))
    return build_table(GUARANTEE, [_factor(ctx, row) for row in rows])


def _factor(ctx: Compiling, row: Row) -> dict[str, int]:
    words = {word: code for code, word in enumerate(GUARANTEE_BASES) if word}
    rate = row.ratio("rate")
    num, den = ratio_of(rate or Fraction(0), row.where("rate"))
    tiers = {"*": 0, **{word: code + 1 for word, code in TIER.items()}}
    country = "" if row["country"] == "*" else row["country"]
    if country and ctx.ids.find("country", country) == 0:
        ctx.notes.append(f"{row.where('country')}: nothing in the book leads to {country}.")
    return {
        "basis": row.choice("basis", words),
        "num": num,
        "den": den,
        "country": ctx.ids.add("country", country),
        "tier": row.choice("tier", tiers, "*"),
        "code": ctx.ids.add("code", row["factor"]),
        "from_day": row.from_day(),
        "to_day": row.to_day(),
        "rule": ctx.rule(row, row["factor"]),
        "source": ctx.cite(row),
    }
