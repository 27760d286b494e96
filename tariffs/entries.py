"""The compiled entries of the tariff room: what Python may call of its kernels.

They are compiled on first call and kept on disk; the digest they close over makes another cache
entry of every change of a kernel (`core.kernel_digest`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba import config

from oneprice.core.kernel_digest import entry, kernel_digest
from oneprice.tariffs import _kernels, _kernels_declare
from oneprice.tariffs.law_tables import LawRef

ROOMS = ("oneprice.core", "oneprice.tariffs")


class Entries(NamedTuple):
    """What Python may call; `law` is what `law_ref` made, `st` a SITUATION array of one row."""

    law_ref: Callable[..., Any]
    declare: Callable[..., int]
    run_stage: Callable[..., tuple[int, int, int, int]]
    find_commodity: Callable[..., tuple[int, int]]
    match_measure: Callable[..., int]
    choose_regime: Callable[..., int]
    check_claims: Callable[..., tuple[int, int, int]]
    check_epr: Callable[..., tuple[int, int, int]]


def _make_entries(digest: int) -> Entries:
    """Return the entries; each closes over the digest, which so is part of its cache key."""
    return Entries(*_pricing_entries(digest), *_asking_entries(digest))


def _pricing_entries(digest: int) -> tuple[Callable[..., Any], ...]:
    """Return `law_ref`, `declare` and `run_stage`."""
    jit = entry(digest)

    @jit
    def law_ref(tables: Any) -> Any:
        _ = digest
        return LawRef(*tables)

    @jit
    def declare(
        law: Any, st: Any, dl: Any, lines: Any, sel: Any, n: int, com: Any, heading: Any,
        billed: Any, keys: Any, parts: Any, segment: Any, slots: Any, out: Any,
    ) -> int:  # fmt: skip
        _kernels_declare.declare(
            law, st[0], dl[0], lines, sel, n, com, heading, billed, keys, parts, segment, slots, out
        )
        return digest

    @jit
    def run_stage(
        law: Any, st: Any, stage: int, stack: int, day: int, lines: Any, sel: Any, n: int,
        com: Any, heading: Any, billed: Any, slots: Any, out: Any, start: int,
    ) -> tuple[int, int, int, int]:  # fmt: skip
        _ = digest
        return _kernels.run_stage(
            law, st[0], stage, stack, day, lines, sel, n, com, heading, billed, slots, out, start
        )

    return law_ref, declare, run_stage


def _asking_entries(digest: int) -> tuple[Callable[..., Any], ...]:
    """Return the entries that find what applies."""
    jit = entry(digest)

    @jit
    def find_commodity(law: Any, jurisdiction: int, hs_lo: int, hs_hi: int) -> tuple[int, int]:
        _ = digest
        return _kernels.find_commodity(law, jurisdiction, hs_lo, hs_hi)

    @jit
    def match_measure(law: Any, st: Any, commodity: int, kind: int, day: int, lines: Any) -> int:
        _ = digest
        return _kernels.match_measure(law, st[0], commodity, kind, day, lines[0])

    @jit
    def choose_regime(
        law: Any, st: Any, day: int, lines: Any, sel: Any, n: int, export_pip: int, intl_pip: int
    ) -> int:
        _ = digest
        _kernels.open_situation(law, st[0])
        return _kernels.choose_regime(law, st[0], day, lines, sel, n, export_pip, intl_pip)

    @jit
    def check_claims(
        law: Any, st: Any, day: int, lines: Any, sel: Any, n: int
    ) -> tuple[int, int, int]:
        _ = digest
        return _kernels.check_claims(law, st[0], day, lines, sel, n)

    @jit
    def check_epr(
        law: Any, st: Any, stack: int, lines: Any, sel: Any, n: int, com: Any, billed: Any
    ) -> tuple[int, int, int]:
        _ = digest
        return _kernels.check_epr(law, st[0], stack, lines, sel, n, com, billed)

    return find_commodity, match_measure, choose_regime, check_claims, check_epr


def _plain_entries(made: Entries) -> Entries:
    """Return entries for runs without the compiler: records whose fields are attributes."""

    def law_ref(tables: Any) -> Any:
        return type(tables)(*(by_attribute(table) for table in tables))

    def opened(kernel: Callable[..., Any]) -> Callable[..., Any]:
        return lambda law, *arguments: kernel(law, *map(by_attribute, arguments))

    return Entries(law_ref, *(opened(kernel) for kernel in made[1:]))


def by_attribute(value: Any) -> Any:
    """Return a record array whose fields are read as attributes, as compiled code does."""
    records = isinstance(value, np.ndarray) and value.dtype.names
    return value.view(np.recarray) if records else value


@cache
def entries() -> Entries:
    """Return the entries; with `NUMBA_DISABLE_JIT=1` they run as plain Python."""
    made = _make_entries(kernel_digest(ROOMS))
    return _plain_entries(made) if config.DISABLE_JIT else made  # type: ignore[attr-defined]  # numba is untyped
