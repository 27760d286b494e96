"""Reading the law tables: places, overrides, rule days, and the readers' errors."""

import pytest
from tariff_cases import MEASURE, Line, MakeLaw, write_table

from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.tariffs.readers.hs_codes import code_interval, dotted, prefix_interval


def test_rows_of_the_duty_area_count_for_its_members(make_law: MakeLaw) -> None:
    """Measures of the area stand in the area's folder and hold beside a member's own."""
    place = {"duty_area": "AREA"}
    first = make_law(place=place)
    folder = first.ctx.folder / "law" / "AREA"
    said = {"source": "made up"}
    write_table(folder / "measure.csv", [MEASURE | said | {"area": "AREA", "hs_prefix": "61"}])
    book = make_law(place=place, measures=[{"kind": "vat", "rate": "19%"}])
    assert book.rate("610910") == "10%"
    assert book.rate("610910", kind="vat") == "19%"


def test_measures_at_the_top_are_added(make_law: MakeLaw) -> None:
    """The source's own measure.csv adds rows; rows of other areas are left aside."""
    top = [{"hs_prefix": "6109", "rate": "7%"}, {"area": "ZZ", "hs_prefix": "6109", "rate": "8%"}]
    book = make_law(top=top)
    assert [book.rate("610910"), book.rate("611010")] == ["7%", "10%"]


def test_rule_days_are_where_rules_change(make_law: MakeLaw) -> None:
    """Rule days are the bounds of regimes, import steps and measures, each once (C-47)."""
    steps = [
        {"rate": "1%", "valid_from": "2026-03-01"},
        {"seq": 20, "stage": "sale", "rate": "1%", "valid_from": "2026-04-01"},
    ]
    measures = [{"valid_to": "2026-05-01"}, {"valid_from": "2026-05-01"}]
    book = make_law(steps=steps, measures=measures, regimes=[{"valid_to": "2026-03-01"}])
    days = [parse_day(day, "day") for day in ("2026-03-01", "2026-05-01")]
    assert book.tables.ruleday["day"][1:].tolist() == days


def test_rule_and_source_are_kept(make_law: MakeLaw) -> None:
    """A step knows the row it was read from."""
    book = make_law()
    run = book.run([Line()])
    step = book.tables.step[run.records[0]["step"]]
    assert book.ctx.ids.name("rule", step["rule"]) == "law/XX/stack.csv:2"
    assert book.ctx.ids.name("source", step["source"]) == "made up for a test"


def test_regime_must_name_a_stack(make_law: MakeLaw) -> None:
    """A regime whose stack is not written is an error naming its cell."""
    with pytest.raises(InputError, match=r"law/XX/regime\.csv row 2, column stack_id"):
        make_law(regimes=[{"stack_id": "no_such"}])


@pytest.mark.parametrize(
    ("regime", "column"),
    [
        ({"heading_digits": 1}, "heading_digits"),
        ({"heading_digits": 11}, "heading_digits"),
        ({"mode": "air|balloon"}, "mode"),
        ({"purpose": "c2c"}, "purpose"),
        ({"value_hi": "0.0000001"}, "value_hi"),
        ({"test": "EXW"}, "test"),
    ],
)
def test_bad_regime_names_its_cell(
    make_law: MakeLaw, regime: dict[str, object], column: str
) -> None:
    """A cell of regime.csv that cannot be used is named."""
    with pytest.raises(InputError, match=rf"law/XX/regime\.csv row 2, column {column}"):
        make_law(regimes=[regime])


def test_listed_jurisdiction_needs_its_row(make_law: MakeLaw) -> None:
    """A jurisdiction of book.csv without a row of its own is an error."""
    with pytest.raises(InputError, match=r"law/XX/jurisdiction\.csv"):
        make_law(place={"jurisdiction": "YY"})


@pytest.mark.parametrize("flag", ["UN9999", "UN3480|none"])
def test_bad_epr_flag_names_its_cell(make_law: MakeLaw, flag: str) -> None:
    """A cargo flag that is not known is an error."""
    gate = {"jurisdiction": "XX", "scheme": "x", "flag": flag, "source": "made up"}
    with pytest.raises(InputError, match=r"epr_gate\.csv row 2, column flag"):
        make_law(epr_gate=[gate])


def test_bad_origin_names_its_cell(make_law: MakeLaw) -> None:
    """An origin that is neither a code nor a group is an error."""
    with pytest.raises(InputError, match=r"measure\.csv row 2, column origin"):
        make_law(measures=[{"origin": "asia"}])


@pytest.mark.parametrize("prefix", ["61x9", "61091000001", "\N{FULLWIDTH DIGIT SIX}1"])
def test_bad_prefix_names_its_cell(make_law: MakeLaw, prefix: str) -> None:
    """A prefix is up to ten digits."""
    with pytest.raises(InputError, match=r"measure\.csv row 2, column hs_prefix"):
        make_law(measures=[{"hs_prefix": prefix}])


def test_codes_are_intervals() -> None:
    """A code stands for all 10-digit codes that begin with it (C-42)."""
    assert prefix_interval("") == (0, 10**10)
    assert prefix_interval("6109.10".replace(".", "")) == (6109100000, 6109110000)
    assert code_interval("6109.10.00 12", "hs") == (6109100012, 6109100013)
    assert dotted("6109100012") == "6109.10.00.12"


@pytest.mark.parametrize("code", ["61091", "61091000001", "", "61091a", "6109-10", "٦١٠٩١٠"])
def test_bad_code_is_an_error(code: str) -> None:
    """A code has 6 to 10 plain digits."""
    with pytest.raises(InputError, match="6 to 10 digits"):
        code_interval(code, "lines[0].hs_code")
