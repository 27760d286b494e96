"""Chances before a lane from the chances after it (C-18, C-20, C-67), start by start.

For every start of a lane the hours of its law lead to arrival hours, and these to chances by day.
Hours that arrive on the same chances are taken at once; a start around which all is as it was a
week before has the chances of that start, a week later. Masses sum to 2^31 and chances are at most
2^31, so no sum passes 2^62. Used when a book is compiled or explained, never at checkout.
"""

from __future__ import annotations

from typing import Any

from oneprice.core._kernels import inner

MASS_BITS = 31
HASH_BY = 1_000_003
HASH_MASK = 2**61 - 1
WEEK_H, WEEK_DAYS = 168, 7
USED, RUNS = 0, 1  # places in the counts of a pool
PLACE, LENGTH, HASH = 0, 1, 2  # columns of its slots
DAY, LO, COUNT = 0, 1, 2  # rows of `own`, `out` and of a table's hours
TABLE, FIRST_H, LAST_H, CUM = 0, 1, 2, 3  # columns of a band
FROM_MIN, TO_MIN, NUM, DEN, ADD_H = 0, 1, 2, 3, 4  # columns of an event
HOUR, MASS = 0, 1  # columns of `hour_mass`


@inner
def compose_starts(job: Any, at: int) -> int:
    """Fill the chances of starts from number `at` on; return the first for which room is short."""
    _spread(job)
    week = 0
    for s in range(len(job.start_hour)):
        while job.start_hour[week] < job.start_hour[s] - WEEK_H:
            week += 1
        if s >= at and not _compose(job, s, week):
            return s
    return len(job.start_hour)


@inner
def _compose(job: Any, s: int, week: int) -> bool:
    """Fill the chances of one start; False: the pool must grow first."""
    if _is_a_week_later(job, s, week):
        job.own[DAY, s] = job.own[DAY, week] + (WEEK_DAYS if job.own[COUNT, week] > 0 else 0)
        job.own[LO, s] = job.own[LO, week]
        job.own[COUNT, s] = job.own[COUNT, week]
    else:
        first, end = _add_lifted(job, s) if job.lifted[s] != 0 else _add_bands(job, s)
        if not _keep(job, job.own, s, first, _cumulate(job, first, end)):
            return False
    if job.overtakes == 0 and s > 0:
        first, end = _least(job, s)
        return _keep(job, job.out, s, first, end)
    for field in range(3):
        job.out[field, s] = job.own[field, s]
    return True


@inner
def _spread(job: Any) -> None:
    """Fill, by working days and hour, the chances on arrival, and where they change."""
    hours = job.arrived.shape[1]
    for table in range(len(job.arrived)):
        at = job.hour[table]
        for i in range(hours):
            place = job.arrived[table, i] - job.after_first
            row = job.after_row[place] if 0 <= place < len(job.after_row) else -1
            at[DAY, i] = job.after_day[row]
            at[LO, i] = job.after_lo[row]
            at[COUNT, i] = job.after_count[row]
        for i in range(hours - 1, -1, -1):
            same = i + 1 < hours and at[LO, i] == at[LO, i + 1] and at[DAY, i] == at[DAY, i + 1]
            job.change[table, i] = job.change[table, i + 1] if same else i + 1
        for i in range(hours):
            odd = 1
            if i >= WEEK_H and at[LO, i] == at[LO, i - WEEK_H]:
                days = at[DAY, i] - at[DAY, i - WEEK_H]
                odd = 0 if days == WEEK_DAYS or at[COUNT, i] == 0 else 1
            job.odd[table, i + 1] = job.odd[table, i] + odd


@inner
def _is_a_week_later(job: Any, s: int, week: int) -> bool:
    """Tell whether all hours of a start's law arrive on the chances of a week before, moved."""
    if week >= s or job.start_hour[week] != job.start_hour[s] - WEEK_H:
        return False
    if job.lifted[s] != 0 or job.lifted[week] != 0:
        return False
    at = job.start_hour[s] - job.first_hour
    for b in range(len(job.band)):
        table = job.band[b, TABLE]
        stop = at + job.band[b, LAST_H] + 1
        if stop > job.arrived.shape[1]:
            return False
        if job.odd[table, stop] != job.odd[table, at + job.band[b, FIRST_H]]:
            return False
    return True


@inner
def _add_bands(job: Any, s: int) -> tuple[int, int]:
    """Add mass x chances of all hours of a start's law; return the days that are touched."""
    first = len(job.sums)
    end = 0
    at = job.start_hour[s] - job.first_hour
    for b in range(len(job.band)):
        table = job.band[b, TABLE]
        i = at + job.band[b, FIRST_H]
        stop = min(at + job.band[b, LAST_H] + 1, job.arrived.shape[1])
        cum = job.band[b, CUM] - i
        while i < stop:
            after = min(job.change[table, i], stop)
            weight = job.cum[cum + after] - job.cum[cum + i]
            if weight > 0 and job.hour[table, COUNT, i] > 0:
                first = min(first, job.hour[table, DAY, i] - job.first_day)
                end = max(end, _add(job, table, i, weight))
            i = after
    return first, end


@inner
def _add(job: Any, table: int, i: int, weight: int) -> int:
    """Add weight x chances of an hour, as rises from day to day; return the day after them."""
    count = job.hour[table, COUNT, i]
    lo = job.hour[table, LO, i]
    day = job.hour[table, DAY, i] - job.first_day
    job.sums[day] += weight * job.chance[lo]
    for k in range(1, count):
        job.sums[day + k] += weight * (job.chance[lo + k] - job.chance[lo + k - 1])
    return int(day + count)


@inner
def _add_lifted(job: Any, s: int) -> tuple[int, int]:
    """Add as `_add_bands`, each hour lifted by the events that fit it (C-67)."""
    first = len(job.sums)
    end = 0
    at = job.start_hour[s] - job.first_hour
    hours = job.arrived.shape[1]
    for k in range(len(job.hour_mass)):
        h = job.hour_mass[k, HOUR]
        table, i = _place(job, at, h)
        if i >= hours or table >= len(job.arrived):
            continue  # arrives beyond the horizon, and later still when lifted
        table, i = _place(job, at, _lifted_hour(job, s, h, job.arrived[table, i] * 60))
        if i < hours and table < len(job.arrived) and job.hour[table, COUNT, i] > 0:
            first = min(first, job.hour[table, DAY, i] - job.first_day)
            end = max(end, _add(job, table, i, job.hour_mass[k, MASS]))
    return first, end


@inner
def _place(job: Any, at: int, h: int) -> tuple[int, int]:
    """Return the (working days, place of the hour) that h hours lead to (C-18)."""
    return (h // 24, at + h % 24) if job.works != 0 else (0, at + h)


@inner
def _lifted_hour(job: Any, s: int, h: int, arrival_min: int) -> int:
    """Return the largest hour that the events make of an hour (C-67)."""
    lifted = h
    for e in range(len(job.event)):
        if job.start_min[s] < job.event[e, TO_MIN] and arrival_min >= job.event[e, FROM_MIN]:
            den = job.event[e, DEN]
            hour = (h * job.event[e, NUM] + den - 1) // den + job.event[e, ADD_H]
            lifted = max(lifted, hour)
    return int(lifted)


@inner
def _cumulate(job: Any, first: int, end: int) -> int:
    """Turn sums of rises into chances, floor once a day (C-20); return the day after them."""
    total = 0
    for i in range(first, end):
        total += job.sums[i]
        job.sums[i] = 0
        job.run[i] = total >> MASS_BITS
    return end


@inner
def _least(job: Any, s: int) -> tuple[int, int]:
    """Return the days of the lower of a start's own chances and those of the start before."""
    own_n = job.own[COUNT, s]
    n = job.out[COUNT, s - 1]
    if own_n == 0 or n == 0:
        return 0, 0
    own_day = job.own[DAY, s] - job.first_day
    day = job.out[DAY, s - 1] - job.first_day
    first = max(own_day, day)
    end = max(own_day + own_n, day + n)
    own_lo = job.own[LO, s] - own_day
    lo = job.out[LO, s - 1] - day
    for i in range(first, end):
        mine = job.chance[own_lo + min(i, own_day + own_n - 1)]
        job.run[i] = min(mine, job.chance[lo + min(i, day + n - 1)])
    return first, end


@inner
def _keep(job: Any, rows: Any, s: int, first: int, end: int) -> bool:
    """Store the chances of days first .. end - 1 without constant rims; False: no room."""
    while first < end and job.run[first] == 0:
        first += 1
    while end - 1 > first and job.run[end - 1] == job.run[end - 2]:
        end -= 1
    rows[DAY, s] = job.never_day
    rows[LO, s] = 0
    rows[COUNT, s] = 0
    if first >= end:
        return True
    place = _place_of(job, first, end - first)
    rows[DAY, s] = first + job.first_day
    rows[LO, s] = place
    rows[COUNT, s] = end - first
    return place > 0


@inner
def _place_of(job: Any, first: int, n: int) -> int:
    """Return the place of a run of chances in the pool, added if it is new; 0 = no room."""
    hashed = int(n)
    for i in range(first, first + n):
        hashed = ((hashed * HASH_BY) ^ int(job.run[i])) & HASH_MASK
    at = first_slot(hashed, len(job.slots))
    while job.slots[at, PLACE] != 0:
        if job.slots[at, HASH] == hashed and _equal(job, at, first, n):
            return int(job.slots[at, PLACE])
        at = (at + 1) & (len(job.slots) - 1)
    place = job.counts[USED]
    if place + n > len(job.chance) or 2 * job.counts[RUNS] >= len(job.slots):
        return 0
    for i in range(n):
        job.chance[place + i] = job.run[first + i]
    job.slots[at, PLACE] = place
    job.slots[at, LENGTH] = n
    job.slots[at, HASH] = hashed
    job.counts[USED] += n
    job.counts[RUNS] += 1
    return int(place)


@inner
def _equal(job: Any, at: int, first: int, n: int) -> bool:
    """Tell whether a slot holds the run that stands in the scratch from a day on."""
    place = job.slots[at, PLACE]
    i = 0 if job.slots[at, LENGTH] == n else n + 1
    while i < n and job.chance[place + i] == job.run[first + i]:
        i += 1
    return i == n


@inner
def first_slot(hashed: int, slots: int) -> int:
    """Return where the search for a hash begins; `slots` is a power of two."""
    return (hashed ^ (hashed >> 29)) & (slots - 1)


@inner
def move_slots(old: Any, new: Any) -> None:
    """Fill an empty hash table with the runs of another."""
    for k in range(len(old)):
        if old[k, PLACE] != 0:
            at = first_slot(old[k, HASH], len(new))
            while new[at, PLACE] != 0:
                at = (at + 1) & (len(new) - 1)
            for field in range(3):
                new[at, field] = old[k, field]


@inner
def copy_runs(chance: Any, places: Any, counts: Any, out: Any) -> None:
    """Copy runs of a pool side by side into the records of `mass`, after its empty row."""
    at = 1
    for k in range(len(places)):
        for i in range(counts[k]):
            out[at].chance = chance[places[k] + i]
            at += 1
