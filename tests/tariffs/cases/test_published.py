"""Every published example of tests/cases, priced to the last unit, with a table of the results.

With ../shared the case files are also held against the collections they were taken from: every
id has a case, and every number published there is among the compared ones. `pytest -s` prints
the table.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from oneprice.core.yaml_text import read_documents
from oneprice.tariffs.cases.compare import RESULTS, Result
from oneprice.tariffs.cases.reading import read_case, read_cases
from oneprice.tariffs.cases.run import run_case

FOLDER = Path(__file__).parents[2] / "cases"
CASES = {case.case: case for case in read_cases([FOLDER])}
COLLECTIONS = {"duty-tax.json": 89, "uk-duty-cases.json": 54}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Words of the collections for how a case may be used -> ours; others are read as they are.
USES = {"golden_historical": "historical", "golden (rule row)": "golden"}


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Result]]:
    """Give the results by id as they come, and print them at the end."""
    found: dict[str, Result] = {}
    yield found
    print("\ncase                   result          reason")
    for name in sorted(found):
        print(f"{name:23}{found[name].word:16}{found[name].reason}")
    print(dict(Counter(result.word for result in found.values())))


def result_of(name: str, results: dict[str, Result]) -> Result:
    """Return the result of a case, run once."""
    if name not in results:
        results[name] = run_case(CASES[name])
    return results[name]


@pytest.mark.parametrize("name", CASES)
def test_case_is_as_it_should_be(name: str, results: dict[str, Result]) -> None:
    """Right examples come out in every number, wrong ones do not, doubtful ones say why."""
    result = result_of(name, results)
    assert result.failed == "", [each for each in result.findings if not each.agrees]
    assert result.word == RESULTS[CASES[name].use]


def test_a_wrong_number_fails() -> None:
    """The runner is not blind: a golden case with one number changed by a penny fails."""
    document = read_documents(FOLDER / "generic.yaml")[0]
    assert run_case(read_case(document)).failed == ""
    document.data["expect"]["landed"] = "1628.41"
    assert run_case(read_case(document)).failed == "differs: landed"


# --- the collections ------------------------------------------------------------------


def published(value: Any) -> Iterator[Fraction | str]:
    """Yield every number and word of a published result."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from published(each)
    elif isinstance(value, str) and NUMBER.search(value):
        yield from (Fraction(text) for text in NUMBER.findall(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Fraction(str(value))
    elif isinstance(value, str):
        yield value


def collection(shared_dir: Path, name: str) -> list[dict[str, Any]]:
    """Return the cases of a collection."""
    listed: list[dict[str, Any]]
    listed = json.loads((shared_dir / "golden" / name).read_text(encoding="utf-8"))["cases"]
    return listed


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_published_case_has_a_file(name: str, shared_dir: Path) -> None:
    """No case of the collections is left out, and none is asked for less than it says."""
    cases = collection(shared_dir, name)
    assert len(cases) == COLLECTIONS[name]
    assert [case["id"] for case in cases if case["id"] not in CASES] == []
    softer = {}
    for case in cases:
        word = case.get("use_as", "golden")
        said, ours = USES.get(word, word), CASES[case["id"]].use
        if ours != said:
            softer[case["id"]] = (said, ours)
    assert softer == {}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_published_number_is_compared(
    name: str, shared_dir: Path, results: dict[str, Result]
) -> None:
    """Each number of a published result stands among the expected ones, each word too."""
    missing: dict[str, list[str]] = {}
    for case in collection(shared_dir, name):
        findings = [f for f in result_of(case["id"], results).findings if f.published]
        words = [finding.expected for finding in findings]
        numbers = {Fraction(text) for word in words for text in NUMBER.findall(word)}
        lacking = [
            str(each)
            for each in published(case["expected"])
            if not (
                each in numbers if isinstance(each, Fraction) else any(each in w for w in words)
            )
        ]
        if lacking:
            missing[case["id"]] = lacking
    assert missing == {}
