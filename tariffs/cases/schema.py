"""What a case file may say: one model for each form of case, unknown keys refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, ValidationInfo, field_validator, model_validator

from oneprice.core.refusal import CODES
from oneprice.tariffs.cases.fields import (
    Cells,
    Day,
    Grams,
    GramsOrZero,
    Number,
    Ratio,
    Rows,
    Strict,
    Text,
    Units,
    Word,
    Words,
    Yes,
)
from oneprice.tariffs.tables import REGIME_WORD

NOT_SAID = "-"  # stands for a word that is not there
SAID_PLAINLY = ("golden", "historical")  # uses that need no `why`
DEFAULT_HS = "610910"
Use = Literal["golden", "historical", "near_miss", "negative", "doubtful", "illustration"]


class Source(Strict):
    """Where an example was published."""

    what: Word
    url: Text = ""
    date: Text = ""
    tier: Text = ""


class Law(Strict):
    """An overlay on the shipped tables of one jurisdiction."""

    jurisdiction: Word
    set: Cells = Field(default_factory=dict)
    registrations: Words = ()
    measures: Rows = ()
    keep_measures: Yes = False
    stack: Rows = ()
    regimes: Rows = ()
    fx: Rows = ()
    epr_fees: Rows | None = None
    epr_gates: Rows | None = None
    compliance_gates: Rows | None = None
    sales_tax: Rows | None = None
    origin_groups: Rows = ()


class Line(Strict):
    """One line of what is declared; weights, quantities and part values are per unit."""

    goods: Number
    hs: Word = DEFAULT_HS
    origin: Word = "CN"
    quantity: Units = 1
    gross_g: Grams = 100
    net_g: GramsOrZero | None = None
    battery_g: GramsOrZero | None = None
    claims: Words = ()
    duty_quantities: dict[Word, Number] = Field(default_factory=dict)
    part_values: dict[Word, Number] = Field(default_factory=dict)
    packaging: dict[Word, GramsOrZero] = Field(default_factory=dict)
    flags: Words = ()
    epr_ids: Words = ()


class Freight(Strict):
    """Freight by segment, in the declared currency."""

    before_export: Number = Number(0)
    international: Number = Number(0)
    after_entry: Number = Number(0)


class Declare(Strict):
    """What is declared."""

    currency: Word
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=100)]
    freight: Freight = Freight()
    purpose: Literal["b2c", "b2b"] = "b2c"
    incoterm: Literal["DDP", "DAP"] = "DDP"
    mode: Word = "air"
    buyer_tax_id: Yes = False
    ship_from: Text = ""
    stack: Text = ""
    billed: Number | None = None
    sales_tax_rate: Ratio | None = None
    postcode: Text = ""
    importer_day: Number = Number(0)
    pieces: Units = 1
    sale_day: Day | None = None
    export_day: Day | None = None


class Expect(Strict):
    """Published numbers and words; whatever is named is compared."""

    regime: Text | None = None
    entry_type: Text | None = None
    refused: Text | None = None
    codes: Words | None = None
    charges: dict[Word, Number] = Field(default_factory=dict)
    slots: dict[Word, Number] = Field(default_factory=dict)
    lines: tuple[dict[Word, Number], ...] = ()
    total: Number | None = None
    landed: Number | None = None
    derive: dict[Word, Word] = Field(default_factory=dict)

    @field_validator("regime", "refused")
    @classmethod
    def _known(cls, word: str | None, info: ValidationInfo) -> str | None:
        words = REGIME_WORD if info.field_name == "regime" else CODES
        if word is not None and word != NOT_SAID and word not in words:
            raise ValueError("give one of " + ", ".join(each for each in words if each))
        return word


class Head(Strict):
    """What every case says about itself.

    Attributes
    ----------
    use : str
        golden and historical (an earlier rate or limit) come out in every number; near_miss in
        all but those of `differs`; negative must not come out; doubtful runs and may differ;
        illustration is only shown.
    why : str
        What is wrong or doubtful; required unless golden or historical.
    differs : dict
        Name of a compared value -> what comes out instead of the published one.
    """

    case: Word
    title: Word
    source: Source
    use: Use
    why: Text = ""
    differs: dict[Word, Word] = Field(default_factory=dict)
    _document: str = PrivateAttr("")

    def model_post_init(self, context: Any, /) -> None:
        """Keep the file and line that the reader gives as context."""
        self._document = context or ""

    @property
    def where(self) -> str:
        """How errors call the case: its file and line if it was read from one, and its id."""
        return (f"{self._document}, " if self._document else "") + f"case {self.case}"

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.use not in SAID_PLAINLY and not self.why:
            raise ValueError(f"say in `why` what is wrong or doubtful about a {self.use} case")
        if self.use in SAID_PLAINLY and self.differs:
            raise ValueError("`differs` goes with near_miss and doubtful cases")
        if self.use == "near_miss" and not self.differs:
            raise ValueError("name in `differs` what comes out of a near miss instead")
        return self


class Entry(Strict):
    """One declaration under one law, and what it is expected to come to."""

    as_of: Day
    sale_day: Day | None = None
    export_day: Day | None = None
    law: Law
    declare: Declare
    expect: Expect = Expect()
    instead: Expect | None = None


class DeclarationCase(Entry, Head):
    """Goods declared under a law: charges, slots and totals."""

    form: Literal["declaration"] = "declaration"
    also: tuple[Entry, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _merged(cls, data: Any) -> Any:
        """Complete each entry of `also` with what the first declaration says."""
        if not isinstance(data, dict) or not isinstance(data.get("also"), list):
            return data
        return data | {"also": [_merge(data, each) for each in data["also"]]}

    @model_validator(mode="after")
    def _instead(self) -> Self:
        entries: tuple[Entry, ...] = (self, *self.also)
        given = any(each.instead is not None for each in entries)
        if given != (self.use == "negative"):
            raise ValueError("`instead` goes with negative cases, and they need it")
        return self


def _merge(first: dict[str, Any], other: Any) -> Any:
    """Return an entry of `also` with the keys it leaves out taken from the first declaration."""
    if not isinstance(other, dict):
        return other
    days = ("as_of", "sale_day", "export_day")
    merged: dict[str, Any] = {key: first[key] for key in days if key in first}
    for key in ("law", "declare"):
        own, base = other.get(key, {}), first.get(key, {})
        both = isinstance(own, dict) and isinstance(base, dict)
        merged[key] = base | own if both else own
    return merged | {key: value for key, value in other.items() if key not in ("law", "declare")}
