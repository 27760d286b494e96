"""The answers of a packer of the caller's own, as checkout reads them (C-28).

Checkout asks for a packing by goods (group and part of the order) and limits. Each question is
put to the packer once, its answer judged before it is used, and the order priced again until no
question is left open: other parcels may lead to other routes, and these to other limits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from oneprice.carriers._kernels import fits_line, rule_value
from oneprice.carriers.rating import carrier_book
from oneprice.core.book import Book
from oneprice.core.errors import InputError
from oneprice.core.order_record import PIECE
from oneprice.core.refusal import STATUS
from oneprice.routing._kernels_pack_scratch import ITEM
from oneprice.routing.packing import CannotPack, Goods, Limits, PackedParcel, Placement
from oneprice.routing.packing_check import PackingBroken, verify
from oneprice.routing.parts import lines_of
from oneprice.routing.tables import PACKED, QUESTION
from oneprice.routing.work import Given

Packer = Callable[[Sequence[Goods], Limits], Sequence[PackedParcel]]
SIZES = Limits._fields[:-1]
REASONS = ("KEEP_TOGETHER", "TOO_MANY_PARCELS")


class Packings:
    """What a packer answered for one order.

    Parameters
    ----------
    book : Book
        Its cargo rules say what a unit counts towards a limit per parcel.
    packer : callable
        Takes goods in canonical order, `line` being the index into the order, and the limits of
        every parcel; returns the parcels, or raises `CannotPack`.
    lines : LINE records
        Of the order.
    """

    def __init__(self, book: Book, packer: Packer, lines: Any) -> None:
        self._packer = packer
        self._lines = lines.view(np.recarray)
        self._places = {int(line["input_line"]): i for i, line in enumerate(lines)}
        self._book = carrier_book(book.tables)
        self._rules = [row for row, rule in enumerate(self._book.cargo_rule) if rule.per_parcel]
        self._packed: list[dict[str, int]] = []
        self._pieces: list[tuple[int, ...]] = []
        self._items: list[tuple[int, int, int]] = []

    def given(self) -> Given:
        """Return the answers so far as records."""
        packed = np.zeros(len(self._packed), PACKED)
        for row, fields in zip(packed, self._packed, strict=True):
            for name, value in fields.items():
                row[name] = value
        return Given(packed, np.array(self._pieces, PIECE), np.array(self._items, ITEM))

    def learn(self, asked: Any) -> bool:
        """Ask the packer what it was not asked yet; return whether there was anything.

        Raises
        ------
        InputError
            An answer that is no packing of the goods under the limits.
        """
        for question in asked:
            self._answer(question)
        return len(asked) > 0

    def digest(self) -> str:
        """Return a digest over all questions and answers."""
        told = sorted(str(sorted(fields.items())) for fields in self._packed)
        text = f"{told}\n{self._pieces}\n{self._items}"
        return hashlib.sha256(text.encode()).hexdigest()

    def _answer(self, question: Any) -> None:
        fields = {name: int(question[name]) for name in QUESTION}
        fields |= {"status": 0, "line": -1, "piece_lo": len(self._pieces)}
        fields |= {"item_lo": len(self._items), "pieces": 0, "items": 0}
        goods, limits = self._goods(question), self._limits(question)
        try:
            parcels = list(self._packer(goods, limits))
        except CannotPack as refused:
            if refused.reason not in REASONS:
                raise _broken(f"it gives the reason {refused.reason!r}") from refused
            line = -1 if refused.line is None else self._places.get(refused.line, -1)
            fields |= {"status": STATUS[refused.reason], "line": line}
        else:
            _judge(goods, limits, parcels)
            self._add(parcels, fields)
        self._packed.append(fields)

    def _add(self, parcels: list[PackedParcel], fields: dict[str, int]) -> None:
        for number, parcel in enumerate(parcels):
            self._pieces.append((*parcel[:4], -1, 0, 0))
            units: dict[int, int] = {}
            for placed in parcel.placements:
                line = self._places[placed.line]
                units[line] = units.get(line, 0) + placed.units
            self._items += [(number, line, count) for line, count in sorted(units.items())]
        fields["pieces"] = len(self._pieces) - fields["piece_lo"]
        fields["items"] = len(self._items) - fields["item_lo"]

    def _goods(self, question: Any) -> list[Goods]:
        return [self._goods_of(line, question) for line in lines_of(self._lines, question)]

    def _goods_of(self, line: Any, question: Any) -> Goods:
        sides = [int(line[name]) for name in ("length_mm", "second_mm", "third_mm")]
        height = int(line["up_mm"])
        sides.remove(height)
        return Goods(
            line=int(line["input_line"]),
            quantity=int(line["quantity"]),
            weight_g=int(line["weight_g"]),
            length_mm=sides[0],
            width_mm=sides[1],
            height_mm=height,
            upright=bool(line["upright"]),
            stackable=bool(line["stackable"]),
            keep_together=int(line["keep_together"]),
            loads=tuple(self._unit_load(rule, line) for rule in self._asked_rules(question)),
        )

    def _limits(self, question: Any) -> Limits:
        rules = self._book.cargo_rule
        loads = tuple(int(rules[row].value) for row in self._asked_rules(question))
        sizes = {name: int(question[name]) for name in SIZES}
        return Limits(**sizes, loads=loads)

    def _asked_rules(self, question: Any) -> list[int]:
        """Return the rows of `cargo_rule` that limit each parcel."""
        asked, rules = int(question["rules"]), self._book.cargo_rule
        return [row for row in self._rules if asked >> int(rules[row].per_parcel) - 1 & 1]

    def _unit_load(self, row: int, line: Any) -> int:
        """Return what one unit counts towards a limit per parcel, on a day of the rule (C-60)."""
        day = self._book.cargo_rule[row].from_day
        fits = fits_line(self._book, row, day, day, line)
        return int(rule_value(self._book, row, line)) if fits else 0


def _judge(goods: list[Goods], limits: Limits, parcels: list[Any]) -> None:
    for parcel in parcels:
        if not isinstance(parcel, PackedParcel) or not all(
            isinstance(placed, Placement) for placed in parcel.placements
        ):
            raise _broken("it gives something else than PackedParcel with Placement in it")
    try:
        verify(goods, limits, parcels)
    except PackingBroken as problem:
        raise _broken(str(problem)) from problem


def _broken(words: str) -> InputError:
    return InputError("packer", "its answer", f"mend the packer: {words}")
