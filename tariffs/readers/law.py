"""Where the law tables of a jurisdiction lie: shipped in `law/`, overridden by the source.

For each jurisdiction of `book.csv` its own folder and the folder of its duty area are read; a
file of the source's `law/<J>/` takes the place of the shipped file of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from oneprice.core.compiling import Compiling
from oneprice.core.errors import InputError
from oneprice.core.source import Row, read_table

SHIPPED = Path(__file__).parents[1] / "law"


@dataclass(frozen=True)
class Place:
    """A jurisdiction as the readers need it.

    Attributes
    ----------
    name, area : str
        Jurisdiction and its duty area ("DE", "EU").
    currency : int
        Number of its currency.
    currency_code : str
        The same as text ("EUR").
    pips_per_unit : int
        Pips of one currency unit.
    """

    name: str
    area: str
    currency: int
    currency_code: str
    pips_per_unit: int

    def covers(self, area: str) -> bool:
        """Tell whether a row for an area or jurisdiction is law here."""
        return area in (self.name, self.area)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders whose tables are law here: the area's first, then its own."""
        return (self.name,) if self.area == self.name else (self.area, self.name)


def law_path(ctx: Compiling, folder: str, name: str) -> Path:
    """Return the file of a law table: the source's own if there is one, else the shipped one."""
    own = ctx.folder / "law" / folder / name
    return own if own.exists() else SHIPPED / folder / name


def law_rows(
    ctx: Compiling, folder: str, name: str, columns: tuple[str, ...], required: tuple[str, ...]
) -> list[Row]:
    """Read one law table; its rows and errors name it as `law/<J>/<file>`.

    Raises
    ------
    InputError
        A folder name that leads elsewhere, or what `read_table` refuses.
    """
    if not folder.isalnum():
        raise InputError("law folder", folder, "name jurisdictions and areas in letters")
    table = f"law/{folder}/{name}"
    try:
        rows = read_table(law_path(ctx, folder, name), columns, required)
    except InputError as problem:
        where = problem.where.replace(name, table, 1)
        raise InputError(where, problem.value, problem.remedy) from None
    return [Row(table, row.number, dict(row)) for row in rows]
