"""Event tables as bytes: the same rows always give the same file."""

from __future__ import annotations

import csv
import gzip
import io

from oneprice.carriers.transit.adapters.rows import EventRows


def write_rows(rows: EventRows) -> bytes:
    """Return an event table as packed CSV, without a time or a name in the packing."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.headings)
    writer.writerows(rows.rows)
    return gzip.compress(text.getvalue().encode(), compresslevel=6, mtime=0)
