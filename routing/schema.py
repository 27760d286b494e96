"""The schema of a whole book: the sections of every room, and what must hold between them."""

from __future__ import annotations

import os
from collections.abc import Mapping

import numpy as np

from oneprice.carriers.tables import SECTIONS as CARRIER_SECTIONS
from oneprice.core.book import Book
from oneprice.core.book import open_book as open_with
from oneprice.core.compiling import Table
from oneprice.core.errors import BookCorrupt
from oneprice.core.ground import SECTIONS as GROUND_SECTIONS
from oneprice.core.schema import Schema, Section
from oneprice.core.vocabulary import MODES
from oneprice.routing.laws.checks import check_calendars, check_laws
from oneprice.routing.network.tables import SECTIONS as NETWORK_SECTIONS
from oneprice.routing.tables import GUARANTEE, MOST_GRACE_DAYS, MOST_LATE_DAYS, TIER
from oneprice.tariffs.sections import SECTIONS as TARIFF_SECTIONS

CHOICE_SECTIONS = {
    "tier": Section(
        TIER,
        rows={"late_currency": "currency"},
        names={"rule": "rule", "source": "source"},
        ranges={
            "late_num": (0, 2**31),
            "late_cap_pip": (0, 2**62),
            "late_work": (0, 1),
            "late_grace_days": (0, MOST_GRACE_DAYS),
            "late_max_days": (1, MOST_LATE_DAYS),
            "max_days": (1, 365),
            "tier": (0, 2),
            "mode_mask": (0, 2 ** len(MODES) - 1),
        },
        positive=("level_num", "level_den", "late_den"),
    ),
    "guarantee": Section(
        GUARANTEE,
        names={"country": "country", "code": "code", "rule": "rule", "source": "source"},
        ranges={"basis": (1, 7), "num": (0, 2**62), "tier": (0, 3)},
        positive=("den",),
    ),
}


SLOT_FIELDS = (
    *(("step", name) for name in ("slot", "share_slot", "min_slot", "max_slot")),
    ("term", "slot"),
    ("gate", "slot"),
)


class BookSchema(Schema):
    """The sections of all rooms, and the runs that cross them."""

    def __init__(self) -> None:
        super().__init__(
            GROUND_SECTIONS
            | CARRIER_SECTIONS
            | TARIFF_SECTIONS
            | NETWORK_SECTIONS
            | CHOICE_SECTIONS
        )

    def check_runs(self, tables: Mapping[str, Table]) -> None:
        """Prove that chances and laws named by (start, count) lie inside their tables."""
        for name in ("arrival", "entry", "export"):
            law = tables[name]
            _inside(name, law["lo"], law["n"], len(tables["mass"]))
        route = tables["route"]
        count = route["event_hi"] - route["event_lo"]
        for name in ("arrival", "entry", "export"):
            _inside("route", route[f"{name}_lo"], count, len(tables[name]))
        self._check_slots(tables)
        check_laws(tables)
        check_calendars(tables)

    def _check_slots(self, tables: Mapping[str, Table]) -> None:
        """Prove that every slot of steps, terms and gates lies inside the slot vectors."""
        count = int(tables["stack"]["slot_count"].max(initial=0))
        for name, column in SLOT_FIELDS:
            if tables[name][column].max(initial=0) >= max(count, 1):
                raise BookCorrupt(f"section {name}: a slot outside the {count} of the stacks")


def _inside(name: str, lo: Table, count: Table, most: int) -> None:
    if (count < 0).any() or (count > np.int64(most) - lo).any():  # a sum could wrap
        raise BookCorrupt(f"section {name}: a run ends outside its table")


SCHEMA = BookSchema()


def open_book(path: str | os.PathLike[str]) -> Book:
    """Open and verify a book folder; see `oneprice.core.book.open_book`."""
    return open_with(path, SCHEMA)
