"""Layouts: what a planner writes once about a carrier's workbook, checked key by key.

A layout names the sheets, the form each is written in, the headings, and what every lane made
from it gets. Everything is text in YAML; docs/rate-cards.md is its manual.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.flat import COLUMNS, all_columns
from oneprice.core.errors import InputError
from oneprice.core.yaml_text import read_document

FORMS = (
    *("bands", "first_next", "matrix", "breaks", "units", "containers", "value_bands"),
    *("zones", "surcharges", "indexes", "flat"),
)
FLAT = "flat"  # given instead of a file: all sheets are in the flat form
MAX_SHEETS = 100
THOUSANDS = {"none": "", "comma": ",", "point": ".", "blank": " ", "apostrophe": "'"}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}

Text = Annotated[str, Field(min_length=1, max_length=2_000)]
Words = dict[Text, str]
Texts = Annotated[list[Text], Field(max_length=500)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _one_text_is_a_list(cls, data: Any) -> Any:
        """Take `sheets: US` as `sheets: [US]`."""
        if not isinstance(data, dict):
            return data
        lists = {n for n, f in cls.model_fields.items() if f.annotation == Texts or n in _LISTS}
        return {k: [v] if k in lists and isinstance(v, str) else v for k, v in data.items()}


_LISTS = frozenset(("sheets", "headings", "ignore", "keep", "skip", "stop", "lanes"))


class ReadAs(_Model):
    """How the file's texts are to be understood (see `reading.Reading`)."""

    decimal: Literal["point", "comma"] = "point"
    thousands: Literal["none", "comma", "point", "blank", "apostrophe"] = "none"
    formulas: Literal["refuse", "cached"] = "refuse"
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    delimiter: Literal["comma", "semicolon", "tab", "bar"] = "comma"

    def reading(self) -> Reading:
        """Return this as the readers of files want it."""
        thousands, delimiter = THOUSANDS[self.thousands], DELIMITERS[self.delimiter]
        return Reading(self.decimal, thousands, self.formulas, self.encoding, delimiter)


class ByWord(_Model):
    """A cell that depends on a field: `{by: country, words: {US: US-ZONE}}`."""

    by: Text
    words: Words
    otherwise: str | None = None


Cell = str | ByWord
Cells = dict[Text, Cell]


class Across(_Model):
    """A field whose values stand in the headings of several columns.

    Attributes
    ----------
    field : str
        "band", "zone", "container", "origin", "country", "class", "product" ...
    columns : list of str
        Patterns of the headings; empty: the headings that can be understood.
    words : dict
        Heading -> value of the field.
    """

    field: Text
    columns: Texts = []
    words: Words = {}


class Settings(_Model):
    """What may be said for the whole layout, and again for a part of it."""

    source: str = ""
    currency: Text | None = None
    weight_unit: Literal["kg", "g", "lb", "oz", "t", "cbm", "rt", "piece"] | None = None
    rate_per: Text | None = None
    bounds: Literal["(]", "[)"] | None = None
    gaps: Literal["report", "close"] | None = None
    split: Text | None = None
    valid_from: Text | None = None
    valid_to: Text | None = None
    zone_set: Text | None = None
    lane: Cells = {}
    rate: Cells = {}
    legs: Annotated[list[Cells], Field(max_length=10)] = []
    set: Words = {}
    words: dict[Text, Words] = {}
    stop: Texts = []

    @model_validator(mode="after")
    def _columns_exist(self) -> Settings:
        listed = [("lane", self.lane), ("rate", self.rate), *(("lane", leg) for leg in self.legs)]
        for table, cells in listed:
            for column in cells:
                if column not in all_columns(table):
                    raise ValueError(f"{table}.{column} is no column of {table}.csv")
        return self


class Offer(Settings):
    """One of several prices in the same rows: per kg and per cubic metre, say."""

    columns: dict[Text, str | Texts] = {}
    across: Across | None = None


class Part(Settings):
    """Sheets of one form.

    Attributes
    ----------
    sheets : list of str
        Names or patterns (`US*`).
    form : str
        One of `FORMS`.
    headings : list of str
        Words that the header row must show; needed only where several rows could be it.
    header_rows : int
        How many rows the header takes, one above the other.
    after, before : str
        Only the rows below, and above, a cell that begins with this text.
    columns : dict
        Field -> its heading, or several spellings; where the built-in words do not find it.
    ignore, keep : list of str
        Headings that are not read; headings whose cells are kept as notes.
    skip : list of str
        Rows that have a cell like this are left out.
    find : dict
        Field -> label; its value stands behind the label, or in the next cell to the right.
    """

    sheets: Texts
    form: Literal[
        "bands", "first_next", "matrix", "breaks", "units", "containers", "value_bands",
        "zones", "surcharges", "indexes", "flat",
    ]  # fmt: skip
    headings: Texts = []
    header_rows: Annotated[int, Field(ge=1, le=4)] = 1
    after: Text | None = None
    before: Text | None = None
    columns: dict[Text, str | Texts] = {}
    across: Across | None = None
    ignore: Texts = []
    keep: Texts = []
    skip: Texts = []
    find: Words = {}
    offers: Annotated[list[Offer], Field(max_length=20)] = []
    first_weight: Text | None = None
    next_step: Text | None = None
    tail: Literal["rate", "step"] = "rate"
    hold_from: Words = {}
    zones_are: Literal["names", "postcodes"] = "names"
    table: Literal["lane", "rate", "zone", "surcharge", "index"] | None = None
    codes: dict[Text, Words] = {}
    lanes: Texts = ["*"]


class Layout(Settings):
    """A whole layout."""

    layout: Literal["1"]
    name: str = ""
    read: ReadAs = ReadAs()
    sheets: Annotated[list[Part], Field(min_length=1, max_length=MAX_SHEETS)]
    ignore_sheets: Texts = []
    surcharges: Annotated[list[Words], Field(max_length=500)] = []

    @model_validator(mode="after")
    def _surcharge_columns_exist(self) -> Layout:
        for row in self.surcharges:
            for column in row:
                if column not in COLUMNS["surcharge"] and column not in ("source", "note"):
                    raise ValueError(f"{column} is no column of surcharge.csv")
        return self


def read_layout(path: Path) -> Layout:
    """Read a layout file, or the built-in one named `flat`.

    Raises
    ------
    InputError
        No file, no plain YAML, an unknown key or a value that a key does not take; names the key.
    """
    if str(path) == FLAT:
        return Layout(layout="1", sheets=[Part(sheets=["*"], form="flat")])
    try:
        return Layout.model_validate(read_document(path))
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        key = ".".join(str(part) for part in first["loc"]) or "layout"
        given = first["input"] if isinstance(first["input"], str) else type(first["input"]).__name__
        words = first["msg"].removeprefix("Value error, ")
        raise InputError(f"{path.name}, key {key}", given, _remedy(words)) from None


def _remedy(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]} (docs/rate-cards.md)"


def merged(*levels: Settings) -> dict[str, Any]:
    """Return the settings of a layout, its part and its offer: the later wins, word by word."""
    found: dict[str, Any] = {}
    for level in levels:
        for name in Settings.model_fields:
            value = getattr(level, name)
            if isinstance(value, dict):
                found[name] = {**found.get(name, {}), **value}
            elif isinstance(value, list):
                found[name] = [*found.get(name, []), *value]
            else:
                found[name] = value if value not in (None, "") else found.get(name)
    words = [level.words for level in levels]
    found["words"] = {
        key: {k: v for each in words for k, v in each.get(key, {}).items()}
        for key in {name for each in words for name in each}
    }
    return found
