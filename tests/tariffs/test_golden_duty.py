"""Published examples of duty, tax and fees, priced through the shipped law to the last unit.

Every number a case publishes is compared without a margin. Published mistakes must not come
out; cases that are no tax stack are skipped with their reason. A table of all cases is printed
at the end of the module (`pytest -s`).
"""

import gzip
import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import golden_duty as forms
import pytest
from golden_case import Case, number, read_cases
from golden_duty import Found

CASES = read_cases(Path(__file__).parents[3] / "shared" / "golden" / "duty-tax.json")
EXPORT = "data/tariffs/us_hts_exports/hts_2026_rev_10.json.gz"
# Cases that are no tax stack: case id -> why.
SKIPPED = {
    "US-011": "the flat amount per postal item ended on 2026-02-28; the number is the table's row",
    "US-013": "the flat amount per postal item ended on 2026-02-28; the number is the table's row",
    "EPR-FR-002": "a row of a fee list of 2006; the published number is the rate itself",
}
EXPECTED = {"exact": 33, "not reproduced": 4, "skipped": 3}


def form_of(case: Case) -> Callable[[Case, Path], Found]:
    """Return the translator of a case, by what the case gives."""
    given, place = set(case.inputs), case.data["jurisdiction"]
    if "rate_cents_per_kg" in given:
        return forms.packaging
    if place == "US":
        return forms.us_drawback if "exported_bikes" in given else forms.us_entry
    if place == "JP":
        return forms.japan
    return forms.flat_duty if {"lines", "orders"} & given else forms.parcel


@pytest.fixture(scope="module")
def report() -> Iterator[dict[str, tuple[str, str]]]:
    """Collect the result of each case and print them all at the end."""
    results: dict[str, tuple[str, str]] = {}
    yield results
    print("\ncase        result          reason")
    for case in sorted(results):
        print(f"{case:12}{results[case][0]:16}{results[case][1]}")


def agrees(found: Any, published: Any) -> bool:
    """Tell whether the engine says exactly the published number, list or word."""
    if isinstance(published, list):
        return [str(each) for each in found] == published
    if isinstance(published, bool):
        return bool(found is published)
    return bool(found == number(published))


def priced(case: Case, folder: Path, shared_dir: Path) -> Found:
    """Return what the engine says to a case."""
    if "hts" in case.inputs:
        with gzip.open(shared_dir / EXPORT) as handle:
            return forms.us_schedule(case, folder, json.load(handle))
    return form_of(case)(case, folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_published_example(
    case: Case, tmp_path: Path, shared_dir: Path, report: dict[str, tuple[str, str]]
) -> None:
    """Right examples come out to the last unit, wrong ones do not."""
    if case.id in SKIPPED:
        report[case.id] = ("skipped", SKIPPED[case.id])
        pytest.skip(SKIPPED[case.id])
    found = priced(case, tmp_path, shared_dir)
    assert set(case.expected) <= set(found)
    wrong = {
        name: (str(found[name]), published)
        for name, published in case.expected.items()
        if not agrees(found[name], published)
    }
    if case.negative:
        assert wrong
        assert case.wrong_because
        report[case.id] = ("not reproduced", case.wrong_because)
    else:
        assert wrong == {}
        report[case.id] = ("exact", f"{len(case.expected)} numbers")


def test_no_case_is_left_out(shared_dir: Path) -> None:
    """Every case of the shipped jurisdictions is asked, and few are skipped."""
    assert shared_dir.is_dir()
    assert len(CASES) == sum(EXPECTED.values())
    assert sum(case.negative for case in CASES) == EXPECTED["not reproduced"]
    assert set(SKIPPED) <= {case.id for case in CASES}
    assert len(SKIPPED) == EXPECTED["skipped"]


def test_official_method_instead_of_the_published_mistake(tmp_path: Path) -> None:
    """Where a case says what the right bill would be, that is the bill."""
    (case,) = (case for case in CASES if case.id == "JP-005") if CASES else (None,)
    if case is None:
        pytest.skip("needs the published cases")
    assert forms.japan(case, tmp_path)["tax"] == Fraction(800)
