"""The event table."""

from pathlib import Path

import pandas as pd
import pytest
from made_events import COLUMNS, many, minute, rows_of, table

from oneprice.carriers.transit.events import check_events, read_events, write_events
from oneprice.core.errors import InputError

ORDER = ("o1", "s1", "AX", 0.0, 1.0, 3.0, 9.0)


def frame(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a data frame."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


@pytest.mark.parametrize("name", ["e.csv", "e.csv.gz"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    """Reading and writing gives the same table, and the same bytes each time."""
    events = table(many(20))
    write_events(events, tmp_path / name)
    again = read_events(tmp_path / name)
    assert again.frame.to_numpy().tolist() == events.frame.to_numpy().tolist()
    assert again.keys == ("seller", "lane", "region")
    write_events(again, tmp_path / f"2{name}")
    assert (tmp_path / f"2{name}").read_bytes() == (tmp_path / name).read_bytes()


def test_double_event_is_refused() -> None:
    """The same event of a leg twice is an error; on another leg it is not."""
    rows = rows_of(ORDER)
    other = (rows[2][0], "later", *rows[2][2:])
    assert len(check_events(frame(*rows, other), "t").frame) == 4
    with pytest.raises(InputError, match="row 5, event"):
        check_events(frame(*rows, rows[2]), "t")


def test_event_after_the_end_of_the_data_is_refused() -> None:
    """What happened after the end has not happened; the last minute itself has."""
    rows = frame(*rows_of(ORDER))
    assert check_events(rows, "t", minute(3)).last_min == minute(3)
    with pytest.raises(InputError, match="row 4, at"):
        check_events(rows, "t", minute(3) - 1)


def test_future_event_is_refused() -> None:
    """Without an end given, the end is now."""
    with pytest.raises(InputError, match="row 4, at"):
        check_events(frame(*rows_of((*ORDER[:5], 365_00.0, None))), "t")


def test_keys_of_a_shipment_do_not_differ() -> None:
    """A shipment has one seller and one lane."""
    rows = rows_of(ORDER)
    wrong = (*rows[2][:6], "BY", "B")
    with pytest.raises(InputError, match=r"row 4, lane: 'BY'.*'AX'"):
        check_events(frame(rows[0], rows[1], wrong), "t")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shipment,event\na,b\n", "heading at"),
        ("shipment,event,at,at\n", "heading at"),
        ("shipment,event,at,Bad Key\na,b,,c\n", "heading Bad Key"),
        ("shipment,event,at\n", "0 rows"),
        ("", "e.csv"),
        ("shipment,event,at\na,b,2024-01-01T00:00Z,x\n", "as many fields"),
        ("shipment,event,at\n,b,2024-01-01T00:00Z\n", "row 2, shipment"),
        ("shipment,event,at\na,b,\n", "column at"),
    ],
)
def test_odd_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """A file that is no event table is an error that says where."""
    (tmp_path / "e.csv").write_text(text)
    with pytest.raises(InputError, match=words):
        read_events(tmp_path / "e.csv")


def test_short_row_is_refused(tmp_path: Path) -> None:
    """A row with fewer fields than the heading is not filled up without a word."""
    (tmp_path / "e.csv").write_text("shipment,event,at,lane\na,b,2024-01-01T00:00Z\n")
    with pytest.raises(InputError, match="as many fields"):
        read_events(tmp_path / "e.csv")


def test_rows_are_those_of_the_file(tmp_path: Path) -> None:
    """Blank lines count: the row that is named is the one an editor shows."""
    text = "shipment,event,at\n\na,b,2024-01-01T00:00Z\n\na,c,WHEN\n"
    for wrong, words in (("soon", "row 5, at: 'soon'"), ("2190-01-01T00:00Z", "row 5, at: '2190")):
        (tmp_path / "e.csv").write_text(text.replace("WHEN", wrong))
        with pytest.raises(InputError, match=words):
            read_events(tmp_path / "e.csv")


def test_missing_parquet_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow the error says what to install."""

    def lacking(*_: object, **__: object) -> None:
        raise ImportError("pyarrow")

    monkeypatch.setattr(pd, "read_parquet", lacking)
    with pytest.raises(InputError, match=r"oneprice\[parquet\]"):
        read_events(tmp_path / "e.parquet")
