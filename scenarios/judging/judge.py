"""Judge a learner: ask it period by period, or fold by fold, and compare with what came."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np

from oneprice.core.errors import InputError
from oneprice.scenarios.judging.asked import MINUTES, Asked, Teach
from oneprice.scenarios.judging.bootstrap import SEED
from oneprice.scenarios.judging.measures import FRONTIER, mean
from oneprice.scenarios.judging.periods import periods_of
from oneprice.scenarios.judging.report import Counts, Judgement, Leaned, Question
from oneprice.scenarios.judging.rolling import (
    BLENDED,
    LEARNED,
    RATIO,
    Answers,
    Tell,
    ask_folds,
    ask_periods,
)
from oneprice.scenarios.judging.verdict import ground_of, verdicts_of


def judge(
    asked: Asked,
    teach: Teach,
    question: Question,
    *,
    source: str,
    counted_from: str,
    tell: Tell = lambda _: None,
) -> Judgement:
    """Ask and compare.

    Parameters
    ----------
    asked : Asked
        Every shipment of the table.
    teach : function
        Learns as of an instant.
    question : Question
    source, counted_from : str
        Name of the table, and of the event that promises are counted from.
    tell : function
        Called with the name of each period.

    Raises
    ------
    InputError
        Nothing was ordered in the judged days, or nothing of it was delivered.
    """
    answers = _ask(asked, teach, question, tell)
    if not len(answers.index):
        remedy = "no shipment was ordered then: name days that the table holds"
        raise InputError("--since", question.way(), remedy)
    unit = "day" if asked.step_min % MINUTES["day"] == 0 else "hour"
    scale = asked.step_min / MINUTES[unit]
    ground = ground_of(asked, answers, scale, dated=question.since is not None)
    if not ground.done.any():
        remedy = "nothing that was ordered then was delivered: name earlier days"
        raise InputError("--since", question.way(), remedy)
    return Judgement(
        source=source,
        unit=unit,
        counted_from=counted_from,
        question=question,
        learned_times=answers.times,
        counts=_counts(asked, answers),
        leaned=_leaned(asked, answers),
        verdicts=verdicts_of(ground, answers, question.levels),
    )


def _ask(asked: Asked, teach: Teach, question: Question, tell: Tell) -> Answers:
    """Return the promises of every method at the levels asked for and along the frontier."""
    levels = sorted({*FRONTIER, *question.levels})
    methods = methods_of(asked)
    if question.since is None or question.until is None:
        return ask_folds(asked, teach, question.folds, SEED, levels, methods, tell)
    zone = ZoneInfo(question.zone)
    periods = periods_of(question.since, question.until, question.every, zone)
    return ask_periods(asked, teach, periods, levels, methods, tell)


def methods_of(asked: Asked) -> list[str]:
    """Return the methods: with recorded promises also those that use them (not plans)."""
    quoted = bool((asked.recorded & (asked.recorded_units > 0)).any())
    return [LEARNED, BLENDED, RATIO] if quoted else [LEARNED]


def _counts(asked: Asked, answers: Answers) -> Counts:
    """Return what became of the shipments asked about."""
    at = answers.index
    cancelled, done = asked.cancelled[at], asked.done[at]
    judged = done & ~cancelled
    return Counts(
        asked=len(at),
        judged=int(judged.sum()),
        cancelled=int(cancelled.sum()),
        open=int((~done & ~cancelled).sum()),
        recorded=int((judged & asked.recorded[at]).sum()),
    )


def _leaned(asked: Asked, answers: Answers) -> Leaned:
    """Return what the promises of the judged shipments lean on, on average."""
    at, lean = answers.index, answers.leaning
    judged = np.flatnonzero(asked.done[at] & ~asked.cancelled[at])
    return Leaned(
        observations=mean(lean.observations[judged]),
        parent_share=mean(lean.parent_share[judged]),
        quote_share=mean(lean.quote_share[judged]),
    )
