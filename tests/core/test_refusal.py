"""Refusal codes, their words and their numbers in the kernels (C-50)."""

from __future__ import annotations

from string import Formatter

import pytest

from oneprice.core import _kernels_status
from oneprice.core.refusal import CODES, LIMIT, LIMITS, REASONS, STATUS
from oneprice.routing._kernels_freight import LIMIT_GOODS_VALUE


def test_kernel_numbers_are_the_places_of_the_codes() -> None:
    """Every code has its number among the kernels' constants, and nothing else stands there."""
    constants = {name: n for name, n in vars(_kernels_status).items() if name.isupper()}
    assert constants == STATUS
    assert [STATUS[code] for code in CODES] == list(range(len(CODES)))


@pytest.mark.parametrize("code", CODES[1:])
def test_reasons_are_words(code: str) -> None:
    """A reason is a text with named facts only."""
    fields = [field for _, field, _, _ in Formatter().parse(REASONS[code]) if field is not None]
    assert all(field.isidentifier() for field in fields)


def test_limits_are_numbered() -> None:
    """The facts of OVER_LIMIT name their limit by its place."""
    assert LIMITS[LIMIT["piece weight"]] == "piece weight (g)"
    assert LIMITS[LIMIT_GOODS_VALUE].startswith("goods value")
    assert sorted(LIMIT.values()) == list(range(len(LIMITS)))
