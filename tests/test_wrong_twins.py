"""A twin with one wrong rule differs from the engine on an order that is known.

Where the random books change, `.venv/bin/python tests/wrongtwins.py` finds the orders anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from reference.quote import ReferenceBook
from twin import Pair, differences
from wrongcarriers import WRONG_CARRIERS
from wronglaws import WRONG_LAWS
from wrongtimes import WRONG_TIMES
from wrongtwins import Wrong

from oneprice.routing.engine import Engine


@dataclass
class Pairs:
    """Engines and twins of random books, made when they are asked for."""

    folder: Path
    made: dict[int, Pair] = field(default_factory=dict)

    def of(self, seed: int) -> Pair:
        """Return engine and twin of a book."""
        if seed not in self.made:
            self.made[seed] = Pair.make(self.folder / str(seed), seed)
        return self.made[seed]

    def differs(self, wrong: Wrong, again: bool) -> bool:
        """Tell whether the twin, or one that is read again now, differs on the known order."""
        pair = self.of(wrong.seed)
        order = pair.order(wrong.number)
        twin = ReferenceBook(self.folder / str(wrong.seed) / "source") if again else pair.twin
        return bool(differences(pair.engine_quote(order), twin.quote(order)))


@pytest.fixture(scope="module")
def pairs(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Pairs:
    """Return a place for books; the engine that is asked for has compiled the kernels."""
    return Pairs(tmp_path_factory.mktemp("wrong"))


@pytest.mark.parametrize(
    "wrong", [*WRONG_LAWS, *WRONG_CARRIERS, *WRONG_TIMES], ids=lambda wrong: wrong.word
)
def test_a_wrong_twin_is_caught(
    wrong: Wrong, pairs: Pairs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Engine and twin agree on an order, and no longer when the twin has one wrong rule."""
    assert not pairs.differs(wrong, again=False)
    monkeypatch.setattr(wrong.name, wrong.twin)
    assert pairs.differs(wrong, again=True)
