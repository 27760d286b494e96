"""Finding what applies: commodities, measures, regimes and EPR gates."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from tariff_cases import Line, MakeLaw

from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES, STATUS
from oneprice.core.vocabulary import MATERIALS
from oneprice.tariffs import _kernels_duty, _kernels_measure
from oneprice.tariffs.entries import entries
from oneprice.tariffs.tables import FACTS

# --- commodities ----------------------------------------------------------------------

CODE_ROWS = (
    {"hs_prefix": "610910", "rate": "12%"},
    {"hs_prefix": "61099010", "rate": "5%"},
    {"hs_prefix": "61099020", "rate": "5%"},
    {"hs_prefix": "61099021", "rate": "6%"},
    {"hs_prefix": "85171300", "rate": "Free"},
)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("610910", "OK"),
        ("6109.10.00.12", "OK"),
        ("61099010", "OK"),
        ("610990", "HS_AMBIGUOUS"),  # parts of it are in no line
        ("6109902", "HS_AMBIGUOUS"),  # two rates
        ("851713", "HS_AMBIGUOUS"),  # says less than the line
        ("8517130000", "OK"),
        ("851714", "HS_UNKNOWN"),
        ("610911", "HS_UNKNOWN"),
        ("610909", "HS_UNKNOWN"),
        ("000000", "HS_UNKNOWN"),
        ("9999999999", "HS_UNKNOWN"),
    ],
)
def test_code_lies_in_one_commodity(make_law: MakeLaw, code: str, status: str) -> None:
    """A code is found only where it lies wholly inside one commodity (C-42)."""
    found, got = make_law(measures=CODE_ROWS).commodity(code)
    assert CODES[got] == status
    assert (found > 0) == (status == "OK")


@pytest.mark.parametrize(
    ("longer", "status"),
    [
        ({"hs_prefix": "490199"}, "OK"),  # elsewhere
        ({"kind": "s301"}, "HS_AMBIGUOUS"),
        ({"rate": "5%"}, "HS_AMBIGUOUS"),  # another row, though with the same rate
        ({"origin": "VN"}, "HS_AMBIGUOUS"),
        ({"valid_to": "2020-01-01"}, "HS_AMBIGUOUS"),  # on whatever day
    ],
)
def test_longer_prefix_with_another_row_is_ambiguous(
    make_law: MakeLaw, longer: Mapping[str, str], status: str
) -> None:
    """A code is ambiguous when a longer prefix inside it leads to other measure rows (C-42)."""
    plain = {"hs_prefix": "610990", "rate": "5%"}
    book = make_law(measures=[plain, {"hs_prefix": "61099055"} | longer])
    assert CODES[book.commodity("610990")[1]] == status
    assert CODES[book.commodity("61099054")[1]] == "OK"
    assert CODES[book.commodity("61099055")[1]] == "OK"


def test_longer_prefix_that_never_wins_changes_nothing(make_law: MakeLaw) -> None:
    """A longer prefix of lower rank, whose days are all taken, leads to the same rows."""
    rows = [
        {"hs_prefix": ""},
        {"hs_prefix": "6109", "origin": "CN", "kind": "s301", "rate": "1%"},
        {"hs_prefix": "6109", "kind": "s301", "rate": "2%"},
    ]
    book = make_law(measures=[*rows, {"hs_prefix": "610990", "kind": "s301", "rate": "3%"}])
    assert CODES[book.commodity("6109900000")[1]] == "OK"
    assert [book.rate("61099000", origin, kind="s301") for origin in ("CN", "VN")] == ["1%", "3%"]
    hidden = {"hs_prefix": "610990", "kind": "s301", "rate": "3%", "origin": "asia"}
    group = [{"group": "asia", "country": "CN"}]
    book = make_law(measures=[*rows, hidden], origin_group=group)
    assert len(book.tables.commodity) == 1 + 3  # below 6109, 6109, above it


# --- measures -------------------------------------------------------------------------


def test_origin_wins_over_longest_prefix(make_law: MakeLaw) -> None:
    """A rate for the very country beats a group's, and that one any longer prefix (C-41)."""
    groups = [{"group": "asia", "country": code} for code in ("CN", "VN")]
    rows = [
        {"hs_prefix": "61", "origin": "CN", "rate": "1%"},
        {"hs_prefix": "6109", "origin": "asia", "rate": "2%"},
        {"hs_prefix": "610910", "rate": "3%"},
    ]
    book = make_law(measures=rows, origin_group=groups)
    assert [book.rate("610910", origin) for origin in ("CN", "VN", "BR")] == ["1%", "2%", "3%"]


def test_longest_prefix_wins_within_an_origin(make_law: MakeLaw) -> None:
    """Among rates of equal rank of origin the longest prefix wins (C-41)."""
    rows = [
        {"hs_prefix": "61", "rate": "1%"},
        {"hs_prefix": "6109", "rate": "2%"},
        {"hs_prefix": "61", "origin": "CN", "rate": "3%"},
        {"hs_prefix": "6109", "origin": "CN", "rate": "4%"},
    ]
    book = make_law(measures=rows)
    assert [book.rate(code, "VN") for code in ("611010", "610910")] == ["1%", "2%"]
    assert [book.rate(code, "CN") for code in ("611010", "610910")] == ["3%", "4%"]


def test_exact_origin_before_group_before_any(make_law: MakeLaw) -> None:
    """On one prefix the country's own rate wins, then its group's, then that of any origin."""
    groups = [{"group": "asia", "country": code} for code in ("CN", "VN")]
    rows = [
        {"origin": "*", "rate": "3%"},
        {"origin": "asia", "rate": "2%"},
        {"origin": "CN", "rate": "1%"},
    ]
    book = make_law(measures=rows, origin_group=groups)
    assert [book.rate("610910", origin) for origin in ("CN", "VN", "BR")] == ["1%", "2%", "3%"]


@pytest.mark.parametrize(
    ("day", "rate"),
    [("2026-06-30", "1%"), ("2026-07-01", "2%"), ("2026-12-31", "2%"), ("2027-01-01", "3%")],
)
def test_validity_is_half_open(make_law: MakeLaw, day: str, rate: str) -> None:
    """A rate holds from its first day up to, not including, its last (C-11)."""
    rows = [
        {"origin": "CN", "rate": "1%", "valid_to": "2026-07-01"},
        {"origin": "CN", "rate": "2%", "valid_from": "2026-07-01", "valid_to": "2027-01-01"},
        {"origin": "*", "rate": "3%"},
    ]
    assert make_law(measures=rows).rate("610910", day=day) == rate


@pytest.mark.parametrize(
    ("day", "rates"),
    [
        ("2026-04-30", ["1%", "2%"]),
        ("2026-05-01", ["2%", "2%"]),  # the country's row has lapsed
        ("2026-06-01", ["9%", "9%"]),  # the longer prefix too
    ],
)
def test_lapsed_row_lets_the_next_step_in(
    make_law: MakeLaw, day: str, rates: Sequence[str]
) -> None:
    """The day comes first: of the rows that hold the best one wins (C-41)."""
    rows = [
        {"hs_prefix": "61", "rate": "9%"},
        {"hs_prefix": "6109", "rate": "2%", "valid_to": "2026-06-01"},
        {"hs_prefix": "61", "origin": "CN", "rate": "1%", "valid_to": "2026-05-01"},
    ]
    book = make_law(measures=rows)
    assert [book.rate("610910", origin, day) for origin in ("CN", "VN")] == rates


def test_rows_that_cannot_win_are_not_stored(make_law: MakeLaw) -> None:
    """A row whose days better rows cover, alone or together, is dropped; ranges are shared."""
    rows = [
        {"hs_prefix": "61", "rate": "9%"},
        {"hs_prefix": "6109", "rate": "1%", "valid_to": "2026-06-01"},
        {"hs_prefix": "6109", "rate": "2%", "valid_from": "2026-06-01"},
        {"hs_prefix": "6110", "rate": "1%", "valid_to": "2026-06-01"},
        {"hs_prefix": "6110", "rate": "2%", "valid_from": "2026-06-02"},
    ]
    book = make_law(measures=rows)
    commodities = book.tables.commodity[1:]
    spans = book.tables.kind_span[commodities["span_lo"]]  # of the one kind there is
    sizes = (spans["measure_hi"] - spans["measure_lo"]).tolist()
    assert sizes == [1, 2, 3, 1]  # 6100-6108, 6109, 6110, 6111-6199
    assert commodities["span_lo"][0] == commodities["span_lo"][3]


def test_kinds_share_their_rows(make_law: MakeLaw) -> None:
    """Rows of one kind that many commodities have in common are stored once."""
    base = [{"hs_prefix": f"61{i:02}", "rate": f"{i}%"} for i in range(20)]
    more = [{"kind": "s301", "origin": code, "rate": "7%"} for code in ("CN", "VN", "BR")]
    tables = make_law(measures=[*base, *more]).tables
    assert len(tables.commodity) == len(base) + 1
    assert len(tables.measure) == len(base) + len(more) + 1
    assert len(tables.kind_span) == 2 * len(base) + 1


def test_rates_of_equal_rank_must_not_overlap(make_law: MakeLaw) -> None:
    """Two rates for the same prefix, origin and day are an error naming both rows."""
    rows = [{"rate": "1%", "valid_to": "2026-07-02"}, {"rate": "2%", "valid_from": "2026-07-01"}]
    with pytest.raises(InputError, match=r"measure\.csv row 3.*row 2 before"):
        make_law(measures=rows)


def test_rate_in_foreign_currency_is_an_error_of_the_table(make_law: MakeLaw) -> None:
    """An amount in another currency than the jurisdiction's is refused when the table is read."""
    with pytest.raises(InputError, match="foreign currency"):
        make_law(measures=[{"rate": "$1.50/kg"}])


# --- regimes --------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "row"), [("149.99", 1), ("150", 1), ("150.01", 2), ("0", 1)])
def test_value_bounds_of_a_regime(make_law: MakeLaw, value: str, row: int) -> None:
    """A regime holds for value_lo < v <= value_hi; empty bounds are open (C-43)."""
    regimes = [{"priority": 1, "value_hi": "150"}, {"priority": 2, "value_lo": "150"}]
    assert make_law(regimes=regimes).regime(value) == row


def test_lowest_priority_number_wins(make_law: MakeLaw) -> None:
    """Rows are tried by priority, whatever their order in the file."""
    regimes = [
        {"priority": 9},
        {"priority": 2, "purpose": "b2b"},
        {"priority": 5, "mode": "sea|rail"},
    ]
    book = make_law(regimes=regimes)
    assert [book.regime("1", purpose="b2b"), book.regime("1", mode="rail")] == [1, 2]
    assert book.regime("1") == 3


@pytest.mark.parametrize(
    ("row", "asked", "found"),
    [
        ({"buyer_tax_id": "Y"}, {"has_tax_id": 1}, 1),
        ({"buyer_tax_id": "Y"}, {"has_tax_id": 0}, 0),
        ({"buyer_tax_id": "N"}, {"has_tax_id": 0}, 1),
        ({"buyer_tax_id": "N"}, {"has_tax_id": 1}, 0),
        ({"incoterm": "DAP"}, {"incoterm": "DDP"}, 0),
        ({"incoterm": "DAP"}, {"incoterm": "DAP"}, 1),
        ({"mode": "sea"}, {"mode": "air"}, 0),
        ({"test": "CIF", "value_hi": "105"}, {"freight": ("2", "3")}, 1),
        ({"test": "CIF", "value_hi": "105"}, {"freight": ("2", "3.01")}, 0),
        ({"test": "FOB", "value_hi": "102"}, {"freight": ("2", "3")}, 1),
        ({"test": "FOB", "value_hi": "102"}, {"freight": ("2.01", "0")}, 0),
        ({"aggregation": "importer_day", "value_hi": "105"}, {"prior": "5.01"}, 0),
        ({"aggregation": "importer_day", "value_hi": "105"}, {"prior": "5"}, 1),
        ({"ship_from": "CN"}, {"from_country": "CN"}, 1),
        ({"ship_from": "CN|HK"}, {"from_country": "HK"}, 2),
        ({"ship_from": "CN|HK"}, {"from_country": "VN"}, 0),
        ({"ship_from": "*"}, {"from_country": "VN"}, 1),
        ({"valid_from": "2026-06-02"}, {}, 0),
        ({"valid_from": "2026-06-01"}, {}, 1),
        ({"valid_to": "2026-06-01"}, {}, 0),
    ],
)
def test_each_condition_of_a_regime(
    make_law: MakeLaw, row: dict[str, str], asked: dict[str, object], found: int
) -> None:
    """A regime that misses one condition is not chosen; no row is 0."""
    assert make_law(regimes=[row]).regime("100", **asked) == found


@pytest.mark.parametrize(
    ("day", "row"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-08-31", 1), ("2026-09-01", 0)]
)
def test_scheme_holds_while_registered(make_law: MakeLaw, day: str, row: int) -> None:
    """A row with a scheme holds on the days of the row and of the registration."""
    registration = {
        "jurisdiction": "XX",
        "scheme": "ioss",
        "holder": "the platform",
        "number": "IM1",
        "valid_from": "2026-03-01",
    }
    book = make_law(
        regimes=[{"scheme": "ioss", "valid_to": "2026-09-01"}], registration=[registration]
    )
    assert book.regime("1", day=day) == row


def test_scheme_without_registration_falls_away(make_law: MakeLaw) -> None:
    """A row whose scheme the platform has not joined does not hold at all."""
    book = make_law(regimes=[{"scheme": "ioss"}, {"priority": 2}])
    assert len(book.tables.regime) == 2


# --- EPR ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gate", "line", "missing"),
    [
        ({"hs_prefix": "85"}, Line(hs="851713"), True),
        ({"hs_prefix": "85"}, Line(hs="851713", epr_mask=2), False),
        ({"hs_prefix": "85"}, Line(hs="611713"), False),
        ({"hs_prefix": "85171300"}, Line(hs="851713"), True),  # it may be that code
        ({"flag": "UN3480"}, Line(flags=1), True),
        ({"flag": "UN3480"}, Line(flags=2), False),
        ({"packaging": "Y"}, Line(packaging_g=1), True),
        ({"packaging": "Y"}, Line(), False),
        ({"packaging": "Y", "hs_prefix": "85"}, Line(packaging_g=1), False),
        ({"valid_from": "2026-06-02"}, Line(), False),
        ({"valid_to": "2026-06-02"}, Line(), True),
    ],
)
def test_epr_gate(make_law: MakeLaw, gate: dict[str, str], line: Line, missing: bool) -> None:
    """A line that fits all conditions of a gate needs the seller's id of its scheme (C-45)."""
    row = {"jurisdiction": "XX", "scheme": "weee", "source": "made up"} | gate
    book = make_law(epr_gate=[row])
    lines, st = book.records([Line(hs="490110"), line]), book.situation("2026-06-01")
    com, billed = np.ones((2, 1), np.int64)
    found = entries().check_epr(book.law.ref, st, 1, lines, np.array([1, 0]), 1, com, billed)
    assert found == ((STATUS["EPR_MISSING"], 0, 1) if missing else (0, -1, 0))
    assert billed.tolist() == [0]


def test_names_have_the_numbers_the_kernels_know(make_law: MakeLaw) -> None:
    """The names with fixed numbers have them."""
    ids = make_law().ctx.ids
    assert ids.find("measure_kind", "base") == _kernels_measure.BASE_KIND
    assert FACTS[_kernels_duty.FACT_KG] == "kg"
    assert FACTS[_kernels_duty.FACT_EACH] == "each"
    assert FACTS[_kernels_duty.FACT_KG_GROSS] == "kg gross"
    assert FACTS[_kernels_duty.FACT_KG_BATTERY] == "kg battery"
    packs = FACTS[_kernels_duty.FACT_PACK_0 : _kernels_duty.FACT_PACK_END]
    assert packs == tuple(f"kg packaging {material}" for material in MATERIALS)
    assert len(FACTS) == _kernels_duty.FACT_PACK_END
    assert [ids.find("fact", name) for name in FACTS] == list(range(len(FACTS)))
