"""What the tariff sections of a book may hold: references, ranges and order (core.schema)."""

from __future__ import annotations

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.days import NEVER_DAY
from oneprice.core.order_record import MAX_CLAIMS
from oneprice.core.schema import Section
from oneprice.core.vocabulary import ALL_FLAGS, MODES
from oneprice.tariffs.readers.slots import INPUTS
from oneprice.tariffs.tables import (
    COMMODITY,
    COMPLIANCE_GATE,
    DUTY_TERM,
    EPR_GATE,
    GATE,
    JURISDICTION,
    KIND_SPAN,
    MAX_SCHEMES,
    MEASURE,
    PLATFORM,
    REGIME,
    RULEDAY,
    SALES_TAX,
    STACK,
    STEP,
    TERM,
)

MAX_SLOTS = 4_096
_RULED = {"rule": "rule", "source": "source"}
_DAYS = {"from_day": (-NEVER_DAY, NEVER_DAY), "to_day": (-NEVER_DAY, NEVER_DAY)}
_SLOT = (0, MAX_SLOTS - 1)
_MODES = (0, 2 ** len(MODES) - 1)

SECTIONS: dict[str, Section] = {
    "jurisdiction": Section(
        JURISDICTION,
        rows={"currency": "currency"},
        spans={
            ("claim_lo", "claim_hi"): "compliance_gate",
            ("platform_lo", "platform_hi"): "platform",
            ("sales_tax_lo", "sales_tax_hi"): "sales_tax",
            ("commodity_lo", "commodity_hi"): "commodity",
            ("regime_lo", "regime_hi"): "regime",
            ("gate_lo", "gate_hi"): "epr_gate",
            ("ruleday_lo", "ruleday_hi"): "ruleday",
        },
        names={
            "country": "country",
            "name": "jurisdiction",
            "area": "jurisdiction",
            **_RULED,
        },
        ranges={"duty_point": (0, 2), "export_point": (0, 1), "fx_day": (0, 1)},
    ),
    "commodity": Section(
        COMMODITY,
        spans={("span_lo", "span_hi"): "kind_span"},
        names={"name": "commodity", "goods": "goods"},
        ranges={"lo": (0, 10**10), "hi": (1, 10**10)},
    ),
    "kind_span": Section(
        KIND_SPAN,
        spans={("measure_lo", "measure_hi"): "measure"},
        names={"kind": "measure_kind"},
    ),
    "measure": Section(
        MEASURE,
        spans={("term_lo", "term_hi"): "duty_term"},
        names={
            "kind": "measure_kind",
            "origin": "country",
            "unpriced": "text",
            "text": "rate_text",
            "claim": "claim",
            **_RULED,
        },
        ranges={
            "none": (0, 1),
            "conditional": (0, 1),
            "claim": (0, MAX_CLAIMS),
            "mode_mask": _MODES,
            **_DAYS,
        },
    ),
    "duty_term": Section(
        DUTY_TERM,
        names={"fact": "fact", "degree": "fact", "part": "fact"},
        ranges={
            "op": (0, 3),
            "minus": (0, 1),
            "rest": (0, 1),
            "num": (0, UNBOUNDED),
        },
        positive=("den",),
    ),
    "regime": Section(
        REGIME,
        rows={"jurisdiction": "jurisdiction", "stack": "stack", "value_currency": "currency"},
        names={
            "importer": "importer",
            "entry_type": "entry_type",
            "ship_from": "country",
            **_RULED,
        },
        ranges={
            "heading_digits": (2, 10),
            "regime": (0, 2),
            "test": (0, 2),
            "aggregation": (0, 2),
            "mode_mask": _MODES,
            **_DAYS,
        },
    ),
    "stack": Section(
        STACK,
        spans={("step_lo", "step_hi"): "step"},
        ranges={"slot_count": (len(INPUTS), MAX_SLOTS)},
    ),
    "step": Section(
        STEP,
        spans={("term_lo", "term_hi"): "term", ("gate_lo", "gate_hi"): "gate"},
        rows={"currency": "currency"},
        names={
            "code": "code",
            "measure_kind": "measure_kind",
            "scheme": "scheme",
            **_RULED,
        },
        ranges={
            "scheme": (0, MAX_SCHEMES),
            "kind": (0, 4),
            "stage": (0, 2),
            "scope": (0, 2),
            "rate_source": (0, 2),
            "base_mode": (0, 3),
            "mode": (0, 3),
            "bill": (0, 2),
            "slot": (len(INPUTS), MAX_SLOTS - 1),
            "share_slot": _SLOT,
            "min_slot": _SLOT,
            "max_slot": _SLOT,
            "num": (0, UNBOUNDED),
            **_DAYS,
        },
        positive=("den",),
    ),
    "term": Section(TERM, ranges={"slot": _SLOT, "minus": (0, 1)}, positive=("den",)),
    "gate": Section(GATE, ranges={"slot": _SLOT, "on_line": (0, 1)}),
    "epr_gate": Section(
        EPR_GATE,
        names={"scheme": "scheme", **_RULED},
        ranges={"scheme": (1, MAX_SCHEMES), "flag_mask": (0, ALL_FLAGS), **_DAYS},
    ),
    "compliance_gate": Section(
        COMPLIANCE_GATE,
        names={"claim": "claim", "origin": "country", "reason": "text", **_RULED},
        ranges={
            "claim": (1, MAX_CLAIMS),
            "flag_mask": (0, ALL_FLAGS),
            "mode_mask": _MODES,
            **_DAYS,
        },
    ),
    "platform": Section(
        PLATFORM,
        names={"scheme": "scheme", **_RULED},
        ranges={"scheme": (1, MAX_SCHEMES), **_DAYS},
    ),
    "sales_tax": Section(
        SALES_TAX, names=_RULED, ranges={"num": (0, UNBOUNDED), **_DAYS}, positive=("den",)
    ),
    "ruleday": Section(RULEDAY),
}
