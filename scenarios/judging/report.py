"""A whole judgement: what was asked how, the counts, the verdicts; as plain data and as words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from oneprice.scenarios.judging.bootstrap import DRAWS, SEED
from oneprice.scenarios.judging.verdict import Verdict


@dataclass(frozen=True)
class Question:
    """How is judged.

    Attributes
    ----------
    since, until : date or None
        First day judged, first day not judged; both None: by folds.
    every : str
        "week" or "month".
    folds : int
        Used where there is no `since`.
    levels : tuple of float
        Nominal levels, ascending.
    zone : str
        Whose Mondays and months these are.
    """

    since: date | None
    until: date | None
    every: str
    folds: int
    levels: tuple[float, ...]
    zone: str

    def way(self) -> str:
        """Return how was asked, in words."""
        if self.since is None:
            return f"{self.folds} folds"
        return f"from {self.since} to before {self.until}, learned anew each {self.every}"


@dataclass(frozen=True)
class Counts:
    """What became of the shipments that were asked about.

    Attributes
    ----------
    asked : int
        Ordered in the judged days.
    judged : int
        Delivered: the measures are over these.
    cancelled : int
        Left out.
    open : int
        Neither delivered nor cancelled by the end of the table: outside the measures, and late in
        the share "with never delivered" once their promise has passed.
    recorded : int
        Judged ones with a promise in the table.
    """

    asked: int
    judged: int
    cancelled: int
    open: int
    recorded: int


@dataclass(frozen=True)
class Leaned:
    """Means over the judged shipments of what their promises lean on."""

    observations: float | None
    parent_share: float | None
    quote_share: float | None


@dataclass(frozen=True)
class Judgement:
    """What the judge found.

    Attributes
    ----------
    source : str
        Name of the event table.
    unit : str
        "day" or "hour": of means, losses and gains.
    counted_from : str
        The event from which promises are counted.
    learned_times : int
        How often was learned.
    findings : tuple of str
        What is odd in the table.
    """

    source: str
    unit: str
    counted_from: str
    question: Question
    learned_times: int
    counts: Counts
    leaned: Leaned
    verdicts: list[Verdict]
    findings: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, object]:
        """Return plain data for JSON."""
        question = self.question
        asked = {
            "since": None if question.since is None else question.since.isoformat(),
            "until": None if question.until is None else question.until.isoformat(),
            "every": None if question.since is None else question.every,
            "folds": question.folds if question.since is None else None,
            "levels": list(question.levels),
            "zone": question.zone,
        }
        return {
            "events": self.source,
            "unit": self.unit,
            "counted_from": self.counted_from,
            **asked,
            "learned_times": self.learned_times,
            "bootstrap": {"draws": DRAWS, "seed": SEED, "interval": 0.9},
            "shipments": asdict(self.counts),
            "leaning": asdict(self.leaned),
            "findings": list(self.findings),
            "methods": [verdict.to_plain() for verdict in self.verdicts],
        }
