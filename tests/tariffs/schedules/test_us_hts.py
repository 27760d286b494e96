"""Importing the United States schedule: small made files and the whole export."""

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from tariff_cases import Line, MakeLaw

from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES
from oneprice.tariffs.rates.duty_expression import Duty, Specific, Unpriced, parse_duty
from oneprice.tariffs.schedules.us_hts import named_headings, read_us_hts, shortest_prefixes

Row = dict[str, Any]


def row(htsno: str, indent: int, general: str = "", other: str = "", note: str = "") -> Row:
    """Return one row of an export."""
    notes = [{"columns": ["general"], "value": note, "type": "endnote"}] if note else []
    return {
        "htsno": htsno,
        "indent": str(indent),
        "description": "made up",
        "superior": None if htsno else "true",
        "units": [],
        "general": general,
        "special": "",
        "other": other,
        "footnotes": notes,
        "quotaQuantity": None,
        "additionalDuties": None,
        "addiitionalDuties": None,
    }


TREE = [
    row("6109", 0),
    row("6109.10.00", 1, "16.5%", "90%", "See 9903.88.15. "),
    row("6109.10.00.12", 2),
    row("6109.10.00.14", 2, note="See 9903.88.69."),
    row("6109.90", 1),
    row("", 2),
    row("6109.90.10.00", 3, "Free", "60%"),
    row("6109.90.20", 3, "2¢/kg", "4¢/kg"),
    row("6109.90.20.10", 4),
    row("9102.11.10", 0, "44¢ each + 6% on the case", "$1 each"),
    row("9903.88.15", 0, "The duty provided in the applicable subheading + 7.5%"),
]
HEADING = {"heading": "9903.88.15", "origin": "CN", "rate": "7.5%", "source": "made up"}
CLAIMED = HEADING | {"heading": "9903.88.69", "rate": "Free", "action": "exclusion_not_claimed"}
US = {"jurisdiction": "XX", "currency": "USD"}

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a writer of export files."""

    def write(rows: object, name: str = "hts.json") -> Path:
        data = rows if isinstance(rows, bytes) else json.dumps(rows).encode()
        (tmp_path / name).write_bytes(data)
        return tmp_path / name

    return write


def tariff_file(**cells: str) -> list[dict[str, str]]:
    """Return the rows of a tariff_file.csv."""
    plain = {"area": "XX", "format": "us_hts_json", "path": "hts.json", "source": "made up"}
    return [plain | cells]


# --- reading --------------------------------------------------------------------------


def test_rates_come_from_the_nearest_row_above(save: Save) -> None:
    """A line without a rate has that of the row above it in the tree, and its footnotes."""
    lines = {line.code: line for line in read_us_hts(save(TREE)).lines}
    assert sorted(lines) == ["6109100012", "6109100014", "6109901000", "6109902010", "91021110"]
    assert lines["6109100012"].general == "16.5%"
    assert lines["6109100014"].headings == {"9903.88.15", "9903.88.69"}
    assert (lines["6109902010"].general, lines["6109902010"].other) == ("2¢/kg", "4¢/kg")


def test_report_counts_forms_and_headings(save: Save) -> None:
    """The report counts rows, lines, forms of rate and lines per heading."""
    report = read_us_hts(save(TREE)).report
    assert (report.rows, report.lines) == (11, 5)
    assert report.forms == {"percent": 1, "free": 1, "specific": 1, "component": 1}
    assert report.headings == {"9903.88.15": 2, "9903.88.69": 1}


def test_gzip_is_read_like_plain(save: Save) -> None:
    """A compressed export gives the same lines."""
    zipped = save(gzip.compress(json.dumps(TREE).encode()), "hts.json.gz")
    assert read_us_hts(zipped).lines == read_us_hts(save(TREE)).lines


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        (b"not json", "whole JSON"),
        (json.dumps(TREE).encode()[:-20], "whole JSON"),
        (gzip.compress(json.dumps(TREE).encode())[:-9], "readable file"),
        (b"\xff\xfe", "whole JSON"),
        ([], "1 to"),
        ({}, "1 to"),
        ([1], "keys"),
        ([{"htsno": "0101"}], "keys"),
        ([TREE[0] | {"general": None}], "general"),
        ([TREE[0] | {"footnotes": "see"}], "footnotes"),
        ([TREE[0] | {"footnotes": [{"columns": ["general"]}]}], "footnote"),
        ([TREE[0] | {"htsno": "61.09"}], "htsno"),
        ([TREE[0] | {"indent": "x"}], "indent"),
        ([TREE[0] | {"indent": "999"}], "indent"),
        ([TREE[0], TREE[0]], "once"),
        (b"[" * 100_000, "whole JSON"),
    ],
)
def test_malformed_file_is_an_input_error(save: Save, rows: object, match: str) -> None:
    """A file that is cut short, of another shape or contradicts itself is refused."""
    with pytest.raises(InputError, match=match):
        read_us_hts(save(rows))


def test_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """A file that is not there is an input error, not a traceback of the system."""
    with pytest.raises(InputError, match="readable"):
        read_us_hts(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("note", "headings"),
    [
        ("See 9903.88.15.", ["9903.88.15"]),
        ("See 9903.88.01 and 9903.91.03", ["9903.88.01", "9903.91.03"]),
        ("See 9904.17.01-9904.17.03.", ["9904.17.01", "9904.17.02", "9904.17.03"]),
        ("9904.05.01 through 9904.05.02", ["9904.05.01", "9904.05.02"]),
        ("See 9903.92.", ["9903.92"]),
        ("See U.S. note 20(g) to chapter 99.", []),
    ],
)
def test_headings_of_a_footnote(note: str, headings: Sequence[str]) -> None:
    """Single headings, ranges and cut ones are all found."""
    assert sorted(named_headings(note)) == list(headings)


def test_codes_are_cut_only_where_all_lines_agree() -> None:
    """A shorter prefix stands for its lines when they say the same."""
    values = {"6109100012": 1, "6109100014": 1, "6109901000": 1, "6109902010": 2, "6109902020": 2}
    assert shortest_prefixes(values) == {"610910": 1, "61099010": 1, "61099020": 2}


# --- as measures ----------------------------------------------------------------------


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
    """A watch is refused with the words of its rate, never priced by a part of it."""
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
    assert CODES[run.status] == "MEASURE_UNPRICED"
    words = book.ctx.ids.name("text", book.tables.measure[run.fact]["unpriced"])
    assert "44¢ each + 6% on the case" in words


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
        ({"valid_to": "2026-07-01"}, ["7.5%", "50%", ""]),  # the replaced one does not come back
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


# --- the whole export -----------------------------------------------------------------

EXPORT = "data/tariffs/us_hts_exports/hts_2026_rev_10.json.gz"


def test_whole_export_agrees_with_the_census(shared_dir: Path) -> None:
    """Every row of HTS 2026 revision 10 is read, and the forms of rate are counted as found.

    The census counts 14 amounts on a content weight plus a percentage as "specific + N%"; they
    have no price here.
    """
    report = read_us_hts(shared_dir / EXPORT).report
    assert report.rows == 35_509
    assert sum(report.forms.values()) == 11_414
    assert sum(report.other_forms.values()) == 11_415
    assert report.forms["unparsed"] == 0
    forms = {name: report.forms[name] for name in ("free", "percent", "specific")}
    assert forms == {"free": 4_315, "percent": 5_863, "specific": 716}
    assert report.forms["specific+percent"] == 315 - 14
    assert report.forms["content"] == 43 + 14 + 2  # and 2 of 3 "specific + specific"
    assert (report.forms["reference"], report.forms["sliding"]) == (43, 12)


def test_whole_export_compiles(make_law: MakeLaw, save: Save, shared_dir: Path) -> None:
    """The whole schedule becomes commodities; every line of it is found in exactly one."""
    path = save((shared_dir / EXPORT).read_bytes(), "hts.json.gz")
    book = make_law(
        place=US, measures=[{"kind": "vat"}], tariff_file=tariff_file(path="hts.json.gz")
    )
    for line in read_us_hts(path).lines[::50]:
        assert CODES[book.commodity(line.code)[1]] == "OK"
        assert book.rate(line.code, "DE") == line.general
        assert book.rate(line.code, "KP") == line.other


def test_agency_reading_of_rates_agrees(shared_dir: Path) -> None:
    """Where the agency's own table gives numbers and we price, the numbers are the same."""
    path = shared_dir / "data/tariffs/us_usitc_parsed_rates_sample_2025.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert len(rows) == 90
    priced = [_agrees(row, column) for row in rows for column in ("mfn", "col2")]
    assert len(priced) - priced.count(None) == 155
    assert False not in priced


def _agrees(cells: dict[str, str], column: str) -> bool | None:
    """Tell whether we read a rate like the agency; None where neither gives a number."""
    duty, kind = parse_duty(cells[f"{column}_text"]), cells[f"{column}_rate_type"]
    numbers = kind in ("0", "1", "2", "4", "5", "7")
    if isinstance(duty, Unpriced):
        return False if numbers else None
    if not numbers:
        return False
    specific = duty.specific or Specific(F(0), "", "USD")
    theirs = F(cells[f"{column}_ad_valorem"]), F(cells[f"{column}_specific_usd"] or 0)
    return isinstance(duty, Duty) and (duty.ad_valorem, specific.amount) == theirs
