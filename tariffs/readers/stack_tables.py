"""The tables that stacks of steps are written into."""

from __future__ import annotations

from dataclasses import dataclass, field

Fields = dict[str, int]


@dataclass
class StackTables:
    """Rows of STACK, STEP, TERM and GATE as they grow; row numbers start at 1."""

    stacks: list[Fields] = field(default_factory=list)
    steps: list[Fields] = field(default_factory=list)
    terms: list[Fields] = field(default_factory=list)
    gates: list[Fields] = field(default_factory=list)
