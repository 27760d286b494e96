"""What the tariff sections of a book may hold: references, ranges and order (core.schema)."""

from __future__ import annotations

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.days import NEVER_DAY
from oneprice.core.schema import Section
from oneprice.core.vocabulary import ALL_FLAGS
from oneprice.tariffs.slots import INPUTS
from oneprice.tariffs.tables import (
    COMMODITY,
    EPR_GATE,
    GATE,
    JURISDICTION,
    MAX_SCHEMES,
    MEASURE,
    REGIME,
    RULEDAY,
    STACK,
    STEP,
    TERM,
)

MAX_SLOTS = 4_096
_RULED = {"rule": "rule", "source": "source"}
_DAYS = {"from_day": (-NEVER_DAY, NEVER_DAY), "to_day": (-NEVER_DAY, NEVER_DAY)}
_SLOT = (0, MAX_SLOTS - 1)

SECTIONS: dict[str, Section] = {
    "jurisdiction": Section(
        JURISDICTION,
        rows={"currency": "currency"},
        spans={
            ("commodity_lo", "commodity_hi"): "commodity",
            ("regime_lo", "regime_hi"): "regime",
            ("gate_lo", "gate_hi"): "epr_gate",
            ("ruleday_lo", "ruleday_hi"): "ruleday",
        },
        names={"country": "country", "name": "jurisdiction", **_RULED},
        ranges={"duty_point": (0, 1)},
    ),
    "commodity": Section(
        COMMODITY,
        spans={("measure_lo", "measure_hi"): "measure"},
        ranges={"lo": (0, 10**10), "hi": (1, 10**10)},
    ),
    "measure": Section(
        MEASURE,
        names={
            "kind": "measure_kind",
            "origin": "country",
            "sp_unit": "unit",
            "unpriced": "text",
            "text": "rate_text",
            **_RULED,
        },
        ranges={"av_num": (0, UNBOUNDED), "sp_num": (0, UNBOUNDED), **_DAYS},
        positive=("av_den", "sp_den"),
    ),
    "regime": Section(
        REGIME,
        rows={"jurisdiction": "jurisdiction", "stack": "stack"},
        names={"importer": "importer", "entry_type": "entry_type", **_RULED},
        ranges={"heading_digits": (2, 10), "regime": (0, 2), **_DAYS},
    ),
    "stack": Section(
        STACK,
        spans={("step_lo", "step_hi"): "step"},
        ranges={"slot_count": (len(INPUTS), MAX_SLOTS)},
    ),
    "step": Section(
        STEP,
        spans={("term_lo", "term_hi"): "term", ("gate_lo", "gate_hi"): "gate"},
        names={"code": "code", "measure_kind": "measure_kind", **_RULED},
        ranges={
            "kind": (0, 4),
            "stage": (0, 2),
            "scope": (0, 2),
            "rate_source": (0, 2),
            "base_mode": (0, 3),
            "mode": (0, 3),
            "bill": (0, 2),
            "slot": (len(INPUTS), MAX_SLOTS - 1),
            "share_slot": _SLOT,
            "num": (0, UNBOUNDED),
            **_DAYS,
        },
        positive=("den",),
    ),
    "term": Section(TERM, ranges={"slot": _SLOT}, positive=("den",)),
    "gate": Section(GATE, ranges={"slot": _SLOT, "on_line": (0, 1)}),
    "epr_gate": Section(
        EPR_GATE,
        names={"scheme": "scheme", **_RULED},
        ranges={"scheme": (1, MAX_SCHEMES), "flag_mask": (0, ALL_FLAGS), **_DAYS},
    ),
    "ruleday": Section(RULEDAY),
}
