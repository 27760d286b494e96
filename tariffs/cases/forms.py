"""The forms of case by the word that a file gives as `form`."""

from __future__ import annotations

from oneprice.tariffs.cases.schema import DeclarationCase
from oneprice.tariffs.cases.schema_texts import (
    AmountCase,
    ConditionsCase,
    FxCase,
    MeasuresCase,
    OptionsCase,
    SeasonsCase,
    SentenceCase,
    SentenceErrorCase,
)

Case = (
    DeclarationCase
    | AmountCase
    | SentenceCase
    | SentenceErrorCase
    | SeasonsCase
    | ConditionsCase
    | OptionsCase
    | FxCase
    | MeasuresCase
)
FORMS: dict[str, type[Case]] = {
    "declaration": DeclarationCase,
    "amount": AmountCase,
    "sentence": SentenceCase,
    "sentence_error": SentenceErrorCase,
    "seasons": SeasonsCase,
    "conditions": ConditionsCase,
    "options": OptionsCase,
    "fx": FxCase,
    "measures": MeasuresCase,
}
