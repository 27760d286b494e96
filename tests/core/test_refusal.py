"""Refusal codes: one list of reasons, one of numbers."""

import string

import pytest

from oneprice.core import _kernels_status
from oneprice.core.refusal import CODES, REASONS, STATUS


def test_kernels_know_the_same_numbers() -> None:
    """The numbers of the kernels are the places of the codes, all of them and no others."""
    numbers = {name: n for name, n in vars(_kernels_status).items() if name.isupper()}
    assert numbers == STATUS
    assert [STATUS[code] for code in CODES] == list(range(len(CODES)))


@pytest.mark.parametrize("code", CODES[1:])
def test_reason_is_a_sentence_with_named_facts(code: str) -> None:
    """Every refusal says why in words, and its facts have names."""
    fields = [field for _, field, _, _ in string.Formatter().parse(REASONS[code])]
    assert REASONS[code]
    assert all(field is None or field.isidentifier() for field in fields)
