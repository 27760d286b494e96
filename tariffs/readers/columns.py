"""Columns that several law tables share: modes, flags, claims and EPR schemes."""

from __future__ import annotations

from oneprice.core.compiling import Compiling
from oneprice.core.errors import InputError
from oneprice.core.order_record import MAX_CLAIMS
from oneprice.core.source import Row
from oneprice.core.vocabulary import FLAG, MODE, flag_mask
from oneprice.tariffs.tables import MAX_SCHEMES

ANY = {"*": 0}


def country_code(text: str, where: str) -> str:
    """Return a country code, or raise `InputError` for what is no two capital letters."""
    if len(text) != 2 or not (text.isascii() and text.isalpha() and text.isupper()):
        raise InputError(where, text, "give a country code of two capital letters")
    return text


def mode_mask(row: Row, column: str = "mode") -> int:
    """Return the bits of a list of modes; `*` and an empty cell stand for any (0)."""
    words = row.words(column) or ["*"]
    if words == ["*"]:
        return 0
    unknown = [word for word in words if not MODE.get(word)]
    if unknown:
        raise row.error(column, "give * or some of " + ", ".join(w for w in MODE if w))
    return sum(1 << MODE[word] for word in set(words))


def flag_bits(row: Row, column: str = "flag") -> int:
    """Return the bits of a list of cargo flags; an empty cell stands for any (0)."""
    words = row.words(column)
    if any(word not in FLAG for word in words):
        raise row.error(column, "give some of " + ", ".join(FLAG))
    return flag_mask(words)


def claim_number(ctx: Compiling, row: Row, column: str = "claim") -> int:
    """Return the number of a claim, which is its bit in a line; an empty cell is 0."""
    number = ctx.ids.add("claim", row[column])
    if number > MAX_CLAIMS:
        raise row.error(column, f"use at most {MAX_CLAIMS} claims in one book")
    return number


def scheme_number(ctx: Compiling, row: Row, column: str = "scheme") -> int:
    """Return the number of an EPR scheme, which is its bit in a line; an empty cell is 0."""
    number = ctx.ids.add("scheme", row[column])
    if number > MAX_SCHEMES:
        raise row.error(column, f"use at most {MAX_SCHEMES} schemes in one book")
    return number
