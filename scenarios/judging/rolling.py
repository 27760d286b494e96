"""Ask a learner: period by period as of its start, or fold by fold where dates mean nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from oneprice.scenarios.judging.asked import Asked, Bools, Ints, Leaning, Promiser, Teach
from oneprice.scenarios.judging.periods import Period

LEARNED, BLENDED, RATIO, RECORDED = "learned", "blended", "recorded x ratio", "recorded"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Answers:
    """What was promised, for the shipments that were asked about.

    Attributes
    ----------
    index : int64 array
        Shipments, ascending within a period.
    block : int64 array
        Period (or group of a fold) of each: the bootstrap draws these.
    levels : list of float
        Ascending.
    promised : dict
        Method to int64[shipments, levels].
    leaning : Leaning
        Of the method `learned`.
    times : int
        How often was learned.
    """

    index: Ints
    block: Ints
    levels: list[float]
    promised: dict[str, Ints]
    leaning: Leaning
    times: int


@dataclass(frozen=True)
class _Turn:
    """One learning: as of when, which shipments are left out, and which are asked about."""

    as_of_min: int | None
    leave_out: Bools | None
    index: Ints
    block: Ints


def ask_periods(
    asked: Asked,
    teach: Teach,
    periods: Sequence[Period],
    levels: list[float],
    methods: Sequence[str],
    tell: Tell = lambda _: None,
) -> Answers:
    """Learn at each start, from what is stamped before it, and ask for what the period orders."""

    def turns() -> Iterator[_Turn]:
        for number, period in enumerate(periods):
            tell(period.start.isoformat())
            inside = asked.ordered_min >= period.first_min
            index = np.flatnonzero(inside & (asked.ordered_min < period.end_min))
            yield _Turn(period.start_min, None, index, np.full(len(index), number))

    return _gather(teach, turns(), levels, methods)


def ask_folds(
    asked: Asked,
    teach: Teach,
    folds: int,
    seed: int,
    levels: list[float],
    methods: Sequence[str],
    tell: Tell = lambda _: None,
) -> Answers:
    """Leave out one part of the shipments after another, learn from the rest, ask for the part."""
    fold = fold_of(asked.group, folds, seed)

    def turns() -> Iterator[_Turn]:
        for number in range(folds):
            tell(f"fold {number + 1} of {folds}")
            index = np.flatnonzero(fold == number)
            yield _Turn(None, fold == number, index, asked.group[index])

    return _gather(teach, turns(), levels, methods)


def fold_of(group: Ints, folds: int, seed: int) -> Ints:
    """Return the fold of each shipment: whole groups, drawn evenly, alike for the same seed."""
    _, number = np.unique(group, return_inverse=True)
    count = int(number.max()) + 1 if len(number) else 0
    drawn = np.random.default_rng(seed).permutation(count) % folds
    return np.asarray(drawn[number], dtype=np.int64)


def _gather(
    teach: Teach,
    turns: Iterator[_Turn],
    levels: list[float],
    methods: Sequence[str],
) -> Answers:
    """Ask turn by turn and join the answers; turns without shipments are not learned."""
    done: list[_Turn] = []
    promised: dict[str, list[Ints]] = {method: [] for method in methods}
    leaning: list[Leaning] = []
    for turn in turns:
        if not len(turn.index):
            continue
        learned = teach(turn.as_of_min, turn.leave_out)
        for method in methods:
            promised[method].append(_promise(learned, turn, levels, method))
        leaning.append(learned.leaning(turn.index))
        done.append(turn)
    return Answers(
        index=_joined([turn.index for turn in done]),
        block=_joined([turn.block for turn in done]),
        levels=levels,
        promised={
            method: np.concatenate([np.empty((0, len(levels)), np.int64), *parts])
            for method, parts in promised.items()
        },
        leaning=Leaning(
            *(
                np.concatenate([np.empty(0), *(getattr(part, name) for part in leaning)])
                for name in ("observations", "parent_share", "quote_share")
            )
        ),
        times=len(done),
    )


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)


def _promise(learned: Promiser, turn: _Turn, levels: list[float], method: str) -> Ints:
    """Return the promises of one method for the shipments of one turn."""
    if method == RATIO:
        return learned.rescaled_units(turn.index, levels)
    return learned.promise_units(turn.index, levels, blend=method == BLENDED)
