"""Running case files: each case by its form, each result judged by its use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from oneprice.core.errors import InputError
from oneprice.tariffs.cases.amount import run_amount
from oneprice.tariffs.cases.compare import Finding, Result, judge
from oneprice.tariffs.cases.declare import run_declarations
from oneprice.tariffs.cases.forms import Case
from oneprice.tariffs.cases.listing import run_fx, run_measures
from oneprice.tariffs.cases.reading import read_cases
from oneprice.tariffs.cases.texts import (
    run_conditions,
    run_options,
    run_seasons,
    run_sentence,
    run_sentence_error,
)

# Forms about the law of a place, which may lie in a source folder; and those that need none.
OVER_LAW: dict[str, Callable[[Any, Path | None], list[Finding]]] = {
    "declaration": run_declarations,
    "measures": run_measures,
}
RUNNERS: dict[str, Callable[[Any], list[Finding]]] = {
    "amount": run_amount,
    "sentence": run_sentence,
    "sentence_error": run_sentence_error,
    "seasons": run_seasons,
    "conditions": run_conditions,
    "options": run_options,
    "fx": run_fx,
}


def run_case(case: Case, sources: Path | None = None) -> Result:
    """Return a case's compared values and verdict; `sources` is a folder of own law under it.

    Raises
    ------
    InputError
        The case says something the law or the engine cannot take; the message names the key.
    """
    if case.form in OVER_LAW:
        return judge(case, OVER_LAW[case.form](case, sources))
    return judge(case, RUNNERS[case.form](case))


def run_files(paths: Iterable[Path], sources: Path | None = None) -> Iterator[Result]:
    """Yield the result of every case of files and folders; all are read before the first runs.

    Raises
    ------
    InputError
        A file that cannot be used, or a case that cannot be run.
    """
    if sources is not None and not sources.is_dir():
        raise InputError("--law", str(sources), "name a source folder")
    for case in read_cases(paths):
        yield run_case(case, sources)
