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
    assert notes == (
        ["rate.csv rows 2 and 3, lane L: the price falls at 1 from 20.00 to 19.99."]
        if falls
        else []
    )


def test_mixed_bounds_are_refused(cards: Callable[..., Any]) -> None:
    """One lane has one kind of bounds."""
    with pytest.raises(InputError, match="bounds of row 2"):
        cards(rate=[BELOW, {"lo": "1", "base": "30", "bounds": "[)"}])


PARTS = [
    ({"value_hi": "10"}, {"value_lo": "10"}, {"value_lo": "9.99"}),
    ({"density_hi": "100"}, {"density_lo": "100"}, {"density_lo": "99"}),
]


@pytest.mark.parametrize(("low", "high", "both"), PARTS)
def test_rows_parted_by_value_or_density(
    cards: Callable[..., Any], low: dict[str, str], high: dict[str, str], both: dict[str, str]
) -> None:
    """Rows may share quantities where goods value or density parts them, not by one unit more."""
    usual = {**BELOW, **({"value_currency": "CNY"} if "value_hi" in low else {})}
    book = cards(rate=[{**usual, **low}, {**usual, **high}])
    assert (len(book.tables["rate"]), book.ctx.notes) == (3, [])
    with pytest.raises(InputError, match="quantity, value, density and days"):
        cards(rate=[{**usual, **low}, {**usual, **both}])


def test_groups_and_origins_may_overlap(cards: Callable[..., Any]) -> None:
    """Rows of different groups are tried one after another and may share quantities."""
    assert cards(rate=[BELOW, {**BELOW, "rate_group": "1", "base": "1"}]).ctx.notes == []


@pytest.mark.parametrize(
    ("lane", "note"),
    [
        ({}, None),
        ({"min_qty": "1"}, None),
        ({"min_qty": "1.001"}, "rate.csv row 2, lane L: no quantity reaches this band."),
        ({"piece_min_qty": "1.001"}, "rate.csv row 2, lane L: no quantity reaches this band."),
        ({"min_qty": "1.001", "band_basis": "actual"}, None),
        ({"round_steps": "*:1"}, None),
        ({"round_steps": "*:2"}, "rate.csv row 2, lane L: no quantity reaches this band."),
    ],
)
def test_band_that_no_quantity_reaches(
    cards: Callable[..., Any], lane: dict[str, str], note: str | None
) -> None:
    """A band below the minimum, or between two rounding steps, is told."""
    notes = cards(lane=[lane], rate=[BELOW, {"lo": "1", "base": "20"}]).ctx.notes
    assert notes == ([] if note is None else [note])


def test_gap_that_rounding_passes_over_is_none(cards: Callable[..., Any]) -> None:
    """Bands of whole kilograms with a gram between them leave no hole in whole kilograms."""
    rows = [BELOW, {"lo": "1.001", "base": "30"}]
    assert cards(lane=[{"round_steps": "*:1"}], rate=rows).ctx.notes == []
    wider = [{**BELOW, "hi": "1.5", "bounds": "[)"}, {"lo": "2.001", "base": "30", "bounds": "[)"}]
    assert cards(lane=[{"round_steps": "*:1"}], rate=wider).ctx.notes == [
        "rate.csv rows 2 and 3, lane L: no rate between 1.5 and 2.001."
    ]


def test_fall_is_measured_between_reachable_quantities(cards: Callable[..., Any]) -> None:
    """The published fall of 86.50 at 0.70 kg to 79.74 at 0.71 kg: one gram above, 78.894 CNY."""
    rows = [
        {"lo": "0.45", "hi": "0.7", "base": "20", "rate": "95"},
        {"lo": "0.7", "hi": "2", "base": "13", "rate": "94"},
    ]
    told = "rate.csv rows 2 and 3, lane L: the price falls at 0.7 from 86.50 to {}."
    assert cards(rate=rows).ctx.notes == [told.format("78.89")]
    steps = {"round_steps": "*:0.01"}
    assert cards(lane=[steps], rate=rows).ctx.notes == [told.format("79.74")]
    assert cards(lane=[{"next_break": "1"}], rate=rows).ctx.notes == []


def test_rounding_that_falls_is_told(cards: Callable[..., Any]) -> None:
    """Steps by which more weight counts less leave a note."""
    notes = cards(lane=[{"round_steps": "1:0.9;*:0.25"}]).ctx.notes
    assert notes == ["lane.csv row 2, lane L: the rounded quantity falls above 1."]
    assert cards(lane=[{"round_steps": "1:0.4;*:0.25"}]).ctx.notes == []
