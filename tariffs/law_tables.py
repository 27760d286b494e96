"""The law as the kernels of this room see it: one record array per section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from numba.experimental import structref

from oneprice.core.compiling import Table
from oneprice.core.refs import Ref, ShortNamed


class LawTables(NamedTuple):
    """The sections that pricing a declaration reads."""

    fx: Any
    jurisdiction: Any
    commodity: Any
    kind_span: Any
    measure: Any
    duty_term: Any
    regime: Any
    stack: Any
    step: Any
    term: Any
    gate: Any
    epr_gate: Any
    compliance_gate: Any
    platform: Any


@structref.register
class LawRefType(ShortNamed):
    """Type of a reference to the tables of a law."""


class LawRef(Ref):
    """Reference to `LawTables`."""


structref.define_proxy(LawRef, LawRefType, list(LawTables._fields))  # type: ignore[no-untyped-call]  # numba is untyped


def law_tables(tables: Mapping[str, Table]) -> LawTables:
    """Return the sections of a compiled law in the order of `LawTables`."""
    return LawTables(*(tables[name] for name in LawTables._fields))
