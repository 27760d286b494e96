"""Reading `jurisdiction.csv`: who levies, in which currency, and until when that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oneprice.core._kernels import PIPS_PER_MINOR
from oneprice.core.compiling import Compiling
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.ground import FX_COLUMNS
from oneprice.core.source import Row
from oneprice.tariffs.readers.law import Place, law_rows
from oneprice.tariffs.tables import DUTY_POINT, EXPORT_POINT, FX_DAY

REQUIRED = (
    "jurisdiction",
    "country",
    "duty_area",
    "currency",
    "duty_point",
    "known_until",
    "source",
)
COLUMNS = (*REQUIRED, "export_point", "fx_day")


@dataclass(frozen=True)
class Jurisdiction:
    """A place with the row it was read from and its record fields."""

    place: Place
    row: Row
    fields: dict[str, int]


def read_jurisdictions(ctx: Compiling) -> list[Jurisdiction]:
    """Return the jurisdictions under `law` in `book.csv`, then those of the source's own folders.

    Raises
    ------
    InputError
        A listed jurisdiction without a row, or two for one country.
    """
    listed = [name.strip() for name in ctx.settings.get("law", "").split("|") if name.strip()]
    own = sorted(path.parent.name for path in ctx.folder.glob("law/*/jurisdiction.csv"))
    found = [_read_one(ctx, name) for name in dict.fromkeys([*listed, *own])]
    countries: dict[int, str] = {}
    for each in found:
        first = countries.setdefault(each.fields["country"], each.place.name)
        if first != each.place.name:
            raise each.row.error("country", f"it is the country of {first} already")
    return found


def _read_one(ctx: Compiling, name: str) -> Jurisdiction:
    rows = law_rows(ctx, name, "jurisdiction.csv", COLUMNS, REQUIRED)
    own = [row for row in rows if row["jurisdiction"] == name]
    if len(own) != 1:
        remedy = f"give law/{name}/jurisdiction.csv one row for {name}"
        raise InputError("book.csv key law", name, remedy)
    row = own[0]
    currency = ctx.currency(row)
    scale = 10 ** ctx.exponent(currency) * PIPS_PER_MINOR
    place = Place(name, row["duty_area"], currency, row["currency"], scale)
    fields = {
        "country": ctx.ids.add("country", row["country"]),
        "currency": currency,
        "fx_day": row.choice("fx_day", FX_DAY, "entry"),
        "duty_point": row.choice("duty_point", DUTY_POINT),
        "export_point": row.choice("export_point", EXPORT_POINT, "first"),
        "known_until_day": parse_day(row["known_until"], row.where("known_until")),
        "name": ctx.ids.add("jurisdiction", name),
        "area": ctx.ids.add("jurisdiction", row["duty_area"]),
        "rule": ctx.rule(row, name),
        "source": ctx.cite(row),
    }
    return Jurisdiction(place, row, fields)


def check_authorities(ctx: Compiling, found: Iterable[Jurisdiction]) -> None:
    """Refuse an exchange rate of an authority that is no jurisdiction or duty area (C-09)."""
    known = {"*"} | {name for each in found for name in (each.place.name, each.place.area)}
    for row in ctx.rows("fx.csv", FX_COLUMNS, ()):
        if row["authority"] not in known:
            remedy = (
                f"give *, a jurisdiction or a duty area of the book: {', '.join(sorted(known))}"
            )
            raise row.error("authority", remedy)
