"""The whole schedule of the United States with the shipped law: duty stacks by the notices named.

Goods made in China worth USD 1,000. Column 1 and the headings of Section 301 come from the
export of HTS 2026 revision 10, everything else from the shipped tables:

- 6109.10.00, cotton T-shirts: column 1 16.5 %; list 4A, heading 9903.88.15, 7.5 % since
  2020-02-14 (85 FR 3741).
- 8517.13.00, smartphones: column 1 free; on no list of Section 301; outside Section 122
  (heading 9903.03.03).
- 8507.60.00, lithium-ion batteries: column 1 3.4 %; names headings 9903.88.15 and 9903.91.06.
  The four-year review increased the 7.5 % of list 4A to 25 % from 2026-01-01 (89 FR 76581), so
  25 % are owed, not 32.5 %.
- 3304.99.50, skin care: column 1 free; list 3, heading 9903.88.03, 25 % since 2019-05-10
  (84 FR 20459).
- Section 122: 10 % from 2026-02-24 to 2026-07-23 (heading 9903.03.01, 150 days).
- IEEPA duties were collected until 2026-02-23 (CSMS 67834313); they are not held: a refusal.
- Section 232 took a share of the metal content of headings 3304 and 8517, among others, until
  2026-04-05 (Proclamations 10895, 10896, 10947); the lines are not held: a refusal.
- The forced-labour duty of Section 301 begins on 2026-07-24: 12.5 % for China (heading
  9903.05.31, 91 FR 47318); smartphones are outside (U.S. note 52(b), heading 9903.05.86).
"""

from fractions import Fraction as F
from pathlib import Path
from typing import Any

import pytest
from tariff_cases import LawBook, Line, write_table

from oneprice.core.refusal import CODES

EXPORT = "data/tariffs/us_hts_exports/hts_2026_rev_10.json.gz"
DAYS = ("2026-02-24", "2026-06-15", "2026-07-23")
METALS_ANEW = "2026-04-06"  # Section 232 on listed goods instead of content
SHIRT, PHONE, BATTERY, SERUM = "6109.10", "8517.13", "8507.60", "3304.99.50"


@pytest.fixture(scope="module")
def us(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> LawBook:
    """Return the shipped law of the United States with the whole schedule."""
    folder = tmp_path_factory.mktemp("us")
    (folder / "hts.json.gz").write_bytes((shared_dir / EXPORT).read_bytes())
    row = {
        "area": "US",
        "format": "us_hts_json",
        "path": "hts.json.gz",
        "source": "HTS 2026 rev 10",
    }
    write_table(folder / "tariff_file.csv", [row])
    return LawBook(folder, law="US")


def duties(book: LawBook, hs: str, day: str, origin: str = "CN") -> dict[str, F]:
    """Return the duty lines on goods of USD 1,000, fees left out."""
    run = book.run([Line(goods="1000", hs=hs, origin=origin)], day=day, digits=10)
    assert CODES[run.status] == "OK"
    return {code: amount for code, _, amount in run.charges if code.startswith("duty")}


def refused_kind(book: LawBook, hs: str, day: str) -> str:
    """Return the kind of the measure for lack of whose price goods are refused."""
    run = book.run([Line(goods="1000", hs=hs)], day=day, digits=10)
    assert CODES[run.status] == "MEASURE_UNPRICED"
    return book.ctx.ids.name("measure_kind", book.tables.measure[run.fact]["kind"])


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    ("hs", "owed"),
    [
        (SHIRT, {"duty_base": 165, "duty_s301": 75, "duty_s122": 100}),
        (PHONE, {"duty_base": 0, "duty_s122": 0}),
        (BATTERY, {"duty_base": 34, "duty_s301": 250, "duty_s122": 100}),
        ("8507.60.00.90", {"duty_base": 34, "duty_s301": 250, "duty_s122": 100}),
        (SERUM, {"duty_base": 0, "duty_s301": 250, "duty_s122": 100}),
    ],
)
def test_goods_made_in_china(us: LawBook, hs: str, owed: dict[str, int], day: str) -> None:
    """Base, Section 301 and Section 122 stand side by side on the same value."""
    if hs in (PHONE, SERUM) and day < METALS_ANEW:
        assert refused_kind(us, hs, day) == "s232"
    else:
        assert duties(us, hs, day) == owed


def test_goods_made_elsewhere(us: LawBook) -> None:
    """Section 301 is for goods of China only; Section 122 for goods of any country."""
    assert duties(us, SHIRT, "2026-06-15", "DE") == {"duty_base": 165, "duty_s122": 100}
    cuban = duties(us, SHIRT, "2026-06-15", "CU")
    assert cuban == {"duty_base": 900, "duty_s122": 100}  # column 2


@pytest.mark.parametrize("hs", [SHIRT, PHONE, BATTERY, SERUM])
def test_duty_that_is_not_held_is_refused(us: LawBook, hs: str) -> None:
    """On the last day of a known duty without a rate the goods are refused."""
    assert refused_kind(us, hs, "2026-02-23") == "ieepa"


@pytest.mark.parametrize("day", ["2026-07-24", "2026-07-25"])
@pytest.mark.parametrize(
    ("hs", "owed"),
    [
        (SHIRT, {"duty_base": 165, "duty_s301": 75, "duty_s301_forced_labour": 125}),
        (PHONE, {"duty_base": 0}),
        (BATTERY, {"duty_base": 34, "duty_s301": 250, "duty_s301_forced_labour": 125}),
        (SERUM, {"duty_base": 0, "duty_s301": 250, "duty_s301_forced_labour": 125}),
    ],
)
def test_forced_labour_follows_section_122(
    us: LawBook, hs: str, owed: dict[str, int], day: str
) -> None:
    """From the day Section 122 has run out the forced-labour duty stands beside the lists."""
    assert duties(us, hs, day) == owed


@pytest.mark.parametrize(
    ("day", "rate"), [("2025-12-31", "7.5%"), ("2026-01-01", "25%"), ("2026-06-15", "25%")]
)
def test_increase_takes_the_place_of_the_list(us: LawBook, day: str, rate: str) -> None:
    """Lithium-ion batteries leave list 4A on the day their increased rate begins."""
    assert us.rate("850760", "CN", day, "s301") == rate


@pytest.mark.parametrize(
    ("hs", "words"),
    [
        ("6307.90.98.91", "9903.88.15 and 9903.91.01"),  # face masks only, among others
        ("8517.62.00.90", "9903.88.04 and 9903.88.15"),  # parts of the line each
        ("9401.71.00.08", "9903.88.04 and 9903.88.15"),
        ("2202.99.28.00", "9904.04.50"),  # quantity-based safeguard
        ("8426.19.00.00", "9903.92"),  # gantry cranes
    ],
)
def test_headings_left_open_are_refused(us: LawBook, hs: str, words: str) -> None:
    """Where the law between two headings depends on more than the code, nothing is priced."""
    run = us.run([Line(hs=hs, facts={"liter": 1000})], day="2026-06-15", digits=10)
    assert CODES[run.status] == "MEASURE_UNPRICED"
    assert words in us.ctx.ids.name("text", us.tables.measure[run.fact]["unpriced"])


def test_table_stays_small(us: LawBook) -> None:
    """Ranges are shared and rows that cannot win are dropped: far fewer rows than lines."""
    commodities: Any = us.tables.commodity
    assert 11_000 < len(commodities) < 12_000
    imported = [us.ctx.ids.find("measure_kind", kind) for kind in ("base", "s301")]
    assert sum(int((us.tables.measure["kind"] == kind).sum()) for kind in imported) < 45_000
