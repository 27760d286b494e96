"""Conditions of measures: claims, modes, days of export, unit weight, `none`, seasons (C-41)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction as F

import pytest
from tariff_cases import Cells, Line, MakeLaw

from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES

MEASURED: Cells = {"rate": "measure:base", "required": "Y"}


# --- claims ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "rate"),
    [((), "10%"), (("FTA",), "5%"), (("OTHER",), "10%"), (("OTHER", "FTA"), "5%")],
)
def test_row_with_a_claim_fits_who_gives_it(
    make_law: MakeLaw, claims: Sequence[str], rate: str
) -> None:
    """A claimed row wins where the line gives its word, and is not there for others."""
    book = make_law(measures=[{}, {"claim": "FTA", "rate": "5%"}])
    assert book.rate("610910", line=Line(claims=claims)) == rate


def test_claim_wins_over_prefix_but_not_over_origin(make_law: MakeLaw) -> None:
    """Within an origin a claimed row beats a longer prefix; a nearer origin beats both."""
    rows = [
        {"rate": "1%", "claim": "FTA"},
        {"hs_prefix": "610910", "rate": "2%"},
        {"origin": "CN", "rate": "3%"},
    ]
    book = make_law(measures=rows)
    claimed = [Line(claims=("FTA",), origin=origin) for origin in ("VN", "CN")]
    assert [book.rate("610910", line=line) for line in claimed] == ["1%", "3%"]
    assert book.rate("610910", "VN") == "2%"


@pytest.mark.parametrize("order", [("A", "B"), ("B", "A")])
def test_of_two_claims_the_row_written_first_wins(make_law: MakeLaw, order: Sequence[str]) -> None:
    """Rows of different claims may stand together; a line that gives both takes the first."""
    rates = {"A": "1%", "B": "2%"}
    book = make_law(measures=[{}, *({"claim": word, "rate": rates[word]} for word in order)])
    assert book.rate("610910", line=Line(claims=("A", "B"))) == rates[order[0]]
    assert book.rate("610910", line=Line(claims=("B",))) == "2%"


def test_more_claims_than_bits_are_refused(make_law: MakeLaw) -> None:
    """Claims are bits of one number: the sixty-first names its cell."""
    rows = [{}, *({"claim": f"c{i}", "rate": "1%"} for i in range(60))]
    assert make_law(measures=rows).rate("610910", line=Line(claims=("c59",))) == "1%"
    with pytest.raises(InputError, match=r"measure\.csv row 63, column claim"):
        make_law(measures=[*rows, {"claim": "c60", "rate": "1%"}])


# --- mode, export day, unit weight ----------------------------------------------------


@pytest.mark.parametrize(
    ("row", "mode", "fits"),
    [
        ({"mode": "sea"}, "sea", True),
        ({"mode": "sea"}, "air", False),
        ({"mode": "sea|air"}, "air", True),
        ({"mode": "*"}, "air", True),
    ],
)
def test_mode_of_the_route(make_law: MakeLaw, row: Cells, mode: str, fits: bool) -> None:
    """A row of some modes fits goods that travel by one of them."""
    book = make_law(measures=[{"origin": "*"}, {"origin": "CN", "rate": "5%"} | row])
    assert book.rate("610910", mode=mode) == ("5%" if fits else "10%")


@pytest.mark.parametrize(
    ("day", "fits"),
    [("2026-05-09", False), ("2026-05-10", True), ("2026-05-19", True), ("2026-05-20", False)],
)
def test_day_of_export_is_half_open(make_law: MakeLaw, day: str, fits: bool) -> None:
    """A row holds for goods loaded on its days of export, whatever the entry day."""
    row = {"origin": "CN", "exported_from": "2026-05-10", "exported_to": "2026-05-20", "rate": "5%"}
    book = make_law(measures=[{}, row])
    assert book.rate("610910", export_day=day) == ("5%" if fits else "10%")


@pytest.mark.parametrize(
    ("gross_g", "rate"), [(50, "1%"), (51, "2%"), (100, "2%"), (101, "10%"), (1, "1%")]
)
def test_weight_of_one_unit(make_law: MakeLaw, gross_g: int, rate: str) -> None:
    """The gross weight of one unit lies above the lower bound and not above the upper."""
    rows = [
        {},
        {"origin": "CN", "unit_g_to": "50", "rate": "1%"},
        {"origin": "CN", "unit_g_over": "50", "unit_g_to": "100", "rate": "2%"},
    ]
    line = Line(gross_g=gross_g, quantity=7)
    assert make_law(measures=rows).rate("610910", line=line) == rate


def test_conditional_row_covers_no_other(make_law: MakeLaw) -> None:
    """Behind a row with a condition the next one waits, however far its days reach."""
    rows = [
        {"hs_prefix": "61", "rate": "9%"},
        {"hs_prefix": "6109", "mode": "sea", "rate": "1%"},
        {"hs_prefix": "61", "origin": "CN", "claim": "FTA", "rate": "2%"},
    ]
    book = make_law(measures=rows)
    assert book.rate("610910") == "9%"
    assert book.rate("610910", mode="sea") == "1%"
    assert book.rate("610910", line=Line(claims=("FTA",)), mode="sea") == "2%"


@pytest.mark.parametrize(
    ("first", "second", "clash"),
    [
        ({"claim": "A"}, {"claim": "A"}, True),
        ({"claim": "A"}, {"claim": "B"}, False),
        ({"claim": "A"}, {}, False),
        ({"mode": "sea"}, {"mode": "air"}, False),
        ({"mode": "sea|rail"}, {"mode": "air|rail"}, True),
        ({"mode": "sea"}, {}, True),
        ({"exported_to": "2026-05-10"}, {"exported_from": "2026-05-10"}, False),
        ({"exported_to": "2026-05-11"}, {"exported_from": "2026-05-10"}, True),
        ({"unit_g_to": "50"}, {"unit_g_over": "50"}, False),
        ({"unit_g_to": "51"}, {"unit_g_over": "50"}, True),
        ({"mode": "sea", "valid_to": "2026-05-10"}, {"valid_from": "2026-05-10"}, False),
    ],
)
def test_rows_that_can_meet_are_refused(
    make_law: MakeLaw, first: Cells, second: Cells, clash: bool
) -> None:
    """Two rows of equal rank and claim that fit the same line on a day are an error."""
    rows = [{"rate": "1%"} | first, {"rate": "2%"} | second]
    if not clash:
        assert len(make_law(measures=rows).tables.measure) > 2
        return
    with pytest.raises(InputError, match=r"measure\.csv row \d: .*narrow one of them"):
        make_law(measures=rows)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"mode": "balloon"}, "mode"),
        ({"exported_from": "2026-05-10", "exported_to": "2026-05-10"}, "exported_to"),
        ({"unit_g_over": "10", "unit_g_to": "10"}, "unit_g_to"),
        ({"unit_g_over": "1.5"}, "unit_g_over"),
        ({"rate": "about 5%"}, "rate"),
        ({"rate": "5% | {CN}: Free"}, "rate"),
        ({"kind": "no_such_kind"}, "kind"),
    ],
)
def test_bad_measure_names_its_cell(make_law: MakeLaw, row: Cells, column: str) -> None:
    """A cell of measure.csv that cannot be used is named."""
    with pytest.raises(InputError, match=rf"measure\.csv row 2, column {column}"):
        make_law(measures=[row])


def test_kind_that_only_other_law_asks_is_a_note(make_law: MakeLaw) -> None:
    """A kind the shipped law knows is told, not refused: the table may serve another place."""
    book = make_law(measures=[{}, {"kind": "s301", "rate": "25%"}])
    assert [note for note in book.ctx.notes if "'s301'" in note and "XX" in note]


# --- none -----------------------------------------------------------------------------


@pytest.mark.parametrize("required", ["Y", "N"])
def test_none_is_like_no_row(make_law: MakeLaw, required: str) -> None:
    """A row `none` says that the kind does not apply: no charge and no refusal."""
    rows = [{"rate": "10%"}, {"hs_prefix": "610910", "rate": "none"}]
    book = make_law(steps=[{"rate": "measure:base", "required": required}], measures=rows)
    run = book.run([Line(), Line(hs="611010")])
    assert (run.status, run.charges) == (0, [("duty", 1, F(10))])


def test_none_of_a_claim_takes_the_rate_away(make_law: MakeLaw) -> None:
    """An exclusion is a row `none` with a claim."""
    rows = [{}, {"kind": "s", "rate": "25%"}, {"kind": "s", "rate": "none", "claim": "EXCLUDED"}]
    book = make_law(steps=[{"rate": "measure:s", "required": "N"}], measures=rows)
    assert book.run([Line(), Line(claims=("EXCLUDED",))]).charges == [("duty", 0, F(25))]


# --- seasons and phases ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        ("2026-02-14", 15),
        ("2026-02-15", 0),
        ("2026-12-31", 0),
        ("2027-01-01", 15),
        ("2031-02-14", 15),
    ],
)
def test_season_holds_on_its_days_of_every_year(make_law: MakeLaw, day: str, amount: int) -> None:
    """A rate with seasons is one row for each stretch of days."""
    rate = "15.0% (01 JAN - 14 FEB), 0.0% (15 FEB - 31 DEC)"
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    assert book.run([Line()], day=day).charges == [("duty", 0, F(amount))]


@pytest.mark.parametrize(
    ("day", "amount"), [("2026-11-24", 5), ("2026-11-25", 2), ("2027-01-26", 5)]
)
def test_season_over_the_year_end(make_law: MakeLaw, day: str, amount: int) -> None:
    """A season may cross the end of the year; a last rate holds on the other days."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "2.0% (25 NOV - 25 JAN), 5.0%"}])
    assert book.run([Line()], day=day).charges == [("duty", 0, F(amount))]


def test_season_in_february_of_a_leap_year(make_law: MakeLaw) -> None:
    """The last day of February is found in every year."""
    rate = "1.0% (01 MAR - 31 DEC), 2.0% (01 JAN - 29 FEB)"
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    days = {"2028-02-29": 2, "2028-03-01": 1, "2026-02-28": 2, "2026-03-01": 1}
    found = {day: book.run([Line()], day=day).charges[0][2] for day in days}
    assert found == days


def test_day_without_a_season_has_no_price(make_law: MakeLaw) -> None:
    """Days that no season holds are refused, not free."""
    book = make_law(steps=[MEASURED], measures=[{"rate": "2.0% (25 NOV - 25 JAN)"}])
    assert CODES[book.run([Line()], day="2026-11-24").status] == "MEASURE_UNPRICED"
    assert CODES[book.run([Line()], day="2026-11-25").status] == "OK"


@pytest.mark.parametrize(
    ("day", "amount"), [("2026-06-30", 5), ("2026-07-01", 4), ("2027-01-01", 0)]
)
def test_dated_phases(make_law: MakeLaw, day: str, amount: int) -> None:
    """The last phase that has begun holds, also far behind the first."""
    rate = "5%; from 2026-07-01: 4%; from 2027-01-01: Free"
    book = make_law(steps=[MEASURED], measures=[{"rate": rate}])
    assert book.run([Line()], day=day).charges == [("duty", 0, F(amount))]


def test_stretches_stay_inside_the_row(make_law: MakeLaw) -> None:
    """A season never holds on a day on which its row does not."""
    rate = {"rate": "15.0% (01 JAN - 14 FEB), 1.0%", "valid_to": "2026-02-01"}
    rows: list[Mapping[str, str]] = [rate, {"valid_from": "2026-02-01", "rate": "7%"}]
    book = make_law(steps=[MEASURED], measures=rows)
    found = [book.run([Line()], day=day).charges[0][2] for day in ("2026-01-31", "2026-02-01")]
    assert found == [15, 7]


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("0.17", "unit or currency is not in the text"),
        ("2 EUR", "unit or currency is not in the text"),
        ("5% +", "ends in the middle of a term"),
        ("17% MIN 2 USD/kg", "is an amount in a foreign currency"),
        ("ten", "is not understood"),
    ],
)
@pytest.mark.parametrize("table", ["measures", "top"])
def test_rates_without_a_price_by_mistake(
    make_law: MakeLaw, rate: str, words: str, table: str
) -> None:
    """In a hand-written table they are errors that name cell, value, reason and remedy."""
    rows: dict[str, list[Cells]] = {"measures": [{}], table: [{"hs_prefix": "61", "rate": rate}]}
    with pytest.raises(InputError, match=r"measure.csv row 2, column rate") as caught:
        make_law(**rows)
    assert caught.value.value == rate
    assert words in caught.value.remedy
    assert "0.17 EUR/kg, `none` or `unpriced: why`" in caught.value.remedy


def test_rates_without_a_price_on_purpose(make_law: MakeLaw) -> None:
    """What is unpriced in so many words stays a refusal; an area may have amounts of another."""
    rows: list[Cells] = [{"hs_prefix": "61", "rate": "unpriced: 0.17 of something"}]
    assert make_law(measures=rows).rate("610910") == "unpriced: 0.17 of something"
    shared: list[Cells] = [{"area": "YY", "rate": "2 USD/kg"}]
    assert make_law(measures=shared, place={"duty_area": "YY"}).rate("610910") == "2 USD/kg"
