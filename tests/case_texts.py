"""Small case texts for the tests of the runner."""

from __future__ import annotations

from oneprice.core.yaml_text import read_text
from oneprice.tariffs.cases.compare import Result
from oneprice.tariffs.cases.forms import Case
from oneprice.tariffs.cases.reading import read_case
from oneprice.tariffs.cases.run import run_case

PLAIN = """
case: T-1
title: a small case
source: {what: made up}
use: golden
as_of: 2026-01-15
law:
  jurisdiction: XX
  set: {currency: EUR}
  measures: [{kind: base, rate: 10%}]
  stack:
    - {add: value, kind: value, stage: import, scope: line, basis: CIF}
    - add: duty
      kind: duty
      stage: import
      scope: line
      basis: value
      rate: measure:base
      required: Y
      unit: 0.01
      mode: half_up
    - {add: tax, kind: tax, stage: import, scope: line, basis: value + duty, rate: 20%, unit: 0.01}
    - {change: tax, mode: half_up}
declare:
  currency: EUR
  lines: [{goods: 100}]
  freight: {international: 5}
expect: {total: 33.60}
"""


def changed(*pairs: tuple[str, str], text: str = PLAIN) -> str:
    """Return a case text with some words exchanged; each must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def case_of(text: str) -> Case:
    """Return the one case of a text."""
    (document,) = read_text(text.encode(), "t.yaml")
    return read_case(document)


def result_of(text: str) -> Result:
    """Return the result of the one case of a text."""
    return run_case(case_of(text))


def got(text: str) -> dict[str, str]:
    """Return what came out, by line of the table."""
    return {each.line: each.got for each in result_of(text).findings}


def expecting(what: str, *pairs: tuple[str, str]) -> dict[str, str]:
    """Return what came out of the plain case with other words and another `expect`."""
    return got(changed(("expect: {total: 33.60}", f"expect: {what}"), *pairs))
