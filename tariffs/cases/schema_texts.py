"""What the other forms of case say: duty texts, sentences, seasons, options, rates."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from oneprice.tariffs.cases.fields import (
    Count,
    Day,
    Number,
    Rows,
    Strict,
    Text,
    Word,
    Words,
    Yes,
)
from oneprice.tariffs.cases.schema import (
    Declare,
    Head,
    Law,
)


class AmountExpect(Strict):
    """What a duty text comes to."""

    amount: Number | None = None
    derive: dict[Word, Word] = Field(default_factory=dict)


class AmountCase(Head):
    """A duty text priced for declared goods, unrounded unless `unit` and `mode` say how."""

    form: Literal["amount"]
    text: Word
    dialect: Word = "plain"
    declare: Declare
    unit: Text = ""
    mode: Text = ""
    expect: AmountExpect


class Component(Strict):
    """One step of a duty sentence; keys left out must be absent."""

    id: Word
    amount: Number | None = None
    currency: Word | None = None
    unit: Word | None = None
    qualifier: Word | None = None


class SentenceExpect(Strict):
    """How a sentence is taken apart, and whether it stands in its canonical form."""

    components: tuple[Component, ...]
    canonical: Yes


class SentenceCase(Head):
    """A duty sentence of the EU or UK and its components."""

    form: Literal["sentence"]
    text: Text
    expect: SentenceExpect


class ErrorExpect(Strict):
    """Why a sentence is none."""

    error: Word


class SentenceErrorCase(Head):
    """A duty sentence that must be refused."""

    form: Literal["sentence_error"]
    text: Text
    expect: ErrorExpect


class Season(Strict):
    """A rate and its first and last day, as [day, month]."""

    rate: Word
    first: tuple[Count, Count]
    last: tuple[Count, Count]


class SeasonsExpect(Strict):
    """The seasons of a text, none for a rate of the whole year."""

    seasons: tuple[Season, ...]


class SeasonsCase(Head):
    """A rate by seasons."""

    form: Literal["seasons"]
    text: Word
    expect: SeasonsExpect


class Condition(Strict):
    """One condition of a measure; keys left out must be absent."""

    code: Word | None = None
    certificate: Word | None = None
    action: Word | None = None
    amount: Word | None = None
    currency: Word | None = None
    unit: Word | None = None
    qualifier: Word | None = None


class ConditionsExpect(Strict):
    """The conditions of a sentence."""

    conditions: tuple[Condition, ...]


class ConditionsCase(Head):
    """A condition sentence of the EU or UK."""

    form: Literal["conditions"]
    text: Word
    gbp_per_eur: Number | None = None
    expect: ConditionsExpect


class OptionsExpect(Strict):
    """The duty options in the order they are offered."""

    order: Words
    priority: tuple[Count, ...] = ()


class OptionsCase(Head):
    """The options a set of measure types leaves a declarant, cheapest kind of claim first."""

    form: Literal["options"]
    measure_types: Words
    expect: OptionsExpect


class FxExpect(Strict):
    """The rate that holds and since when."""

    rate: Number
    valid_from: Day | None = None


class FxCase(Head):
    """The rate of exchange of a day, or the latest one where no day is given."""

    form: Literal["fx"]
    as_of: Day | None = None
    base: Word
    quote: Word
    fx: Annotated[Rows, Field(min_length=1)]
    expect: FxExpect


class Option(Strict):
    """A rate that a line may take: its kind, its text and the claim it asks for."""

    kind: Word
    rate: Word
    claim: Text = ""


class MeasuresExpect(Strict):
    """The rates a line may take, in the order of matching."""

    options: tuple[Option, ...]


class MeasuresCase(Head):
    """The rates that are open to goods of a code and an origin on a day."""

    form: Literal["measures"]
    as_of: Day
    law: Law
    hs: Word
    origin: Word
    expect: MeasuresExpect
