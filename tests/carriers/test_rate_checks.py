"""Checks across bands: overlaps are refused, gaps and falls in price are told."""

from collections.abc import Callable
from typing import Any

import pytest

from oneprice.core.errors import InputError

BELOW = {"lo": "0", "hi": "1", "base": "20"}


def test_bands_that_meet_are_silent(cards: Callable[..., Any]) -> None:
    """Bands that meet without a fall in price leave no note."""
    assert cards(rate=[BELOW, {"lo": "1", "base": "20"}]).ctx.notes == []


def test_overlap_is_refused(cards: Callable[..., Any]) -> None:
    """Bands that share one gram are an error that names both rows."""
    with pytest.raises(InputError, match="row 2 in quantity and days") as caught:
        cards(rate=[BELOW, {"lo": "0.999", "base": "30"}])
    assert "rate.csv row 3" in caught.value.where


def test_overlap_with_a_wide_band_is_seen(cards: Callable[..., Any]) -> None:
    """A band is compared with all it reaches, not only with its neighbour."""
    rows = [{"lo": "0", "base": "1"}, {"lo": "5", "hi": "6", "base": "1"}]
    with pytest.raises(InputError, match="do not overlap"):
        cards(rate=rows)


@pytest.mark.parametrize(("start", "overlaps"), [("2026-05-31", True), ("2026-06-01", False)])
def test_versions_may_follow_each_other(
    cards: Callable[..., Any], start: str, overlaps: bool
) -> None:
    """The same band may be sold again from the day the older row ends."""
    rows = [{**BELOW, "valid_to": "2026-06-01"}, {**BELOW, "valid_from": start}]
    if overlaps:
        with pytest.raises(InputError, match="quantity and days"):
            cards(rate=rows)
    else:
        assert len(cards(rate=rows).tables["rate"]) == 3


def test_classes_may_overlap(cards: Callable[..., Any]) -> None:
    """Rows of different classes are chosen by class and may share quantities."""
    assert len(cards(rate=[BELOW, {**BELOW, "cargo_class": "battery"}]).tables["rate"]) == 3


def test_gap_of_one_gram_is_told(cards: Callable[..., Any]) -> None:
    """A band that starts one gram late leaves a note naming the hole."""
    notes = cards(rate=[BELOW, {"lo": "1.001", "base": "30"}]).ctx.notes
    assert notes == ["rate.csv rows 2 and 3, lane L: no rate between 1 and 1.001."]


@pytest.mark.parametrize(("base", "falls"), [("19.99", True), ("20", False), ("20.01", False)])
def test_fall_in_price_is_told(cards: Callable[..., Any], base: str, falls: bool) -> None:
    """A band that is cheaper at the edge than the one below leaves a note."""
    notes = cards(rate=[BELOW, {"lo": "1", "base": base}]).ctx.notes
    assert notes == (["rate.csv rows 2 and 3, lane L: the price falls at 1."] if falls else [])


def test_mixed_bounds_are_refused(cards: Callable[..., Any]) -> None:
    """One lane has one kind of bounds."""
    with pytest.raises(InputError, match="bounds of row 2"):
        cards(rate=[BELOW, {"lo": "1", "base": "30", "bounds": "[)"}])
