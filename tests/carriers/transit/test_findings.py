"""What is odd in a table."""

import pandas as pd
from made_events import Order, many, model, table

from oneprice.carriers.transit.events import Events, check_events
from oneprice.carriers.transit.findings import findings
from oneprice.carriers.transit.timeline import timeline_of


def rewritten(events: Events, zone: str, share: int = 1) -> Events:
    """Return the same instants with every so-many-th end stamped by the clock of a zone."""
    frame = events.frame.copy()
    for row in range(0, len(frame), share):
        if frame["at"].iloc[row]:
            local = pd.Timestamp(frame["at"].iloc[row]).tz_convert(zone)
            frame.loc[row, "at"] = local.isoformat()
    return check_events(frame, "rewritten.csv")


def test_delivered_before_ordered_is_told() -> None:
    """A year too early is no promise kept: it is said, but not against a plan."""
    orders: list[Order] = [("a", "s", "AX", 9.0, 1.0, 5.0, None), ("b", "s", "AX", 0, 1, 2, None)]
    words = "1 shipments: came is stamped before ordered, the first event"
    assert [words in text for text in findings(table(orders), model())].count(True) == 1
    assert not any(words in text for text in findings(table(orders[1:]), model()))
    plan = [{"leg": "move", "ends": "came", "value": "residual"}]
    early = table([(*orders[0][:4], None, 5.0, 6.0)])
    early.frame.loc[early.frame["leg"] == "pick", "leg"] = "move"
    assert not any(words in text for text in findings(early, model(legs=plan)))


def test_clocks_of_several_zones_are_told_where_days_count() -> None:
    """Half of the ends in Shanghai's clock: told with unit day, of no matter with unit hour."""
    mixed = rewritten(table(many(40)), "Asia/Shanghai", 2)
    told = [text for text in findings(mixed, model()) if "UTC offsets" in text]
    assert [text.split(":")[0] for text in told] == ["3 values of seller", "4 values of lane"]
    assert not any("UTC offsets" in text for text in findings(mixed, model(unit="hour")))
    assert not any("UTC offsets" in text for text in findings(table(many(40)), model()))


def test_weeks_go_by_the_zone_of_the_model() -> None:
    """The same instants by other clocks have other local days, but the same days of the zone."""
    plain = table(many(40))
    moved = rewritten(plain, "Asia/Shanghai")
    legs = model(zone="Europe/Berlin")
    first, then = (timeline_of(events, legs) for events in (plain, moved))
    assert (first.zone_day == then.zone_day).all()
    assert (first.day != then.day).any()
