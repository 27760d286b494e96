"""Judge a learner: ask it period by period, or fold by fold, and compare with what came."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np

from oneprice.carriers.transit.model import STEP_MIN
from oneprice.core.errors import InputError
from oneprice.scenarios.judging.asked import Asked, Teach
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
    findings: Sequence[str] = (),
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
    findings : sequence of str
        What is odd in the table, to be told with the figures.
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
        raise InputError(*_asked_for(question), remedy)
    unit = "day" if asked.step_min % STEP_MIN["day"] == 0 else "hour"
    scale = asked.step_min / STEP_MIN[unit]
    ground = ground_of(asked, answers, scale, dated=question.since is not None)
    if not ground.done.any():
        raise InputError(*_asked_for(question), _none_came(question))
    return Judgement(
        source=source,
        unit=unit,
        counted_from=counted_from,
        question=question,
        learned_times=answers.times,
        counts=_counts(asked, answers),
        leaned=_leaned(asked, answers),
        verdicts=verdicts_of(ground, answers, question.levels),
        findings=tuple(findings),
    )


def _asked_for(question: Question) -> tuple[str, str | int]:
    """Return the option that says what is judged, and its value as it was given."""
    if question.since is None:
        return "--folds", question.folds
    return "--since", question.since.isoformat()


def _none_came(question: Question) -> str:
    """Return what to do where nothing that was asked about was delivered."""
    if question.since is None:
        return "no shipment of the table was delivered: give a later table"
    return f"nothing ordered from then to before {question.until} was delivered: name earlier days"


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
