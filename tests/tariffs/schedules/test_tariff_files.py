"""Official files as measures of a book: United States exports and flat tables."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from schedule_files import EXPORTS, TREE, export_path, write_export
from tariff_cases import Line, MakeLaw

from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES
from oneprice.tariffs.schedules.us_hts import read_us_hts

HEADING = {"heading": "9903.88.15", "origin": "CN", "rate": "7.5%", "source": "made up"}
CLAIMED = HEADING | {"heading": "9903.88.69", "rate": "Free", "action": "exclusion_not_claimed"}
US = {"jurisdiction": "XX", "currency": "USD"}
EXPORT = "2026_rev_10"

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a writer of files below the source folder."""
    return lambda rows, name="hts.json": write_export(tmp_path / name, rows)


def tariff_file(**cells: str) -> list[dict[str, str]]:
    """Return the rows of a tariff_file.csv."""
    plain = {"area": "XX", "format": "us_hts_json", "path": "hts.json", "source": "made up"}
    return [plain | cells]


# --- United States exports ------------------------------------------------------------


def test_file_becomes_measures(make_law: MakeLaw, save: Save) -> None:
    """Columns 1 and 2 and the headings of footnotes apply by origin."""
    save(TREE)
    book = make_law(
        place=US,
        measures=[{"kind": "vat"}],
        s301_heading=[HEADING, CLAIMED],
        tariff_file=tariff_file(),
    )
    assert [book.rate("610910", origin) for origin in ("CN", "DE", "KP")] == [
        "16.5%",
        "16.5%",
        "90%",
    ]
    assert [book.rate("6109100014", origin, kind="s301") for origin in ("CN", "DE")] == ["7.5%", ""]
    assert book.rate("6109902010") == "2¢/kg"
    assert CODES[book.commodity("610990")[1]] == "HS_AMBIGUOUS"
    assert CODES[book.commodity("990388")[1]] == "HS_UNKNOWN"


def test_part_by_part_rate_is_refused(make_law: MakeLaw, save: Save) -> None:
    """A watch without the value of its case is refused by that name, never priced in part."""
    save(TREE)
    step = {"rate": "measure:base", "required": "Y"}
    book = make_law(
        steps=[step],
        place=US,
        measures=[{"kind": "vat"}],
        s301_heading=[HEADING, CLAIMED],
        tariff_file=tariff_file(),
    )
    run = book.run([Line(hs="91021110")])
    assert CODES[run.status] == "DUTY_INPUT_MISSING"
    assert book.ctx.ids.name("fact", run.fact) == "part:case"


@pytest.mark.parametrize(
    ("headings", "origin", "status"),
    [
        ([HEADING, CLAIMED], "CN", "OK"),
        ([HEADING], "CN", "MEASURE_UNPRICED"),  # 9903.88.69 is not known
        ([HEADING], "DE", "MEASURE_UNPRICED"),
        ([HEADING, CLAIMED | {"action": "charge"}], "CN", "MEASURE_UNPRICED"),  # both charge
        ([HEADING, CLAIMED | {"action": "charge"}], "DE", "OK"),
        ([HEADING, CLAIMED | {"action": "charge", "kind": "more"}], "CN", "OK"),
        (
            [
                HEADING | {"valid_to": "2026-01-01"},
                CLAIMED | {"action": "charge"} | {"valid_from": "2026-01-01"},
            ],
            "CN",
            "OK",
        ),
    ],
)
def test_headings_that_cannot_be_settled_are_unpriced(
    make_law: MakeLaw, save: Save, headings: list[dict[str, str]], origin: str, status: str
) -> None:
    """An unknown heading, or two that charge the same goods, leave the line without a price."""
    save(TREE)
    step = {"rate": "measure:s301", "required": "N"}
    book = make_law(
        steps=[step],
        place=US,
        measures=[{"kind": "vat"}],
        s301_heading=headings,
        tariff_file=tariff_file(),
    )
    run = book.run([Line(hs="6109100014", origin=origin)])
    assert CODES[run.status] == status


@pytest.mark.parametrize(
    ("later", "rates"),
    [
        ({}, ["7.5%", "50%", "50%"]),
        ({"origin": "*"}, ["7.5%", "50%", "50%"]),
        ({"valid_from": ""}, ["50%", "50%", "50%"]),
        ({"valid_to": "2026-07-01"}, ["7.5%", "50%", "none"]),  # the replaced one stays away
    ],
)
def test_heading_that_replaces_another(
    make_law: MakeLaw, save: Save, later: dict[str, str], rates: Sequence[str]
) -> None:
    """On lines that name both, a heading ends on the day its replacement begins."""
    save(TREE)
    cells = {"action": "charge", "rate": "50%", "replaces": "9903.88.15|9903.88.03"}
    headings = [HEADING, CLAIMED | cells | {"valid_from": "2026-06-01"} | later]
    book = make_law(
        place=US, measures=[{"kind": "vat"}], s301_heading=headings, tariff_file=tariff_file()
    )
    days = ("2026-05-31", "2026-06-01", "2026-07-01")
    assert [book.rate("6109100014", "CN", day, "s301") for day in days] == rates
    assert book.rate("6109100012", "CN", "2026-07-01", "s301") == "7.5%"  # names one only


def test_replacement_for_other_goods_leaves_both_open(make_law: MakeLaw, save: Save) -> None:
    """A heading for fewer origins or of another kind replaces nothing."""
    save(TREE)
    cells = {"action": "charge", "rate": "50%", "replaces": "9903.88.15"}
    step = {"rate": "measure:s301", "required": "N"}
    found = []
    for wide, narrow in (({"origin": "*"}, {}), ({}, {"kind": "more"})):
        book = make_law(
            steps=[step],
            place=US,
            measures=[{"kind": "vat"}],
            s301_heading=[HEADING | wide, CLAIMED | cells | narrow],
            tariff_file=tariff_file(),
        )
        found.append(CODES[book.run([Line(hs="6109100014", origin="CN")]).status])
    assert found == ["MEASURE_UNPRICED", "OK"]


def test_hand_written_rate_comes_before_an_imported_one(make_law: MakeLaw, save: Save) -> None:
    """A row of measure.csv settles what the file leaves open for the same prefix."""
    save(TREE)
    book = make_law(
        place=US,
        measures=[{"hs_prefix": "910211", "rate": "5%"}],
        s301_heading=[HEADING, CLAIMED],
        tariff_file=tariff_file(),
    )
    assert [book.rate("91021110", origin) for origin in ("CN", "CU")] == ["5%", "$1 each"]


@pytest.mark.parametrize("path", ["/etc/hts.json", "../hts.json", "none.json"])
def test_path_stays_below_the_source(make_law: MakeLaw, path: str) -> None:
    """A path that leads elsewhere or nowhere is an error naming its cell."""
    with pytest.raises(InputError, match=r"tariff_file\.csv row 2, column path"):
        make_law(place=US, tariff_file=tariff_file(path=path))


def test_whole_export_compiles(make_law: MakeLaw, save: Save, shared_dir: Path) -> None:
    """The whole schedule becomes commodities; every line of it is found in exactly one."""
    path = save(export_path(shared_dir, EXPORT).read_bytes(), "hts.json.gz")
    book = make_law(
        place=US, measures=[{"kind": "vat"}], tariff_file=tariff_file(path="hts.json.gz")
    )
    for line in read_us_hts(path).lines[::50]:
        assert CODES[book.commodity(line.code)[1]] == "OK"
        assert book.rate(line.code, "DE") == line.general
        assert book.rate(line.code, "KP") == line.other


# --- editions in time -----------------------------------------------------------------


def editions(*days: tuple[str, str], **cells: str) -> list[dict[str, str]]:
    """Return rows of one series, file by file, with their days."""
    return [
        row | {"path": f"{at}.json", "valid_from": first, "valid_to": last}
        for at, (first, last) in enumerate(days)
        for row in tariff_file(**cells)
    ]


def test_each_edition_holds_on_its_days(make_law: MakeLaw, save: Save) -> None:
    """A code of 6 digits stays known when a second edition splits lines off below it."""
    split = [*TREE[:4], TREE[3] | {"htsno": "6109.10.00.18"}, *TREE[4:]]
    save(TREE, "0.json")
    save([row | {"general": row["general"].replace("16.5%", "15%")} for row in split], "1.json")
    rows = editions(("", "2026-06-08"), ("2026-06-08", ""))
    book = make_law(
        place=US,
        measures=[{"kind": "vat"}],
        s301_heading=[HEADING, CLAIMED],
        tariff_file=rows,
    )
    for code in ("610910", "61091000", "6109100012"):
        rates = [book.rate(code, "DE", day) for day in ("2026-06-07", "2026-06-08")]
        assert rates == ["16.5%", "15%"]


@pytest.mark.parametrize(
    ("days", "good"),
    [
        ((("", "2026-06-08"), ("2026-06-08", "")), True),
        ((("", "2026-06-09"), ("2026-06-08", "")), False),
        ((("2026-06-08", ""), ("", "")), False),
        ((("2026-01-01", ""), ("2026-01-01", "")), False),
    ],
)
def test_two_files_never_speak_on_one_day(
    make_law: MakeLaw, save: Save, days: Sequence[tuple[str, str]], good: bool
) -> None:
    """Editions follow each other without a common day, or the table is refused."""
    for at in range(len(days)):
        save(TREE, f"{at}.json")
    law: Any = {"place": US, "measures": [{"kind": "vat"}], "tariff_file": editions(*days)}
    if good:
        assert make_law(**law).rate("6109901000", "DE") == "Free"
    else:
        with pytest.raises(InputError, match=r"tariff_file\.csv row \d, column valid_from.*row \d"):
            make_law(**law)


# --- flat tables ----------------------------------------------------------------------

FLAT = """\
code,stat,rate,lower,note
0101.21.00,,Free,Free,
0101.29.00,10,5%,4%,
0101.29.00,20,5%,3%,
0102.00.00,,8.47 EUR/kg + 5%,Free,
0103.00.00,,9.00% + EA,Free,cannot be priced
0104.00.00,,View TCOs,Free,
noise,,Free,Free,
"""
MAPPED = {
    "format": "flat_csv",
    "path": "own.csv",
    "code_column": "code+stat",
    "rate_column": "rate",
    "dialect": "eu",
    "skip": "odd_code",
}


@pytest.fixture
def own(make_law: MakeLaw, save: Save) -> Callable[..., Any]:
    """Return a maker of books from the flat table."""

    def make(*rows: dict[str, str]) -> Any:
        save(FLAT.encode(), "own.csv")
        files = [file for cells in rows for file in tariff_file(**MAPPED | cells)]
        step = {"rate": "measure:base", "required": "Y"}
        return make_law(steps=[step], measures=[{"kind": "vat"}], tariff_file=files)

    return make


def test_flat_table_becomes_measures(own: Callable[..., Any]) -> None:
    """A flat table prices its lines in its dialect, codes joined from two columns."""
    book = own({})
    assert [book.rate(code) for code in ("010121", "0101290010", "010200")] == [
        "Free",
        "5%",
        "8.47 EUR/kg + 5%",
    ]
    assert any("own.csv: 7 rows, 6 lines" in note for note in book.ctx.notes)
    assert any("left out: 1 odd_code" in note for note in book.ctx.notes)


def test_flat_text_without_a_price_is_refused(own: Callable[..., Any]) -> None:
    """A text its dialect cannot price is a refusal with its reason, never free."""
    book = own({})
    for code in ("010300", "010400"):
        run = book.run([Line(hs=code)])
        assert CODES[run.status] == "MEASURE_UNPRICED"


def test_preference_column_asks_for_its_claim(own: Callable[..., Any]) -> None:
    """A column of a programme is a measure of its own that only a claim reaches."""
    book = own({}, {"rate_column": "lower", "claim": "gsp"})
    assert book.rate("0101290010") == "5%"
    claims = {book.ctx.ids.name("claim", n) for n in book.tables.measure["claim"]}
    assert claims == {"", "gsp"}


def test_flat_columns_of_other_kinds_and_origins(own: Callable[..., Any]) -> None:
    """Several columns of one file stand side by side, each for its kind and origin."""
    book = own(
        {}, {"rate_column": "lower", "origin": "CN"}, {"rate_column": "lower", "kind": "gsp"}
    )
    assert [book.rate("0101290020", origin) for origin in ("DE", "CN")] == ["5%", "3%"]
    assert book.rate("0101290010", "DE", kind="gsp") == "4%"


@pytest.mark.parametrize(
    ("cells", "match"),
    [
        ({"code_column": ""}, "code_column"),
        ({"rate_column": ""}, "rate_column"),
        ({"rate_column": "none"}, "header"),
        ({"dialect": "none"}, "dialect"),
        ({"skip": "all"}, "skip"),
        ({"skip": ""}, "skip odd_code"),
        ({"origin": "NOBODY"}, "origin"),
        ({"format": "csv"}, "format"),
        ({"format": "us_hts_json"}, "leave it empty"),
    ],
)
def test_flat_row_is_checked(own: Callable[..., Any], cells: dict[str, str], match: str) -> None:
    """A mapping that cannot be used is an error that names its cell."""
    with pytest.raises(InputError, match=match):
        own(cells)


def test_every_published_edition_is_named(shared_dir: Path) -> None:
    """The four exports that the tests rely on are there."""
    assert all(export_path(shared_dir, name).is_file() for name in EXPORTS)
