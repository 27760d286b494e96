"""Event tables as bytes: the same rows always give the same file."""

from __future__ import annotations

import csv
import gzip
import io

import pandas as pd

from oneprice.carriers.transit.adapters.rows import EventRows
from oneprice.carriers.transit.events import Events, check_events
from oneprice.carriers.transit.model import TransitModel, model_of
from oneprice.core.yaml_text import read_text


def write_rows(rows: EventRows) -> bytes:
    """Return an event table as packed CSV, without a time or a name in the packing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.headings)
    writer.writerows(rows.rows)
    return gzip.compress(text.getvalue().encode(), compresslevel=6, mtime=0)


def check_rows(rows: EventRows, model: bytes, name: str) -> tuple[Events, TransitModel]:
    """Return events and model as they will be read from the files that are to be written.

    Parameters
    ----------
    rows : EventRows
    model : bytes
        The model file.
    name : str
        Of the file that the rows come from.
    """
    frame = pd.DataFrame(rows.rows, columns=list(rows.headings), dtype=object)
    events = check_events(frame, f"{name} as events")
    return events, model_of(read_text(model, "model.yaml")[0].data, "model.yaml")
