"""Which fields of a lane, its rates and surcharges must be alike, field by field (C-66)."""

from collections.abc import Callable

import numpy as np
import pytest

from oneprice.carriers.tables import LANE, RATE, RATE_EXCLUDE, ROUND_STEP, SURCHARGE
from oneprice.carriers.tables import LANE_RULE as RULE
from oneprice.core.compiling import Table
from oneprice.core.vocabulary import LEG
from oneprice.routing.pruning.lane_likeness import Likeness

SPANS = {"rate_lo", "rate_hi", "rate_keys", "surcharge_lo", "surcharge_hi"} | {
    *("step_lo", "step_hi", "rule_lo", "rule_hi")
}
FREE_OF_LANE = {"name", "carrier", "rule", "source", "calendar", "departure_days"} | {
    *("departure_minute", "cutoff_lead_min", "runs_from_day", "runs_to_day"),
    *("delivers_until_min", "day_type", "law_min_h", "law_max_h"),
    *("late_num", "late_den", "late_max_h"),
}
AMOUNTS = {"base_pip", "num", "den", "q0", "step", "min_pip", "max_pip"}
FREE_OF_RATE = AMOUNTS | {"lane", "rule", "source"}
FREE_OF_SURCHARGE = {"lane", "rule", "source"}


def twins() -> dict[str, Table]:
    """Return two lanes of the same content, each with rows of its own."""
    tables = {
        "lane": np.ones(3, LANE),
        "rate": np.ones(3, RATE),
        "rate_exclude": np.ones(3, RATE_EXCLUDE),
        "surcharge": np.ones(3, SURCHARGE),
        "round_step": np.ones(3, ROUND_STEP),
        "lane_rule": np.ones(3, RULE),
    }
    for span in ("rate", "surcharge", "step", "rule"):
        tables["lane"][f"{span}_lo"] = range(3)
        tables["lane"][f"{span}_hi"] = range(1, 4)
    tables["rate"]["exclude_lo"], tables["rate"]["exclude_hi"] = range(3), range(1, 4)
    return tables


def are_alike(tables: dict[str, Table]) -> bool:
    """Tell whether the two lanes are alike."""
    likeness = Likeness(tables)
    return likeness.of(1) == likeness.of(2)


def test_lanes_of_the_same_content_are_alike() -> None:
    """Where the rows stand does not count."""
    assert are_alike(twins())


@pytest.mark.parametrize(
    ("section", "free"),
    [
        ("lane", FREE_OF_LANE | SPANS),
        ("rate", FREE_OF_RATE | {"exclude_lo", "exclude_hi"}),
        *(("surcharge", FREE_OF_SURCHARGE), ("rate_exclude", set()), ("round_step", set())),
        ("lane_rule", set()),
    ],
)
def test_each_field_counts_but_those_named(section: str, free: set[str]) -> None:
    """A field changed on one lane alone parts the two, unless it is one of those left open."""
    names = twins()[section].dtype.names or ()
    open_fields = set()
    for name in names:
        tables = twins()
        tables[section][name][2] += 1
        if name not in SPANS | {"exclude_lo", "exclude_hi"} and are_alike(tables):
            open_fields.add(name)
    assert open_fields == free - SPANS - {"exclude_lo", "exclude_hi"}


def test_the_calendar_of_the_last_lane_counts() -> None:
    """Its working days count delivery days (C-19) and late days (C-72)."""
    tables = twins()
    tables["lane"]["calendar"][2] += 1
    assert are_alike(tables)
    tables["lane"]["leg"] = LEG["last_mile"]
    assert not are_alike(tables)


def one_more(section: str, span: str) -> Callable[[dict[str, Table]], None]:
    """Return an edit that gives the second lane a row more."""

    def edit(tables: dict[str, Table]) -> None:
        tables[section] = np.concatenate([tables[section], tables[section][:1]])
        tables["lane"][f"{span}_hi"][2] += 1

    return edit


@pytest.mark.parametrize(
    ("section", "span"),
    [("rate", "rate"), ("surcharge", "surcharge"), ("round_step", "step"), ("lane_rule", "rule")],
)
def test_a_row_more_parts_two_lanes(section: str, span: str) -> None:
    """The rows must be as many, too."""
    tables = twins()
    one_more(section, span)(tables)
    assert not are_alike(tables)


def test_excluded_codes_are_a_set() -> None:
    """Their order does not count."""
    tables = twins()
    tables["rate_exclude"] = np.array([(0,), (7,), (8,), (8,), (7,)], RATE_EXCLUDE)
    tables["rate"]["exclude_lo"], tables["rate"]["exclude_hi"] = (0, 1, 3), (0, 3, 5)
    assert are_alike(tables)
