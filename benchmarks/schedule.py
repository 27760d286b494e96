"""Measure the whole schedule of the United States: reading, comparing, compiling; and a peer.

Run `python benchmarks/schedule.py EXPORT [EARLIER]` with JSON exports of the schedule. The peer
is what open trackers of the schedule do: parse the JSON and read `Free` and `N%` by one pattern,
the rest is not available. Times are wall clock on this machine, the best of a few runs, both in
the same run. Results go to standard output as a Markdown table.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oneprice.core.compiling import Compiling
from oneprice.tariffs.compile import compile_tariffs
from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import Unpriced
from oneprice.tariffs.schedules.diff import compare
from oneprice.tariffs.schedules.meaning import rates_of, read
from oneprice.tariffs.schedules.us_hts import read_us_hts

RUNS = 3
PEER = re.compile(r"(\d+(?:\.\d+)?)%")
# A law with the rates of the file alone: what a schedule costs without the shipped tables.
LAW = {
    "jurisdiction": "jurisdiction,country,duty_area,currency,duty_point,known_until,source\n"
    "US,US,US,USD,arrival,2100-01-01,made up\n",
    "stack": "stack_id,seq,code,kind,stage,scope,basis,rate,required,source\n"
    "s,10,duty,duty,import,line,GOODS,measure:base,Y,made up\n"
    "s,20,more,duty,import,line,GOODS,measure:s301,N,made up\n",
    "regime": "jurisdiction,priority,regime,importer_of_record,entry_type,heading_digits,stack_id,"
    "source\nUS,1,import,buyer,h1,6,s,made up\n",
    "measure": "area,kind,hs_prefix,origin,rate,source\nUS,s301,0000,*,Free,made up\n",
}


def main() -> None:
    """Print the table of all measurements."""
    if len(sys.argv) < 2:
        sys.exit("give the JSON export of a schedule, and perhaps an earlier one to compare with")
    export = Path(sys.argv[1])
    read_s, edition = _best(lambda: _cold(lambda: read_us_hts(export)))
    peer_s, (theirs, ours_to_do) = _best(lambda: _peer(export))
    stated = [line for line in edition.coded if line.code < "98" and line.own.general]
    unpriced = [line for line in stated if isinstance(read(line.own.general, "us").duty, Unpriced)]
    compile_s, measures = _best(lambda: _compile(export))
    rows = [
        ("read: rates typed, tree inherited, footnotes and chapter 99", f"{read_s:.2f} s"),
        ("peer: json.load and one pattern for `Free` and `N%`", f"{peer_s:.2f} s"),
        ("ratio", f"{read_s / peer_s:.1f}"),
        ("rate lines of chapters 1-97", f"{len(stated):,}"),
        ("without a price here", f"{len(unpriced):,} ({len(unpriced) / len(stated):.1%})"),
        ("without a price at the peer", f"{ours_to_do:,} ({ours_to_do / (theirs or 1):.1%})"),
        ("read and compile into measures", f"{compile_s:.2f} s, {measures:,} measures"),
    ]
    if len(sys.argv) > 2:
        earlier = read_us_hts(Path(sys.argv[2]))
        compare_s, diff = _best(lambda: _cold(lambda: compare(earlier, edition)))
        rows.append(("compare two editions", f"{compare_s:.2f} s, {len(diff.rates):,} rates moved"))
    print(f"{export.name}: {edition.report.rows:,} rows, {edition.report.lines:,} lines\n")
    print("| figure | value |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |")


def _best(call: Callable[[], Any]) -> tuple[float, Any]:
    """Return the shortest time of a few runs, and the result."""
    times, result = [], None
    for _ in range(RUNS):
        start = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - start)
    return min(times), result


def _cold(call: Callable[[], Any]) -> Any:
    """Return the result of a call that finds no rate text read before."""
    for known in (read, rates_of, read_cell):
        known.cache_clear()
    return call()


def _peer(export: Path) -> tuple[int, int]:
    """Return how many rate lines the pattern meets and how many it leaves out."""
    opened: Any = gzip.open if export.suffix == ".gz" else open
    with opened(export, "rt", encoding="utf-8") as handle:
        rows = json.load(handle)
    texts = [row["general"].strip() for row in rows if row["htsno"] and row["htsno"] < "98"]
    said = [text for text in texts if text]
    found = [0.0 if text == "Free" else PEER.fullmatch(text) for text in said]
    return len(said), sum(rate is None for rate in found)


def _compile(export: Path) -> int:
    """Return how many measures a book of the file alone has."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        law = folder / "law" / "US"
        law.mkdir(parents=True)
        for table, text in LAW.items():
            (law / f"{table}.csv").write_text(text, encoding="utf-8")
        shutil.copy(export, folder / export.name)
        with (folder / "tariff_file.csv").open("w", encoding="utf-8", newline="") as handle:
            cells = [["area", "format", "path", "source"], ["US", "us_hts_json", export.name, "x"]]
            csv.writer(handle).writerows(cells)
        ctx = Compiling(folder)
        ctx.settings["law"] = "US"
        ctx.exponents[ctx.ids.add("currency", "USD")] = 2
        return _cold(lambda: len(compile_tariffs(ctx)["measure"]) - 1)


if __name__ == "__main__":
    main()
