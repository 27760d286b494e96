"""Compliance gates: what a line must claim before it may enter (C-53)."""

import numpy as np
import pytest
from tariff_cases import DAY, Cells, Line, MakeLaw

from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES
from oneprice.tariffs.entries import entries

GATE: Cells = {"jurisdiction": "XX", "claim": "SAFE", "reason": "needs a file", "source": "made up"}


@pytest.mark.parametrize(
    ("gate", "line", "said", "missing"),
    [
        ({}, Line(), {}, True),
        ({}, Line(claims=("SAFE",)), {}, False),
        ({}, Line(claims=("OTHER",)), {}, True),
        ({"hs_prefix": "61"}, Line(), {}, True),
        ({"hs_prefix": "62"}, Line(), {}, False),
        ({"hs_prefix": "61091000"}, Line(), {}, True),  # it may be that code
        ({"origin": "CN"}, Line(), {}, True),
        ({"origin": "VN"}, Line(), {}, False),
        ({"origin": "asia"}, Line(origin="VN"), {}, True),
        ({"origin": "asia"}, Line(origin="BR"), {}, False),
        ({"flag": "cosmetics"}, Line(flags=512), {}, True),
        ({"flag": "cosmetics"}, Line(flags=1), {}, False),
        ({"purpose": "b2c"}, Line(), {"purpose": "b2c"}, True),
        ({"purpose": "b2c"}, Line(), {"purpose": "b2b"}, False),
        ({"mode": "sea|rail"}, Line(), {"mode": "rail"}, True),
        ({"mode": "sea|rail"}, Line(), {"mode": "air"}, False),
        ({"valid_from": "2026-06-02"}, Line(), {}, False),
        ({"valid_from": "2026-06-01", "valid_to": "2026-06-02"}, Line(), {}, True),
        ({"valid_to": "2026-06-01"}, Line(), {}, False),
    ],
)
def test_gate(
    make_law: MakeLaw, gate: Cells, line: Line, said: dict[str, str], missing: bool
) -> None:
    """A line that meets all a row names needs its claim; the row tells the reason."""
    groups = [{"group": "asia", "country": country} for country in ("CN", "VN")]
    other = GATE | {"claim": "OTHER", "hs_prefix": "99"}
    book = make_law(compliance_gate=[other, GATE | gate], origin_group=groups)
    lines = book.records([Line(hs="490110", claims=("SAFE",)), line])
    st, day = book.situation(**said), parse_day(DAY, "day")
    found = entries().check_claims(book.law.ref, st, day, lines, np.arange(2), 2)
    assert CODES[found[0]] == ("CLAIM_MISSING" if missing else "OK")
    if missing:
        row = book.tables.compliance_gate[found[2]]
        assert found[1] == 1
        assert book.ctx.ids.name("text", row["reason"]) == "needs a file"
        assert book.ctx.ids.name("claim", row["claim"]) == "SAFE"


@pytest.mark.parametrize(
    ("gate", "column"),
    [
        ({"origin": "nowhere"}, "origin"),
        ({"flag": "UN9999"}, "flag"),
        ({"purpose": "gift"}, "purpose"),
        ({"mode": "balloon"}, "mode"),
        ({"hs_prefix": "6x"}, "hs_prefix"),
        ({"reason": ""}, "reason"),
    ],
)
def test_bad_gate_names_its_cell(make_law: MakeLaw, gate: Cells, column: str) -> None:
    """A cell of compliance_gate.csv that cannot be used is named."""
    with pytest.raises(InputError, match=rf"compliance_gate\.csv row 2, column {column}"):
        make_law(compliance_gate=[GATE | gate])
