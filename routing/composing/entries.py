"""The compiled entry of composition: small, and apart from checkout, which never calls it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import config

from oneprice.core.kernel_digest import entry, kernel_digest
from oneprice.routing._kernels_compose import compose_starts, copy_runs, move_slots

ROOMS = ("oneprice.core", "oneprice.routing")


class ComposeJob(NamedTuple):
    """One lane with what comes after it, scratch and answer; all int64."""

    after_first: int  # UTC hour of entry 0 of `after_row`
    after_row: Any  # [hours]: row by arrival hour; the last row is without chance
    after_day: Any  # [rows]: first day of its chances
    after_lo: Any  # [rows]: place in the pool
    after_count: Any  # [rows]
    first_hour: int  # UTC hour of column 0 of `arrived`
    first_day: int  # local day of entry 0 of `sums` and `run`
    never_day: int
    arrived: Any  # [working days, hours]: arrival hours
    works: int  # 1: working days (C-18)
    start_hour: Any  # [starts], ascending
    start_min: Any  # [starts]: the instants themselves
    lifted: Any  # [starts]: 1 where an event may fit an hour (C-67)
    band: Any  # [bands, 4]: row of `arrived`, first and last hour added, place in `cum`
    cum: Any  # mass before each hour of a band
    hour_mass: Any  # [hours, 2]: hour of the law and its mass
    event: Any  # [events, 5]: from and to in UTC minutes, factor, hours
    overtakes: int  # 0: no start is counted on to overtake an earlier one
    chance: Any  # the pool
    slots: Any
    counts: Any
    hour: Any  # scratch [working days, 3, hours]
    change: Any  # scratch [working days, hours]
    odd: Any  # scratch [working days, hours + 1]
    sums: Any  # scratch [days], zero between calls
    run: Any  # scratch [days]
    own: Any  # scratch [3, starts]: day, place, count
    out: Any  # answer [3, starts]


class ComposeEntries(NamedTuple):
    """What Python may call."""

    compose: Callable[..., int]
    move: Callable[..., int]
    copy: Callable[..., int]


def _make_entries(digest: int) -> ComposeEntries:
    @entry(digest, nogil=True)
    def compose(job: Any, at: int) -> int:
        return compose_starts(job, at)

    @entry(digest)
    def move(old: Any, new: Any) -> int:
        move_slots(old, new)
        return digest

    @entry(digest)
    def copy(chance: Any, places: Any, counts: Any, out: Any) -> int:
        copy_runs(chance, places, counts, out)
        return digest

    return ComposeEntries(compose, move, copy)


@cache
def compose_entries() -> ComposeEntries:
    """Return the entries, compiled on first call or taken from the cache."""
    made = _make_entries(kernel_digest(ROOMS))
    return _plain_entries(made) if config.DISABLE_JIT else made  # type: ignore[attr-defined]  # numba is untyped


def _plain_entries(made: ComposeEntries) -> ComposeEntries:
    """Return entries for runs without the compiler: records whose fields are attributes."""

    def copy(chance: Any, places: Any, counts: Any, out: Any) -> int:
        return made.copy(chance, places, counts, out.view(np.recarray))

    return made._replace(copy=copy)
