"""Postcodes as intervals of keys."""

import pytest

from oneprice.core.errors import InputError
from oneprice.core.postcodes import KEY_END, postcode_key


def test_prefix_holds_what_begins_like_it() -> None:
    """The interval of a short postcode holds that of every longer one, and ends at the next."""
    lo, hi = postcode_key("90")
    assert lo < postcode_key("902")[0] < postcode_key("902")[1] <= hi == postcode_key("91")[0]
    assert postcode_key("") == (0, KEY_END)


def test_blanks_dashes_and_case_do_not_count() -> None:
    """Written forms of one postcode have one key."""
    assert postcode_key("sw1a 1-aa") == postcode_key("SW1A1AA")


@pytest.mark.parametrize("postcode", ["12345678901", "12.34", "\N{FULLWIDTH DIGIT ONE}2"])
def test_bad_postcode_names_its_field(postcode: str) -> None:
    """Other signs, or more than ten, are refused."""
    with pytest.raises(InputError, match=r"buyer\.postcode"):
        postcode_key(postcode, "buyer.postcode")
