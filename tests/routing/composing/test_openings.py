"""Presence at a node with opening hours, minute by minute (C-63)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oneprice.routing.clocks.calendars import Calendars
from oneprice.routing.composing.openings import NEVER_MIN, AlwaysOpen, opening

UTC = ZoneInfo("UTC")
DAYS = 9
WORKS = np.array([[True] * DAYS, [True, True, False, True, False, False, True, True, False]])
CALENDARS = Calendars(0, WORKS)


def open_minutes(opens: int, closes: int) -> set[int]:
    """Return every minute at which a node in UTC is open."""
    days = np.flatnonzero(WORKS[1]).tolist()
    return {1440 * day + minute for day in days for minute in range(opens, closes)}


@settings(max_examples=40, deadline=None)
@given(
    opens=st.sampled_from([0, 30, 480, 1320, 1439]),
    lasts=st.sampled_from([1, 60, 600, 1439, 1440]),
    transfer_h=st.sampled_from([0, 1, 10, 30]),
    minute=st.integers(0, 1440 * DAYS),
)
def test_presence_is_that_of_counting_minutes(
    opens: int, lasts: int, transfer_h: int, minute: int
) -> None:
    """Wait for an opening, let the hours pass while it is open, wait again."""
    shop = opening(UTC, CALENDARS, 1, opens, opens + lasts)
    listed = open_minutes(opens, opens + lasts)
    expected, left = minute, 60 * transfer_h
    while expected < 1440 * (DAYS + 2) and (left or expected not in listed):
        left -= expected in listed
        expected += 1
    found = int(shop.present(np.array([minute]), transfer_h)[0])
    assert found == (expected if expected < 1440 * (DAYS + 2) else NEVER_MIN)


@settings(max_examples=40, deadline=None)
@given(
    opens=st.sampled_from([0, 30, 480, 1320]),
    lasts=st.sampled_from([1, 60, 600, 1440]),
    cutoff=st.integers(0, 1440 * DAYS),
)
def test_latest_is_the_last_minute_that_is_present_in_time(
    opens: int, lasts: int, cutoff: int
) -> None:
    """Goods of that minute are in time, goods of the next are not."""
    shop = opening(UTC, CALENDARS, 1, opens, opens + lasts)
    latest = int(shop.latest(np.array([cutoff]))[0])
    present = shop.present(np.array([latest, latest + 1]))
    assert latest == 0 or present[0] <= cutoff
    assert present[1] > cutoff or (latest == 0 and cutoff < opens)


def test_a_node_that_never_opens() -> None:
    """Nothing is present, and no cut-off is in time."""
    shop = opening(UTC, Calendars(0, np.array([[True], [False]])), 1, 480, 1080)
    assert shop.present(np.array([5])).tolist() == [NEVER_MIN]
    assert shop.latest(np.array([5])).tolist() == [0]


def test_a_node_without_hours_is_always_open() -> None:
    """Only the hours of the transfer pass."""
    assert AlwaysOpen().present(np.array([7]), 2).tolist() == [127]
    assert AlwaysOpen().latest(np.array([7])).tolist() == [7]


@pytest.mark.parametrize(
    ("day", "opens", "closes", "hours"),
    [
        (20_541, 120, 180, 0),  # 29 March 2026: from 02:00 to 03:00, which the clocks skip
        (20_541, 60, 240, 2),
        (20_751, 60, 240, 4),  # 25 October 2026: 02:00 comes twice
    ],
)
def test_opening_hours_when_the_clocks_change(
    day: int, opens: int, closes: int, hours: int
) -> None:
    """A shop is open from instant to instant, an hour shorter or longer."""
    calendars = Calendars(day, np.array([[True], [True]]))
    shop = opening(ZoneInfo("Europe/Berlin"), calendars, 1, opens, closes)
    assert int((shop.closes - shop.opens).sum()) == 60 * hours
