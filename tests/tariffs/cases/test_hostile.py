"""Broken case files: whatever a word is exchanged for, there is a result or an error with words."""

from __future__ import annotations

import random
import re

import pytest
from case_texts import PLAIN, result_of

from oneprice.core.errors import OnePriceError

WORD = re.compile(r"[\w.%\"]+")
BITS = ("", "-1", "x", "[]", "{}", "[x]", "{a: b}", "1e9", "0", '""', "*", "|", "%", "measure:")
MORE = ("line.duty", "..", "2026-01-01", "GOODS*", "0.0000001", "999999999", "\u20ac", "'")


@pytest.mark.parametrize("seed", range(8))
def test_broken_words_are_told(seed: int) -> None:
    """With one word of a case exchanged the runner gives a result or one of our errors."""
    chance = random.Random(seed)
    outcomes = set()
    for _ in range(40):
        start, end = chance.choice([found.span() for found in WORD.finditer(PLAIN)])
        text = PLAIN[:start] + chance.choice(BITS + MORE) + PLAIN[end:]
        try:
            outcomes.add(result_of(text).word)
        except OnePriceError as problem:
            assert str(problem)
            outcomes.add("told")
    assert "told" in outcomes
