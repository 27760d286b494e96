"""Rate many parcels at once: each on every lane that serves it, for planners and their tools.

The prices are those of checkout before tax: base freight and surcharges, by the same kernels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from oneprice.carriers.entries import ROOMS, entries
from oneprice.carriers.offers import DOOR, read_offers
from oneprice.carriers.rating import most_surcharges
from oneprice.carriers.refs import PARCEL, RATED, BatchJob, BatchTables, new_work
from oneprice.core.compiling import Table
from oneprice.core.days import NEVER_DAY
from oneprice.core.errors import InputError, InternalError
from oneprice.core.ids import IdSpaces
from oneprice.core.kernel_digest import kernel_digest
from oneprice.core.order import MAX_LINE_MINOR
from oneprice.core.postcodes import KEY_END
from oneprice.core.vocabulary import ALL_FLAGS

INDEX_FIELDS = ("law", "origin", "cell", "offer", "chain")
MOST_G, MOST_MM, MOST_UNITS = 2_000_000, 10_000, 100_000
MOST_THREADS = 64
SIDES = ("length_mm", "second_mm", "third_mm")


class BatchRates(NamedTuple):
    """Answers to a batch of parcels.

    Attributes
    ----------
    best : RATED records, one for each parcel
        The cheapest offer in the asked currency, of equal ones the lane that stands first; where
        none can be had the refusal that came furthest in the checks (C-51).
    counts : int64[parcels, 2]
        Offers asked, and offers with a price.
    all : RATED records
        Every offer of every parcel, if asked for; those of parcel p are
        `all[start[p]:start[p + 1]]`.
    start : int64[parcels + 1]
    """

    best: Table
    counts: Table
    all: Table
    start: Table


class BatchRater:
    """Rates batches of parcels on the lanes of one book.

    Parameters
    ----------
    tables, ids
        Of a book; the sections `lane` to `lane_rule`, `fx` and `node` are read, and
        `jurisdiction` where there is one, for its rates of exchange (C-09).
    legs : sequence of str
        What is compared, see `offers.read_offers`.
    """

    def __init__(
        self, tables: Mapping[str, Table], ids: IdSpaces, legs: Sequence[str] = (DOOR,)
    ) -> None:
        self._countries = ids.count("country")
        self._currencies = ids.count("currency")
        self._regions = ids.count("region")
        self._surcharges = most_surcharges(tables)
        self.offers = read_offers(tables, self._countries, legs)
        made = self.offers._asdict() | {"law": _laws(tables, self._countries)}
        made |= {name: tables[name] for name in BatchTables._fields if name not in INDEX_FIELDS}
        arrays = {name: _whole(made[name]) for name in BatchTables._fields}
        self._book = entries().tables_ref(BatchTables(**arrays))

    def rate(
        self, parcels: Table, currency: int = 0, *, every: bool = False, threads: int = 1
    ) -> BatchRates:
        """Rate parcels; each answer depends on its own parcel alone.

        Parameters
        ----------
        parcels : PARCEL records
        currency : int
            Number of the currency in which offers are compared; 0 = that of each goods value.
        every : bool
            Keep the price or the refusal of every offer, not of the best alone.
        threads : int
            Parts that are worked on at the same time.

        Raises
        ------
        InputError
            A number outside its range; the number of threads.
        """
        self._check(parcels, currency)
        if not 1 <= threads <= MOST_THREADS:
            raise InputError("threads", threads, f"give 1 to {MOST_THREADS}")
        start = self._starts(parcels)
        job = BatchJob(
            parcels=_whole(parcels),
            order=_order(parcels),
            best=np.zeros(len(parcels), RATED),
            counts=np.zeros((len(parcels), 2), np.int64),
            all=np.zeros(int(start[-1]) if every else 0, RATED),
            start=start,
        )
        self._run(job, currency, threads)
        return BatchRates(job.best, job.counts, job.all, job.start)

    def _starts(self, parcels: Table) -> Table:
        """Return where the offers of each parcel start if all stand one after another."""
        cell = self.offers.origin[parcels["origin_node"]] * self._countries + parcels["country"]
        asked = self.offers.cell[cell + 1] - self.offers.cell[cell]
        return np.concatenate([[0], np.cumsum(asked)]).astype(np.int64)

    def _run(self, job: BatchJob, currency: int, threads: int) -> None:
        """Rate the parcels in parts."""
        made = entries()
        job_ref = made.job_ref(job)

        def part(first: int, stop: int) -> None:
            work = new_work(self._surcharges, self.offers.longest, self._currencies)
            digest = made.rate_many(self._book, job_ref, made.work_ref(work), first, stop, currency)
            if digest != kernel_digest(ROOMS):
                raise InternalError("compiled kernels are stale; remove the numba cache")

        bounds = [len(job.order) * k // threads for k in range(threads + 1)]
        if threads == 1:
            part(*bounds)
            return
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, bounds[:-1], bounds[1:]))

    def _check(self, parcels: Any, currency: int) -> None:
        """Refuse numbers that kernels could not read safely."""
        if not isinstance(parcels, np.ndarray) or parcels.dtype != PARCEL or parcels.ndim != 1:
            raise InputError("parcels", type(parcels).__name__, "give an array of PARCEL records")
        ranges = {
            "origin_node": (0, len(self.offers.origin) - 1),
            "country": (0, self._countries - 1),
            "region": (0, self._regions - 1),
            "currency": (1, self._currencies - 1),
            "postcode_lo": (0, KEY_END),
            "postcode_hi": (0, KEY_END),
            **dict.fromkeys(("day", "export_day", "entry_day"), (0, NEVER_DAY)),
            "purpose": (1, 2),
            "goods_minor": (0, MAX_LINE_MINOR),
            "headings": (1, MOST_UNITS),
            "units": (1, MOST_UNITS),
            "cargo_class": (1, 4),
            "weight_g": (1, MOST_G),
            **dict.fromkeys(SIDES, (1, MOST_MM)),
            "flags": (0, ALL_FLAGS),
        }
        for name, (least, most) in ranges.items():
            values = parcels[name]
            wrong = np.flatnonzero((values < least) | (values > most))
            if len(wrong):
                where = f"parcels[{wrong[0]}].{name}"
                raise InputError(where, int(values[wrong[0]]), f"give {least} to {most}")
        if (np.diff([parcels[name] for name in SIDES], axis=0) > 0).any():
            raise InputError("parcels.second_mm", "longer", "give the sides longest first")
        if not 0 <= currency < self._currencies:
            raise InputError("currency", currency, "give the number of a currency of the book")


def _whole(table: Table) -> Table:
    """Return a plain array in one piece that is only read: one type of array, compiled once."""
    whole = np.ascontiguousarray(table).view(np.ndarray)[:]
    whole.flags.writeable = False
    return whole


def _order(parcels: Table) -> Table:
    """Return parcels so that neighbours ask the same lanes, zones and rates of exchange."""
    keys = ("postcode_lo", "currency", "day", "country", "origin_node")
    return np.lexsort([parcels[key] for key in keys]).astype(np.int64)


def _laws(tables: Mapping[str, Table], countries: int) -> Table:
    """Return (jurisdiction, duty area) of each country, whose rates of exchange come first."""
    law = np.zeros((countries, 2), np.int64)
    for row in reversed(tables["jurisdiction"][1:] if "jurisdiction" in tables else ()):
        law[row["country"]] = row["name"], row["area"]
    return law
